/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Fuzz target over the daemon, with the module in its chain. Input: messages as TCP
 * has them, each behind two octets of its length: a client's, and the responses of
 * the name servers that are asked because of it. The client asks twice, so that
 * what is cached is seen too. The property: whatever the name servers answer, a reply
 * to a client is a DNS message, and no answer in it contradicts the rules; what is in it of
 * the signed zone verifies with ldns and the zone's key, if the client wants signatures,
 * and has none if not.
 */
#include "config.h"
#include "fuzz.h"
#include "inner_daemon.h"
#include "key_file.h"
#include "signed_message.h"

#include "daemon/worker.h"
#include "sldns/pkthdr.h"
#include "sldns/sbuffer.h"
#include "util/config_file.h"
#include "util/data/dname.h"
#include "util/data/msgparse.h"
#include "util/data/msgreply.h"
#include "util/module.h"
#include "util/net_help.h"
#include "util/regional.h"
#include "workstation.h"

#define SECONDS_EACH 1000 /* inputs, so that time goes on */

int __wrap_main(int argc, char* argv[]);

static const char conf[] =
	"server:\n"
	"  module-config: \"workstation iterator\"\n"
	"  interface: 127.0.0.1\n"
	"  do-tcp: no\n"
	"  ede: yes\n"
	"  prefetch: yes\n"
	"  extended-statistics: yes\n"
	"  msg-cache-slabs: 1\n"
	"  rrset-cache-slabs: 1\n"
	"  chroot: \"\"\n"
	"  username: \"\"\n"
	"  directory: \"\"\n"
	"  pidfile: \"\"\n"
	"  use-syslog: no\n"
	"forward-zone:\n"
	"  name: .\n"
	"  forward-addr: 192.0.2.53\n"
	"workstation:\n"
	"  name: \"pc{n}\"\n"
	"  network: 10.1.0.0/16\n"
	"  origin: example.com\n"
	"  ttl: 5\n"
	"  reverse: yes\n"
	"  other-types: nodata\n"
	"  out-of-range: nxdomain\n"
	"workstation:\n"
	"  name: \"h{hex}\"\n"
	"  network: 2001:db8:1::/64\n"
	"  origin: example.com\n"
	"  reverse: yes\n"
	"workstation:\n"
	"  origin: example.net\n"
	"  ttl: 3\n"
	"workstation:\n"
	"  name: \"pc{n}\"\n"
	"  network: 10.2.0.0/16\n"
	"  origin: " SIGNED_ZONE "\n"
	"  ttl: 7\n"
	"  record: \"_x TXT {ipv4}\"\n"
	"workstation-zone:\n"
	"  name: " SIGNED_ZONE "\n"
	"  key: ";

static int fuzzer_argc;
static char** fuzzer_argv;
static struct worker* daemon_worker;
static struct workstation_rules* rules;
static struct regional* region;
/** The client's question, and the messages that come after it. */
static struct message query, rest;
static struct wishes wishes;

/** Sign with nothing: how many signatures there are counts, and not what they are. */
static size_t
sign(void* context, void* private_key, const uint8_t* octets, size_t length,
	uint8_t* signature)
{
	(void)context; (void)private_key; (void)octets; (void)length;
	*signature = 0;
	return 1;
}

static void*
allocate(void* context, size_t octets)
{
	return regional_alloc(context, octets);
}

/** Judge what a reply is about by the rules. */
static enum workstation_verdict
judge(const uint8_t* name, size_t length, uint16_t type, uint16_t class,
	struct workstation_reply* computed)
{
	static const struct workstation_signer signer = {&sign, NULL};
	const struct workstation_memory memory = {&allocate, region};
	const struct workstation_question question = {.qname = name,
		.qname_length = length, .qtype = type, .qclass = class,
		.memory = &memory, .signer = &signer,
		.dnssec_ok = wishes.dnssec_ok, .compact_ok = wishes.compact_ok};

	return workstation_judge(rules, &question, computed);
}

