/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Unsigned numbers of 128 bits: numbers in names, and addresses of both families (IPv4
 * in the low 32 bits). C99 has no such type, and compilers have one on 64-bit machines
 * only. Arithmetic is modulo 2^128.
 */
#ifndef WORKSTATION_NUMBER_H
#define WORKSTATION_NUMBER_H

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct number {
	uint64_t high, low;
};

#define NUMBER_MAX ((struct number){UINT64_MAX, UINT64_MAX})

/** Decimal digits of the largest number, 2^128-1. */
#define NUMBER_MAX_DIGITS 39
/** Hexadecimal digits of it. */
#define NUMBER_MAX_HEX_DIGITS 32

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

/** The largest number of so many bits. @param bits: 0 to 128. */
static inline struct number
number_mask(unsigned bits)
{
	struct number mask;

	assert(bits <= 128);
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

/** Shift to the left. @param bits: 0 to 127. */
static inline struct number
number_shift(struct number a, unsigned bits)
{
	assert(bits < 128);
	if(bits == 0)
		return a;
	if(bits >= 64)
		return (struct number){a.low << (bits - 64), 0};
	return (struct number){a.high << bits | a.low >> (64 - bits),
		a.low << bits};
}

/** Multiply. */
struct number ws_number_multiply(struct number a, struct number b);

/** Divide. Pre: the divisor is not 0.
 * @param rest: set to the remainder. */
struct number ws_number_divide(struct number a, struct number divisor,
	struct number* rest);

/** One octet. @param index: 0 is the least significant. */
static inline uint8_t
number_octet(struct number a, unsigned index)
{
	return (uint8_t)((index < 8 ? a.low : a.high) >> (index % 8 * 8));
}

/** One hexadecimal digit. @param index: 0 is the least significant. */
static inline unsigned
number_digit(struct number a, unsigned index)
{
	return (index < 16 ? a.low : a.high) >> (index % 16 * 4) & 0xf;
}

/** One group of 16 bits. @param index: 0 is the least significant. */
static inline uint16_t
number_group(struct number a, unsigned index)
{
	return (uint16_t)((index < 4 ? a.low : a.high) >> (index % 4 * 16));
}

/**
 * Read a text of decimal digits, however many.
 * @param overflow: set to whether the number is greater than NUMBER_MAX; it is then
 *	undefined.
 * @return false: there is no digit, or another octet.
 */
bool ws_number_read(const uint8_t* text, size_t length,
	struct number* number, bool* overflow);

/**
 * Write decimal digits, without a NUL.
 * @param text: a buffer of width or NUMBER_MAX_DIGITS octets, whichever is more.
 * @param width: the least number of digits; leading zeros fill it up.
 * @return the number of digits written.
 */
size_t ws_number_write(uint8_t* text, struct number number,
	unsigned width);

/** @return 0 to 15; -1: not a hexadecimal digit. */
static inline int
hex_digit(uint8_t octet)
{
	if(octet >= '0' && octet <= '9')
		return octet - '0';
	if(octet >= 'a' && octet <= 'f')
		return octet - 'a' + 10;
	if(octet >= 'A' && octet <= 'F')
		return octet - 'A' + 10;
	return -1;
}

/** As ws_number_read(), hexadecimal digits in either case. */
bool ws_number_read_hex(const uint8_t* text, size_t length,
	struct number* number, bool* overflow);

/** As ws_number_write(), hexadecimal digits in lower case. */
size_t ws_number_write_hex(uint8_t* text, struct number number,
	unsigned width);

#endif /* WORKSTATION_NUMBER_H */
