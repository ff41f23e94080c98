/* SPDX-License-Identifier: BSD-3-Clause */
/* Zone files (RFC 1035, 5; RFC 2308, 4): entries, directives, and what of them local-data
 * cannot have. Entries are made one line each in place: what is left of an entry is never
 * longer than it was. */
#include "print.h"
#include "rrtype.h"
#include "zone_lines.h"

#include <ldns/ldns.h>
#include <stdlib.h>
#include <string.h>

/** An entry while it is read. */
struct entry {
	const char *at, *end;
	/** Where the next octet of it goes. */
	char* to;
	unsigned parentheses;
	bool is_quoted;
};

/** Take an octet that is neither in quotes nor escaped. @param octet: set to what becomes of
 * it. */
static bool
take_octet(struct reader* reader, struct entry* entry, char* octet)
{
	switch(*octet) {
	case ';':
		while(entry->at + 1 < entry->end && entry->at[1] != '\n')
			entry->at++;
		break;
	case '(':
		entry->parentheses++;
		break;
	case ')':
		if(entry->parentheses-- == 0)
			return reader_reject(reader, "has a ) without a (, expected both or none");
		break;
	case '\r':
		break;
	default:
		return true;
	}
	*octet = ' ';
	return true;
}

static bool
end_entry(struct reader* reader, const struct entry* entry)
{
	if(entry->is_quoted)
		return reader_reject(reader, "has a quote that does not end in its line, expected two quotes around a string");
	return entry->parentheses == 0 || reader_reject(reader,
		"has a ( that no ) closes, expected one");
}

/** Take the next entry: comments are removed, and lines in parentheses are joined.
 * @param text: set to it; NULL: there is none. @return false: rejected. */
static bool
next_entry(struct reader* reader, char** text)
{
	struct input* input = reader->input;
	char* begin = input->octets + input->at;
	struct entry entry = {begin, input->octets + input->length, begin, 0, false};
	bool is_ended = false;

	reader->line = input->line;
	*text = entry.at < entry.end ? begin : NULL;
	for(; entry.at < entry.end && !is_ended; entry.at++) {
		char octet = *entry.at;

		if(octet == '\n') {
			input->line++;
			is_ended = entry.is_quoted || entry.parentheses == 0;
			octet = ' ';
		} else if(octet == '"') {
			entry.is_quoted = !entry.is_quoted;
		} else if(octet == '\\') {
			*entry.to++ = octet;
			octet = entry.at + 1 < entry.end ? *++entry.at : '\n';
			if(octet == '\n' || octet == '\r')
				return reader_reject(reader, "has a backslash at the end of a line, expected an escape like \\\" or \\034");
		} else if(!entry.is_quoted && !take_octet(reader, &entry, &octet)) {
			return false;
		}
		if(octet == 0)
			return reader_reject(reader, "has an octet 0, expected text");
		if(!is_ended)
			*entry.to++ = octet;
	}
	input->at = (size_t)(entry.at - input->octets);
	*entry.to = 0;
	return end_entry(reader, &entry);
}

uint32_t
zone_ttl(struct zone* zone, const struct record_head* head)
{
	if(head->has_ttl) {
		zone->last_ttl = head->ttl;
		zone->has_last_ttl = true;
		return head->ttl;
	}
	if(zone->has_default_ttl)
		return zone->default_ttl;
	return zone->has_last_ttl ? zone->last_ttl
		: zone->reader->defaults->ttl;
}

const char*
zone_refusal(const struct domain* owner, const struct record_head* head)
{
	static const uint8_t wildcard[] = {1, '*'};

	switch((ldns_rr_type)head->type) {
	case LDNS_RR_TYPE_RRSIG:
	case LDNS_RR_TYPE_NSEC:
	case LDNS_RR_TYPE_NSEC3:
	case LDNS_RR_TYPE_NSEC3PARAM:
	case LDNS_RR_TYPE_DNSKEY:
		return "";
	default:
		break;
	}
	if(head->rrclass != RR_CLASS_IN)
		return "it is of another class than IN";
	if(head->type == LDNS_RR_TYPE_CNAME || head->type == LDNS_RR_TYPE_DNAME)
		return "local-data has no aliases";
	return memcmp(owner->name, wildcard, sizeof(wildcard)) == 0
		? "local-data has no wildcards" : NULL;
}

/** Say that a record is not carried over, and why. @return false: out of memory. */
static bool
lose(struct zone* zone, const struct record_head* head, const char* why)
{
	char name[NAME_MAX_TEXT], type[RR_TYPE_MAX_TEXT];

	show_name(zone->owner.name, 0, name);
	ws_rr_type_show(head->type, type);
	records_lose(zone->reader->records, reader_place(zone->reader),
		"%s %s: %s", name, type, why);
	return records_lose_name(zone->reader->records, zone->owner.name,
		zone->owner.length) || reader_out_of_memory(zone->reader);
}

bool
zone_add(struct zone* zone, const struct domain* owner,
	const struct record_head* head, char* rdata)
{
	size_t length;

	return read_rdata(zone->reader, head->type, rdata, &zone->origin,
		&length) && add_record(zone->reader, owner->name, owner->length,
		head->type, zone_ttl(zone, head), zone->reader->rdata, length);
}

