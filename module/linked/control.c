/* SPDX-License-Identifier: BSD-3-Clause */
/* What unbound-control prints of the statistics. */
#include "config.h"
#include "hooks.h"
#include "binding.h"
#include "chain.h"
#include "record.h"
#include "statistics.h"
#include "sldns/wire2str.h"
#include "util/config_file.h"
#include "util/log.h"

/** Octets of the longest name as text, its NUL included: four for each. */
#define LONGEST_NAME_TEXT (4 * WORKSTATION_MAX_NAME + 1)

/** The state of the module, wherever it is in the chain; NULL: it is not. */
static struct ws_state*
find_state(const struct module_env* env)
{
	int id = ws_find_id(env);

	return id < 0 ? NULL : ws_get_state(env, id);
}

void
workstation_stats_compile(struct module_env* env)
{
	const struct ws_state* state = find_state(env);

	if(state)
		ws_statistics_compile(state->statistics, env);
}

void
workstation_stats_clear(struct module_env* env)
{
	const struct ws_state* state = find_state(env);

	if(state)
		ws_statistics_clear(state->statistics, env);
}

/** Print the counts of some threads together. */
static int
print_outcomes(struct module_env* env, const char* whose, int first, int last,
	workstation_stats_print* print, void* context)
{
	const struct ws_state* state = find_state(env);

	for(int i = 0; i < WS_OUTCOMES; i++) {
		uint64_t sum = 0;
		char key[64];

		for(int thread = first; state && thread <= last; thread++)
			sum += state->statistics->thread[thread]
				.compiled.outcome[i];
		snprintf(key, sizeof(key), "%s.num.workstation.%s", whose,
			ws_outcome_names[i]);
		if(!print(context, key, sum))
			return 0;
	}
	return 1;
}

int
workstation_stats_thread(struct module_env* env, int thread,
	workstation_stats_print* print, void* context)
{
	char whose[32];

	snprintf(whose, sizeof(whose), "thread%d", thread);
	return print_outcomes(env, whose, thread, thread, print, context);
}

int
workstation_stats_total(struct module_env* env, workstation_stats_print* print,
	void* context)
{
	const struct ws_state* state = find_state(env);

	return print_outcomes(env, "total", 0,
		state ? state->statistics->threads - 1 : 0, print, context);
}

/** How a rule's count is printed. */
struct printing {
	workstation_stats_print* print;
	void* context;
};

static int
print_rule(void* context, const char* name, const uint8_t* origin,
	size_t length, uint64_t count)
{
	const struct printing* printing = context;
	char domain[LONGEST_NAME_TEXT] = "any";
	char key[sizeof(domain) + 128];

	if(origin) {
		int written = sldns_wire2str_dname_buf((uint8_t*)origin, length,
			domain, sizeof(domain));

		/* the dot at its end */
		if(written > 1)
			domain[written - 1] = 0;
	}
	snprintf(key, sizeof(key), "num.workstation.rule.%s.%s", name, domain);
	return printing->print(printing->context, key, count);
}

int
workstation_stats_rules(struct module_env* env, workstation_stats_print* print,
	void* context)
{
	const struct ws_state* state = find_state(env);
	struct printing printing = {print, context};
	const struct ws_statistics* statistics;
	uint64_t* sum;
	int printed;

	if(!state || !state->statistics->by_rule)
		return 1;
	statistics = state->statistics;
	sum = calloc(statistics->rules, sizeof(*sum));
	if(!sum) {
		log_err("workstation: out of memory");
		return 0;
	}
	for(int i = 0; i < statistics->threads; i++)
		for(size_t j = 0; j < statistics->rules; j++)
			sum[j] += statistics->thread[i].compiled.rule[j];
	printed = workstation_rules_visit_counts(state->rules, sum,
		ws_option_is(env->cfg, "statistics-inhibit-zero", "no"),
		&print_rule, &printing);
	free(sum);
	return printed;
}
