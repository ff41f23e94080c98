/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The interface of the engine: from the text of rules to the answers they compute. The
 * engine handles names in wire format, addresses and numbers, and knows nothing of the
 * resolver that calls it.
 *
 * A rule has networks, or numbers, and a template, whose one computed label is a name for
 * each of them. From it follow the forward records, the reverse records, records of any
 * other type by templates of their own, and the negative answers. A zone is all names at
 * and below one: what no rule computes there does not exist.
 *
 * A parser of configuration collects the text of rules; loading judges and compiles it.
 * Compiled rules are const: any number of threads can use them at once. Nothing here has
 * global state or does I/O, but that ldns looks up the services of a WKS record while it
 * is loaded (services(5)).
 */
#ifndef WORKSTATION_H
#define WORKSTATION_H

#include <stddef.h>
#include <stdint.h>

/* ---- the text of rules ---- */

/** The `workstation:` and `workstation-zone:` clauses of a configuration, in file
 * order. */
struct workstation_text;

/**
 * Add a line of text. The strings are copied, and judged when they are loaded.
 *
 * @param text: grows; *text is NULL before the first line.
 * @param key: a setting's name, without its colon. NULL begins a clause.
 * @param value: the setting's value, unquoted. For a new clause its keyword, like
 *	"workstation-zone"; NULL: "workstation".
 * @param file: path of its file.
 * @param line: its number there, from 1.
 * @return 0: out of memory; *text is as it was.
 */
int workstation_text_add(struct workstation_text** text, const char* key,
	const char* value, const char* file, unsigned line);

/** Whether there is no clause. @param text: NULL is empty. */
int workstation_text_is_empty(const struct workstation_text* text);

/** Whether a `workstation-zone:` has a name. @param text: may be NULL.
 * @param name: in presentation format, with or without the dot at its end. */
int workstation_text_has_zone(const struct workstation_text* text, const char* name);

/** Free the text. @param text: may be NULL. */
void workstation_text_free(struct workstation_text* text);

/* ---- rules ---- */

/** Compiled rules. */
struct workstation_rules;

/** Octets of a message about a rule, the NUL included. Longer ones, which have very long
 * paths or values, are cut. */
#define WORKSTATION_MAX_MESSAGE 1024

/** Octets of the upper half of an IPv6 address. */
#define WORKSTATION_PREFIX 8

/**
 * Called with the `prefix-from:` of a rule: finds the prefix of an interface.
 *
 * @param interface: its name, 1 to 15 octets, valid during the call.
 * @param file, line: where the rule names it, for what is to be said of it.
 * @param prefix: to be set to the upper 64 bits of its IPv6 addresses.
 * @return 1: set; 0: it has none now, which is no error: the rule computes no AAAA;
 *	-1: prefixes of interfaces cannot be found here, which is an error in the rule.
 */
typedef int workstation_prefix_finder(const char* interface, const char* file,
	unsigned line, uint8_t prefix[WORKSTATION_PREFIX]);

/** A key of a zone. */
struct workstation_key {
	/** RDATA of its DNSKEY record (RFC 4034, 2), and of its DS record with a digest by
	 * SHA-256 (RFC 4509), on the heap; freed by who gave them. */
	uint8_t *dnskey, *ds;
	size_t dnskey_length, ds_length;
	/** Its key tag (RFC 4034, appendix B). */
	uint16_t tag;
	/** What the signer signs with; NULL: it is published, and signs nothing. */
	void* private_key;
};

/** Who reads the keys of zones. */
struct workstation_key_store {
	/**
	 * Called with the `key:` of a zone: reads a key from its files.
	 *
	 * @param path: as it is written, without an ending.
	 * @param zone, length: the name of the zone, in wire format and lower case.
	 * @param key: to be set, all zero at first.
	 * @param problem: on failure, which file cannot be used, why, and what is
	 *	expected, behind the path in a message.
	 * @param size: octets of its buffer, the NUL included.
	 * @return 0 on failure.
	 */
	int (*read)(void* context, const char* path, const uint8_t* zone,
		size_t length, struct workstation_key* key, char* problem,
		size_t size);
	/** Called with each key that was read, when its rules go: frees what it has. */
	void (*release)(struct workstation_key* key);
	/** As given to read. */
	void* context;
};

