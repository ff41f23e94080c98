/* SPDX-License-Identifier: BSD-3-Clause */
/* Who asks: the view of a client, and the rules that it sees. */
#ifndef WORKSTATION_CLIENT_H
#define WORKSTATION_CLIENT_H

#include "binding.h"

struct respip_client_info;
struct view;

/** A view of the configuration. */
struct ws_view {
	char* name;
	/** The rules that its clients see, lent. */
	const struct workstation_rules* rules;
};

/** The views of the configuration. */
struct ws_views {
	/** Rules are for some of them. */
	int has_rules;
	/** What a client sees depends on its view, or on its tags. */
	int count_clients;
	size_t count;
	/** In the order of their names. */
	struct ws_view view[];
};

/** Find the views of a configuration, and the rules for each. @param rules: NULL: none.
 * @return NULL: out of memory. */
struct ws_views* ws_views_create(const struct config_file* cfg,
	const struct workstation_rules* rules);

/** Free them. @param views: may be NULL. */
void ws_views_free(struct ws_views* views);

/**
 * Check that rules for views can work.
 * @param are_known: whether there are clients, and not a program with libunbound.
 * @param message: set to one line, if they cannot.
 * @param size: octets of its buffer, the NUL included.
 * @return 0: they cannot.
 */
int ws_check_views(const struct workstation_rules* rules,
	const struct config_file* cfg, int are_known, char* message, size_t size);

/** Find Unbound's view among them. @param view: NULL: none. @return NULL: none. */
const struct ws_view* ws_configured_view(const struct ws_views* views,
	const struct view* view);

/** The rules that clients of a view see. @param view: Unbound's; NULL: none. */
static inline const struct workstation_rules*
ws_view_rules(const struct ws_state* state, const struct view* view)
{
	const struct ws_view* found;

	if(!state->views->has_rules || !view)
		return state->rules;
	found = ws_configured_view(state->views, view);
	return found ? found->rules : state->rules;
}

/**
 * The client that a query is for, or the one that queries which wait for it are for.
 * @param cinfo: set to what is known of it; NULL: nothing.
 * @return 0: several wait, which see different things.
 */
int ws_find_client(const struct module_qstate* qstate,
	const struct respip_client_info** cinfo);

/** The rules that a client sees. @param cinfo: what is known of it; NULL: nothing. */
const struct workstation_rules* ws_rules_of_client(const struct ws_state* state,
	const struct respip_client_info* cinfo);

#endif /* WORKSTATION_CLIENT_H */
