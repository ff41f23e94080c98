/* SPDX-License-Identifier: BSD-3-Clause */
/* Unbound's daemon without a network, for fuzzing. */
#include "config.h"
#include "inner_daemon.h"

#include "daemon/worker.h"
#include "services/cache/rrset.h"
#include "services/mesh.h"
#include "services/outside_network.h"
#include "sldns/pkthdr.h"
#include "sldns/sbuffer.h"
#include "util/netevent.h"
#include "util/storage/slabhash.h"

#include <arpa/inet.h>

#define LONGEST_MESSAGE 65535
#define LONGEST_QUESTION (255 + 4)

/** Queries of the daemon's own that may wait at once, and that a message may
 * lead to. */
#define MOST_WAITING 16
#define MOST_ASKED 64

/* The linker calls these where Unbound calls what they are named after. */
int __real_main(int argc, char* argv[]);
int __wrap_main(int argc, char* argv[]);
__typeof__(worker_work) __wrap_worker_work;
__typeof__(comm_point_send_reply) __wrap_comm_point_send_reply;
__typeof__(comm_point_drop_reply) __wrap_comm_point_drop_reply;
__typeof__(outnet_serviced_query) __wrap_outnet_serviced_query;
__typeof__(outnet_serviced_query_stop) __wrap_outnet_serviced_query_stop;

/** A query that waits for its response; Unbound takes it for its own kind. */
struct waiting {
	/** NULL: it does not wait. */
	comm_point_callback_type* callback;
	void* context;
	uint8_t question[LONGEST_QUESTION];
	size_t length;
};

static const struct surroundings* surroundings;
static char conf_path[] = "/tmp/unbound.conf.XXXXXX";
static struct waiting waiting[MOST_WAITING];
static struct comm_point client_point, upstream_point;
static struct comm_reply client, upstream;

static void
set_up_point(struct comm_point* point, struct comm_reply* peer)
{
	struct sockaddr_in* address = (struct sockaddr_in*)&peer->remote_addr;

	point->type = comm_udp;
	point->buffer = sldns_buffer_new(LONGEST_MESSAGE);
	address->sin_family = AF_INET;
	address->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	peer->c = point;
	peer->remote_addrlen = sizeof(*address);
	peer->client_addr = peer->remote_addr;
	peer->client_addrlen = peer->remote_addrlen;
}

void
__wrap_worker_work(struct worker* worker)
{
	unlink(conf_path);
	set_up_point(&client_point, &client);
	set_up_point(&upstream_point, &upstream);
	if(!client_point.buffer || !upstream_point.buffer)
		abort();
	exit(surroundings->work(worker));
}

static void
tell_reply(void)
{
	surroundings->reply((struct message){
		sldns_buffer_begin(client_point.buffer),
		sldns_buffer_limit(client_point.buffer)});
}

void
__wrap_comm_point_send_reply(struct comm_reply* to)
{
	(void)to;
	tell_reply();
}

void
__wrap_comm_point_drop_reply(struct comm_reply* to)
{
	(void)to;
}

struct serviced_query*
__wrap_outnet_serviced_query(struct outside_network* network,
	struct query_info* asked, uint16_t flags, int dnssec, int want_dnssec,
	int nocaps, int check_ratelimit, int tcp_upstream, int ssl_upstream,
	char* tls_auth_name, struct sockaddr_storage* address,
	socklen_t address_length, uint8_t* zone, size_t zone_length,
	struct module_qstate* qstate, comm_point_callback_type* callback,
	void* context, struct sldns_buffer* buffer, struct module_env* env,
	int* was_ratelimited)
{
	struct waiting* query = waiting;

	(void)network; (void)flags; (void)dnssec; (void)want_dnssec;
	(void)nocaps; (void)check_ratelimit; (void)tcp_upstream;
	(void)ssl_upstream; (void)tls_auth_name; (void)address;
	(void)address_length; (void)zone; (void)zone_length; (void)qstate;
	(void)buffer; (void)env; (void)was_ratelimited;
	while(query->callback)
		if(++query == waiting + MOST_WAITING)
			return NULL;
	query->callback = callback;
	query->context = context;
	query->length = asked->qname_len + 4;
	memcpy(query->question, asked->qname, asked->qname_len);
	sldns_write_uint16(query->question + query->length - 4, asked->qtype);
	sldns_write_uint16(query->question + query->length - 2, asked->qclass);
	return (struct serviced_query*)query;
}

void
__wrap_outnet_serviced_query_stop(struct serviced_query* stopped,
	void* context)
{
	struct waiting* query = (struct waiting*)stopped;

	if(query && query->context == context)
		query->callback = NULL;
}

/** @return what has become of the query, as callbacks are told. */
static int
receive_response(const struct waiting* query)
{
	struct sldns_buffer* buffer = upstream_point.buffer;
	struct message response;

	sldns_buffer_clear(buffer);
	if(!surroundings->respond(&response)
		|| response.length < LDNS_HEADER_SIZE
		|| response.length + query->length > sldns_buffer_capacity(buffer))
		return NETEVENT_TIMEOUT;
	sldns_buffer_write(buffer, response.octets, LDNS_HEADER_SIZE);
	sldns_buffer_write(buffer, query->question, query->length);
	sldns_buffer_write(buffer, response.octets + LDNS_HEADER_SIZE,
		response.length - LDNS_HEADER_SIZE);
	sldns_buffer_flip(buffer);
	LDNS_QDCOUNT_SET(sldns_buffer_begin(buffer), 1);
	return NETEVENT_NOERROR;
}

/** Answer one of the queries that wait. @return 0: none does. */
static int
answer_waiting(void)
{
	for(struct waiting* query = waiting; query < waiting + MOST_WAITING;
		query++) {
		comm_point_callback_type* callback = query->callback;

		if(callback) {
			int status = receive_response(query);

			query->callback = NULL;
			(*callback)(&upstream_point, query->context, status,
				&upstream);
			return 1;
		}
	}
	return 0;
}

void
inner_daemon_take(struct worker* worker, struct message message)
{
	struct sldns_buffer* buffer = client_point.buffer;
	unsigned asked = 0;

	sldns_buffer_clear(buffer);
	if(message.length > sldns_buffer_capacity(buffer))
		return;
	sldns_buffer_write(buffer, message.octets, message.length);
	sldns_buffer_flip(buffer);
	if(worker_handle_request(&client_point, worker, NETEVENT_NOERROR,
		&client))
		tell_reply();
	while(asked++ < MOST_ASKED && answer_waiting())
		;
	mesh_delete_all(worker->env.mesh);
}

static void
forget(struct slabhash* cache)
{
	if(count_slabhash_entries(cache))
		slabhash_clear(cache);
}

void
inner_daemon_forget(struct worker* worker)
{
	forget(worker->env.msg_cache);
	forget(&worker->env.rrset_cache->table);
}

int
inner_daemon_run(const struct surroundings* around)
{
	char name[] = "unbound", foreground[] = "-d", option[] = "-c";
	char* arguments[] = {name, foreground, option, conf_path, NULL};
	int fd = mkstemp(conf_path);
	FILE* conf = fd == -1 ? NULL : fdopen(fd, "w");

	surroundings = around;
	if(!conf || fputs(around->conf, conf) == EOF || fclose(conf) != 0) {
		perror(conf_path);
		return 1;
	}
	return __real_main(4, arguments);
}
