/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The octets that a signature is made of (RFC 4034, 3.1.8.1): RDATA of the RRSIG record
 * without the signature, then the RRset in canonical form (6). They change once a day, so
 * that a signer can keep what it made of them.
 */
#include "rrsig.h"
#include "name.h"
#include "rdata.h"
#include "rrtype.h"

#include <string.h>

#define DAY UINT32_C(86400)
/** Signatures are valid from up to a day before the last hour on, in seconds. */
#define BEFORE UINT32_C(3600)
/** For so long, in seconds: two weeks from now at least, less that hour. */
#define LIFETIME (15 * DAY)

/** Octets of RRSIG RDATA before the signer's name (RFC 4034, 3.1). */
#define RRSIG_FIXED 18
/** Octets between the owner and the RDATA of a record in canonical form. */
#define RR_FIXED 10

/** An RRset in canonical form, behind what is of the RRSIG record. */
struct signed_octets {
	uint8_t* octets;
	size_t length;
};

static void*
allocate(const struct workstation_question* question, size_t octets)
{
	return question->memory->allocate(question->memory->context, octets);
}

static uint8_t*
write_16(uint8_t* at, size_t number)
{
	*at++ = (uint8_t)(number >> 8);
	*at++ = (uint8_t)number;
	return at;
}

static uint8_t*
write_32(uint8_t* at, uint32_t number)
{
	return write_16(write_16(at, number >> 16), number & 0xffff);
}

/** Write RDATA of the RRSIG record, as far as it is the same for all keys. */
static uint8_t*
write_rrsig(const struct zone* zone, const struct workstation_question* question,
	const struct workstation_rrset* rrset, uint8_t* at)
{
	const uint8_t* owner = question->qname + rrset->owner_offset;
	uint32_t inception = (question->now - BEFORE) / DAY * DAY;
	uint8_t offset[MAX_LABELS];
	unsigned labels = ws_name_labels(owner, question->qname_length
		- rrset->owner_offset, offset) - 1;

	at = write_16(at, rrset->type);
	*at++ = 0; /* the algorithm */
	*at++ = (uint8_t)(labels && origin_is_wildcard(owner) ? labels - 1 : labels);
	at = write_32(at, rrset->ttl);
	at = write_32(at, inception + LIFETIME);
	at = write_32(at, inception);
	at = write_16(at, 0); /* the key tag */
	memcpy(at, zone->name.name, zone->name.length);
	return at + zone->name.length;
}

/** Compare RDATA as octets (RFC 4034, 6.3). @param a, b: with their lengths. */
static int
compare_rdata(const uint8_t* a, const uint8_t* b)
{
	size_t a_length = octets_16(a), b_length = octets_16(b);
	int order = memcmp(a + WORKSTATION_RDATA_LENGTH, b
		+ WORKSTATION_RDATA_LENGTH, a_length < b_length ? a_length
		: b_length);

	return order ? order : (a_length > b_length) - (a_length < b_length);
}

/** Sort records. @param records: a copy of them, which is put into canonical form.
 * @param order: set to where each of them is. */
static void
sort_records(const struct workstation_rrset* rrset, uint8_t* records,
	const uint8_t** order)
{
	for(uint16_t i = 0; i < rrset->count; i++) {
		size_t length = octets_16(records), at = i;

		ws_rdata_fold(rrset->type, records + WORKSTATION_RDATA_LENGTH,
			length);
		for(; at > 0 && compare_rdata(order[at - 1], records) > 0; at--)
			order[at] = order[at - 1];
		order[at] = records;
		records += WORKSTATION_RDATA_LENGTH + length;
	}
}

