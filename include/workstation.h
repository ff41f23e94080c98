/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The engine's contract: from the text of rules to the answers they compute.
 * It knows wire format names, addresses and numbers, and nothing of the
 * resolver that asks.
 *
 * A rule is a pool: the addresses of its networks, and a name for each of them,
 * whose one computed label is written and read by a template. Declared once, it
 * gives the forward records, the reverse ones, and the negative answers.
 *
 * Life of the rules: a reader of configuration collects their text; loading
 * judges and compiles it; compiled rules are const, so that any number of
 * threads may ask them at once. Nothing here has global state or does I/O.
 */
#ifndef WORKSTATION_H
#define WORKSTATION_H

#include <stddef.h>
#include <stdint.h>

/* ---- the text of rules ---- */

/** The `workstation:` clauses of a configuration, in file order. */
struct workstation_text;

/**
 * Add a line of text. The values are copied and judged when they are loaded.
 *
 * @param text: grows; *text is NULL before the first line.
 * @param key: a setting's name, without its colon. NULL begins a clause.
 * @param value: the setting's value, unquoted; ignored for a new clause.
 * @param file: where the line stands.
 * @param line: its number there, from 1.
 * @return 0 when memory is exhausted; *text is then as it was.
 */
int workstation_text_add(struct workstation_text** text, const char* key,
	const char* value, const char* file, unsigned line);

/** Whether there is no clause. @param text: NULL is empty. */
int workstation_text_is_empty(const struct workstation_text* text);

/** Free the text. @param text: may be NULL. */
void workstation_text_free(struct workstation_text* text);

/* ---- rules ---- */

/** Compiled rules. */
struct workstation_rules;

/** Room that is enough for a message about a rule, its NUL included; longer
 * ones, of very long paths or values, are cut. */
#define WORKSTATION_MAX_MESSAGE 1024

/**
 * Judge and compile the text of rules. workstation(5) has the settings, their
 * defaults and what they mean. A text without a clause stands for one rule
 * whose settings all have their defaults.
 *
 * Size: a rule costs the same whatever the size of its networks. Finding the
 * rules of a name takes time by the name's labels and by the different shapes
 * of label in use below one origin, not by the number of rules.
 *
 * @param text: may be NULL; not needed afterwards.
 * @param message: on failure, what is wrong, where and what would be right:
 *	one line, without a newline.
 * @param size: octets of its buffer, the NUL included.
 * @return the rules, to be freed; NULL on failure.
 */
struct workstation_rules* workstation_rules_load(
	const struct workstation_text* text, char* message, size_t size);

/** Free the rules. @param rules: may be NULL. */
void workstation_rules_free(struct workstation_rules* rules);

/** Octets of memory that the rules take. @param rules: NULL takes none. */
size_t workstation_rules_memory(const struct workstation_rules* rules);

/** How many rules there are. @param rules: NULL has none. */
size_t workstation_rules_count(const struct workstation_rules* rules);

/**
 * Called with what was counted for rules of one template and one origin.
 *
 * @param context: as given.
 * @param name: the template, lent for the call.
 * @param origin: the rules' first origin, a wire format name, lent for the call;
 *	NULL: any domain.
 * @param length: octets of the origin, its root label included.
 * @return 0: it is enough.
 */
typedef int workstation_count_visitor(void* context, const char* name,
	const uint8_t* origin, size_t length, uint64_t count);

/**
 * Visit what was counted, in sums for the rules that are called the same.
 * @param counts: by the rules' indexes.
 * @param zeros: whether sums of 0 are visited too.
 * @return 0: the visitor had enough, or out of memory.
 */
int workstation_rules_visit_counts(const struct workstation_rules* rules,
	const uint64_t* counts, int zeros, workstation_count_visitor* visit,
	void* context);

/** Called with a message about a rule, lent for the call.
 * @param context: as given. */
typedef void workstation_message_visitor(void* context,
	const char* message);

/**
 * Visit the rules that no question can reach, because rules before them answer
 * all their names.
 * @return 0: out of memory, none was visited.
 */
int workstation_rules_visit_unreachable(const struct workstation_rules* rules,
	workstation_message_visitor* visit, void* context);

/**
 * Called for a domain that names of a rule lie in.
 *
 * @param context: as given.
 * @param name: wire format name, lent for the call: an origin, or a name of
 *	the reverse tree.
 * @param length: octets of the name, its root label included.
 * @param apex_length: octets of the part of it that is the origin, or the reverse
 *	zone: a static local zone at it or above gives way to the rule.
 * @param file: where the rule stands.
 * @param line: its line there.
 */
typedef void workstation_domain_visitor(void* context, const uint8_t* name,
	size_t length, size_t apex_length, const char* file, unsigned line);

/** Visit every origin that rules have, and the names of the first and last
 * address of every network that has reverse names. */
void workstation_rules_visit_domains(const struct workstation_rules* rules,
	workstation_domain_visitor* visit, void* context);

/* ---- questions ---- */

