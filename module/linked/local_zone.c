/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Local zones and the rules. The more specific wins: static local zones, which Unbound's
 * default zones are, give way to the rules for the names that they compute in them. And
 * what local zones say of a computed name holds behind aliases, too.
 */
#include "config.h"
#include "hooks.h"
#include "binding.h"
#include "chain.h"
#include "client.h"
#include "local_zone.h"
#include "respip/respip.h"
#include "services/localzone.h"
#include "services/view.h"
#include "sldns/sbuffer.h"
#include "util/data/msgencode.h"
#include "util/data/msgparse.h"
#include "util/net_help.h"
#include "util/regional.h"

/** A name that exists and has no data. */
static struct local_data existing;

int
workstation_overrides_zone(struct module_env* env, struct query_info* qinfo,
	size_t zone_length, const struct view* view, struct local_data** data)
{
	/* the zone says that nothing else exists */
	const struct workstation_question question = {.qname = qinfo->qname,
		.qname_length = qinfo->qname_len, .qtype = qinfo->qtype,
		.qclass = qinfo->qclass, .nothing_exists = 1};
	int id = ws_find_id(env);
	const struct workstation_rules* rules;
	const struct ws_state* state;
	struct workstation_reply reply;
	enum workstation_verdict verdict;

	/* local-data of any type excepts its name */
	if(id < 0 || (*data && (*data)->rrsets))
		return 0;
	state = ws_get_state(env, id);
	rules = ws_rules_for_type(ws_view_rules(state, view), env,
		qinfo->qtype);
	verdict = workstation_judge_in_zone(rules, &question, zone_length);
	if(verdict == WORKSTATION_PASS)
		return 0;
	/* rules with an origin above the zone have no say in it */
	if(workstation_decides(verdict) && verdict == workstation_judge(rules,
		&question, &reply)) {
		if(state->zone_gave_way)
			*state->zone_gave_way = 1;
		return 1;
	}
	*data = &existing;
	return 0;
}

/** Find Unbound's view of a client. @return NULL: it has none. */
static struct view*
view_of(const struct module_env* env, const struct respip_client_info* cinfo)
{
	struct view* view;

	if(!cinfo || !cinfo->workstation_view || !env->workstation_views)
		return NULL;
	view = views_find_view(env->workstation_views,
		cinfo->workstation_view->name, 0);
	/* It stays while this thread works: a fast reload waits for all threads. */
	if(view)
		lock_rw_unlock(&view->lock);
	return view;
}

/** Put the header of a query into a buffer, which a reply is written over. */
static void
write_header(struct sldns_buffer* buffer)
{
	sldns_buffer_clear(buffer);
	for(int i = 0; i < LDNS_HEADER_SIZE; i++)
		sldns_buffer_write_u8(buffer, 0);
	sldns_buffer_flip(buffer);
}

/** Set the TTLs of a reply as its message has them: parsing limits those of upstream. */
static void
set_ttls(const struct msg_parse* message, struct reply_info* rep)
{
	const struct rrset_parse* rrset = message->rrset_first;

	for(size_t i = 0; i < rep->rrset_count; i++) {
		struct packed_rrset_data* data = rep->rrsets[i]->entry.data;
		const struct rr_parse* rr = rrset->rr_first;

		for(size_t j = 0; j < data->count; j++, rr = rr->next)
			data->rr_ttl[j] = (time_t)sldns_read_uint32(rr->ttl_data);
		data->ttl = data->rr_ttl[0];
		rrset = rrset->rrset_all_next;
	}
}

/** Read the reply of a local zone. @return 0: out of memory. */
static int
read_reply(struct sldns_buffer* buffer, struct regional* region,
	struct ws_policy* policy)
{
	struct msg_parse* message = regional_alloc_zero(region,
		sizeof(*message));
	struct query_info qinfo;

	if(sldns_buffer_limit(buffer) == 0) {
		policy->action = WS_POLICY_DROP;
		return 1;
	}
	sldns_buffer_set_position(buffer, 0);
	if(!message || parse_packet(buffer, message, region)
		|| !parse_create_msg(buffer, message, NULL, &qinfo,
			&policy->rep, region))
		return 0;
	set_ttls(message, policy->rep);
	policy->rcode = FLAGS_GET_RCODE(policy->rep->flags);
	policy->action = policy->rcode == LDNS_RCODE_NOERROR
		|| policy->rcode == LDNS_RCODE_NXDOMAIN ? WS_POLICY_REPLY
		: WS_POLICY_RCODE;
	return 1;
}

