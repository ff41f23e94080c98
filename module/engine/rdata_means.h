/* SPDX-License-Identifier: BSD-3-Clause */
/* Whether RDATA means what was written: for fields of which the text that ldns prints is
 * not the text that was written. */
#ifndef WORKSTATION_RDATA_MEANS_H
#define WORKSTATION_RDATA_MEANS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** A field that has been read. */
struct read_field {
	/** What was written. */
	const char* text;
	/** What ldns prints. */
	const char* printed;
	const uint8_t* octets;
	size_t length;
};

/**
 * Read the octets of a text with escapes \X and \DDD.
 * @param octets: a buffer as long as the text.
 * @return how many; SIZE_MAX: it has another escape.
 */
size_t ws_unescape(const char* text, size_t length, uint8_t* octets);

/** A location (RFC 1876, 3): its numbers by value, and the defaults. */
bool ws_loc_means(const struct read_field* field);

/** Find the number of a SvcParamKey. @return false: ldns knows none. */
bool ws_svcparam_key(const char* text, size_t* key);

/** What the placeholders in the value of a SvcParam may consist of: see rr_values.h.
 * @param is_address: set to whether it is a list of addresses. */
unsigned ws_svcparam_values(size_t key, bool* is_address);

/** One SvcParam (RFC 9460, 2.1 and A), whose value is in quotes. */
bool ws_svcparam_means(const struct read_field* field);

/** Judge all SvcParams of a record together.
 * @return NULL, or what is wrong and what was expected. */
const char* ws_svcparams_judge(const uint8_t* rdata, size_t length);

/** Words that are read as a set: the types of a bitmap, the ports of WKS. */
bool ws_types_mean(const struct read_field* field);
bool ws_services_mean(const struct read_field* field);

/** Prefixes of addresses (RFC 3123): each by value. */
bool ws_prefix_means(const struct read_field* field);

#endif /* WORKSTATION_RDATA_MEANS_H */
