/* SPDX-License-Identifier: BSD-3-Clause */
/* Zones and the rules whose names lie in them. */
#include "judge.h"
#include "reverse.h"
#include "rrtype.h"
#include "rules.h"
#include "zone.h"

#include <ldns/ldns.h>
#include <stdio.h>

const struct zone*
ws_zone_of(const struct workstation_rules* rules, const uint8_t* name,
	size_t length, const uint8_t* offset, unsigned labels, unsigned* first)
{
	for(; *first < labels; ++*first) {
		uint32_t index;

		if(!(rules->label_counts[labels - 1 - *first] & LABELS_ZONE))
			continue;
		index = ws_find_origin(rules, name + offset[*first],
			length - offset[*first]);
		if(rules->origins[index].zone)
			return &rules->zones->zones[rules->origins[index].zone - 1];
	}
	return NULL;
}

/** Say that a setting is at odds with a zone. @return false. */
static bool
contradicts(const struct clause* clause, enum setting setting,
	const struct zone* zone, const char* expected, struct error error)
{
	struct text_line line = ws_line_of(clause, setting, "");

	return ws_reject(error, &line,
		"contradicts the workstation-zone: of %s:%u, which the rule has names in, expected %s",
		zone->file, zone->line, expected);
}

/** Judge a clause by a zone that it has names in. */
static bool
fits_zone(const struct clause* clause, const struct zone* zone,
	struct error error)
{
	const struct other_types* others = &clause->other_types;

	if(clause->keep)
		return contradicts(clause, SETTING_EXISTING, zone,
			"replace: nothing is passed on there", error);
	if(clause->seen[SETTING_OTHER_TYPES].key
		&& (!others->nodata || others->except_count))
		return contradicts(clause, SETTING_OTHER_TYPES, zone,
			"nodata: nothing is passed on there", error);
	if(clause->seen[SETTING_OUT_OF_RANGE].key && !clause->nxdomain)
		return contradicts(clause, SETTING_OUT_OF_RANGE, zone,
			"nxdomain: nothing is passed on there", error);
	if(zone->key_count && clause->ttl > ZONE_MAX_SIGNED_TTL)
		return contradicts(clause, SETTING_TTL, zone,
			"at most 604800 in a signed zone", error);
	return true;
}

static const struct zone*
zone_of_name(const struct workstation_rules* rules, const uint8_t* name,
	size_t length)
{
	uint8_t offset[MAX_LABELS];
	unsigned first = 0, labels = ws_name_labels(name, length, offset);

	return ws_zone_of(rules, name, length, offset, labels, &first);
}

/** Judge a clause by the zone that a domain of its names lies in. */
static bool
fits_domain(const struct workstation_rules* rules, const struct clause* clause,
	const struct origin_name* domain, struct error error)
{
	const struct zone* zone = zone_of_name(rules, domain->name,
		domain->length);

	return !zone || fits_zone(clause, zone, error);
}

/** Whether a clause has addresses whose reverse names lie in a zone. */
static bool
has_reverse_names(const struct clause* clause, const struct zone* zone)
{
	uint8_t offset[MAX_LABELS];
	unsigned labels = ws_name_labels(zone->name.name, zone->name.length,
		offset);
	struct reverse_name name;
	unsigned bits;

	if(!ws_reverse_read(zone->name.name, labels, offset, &name))
		return false;
	bits = family_bits(name.address.family);
	for(size_t i = 0; i < clause->piece_count; i++) {
		const struct piece* piece = &clause->pieces[i];
		struct number first = name.address.number;
		struct number last = number_or(first, number_mask(bits - name.parts
			* (bits / reverse_parts(name.address.family))));

		if(piece_family(clause, piece) == name.address.family
			&& ws_piece_cut(clause, piece, &first, &last))
			return true;
	}
	return false;
}

