/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What unbound-checkconf says: it judges the rules as the daemon does, as its user and
 * in its chroot, warns of what works but cannot be meant, and has a list of chains of
 * modules known to work, in which this module fits wherever others follow it.
 */
#include "config.h"
#include "binding.h"
#include "hooks.h"
#include "client.h"
#include "key_file.h"
#include "workstation.h"
#include "services/localzone.h"
#include "sldns/str2wire.h"
#include "util/config_file.h"
#include "util/data/dname.h"
#include "util/log.h"

#include <grp.h>
#include <pwd.h>

/** Keys in files, that the daemon is to read. */
struct daemon_keys {
	struct key_files files;
	struct workstation_key_store store;
	/** The daemon's user; NULL: it is not known. */
	const struct key_reader* user;
};

/** Read a key that the daemon's user could read, too. */
static int
read_key(void* context, const char* path, const uint8_t* zone, size_t length,
	struct workstation_key* key, char* problem, size_t size)
{
	struct daemon_keys* keys = context;

	return (!keys->user || ws_key_is_readable(&keys->files.paths, path,
		keys->user, problem, size)) && keys->store.read(
		keys->store.context, path, zone, length, key, problem, size);
}

/** Find the user of the daemon, and its groups.
 * @param groups: set to what holds them, to be freed; NULL: there is no user. */
static void
find_user(const struct config_file* cfg, struct key_reader* user, gid_t** groups)
{
	const struct passwd* found = cfg->username && cfg->username[0]
		? getpwnam(cfg->username) : NULL;
	int count = 0;

	*groups = NULL;
	if(!found)
		return;
	(void)getgrouplist(found->pw_name, found->pw_gid, NULL, &count);
	*groups = calloc((size_t)count + 1, sizeof(**groups));
	if(!*groups)
		fatal_exit("out of memory");
	(void)getgrouplist(found->pw_name, found->pw_gid, *groups, &count);
	user->uid = found->pw_uid;
	user->groups = *groups;
	user->group_count = (size_t)count;
}

/** Load the rules as the daemon does. @return NULL: message says what is wrong. */
static struct workstation_rules*
load_rules(struct config_file* cfg, char* message, size_t size)
{
	char* directory = fname_after_chroot(cfg->directory ? cfg->directory : "",
		cfg, 0);
	struct daemon_keys keys = {.files = {.paths = {.chroot = cfg->chrootdir,
		.root = cfg->chrootdir, .directory = directory}}};
	const struct workstation_key_store files = ws_key_store(&keys.files);
	const struct workstation_key_store store = {&read_key, files.release,
		&keys};
	struct workstation_rules* rules;
	struct key_reader user;
	gid_t* groups;

	if(!directory)
		fatal_exit("out of memory");
	find_user(cfg, &user, &groups);
	keys.store = files;
	keys.user = groups ? &user : NULL;
	rules = workstation_rules_load(cfg->workstation, &ws_find_prefix, &store,
		message, size);
	free(groups);
	free(directory);
	return rules;
}

static void
warn_of_rule(void* ATTR_UNUSED(context), const char* message)
{
	log_warn("%s", message);
}

/** Whether a local zone of this type answers for all the names in it. */
static int
answers_alone(enum localzone_type type)
{
	return type != local_zone_transparent
		&& type != local_zone_typetransparent
		&& type != local_zone_inform
		&& type != local_zone_always_transparent
		&& type != local_zone_noview
		&& type != local_zone_nodefault;
}

/** The local zones, and what was warned of last. */
struct local_zone_warnings {
	struct local_zones* zones;
	struct local_zone* zone;
	unsigned line;
	/** Who does not answer: "rule" or "zone". */
	const char* who;
};

/** The local zone that a name lies in, or NULL. */
static struct local_zone*
zone_of(struct local_zones* zones, uint8_t* name, size_t length)
{
	int labels = dname_count_labels(name);

	for(;; labels--) {
		struct local_zone* zone = local_zones_find(zones, name, length,
			labels, LDNS_RR_CLASS_IN);

		if(zone || dname_is_root(name))
			return zone;
		dname_remove_label(&name, &length);
	}
}

/** Warn of a domain that a local zone answers for, which does not give way. */
static void
warn_of_local_zone(void* context, const uint8_t* name, size_t length,
	size_t apex_length, const char* file, unsigned line)
{
	struct local_zone_warnings* warnings = context;
	uint8_t* dname = (uint8_t*)name; /* which is only read */
	struct local_zone* zone = zone_of(warnings->zones, dname, length);
	char domain[LDNS_MAX_DOMAINLEN + 1], local[LDNS_MAX_DOMAINLEN + 1];

	if(!zone || !answers_alone(zone->type))
		return;
	if(zone->type == local_zone_static && zone->namelen <= apex_length)
		return;
	/* the first and the last address of a network are mostly in one */
	if(zone == warnings->zone && line == warnings->line)
		return;
	warnings->zone = zone;
	warnings->line = line;
	dname_str(dname, domain);
	dname_str(zone->name, local);
	log_warn("%s:%u: %s is in a local-zone that answers before this %s: local-zone: \"%s\" %stransparent lets this %s answer",
		file, line, domain, warnings->who, local,
		zone->namelen <= apex_length ? "static or " : "",
		warnings->who);
}

