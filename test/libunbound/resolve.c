/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * resolve CONFIG NAME...: resolves each name's A records with libunbound under
 * a configuration file, and prints the answer packet as ldns reads it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <ldns/ldns.h>
#include <unbound.h>

static void
fail(const char* what, const char* why)
{
	fprintf(stderr, "resolve: %s: %s\n", what, why);
	exit(1);
}

static void
print_answer(struct ub_ctx* context, const char* name)
{
	struct ub_result* result;
	ldns_pkt* packet;
	int error = ub_resolve(context, name, LDNS_RR_TYPE_A, LDNS_RR_CLASS_IN,
		&result);
	ldns_status status;

	if(error)
		fail(name, ub_strerror(error));
	status = ldns_wire2pkt(&packet, result->answer_packet,
		(size_t)result->answer_len);
	if(status != LDNS_STATUS_OK)
		fail(name, ldns_get_errorstr_by_id(status));
	ldns_rr_list_print(stdout, ldns_pkt_answer(packet));
	ldns_pkt_free(packet);
	ub_resolve_free(result);
}

int
main(int argc, char** argv)
{
	struct ub_ctx* context = ub_ctx_create();
	int error;

	if(argc < 3)
		fail("usage", "resolve CONFIG NAME...");
	if(!context)
		fail("ub_ctx_create", "out of memory");
	error = ub_ctx_config(context, argv[1]);
	if(error)
		fail(argv[1], ub_strerror(error));
	for(int i = 2; i < argc; i++)
		print_answer(context, argv[i]);
	ub_ctx_delete(context);
	return 0;
}
