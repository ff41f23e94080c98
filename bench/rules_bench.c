/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What rules cost the engine by their number: time to load them, octets beyond
 * their own text, and time to judge a question, in three layouts. Questions go
 * to rules all over the set, in an order that caches cannot guess.
 */
#define _POSIX_C_SOURCE 200112L

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "workstation.h"
#include "workstation_name.h"

#define QUESTIONS 2000000
#define NAMES 4096
#define A 1
#define IN 1

static double
seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static struct workstation_text* text;
static size_t own_text;
static unsigned line;

static void
add(const char* key, const char* value)
{
	if(!workstation_text_add(&text, key, value, "bench", ++line))
		abort();
	if(key)
		own_text += strlen(value);
}

struct layout {
	const char* what;
	/** Adds rule number i. */
	void (*add_rule)(unsigned i);
	/** Writes a name that rule number i answers. */
	void (*write_name)(unsigned i, char* name, size_t size);
};

static void
add_network(unsigned i)
{
	char network[64];

	snprintf(network, sizeof(network), "10.%u.%u.0/24", i >> 8 & 255, i & 255);
	add("network", network);
}

static void
add_origin_rule(unsigned i)
{
	char origin[64];

	snprintf(origin, sizeof(origin), "site%u.example.com", i);
	add(NULL, NULL);
	add_network(i);
	add("origin", origin);
	add("ttl", "300");
}

static void
write_origin_name(unsigned i, char* name, size_t size)
{
	snprintf(name, size, "workstation7.site%u.example.com", i);
}

static void
add_name_rule(unsigned i)
{
	char template[64];

	snprintf(template, sizeof(template), "site%u-{n}", i);
	add(NULL, NULL);
	add("name", template);
	add_network(i);
	add("origin", "example.com");
	add("ttl", "300");
}

static void
write_name_name(unsigned i, char* name, size_t size)
{
	snprintf(name, size, "site%u-7.example.com", i);
}

static void
add_address_rule(unsigned i)
{
	char network[64];

	snprintf(network, sizeof(network), "%u.%u.%u.%u/29", 10 + (i >> 21),
		i >> 13 & 255, i >> 5 & 255, (i & 31) << 3);
	add(NULL, NULL);
	add("name", "{ip}");
	add("network", network);
	add("origin", "example.com");
	add("ttl", "300");
}

static void
write_address_name(unsigned i, char* name, size_t size)
{
	snprintf(name, size, "%u-%u-%u-%u.example.com", 10 + (i >> 21),
		i >> 13 & 255, i >> 5 & 255, ((i & 31) << 3) + 5);
}

static const struct layout layouts[] = {
	{"an origin each", &add_origin_rule, &write_origin_name},
	{"a name each", &add_name_rule, &write_name_name},
	{"a network each", &add_address_rule, &write_address_name},
};

struct name {
	size_t length;
	uint8_t octets[LONGEST_NAME];
};

/** Nanoseconds for one question, all of which are answered, or none. */
static double
time_questions(const struct workstation_rules* rules,
	const struct name* names, enum workstation_verdict expected)
{
	struct workstation_reply reply;
	double begin = seconds();

	for(unsigned i = 0; i < QUESTIONS; i++) {
		const struct name* name = &names[i % NAMES];

		if(workstation_judge(rules, name->octets, name->length, A, IN,
			&reply) != expected)
			abort();
	}
	return (seconds() - begin) / QUESTIONS * 1e9;
}

static void
write_names(struct name* names, const struct layout* layout, unsigned count)
{
	unsigned random = 1;

	for(unsigned i = 0; i < NAMES; i++) {
		char presentation[256];
		const char* problem;

		random = random * 1664525u + 1013904223u;
		if(layout)
			layout->write_name(random % count, presentation,
				sizeof(presentation));
		else
			snprintf(presentation, sizeof(presentation),
				"www%u.example.com", random % 1000);
		names[i].length = workstation_name_read(presentation,
			names[i].octets, &problem);
	}
}

static void
measure(const struct layout* layout, unsigned count)
{
	static struct name names[NAMES];
	char sentence[WORKSTATION_SENTENCE];
	struct workstation_rules* rules;
	double begin, loading, answering, passing;

	text = NULL;
	own_text = line = 0;
	for(unsigned i = 0; i < count; i++)
		layout->add_rule(i);
	begin = seconds();
	rules = workstation_rules_load(text, sentence, sizeof(sentence));
	loading = seconds() - begin;
	workstation_text_free(text);
	if(!rules) {
		fprintf(stderr, "rules_bench: %s\n", sentence);
		exit(1);
	}
	write_names(names, layout, count);
	answering = time_questions(rules, names, WORKSTATION_ANSWER);
	write_names(names, NULL, count);
	passing = time_questions(rules, names, WORKSTATION_PASS);
	printf("%-15s %7u %9.3f %9.1f %9.1f %9.1f\n", layout->what, count, loading,
		(double)(workstation_rules_memory(rules) - own_text) / count,
		answering, passing);
	workstation_rules_free(rules);
}

int
main(int argc, char** argv)
{
	static const unsigned counts[] = {1, 100, 10000, 100000};

	(void)argc;
	printf("%s: %d questions for each figure\n\n%-15s %7s %9s %9s %9s %9s\n"
		"%-15s %7s %9s %9s %9s %9s\n", argv[0], QUESTIONS,
		"rules with", "rules", "load", "octets", "answer", "pass",
		"", "", "s", "/rule", "ns", "ns");
	for(size_t i = 0; i < sizeof(layouts) / sizeof(*layouts); i++)
		for(size_t j = 0; j < sizeof(counts) / sizeof(*counts); j++)
			measure(&layouts[i], counts[j]);
	return 0;
}
