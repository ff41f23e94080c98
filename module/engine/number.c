/* SPDX-License-Identifier: BSD-3-Clause */
/* Products, quotients and digits of 128-bit numbers. */
#include "number.h"

#include <string.h>

struct number
ws_number_multiply(struct number a, struct number b)
{
	uint64_t a_low = a.low & 0xffffffff, a_high = a.low >> 32;
	uint64_t b_low = b.low & 0xffffffff, b_high = b.low >> 32;
	uint64_t cross = a_high * b_low + (a_low * b_low >> 32);
	uint64_t middle = a_low * b_high + (cross & 0xffffffff);
	struct number product;

	product.low = a.low * b.low;
	product.high = a_high * b_high + (cross >> 32) + (middle >> 32)
		+ a.high * b.low + a.low * b.high;
	return product;
}

struct number
ws_number_divide(struct number a, struct number divisor, struct number* rest)
{
	struct number quotient = number_of(0);

	assert(divisor.high || divisor.low);
	if(!a.high && !divisor.high) {
		*rest = number_of(a.low % divisor.low);
		return number_of(a.low / divisor.low);
	}
	*rest = number_of(0);
	for(unsigned bit = 128; bit-- > 0;) {
		/* the rest is less than the divisor: twice of it can be too much */
		bool carry = rest->high >> 63;

		*rest = number_shift(*rest, 1);
		rest->low |= (bit < 64 ? a.low : a.high) >> bit % 64 & 1;
		if(!carry && number_compare(*rest, divisor) < 0)
			continue;
		*rest = number_subtract(*rest, divisor);
		quotient = number_or(quotient, number_shift(number_of(1), bit));
	}
	return quotient;
}

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

	/* most numbers fit into 64 bits, which divide in one step */
	while(number.high)
		digits[count++] = (uint8_t)('0' + take_digit(&number));
	do {
		digits[count++] = (uint8_t)('0' + number.low % 10);
		number.low /= 10;
	} while(number.low);
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
