/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Replies in Unbound's form: those the engine's verdict makes, and those of
 * others that meet a computed name.
 */
#ifndef WORKSTATION_REPLY_H
#define WORKSTATION_REPLY_H

#include "workstation.h"
#include "binding.h"
#include "util/config_file.h"
#include "util/data/msgreply.h"
#include "util/module.h"

struct regional;
struct workstation_recent;
struct workstation_statistics;

/** What a module has in its environment. */
struct workstation_state {
	/** The rules in force; NULL passes everything. */
	struct workstation_rules* rules;
	/** Upstream has had an alias that leads to a computed name, so that the
	 * caches may have it. Set by any thread, and never taken back. */
	_Atomic int has_aliases;
	/** What is asked again. */
	struct workstation_recent* recent;
	/** What was decided, and how often. */
	struct workstation_statistics* statistics;
};

/** The rules in force for a module, and how it applies them. */
struct workstation_judge {
	/** NULL passes everything. */
	const struct workstation_rules* rules;
	/** Type ANY is not answered: deny-any is the iterator's to carry out, on
	 * all names alike. */
	int deny_any;
};

/** The judge of the module with this id, whose init is done. */
static inline struct workstation_judge
workstation_judge_of(const struct module_env* env, int id)
{
	const struct workstation_state* state = workstation_state_of(env, id);
	struct workstation_judge judge = {state->rules, env->cfg->deny_any};

	return judge;
}

/** What a reply meets, on its way from the qname through its aliases. */
struct workstation_meeting {
	/** The verdict on the last name of the way: one that decides, where the
	 * way reaches a name that has it; else on where it ends. */
	enum workstation_verdict verdict;
	/** That name, lent by the query or the reply. */
	uint8_t* name;
	size_t length;
	/** RRsets of the answer section up to and with the alias to it. */
	size_t aliases;
	/** An alias on the way leads to a name with computed records of some
	 * type, or above such names; or it was not followed. */
	int comes_by;
	/** With a verdict that decides. */
	struct workstation_reply reply;
};

/**
 * Follow a reply's aliases until one leads to a name that a rule decides.
 * @param rep: NULL looks at the qname alone. Its RRsets are read; whoever has a
 *	reply from a cache sees to it that they can be.
 */
void workstation_follow(const struct workstation_judge* judge,
	const struct query_info* qinfo, const struct reply_info* rep,
	struct workstation_meeting* meeting);

/** Whether a reply is one that following is of no use for: it has no alias, and
 * agrees with the verdict on the qname. */
int workstation_is_plain(enum workstation_verdict verdict,
	const struct reply_info* rep);

/** Whether a reply is against what rules say of where its aliases lead. */
int workstation_is_against_rules(const struct workstation_meeting* meeting,
	const struct reply_info* rep);

/**
 * Make a reply that agrees with the rules: aliases as they are, then computed
 * records, or, instead of NXDOMAIN, NODATA with the SOA there is.
 * @param meeting: of upstream's reply.
 * @param upstream: it is against the rules or, for a verdict that decides, NULL.
 *	Its RRsets are lent to the reply.
 * @param region: where it is made.
 * @return a reply with relative TTLs and the status insecure, its computed RRsets
 *	without their hashes; NULL: out of memory.
 */
struct reply_info* workstation_make_reply(
	const struct workstation_meeting* meeting,
	const struct reply_info* upstream, struct regional* region);

/** Set the hashes of a reply's computed RRsets: a cache files them by those. */
void workstation_hash_computed(struct reply_info* rep);

/** Part of the key of computed RRsets, so that a cache that has them, in
 * replies, does not give them to those who ask for the RRset of that name and
 * type: the name servers' addresses that the iterator uses are upstream's. */
#define WORKSTATION_COMPUTED_RRSET 0x00010000

/** Part of the key of an RRset of upstream's, the last one of a reply that was
 * made NODATA: it is how such a reply is known in the cache. */
#define WORKSTATION_MENDING_RRSET 0x00020000

/** Whether an RRset is one that a reply of ours was made with. */
int workstation_is_computed(const struct ub_packed_rrset_key* rrset);

/** What became of a query. */
enum workstation_outcome {
	/* in the order of the verdicts that decide */
	WORKSTATION_OUTCOME_ANSWER,
	WORKSTATION_OUTCOME_NODATA,
	WORKSTATION_OUTCOME_NXDOMAIN,
	/** Upstream's reply was made to agree with the rules. */
	WORKSTATION_OUTCOME_REWRITTEN,
	/** It was left to others. */
	WORKSTATION_OUTCOME_PASSED
};
#define WORKSTATION_OUTCOMES 5

/** The outcome of a verdict that decides, for the qname itself. */
static inline enum workstation_outcome
workstation_outcome_of_verdict(enum workstation_verdict verdict)
{
	return (enum workstation_outcome)(verdict - WORKSTATION_ANSWER);
}

/** Whether a reply is one that was made or mended here, of those from a cache too:
 * what was computed comes last, after all aliases. Of a mended one without any RRset
 * nothing is known. @param rep: its RRsets are read. */
static inline int
workstation_is_ours(const struct reply_info* rep)
{
	return rep->rrset_count && (rep->rrsets[rep->rrset_count - 1]->rk.flags
		& (WORKSTATION_COMPUTED_RRSET | WORKSTATION_MENDING_RRSET));
}

/** What the RRsets of a reply say of how it came to be.
 * @param rep: its RRsets are read. */
enum workstation_outcome workstation_outcome_of(const struct reply_info* rep);

#endif /* WORKSTATION_REPLY_H */