/** The same of a zone that is answered here. */
static void
warn_of_local_zone_above(void* context, const struct workstation_zone* zone)
{
	warn_of_local_zone(context, zone->name, zone->length, zone->length,
		zone->file, zone->line);
}

static void
warn_of_local_zones(const struct workstation_rules* rules,
	struct config_file* cfg)
{
	struct local_zone_warnings warnings = {local_zones_create(), NULL, 0,
		"zone"};

	/* what is wrong with the zones is not ours to say */
	if(warnings.zones && local_zones_apply_cfg(warnings.zones, cfg)) {
		workstation_rules_visit_zones(rules, &warn_of_local_zone_above,
			&warnings);
		warnings.who = "rule";
		workstation_rules_visit_domains(rules, &warn_of_local_zone,
			&warnings);
	}
	local_zones_delete(warnings.zones);
}

/** A name in wire format, and the innermost zone that it lies in; its length is 0: none. */
struct name_in_zone {
	uint8_t* name;
	struct workstation_zone zone;
};

static void
find_innermost(void* context, const struct workstation_zone* zone)
{
	struct name_in_zone* found = context;

	if(zone->length > found->zone.length
		&& dname_subdomain_c(found->name, (uint8_t*)zone->name))
		found->zone = *zone;
}

/** Warn of local-data in signed zones. */
static void
warn_of_unsigned(const struct workstation_rules* rules,
	const struct config_strlist* list)
{
	uint8_t rr[LDNS_RR_BUF_SIZE];

	for(; list; list = list->next) {
		struct name_in_zone found = {.name = rr};
		size_t length = sizeof(rr), name_length;

		/* what is wrong with it is not ours to say */
		if(sldns_str2wire_rr_buf(list->str, rr, &length,
			&name_length, 3600, NULL, 0, NULL, 0) != 0)
			continue;
		workstation_rules_visit_zones(rules, &find_innermost, &found);
		if(found.zone.key_count)
			log_warn("%s:%u: local-data: \"%s\" is in this zone and is answered without a signature: expected a record: of a rule, or a name outside signed zones",
				found.zone.file, found.zone.line, list->str);
	}
}

/** Warn of local-data in signed zones, for all clients and for those of views. */
static void
warn_of_all_unsigned(const struct workstation_rules* rules,
	const struct config_file* cfg)
{
	if(!workstation_rules_are_signed(rules))
		return;
	warn_of_unsigned(rules, cfg->local_data);
	for(const struct config_view* view = cfg->views; view; view = view->next)
		warn_of_unsigned(rules, view->local_data);
}

/** Whether a view is among what some option gives to views. */
static int
is_given(const struct config_str2list* list, const char* view)
{
	for(; list; list = list->next)
		if(strcmp(list->str2, view) == 0)
			return 1;
	return 0;
}

/** Warn of a view that has no clients. */
static void
warn_of_view(void* context, const char* view, const char* file, unsigned line)
{
	const struct config_file* cfg = context;

	if(!is_given(cfg->acl_view, view) && !is_given(cfg->interface_view, view))
		log_warn("%s:%u: for-view: \"%s\" has no clients: expected access-control-view or interface-view with it",
			file, line, view);
}

/** The module's name as a word of a chain, or NULL. */
static char*
find_in_chain(char* module_conf)
{
	const char* name = workstation_get_funcblock()->name;
	char* word = module_conf + strspn(module_conf, " \t");

	while(*word) {
		size_t length = strcspn(word, " \t");

		if(length == strlen(name) && memcmp(word, name, length) == 0)
			return word;
		word += length;
		word += strspn(word, " \t");
	}
	return NULL;
}

/** Take the module's name out of a chain that other modules follow it in. What
 * is left works with the module exactly when it works without, so that
 * Unbound's own list of known chains can judge it. */
static void
leave_chain(char* module_conf)
{
	char* word = find_in_chain(module_conf);
	char* next;

	if(!word)
		return;
	next = word + strcspn(word, " \t");
	next += strspn(next, " \t");
	if(*next)
		memmove(word, next, strlen(next) + 1);
}

void
workstation_checkconf(struct config_file* cfg)
{
	char message[WORKSTATION_MAX_MESSAGE];
	struct workstation_rules* rules = load_rules(cfg, message,
		sizeof(message));

	if(!rules || !ws_check_views(rules, cfg, 1, message, sizeof(message)))
		fatal_exit("%s", message);
	workstation_rules_visit_views(rules, &warn_of_view, cfg);
	if(!workstation_text_is_empty(cfg->workstation)) {
		if(!find_in_chain(cfg->module_conf))
			log_warn("workstation: clauses have no effect: module-config \"%s\" lacks the module, expected \"workstation %s\"",
				cfg->module_conf, cfg->module_conf);
		workstation_rules_visit_unreachable(rules, &warn_of_rule, NULL);
		workstation_rules_visit_zone_warnings(rules, &warn_of_rule, NULL);
		warn_of_all_unsigned(rules, cfg);
		/* this takes local-data out of the configuration */
		warn_of_local_zones(rules, cfg);
	}
	workstation_rules_free(rules);
	leave_chain(cfg->module_conf);
}
