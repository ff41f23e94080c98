/* SPDX-License-Identifier: BSD-3-Clause */
/* Locations (RFC 1876): the numbers of a text, and those of RDATA. */
#include "rdata_means.h"

#include <string.h>

#define LOC_LENGTH 16
/** The equator and the prime meridian, in thousandths of a second. */
#define ORIGIN (INT64_C(1) << 31)
#define SECOND INT64_C(1000)
/** The altitude of 0, in centimeters. */
#define GROUND INT64_C(10000000)

static void
skip_blanks(const char** at)
{
	while(**at == ' ' || **at == '\t')
		++*at;
}

static bool
is_digit(char octet)
{
	return octet >= '0' && octet <= '9';
}

/** Read a decimal number. @param decimals: it is multiplied by 10 to the power of them,
 * and has no digits behind them but zeros. @return false: it is not one. */
static bool
read_fixed(const char** at, unsigned decimals, int64_t* number)
{
	unsigned digits = 0;

	if(!is_digit(**at))
		return false;
	for(*number = 0; is_digit(**at) && digits < 12; digits++)
		*number = *number * 10 + (*(*at)++ - '0');
	if(is_digit(**at))
		return false;
	if(**at == '.' && decimals == 0)
		return false;
	if(**at == '.')
		++*at;
	for(; decimals > 0; decimals--)
		*number = *number * 10 + (is_digit(**at) ? *(*at)++ - '0' : 0);
	while(**at == '0')
		++*at;
	return !is_digit(**at);
}

/** Read degrees, minutes and seconds with a letter behind them.
 * @param angle: set to the angle from the equator or meridian, with its origin. */
static bool
read_angle(const char** at, int64_t degrees, const char* letters,
	int64_t* angle)
{
	static const int64_t units[] = {3600 * SECOND, 60 * SECOND, 1};
	int64_t sum = 0, part;

	for(unsigned i = 0; i < 3; i++) {
		skip_blanks(at);
		if(i > 0 && !is_digit(**at))
			break;
		if(!read_fixed(at, i == 2 ? 3 : 0, &part)
			|| (i > 0 && part >= (i == 2 ? 60 * SECOND : 60)))
			return false;
		sum += part * units[i];
	}
	skip_blanks(at);
	if(!**at || !strchr(letters, **at) || sum > degrees * units[0])
		return false;
	*angle = ORIGIN + (**at == letters[0] ? sum : -sum);
	++*at;
	return true;
}

/** Read meters. @param centimeters: unchanged at the end of the text. */
static bool
read_meters(const char** at, int64_t* centimeters)
{
	bool is_negative;

	skip_blanks(at);
	if(!**at)
		return true;
	is_negative = **at == '-';
	*at += is_negative;
	if(!read_fixed(at, 2, centimeters))
		return false;
	if(is_negative)
		*centimeters = -*centimeters;
	if(**at == 'm' || **at == 'M')
		++*at;
	return !**at || **at == ' ' || **at == '\t';
}

static int64_t
angle_at(const uint8_t* octets)
{
	return (int64_t)octets[0] << 24 | octets[1] << 16 | octets[2] << 8
		| octets[3];
}

/** The centimeters of a mantissa and an exponent. */
static int64_t
precision_of(uint8_t octet)
{
	int64_t number = octet >> 4;

	for(unsigned i = 0; i < (octet & 0xfu); i++)
		number *= 10;
	return number;
}

bool
ws_loc_means(const struct read_field* field)
{
	const char* at = field->text;
	const uint8_t* octets = field->octets;
	int64_t latitude, longitude, altitude = INT64_MAX;
	/* size, and horizontal and vertical precision: the defaults */
	int64_t precision[] = {100, 1000000, 1000};

	if(field->length != LOC_LENGTH || octets[0] != 0
		|| !read_angle(&at, 90, "NS", &latitude)
		|| !read_angle(&at, 180, "EW", &longitude)
		|| !read_meters(&at, &altitude) || altitude == INT64_MAX)
		return false;
	for(size_t i = 0; i < 3; i++)
		if(!read_meters(&at, &precision[i])
			|| precision[i] != precision_of(octets[1 + i]))
			return false;
	skip_blanks(&at);
	return !*at && latitude == angle_at(octets + 4)
		&& longitude == angle_at(octets + 8)
		&& altitude + GROUND == angle_at(octets + 12);
}
