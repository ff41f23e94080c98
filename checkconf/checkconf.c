/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * workstation-checkconf(1): checks a file of rules, answers questions from them, lists
 * their records, and shows what zones need to be signed, without Unbound.
 */
#include "key_file.h"
#include "list.h"
#include "memory.h"
#include "name.h"
#include "parser.h"
#include "prefix.h"
#include "print.h"
#include "rrtype.h"
#include "zones.h"

#include <stdlib.h>
#include <string.h>

/** The file of rules that the loadable module reads: what the environment says, else
 * the path that was configured. */
static const char*
conf_path(void)
{
	const char* path = getenv("WORKSTATION_CONF");

	return path && *path ? path : WORKSTATION_CONF;
}

static void
usage(void)
{
	printf("usage: workstation-checkconf [file]\n"
		"       workstation-checkconf [file] -q name [type] [-v view]\n"
		"       workstation-checkconf [file] -l [limit] [-v view]\n"
		"       workstation-checkconf [file] -d\n"
		"       workstation-checkconf [file] -k\n"
		"Checks workstation: and workstation-zone: clauses, in %s if no file is given.\n"
		"-q name [type]	print which rule decides on a question, and the answer.\n"
		"-l [limit]	print the records of the rules, or the first of them in each\n"
		"		direction.\n"
		"-v view		as the clients of that view see it; else as those of none do.\n"
		"-d		print the DS records of the zones, for the zones above.\n"
		"-k		print a command that makes a key, for each zone.\n"
		"-h		show this usage help.\n"
		"Version %s\n", conf_path(), PACKAGE_VERSION);
	exit(1);
}

static void
fail(const char* message)
{
	fprintf(stderr, "workstation-checkconf: error: %s\n", message);
	exit(1);
}

static void
warn(void* context, const char* message)
{
	(void)context;
	fprintf(stderr, "workstation-checkconf: warning: %s\n", message);
}

static void
refuse_view(void* context, const char* view, const char* file, unsigned line)
{
	char message[WORKSTATION_MAX_MESSAGE];

	(void)context;
	snprintf(message, sizeof(message), "%s:%u: for-view: \"%s\" is invalid in this file, expected rules for all clients (the loadable module does not know their views)",
		file, line, view);
	fail(message);
}

/** Find the prefix of an interface of this machine, as the module does. */
static int
find_prefix(const char* interface, const char* file, unsigned line,
	uint8_t prefix[WORKSTATION_PREFIX])
{
	char message[WORKSTATION_MAX_MESSAGE];
	int found = ws_prefix_find(interface, file, line, prefix, message,
		sizeof(message));

	if(found == 0)
		warn(NULL, message);
	return found;
}

/** Load the rules of a file; an error ends the program.
 * @param has_others: NULL: it is the file of the loadable module.
 * @param keys: NULL: the keys of zones are not read. */
static struct workstation_rules*
load(const char* file, int* has_others, const struct workstation_key_store* keys)
{
	struct workstation_text* text = NULL;
	struct workstation_rules* rules;
	char message[WORKSTATION_MAX_MESSAGE];

	if(!ws_conf_read(file, NULL, has_others, &text, message,
		sizeof(message)))
		fail(message);
	rules = workstation_rules_load(text, &find_prefix, keys, message,
		sizeof(message));
	if(!rules)
		fail(message);
	if(workstation_text_is_empty(text))
		fprintf(stderr, "workstation-checkconf: warning: %s has no workstation: clause, the built-in rule applies\n",
			file);
	workstation_text_free(text);
	if(!has_others)
		workstation_rules_visit_views(rules, &refuse_view, NULL);
	return rules;
}

static void
check(const struct workstation_rules* rules, const char* file, int has_others)
{
	if(!workstation_rules_visit_unreachable(rules, &warn, NULL))
		fail("out of memory");
	workstation_rules_visit_zone_warnings(rules, &warn, NULL);
	printf("workstation-checkconf: no errors in %s%s\n",
		has_others ? "the workstation: clauses of " : "", file);
}

