/* SPDX-License-Identifier: BSD-3-Clause */
/* Who asks. */
#include "config.h"
#include "client.h"
#include "chain.h"
#include "hooks.h"
#include "workstation.h"
#include "respip/respip.h"
#include "services/mesh.h"
#include "services/view.h"
#include "util/config_file.h"

static int
compare_views(const void* left, const void* right)
{
	const struct ws_view* a = left;
	const struct ws_view* b = right;

	return strcmp(a->name, b->name);
}

struct ws_views*
ws_views_create(const struct config_file* cfg,
	const struct workstation_rules* rules)
{
	struct ws_views* views;
	size_t count = 0;

	for(const struct config_view* view = cfg->views; view; view = view->next)
		count++;
	views = calloc(1, sizeof(*views) + count * sizeof(views->view[0]));
	if(!views)
		return NULL;
	views->has_rules = workstation_rules_have_views(rules);
	views->count_clients = cfg->views || cfg->num_tags;
	for(const struct config_view* view = cfg->views; view; view = view->next) {
		struct ws_view* next = &views->view[views->count];

		if(!view->name)
			continue;
		next->name = strdup(view->name);
		next->rules = workstation_rules_of_view(rules, view->name);
		if(!next->name) {
			ws_views_free(views);
			return NULL;
		}
		views->count++;
	}
	qsort(views->view, views->count, sizeof(views->view[0]), &compare_views);
	return views;
}

void
ws_views_free(struct ws_views* views)
{
	if(!views)
		return;
	for(size_t i = 0; i < views->count; i++)
		free(views->view[i].name);
	free(views);
}

/** What rules for views need to be right. */
struct view_check {
	const struct config_file* cfg;
	/** Why they cannot work at all; NULL: they can. */
	const char* why;
	char* message;
	size_t size;
	int is_wrong;
};

static int
is_defined(const struct config_file* cfg, const char* name)
{
	for(const struct config_view* view = cfg->views; view; view = view->next)
		if(view->name && strcmp(view->name, name) == 0)
			return 1;
	return 0;
}

/** Check a line; the first wrong one makes the message. */
static void
check_view(void* context, const char* view, const char* file, unsigned line)
{
	struct view_check* check = context;
	const char* why = check->why;

	if(!why && !is_defined(check->cfg, view))
		why = "is not defined, expected the name of a view: clause";
	if(!why || check->is_wrong)
		return;
	snprintf(check->message, check->size, "%s:%u: for-view: \"%s\" %s",
		file, line, view, why);
	check->is_wrong = 1;
}

/** Whether a module is in front of ours in the chain. */
static int
is_in_front(const struct config_file* cfg, const char* module)
{
	const char* found = strstr(cfg->module_conf, module);
	const char* own = strstr(cfg->module_conf, "workstation");

	return found && own && found < own;
}

int
ws_check_views(const struct workstation_rules* rules,
	const struct config_file* cfg, int are_known, char* message, size_t size)
{
	struct view_check check = {cfg, NULL, message, size, 0};

	if(!are_known)
		check.why = "cannot work, libunbound knows no clients: expected rules for everybody";
	else if(is_in_front(cfg, "dns64"))
		check.why = "cannot work, dns64 in front of the module asks without the client: expected module-config with it behind";
	else if(is_in_front(cfg, "subnetcache"))
		check.why = "cannot work, subnetcache in front of the module asks without the client: expected module-config with it behind";
	workstation_rules_visit_views(rules, &check_view, &check);
	return !check.is_wrong;
}

const struct ws_view*
ws_configured_view(const struct ws_views* views, const struct view* view)
{
	const struct ws_view key = {view ? view->name : NULL, NULL};

	return view ? bsearch(&key, views->view, views->count,
		sizeof(views->view[0]), &compare_views) : NULL;
}

/** Whether two clients see the same. */
static int
see_the_same(const struct respip_client_info* a,
	const struct respip_client_info* b)
{
	return a == b || (a && b && a->workstation_view == b->workstation_view
		&& a->taglist == b->taglist && a->tag_actions == b->tag_actions
		&& a->tag_datas == b->tag_datas);
}

int
ws_find_client(const struct module_qstate* qstate,
	const struct respip_client_info** cinfo)
{
	const struct mesh_state* mesh = qstate->mesh_info;
	const struct respip_client_info* found;
	struct mesh_state_ref* super;
	int first = 1;

	*cinfo = qstate->client_info;
	if(*cinfo || mesh->reply_list)
		return 1;
	RBTREE_FOR(super, struct mesh_state_ref*,
		(struct rbtree_type*)&mesh->super_set) {
		if(!ws_find_client(&super->s->s, &found)
			|| (!first && !see_the_same(found, *cinfo)))
			return 0;
		*cinfo = found;
		first = 0;
	}
	return 1;
}

const struct workstation_rules*
ws_rules_of_client(const struct ws_state* state,
	const struct respip_client_info* cinfo)
{
	return state->views->has_rules && cinfo && cinfo->workstation_view
		? cinfo->workstation_view->rules : state->rules;
}

const struct workstation_rules*
ws_client_rules(const struct module_qstate* qstate, int id)
{
	const struct ws_state* state = ws_get_state(qstate->env, id);
	const struct respip_client_info* cinfo;

	if(!state->views->has_rules)
		return state->rules;
	return ws_find_client(qstate, &cinfo)
		? ws_rules_of_client(state, cinfo) : NULL;
}

int
workstation_needs_client(struct module_env* env)
{
	int id = ws_find_id(env);
	const struct ws_state* state = id >= 0 ? ws_get_state(env, id) : NULL;

	return state && state->views->count_clients;
}

const struct ws_view*
workstation_find_view(struct module_env* env, const struct view* view)
{
	int id = ws_find_id(env);
	const struct ws_state* state = id >= 0 ? ws_get_state(env, id) : NULL;

	return state ? ws_configured_view(state->views, view) : NULL;
}
