/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The door: queries that a rule decides are answered by the worker, as local-data is,
 * with the message that the way through the mesh would give. A plain reply is written
 * straight into the buffer; Unbound's encoder makes all others.
 */
#include "config.h"
#include "hooks.h"
#include "binding.h"
#include "chain.h"
#include "client.h"
#include "daemon/acl_list.h"
#include "local_zone.h"
#include "record.h"
#include "reply.h"
#include "respip/respip.h"
#include "sldns/sbuffer.h"
#include "util/data/msgencode.h"
#include "util/data/msgparse.h"
#include "util/net_help.h"
#include "util/netevent.h"

/** Octets of a record but for its owner and its RDATA (RFC 1035, 4.1.3). */
#define RR_FIXED 10
/** Octets of a compression pointer, and what marks one (RFC 1035, 4.1.4). */
#define POINTER_LENGTH 2
#define POINTER_MARK 0xc000
/** Octets of an OPT record without options (RFC 6891, 6.1.2). */
#define OPT_LENGTH 11
/** Octets of a question besides its qname. */
#define QUESTION_FIXED 4

/** Set the EDNS of the reply, as mesh_send_reply does. */
static void
set_reply_edns(const struct ws_state* state, const struct ws_chain* chain,
	struct edns_data* edns)
{
	edns->edns_version = EDNS_ADVERTISED_VERSION;
	edns->udp_size = EDNS_ADVERTISED_SIZE;
	edns->ext_rcode = 0;
	edns->bits &= EDNS_DO;
	if(ws_takes_compact(chain))
		edns->bits |= WS_EDNS_CO;
	if(state->disable_edns_do && (edns->bits & EDNS_DO))
		edns->edns_present = 0;
}

/** Whether the owner of an RRset is the root, which is written without a pointer. */
static int
is_root(const struct query_info* qinfo, const struct workstation_rrset* rrset)
{
	return qinfo->qname[rrset->owner_offset] == 0;
}

/** The number of records of an RRset, with those that sign it. */
static unsigned
count_records(const struct workstation_rrset* rrset)
{
	return (unsigned)rrset->count + rrset->signature_count;
}

/** Octets of a plain reply, without its OPT record; 0: there is none, because an RRset has
 * several records, which Unbound may rotate. */
static size_t
plain_length(const struct query_info* qinfo,
	const struct workstation_reply* reply)
{
	size_t length = LDNS_HEADER_SIZE + qinfo->qname_len + QUESTION_FIXED;

	for(size_t i = 0; i < reply->count; i++) {
		const struct workstation_rrset* rrset = &reply->rrset[i];

		if(rrset->count != 1)
			return 0;
		length += rrset->length + count_records(rrset)
			* ((is_root(qinfo, rrset) ? 1 : POINTER_LENGTH)
			+ RR_FIXED - WORKSTATION_RDATA_LENGTH);
	}
	return reply->count ? length : 0;
}

/** Write an RRset, and behind it the records that sign it. */
static uint8_t*
write_rrset(uint8_t* at, const struct query_info* qinfo,
	const struct workstation_rrset* rrset)
{
	uint16_t owner = (uint16_t)(POINTER_MARK
		| (LDNS_HEADER_SIZE + rrset->owner_offset));
	const uint8_t* record = rrset->records;
	unsigned records = count_records(rrset);

	for(unsigned i = 0; i < records; i++) {
		size_t length = WORKSTATION_RDATA_LENGTH
			+ (size_t)sldns_read_uint16(record);

		if(is_root(qinfo, rrset)) {
			*at++ = 0;
		} else {
			sldns_write_uint16(at, owner);
			at += POINTER_LENGTH;
		}
		sldns_write_uint16(at, i < rrset->count ? rrset->type
			: LDNS_RR_TYPE_RRSIG);
		sldns_write_uint16(at + 2, LDNS_RR_CLASS_IN);
		sldns_write_uint32(at + 4, rrset->ttl);
		at += RR_FIXED - WORKSTATION_RDATA_LENGTH;
		memcpy(at, record, length);
		at += length;
		record += length;
	}
	return at;
}

/** Whether a client is told that an answer is secure. @param flags: of its query. */
static int
tells_secure(const struct ws_chain* chain, uint16_t flags,
	const struct edns_data* edns)
{
	return chain->reply.secure && !(flags & BIT_CD)
		&& ((flags & BIT_AD) || (edns->bits & EDNS_DO));
}

/** Write a reply behind the question, which is in the buffer as it was asked. Every
 * owner is the end of the qname, so that a pointer stands for it. */
static void
write_plain(struct sldns_buffer* buffer, const struct query_info* qinfo,
	const struct ws_chain* chain, struct edns_data* edns)
{
	const struct workstation_reply* reply = &chain->reply;
	uint8_t* message = sldns_buffer_begin(buffer);
	uint8_t* at = message + LDNS_HEADER_SIZE + qinfo->qname_len
		+ QUESTION_FIXED;
	int answers = chain->verdict == WORKSTATION_ANSWER;
	uint16_t asked = sldns_read_uint16(message + 2);
	uint16_t flags = (asked & (BIT_RD | BIT_CD)) | BIT_QR | BIT_RA;
	unsigned count = 0;

	if(tells_secure(chain, asked, edns))
		flags |= BIT_AD;
	if(chain->verdict == WORKSTATION_NXDOMAIN)
		flags |= LDNS_RCODE_NXDOMAIN;
	for(size_t i = 0; i < reply->count; i++) {
		at = write_rrset(at, qinfo, &reply->rrset[i]);
		count += count_records(&reply->rrset[i]);
	}
	sldns_write_uint16(message + 2, flags);
	sldns_write_uint16(message + 4, 1);
	sldns_write_uint16(message + 6, answers ? (uint16_t)count : 0);
	sldns_write_uint16(message + 8, answers ? 0 : (uint16_t)count);
	sldns_write_uint16(message + 10, 0);
	sldns_buffer_clear(buffer);
	sldns_buffer_set_position(buffer, (size_t)(at - message));
	sldns_buffer_flip(buffer);
	attach_edns_record(buffer, edns);
}