static void
write_rrset(const uint8_t* owner, int any_domain,
	const struct workstation_rrset* rrset)
{
	const uint8_t* at = rrset->records;

	for(uint16_t i = 0; i < rrset->count; i++) {
		size_t length = (size_t)at[0] << 8 | at[1];

		at += WORKSTATION_RDATA_LENGTH;
		write_record(stdout, owner, any_domain, rrset->type, rrset->ttl,
			at, length);
		at += length;
	}
}

/** Read a question. Ends the program if it is none.
 * @param name: set to the name that the question lends. */
static struct workstation_question
read_question(const char* name_text, const char* type_text,
	uint8_t name[WORKSTATION_MAX_NAME])
{
	struct workstation_question question = {.qname = name,
		.qclass = RR_CLASS_IN};
	char message[WORKSTATION_MAX_MESSAGE];
	const char* problem;

	question.qname_length = ws_name_read(name_text, name, &problem);
	if(!question.qname_length) {
		snprintf(message, sizeof(message), "-q: \"%s\" %s, expected a domain name like host.example.com",
			name_text, problem);
		fail(message);
	}
	if(!ws_rr_type_read(type_text, strlen(type_text), &question.qtype)) {
		snprintf(message, sizeof(message), "-q: \"%s\" is not a type, expected one like AAAA or TYPE28",
			type_text);
		fail(message);
	}
	return question;
}

/** Print a verdict that decides, and its reply. */
static void
write_reply(const uint8_t* name, enum workstation_verdict verdict,
	const struct workstation_reply* reply)
{
	if(reply->count == 0)
		fail("out of memory");
	if(reply->file)
		printf("; %s:%u: ", reply->file, reply->line);
	else
		printf("; built-in rule: ");
	fputs(verdict == WORKSTATION_ANSWER ? "answer"
		: verdict == WORKSTATION_NODATA ? "NODATA" : "NXDOMAIN", stdout);
	if(reply->view)
		printf(", for view \"%s\"", reply->view);
	putchar('\n');
	for(size_t i = 0; i < reply->count; i++)
		write_rrset(name + reply->rrset[i].owner_offset, 0,
			&reply->rrset[i]);
}

/** Print which rule decides on a question, and the answer. */
static void
answer(const struct workstation_rules* rules, const char* name_text,
	const char* type_text)
{
	struct blocks blocks = {NULL};
	const struct workstation_memory memory = {&blocks_allocate, &blocks};
	uint8_t name[WORKSTATION_MAX_NAME];
	struct workstation_question question = read_question(name_text,
		type_text, name);
	struct workstation_reply reply;
	enum workstation_verdict verdict;

	question.memory = &memory;
	verdict = workstation_judge(rules, &question, &reply);
	if(verdict == WORKSTATION_PASS) {
		puts("; passed on: no rule decides");
	} else if(verdict == WORKSTATION_PASS_EXISTING) {
		puts("; passed on: no rule decides, but the name exists");
	} else {
		if(verdict == WORKSTATION_KEEP_EXISTING) {
			puts("; passed on first (existing: keep); if nothing exists:");
			question.nothing_exists = 1;
			verdict = workstation_judge(rules, &question, &reply);
		}
		write_reply(name, verdict, &reply);
	}
	blocks_free(&blocks);
}

/** How many records to list. */
struct listing {
	unsigned long long left;
};

static int
list_record(void* context, const uint8_t* owner, size_t length,
	int any_domain, const struct workstation_rrset* rrset)
{
	struct listing* listing = context;

	(void)length;
	if(listing->left == 0)
		return 0;
	listing->left--;
	write_rrset(owner, any_domain, rrset);
	return !ferror(stdout);
}

static void
list_comment(void* context, const char* name, const uint8_t* origin)
{
	char domain[NAME_MAX_TEXT] = "any domain";

	(void)context;
	if(origin)
		show_name(origin, 0, domain);
	printf("; not listed, any text is in place of *: %s in %s\n", name,
		domain);
}

