/* SPDX-License-Identifier: BSD-3-Clause */
/* Ranges with a step: their sets of intervals, and looking an address up in them. */
#include "array.h"
#include "steps.h"

#include <stdlib.h>

void
ws_step_span(struct step_span* span, struct number first, struct number last,
	struct number step)
{
	struct number rest;

	span->step = step;
	span->span.first = ws_number_divide(first, step, &span->remainder);
	span->span.last = ws_number_divide(last, step, &rest);
	assert(number_compare(rest, span->remainder) == 0);
}

/** Compare by group and step. */
static int
compare_steps(const struct step_span* a, const struct step_span* b)
{
	if(a->group != b->group)
		return a->group < b->group ? -1 : 1;
	return number_compare(a->step, b->step);
}

static int
compare_step_spans(const void* left, const void* right)
{
	int order = compare_steps(left, right);

	return order ? order : number_compare(
		((const struct step_span*)left)->remainder,
		((const struct step_span*)right)->remainder);
}

/** Make the steps and their sets, and number the groups of spans by the sets. */
static void
add_sets(struct steps* steps, struct step_span* spans, size_t count)
{
	for(size_t i = 0; i < count; i++) {
		const struct step_span* before = i ? &spans[i - 1] : NULL;
		struct step_span* span = &spans[i];

		if(!before || compare_steps(before, span) != 0) {
			struct step* step = &steps->steps[steps->step_count++];

			step->step = span->step;
			step->group = span->group;
			step->at = (uint32_t)steps->set_count;
			step->count = 0;
		}
		if(!before || compare_step_spans(before, span) != 0) {
			steps->sets[steps->set_count++].remainder
				= span->remainder;
			steps->steps[steps->step_count - 1].count++;
		}
		span->span.group = (uint32_t)steps->set_count - 1;
	}
}

/** Build the intervals of the sets. */
static bool
build_intervals(struct steps* steps, const struct step_span* spans, size_t count)
{
	struct span* quotients = malloc(count * sizeof(*quotients));
	struct interval_set* sets = malloc(steps->set_count * sizeof(*sets));

	for(size_t i = 0; quotients && i < count; i++)
		quotients[i] = spans[i].span;
	if(quotients && sets)
		steps->intervals = ws_intervals_build(quotients, count, sets,
			steps->set_count, &steps->interval_count);
	for(size_t i = 0; steps->intervals && i < steps->set_count; i++)
		steps->sets[i].set = sets[i];
	free(quotients);
	free(sets);
	return steps->intervals != NULL;
}

bool
ws_steps_build(struct steps* steps, struct step_span* spans, size_t count)
{
	if(!count)
		return true;
	qsort(spans, count, sizeof(*spans), compare_step_spans);
	steps->steps = malloc(count * sizeof(*steps->steps));
	steps->sets = malloc(count * sizeof(*steps->sets));
	if(!steps->steps || !steps->sets)
		return false;
	add_sets(steps, spans, count);
	ARRAY_SHRINK(steps->steps, steps->step_count);
	ARRAY_SHRINK(steps->sets, steps->set_count);
	return build_intervals(steps, spans, count);
}

void
ws_steps_free(struct steps* steps)
{
	free(steps->steps);
	free(steps->sets);
	free(steps->intervals);
}

size_t
ws_steps_memory(const struct steps* steps)
{
	return steps->step_count * sizeof(*steps->steps)
		+ steps->set_count * sizeof(*steps->sets)
		+ steps->interval_count * sizeof(*steps->intervals);
}

const struct step*
ws_steps_of(const struct steps* steps, uint32_t group)
{
	size_t low = 0, high = steps->step_count;

	while(low < high) {
		size_t middle = low + (high - low) / 2;

		if(steps->steps[middle].group < group)
			low = middle + 1;
		else
			high = middle;
	}
	return low < steps->step_count && steps->steps[low].group == group
		? &steps->steps[low] : NULL;
}

const struct interval*
ws_step_find(const struct steps* steps, const struct step* step,
	struct number address)
{
	const struct remainder_set* sets = steps->sets + step->at;
	struct number remainder, quotient = ws_number_divide(address,
		step->step, &remainder);
	uint32_t low = 0, high = step->count;

	while(low < high) {
		uint32_t middle = low + (high - low) / 2;

		if(number_compare(sets[middle].remainder, remainder) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if(low == step->count
		|| number_compare(sets[low].remainder, remainder) != 0)
		return NULL;
	return interval_find(steps->intervals, sets[low].set, quotient);
}
