/* SPDX-License-Identifier: BSD-3-Clause */
/* dnsmasq(8): the settings that make records. */
#include "made_clause.h"
#include "name.h"
#include "placeholder.h"
#include "print.h"
#include "record_text.h"
#include "rrtype.h"

#include <stdlib.h>
#include <string.h>

struct dnsmasq {
	struct reader* reader;
	/** Of records that have none themselves: local-ttl, or the default. */
	uint32_t ttl;
	/** The setting that is read. */
	const char* key;
};

/** Say what is wrong with the setting. @return false. */
static bool
reject(struct dnsmasq* file, const char* value, const char* expected)
{
	return reader_reject(file->reader, "%s=%.200s is invalid, expected %s=%s",
		file->key, value, file->key, expected);
}

/** Say that a setting is not carried over. */
static bool
lose(struct dnsmasq* file, const char* value, const char* why)
{
	records_lose(file->reader->records, reader_place(file->reader),
		"%s%s%.100s: %s", file->key, *value ? "=" : "", value, why);
	return true;
}

/** Take the text up to a separator, without blanks. @param at: moved behind it; set to NULL
 * at the end. @return NULL: there is no more. */
static char*
next_part(char** at, char separator)
{
	char* part = *at;
	char* end;

	if(!part)
		return NULL;
	end = strchr(part, separator);
	*at = end ? end + 1 : NULL;
	if(end)
		*end = 0;
	return strip(part);
}

static bool
read_local_ttl(struct dnsmasq* file, char* value)
{
	return read_seconds(value, INT32_MAX, &file->ttl)
		|| reject(file, value, "SECONDS");
}

#define SYNTH_DOMAIN "DOMAIN,NETWORK[,PREFIX[*]] or DOMAIN,FIRST,LAST[,PREFIX[*]]"

/** Read the network of a synth-domain. @param at: moved behind it. */
static bool
read_synth_network(char** at, char network[MAX_NETWORK_TEXT])
{
	char* first = next_part(at, ',');
	char* last = !first || strchr(first, '/') ? NULL : next_part(at, ',');

	return first && (last ? write_range(first, last, network)
		: write_network(first, network));
}

/** Names of addresses, or with a * of numbers from 0 on, and their PTR. */
static bool
read_synth_domain(struct dnsmasq* file, char* value)
{
	struct reader* reader = file->reader;
	struct clause_text clause = {0};
	char network[MAX_NETWORK_TEXT], origin[NAME_MAX_TEXT];
	uint8_t name[MAX_NAME];
	char* at = value;
	char* domain = next_part(&at, ',');
	char* prefix;
	size_t length;
	bool counts, added;

	if(!*domain || !read_synth_network(&at, network))
		return reject(file, value, SYNTH_DOMAIN);
	if(!read_host(reader, domain, name))
		return false;
	show_name(name, 0, origin);
	prefix = at ? strip(at) : at;
	length = prefix ? strlen(prefix) : 0;
	counts = length > 0 && prefix[length - 1] == '*';
	added = clause_set(reader, &clause, "name", "%.*s%s",
		(int)(length - counts), prefix ? prefix : "",
		counts ? "{n}" : "{ip}")
		&& clause_set(reader, &clause, "network", "%s", network)
		&& clause_set(reader, &clause, "origin", "%s", origin)
		&& clause_set(reader, &clause, "ttl", "%lu",
		(unsigned long)file->ttl)
		&& clause_set(reader, &clause, "reverse", "yes")
		&& clause_add_or_lose(reader, &clause, file->key);
	clause_free(&clause);
	return added;
}

/** A list of names and addresses, and a TTL at its end. */
struct host_record {
	uint8_t (*names)[MAX_NAME];
	size_t* lengths;
	size_t count;
	/** One of each family that it has, a set. */
	unsigned families;
	struct address addresses[FAMILIES];
	uint32_t ttl;
};

#define HOST_RECORD "NAME[,NAME...],ADDRESS[,ADDRESS][,TTL]"

/** Read the parts of a host-record. Of two addresses of a family, the last one counts. */
static bool
read_host_parts(struct dnsmasq* file, char* at, struct host_record* host)
{
	char* part;

	while((part = next_part(&at, ','))) {
		struct address address;

		if(ws_address_read(part, &address)) {
			host->addresses[address.family] = address;
			host->families |= FAMILY_BIT(address.family);
		} else if(at || !read_seconds(part, INT32_MAX, &host->ttl)) {
			host->lengths[host->count] = read_host(file->reader,
				part, host->names[host->count]);
			if(host->lengths[host->count++] == 0)
				return false;
		}
	}
	return (host->count && host->families)
		|| reader_reject(file->reader, "host-record has no name or no address, expected "
		HOST_RECORD);
}