/** Read an entry that is a record. */
static bool
read_record(struct zone* zone, char* at)
{
	bool has_owner = *at != ' ' && *at != '\t';
	struct record_head head;
	const char* why;

	if(has_owner) {
		struct domain* owner = &zone->owner;

		owner->length = read_name(zone->reader, next_word(&at),
			&zone->origin, owner->name);
		if(owner->length == 0)
			return false;
	} else if(zone->owner.length == 0) {
		return reader_reject(zone->reader, "begins with a blank and no record is above it, expected a name");
	}
	if(!read_head(zone->reader, &at, &head))
		return false;
	why = zone_refusal(&zone->owner, &head);
	if(!why)
		return zone_add(zone, &zone->owner, &head, at);
	zone_ttl(zone, &head);
	return !*why || lose(zone, &head, why);
}

/** Take the word behind a directive. @return NULL: rejected. */
static char*
directive_word(struct zone* zone, char** at, const char* expected)
{
	char* word = next_word(at);

	if(!word)
		reader_reject(zone->reader, "has nothing behind its directive, expected %s",
			expected);
	return word;
}

static bool
end_directive(struct zone* zone, char* at, const char* expected)
{
	return !skip_blanks(&at) || reader_reject(zone->reader,
		"has \"%.100s\" at its end, expected %s", at, expected);
}

static bool
read_origin(struct zone* zone, char* at)
{
	const char* expected = "$ORIGIN DOMAIN";
	char* word = directive_word(zone, &at, expected);
	struct domain origin;

	if(!word)
		return false;
	origin.length = read_name(zone->reader, word, &zone->origin, origin.name);
	if(origin.length == 0)
		return false;
	zone->origin = origin;
	if(zone->first_origin.length == 0)
		zone->first_origin = origin;
	return end_directive(zone, at, expected);
}

static bool
read_ttl(struct zone* zone, char* at)
{
	const char* expected = "$TTL and 0 to 2147483647, or numbers with units as in 1h30m";
	char* word = directive_word(zone, &at, expected);

	if(!word)
		return false;
	if(!read_seconds(word, INT32_MAX, &zone->default_ttl))
		return reader_reject(zone->reader, "\"%.100s\" is no TTL, expected %s",
			word, expected);
	zone->has_default_ttl = true;
	return end_directive(zone, at, expected);
}

/** The path of a file that is relative to the directory of the one that includes it.
 * @return to be freed; NULL: out of memory. */
static char*
path_beside(const char* includer, const char* name)
{
	const char* slash = strrchr(includer, '/');
	size_t directory = *name == '/' || !slash ? 0
		: (size_t)(slash - includer) + 1;
	char* path = malloc(directory + strlen(name) + 1);

	if(path) {
		memcpy(path, includer, directory);
		strcpy(path + directory, name);
	}
	return path;
}

static bool read_entries(struct zone* zone);

/** Read a file on top of the one that includes it. */
static bool
read_included(struct zone* zone, const char* path)
{
	struct reader* reader = zone->reader;
	const char* includer = reader->path;
	const char* problem = ws_input_open(&reader->input, path, NULL, 0);

	if(problem)
		return reader_reject(reader, "$INCLUDE: cannot read \"%.200s\": %s",
			path, problem);
	reader->path = records_add_path(reader->records, path);
	if(!reader->path) {
		reader->path = includer;
		return reader_out_of_memory(reader);
	}
	if(!read_entries(zone))
		return false;
	ws_input_close(&reader->input);
	reader->path = includer;
	return true;
}

/** Read an $INCLUDE. Origin and owner are then as they were before it. */
static bool
read_include(struct zone* zone, char* at)
{
	const char* expected = "$INCLUDE FILE [ORIGIN]";
	char* file = directive_word(zone, &at, expected);
	char* word = file ? next_word(&at) : NULL;
	struct domain origin = zone->origin, owner = zone->owner;
	char* path;
	bool read;

	if(!file || !end_directive(zone, at, expected))
		return false;
	if(word) {
		zone->origin.length = read_name(zone->reader, word, &origin,
			zone->origin.name);
		if(zone->origin.length == 0)
			return false;
	}
	zone->owner.length = 0;
	path = path_beside(zone->reader->path, unquote(file));
	read = path ? read_included(zone, path)
		: reader_out_of_memory(zone->reader);
	free(path);
	zone->origin = origin;
	zone->owner = owner;
	return read;
}

static const struct {
	const char* word;
	bool (*read)(struct zone* zone, char* at);
} directives[] = {
	{"$ORIGIN", &read_origin},
	{"$TTL", &read_ttl},
	{"$INCLUDE", &read_include},
	{"$GENERATE", &zone_generate},
};

static bool
read_directive(struct zone* zone, char* at)
{
	char* word = next_word(&at);

	for(size_t i = 0; i < sizeof(directives) / sizeof(*directives); i++)
		if(is_word(word, directives[i].word))
			return directives[i].read(zone, at);
	return reader_reject(zone->reader, "\"%.100s\" is no directive, expected $ORIGIN, $TTL, $INCLUDE or $GENERATE",
		word);
}

/** Read the entries of the file on top. */
static bool
read_entries(struct zone* zone)
{
	char* text;

	for(;;) {
		char* at;

		if(!next_entry(zone->reader, &text))
			return false;
		if(!text)
			return true;
		at = text;
		if(skip_blanks(&at) && !(*text == '$'
			? read_directive(zone, text) : read_record(zone, text)))
			return false;
	}
}

bool
read_zone(struct reader* reader)
{
	struct zone zone = {.reader = reader};
	const uint8_t* origin = reader->defaults->origin;
	size_t first = reader->records->count;

	if(origin) {
		while(origin[zone.origin.length])
			zone.origin.length += origin[zone.origin.length] + (size_t)1;
		zone.origin.length++;
		memcpy(zone.origin.name, origin, zone.origin.length);
		zone.first_origin = zone.origin;
	}
	return read_entries(&zone) && zone_drop_delegated(&zone, first);
}
