/* SPDX-License-Identifier: BSD-3-Clause */
/* The prefix of an interface: a dump of the IPv6 addresses by rtnetlink(7). */
/* for sockets, which C99 does not have */
#define _DEFAULT_SOURCE
#include "prefix.h"

#ifdef __linux__

#include <errno.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <unistd.h>

/** Octets of the messages that the kernel sends at once: netlink(7) has more of it. */
#define MAX_MESSAGES 32768

/** Where a dump is looked through. */
struct search {
	unsigned interface;
	uint8_t* prefix;
	int found;
};

/** The IPv6 address of an address message; NULL: it has none. With a peer, IFA_ADDRESS
 * is the peer's. */
static const uint8_t*
address_of(struct nlmsghdr* header)
{
	struct ifaddrmsg* about = NLMSG_DATA(header);
	struct rtattr* attribute = IFA_RTA(about);
	const uint8_t* address = NULL;

	for(int left = (int)IFA_PAYLOAD(header); RTA_OK(attribute, left);
		attribute = RTA_NEXT(attribute, left)) {
		if(RTA_PAYLOAD(attribute) < 2 * WORKSTATION_PREFIX)
			continue;
		if(attribute->rta_type == IFA_LOCAL)
			return RTA_DATA(attribute);
		if(attribute->rta_type == IFA_ADDRESS)
			address = RTA_DATA(attribute);
	}
	return address;
}

/** Look at an address message. The first address counts. */
static void
take_address(struct search* search, struct nlmsghdr* header)
{
	struct ifaddrmsg* about = NLMSG_DATA(header);
	const uint8_t* address;

	if(search->found || header->nlmsg_len < NLMSG_LENGTH(sizeof(*about))
		|| about->ifa_family != AF_INET6
		|| about->ifa_index != search->interface
		|| about->ifa_flags & (IFA_F_TEMPORARY | IFA_F_DEPRECATED))
		return;
	address = address_of(header);
	if(!address || address[0] >> 5 != 0x20 >> 5)
		return;
	memcpy(search->prefix, address, WORKSTATION_PREFIX);
	search->found = 1;
}

/** Look through messages of a dump. @return 1: there are more; 0: these were the last;
 * -1: errno says what failed. */
static int
take_messages(struct search* search, struct nlmsghdr* header, size_t left)
{
	for(; NLMSG_OK(header, left); header = NLMSG_NEXT(header, left)) {
		if(header->nlmsg_type == NLMSG_DONE)
			return 0;
		if(header->nlmsg_type == NLMSG_ERROR) {
			const struct nlmsgerr* error = NLMSG_DATA(header);

			errno = -error->error;
			return -1;
		}
		if(header->nlmsg_type == RTM_NEWADDR)
			take_address(search, header);
	}
	return 1;
}

/** Receive a dump. @return 0: errno says what failed. */
static int
receive(int netlink, struct search* search)
{
	union {
		struct nlmsghdr header;
		char octets[MAX_MESSAGES];
	} messages;
	int more = 1;

	while(more > 0) {
		ssize_t length = recv(netlink, &messages, sizeof(messages), 0);

		if(length < 0 && errno == EINTR)
			continue;
		if(length < 0)
			return 0;
		more = take_messages(search, &messages.header, (size_t)length);
	}
	return more == 0;
}

/** Ask for all IPv6 addresses. @return 0: errno says what failed. */
static int
dump_addresses(struct search* search)
{
	struct {
		struct nlmsghdr header;
		struct ifaddrmsg about;
	} request = {
		.header = {.nlmsg_len = sizeof(request),
			.nlmsg_type = RTM_GETADDR,
			.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP},
		.about = {.ifa_family = AF_INET6}};
	int netlink = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
	int done, status;

	if(netlink < 0)
		return 0;
	done = send(netlink, &request, sizeof(request), 0) >= 0
		&& receive(netlink, search);
	status = errno;
	close(netlink);
	errno = status;
	return done;
}

int
ws_prefix_find(const char* interface, const char* file, unsigned line,
	uint8_t prefix[WORKSTATION_PREFIX], char* message, size_t size)
{
	struct search search = {if_nametoindex(interface), prefix, 0};
	const char* why = "has no address in 2000::/3 that is neither temporary nor deprecated";
	const char* error = "";

	if(!search.interface) {
		why = "is not an interface of this machine";
	} else if(!dump_addresses(&search)) {
		why = "has addresses that cannot be read: ";
		error = strerror(errno);
	}
	if(!search.found)
		snprintf(message, size, "%s:%u: prefix-from: \"%s\" %s%s: the rule computes no AAAA until a reload finds one",
			file, line, interface, why, error);
	return search.found;
}

#else

int
ws_prefix_find(const char* interface, const char* file, unsigned line,
	uint8_t prefix[WORKSTATION_PREFIX], char* message, size_t size)
{
	(void)interface;
	(void)file;
	(void)line;
	(void)prefix;
	(void)message;
	(void)size;
	return -1;
}

#endif
