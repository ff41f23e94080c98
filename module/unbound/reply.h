/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Replies in Unbound's form: those that the engine's verdict makes, and those of
 * others whose aliases lead to a computed name, or that contradict the rules.
 */
#ifndef WORKSTATION_REPLY_H
#define WORKSTATION_REPLY_H

#include "workstation.h"
#include "util/data/msgreply.h"
#include "util/module.h"
#include "util/net_help.h"

struct regional;

/** The EDNS flag CO (RFC 9824, 5.1). */
#define WS_EDNS_CO 0x4000

/** The longest chain of aliases that is followed, as in the iterator. */
#define WS_MAX_ALIASES 11

/** What is known of who asks, and what a reply for it is made with. */
struct ws_asker {
	/** The rules that it sees, for the type it asks for; NULL decides nothing. */
	const struct workstation_rules* rules;
	/** The thread's; NULL: nothing is signed. */
	const struct workstation_signer* signer;
	/** The time, in seconds since 1970. */
	time_t now;
	/** It has the flags DO and CO, as in struct workstation_question, and CD: it is
	 * not told what is secure. */
	uint8_t dnssec_ok, compact_ok, checking_disabled;
	/** Where records are computed. */
	struct regional* region;
};

/** A reply's chain of aliases, from the qname on. */
struct ws_chain {
	/** Who it is for. */
	struct ws_asker asker;
	/** The verdict on the chain's end: the first name that a rule decides, else the
	 * last one. */
	enum workstation_verdict verdict;
	/** That name, lent by the query or the reply. */
	uint8_t* name;
	size_t length;
	/** RRsets of the answer section up to the alias to it, that one included. */
	size_t aliases;
	/** An alias, of the reply or of local-data, leads to a name that rules compute, so
	 * that policy is to be asked. */
	int needs_policy;
	/** The reply has nothing for the chain's end, so that rules with `existing: keep`
	 * decide it. */
	int nothing_exists;
	/** With a verdict that decides. */
	struct workstation_reply reply;
};

/**
 * Follow a reply's aliases until one leads to a name that a rule decides.
 * @param rep: its RRsets are read; one of the cache has to be locked.
 */
void ws_follow_aliases(const struct ws_asker* asker,
	const struct query_info* qinfo, const struct reply_info* rep,
	struct ws_chain* chain);

/** The same of a reply that is complete: where it has nothing for the last name, rules
 * with `existing: keep` decide too. */
void ws_follow(const struct ws_asker* asker, const struct query_info* qinfo,
	const struct reply_info* rep, struct ws_chain* chain);

/**
 * Go on to the next name of a chain.
 * @param target: the question for the name so far; set to that for the next one.
 * @param next: RRsets of the answer section that were looked at; set likewise.
 * @return 0: no alias leads further.
 */
int ws_next_target(const struct reply_info* rep, struct query_info* target,
	size_t* next);

/** Whether rules compute the end of a chain, if only for other types. */
int ws_is_of_rules(const struct ws_chain* chain);

/** Whether a reply of a signed zone tells that compact answers are known here. */
static inline int
ws_takes_compact(const struct ws_chain* chain)
{
	return chain->asker.compact_ok && workstation_decides(chain->verdict)
		&& chain->reply.secure;
}

/** The question for the end of a chain. @param qinfo: that for its first name. */
static inline struct query_info
ws_end_of(const struct ws_chain* chain, const struct query_info* qinfo)
{
	struct query_info end = *qinfo;

	end.qname = chain->name;
	end.qname_len = chain->length;
	return end;
}

/** Judge the qname alone: a chain without aliases. */
void ws_judge(const struct ws_asker* asker, const struct query_info* qinfo,
	struct ws_chain* chain);

/** Judge the end of a chain again, for which nothing exists. */
void ws_judge_nothing(const struct query_info* qinfo, struct ws_chain* chain);

/** Judge the end of a chain again, with signatures, whoever asks. */
void ws_judge_signed(const struct query_info* qinfo, struct ws_chain* chain);

/** Whether a reply has no alias and is no NXDOMAIN or failure, so that only a verdict
 * on the qname can contradict it. @param rules: NULL: there are none. */
static inline int
ws_is_plain(const struct workstation_rules* rules, const struct reply_info* rep)
{
	if(FLAGS_GET_RCODE(rep->flags) != LDNS_RCODE_NOERROR)
		return 0;
	if(rep->an_numrrsets == 0)
		return !workstation_may_keep(rules);
	return rep->rrsets[0]->rk.type != htons(LDNS_RR_TYPE_CNAME)
		&& rep->rrsets[0]->rk.type != htons(LDNS_RR_TYPE_DNAME);
}

/**
 * Whether a validator found the aliases of a reply good, which end in a signed zone. What it
 * thinks of that end does not count: its keys are here, and it may not find the way to them
 * from above.
 * @param chain: of the reply.
 */
int ws_has_good_aliases(const struct ws_chain* chain, const struct reply_info* rep);

/** Whether a reply has to be rewritten: its chain ends in a computed name, or it says
 * NXDOMAIN for a name that exists. */
int ws_contradicts(const struct ws_chain* chain, const struct reply_info* rep);

/**
 * Make a reply that the rules agree with: the aliases, then the computed records; or,
 * in place of NXDOMAIN, NODATA with upstream's SOA.
 * @param chain: of upstream's reply.
 * @param upstream: the reply that contradicts it; its RRsets are lent to the new one.
 *	NULL for a verdict that decides the qname.
 * @param now: added to computed TTLs, in seconds: 0 for a reply of relative TTLs, the
 *	time for one of the cache, whose TTLs are times.
 * @param region: where it is made.
 * @return a reply with the status secure, if all of it is and it is to be told, else
 *	insecure; NULL: out of memory.
 */
struct reply_info* ws_make_reply(const struct ws_chain* chain,
	const struct reply_info* upstream, time_t now, struct regional* region);

/** Whether a reply has an NSEC record that says that its name does not exist (RFC 9824). */
int ws_is_compact(const struct reply_info* rep);

/** Take the first RRsets of a reply's answer section, which are lent to the new one.
 * @return a reply with nothing else; NULL: out of memory. */
struct reply_info* ws_take_aliases(const struct reply_info* rep, size_t count,
	struct regional* region);

/**
 * Make a reply of aliases and of the reply for the name that they lead to.
 * @param aliases: its answer section has them; NULL: none.
 * @param end: the other one. RRsets of both are lent to the new one.
 * @param region: where it is made.
 * @return a reply with the status insecure, or that of the end if it was not found good;
 *	NULL: out of memory.
 */
struct reply_info* ws_join_replies(const struct reply_info* aliases,
	const struct reply_info* end, struct regional* region);

/** Answer a query with a reply of the module's. Nobody is to store it.
 * @param rep: in the query's region; NULL stands for memory that is exhausted.
 * @return the state the query is then in. */
enum module_ext_state ws_finish_with(struct module_qstate* qstate,
	struct reply_info* rep);

/** Add Extended DNS Error 29, Synthesized, to EDNS options, once. */
void ws_add_ede(struct edns_option** options, struct regional* region);

#endif /* WORKSTATION_REPLY_H */
