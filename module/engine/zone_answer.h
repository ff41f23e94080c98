/* SPDX-License-Identifier: BSD-3-Clause */
/* Questions for names in zones. */
#ifndef WORKSTATION_ZONE_ANSWER_H
#define WORKSTATION_ZONE_ANSWER_H

#include "lookup.h"

/**
 * Judge a question for a name in a zone.
 * @param lookup: prepared; what it looks for changes.
 * @param verdict: set to the verdict.
 * @return false: the name lies in no zone.
 */
bool ws_judge_zone(struct lookup* lookup,
	const struct workstation_question* question,
	struct workstation_reply* reply, enum workstation_verdict* verdict);

/** Octets of the name of the innermost zone of a name; 0: it lies in none. */
size_t ws_zone_length(const struct lookup* lookup);

/** Have a reply be due to the innermost zone of a name. @return false: it lies in none. */
bool ws_set_zone(const struct lookup* lookup, struct workstation_reply* reply);

/** Have a reply be due to the first zone at a name or below it. @return false: there is
 * none. */
bool ws_set_zone_below(const struct lookup* lookup, struct workstation_reply* reply);

#endif /* WORKSTATION_ZONE_ANSWER_H */