/** Have Unbound encode a reply. @return 0: out of memory, the buffer is as it was. */
static int
encode(struct module_env* env, struct query_info* qinfo,
	const struct ws_chain* chain, uint16_t udp_size,
	struct edns_data* edns, struct comm_reply* repinfo,
	struct sldns_buffer* buffer, struct regional* region)
{
	struct reply_info* rep = ws_make_reply(chain, NULL, 0, region);
	uint8_t header[LDNS_HEADER_SIZE];
	size_t limit = sldns_buffer_limit(buffer);
	uint16_t id;

	memcpy(header, sldns_buffer_begin(buffer), sizeof(header));
	memcpy(&id, header, sizeof(id));
	if(rep && inplace_cb_reply_local_call(env, qinfo, NULL, rep,
		FLAGS_GET_RCODE(rep->flags), edns, repinfo, region,
		env->now_tv)) {
		if(env->cfg->ede && edns->edns_present)
			ws_add_ede(&edns->opt_list_inplace_cb_out, region);
		if(reply_info_answer_encode(qinfo, rep, id,
			sldns_read_uint16(header + 2), buffer, 0, 1, region,
			udp_size, edns, (int)(edns->bits & EDNS_DO),
			rep->security == sec_status_secure))
			return 1;
	}
	sldns_buffer_clear(buffer);
	sldns_buffer_write_at(buffer, 0, header, sizeof(header));
	sldns_buffer_set_limit(buffer, limit);
	return 0;
}

/** Whether nothing but records in their order and an OPT record without options is in the
 * reply, and all of it fits. */
static int
is_plain(const struct module_env* env, const struct query_info* qinfo,
	const struct workstation_reply* reply, uint16_t udp_size,
	const struct edns_data* edns, struct sldns_buffer* buffer)
{
	size_t length = plain_length(qinfo, reply);
	size_t opt = edns->edns_present ? OPT_LENGTH : 0;

	return length && !edns->opt_list_out
		&& !edns->opt_list_inplace_cb_out
		&& !(env->cfg->ede && edns->edns_present)
		&& !env->inplace_cb_lists[inplace_cb_reply_local]
		&& qinfo->qname == sldns_buffer_at(buffer, LDNS_HEADER_SIZE)
		&& length + opt <= udp_size
		&& length + opt <= sldns_buffer_capacity(buffer);
}

/** Whether a static local zone has the name, and gives way to the rules. */
static int
is_in_static_zone(struct module_env* env, const struct query_info* qinfo,
	const struct acl_addr* acl, struct regional* region)
{
	const struct respip_client_info cinfo = {
		.taglist = acl->taglist, .taglen = acl->taglen,
		.tag_actions = acl->tag_actions,
		.tag_actions_size = acl->tag_actions_size,
		.tag_datas = acl->tag_datas,
		.tag_datas_size = acl->tag_datas_size,
		.workstation_view = workstation_find_view(env, acl->view)};

	return ws_zone_gives_way(env, 0, qinfo, &cinfo, region);
}

int
workstation_may_answer(struct module_env* env, const struct query_info* qinfo,
	const struct view* view)
{
	const struct ws_state* state = ws_first_state(env);

	return state && !qinfo->local_alias && workstation_may_match(
		ws_view_rules(state, view), qinfo->qname, qinfo->qname_len);
}

int
workstation_answer(struct module_env* env, struct query_info* qinfo,
	struct edns_data* edns, struct comm_reply* repinfo,
	const struct acl_addr* acl, struct sldns_buffer* buffer,
	struct regional* region)
{
	struct ws_state* state = ws_get_state(env, 0);
	uint16_t udp_size = edns->udp_size;
	const struct ws_asker asker = {
		.rules = ws_rules_for_type(ws_view_rules(state, acl->view), env,
			qinfo->qtype),
		.signer = ws_signer_of(state->signers, env),
		.now = *env->now,
		.dnssec_ok = !state->disable_edns_do && (edns->bits & EDNS_DO),
		.compact_ok = (edns->bits & WS_EDNS_CO) != 0,
		.checking_disabled = (sldns_buffer_read_u16_at(buffer, 2)
			& BIT_CD) != 0,
		.region = region};
	struct edns_data reply_edns;
	struct ws_chain chain;

	ws_judge(&asker, qinfo, &chain);
	if(chain.verdict == WORKSTATION_KEEP_EXISTING
		&& is_in_static_zone(env, qinfo, acl, region))
		ws_judge_nothing(qinfo, &chain);
	if(!workstation_decides(chain.verdict))
		return 0;
	reply_edns = *edns;
	set_reply_edns(state, &chain, &reply_edns);
	if(is_plain(env, qinfo, &chain.reply, udp_size, &reply_edns, buffer))
		write_plain(buffer, qinfo, &chain, &reply_edns);
	else if(!encode(env, qinfo, &chain, udp_size, &reply_edns, repinfo,
		buffer, region)) {
		state->door_failed = 1;
		return 0;
	}
	*edns = reply_edns;
	ws_record(state, env, qinfo, ws_outcome_of(chain.verdict), &chain, 1);
	return 1;
}
