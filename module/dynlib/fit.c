/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Whether the library fits the daemon. Its version is a string of the program's,
 * which is all there is of it to find at run time. The places of fields are tried
 * out: the daemon's own functions set what the headers say is there. Options and
 * patches move them within one version; config_file has the most of those.
 */
#include "config.h"
#include "fit.h"
#include "dynlibmod/dynlibmod.h"
#include "services/mesh.h"
#include "util/alloc.h"
#include "util/config_file.h"
#include "util/net_help.h"

#include <ctype.h>
#include <link.h>

#define LONGEST_VERSION 40

/* What a build for AddressSanitizer has between its strings is read too. */
#define ACROSS_STRINGS __attribute__((no_sanitize_address))

/** Octets of a version that is a whole string's rest; 0: it is none. */
ACROSS_STRINGS static size_t
version_length(const char* at, const char* end)
{
	size_t length = 0;

	while(at + length < end && (isalnum((unsigned char)at[length])
		|| (at[length] && strchr(".-+~", at[length]))))
		length++;
	return at + length < end && at[length] == 0
		&& isdigit((unsigned char)at[0]) ? length : 0;
}

/** Find "unbound 1.2.3", as the daemon has it for version.bind. */
ACROSS_STRINGS static int
find_in_segment(const char* at, const char* end, char version[LONGEST_VERSION])
{
	static const char name[] = PACKAGE_NAME " ";

	for(; (size_t)(end - at) > sizeof(name); at++) {
		const char* after = at;
		size_t length;

		while(*after == name[after - at] && name[after - at])
			after++;
		length = name[after - at] ? 0 : version_length(after, end);
		if(length && length < LONGEST_VERSION) {
			memcpy(version, after, length + 1);
			return 1;
		}
	}
	return 0;
}

/** Look at the program itself, which comes first. */
static int
find_version(struct dl_phdr_info* info, size_t ATTR_UNUSED(size),
	void* context)
{
	for(size_t i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr)* segment = &info->dlpi_phdr[i];
		const char* at = (const char*)info->dlpi_addr
			+ segment->p_vaddr;

		if(segment->p_type == PT_LOAD && (segment->p_flags & PF_R)
			&& find_in_segment(at, at + segment->p_filesz,
			context))
			break;
	}
	return 1;
}

/** Whether setting an option by its name sets the field. */
static int
is_option(struct config_file* cfg, const char* option, const int* field)
{
	return config_set_option(cfg, option, "yes") && *field == 1
		&& config_set_option(cfg, option, "no") && *field == 0;
}

/** The first two fields are used; the last one is behind all that options of
 * configure and distributions' patches add. */
static int
has_config_file(void)
{
	struct config_file* cfg = config_create();
	int has = cfg && is_option(cfg, "deny-any:", &cfg->deny_any)
		&& is_option(cfg, "ignore-cd-flag:", &cfg->ignore_cd)
		&& is_option(cfg, "ede:", &cfg->ede);

	config_delete(cfg);
	return has;
}

/** Whether a new query has what it was made of where it is looked for. */
static int
has_module_qstate(void)
{
	uint8_t root = 0;
	struct query_info qinfo = {&root, 1, LDNS_RR_TYPE_TXT,
		LDNS_RR_CLASS_HS, NULL};
	time_t now = 1;
	struct alloc_cache alloc;
	struct mesh_area mesh;
	struct module_env env;
	struct mesh_state* made;
	int has = 0;

	memset(&mesh, 0, sizeof(mesh));
	memset(&env, 0, sizeof(env));
	alloc_init(&alloc, NULL, 0);
	env.alloc = &alloc;
	env.mesh = &mesh;
	env.now = &now;
	made = mesh_state_create(&env, &qinfo, NULL, BIT_RD, 0, 1);
	if(made) {
		const struct module_qstate* qstate = &made->s;

		has = qstate->qinfo.qtype == qinfo.qtype
			&& qstate->qinfo.qclass == qinfo.qclass
			&& qstate->query_flags == BIT_RD && qstate->is_valrec
			&& qstate->env == &env && qstate->mesh_info == made
			&& qstate->qstarttime == now
			&& made->super_set.cmp == &mesh_state_ref_compare;
		alloc_reg_release(&alloc, qstate->region);
	}
	alloc_clear(&alloc);
	return has;
}

/** Whether this library is where dynlib's own state is looked for. */
static int
has_dynlib(const struct module_env* env, int id)
{
	const struct dynlibmod_env* dynlib = env->modinfo[id];

	return dynlib && dynlib->inplace_cb_register_wrapped
		== &inplace_cb_register_wrapped;
}

int
ws_fits(struct module_env* env, int id, char* message, size_t size)
{
	char version[LONGEST_VERSION] = "of unknown version";

	dl_iterate_phdr(&find_version, version);
	if(strcmp(version, PACKAGE_VERSION) == 0 && has_config_file()
		&& has_module_qstate() && has_dynlib(env, id))
		return 1;
	if(strcmp(version, PACKAGE_VERSION) != 0)
		snprintf(message, size,
			"workstation: this library was built for Unbound %s and is loaded by Unbound %s: build it with the sources and the configure line of the latter (unbound -V)",
			PACKAGE_VERSION, version);
	else
		snprintf(message, size,
			"workstation: this library was built for an Unbound %s of other patches or configure options than the one that loads it: build it with the sources and the configure line of the latter (unbound -V)",
			PACKAGE_VERSION);
	return 0;
}