/**
 * Judge and compile the text of rules, as workstation(5) specifies them. A text without
 * a clause is one rule with the default of each setting: the built-in rule.
 *
 * Cost: the memory of a rule does not depend on the size of its networks. The time of a
 * lookup depends on the labels of the name and on the formats of label and the steps of
 * ranges in use with one origin, not on the number of rules.
 *
 * @param text: may be NULL; not needed afterwards.
 * @param find_prefix: NULL: as if it returned -1.
 * @param keys: needed during the call. NULL: no key is read, and zones are unsigned.
 * @param message: on failure, where and what is wrong, and what was expected: one
 *	line without a newline.
 * @param size: octets of its buffer, the NUL included.
 * @return the rules, to be freed; NULL on failure.
 */
struct workstation_rules* workstation_rules_load(
	const struct workstation_text* text,
	workstation_prefix_finder* find_prefix,
	const struct workstation_key_store* keys, char* message, size_t size);

/** Free the rules, those of views too. @param rules: may be NULL. */
void workstation_rules_free(struct workstation_rules* rules);

/**
 * The rules that the clients of a view see: those without `for-view:`, and those for
 * that view. The rules as they were loaded are what the clients of no view see; a view
 * that no rule names makes no difference. There can be none, and then everything passes.
 *
 * What follows up to the questions is about the rules of all views: it is given the
 * rules as they were loaded. The questions are for those of the client's view.
 *
 * @param rules: as they were loaded; NULL: there are none.
 * @param view: the view's name, with its case; NULL: the client has none.
 * @return lent by the rules; NULL if they are NULL.
 */
const struct workstation_rules* workstation_rules_of_view(
	const struct workstation_rules* rules, const char* view);

/** Whether a rule has `for-view:`. @param rules: NULL has none. */
int workstation_rules_have_views(const struct workstation_rules* rules);

/**
 * Called with a `for-view:` line of a rule. The strings are valid as long as the rules.
 *
 * @param context: as given.
 * @param view: the view's name.
 * @param file: path of the file of the line.
 * @param line: its number there.
 */
typedef void workstation_view_visitor(void* context, const char* view,
	const char* file, unsigned line);

/** Visit the `for-view:` lines of all rules, in file order. */
void workstation_rules_visit_views(const struct workstation_rules* rules,
	workstation_view_visitor* visit, void* context);

/** The memory of the rules, in octets. @param rules: NULL has none. */
size_t workstation_rules_memory(const struct workstation_rules* rules);

/** The number of rules. @param rules: NULL has none. */
size_t workstation_rules_count(const struct workstation_rules* rules);

/**
 * Called with the sum of the counts of rules with one template and one first origin.
 *
 * @param context: as given.
 * @param name: the template, valid during the call.
 * @param origin: the origin in wire format, valid during the call; NULL: any domain.
 * @param length: octets of the origin, its root label included.
 * @return 0 to end the visit.
 */
typedef int workstation_count_visitor(void* context, const char* name,
	const uint8_t* origin, size_t length, uint64_t count);

/**
 * Visit the counts of rules, summed up by template and origin.
 * @param counts: by the index of the rule.
 * @param zeros: whether to visit sums of 0.
 * @return 0: the visitor ended it, or out of memory.
 */
int workstation_rules_visit_counts(const struct workstation_rules* rules,
	const uint64_t* counts, int zeros, workstation_count_visitor* visit,
	void* context);

/** Called with a message about a rule, valid during the call.
 * @param context: as given. */
typedef void workstation_message_visitor(void* context,
	const char* message);

/**
 * Visit the rules that no question can reach, because earlier rules answer all their
 * names to each client that they are for.
 * @return 0: out of memory; none was visited.
 */
int workstation_rules_visit_unreachable(const struct workstation_rules* rules,
	workstation_message_visitor* visit, void* context);

/**
 * Called with a domain that has names of a rule.
 *
 * @param context: as given.
 * @param name: in wire format, valid during the call: an origin, a `reverse-zone:`, or
 *	a name of the reverse tree.
 * @param length: octets of the name, its root label included.
 * @param apex_length: octets of the origin or the reverse zone, in which the name ends:
 *	a static local zone at it or above gives way to the rule.
 * @param file: path of the file of the rule.
 * @param line: its line there.
 */
typedef void workstation_domain_visitor(void* context, const uint8_t* name,
	size_t length, size_t apex_length, const char* file, unsigned line);

/** A zone that is answered here. */
struct workstation_zone {
	/** Its name in wire format and lower case. */
	const uint8_t* name;
	/** Octets of the name, its root label included. */
	size_t length;
	/** Its keys, in file order: it is signed if there are any. */
	const struct workstation_key* keys;
	size_t key_count;
	/** Path of the file of its clause, and its line there. */
	const char* file;
	unsigned line;
};

