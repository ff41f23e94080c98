/* SPDX-License-Identifier: BSD-3-Clause */
/* The more specific wins: static local zones, which Unbound's default zones are, give
 * way to the rules for the names that they compute in them. */
#include "config.h"
#include "hooks.h"
#include "binding.h"
#include "chain.h"
#include "services/localzone.h"

/** A name that exists and has no data. */
static struct local_data existing;

int
workstation_overrides_zone(struct module_env* env, struct query_info* qinfo,
	size_t zone_length, struct local_data** data)
{
	const struct workstation_question question = {qinfo->qname,
		qinfo->qname_len, qinfo->qtype, qinfo->qclass};
	int id = ws_find_id(env);
	const struct workstation_rules* rules;
	struct workstation_reply reply;
	enum workstation_verdict verdict;

	/* local-data of any type excepts its name */
	if(id < 0 || (*data && (*data)->rrsets))
		return 0;
	rules = ws_rules(ws_get_state(env, id), env, qinfo->qtype);
	verdict = workstation_judge_in_zone(rules, &question, zone_length);
	if(verdict == WORKSTATION_PASS)
		return 0;
	/* rules with an origin above the zone have no say in it */
	if(workstation_decides(verdict) && verdict == workstation_judge(rules,
		&question, &reply))
		return 1;
	*data = &existing;
	return 0;
}
