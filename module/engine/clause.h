/* SPDX-License-Identifier: BSD-3-Clause */
/* One `workstation:` clause: its settings, judged and not yet compiled. */
#ifndef WORKSTATION_CLAUSE_H
#define WORKSTATION_CLAUSE_H

#include "rr_template.h"
#include "template.h"
#include "text.h"
#include "workstation.h"

/** Addresses, both ends included. */
struct network {
	struct number first, last;
	/** From each address to the next: 1, but for a range with a step. The last one is
	 * a multiple of it after the first. */
	struct number step;
	/** The number of the first address, once the clause has ended. */
	struct number number;
	enum family family;
};

/** Addresses of a network that are computed, both ends included, and on its step. */
struct piece {
	struct number first, last;
	/** The numbers of the first and the last address. */
	struct number number, last_number;
	/** Index of the network. */
	size_t network;
};

/** Addresses that are not computed, and the line that says so. */
struct exception {
	struct network addresses;
	struct text_line line;
};

struct origin_name {
	/** Octets of the name, its root label included. */
	uint8_t length;
	uint8_t name[MAX_NAME];
};

/** A `reverse-zone:`. */
struct reverse_zone_name {
	struct origin_name name;
	/** The first address of its /24. */
	struct number first;
	/** Lent by the text. */
	struct text_line line;
};

/** The settings of a `workstation:` clause: names, values and what may be repeated are
 * in the table in clause.c. */
enum setting {
	SETTING_NAME,
	SETTING_NETWORK,
	SETTING_NUMBERS,
	SETTING_EXCEPT,
	SETTING_PREFIX_FROM,
	SETTING_FIRST,
	SETTING_ORIGIN,
	SETTING_SUBDOMAINS,
	SETTING_TTL,
	SETTING_RECORD,
	SETTING_OTHER_TYPES,
	SETTING_OUT_OF_RANGE,
	SETTING_EXISTING,
	SETTING_REVERSE,
	SETTING_REVERSE_ZONE,
	SETTING_FOR_VIEW,
	/** How many there are. */
	SETTINGS
};

/** What is said of the types that a rule does not compute. */
struct other_types {
	/** They are NODATA, else they pass; the other way for those in the list. */
	bool nodata;
	/** In host byte order. */
	uint16_t* except;
	size_t except_count, except_capacity;
};

struct clause {
	const char* file;
	unsigned line;
	/** The first line with each setting; key NULL: there is none. */
	struct text_line seen[SETTINGS];

	struct template_format format;
	uint8_t literal[TEMPLATE_MAX_LITERAL];
	struct number first;
	uint32_t ttl;
	bool subdomains, nxdomain, reverse, keep;
	struct other_types other_types;
	/** `numbers:` in place of networks: these have numbers, and no addresses. */
	bool numbered;
	/** `prefix-from:` found no prefix: there are no IPv6 networks left. */
	bool unprefixed;
	struct network* networks;
	size_t network_count, network_capacity;
	struct exception* exceptions;
	size_t exception_count, exception_capacity;
	/** What exceptions leave of the networks, once the clause has ended: in file
	 * order, and ascending in each network. One at least, but for a clause without
	 * its prefix. */
	struct piece* pieces;
	size_t piece_count, piece_capacity;
	/** None: any domain. */
	struct origin_name* origins;
	size_t origin_count, origin_capacity;
	struct reverse_zone_name* reverse_zones;
	size_t reverse_zone_count, reverse_zone_capacity;
	struct rr_template* records;
	size_t record_count, record_capacity;
	/** The lines with the views it is for, lent by the text. None: for everybody. */
	struct text_line* views;
	size_t view_count, view_capacity;
};

/** A buffer for a message about what is wrong. */
struct error {
	char* message;
	size_t size;
};

/** Begin a clause with the defaults.
 * @param clause: all zero, or a previous one, whose memory is reused. */
void ws_clause_begin(struct clause* clause, const char* file,
	unsigned line);

/** Judge and store a setting. @return false: rejected, with a message. */
bool ws_clause_set(struct clause* clause,
	const struct text_line* line, struct error error);

/** Judge the settings together, after the last one, and number the networks. What is
 * judged does not depend on a prefix.
 * @return false: rejected, with a message. */
bool ws_clause_end(struct clause* clause,
	struct error error);

/** With `prefix-from:`, find the prefix of the IPv6 networks. Without one, these are
 * removed, and names out of range pass, as it is not known which they are.
 * Pre: the clause was accepted as a whole.
 * @return false: rejected, with a message. */
bool ws_clause_find_prefix(struct clause* clause,
	workstation_prefix_finder* find, struct error error);

/** Free a clause's memory. */
void ws_clause_clear(struct clause* clause);

/**
 * Find the addresses of a piece that are in a range of its family.
 * @param first, last: the range; set to the first and the last of them.
 * @return false: there are none.
 */
bool ws_piece_cut(const struct clause* clause, const struct piece* piece,
	struct number* first, struct number* last);

/** Whether an origin stands for any label in place of its first one. */
static inline bool
origin_is_wildcard(const uint8_t* name)
{
	return name[0] == 1 && name[1] == '*';
}

static inline bool
network_has_step(const struct network* network)
{
	return number_compare(network->step, number_of(1)) != 0;
}

static inline enum family
piece_family(const struct clause* clause, const struct piece* piece)
{
	return clause->networks[piece->network].family;
}

#endif /* WORKSTATION_CLAUSE_H */
