/* SPDX-License-Identifier: BSD-3-Clause */
/* Each query's outcome: counted, and logged at verbosity 2. */
#include "config.h"
#include "record.h"
#include "sldns/wire2str.h"
#include "util/data/dname.h"
#include "util/log.h"

const char* const ws_outcome_names[WS_OUTCOMES] = {
	[WS_ANSWER] = "answer",
	[WS_NODATA] = "nodata",
	[WS_NXDOMAIN] = "nxdomain",
	[WS_REWRITTEN] = "rewritten",
	[WS_PASSED] = "passed",
};

static void
log_outcome(const struct query_info* qinfo, enum ws_outcome outcome,
	const struct workstation_reply* by)
{
	char name[LDNS_MAX_DOMAINLEN + 1], type[16], class[16];

	dname_str(qinfo->qname, name);
	sldns_wire2str_type_buf(qinfo->qtype, type, sizeof(type));
	sldns_wire2str_class_buf(qinfo->qclass, class, sizeof(class));
	if(by->file)
		log_info("workstation: %s %s %s %s: by the %s at %s:%u%s%s",
			ws_outcome_names[outcome], name, type, class,
			by->rule == WORKSTATION_NO_RULE ? "zone" : "rule",
			by->file, by->line, by->view ? " for view " : "",
			by->view ? by->view : "");
	else
		log_info("workstation: %s %s %s %s: by the built-in rule",
			ws_outcome_names[outcome], name, type, class);
}

void
ws_record(const struct ws_state* state, const struct module_env* env,
	const struct query_info* qinfo, enum ws_outcome outcome,
	const struct ws_chain* chain, size_t queries)
{
	int decides = workstation_decides(chain->verdict);
	struct workstation_reply existing;

	ws_count(state, env, outcome, decides ? chain->reply.rule
		: WORKSTATION_NO_RULE, queries);
	if(verbosity < VERB_DETAIL)
		return;
	if(decides)
		log_outcome(qinfo, outcome, &chain->reply);
	else if(workstation_find_existing(chain->asker.rules, chain->name,
		chain->length, &existing))
		log_outcome(qinfo, outcome, &existing);
}
