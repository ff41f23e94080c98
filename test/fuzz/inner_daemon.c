/* SPDX-License-Identifier: BSD-3-Clause */
/* Unbound's daemon without a network, for fuzzing. */
#include "config.h"
#include "inner_daemon.h"

#include "daemon/worker.h"
#include "services/cache/infra.h"
#include "services/cache/rrset.h"
#include "services/mesh.h"
#include "services/outside_network.h"
#include "sldns/pkthdr.h"
#include "sldns/sbuffer.h"
#include "util/netevent.h"
#include "util/storage/slabhash.h"

#include <arpa/inet.h>

#define LONGEST_MESSAGE 65535

/** The daemon's own queries that one message may cause, retries among them. */
#define MOST_ASKED 64

/* The linker calls these where Unbound calls what they are named after. */
int __real_main(int argc, char* argv[]);
int __wrap_main(int argc, char* argv[]);
int __wrap_bind(int socket, const struct sockaddr* address, socklen_t length);
__typeof__(worker_work) __wrap_worker_work;
__typeof__(comm_point_send_reply) __wrap_comm_point_send_reply;
__typeof__(comm_point_drop_reply) __wrap_comm_point_drop_reply;

static const struct surroundings* surroundings;
static char conf_path[] = "/tmp/unbound.conf.XXXXXX";
static struct outside_network* network;
/** The daemon's own, out of its reach. */
static struct port_comm* ports;
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

/* The sockets must not be reachable, and newer releases refuse port 0. */
int
__wrap_bind(int socket, const struct sockaddr* address, socklen_t length)
{
	(void)socket; (void)address; (void)length;
	return 0;
}

/** From now on a query of the daemon's own waits for a port, or for a TCP buffer,
 * which the configuration does not give it. */
static void
take_network(struct worker* worker)
{
	network = worker->back;
	ports = network->unused_fds;
	network->unused_fds = NULL;
	if(network->num_tcp)
		abort();
}

void
__wrap_worker_work(struct worker* worker)
{
	int status;

	unlink(conf_path);
	take_network(worker);
	set_up_point(&client_point, &client);
	set_up_point(&upstream_point, &upstream);
	if(!client_point.buffer || !upstream_point.buffer)
		abort();
	status = surroundings->work(worker);
	network->unused_fds = ports;
	exit(status);
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

/** @return the outcome of the query, for its callback. */
static int
receive_response(const struct serviced_query* query)
{
	struct sldns_buffer* buffer = upstream_point.buffer;
	/* the header in it has no ID */
	const uint8_t* question = query->qbuf + LDNS_HEADER_SIZE - 2;
	size_t length = query->qbuflen - (LDNS_HEADER_SIZE - 2);
	struct message response;

	upstream.remote_addr = query->addr;
	upstream.remote_addrlen = query->addrlen;
	sldns_buffer_clear(buffer);
	if(!surroundings->respond(&response)
		|| response.length < LDNS_HEADER_SIZE
		|| response.length + length > sldns_buffer_capacity(buffer))
		return NETEVENT_TIMEOUT;
	sldns_buffer_write(buffer, response.octets, LDNS_HEADER_SIZE);
	sldns_buffer_write(buffer, question, length);
	sldns_buffer_write(buffer, response.octets + LDNS_HEADER_SIZE,
		response.length - LDNS_HEADER_SIZE);
	sldns_buffer_flip(buffer);
	LDNS_QDCOUNT_SET(sldns_buffer_begin(buffer), 1);
	return NETEVENT_NOERROR;
}

/** Send one of the queries that wait to be sent outside of the mesh.
 * @return 0: none does. */
static int
send_query(void)
{
	struct serviced_query* query;

	RBTREE_FOR(query, struct serviced_query*, network->serviced) {
		if(query->status == serviced_initial) {
			(*query->timer->callback)(query->timer->cb_arg);
			return 1;
		}
	}
	return 0;
}

/** Answer the first of the queries by UDP. @return 0: there is none. */
static int
answer_udp(void)
{
	struct pending* query = network->udp_wait_first;
	int status;

	if(!query)
		return 0;
	network->udp_wait_first = query->next_waiting;
	if(!network->udp_wait_first)
		network->udp_wait_last = NULL;
	query->next_waiting = NULL;
	status = receive_response(query->sq);
	(*query->cb)(&upstream_point, query->cb_arg, status, &upstream);
	pending_delete(NULL, query);
	return 1;
}

/** Answer the first of the queries by TCP. @return 0: there is none. */
static int
answer_tcp(void)
{
	struct waiting_tcp* query = outnet_waiting_tcp_list_pop(network);
	int status;

	if(!query)
		return 0;
	status = receive_response(query->cb_arg);
	(*query->cb)(&upstream_point, query->cb_arg, status, &upstream);
	comm_timer_delete(query->timer);
	free(query);
	return 1;
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
	while(send_query()
		|| (asked++ < MOST_ASKED && (answer_udp() || answer_tcp())))
		;
	mesh_delete_all(worker->env.mesh);
	if(network->serviced->count)
		abort();
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
	forget(worker->env.infra_cache->hosts);
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