/** Add the records of a host: its first name is that of the PTR records. */
static bool
add_host(struct dnsmasq* file, const struct host_record* host)
{
	for(enum family family = IPV4; family <= IPV6; family++) {
		const struct address* address = &host->addresses[family];

		if(!(host->families & FAMILY_BIT(family)))
			continue;
		for(size_t j = 0; j < host->count; j++)
			if(!add_address(file->reader, host->names[j],
				host->lengths[j], host->ttl, address))
				return false;
		if(!add_pointer_once(file->reader, host->names[0],
			host->lengths[0], host->ttl, address))
			return false;
	}
	return true;
}

static bool
read_host_record(struct dnsmasq* file, char* value)
{
	struct host_record host = {.ttl = file->ttl};
	size_t parts = 1;
	bool added;

	for(const char* at = value; *at; at++)
		parts += *at == ',';
	host.names = calloc(parts, sizeof(*host.names));
	host.lengths = calloc(parts, sizeof(*host.lengths));
	if(!host.names || !host.lengths)
		added = reader_out_of_memory(file->reader);
	else
		added = read_host_parts(file, value, &host)
			&& add_host(file, &host);
	free(host.names);
	free(host.lengths);
	return added;
}

/** Add the records of a domain that has an address; # is the unspecified ones. */
static bool
add_domain(struct dnsmasq* file, const char* domain, const char* address_text)
{
	static const struct address unspecified[] = {{{0, 0}, IPV4},
		{{0, 0}, IPV6}};
	bool is_unspecified = strcmp(address_text, "#") == 0;
	struct address address;
	uint8_t name[MAX_NAME];
	size_t length = read_host(file->reader, domain, name);

	if(length == 0)
		return false;
	if(is_unspecified)
		return add_address(file->reader, name, length, file->ttl,
			&unspecified[0]) && add_address(file->reader, name,
			length, file->ttl, &unspecified[1]);
	return ws_address_read(address_text, &address)
		? add_address(file->reader, name, length, file->ttl, &address)
		: reject(file, address_text, "/DOMAIN/[DOMAIN/...][ADDRESS]");
}

/** The address of domains and of all names below them. */
static bool
read_address(struct dnsmasq* file, char* value)
{
	char* last = strrchr(value, '/');
	char* domains = value + 1;
	char* domain;

	if(*value != '/' || last == value)
		return lose(file, value, "every name has it");
	if(!last[1])
		return lose(file, value, "there are no such names");
	lose(file, value, "all names below");
	*last = 0;
	while((domain = next_part(&domains, '/'))) {
		/* a dot in front is an older way to say the same */
		domain += *domain == '.';
		if(strpbrk(domain, "#*") || !*domain)
			lose(file, domain, "it is a pattern");
		else if(!add_domain(file, domain, last + 1))
			return false;
	}
	return true;
}

/** A PTR record, which host-record does not add another one to. */
static bool
read_ptr_record(struct dnsmasq* file, char* value)
{
	static const struct domain root = {{0}, 1};
	uint8_t owner[MAX_NAME], target[MAX_NAME];
	char* at = value;
	char* name = next_part(&at, ',');
	char* target_text = next_part(&at, ',');
	size_t owner_length, length;

	if(!*name || at)
		return reject(file, value, "NAME[,TARGET]");
	owner_length = read_name(file->reader, name, &root, owner);
	length = owner_length ? read_name(file->reader, target_text
		&& *target_text ? target_text : ".", &root, target) : 0;
	return length > 0 && add_pointer(file->reader, owner, owner_length,
		file->ttl, target, length);
}

#define ANOTHER_FILE "another file is not read, give it as an argument"
#define NO_ALIASES "local-data has no aliases"
#define NOT_READ "records of this setting are not read"
#define OF_INTERFACE "it depends on an interface"
#define AUTHORITATIVE "Unbound is no authoritative server"

