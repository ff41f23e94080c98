/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Unbound's daemon in this process, without a network: its clients and the name
 * servers it asks are the functions here. It is linked with Unbound's objects, and
 * --wrap of what inner_daemon.c defines. All of its own code for queries upstream
 * runs (retries, fallback to no EDNS and to TCP), but for sending and receiving: the
 * queries stay in its lists of those that wait for a port or a TCP buffer, and are
 * answered there.
 */
#ifndef INNER_DAEMON_H
#define INNER_DAEMON_H

#include <stddef.h>
#include <stdint.h>

struct worker;

/** A DNS message, or what is taken for one. */
struct message {
	const uint8_t* octets;
	size_t length;
};

/** What is around the daemon. */
struct surroundings {
	/** Its configuration: lines of unbound.conf(5), "do-tcp: no" among them. */
	const char* conf;
	/** Takes the place of its worker's wait for events.
	 * @return the process's exit status. */
	int (*work)(struct worker* worker);
	/** Called with each reply that a client gets, lent for the call. */
	void (*reply)(struct message reply);
	/** Called for the response to a query of the daemon's own, each time it is sent.
	 * @param response: what follows the question, and the header, whose ID and
	 *	QDCOUNT do not matter, in front of it; to be lent until the next call.
	 * @return 0: none comes. */
	int (*respond)(struct message* response);
};

/** Run the daemon. @param around: to outlive it.
 * @return its exit status, where it does not start. */
int inner_daemon_run(const struct surroundings* around);

/** Let a message come from a client by UDP, and all responses to what the daemon
 * asks because of it. */
void inner_daemon_take(struct worker* worker, struct message message);

/** Empty the caches, and drop the queries that wait. */
void inner_daemon_forget(struct worker* worker);

#endif /* INNER_DAEMON_H */