/** Take the first message off. @return 0: there is none. */
static int
take_message(struct message* from, struct message* message)
{
	if(from->length < 2)
		return 0;
	message->length = sldns_read_uint16(from->octets);
	if(message->length > from->length - 2)
		message->length = from->length - 2;
	message->octets = from->octets + 2;
	from->octets += message->length + 2;
	from->length -= message->length + 2;
	return 1;
}

static int
respond(struct message* response)
{
	return take_message(&rest, response);
}

/** Whether an RR is the computed one. */
static int
is_computed(struct sldns_buffer* packet, const struct rr_parse* rr,
	const struct workstation_rrset* rrset)
{
	uint8_t* rdata = rr->ttl_data + 6;
	uint8_t name[LDNS_MAX_DOMAINLEN + 1];

	if(rrset->type != LDNS_RR_TYPE_PTR)
		return memcmp(rr->ttl_data + 4, rrset->records,
			WORKSTATION_RDATA_LENGTH
			+ (size_t)sldns_read_uint16(rrset->records)) == 0;
	dname_pkt_copy(packet, name, rdata);
	return query_dname_compare(name, (uint8_t*)rrset->records
		+ WORKSTATION_RDATA_LENGTH) == 0;
}

/** Records of names and types that rules compute are the computed ones, and there are
 * none where the rules have NODATA or NXDOMAIN. */
static void
check_rrset(struct sldns_buffer* packet, const struct rrset_parse* set)
{
	uint8_t owner[LDNS_MAX_DOMAINLEN + 1];
	struct workstation_reply computed;

	/* ANY is no record's type, but upstream can send one; and what it adds is a hint that
	 * nobody takes for an answer (RFC 2181, 5.4.1) */
	if(set->type == LDNS_RR_TYPE_OPT || set->type == LDNS_RR_TYPE_ANY
		|| set->section == LDNS_SECTION_ADDITIONAL
		|| set->rrset_class != htons(LDNS_RR_CLASS_IN))
		return;
	dname_pkt_copy(packet, owner, set->dname);
	switch(judge(owner, set->dname_len, set->type, LDNS_RR_CLASS_IN,
		&computed)) {
	case WORKSTATION_PASS:
	case WORKSTATION_PASS_EXISTING:
	case WORKSTATION_KEEP_EXISTING:
		return;
	case WORKSTATION_ANSWER:
		/* a signature of the zone's own records covers their RDATA */
		require(computed.rule == WORKSTATION_NO_RULE
			|| is_computed(packet, set->rr_first, computed.rrset),
			"another record than the computed one");
		require(set->rr_count == computed.rrset->count,
			"another number of records than is computed");
		return;
	case WORKSTATION_NODATA:
	case WORKSTATION_NXDOMAIN:
		require(set->section != LDNS_SECTION_ANSWER,
			"an answer where there is none");
	}
}

/** Whether the answers begin with an alias, whose end the rcode is of (RFC 6604).
 * Unbound follows those of other classes as well. */
static int
has_alias(const struct msg_parse* reply)
{
	const struct rrset_parse* set = reply->rrset_first;

	return set && set->section == LDNS_SECTION_ANSWER
		&& (set->type == LDNS_RR_TYPE_CNAME
		|| set->type == LDNS_RR_TYPE_DNAME);
}

/** The rcode and the answers for a name do not contradict the rules. */
static void
check_question(const struct msg_parse* reply, int rcode,
	struct sldns_buffer* packet)
{
	uint8_t qname[LDNS_MAX_DOMAINLEN + 1];
	struct workstation_reply computed;
	enum workstation_verdict verdict;
	size_t count = 0;