/** The settings that make records, or name files that do. */
static const struct {
	const char* key;
	bool (*read)(struct dnsmasq* file, char* value);
	/** If it is not read: why. */
	const char* why;
} settings[] = {
	{"address", &read_address, NULL},
	{"host-record", &read_host_record, NULL},
	{"synth-domain", &read_synth_domain, NULL},
	{"addn-hosts", NULL, ANOTHER_FILE},
	{"auth-peer", NULL, AUTHORITATIVE},
	{"auth-sec-servers", NULL, AUTHORITATIVE},
	{"auth-server", NULL, AUTHORITATIVE},
	{"auth-soa", NULL, AUTHORITATIVE},
	{"auth-ttl", NULL, AUTHORITATIVE},
	{"auth-zone", NULL, AUTHORITATIVE},
	{"caa-record", NULL, NOT_READ},
	{"cname", NULL, NO_ALIASES},
	{"conf-dir", NULL, ANOTHER_FILE},
	{"conf-file", NULL, ANOTHER_FILE},
	{"dns-rr", NULL, NOT_READ},
	{"dynamic-host", NULL, OF_INTERFACE},
	{"hostsdir", NULL, ANOTHER_FILE},
	{"interface-name", NULL, OF_INTERFACE},
	{"localmx", NULL, NOT_READ},
	{"mx-host", NULL, NOT_READ},
	{"mx-target", NULL, NOT_READ},
	{"naptr-record", NULL, NOT_READ},
	{"selfmx", NULL, NOT_READ},
	{"srv-host", NULL, NOT_READ},
	{"txt-record", NULL, NOT_READ},
};

static bool
read_setting(struct dnsmasq* file, char* value)
{
	for(size_t i = 0; i < sizeof(settings) / sizeof(*settings); i++) {
		if(strcmp(file->key, settings[i].key) != 0)
			continue;
		return settings[i].read ? settings[i].read(file, value)
			: lose(file, value, settings[i].why);
	}
	return true;
}

/** A TTL further down holds for what is above. */
static bool
read_ttl_only(struct dnsmasq* file, char* value)
{
	return strcmp(file->key, "local-ttl") != 0 || read_local_ttl(file, value);
}

/** A PTR record further down is instead of that of a host above. */
static bool
read_pointers_only(struct dnsmasq* file, char* value)
{
	return strcmp(file->key, "ptr-record") != 0 || read_ptr_record(file, value);
}

/** Remove quotes, escapes and the comment of a line, in place.
 * @return false: a quote does not end. */
static bool
unquote_line(char* line)
{
	char* to = line;
	bool is_quoted = false, is_after_blank = true;

	for(; *line; line++) {
		if(*line == '"') {
			is_quoted = !is_quoted;
			continue;
		}
		if(*line == '#' && is_after_blank && !is_quoted)
			break;
		is_after_blank = *line == ' ' || *line == '\t';
		if(is_quoted && *line == '\\' && (line[1] == '"' || line[1] == '\\'))
			line++;
		*to++ = *line;
	}
	*to = 0;
	return !is_quoted;
}

/** Read all lines. @param read: what is done with a setting and its value. */
static bool
read_lines(struct dnsmasq* file, bool (*read)(struct dnsmasq* file, char* value))
{
	for(;;) {
		char* line;
		char* value;

		if(!next_line(file->reader, &line))
			return false;
		if(!line)
			return true;
		if(!unquote_line(line))
			return reader_reject(file->reader, "has a quote that does not end in its line, expected two");
		value = line;
		file->key = next_part(&value, '=');
		if(!read(file, value ? strip(value) : line + strlen(line)))
			return false;
	}
}

/** Read the file for what comes before all else. The input is then as it was. */
static bool
read_ahead(struct dnsmasq* file, bool (*read_only)(struct dnsmasq* file, char* value))
{
	struct input* input = file->reader->input;
	char* octets = input->octets;
	char* copy = malloc(input->length + 1);
	bool read;

	if(!copy)
		return reader_out_of_memory(file->reader);
	memcpy(copy, octets, input->length + 1);
	input->octets = copy;
	read = read_lines(file, read_only);
	input->octets = octets;
	input->at = 0;
	input->line = 1;
	free(copy);
	return read;
}

bool
read_dnsmasq(struct reader* reader)
{
	struct dnsmasq file = {.reader = reader, .ttl = reader->defaults->ttl};

	return read_ahead(&file, &read_ttl_only)
		&& read_ahead(&file, &read_pointers_only)
		&& read_lines(&file, &read_setting);
}