/** Called with a zone, which is valid as long as the rules. @param context: as given. */
typedef void workstation_zone_visitor(void* context,
	const struct workstation_zone* zone);

/** Visit the zones, in file order. */
void workstation_rules_visit_zones(const struct workstation_rules* rules,
	workstation_zone_visitor* visit, void* context);

/** Visit what works in the zones and cannot be meant: names of servers that lie in a zone
 * and have no address, and keys with SEP none of which signs. */
void workstation_rules_visit_zone_warnings(const struct workstation_rules* rules,
	workstation_message_visitor* visit, void* context);

/** Whether a zone has a key. @param rules: NULL has none. */
int workstation_rules_are_signed(const struct workstation_rules* rules);

/** Visit the origins and the `reverse-zone:` names of the rules, and the reverse names of
 * the first and the last address of each network that has such names. A rule for several
 * views comes with the domains that it has for the first of them. */
void workstation_rules_visit_domains(const struct workstation_rules* rules,
	workstation_domain_visitor* visit, void* context);

/* ---- questions ---- */

/** Memory for the records of a reply. Nothing is freed: it is that of a query. */
struct workstation_memory {
	/** Allocate, aligned for any type. @return NULL: out of memory. */
	void* (*allocate)(void* context, size_t octets);
	/** As given to it. */
	void* context;
};

/** Octets of the longest signature: by RSA, with 4,096 bits. */
#define WORKSTATION_MAX_SIGNATURE 512

/** What makes signatures, for one thread. */
struct workstation_signer {
	/**
	 * Sign octets (RFC 4034, 3.1.8.1).
	 * @param private_key: of a struct workstation_key.
	 * @param signature: set to the signature as RRSIG records have it, a buffer of
	 *	WORKSTATION_MAX_SIGNATURE octets.
	 * @return octets of the signature; 0: it failed.
	 */
	size_t (*sign)(void* context, void* private_key, const uint8_t* octets,
		size_t length, uint8_t* signature);
	/** As given to it. */
	void* context;
};

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
	/** Whether it is known that the next resolver has no record of the type and no
	 * alias for the name, so that rules with `existing: keep` decide too. */
	uint8_t nothing_exists;
	/** For records by template, for type ANY, and for signatures; NULL: there is
	 * none. */
	const struct workstation_memory* memory;
	/** For records of signed zones; NULL: none are signed. */
	const struct workstation_signer* signer;
	/** Seconds since 1970, modulo 2^32, for the signatures. */
	uint32_t now;
	/** Whether the client wants signatures (DO, RFC 3225). */
	uint8_t dnssec_ok;
	/** Whether the client takes NXDOMAIN for a name of a signed zone that does not
	 * exist (CO, RFC 9824, 5.1). Otherwise it is NODATA with an NSEC record that
	 * says so. */
	uint8_t compact_ok;
};

/** What to do with a question. */
enum workstation_verdict {
	/** No rule decides: the next resolver answers. */
	WORKSTATION_PASS,
	/** The same, and the name exists, because rules compute a record of another
	 * type or names below it: an NXDOMAIN of upstream is to be NODATA. */
	WORKSTATION_PASS_EXISTING,
	/** A rule with `existing: keep` decides if the next resolver has nothing: then
	 * the question is to be judged again, with nothing_exists. */
	WORKSTATION_KEEP_EXISTING,
	/** A rule computes records for it. A reply without RRsets: there was no memory
	 * for them. */
	WORKSTATION_ANSWER,
	/** The name exists without a record of the type (RFC 2308, 2.2). */
	WORKSTATION_NODATA,
	/** The name does not exist (RFC 2308, 2.1). */
	WORKSTATION_NXDOMAIN
};

/** Octets of the longest name in wire format (RFC 1035, 2.3.4). */
#define WORKSTATION_MAX_NAME 255

/** A computed RRset. */
struct workstation_rrset {
	/** Type (RFC 1035, 3.2.2), in host byte order. */
	uint16_t type;
	/** Number of records, 1 or more. */
	uint16_t count;
	/** Number of RRSIG records that cover them, which follow them in the same way. */
	uint16_t signature_count;
	/** Time to live, in seconds. */
	uint32_t ttl;
	/** The owner is the qname from this offset on. */
	size_t owner_offset;
	/** The records, one behind the other: the octets of RDATA as 16 bits in network
	 * byte order, then the RDATA, in which names are uncompressed. Lent by the reply,
	 * the rules or the memory. */
	const uint8_t* records;
	/** Octets of them all, the RRSIG records included. */
	size_t length;
};