/**
 * A question. More about it that rules may depend on is to be a member here.
 *
 * The qname is meant to be a whole, uncompressed wire format name (RFC 1035, 3.1):
 * anything else passes, and is never read past qname_length.
 */
struct workstation_question {
	/** The name, lent for the call. */
	const uint8_t* qname;
	/** Its octets, the root label included. */
	size_t qname_length;
	/** In host byte order. */
	uint16_t qtype;
	/** In host byte order. ANY asks for what IN has (RFC 1035, 3.2.5). */
	uint16_t qclass;
};

/** What is to be done with a question. */
enum workstation_verdict {
	/** Not computed here: the next resolver in the chain is to answer. */
	WORKSTATION_PASS,
	/** As before, but the name exists, because of records of another type
	 * or names below it that are computed: NXDOMAIN would be wrong. */
	WORKSTATION_PASS_EXISTING,
	/** The question has computed records. */
	WORKSTATION_ANSWER,
	/** The name exists and has no record of this type (RFC 2308, 2.2). */
	WORKSTATION_NODATA,
	/** The name does not exist (RFC 2308, 2.1). */
	WORKSTATION_NXDOMAIN
};

/** Octets of the longest name in wire format (RFC 1035, 2.3.4). */
#define WORKSTATION_MAX_NAME 255

/** A computed RRset. It has one record. */
struct workstation_rrset {
	/** Type (RFC 1035, 3.2.2), in host byte order. */
	uint16_t type;
	/** Octets of rdata in use. */
	uint16_t rdata_length;
	/** Time to live, in seconds. */
	uint32_t ttl;
	/** The owner: the qname from this octet on. */
	size_t owner_offset;
	/** RDATA in wire format: an address in network order, an uncompressed
	 * name, a SOA. */
	uint8_t rdata[WORKSTATION_MAX_NAME];
};

/** Type ANY gets an A, an AAAA and a PTR record at most. */
#define WORKSTATION_MAX_RRSETS 3

/** What a verdict that decides comes with. */
struct workstation_reply {
	/** Where the rule that decided stands; lent by the rules. The built-in
	 * rule stands in no file: NULL. */
	const char* file;
	/** Its line there. */
	unsigned line;
	/** Its index among the rules. */
	uint32_t rule;
	/** How many RRsets there are. */
	size_t count;
	/** For an answer, the records of the answer section; else the SOA of
	 * the authority section (RFC 2308, 3). */
	struct workstation_rrset rrset[WORKSTATION_MAX_RRSETS];
};

/**
 * Whether a rule can have to do with a name, at a glance: most names that a resolver is
 * asked for end otherwise than those of the rules.
 *
 * @param rules: NULL: none can.
 * @param qname, qname_length: as for workstation_judge().
 * @return 0: the verdict is WORKSTATION_PASS, for all types.
 */
int workstation_may_match(const struct workstation_rules* rules,
	const uint8_t* qname, size_t qname_length);

/**
 * Judge one question.
 *
 * Labels are compared as octets, ASCII letters without regard to case
 * (RFC 4343). An octet that happens to be '.', NUL or above 0x7f is an octet
 * and nothing else.
 *
 * @param rules: NULL passes everything.
 * @param reply: filled in when the verdict decides; else undefined.
 * @return the verdict.
 */
enum workstation_verdict workstation_judge(
	const struct workstation_rules* rules,
	const struct workstation_question* question,
	struct workstation_reply* reply);

/**
 * Judge a question for a name in a zone that answers all of it, but for what is
 * computed in it: Unbound's local zones of type static. Rules with an origin in the
 * zone count, its apex included, and networks whose reverse zones are in it: those
 * at the next octet or nibble boundary, 16.172.in-addr.arpa to 31.172.in-addr.arpa
 * for 172.16.0.0/12. Rules for any domain do not.
 *
 * Pre: the last zone_length octets of the qname are the zone.
 *
 * @param zone_length: octets of the zone's name, the root label included.
 * @return WORKSTATION_ANSWER or WORKSTATION_NODATA: the name is computed, and
 *	workstation_judge() says the records. WORKSTATION_PASS_EXISTING: it exists, and
 *	has no record of this type. WORKSTATION_PASS: the zone answers.
 */
enum workstation_verdict workstation_judge_in_zone(
	const struct workstation_rules* rules,
	const struct workstation_question* question, size_t zone_length);

/**
 * Find the rule because of which a verdict is WORKSTATION_PASS_EXISTING. It takes
 * time by the number of rules.
 * @param reply: its file, line and rule are filled in.
 * @return 0: the verdict is another one.
 */
int workstation_find_existing(const struct workstation_rules* rules,
	const uint8_t* qname, size_t qname_length,
	struct workstation_reply* reply);

/** Whether a verdict comes with records, so that nobody else is to answer. */
static inline int
workstation_decides(enum workstation_verdict verdict)
{
	return verdict >= WORKSTATION_ANSWER;
}

#endif /* WORKSTATION_H */