static void
list(const struct workstation_rules* rules, const char* limit)
{
	struct listing listing = {-1};
	char* end = NULL;

	if(limit) {
		listing.left = strtoull(limit, &end, 10);
		if(*limit < '0' || *limit > '9' || *end) {
			char message[WORKSTATION_MAX_MESSAGE];

			snprintf(message, sizeof(message), "-l: \"%s\" is invalid, expected a number of records",
				limit);
			fail(message);
		}
	}
	for(int pointers = 0; pointers < 2; pointers++) {
		struct listing each = listing;

		if(!(pointers ? visit_pointers(rules, &list_record, &each)
			: visit_names(rules, &list_record, &list_comment,
			&each)))
			printf("; there are more %s records\n",
				pointers ? "PTR" : "address");
	}
}

/** Print the DS records of a zone. @param context: the number of zones, counted. */
static void
show_ds(void* context, const struct workstation_zone* zone)
{
	char message[WORKSTATION_MAX_MESSAGE];

	++*(size_t*)context;
	if(zone->key_count == 0) {
		snprintf(message, sizeof(message), "%s:%u: the zone has no DS record, because it has no key",
			zone->file, zone->line);
		warn(NULL, message);
	} else if(!write_ds(stdout, zone)) {
		fail("out of memory");
	}
}

/** Print a command that makes a key of a zone. @param context: as that of show_ds(). */
static void
show_key_command(void* context, const struct workstation_zone* zone)
{
	++*(size_t*)context;
	write_key_command(stdout, zone);
}

static void
show_zones(const struct workstation_rules* rules, const char* file,
	workstation_zone_visitor* show)
{
	char message[WORKSTATION_MAX_MESSAGE];
	size_t count = 0;

	workstation_rules_visit_zones(rules, show, &count);
	if(count)
		return;
	snprintf(message, sizeof(message), "%s has no workstation-zone: clause", file);
	warn(NULL, message);
}

/** What is asked for; NULL: not given. */
struct options {
	/** The letter of an option; 0: to check. */
	char action;
	const char *name, *type, *limit, *view;
};

/** Take the next word, if it is not the option that can follow.
 * @return NULL: there is none. */
static const char*
optional_word(char*** word)
{
	return (*word)[1] && strcmp((*word)[1], "-v") != 0 ? *++*word : NULL;
}

/** Read what follows the file; what is wrong ends the program. */
static void
read_options(char** word, struct options* options)
{
	for(; *word; word++) {
		char letter = (*word)[0] == '-' && (*word)[1] && !(*word)[2]
			? (*word)[1] : 0;

		if(letter == 'v' && !options->view && word[1]) {
			options->view = *++word;
			continue;
		}
		if(!letter || !strchr("qldk", letter) || options->action)
			usage();
		options->action = letter;
		if(letter == 'q') {
			if(!word[1])
				usage();
			options->name = *++word;
			options->type = optional_word(&word);
		} else if(letter == 'l') {
			options->limit = optional_word(&word);
		}
	}
	if(options->view && options->action != 'q' && options->action != 'l')
		usage();
}

/** Do what is asked for. */
static void
act(const struct options* options, const struct workstation_rules* rules,
	const char* file, int has_others)
{
	const struct workstation_rules* seen = workstation_rules_of_view(rules,
		options->view);

	switch(options->action) {
	case 'q':
		answer(seen, options->name, options->type ? options->type : "A");
		break;
	case 'l':
		list(seen, options->limit);
		break;
	case 'd':
		show_zones(rules, file, &show_ds);
		break;
	case 'k':
		show_zones(rules, file, &show_key_command);
		break;
	default:
		check(rules, file, has_others);
	}
}

int
main(int argc, char** argv)
{
	int has_file = argc > 1 && argv[1][0] != '-', has_others = 0;
	const char* file = has_file ? argv[1] : conf_path();
	struct options options = {0, NULL, NULL, NULL, NULL};
	struct key_files key_files = {.count = 0};
	const struct workstation_key_store keys = ws_key_store(&key_files);
	struct workstation_rules* rules;

	if(argc > 1)
		read_options(argv + 1 + has_file, &options);
	/* for its command no key has to be there yet */
	rules = load(file, has_file ? &has_others : NULL, options.action == 'k' ? NULL
		: &keys);
	act(&options, rules, file, has_others);
	workstation_rules_free(rules);
	if(fflush(stdout) == EOF)
		fail("cannot write the output");
	return 0;
}