bool
ws_zones_judge(const struct workstation_rules* rules,
	const struct clause* clause, struct error error)
{
	if(!rules->zones)
		return true;
	for(size_t i = 0; i < clause->origin_count; i++)
		if(!fits_domain(rules, clause, &clause->origins[i], error))
			return false;
	for(size_t i = 0; i < clause->reverse_zone_count; i++)
		if(!fits_domain(rules, clause, &clause->reverse_zones[i].name,
			error))
			return false;
	for(size_t i = 0; clause->reverse && i < rules->zones->count; i++)
		if(has_reverse_names(clause, &rules->zones->zones[i])
			&& !fits_zone(clause, &rules->zones->zones[i], error))
			return false;
	return true;
}

int
workstation_rules_are_signed(const struct workstation_rules* rules)
{
	for(size_t i = 0; rules && rules->zones && i < rules->zones->count; i++)
		if(rules->zones->zones[i].key_count)
			return 1;
	return 0;
}

void
workstation_rules_visit_zones(const struct workstation_rules* rules,
	workstation_zone_visitor* visit, void* context)
{
	for(size_t i = 0; rules->zones && i < rules->zones->count; i++) {
		const struct zone* zone = &rules->zones->zones[i];
		const struct workstation_zone shown = {zone->name.name,
			zone->name.length, zone->keys, zone->key_count, zone->file,
			zone->line};

		visit(context, &shown);
	}
}

/** Whether rules compute an address of a name. */
static bool
has_address(const struct workstation_rules* rules, const uint8_t* name,
	size_t length)
{
	static const uint16_t types[] = {RR_TYPE_A, RR_TYPE_AAAA};
	struct workstation_question question = {.qname = name,
		.qname_length = length, .qclass = RR_CLASS_IN};
	struct workstation_reply reply;

	for(size_t i = 0; i < sizeof(types) / sizeof(*types); i++) {
		question.qtype = types[i];
		if(workstation_judge(rules, &question, &reply)
			== WORKSTATION_ANSWER)
			return true;
	}
	return false;
}

/** Visit the warning about a server of a zone. */
static void
warn_of_server(const struct zone* zone, const uint8_t* name, size_t length,
	unsigned line, workstation_message_visitor* visit, void* context)
{
	char message[WORKSTATION_MAX_MESSAGE];
	ldns_rdf* server = ldns_dname_new_frm_data((uint16_t)length, name);
	char* text = server ? ldns_rdf2str(server) : NULL;

	snprintf(message, sizeof(message),
		"%s:%u: nameserver: %s lies in the zone and has no address there, expected a rule that computes one",
		zone->file, line, text ? text : "");
	visit(context, message);
	free(text);
	ldns_rdf_deep_free(server);
}

static void
warn_of_servers(const struct workstation_rules* rules, const struct zone* zone,
	workstation_message_visitor* visit, void* context)
{
	const uint8_t* at = zone->records.octets + zone->own[ZONE_NS].at;

	for(size_t i = 0; i < zone->server_count; i++) {
		size_t length = octets_16(at);

		at += WORKSTATION_RDATA_LENGTH;
		if(zone_of_name(rules, at, length) == zone
			&& !has_address(rules, at, length))
			warn_of_server(zone, at, length, zone->server_lines[i],
				visit, context);
		at += length;
	}
}

/** Whether a zone has keys with SEP, none of which signs. */
static bool
lacks_entry_point(const struct zone* zone)
{
	bool has_any = false;

	for(size_t i = 0; i < zone->key_count; i++) {
		if(!ws_has_sep(&zone->keys[i]))
			continue;
		if(zone->keys[i].private_key)
			return false;
		has_any = true;
	}
	return has_any;
}

void
workstation_rules_visit_zone_warnings(const struct workstation_rules* rules,
	workstation_message_visitor* visit, void* context)
{
	char message[WORKSTATION_MAX_MESSAGE];

	for(size_t i = 0; rules->zones && i < rules->zones->count; i++) {
		const struct zone* zone = &rules->zones->zones[i];

		warn_of_servers(rules, zone, visit, context);
		if(!lacks_entry_point(zone))
			continue;
		snprintf(message, sizeof(message),
			"%s:%u: workstation-zone: no key with SEP has its private file, so that no key with a DS record signs the DNSKEY records, expected one",
			zone->file, zone->line);
		visit(context, message);
	}
}
