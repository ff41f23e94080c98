/* SPDX-License-Identifier: BSD-3-Clause */
/* One clause: its settings, judged, and not yet compiled. */
#ifndef WORKSTATION_CLAUSE_H
#define WORKSTATION_CLAUSE_H

#include "template.h"
#include "text.h"

/** The addresses from first to last, both of them included. */
struct network {
	struct number first, last;
	/** The number of the first address, once the clause has ended. */
	struct number number;
	enum family family;
};

struct origin_name {
	/** Octets of the name, its root label included. */
	uint8_t length;
	uint8_t name[MAX_NAME];
};

/** The settings of a `workstation:` clause: names, values and what may be repeated are
 * in the table in clause.c. */
enum setting {
	SETTING_NAME,
	SETTING_NETWORK,
	SETTING_FIRST,
	SETTING_ORIGIN,
	SETTING_SUBDOMAINS,
	SETTING_TTL,
	SETTING_OTHER_TYPES,
	SETTING_OUT_OF_RANGE,
	SETTING_REVERSE,
	/** How many there are. */
	SETTINGS
};

struct clause {
	const char* file;
	unsigned line;
	/** Where each setting stands (the first time); key NULL: nowhere. */
	struct text_line seen[SETTINGS];

	struct template_format format;
	uint8_t literal[TEMPLATE_MAX_LITERAL];
	struct number first;
	uint32_t ttl;
	bool subdomains, nodata, nxdomain, reverse;
	struct network* networks;
	size_t network_count, network_capacity;
	/** Without one, any domain. */
	struct origin_name* origins;
	size_t origin_count, origin_capacity;
};

/** A message about what is wrong. */
struct error {
	char* message;
	size_t size;
};

/** Begin a clause with the defaults. @param clause: all zero, or one that was
 * used before: its memory is used again. */
void ws_clause_begin(struct clause* clause, const char* file,
	unsigned line);

/** Take a setting in. @return false: it is complained about. */
bool ws_clause_set(struct clause* clause,
	const struct text_line* line, struct error error);

/** Judge the settings together, once the last is in.
 * @return false: they are complained about. */
bool ws_clause_end(struct clause* clause,
	struct error error);

/** Free a clause's memory. */
void ws_clause_clear(struct clause* clause);

/** The number of a network's last address. */
static inline struct number
network_last_number(const struct network* network)
{
	return number_add(network->number,
		number_subtract(network->last, network->first));
}

#endif /* WORKSTATION_CLAUSE_H */