/** Make a reply of a CNAME of a redirect zone. @return 0: out of memory. */
static int
follow_alias(const struct local_rrset* alias, struct regional* region,
	struct ws_policy* policy)
{
	struct reply_info* rep = regional_alloc_zero(region, sizeof(*rep)
		+ sizeof(*rep->rrsets));

	if(!rep)
		return 0;
	rep->rrsets = (struct ub_packed_rrset_key**)(rep + 1);
	/* local data is not in the packed form that Unbound's other copies need */
	rep->rrsets[0] = respip_copy_rrset(alias->rrset, region);
	rep->an_numrrsets = rep->rrset_count = 1;
	policy->rep = rep;
	policy->action = WS_POLICY_ALIAS;
	return rep->rrsets[0] != NULL;
}

int
ws_ask_zones_for(struct module_env* env, const struct query_info* qinfo,
	const struct respip_client_info* cinfo, struct comm_reply* repinfo,
	struct regional* region, struct ws_policy* policy)
{
	const struct respip_client_info nobody = {0};
	struct sldns_buffer* buffer = env->scratch_buffer;
	struct query_info asked = *qinfo;
	struct edns_data edns = {0};
	struct ws_policy said = {WS_POLICY_NONE, NULL, 0, 0};
	int answered;

	if(!cinfo)
		cinfo = &nobody;
	asked.local_alias = NULL;
	edns.udp_size = (uint16_t)(sldns_buffer_capacity(buffer) < 65535
		? sldns_buffer_capacity(buffer) : 65535);
	write_header(buffer);
	answered = local_zones_answer(env->workstation_zones, env, &asked, &edns,
		buffer, region, repinfo, cinfo->taglist, cinfo->taglen,
		cinfo->tag_actions, cinfo->tag_actions_size, cinfo->tag_datas,
		cinfo->tag_datas_size, env->cfg->tagname, env->cfg->num_tags,
		view_of(env, cinfo));
	if(asked.local_alias ? !follow_alias(asked.local_alias, region, &said)
		: answered && !read_reply(buffer, region, &said))
		return 0;
	if(said.action > policy->action)
		*policy = said;
	return 1;
}

/* Local zones are asked with a state of the module's own: other threads ask too. */
int
ws_zone_gives_way(const struct module_env* env, int id,
	const struct query_info* qinfo, const struct respip_client_info* cinfo,
	struct regional* region)
{
	struct module_env own = *env;
	struct ws_state state = *ws_get_state(env, id);
	struct ws_policy policy = {WS_POLICY_NONE, NULL, 0, 0};
	int gave_way = 0;

	if(!env->workstation_zones)
		return 0;
	state.zone_gave_way = &gave_way;
	ws_set_state(&own, id, &state);
	return ws_ask_zones_for(&own, qinfo, cinfo, NULL, region, &policy)
		&& gave_way;
}

int
ws_is_in_static_zone(struct module_qstate* qstate, int id,
	const struct query_info* qinfo)
{
	const struct respip_client_info* cinfo;

	return ws_find_client(qstate, &cinfo) && ws_zone_gives_way(qstate->env,
		id, qinfo, cinfo, qstate->region);
}

/** Ask for each client that waits for a query, or for one that waits for it.
 * @return how many there are; -1: out of memory. */
static int
ask_for_waiting(struct module_qstate* qstate, const struct mesh_state* mesh,
	const struct query_info* qinfo, const struct respip_client_info* cinfo,
	struct ws_policy* policy)
{
	struct mesh_state_ref* super;
	int clients = 0, more;

	for(struct mesh_reply* r = mesh->reply_list; r; r = r->next, clients++)
		if(!ws_ask_zones_for(qstate->env, qinfo, cinfo, &r->query_reply,
			qstate->region, policy))
			return -1;
	RBTREE_FOR(super, struct mesh_state_ref*,
		(struct rbtree_type*)&mesh->super_set) {
		more = ask_for_waiting(qstate, super->s, qinfo, cinfo, policy);
		if(more < 0)
			return -1;
		clients += more;
	}
	return clients;
}

/* Each client is asked for, since a zone may log it. All have one view and the same tags;
 * if `local-zone-override` makes a difference between them, the strictest type holds for
 * all. */
int
ws_ask_local_zones(struct module_qstate* qstate,
	const struct query_info* qinfo, struct ws_policy* policy)
{
	const struct respip_client_info* cinfo;
	int clients;

	if(!qstate->env->workstation_zones || !ws_find_client(qstate, &cinfo))
		return 1;
	clients = ask_for_waiting(qstate, qstate->mesh_info, qinfo, cinfo, policy);
	return clients > 0 || (clients == 0 && ws_ask_zones_for(qstate->env,
		qinfo, cinfo, NULL, qstate->region, policy));
}
