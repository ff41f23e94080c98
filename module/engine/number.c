/* SPDX-License-Identifier: BSD-3-Clause */
/* The digits of 128-bit numbers. */
#include "number.h"

#include <string.h>

/** number * 10 + digit. @return false: that is more than NUMBER_MAX. */
static bool
append_digit(struct number* number, unsigned digit)
{
	/* ten times the low half, by way of its 32-bit halves */
	uint64_t low = (number->low & 0xffffffff) * 10 + digit;
	uint64_t middle = (number->low >> 32) * 10 + (low >> 32);

	if(number->high > UINT64_MAX / 10)
		return false;
	number->low = middle << 32 | (low & 0xffffffff);
	number->high = number->high * 10 + (middle >> 32);
	return number->high >= middle >> 32;
}

bool
ws_number_read(const uint8_t* text, size_t length,
	struct number* number, bool* overflow)
{
	uint64_t low = 0;
	size_t i = 0;

	*overflow = false;
	/* most numbers are short: so many digits fit into 64 bits */
	for(; i < length && i < 19; i++) {
		if(text[i] < '0' || text[i] > '9')
			return false;
		low = low * 10 + (text[i] - (uint64_t)'0');
	}
	*number = number_of(low);
	for(; i < length; i++) {
		if(text[i] < '0' || text[i] > '9')
			return false;
		if(!*overflow && !append_digit(number, text[i] - '0'))
			*overflow = true;
	}
	return length > 0;
}

/** Divide by ten. @return the remainder. */
static unsigned
take_digit(struct number* number)
{
	uint32_t limb[4] = {
		(uint32_t)(number->high >> 32), (uint32_t)number->high,
		(uint32_t)(number->low >> 32), (uint32_t)number->low};
	uint64_t rest = 0;

	for(int i = 0; i < 4; i++) {
		rest = rest << 32 | limb[i];
		limb[i] = (uint32_t)(rest / 10);
		rest %= 10;
	}
	number->high = (uint64_t)limb[0] << 32 | limb[1];
	number->low = (uint64_t)limb[2] << 32 | limb[3];
	return (unsigned)rest;
}

size_t
ws_number_write(uint8_t* text, struct number number, unsigned width)
{
	uint8_t digits[NUMBER_MAX_DIGITS];
	size_t count = 0, zeros;

	do {
		digits[count++] = (uint8_t)('0' + take_digit(&number));
	} while(number.high || number.low);
	zeros = width > count ? width - count : 0;
	memset(text, '0', zeros);
	for(size_t i = 0; i < count; i++)
		text[zeros + i] = digits[count - 1 - i];
	return zeros + count;
}

bool
ws_number_read_hex(const uint8_t* text, size_t length, struct number* number,
	bool* overflow)
{
	uint64_t high = 0, low = 0, lost = 0;

	for(size_t i = 0; i < length; i++) {
		int digit = hex_digit(text[i]);

		if(digit < 0)
			return false;
		lost |= high >> 60;
		high = high << 4 | low >> 60;
		low = low << 4 | (uint64_t)digit;
	}
	*number = (struct number){high, low};
	*overflow = lost != 0;
	return length > 0;
}

size_t
ws_number_write_hex(uint8_t* text, struct number number, unsigned width)
{
	size_t length = NUMBER_MAX_HEX_DIGITS;

	while(length > 1 && length > width
		&& number_digit(number, (unsigned)length - 1) == 0)
		length--;
	for(size_t i = 0; i < length; i++)
		text[i] = (uint8_t)"0123456789abcdef"[number_digit(number,
			(unsigned)(length - 1 - i))];
	return length;
}