	dname_pkt_copy(packet, qname, reply->qname);
	verdict = judge(qname, reply->qname_len, reply->qtype, reply->qclass,
		&computed);
	if(verdict == WORKSTATION_NXDOMAIN)
		require(rcode == LDNS_RCODE_NXDOMAIN, "a name that does not exist");
	else if(workstation_decides(verdict) || (verdict
		== WORKSTATION_PASS_EXISTING && !has_alias(reply)))
		require(rcode == LDNS_RCODE_NOERROR, "a name that exists");
	for(size_t i = 0; verdict == WORKSTATION_ANSWER && i < computed.count; i++)
		count += (size_t)computed.rrset[i].count
			+ computed.rrset[i].signature_count;
	if(verdict == WORKSTATION_ANSWER && !(reply->flags & BIT_TC))
		require(reply->ancount == count,
			"another number of records than is computed");
}

/** Whether a reply rejects the query's EDNS (RFC 6891, 6.1.3). */
static int
has_extended_rcode(const struct msg_parse* reply)
{
	const struct rrset_parse* set = reply->rrset_first;

	while(set && set->type != LDNS_RR_TYPE_OPT)
		set = set->rrset_all_next;
	return set && set->rr_first->ttl_data[0] != 0;
}

static void
check_reply(struct message reply)
{
	struct sldns_buffer packet;
	struct msg_parse parsed;
	uint8_t* octets = (uint8_t*)reply.octets;
	int rcode;

	require(reply.length >= LDNS_HEADER_SIZE && LDNS_QR_WIRE(octets),
		"a reply that is none");
	require(memcmp(octets, query.octets, 2) == 0, "another ID");
	/* others can repeat what the client sent */
	rcode = LDNS_RCODE_WIRE(octets);
	if(LDNS_QDCOUNT(octets) != 1 || LDNS_OPCODE_WIRE(octets) != LDNS_PACKET_QUERY
		|| (rcode != LDNS_RCODE_NOERROR && rcode != LDNS_RCODE_NXDOMAIN))
		return;
	sldns_buffer_init_frm_data(&packet, octets, reply.length);
	memset(&parsed, 0, sizeof(parsed));
	require(parse_packet(&packet, &parsed, region) == 0,
		"a reply that cannot be read");
	signed_message_check(wishes, octets, reply.length,
		*daemon_worker->env.now);
	/* what it wants is not known of a query that only Unbound can read */
	if(wishes.is_known && !has_extended_rcode(&parsed)) {
		check_question(&parsed, rcode, &packet);
		for(const struct rrset_parse* set = parsed.rrset_first; set;
			set = set->rrset_all_next)
			check_rrset(&packet, set);
	}
	regional_free_all(region);
}

int
fuzz_input(const uint8_t* data, size_t size)
{
	static unsigned long count;

	rest = (struct message){data, size};
	if(!take_message(&rest, &query))
		return -1;
	wishes = signed_message_wishes(query.octets, query.length);
	inner_daemon_take(daemon_worker, query);
	inner_daemon_take(daemon_worker, query);
	inner_daemon_forget(daemon_worker);
	if(++count % SECONDS_EACH == 0)
		++*daemon_worker->env.now;
	return 0;
}

static int
work(struct worker* worker)
{
	struct key_files files = {.count = 0};
	const struct workstation_key_store keys = ws_key_store(&files);
	char message[WORKSTATION_MAX_MESSAGE];

	daemon_worker = worker;
	region = regional_create();
	rules = workstation_rules_load(worker->env.cfg->workstation, NULL, &keys,
		message, sizeof(message));
	signed_key_remove_files();
	require(region && rules && workstation_rules_are_signed(rules),
		"the rules cannot be loaded");
	return LLVMFuzzerRunDriver(&fuzzer_argc, &fuzzer_argv, &fuzz_input);
}

int
__wrap_main(int argc, char* argv[])
{
	static char with_key[sizeof(conf) + 256];
	static const struct surroundings around = {with_key, &work,
		&check_reply, &respond};

	snprintf(with_key, sizeof(with_key), "%s\"%s\"\n", conf,
		signed_key_create());
	fuzzer_argc = argc;
	fuzzer_argv = argv;
	return inner_daemon_run(&around);
}
