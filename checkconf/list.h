/* SPDX-License-Identifier: BSD-3-Clause */
/* All the records that rules compute, one after the other. */
#ifndef LIST_H
#define LIST_H

#include "workstation.h"

/**
 * Called with a computed RRset.
 *
 * @param context: as given.
 * @param owner: wire format name, valid during the call. With a rule for any domain,
 *	it is the computed label and the root label.
 * @param length: octets of the owner, its root label included.
 * @param any_domain: whether the rule has no origin.
 * @param rrset: valid during the call.
 * @return 0 to end the visit.
 */
typedef int record_visitor(void* context, const uint8_t* owner, size_t length,
	int any_domain, const struct workstation_rrset* rrset);

/**
 * Called instead for names that cannot be listed: any text is in place of a `*` in the
 * template or the origin.
 *
 * @param context: as given.
 * @param name: the template, valid during the call.
 * @param origin: wire format name, valid during the call; NULL: any domain.
 */
typedef void unlisted_visitor(void* context, const char* name,
	const uint8_t* origin);

/**
 * Visit the records of names: all types but PTR. A name that can be written in several ways comes
 * once, as PTR records have it. With `subdomains: yes` it comes a second time, with
 * the owner `*` below it.
 * @return 0: the visitor ended it.
 */
int visit_names(const struct workstation_rules* rules,
	record_visitor* visit, unlisted_visitor* visit_unlisted, void* context);

/** Visit the PTR records, those of RFC 2317 last. @return 0: the visitor ended it. */
int visit_pointers(const struct workstation_rules* rules,
	record_visitor* visit, void* context);

#endif /* LIST_H */
