/* SPDX-License-Identifier: BSD-3-Clause */
/* Decimal digits of 128-bit numbers. */
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
	*number = number_of(0);
	*overflow = false;
	if(length == 0)
		return false;
	for(size_t i = 0; i < length; i++) {
		if(text[i] < '0' || text[i] > '9')
			return false;
		if(!*overflow && !append_digit(number, text[i] - '0'))
			*overflow = true;
	}
	return true;
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
