/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Ranges with a step, by address: which one decides. An address on a range with the step
 * S leaves the same remainder of S as the first one. The ranges of a group with one step
 * and one remainder are a set of intervals of quotients, in which they overlap as ranges
 * without a step do. So an address is looked up once for each step that is in use in its
 * group, however many ranges there are.
 */
#ifndef WORKSTATION_STEPS_H
#define WORKSTATION_STEPS_H

#include "intervals.h"

/** The addresses of a range with a step. */
struct step_span {
	struct number step, remainder;
	uint32_t group;
	/** The quotients; its own group is set when sets are built. */
	struct span span;
};

/** The ranges of a group with one step and one remainder. */
struct remainder_set {
	struct number remainder;
	/** By quotient. */
	struct interval_set set;
};

/** A step that ranges of a group have. */
struct step {
	struct number step;
	uint32_t group;
	/** Index of its first set, and how many there are, in the order of their
	 * remainders. */
	uint32_t at, count;
};

struct steps {
	/** In the order of their groups. */
	struct step* steps;
	struct remainder_set* sets;
	struct interval* intervals;
	size_t step_count, set_count, interval_count;
};

/** Set the span of the addresses from first to last; last is on the step. */
void ws_step_span(struct step_span* span, struct number first,
	struct number last, struct number step);

/** Build the sets of all groups. @param spans: sorted in place.
 * @return false: out of memory; to be freed all the same. */
bool ws_steps_build(struct steps* steps, struct step_span* spans, size_t count);

void ws_steps_free(struct steps* steps);

/** The memory behind the pointers, in octets. */
size_t ws_steps_memory(const struct steps* steps);

/** The first step of a group. @return NULL: it has none. */
const struct step* ws_steps_of(const struct steps* steps, uint32_t group);

/** The step of its group after one. @return NULL: there is none. */
static inline const struct step*
step_after(const struct steps* steps, const struct step* step)
{
	return step + 1 < steps->steps + steps->step_count
		&& step[1].group == step->group ? step + 1 : NULL;
}

/** Find the interval of an address among the ranges with a step.
 * @return NULL: none has the address. */
const struct interval* ws_step_find(const struct steps* steps,
	const struct step* step, struct number address);

/** The address of a quotient. */
static inline struct number
step_address(const struct step* step, const struct remainder_set* set,
	struct number quotient)
{
	return number_add(ws_number_multiply(quotient, step->step),
		set->remainder);
}

#endif /* WORKSTATION_STEPS_H */
