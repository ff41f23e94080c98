/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Replies in Unbound's form: those the engine's verdict makes, and those of
 * others that meet a computed name.
 */
#ifndef WORKSTATION_REPLY_H
#define WORKSTATION_REPLY_H

#include "workstation/workstation.h"
#include "workstation/workstation_host.h"
#include "util/config_file.h"
#include "util/data/msgreply.h"
#include "util/module.h"

struct regional;
struct workstation_recent;

/** What a module has in its environment. */
struct workstation_state {
	/** The rules in force; NULL passes everything. */
	struct workstation_rules* rules;
	/** Upstream has had an alias that leads to a computed name, so that the
	 * caches may have it. Set by any thread, and never taken back. */
	_Atomic int has_aliases;
	/** What is asked again. */
	struct workstation_recent* recent;
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
	const struct query_info* qinfo, const struct reply_info* upstream,
	struct regional* region);

/** Set the hashes of a reply's computed RRsets: a cache files them by those. */
void workstation_hash_computed(struct reply_info* rep);

/** Whether an RRset is one that a reply of ours was made with. */
int workstation_is_computed(const struct ub_packed_rrset_key* rrset);

#endif /* WORKSTATION_REPLY_H */