/** Octets of RDATA before a record, in struct workstation_rrset. */
#define WORKSTATION_RDATA_LENGTH 2

/** At most an A, an AAAA and a PTR record, or a SOA record, are in a reply itself. */
#define WORKSTATION_OWN_RRSETS 3
#define WORKSTATION_OWN_RECORDS (3 * WORKSTATION_RDATA_LENGTH + 4 + 16 \
	+ WORKSTATION_MAX_NAME)

/** The index of no rule. */
#define WORKSTATION_NO_RULE UINT32_MAX

/** The reply of a verdict that decides. */
struct workstation_reply {
	/** Path of the file of the rule or the zone that decides, lent by the rules; NULL:
	 * the built-in rule. */
	const char* file;
	/** Its line there. */
	unsigned line;
	/** Its index among the rules of all views, from 0; WORKSTATION_NO_RULE: it is a
	 * zone. */
	uint32_t rule;
	/** The view of the client, lent by the rules, if the rule is for views; NULL: it
	 * is for everybody. */
	const char* view;
	/** Number of RRsets. */
	size_t count;
	/** For an answer, those of the answer section; else those of the authority
	 * section: the SOA (RFC 2308, 3), and where signatures are wanted the NSEC of a
	 * signed zone. */
	struct workstation_rrset* rrset;
	/** Whether all of it is of a signed zone: it is as true as what is validated. */
	uint8_t secure;

	/* What is in the reply itself, which is not to be copied. */
	/** Whether it is of a rule with `existing: keep`. */
	uint8_t keep;
	size_t own_length;
	struct workstation_rrset own_rrset[WORKSTATION_OWN_RRSETS];
	uint8_t own_records[WORKSTATION_OWN_RECORDS];
};

/**
 * Whether a rule may match a name, by the last octets of the name: a quick test, which
 * most names that a resolver is asked for fail.
 *
 * @param rules: NULL has none.
 * @param qname, qname_length: as in struct workstation_question.
 * @return 0: the verdict is WORKSTATION_PASS for all types.
 */
int workstation_may_match(const struct workstation_rules* rules,
	const uint8_t* qname, size_t qname_length);

/**
 * Judge a question.
 *
 * Labels are compared as octets, ignoring the case of ASCII letters (RFC 4343). '.',
 * NUL and octets above 0x7f have no special meaning.
 *
 * @param rules: NULL passes everything.
 * @param reply: filled in if the verdict decides, else undefined.
 * @return the verdict.
 */
enum workstation_verdict workstation_judge(
	const struct workstation_rules* rules,
	const struct workstation_question* question,
	struct workstation_reply* reply);

/**
 * Judge a question in a zone that answers for all names in it, except for computed ones:
 * a local zone of Unbound's of type static, which gives way to a `workstation-zone:` at it
 * or below. Else only rules with an origin or a `reverse-zone:`
 * in the zone, its apex included, and networks with reverse zones in it count. Reverse
 * zones are at the next octet or nibble boundary: 16.172.in-addr.arpa to
 * 31.172.in-addr.arpa for 172.16.0.0/12. Rules for any domain do not count.
 *
 * Pre: the last zone_length octets of the qname are the zone.
 *
 * @param zone_length: octets of the zone's name, the root label included.
 * @return WORKSTATION_ANSWER or WORKSTATION_NODATA: the name is computed, and
 *	workstation_judge() has the records. WORKSTATION_PASS_EXISTING: it exists without
 *	a record of the type. WORKSTATION_PASS: the zone answers.
 */
enum workstation_verdict workstation_judge_in_zone(
	const struct workstation_rules* rules,
	const struct workstation_question* question, size_t zone_length);

/**
 * Find the rule that a verdict WORKSTATION_PASS_EXISTING is due to.
 * @param reply: file, line, rule and view are set.
 * @return 0: there is no such rule.
 */
int workstation_find_existing(const struct workstation_rules* rules,
	const uint8_t* qname, size_t qname_length,
	struct workstation_reply* reply);

/** Whether a rule has `existing: keep`, so that a verdict can be
 * WORKSTATION_KEEP_EXISTING. @param rules: NULL has none. */
int workstation_may_keep(const struct workstation_rules* rules);

/** Whether the verdict has a reply, so that the question is not passed on. */
static inline int
workstation_decides(enum workstation_verdict verdict)
{
	return verdict >= WORKSTATION_ANSWER;
}

#endif /* WORKSTATION_H */
