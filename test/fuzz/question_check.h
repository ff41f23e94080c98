/* SPDX-License-Identifier: BSD-3-Clause */
/* A question, and what the reply to it has to be by the reference. */
#ifndef QUESTION_CHECK_H
#define QUESTION_CHECK_H

#include "reference_zones.h"

/** A question to one view, and what the reference says of it. */
struct question {
	const struct workstation_rules* rules;
	struct reference reference;
	struct workstation_question question;
	struct expectation expected;
	struct zone_place place;
};

/** What the answer has to be. */
struct outcome {
	enum workstation_verdict verdict;
	bool keep;
	/** The records are not known. */
	bool unknown;
};

/** Check the verdict on a question about a name in class IN, and the reply. Aborts if
 * they are other ones. @param question: its expectation and its place are set here. */
void question_check(struct question* question);

/* ---- replies: reply_check.c ---- */

/** Whether the RRsets of the reply are signed. */
bool question_is_signed(const struct question* question);

/** Whether there are computed names or zones at the name or below it. */
bool question_name_exists(const struct question* question);

/** Whether a question is one for NSEC or RRSIG, which each name in a signed zone has. */
bool question_is_of_denial(const struct question* question);

/** Check all records of an answer.
 * @param reply: NULL: only find the outcome. */
void reply_check_answer(const struct question* question,
	const struct workstation_reply* reply, struct outcome* outcome);

/** Check the reply to a question. @param expected: known, and decides. */
void reply_check(const struct question* question, const struct outcome* expected,
	const struct workstation_reply* reply);

#endif /* QUESTION_CHECK_H */
