/* SPDX-License-Identifier: BSD-3-Clause */
/* Comparing and reading many octets at once, against what C and POSIX have for each; and
 * numbers of 128 bits. */
#define _POSIX_C_SOURCE 200112L

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include <arpa/inet.h>

#include "address.h"
#include "name.h"

#define MAX_LENGTH 20

/** Every octet against every other, at every index of texts of every length. */
static void
case_does_not_matter(void** state)
{
	uint8_t a[MAX_LENGTH], b[MAX_LENGTH];

	(void)state;
	for(size_t length = 1; length <= MAX_LENGTH; length++)
		for(size_t index = 0; index < length; index++)
			for(unsigned pair = 0; pair < 0x10000; pair++) {
				bool equal;

				memset(a, 0xc1, length);
				memset(b, 0xc1, length);
				a[index] = (uint8_t)(pair >> 8);
				b[index] = (uint8_t)pair;
				equal = octet_lower(a[index])
					== octet_lower(b[index]);
				if(ws_octets_equal(a, b, length)
					!= equal || (equal
					&& ws_octets_hash(1, a, length)
					!= ws_octets_hash(1, b, length)))
					fail_msg("0x%02x and 0x%02x at %zu of %zu",
						a[index], b[index], index, length);
				if(equal && length >= NAME_SUFFIX)
					assert_int_equal(
						ws_name_suffix_hash(a, length),
						ws_name_suffix_hash(b, length));
			}
}

static void
nothing_equals_nothing(void** state)
{
	(void)state;
	assert_true(ws_octets_equal(NULL, NULL, 0));
	assert_int_equal(ws_octets_hash(1, NULL, 0),
		ws_octets_hash(1, NULL, 0));
}

static void
check_dashed(const char* text)
{
	struct address address = {{0, 0}, IPV4};
	uint8_t expected[4], octets[16];
	char dotted[ADDRESS_MAX_LABEL];
	bool valid;

	for(size_t i = 0; i <= strlen(text); i++)
		dotted[i] = text[i] == '-' ? '.' : text[i];
	valid = inet_pton(AF_INET, dotted, expected) == 1;
	if(ws_address_read_ipv4((const uint8_t*)text, strlen(text),
		&address.number)) {
		assert_true(valid);
		ws_address_octets(octets, address);
		assert_memory_equal(octets, expected, sizeof(expected));
	} else if(valid)
		fail_msg("%s is not read", text);
}

/** As inet_pton(3) reads it with dots, for all short texts of these characters and
 * for what is around the ends of octets. */
static void
dashed_ipv4(void** state)
{
	static const char characters[] = "0129-";
	static const char* parts[] = {"0", "00", "01", "9", "10", "99", "100",
		"199", "249", "255", "256", "260", "300", "999", "1000", "", "a"};
	const size_t part_count = sizeof(parts) / sizeof(*parts);
	char text[ADDRESS_MAX_LABEL];

	(void)state;
	for(size_t length = 0; length <= 9; length++) {
		size_t texts = 1;

		for(size_t i = 0; i < length; i++)
			texts *= sizeof(characters) - 1;
		for(size_t number = 0; number < texts; number++) {
			size_t rest = number;

			for(size_t i = 0; i < length; i++) {
				text[i] = characters[rest
					% (sizeof(characters) - 1)];
				rest /= sizeof(characters) - 1;
			}
			text[length] = 0;
			check_dashed(text);
		}
	}
	for(size_t i = 0; i < part_count * part_count; i++)
		for(unsigned index = 0; index < 3; index++) {
			const char* one = parts[i % part_count];
			const char* other = parts[i / part_count];

			snprintf(text, sizeof(text), "%s-%s-%s-%s",
				index == 0 ? one : "7", index == 1 ? one : "77",
				index == 2 ? one : "177", other);
			check_dashed(text);
		}
}