/** Write a record in canonical form. @param rdata: with its length. */
static uint8_t*
write_record(const struct workstation_question* question,
	const struct workstation_rrset* rrset, const uint8_t* rdata, uint8_t* at)
{
	size_t length = octets_16(rdata);
	size_t owner = question->qname_length - rrset->owner_offset;

	ws_name_fold(at, question->qname + rrset->owner_offset, owner);
	at = write_16(at + owner, rrset->type);
	at = write_16(at, RR_CLASS_IN);
	at = write_32(at, rrset->ttl);
	memcpy(at, rdata, WORKSTATION_RDATA_LENGTH + length);
	at += WORKSTATION_RDATA_LENGTH;
	ws_rdata_fold(rrset->type, at, length);
	return at + length;
}

/** Find the records in the order in which they are signed. @return NULL: no memory. */
static const uint8_t**
order_records(const struct workstation_question* question,
	const struct workstation_rrset* rrset)
{
	const uint8_t** order = allocate(question, rrset->count * sizeof(*order));
	uint8_t* records;

	if(!order)
		return NULL;
	order[0] = rrset->records;
	if(rrset->count == 1)
		return order;
	records = allocate(question, rrset->length);
	if(!records)
		return NULL;
	memcpy(records, rrset->records, rrset->length);
	sort_records(rrset, records, order);
	return order;
}

/** Write what is to be signed. @return false: there is no memory for it. */
static bool
write_octets(const struct zone* zone, const struct workstation_question* question,
	const struct workstation_rrset* rrset, struct signed_octets* to)
{
	size_t owner = question->qname_length - rrset->owner_offset;
	const uint8_t** order = order_records(question, rrset);
	uint8_t* at = allocate(question, RRSIG_FIXED + zone->name.length
		+ rrset->count * (owner + RR_FIXED - WORKSTATION_RDATA_LENGTH)
		+ rrset->length);

	if(!order || !at)
		return false;
	to->octets = at;
	at = write_rrsig(zone, question, rrset, at);
	for(uint16_t i = 0; i < rrset->count; i++)
		at = write_record(question, rrset, order[i], at);
	to->length = (size_t)(at - to->octets);
	return true;
}

/** Add the RRSIG record of a key behind the others.
 * @return where it ends; NULL: the key cannot sign. */
static uint8_t*
add_signature(const struct zone* zone, const struct workstation_key* key,
	const struct workstation_signer* signer, struct signed_octets octets,
	uint8_t* at)
{
	size_t fixed = RRSIG_FIXED + zone->name.length, length;
	uint8_t* rdata = at + WORKSTATION_RDATA_LENGTH;

	octets.octets[2] = key->dnskey[DNSKEY_ALGORITHM];
	write_16(octets.octets + RRSIG_FIXED - 2, key->tag);
	length = signer->sign(signer->context, key->private_key, octets.octets,
		octets.length, rdata + fixed);
	memcpy(rdata, octets.octets, fixed);
	write_16(at, fixed + length);
	return length ? rdata + fixed + length : NULL;
}

bool
ws_sign(const struct zone* zone, const struct workstation_question* question,
	struct workstation_rrset* rrset)
{
	uint8_t role = rrset->type == RR_TYPE_DNSKEY ? SIGNS_KEYS : SIGNS_OTHERS;
	size_t size = rrset->length;
	struct signed_octets octets;
	uint8_t* records;
	uint8_t* at;

	for(size_t i = 0; i < zone->key_count; i++)
		if(zone->signs[i] & role)
			size += WORKSTATION_RDATA_LENGTH + RRSIG_FIXED
				+ zone->name.length + WORKSTATION_MAX_SIGNATURE;
	records = allocate(question, size);
	if(!records || !write_octets(zone, question, rrset, &octets))
		return false;
	memcpy(records, rrset->records, rrset->length);
	at = records + rrset->length;
	for(size_t i = 0; i < zone->key_count; i++) {
		if(!(zone->signs[i] & role))
			continue;
		at = add_signature(zone, &zone->keys[i], question->signer, octets,
			at);
		if(!at)
			return false;
		rrset->signature_count++;
	}
	rrset->records = records;
	rrset->length = (size_t)(at - records);
	return true;
}
