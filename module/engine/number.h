/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Unsigned numbers of 128 bits: the numbers of names, and addresses of both
 * families (an IPv4 address in the low 32 bits). C99 has no such type, and
 * compilers have theirs on 64-bit machines only. Arithmetic is modulo 2^128.
 */
#ifndef WORKSTATION_NUMBER_H
#define WORKSTATION_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct number {
	uint64_t high, low;
};

#define NUMBER_MAX ((struct number){UINT64_MAX, UINT64_MAX})

/** Decimal digits of the largest number, 2^128-1. */
#define NUMBER_MAX_DIGITS 39

static inline struct number
number_of(uint64_t low)
{
	return (struct number){0, low};
}

static inline int
number_compare(struct number a, struct number b)
{
	if(a.high != b.high)
		return a.high < b.high ? -1 : 1;
	return a.low < b.low ? -1 : a.low > b.low;
}

static inline struct number
number_add(struct number a, struct number b)
{
	struct number sum = {a.high + b.high, a.low + b.low};

	sum.high += sum.low < a.low;
	return sum;
}

static inline struct number
number_subtract(struct number a, struct number b)
{
	struct number difference = {a.high - b.high, a.low - b.low};

	difference.high -= a.low < b.low;
	return difference;
}

/** The largest number of that many bits. @param bits: 0..128. */
static inline struct number
number_mask(unsigned bits)
{
	struct number mask;

	mask.low = bits == 0 ? 0 : UINT64_MAX >> (bits < 64 ? 64 - bits : 0);
	mask.high = bits <= 64 ? 0 : UINT64_MAX >> (128 - bits);
	return mask;
}

static inline struct number
number_and(struct number a, struct number b)
{
	return (struct number){a.high & b.high, a.low & b.low};
}

static inline struct number
number_or(struct number a, struct number b)
{
	return (struct number){a.high | b.high, a.low | b.low};
}

/** Shift to the left. @param bits: 0..127. */
static inline struct number
number_shift(struct number a, unsigned bits)
{
	if(bits == 0)
		return a;
	if(bits >= 64)
		return (struct number){a.low << (bits - 64), 0};
	return (struct number){a.high << bits | a.low >> (64 - bits),
		a.low << bits};
}

/** The octet at a index. @param index: 0 is the least significant. */
static inline uint8_t
number_octet(struct number a, unsigned index)
{
	return (uint8_t)((index < 8 ? a.low : a.high) >> (index % 8 * 8));
}

/** The 16-bit group at a index. @param index: 0 is the least significant. */
static inline uint16_t
number_group(struct number a, unsigned index)
{
	return (uint16_t)((index < 4 ? a.low : a.high) >> (index % 4 * 16));
}

/**
 * Read decimal digits, of any count, that fill the text.
 * @return false: there is none, or something else among them.
 * @param overflow: set to whether they say more than NUMBER_MAX; the number is
 *	then undefined.
 */
bool ws_number_read(const uint8_t* text, size_t length,
	struct number* number, bool* overflow);

/**
 * Write decimal digits, without a NUL.
 * @param text: a buffer of width or NUMBER_MAX_DIGITS octets, whichever is more.
 * @param width: no fewer digits than this, with leading zeros.
 * @return how many were written.
 */
size_t ws_number_write(uint8_t* text, struct number number,
	unsigned width);

#endif /* WORKSTATION_NUMBER_H */