/** Addresses of both families, whose groups are each of some, and octets too. */
static void
addresses_are_written_as_by_inet_ntop(void** state)
{
	static const uint16_t groups[] = {0, 1, 0xffff};
	static const uint8_t octets[] = {0, 9, 10, 99, 100, 255};
	uint8_t text[ADDRESS_MAX_TEXT];
	char expected[ADDRESS_MAX_TEXT];
	struct address address;

	(void)state;
	for(unsigned number = 0; number < 6 * 6 * 6 * 6 + 6561; number++) {
		bool is_ipv4 = number < 6 * 6 * 6 * 6;
		unsigned rest = is_ipv4 ? number : number - 6 * 6 * 6 * 6;
		size_t length;

		address = (struct address){{0, 0}, is_ipv4 ? IPV4 : IPV6};
		for(unsigned i = 0; i < (is_ipv4 ? 4 : 8); i++) {
			unsigned part = is_ipv4 ? octets[rest % 6]
				: groups[rest % 3];

			address.number = number_or(number_shift(address.number,
				is_ipv4 ? 8 : 16), number_of(part));
			rest /= is_ipv4 ? 6 : 3;
		}
		length = ws_address_write(text, address);
		ws_address_text(expected, address);
		assert_int_equal(length, strlen(expected));
		assert_memory_equal(text, expected, length);
	}
}

static const struct {
	const char *a, *b;
	/** a / b, a % b, and a * b modulo 2^128. */
	const char *quotient, *rest, *product;
} quotients[] = {
	{"0", "1",
		"0", "0",
		"0"},
	{"7", "7",
		"1", "0",
		"49"},
	{"18446744073709551615", "10",
		"1844674407370955161", "5",
		"184467440737095516150"},
	{"18446744073709551616", "3",
		"6148914691236517205", "1",
		"55340232221128654848"},
	{"18446744073709551616", "4294967297",
		"4294967295", "1",
		"79228162532711081667253501952"},
	{"340282366920938463463374607431768211455", "1",
		"340282366920938463463374607431768211455", "0",
		"340282366920938463463374607431768211455"},
	{"340282366920938463463374607431768211455", "18446744073709551616",
		"18446744073709551615", "18446744073709551615",
		"340282366920938463444927863358058659840"},
	{"340282366920938463463374607431768211455", "18446744073709551615",
		"18446744073709551617", "0",
		"340282366920938463444927863358058659841"},
	{"340282366920938463463374607431768211455", "170141183460469231731687303715884105729",
		"1", "170141183460469231731687303715884105726",
		"170141183460469231731687303715884105727"},
	{"340282366920938463463374607431768211455", "340282366920938463463374607431768211455",
		"1", "0",
		"1"},
	{"340282366920938463463374607431768211454", "340282366920938463463374607431768211455",
		"0", "340282366920938463463374607431768211454",
		"2"},
	{"170141183460469231731687303715884105728", "170141183460469231731687303715884105727",
		"1", "1",
		"170141183460469231731687303715884105728"},
	{"42540766411282592856903984951653826560", "300",
		"141802554704275309523013283172179421", "260",
		"171782347310054708926335010520724144128"},
	{"42540766411282592856903984951653826637", "18446744073709551616",
		"2306139568115548160", "77",
		"1420399293675635474432"},
	{"123456789012345678901234567890123456789", "98765432109876543210",
		"1249999988609375000", "15297067891529706789",
		"300893756163663522908471389497683497778"},
};

static struct number
number(const char* text)
{
	struct number number;
	bool overflow;

	assert_true(ws_number_read((const uint8_t*)text, strlen(text), &number,
		&overflow) && !overflow);
	return number;
}

static void
products_and_quotients(void** state)
{
	(void)state;
	for(size_t i = 0; i < sizeof(quotients) / sizeof(*quotients); i++) {
		struct number a = number(quotients[i].a);
		struct number b = number(quotients[i].b);
		struct number rest, quotient = ws_number_divide(a, b, &rest);

		if(number_compare(quotient, number(quotients[i].quotient))
			|| number_compare(rest, number(quotients[i].rest))
			|| number_compare(ws_number_multiply(a, b),
				number(quotients[i].product)))
			fail_msg("%s and %s", quotients[i].a, quotients[i].b);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(case_does_not_matter),
		cmocka_unit_test(nothing_equals_nothing),
		cmocka_unit_test(dashed_ipv4),
		cmocka_unit_test(addresses_are_written_as_by_inet_ntop),
		cmocka_unit_test(products_and_quotients),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
