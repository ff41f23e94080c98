/* SPDX-License-Identifier: BSD-3-Clause */
/* What local zones say to one client. */
#ifndef WORKSTATION_LOCAL_ZONE_H
#define WORKSTATION_LOCAL_ZONE_H

#include "util/module.h"

struct comm_reply;
struct regional;
struct respip_client_info;
struct ws_policy;

/**
 * Ask local zones about a name, for one client.
 * @param env: has the zones.
 * @param cinfo: what is known of the client; NULL: nothing.
 * @param repinfo: who it is, for the log and for `local-zone-override`; NULL: nobody.
 * @param region: where a reply is made.
 * @param policy: set to what they say, if it is more than what it has.
 * @return 0: out of memory.
 */
int ws_ask_zones_for(struct module_env* env, const struct query_info* qinfo,
	const struct respip_client_info* cinfo, struct comm_reply* repinfo,
	struct regional* region, struct ws_policy* policy);

/** Whether a static local zone has a name, for one client, and gives way to the rules.
 * @param id: of the module. @param cinfo, region: as above. */
int ws_zone_gives_way(const struct module_env* env, int id,
	const struct query_info* qinfo, const struct respip_client_info* cinfo,
	struct regional* region);

#endif /* WORKSTATION_LOCAL_ZONE_H */
