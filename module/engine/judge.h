/* SPDX-License-Identifier: BSD-3-Clause */
/* What judges a clause: parts of clause.c in files of their own, and what these use. */
#ifndef WORKSTATION_JUDGE_H
#define WORKSTATION_JUDGE_H

#include "clause.h"

#define DEFAULT_NAME "workstation{n}"

/** Say what is wrong with a setting, and what was expected. @return false. */
bool ws_reject(struct error error, const struct text_line* line,
	const char* format, ...);

/** Say that there is no memory. @return false. */
bool ws_out_of_memory(struct error error);

/** Read a text that is a decimal number as a whole. @return false: it is not. */
bool ws_read_decimal(const char* text, struct number* number);

/** Read a TTL. @return false: rejected. */
bool ws_read_ttl(const struct text_line* line, uint32_t* ttl, struct error error);

/** The line of a setting; with the default value, the first line of the clause. */
struct text_line ws_line_of(const struct clause* clause,
	enum setting setting, const char* default_value);

/* networks.c */

/** Judge and add a network. @return false: rejected. */
bool ws_set_network(struct clause* clause, const struct text_line* line,
	struct error error);

/** Judge and set the numbers of a rule without addresses. @return false: rejected. */
bool ws_set_numbers(struct clause* clause, const struct text_line* line,
	struct error error);

/** Judge what excludes `numbers:`, and what it needs. @return false: rejected. */
bool ws_judge_numbers(const struct clause* clause, struct error error);

/** Judge and add an exception. @return false: rejected. */
bool ws_set_except(struct clause* clause, const struct text_line* line,
	struct error error);

/** Number the networks as the placeholder says, and cut them at the exceptions. Without
 * a network, the default one is added. @return false: rejected. */
bool ws_number_networks(struct clause* clause, struct error error);

/* prefix_from.c */

/** Judge and set where the prefix of IPv6 networks is from. @return false: rejected. */
bool ws_set_prefix_from(struct clause* clause, const struct text_line* line,
	struct error error);

/** Judge networks and exceptions that get a prefix, before they are numbered, and give
 * them one that no name is longer with. @return false: rejected. */
bool ws_judge_prefix_from(struct clause* clause, struct error error);

/* other_types.c */

/** Judge and set what is said of other types. @return false: rejected. */
bool ws_set_other_types(struct clause* clause, const struct text_line* line,
	struct error error);

/** Judge that none of the types is one that the rule computes. @return false: rejected. */
bool ws_judge_other_types(const struct clause* clause, struct error error);

/* measure.c */

/** Judge the names of all addresses, of networks that are numbered: that labels and
 * names are not too long, and with `reverse: yes`, that they are host names.
 * @return false: rejected. */
bool ws_names_fit(const struct clause* clause, struct error error);

/* record_reader.c */

/** Judge and add a record. @return false: rejected. */
bool ws_set_record(struct clause* clause, const struct text_line* line,
	struct error error);

/** Remove all records. */
void ws_records_clear(struct clause* clause);

/* judge_records.c */

/** Judge the records for the names of the clause, which have been measured, and remove
 * those that are there twice. @return false: rejected. */
bool ws_judge_records(struct clause* clause, struct error error);

#endif /* WORKSTATION_JUDGE_H */
