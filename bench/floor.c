/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The floor: the least a server can do to receive a query and send a correct
 * answer, so that the kernel's part of everybody's figures can be seen. Any name
 * that begins with workstation-A-B-C-D has the address A.B.C.D.
 *
 * floor PORT: serves 127.0.0.1 with UDP.
 */
#include <arpa/inet.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#define HEADER 12
#define RECORD 16
static const char PREFIX[] = "workstation-";
/* a pointer to the question's name, type A, class IN, TTL 300, 4 octets */
static const uint8_t record[RECORD - 4] = {0xc0, HEADER, 0, 1, 0, 1, 0, 0, 1, 44, 0, 4};

/** Read the address out of the first label. @return whether there is one. */
static int
read_address(const uint8_t* label, uint8_t* address)
{
	const uint8_t* end = label + 1 + label[0];
	const uint8_t* at = label + sizeof(PREFIX);

	if(label[0] < sizeof(PREFIX) || strncasecmp((const char*)label + 1,
		PREFIX, sizeof(PREFIX) - 1) != 0)
		return 0;
	for(int i = 0; i < 4; i++) {
		unsigned octet = 0;

		if(i && (at == end || *at++ != '-'))
			return 0;
		while(at < end && *at >= '0' && *at <= '9' && octet < 256)
			octet = octet * 10 + *at++ - '0';
		if(octet > 255)
			return 0;
		address[i] = (uint8_t)octet;
	}
	return at == end;
}

/** Turn a query into its answer. @return its octets, or 0. */
static size_t
answer(uint8_t* message, size_t length)
{
	size_t at = HEADER;

	while(at < length && message[at])
		at += 1 + message[at];
	at += 5;
	if(at > length || !read_address(message + HEADER,
		message + at + sizeof(record)))
		return 0;
	memcpy(message + at, record, sizeof(record));
	message[2] |= 0x80;
	message[3] = 0x80;
	message[7] = 1;
	memset(message + 8, 0, 4);
	return at + RECORD;
}

int
main(int argc, char** argv)
{
	struct sockaddr_in here = {.sin_family = AF_INET}, client;
	struct epoll_event event = {.events = EPOLLIN};
	int udp = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
	int poll = epoll_create1(0);
	uint8_t message[512 + RECORD];

	if(argc != 2)
		errx(1, "usage: floor PORT");
	here.sin_port = htons((uint16_t)atoi(argv[1]));
	here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if(udp < 0 || poll < 0 || bind(udp, (struct sockaddr*)&here, sizeof(here))
		|| epoll_ctl(poll, EPOLL_CTL_ADD, udp, &event))
		err(1, "floor: port %s", argv[1]);
	/* a tracer that comes or goes interrupts it */
	while(epoll_wait(poll, &event, 1, -1) >= 0 || errno == EINTR) {
		socklen_t size = sizeof(client);
		ssize_t length;

		while((length = recvfrom(udp, message, 512, 0,
			(struct sockaddr*)&client, &size)) >= 0) {
			size_t reply = answer(message, (size_t)length);

			if(reply)
				sendto(udp, message, reply, 0,
					(struct sockaddr*)&client, size);
			size = sizeof(client);
		}
	}
	err(1, "floor: epoll_wait");
}
