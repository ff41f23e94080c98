/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * workstation-import(1): reads the records that people have, and writes rules, and
 * local-data for what follows no pattern.
 */
#include "pools.h"
#include "print.h"
#include "read.h"
#include "write_rules.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

/** Exit statuses. */
#define ALL_CARRIED 0
#define SOME_LOST 1
#define FAILED 2

/** TTL of records that have none, in seconds: Unbound's for local-data. */
#define DEFAULT_TTL 3600
/** The largest TTL (RFC 2181, 8). */
#define MAX_TTL 2147483647

static void
fail(const char* message)
{
	fprintf(stderr, "workstation-import: error: %s\n", message);
	exit(FAILED);
}

static void
usage(FILE* to, int status)
{
	fprintf(to, "usage: workstation-import [-f format] [-o origin] [--ttl seconds] [--fill numbers] file...\n"
		"Reads records, and writes workstation: clauses and local-data for unbound.conf.\n"
		"-f format	zone, unbound, hosts, dnsmasq or knot: that of the files behind it;\n"
		"		else it is told apart by what is in a file.\n"
		"-o origin	of relative names in the files behind it.\n"
		"--ttl seconds	of records that have none, %d if it is not given.\n"
		"--fill numbers	compute up to so many names that are missing in a row.\n"
		"-h		show this usage help.\n"
		"A file - is the standard input.\n"
		"Version %s\n", DEFAULT_TTL, PACKAGE_VERSION);
	exit(status);
}

/** Read the number of an option. */
static unsigned long
read_number(const char* option, const char* text, unsigned long largest)
{
	char message[WORKSTATION_MAX_MESSAGE];
	char* end;
	unsigned long number;

	errno = 0;
	number = strtoul(text, &end, 10);
	if(*text < '0' || *text > '9' || *end || errno || number > largest) {
		snprintf(message, sizeof(message), "%s: \"%s\" is invalid, expected a number from 0 to %lu",
			option, text, largest);
		fail(message);
	}
	return number;
}

static void
read_origin(const char* text, uint8_t origin[MAX_NAME])
{
	char message[WORKSTATION_MAX_MESSAGE];
	const char* problem;

	if(!ws_name_read(text, origin, &problem)) {
		snprintf(message, sizeof(message), "-o: \"%s\" %s, expected a domain name like example.com",
			text, problem);
		fail(message);
	}
}

static const struct format*
read_format(const char* text)
{
	char message[WORKSTATION_MAX_MESSAGE];
	const struct format* format = format_of(text);

	if(!format) {
		snprintf(message, sizeof(message), "-f: \"%s\" is not a format, expected zone, unbound, hosts, dnsmasq or knot",
			text);
		fail(message);
	}
	return format;
}

static void
read_or_fail(struct records* records, const char* path, const struct format* format,
	const struct defaults* defaults)
{
	char message[WORKSTATION_MAX_MESSAGE];

	if(!read_file(records, path, format, defaults, message, sizeof(message)))
		fail(message);
}

/** Read the options and the files. @param fill: set to the number of --fill. */
static void
read_files(char** argv, int argc, struct records* records, unsigned long* fill)
{
	static const struct option options[] = {{"ttl", required_argument, NULL, 't'},
		{"fill", required_argument, NULL, 'n'},
		{"help", no_argument, NULL, 'h'}, {NULL, 0, NULL, 0}};
	const struct format* format = NULL;
	struct defaults defaults = {DEFAULT_TTL, NULL};
	uint8_t origin[MAX_NAME];
	int option, files = 0;

	/* "-": files come in order with the options */
	while((option = getopt_long(argc, argv, "-f:o:h", options, NULL)) != -1) {
		switch(option) {
		case 'f':
			format = read_format(optarg);
			break;
		case 'o':
			read_origin(optarg, origin);
			defaults.origin = origin;
			break;
		case 't':
			defaults.ttl = (uint32_t)read_number("--ttl", optarg, MAX_TTL);
			break;
		case 'n':
			*fill = read_number("--fill", optarg, UINT16_MAX);
			break;
		case 1:
			files++;
			read_or_fail(records, optarg, format, &defaults);
			break;
		case 'h':
			usage(stdout, ALL_CARRIED);
			break;
		default:
			usage(stderr, FAILED);
		}
	}
	/* behind -- */
	for(; optind < argc; optind++, files++)
		read_or_fail(records, argv[optind], format, &defaults);
	if(files == 0)
		usage(stderr, FAILED);
}

int
main(int argc, char** argv)
{
	struct records records = {.count = 0};
	struct names names;
	struct founds founds;
	struct pools* pools;
	struct import import = {&records, &names, &founds};
	char message[WORKSTATION_MAX_MESSAGE];
	unsigned long fill = 0;
	int status;

	read_files(argv, argc, &records, &fill);
	if(!names_find(&records, &names)
		|| !(pools = pools_find_rules(&names, (unsigned)fill, &founds)))
		fail("out of memory");
	if(!check_import(&import, message, sizeof(message)))
		fail(message);
	report_fill(stderr, &founds);
	if(!write_import(stdout, &import))
		fail("out of memory");
	if(fflush(stdout) == EOF || ferror(stdout))
		fail("cannot write the output");
	status = records.lost ? SOME_LOST : ALL_CARRIED;
	for(size_t i = 0; i < founds.count; i++)
		found_free(&founds.found[i]);
	free(founds.found);
	pools_free(pools);
	names_free(&names);
	records_free(&records);
	return status;
}
