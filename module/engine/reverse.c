/* SPDX-License-Identifier: BSD-3-Clause */
/* Names of the reverse tree. */
#include "reverse.h"

#include <string.h>

static const uint8_t in_addr_arpa[] = "\7in-addr\4arpa";
static const uint8_t ip6_arpa[] = "\3ip6\4arpa";

const uint8_t*
ws_reverse_tree(enum family family, size_t* length)
{
	*length = family == IPV4 ? sizeof(in_addr_arpa) : sizeof(ip6_arpa);
	return family == IPV4 ? in_addr_arpa : ip6_arpa;
}

static bool
is_below(const uint8_t* name, unsigned labels, const uint8_t* offset,
	const uint8_t* tree, size_t length)
{
	/* the length of the name follows from the offset of the root label */
	size_t at = offset[labels - REVERSE_LABELS];

	return offset[labels - 1] + (size_t)1 - at == length
		&& ws_octets_equal(name + at, tree, length);
}

/** Read one label: an octet, or a nibble. */
static bool
read_part(const uint8_t* label, enum family family, struct number* part)
{
	if(family == IPV6) {
		int digit = label[0] == 1 ? hex_digit(label[1]) : -1;

		*part = number_of((uint64_t)digit);
		return digit >= 0;
	}
	return reverse_octet(label, part);
}

bool
ws_reverse_read(const uint8_t* name, unsigned labels,
	const uint8_t* offset, struct reverse_name* reverse)
{
	struct address* address = &reverse->address;
	unsigned bits, step;

	if(labels < REVERSE_LABELS)
		return false;
	if(is_below(name, labels, offset, in_addr_arpa, sizeof(in_addr_arpa)))
		address->family = IPV4;
	else if(is_below(name, labels, offset, ip6_arpa, sizeof(ip6_arpa)))
		address->family = IPV6;
	else
		return false;
	reverse->parts = labels - REVERSE_LABELS;
	if(reverse->parts > reverse_parts(address->family))
		return false;
	bits = family_bits(address->family);
	step = bits / reverse_parts(address->family);
	address->number = number_of(0);
	for(unsigned i = 0; i < reverse->parts; i++) {
		/* the last label before the tree is the most significant */
		const uint8_t* label = name + offset[reverse->parts - 1 - i];
		struct number part;

		if(!read_part(label, address->family, &part))
			return false;
		address->number = number_or(address->number,
			number_shift(part, bits - (i + 1) * step));
	}
	return true;
}

const char*
ws_reverse_zone_read(const uint8_t* name, size_t length, struct number* first)
{
	uint8_t offset[MAX_LABELS];
	size_t rest = *name + (size_t)1;
	struct reverse_name reverse;
	struct number octet;

	if(rest >= length)
		return "is the root";
	if(!ws_reverse_read(name + rest, ws_name_labels(name + rest,
		length - rest, offset), offset, &reverse)
		|| reverse.address.family != IPV4 || reverse.parts != 3)
		return "has no /24 behind its first label";
	if(reverse_octet(name, &octet))
		return "is the name of an address";
	*first = reverse.address.number;
	return NULL;
}

size_t
ws_reverse_write(uint8_t* name, struct address address)
{
	const uint8_t* tree = address.family == IPV4 ? in_addr_arpa : ip6_arpa;
	size_t tree_length = address.family == IPV4 ? sizeof(in_addr_arpa)
		: sizeof(ip6_arpa);
	size_t length = 0;

	for(unsigned i = 0; i < reverse_parts(address.family); i++) {
		uint8_t* label = name + length;

		if(address.family == IPV4) {
			label[0] = (uint8_t)ws_number_write(label + 1,
				number_of(number_octet(address.number, i)), 0);
		} else {
			uint8_t octet = number_octet(address.number, i / 2);

			label[0] = 1;
			label[1] = (uint8_t)"0123456789abcdef"[
				i % 2 ? octet >> 4 : octet & 0xf];
		}
		length += label[0] + (size_t)1;
	}
	memcpy(name + length, tree, tree_length);
	return length + tree_length;
}
