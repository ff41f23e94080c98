/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Each name can be of several pools: rack12-node07 of rack{n}-node07 and of
 * rack12-node{n:2}. The pool whose rules save the most lines is taken first, and then the
 * names that are left are tried again.
 */
#include "pools.h"
#include "array.h"
#include "candidates.h"
#include "runs.h"

struct pools {
	struct names* names;
	unsigned fill;
	struct candidates candidates;
};

/** Of two candidates that save as much, one with an address comes first, then the longer
 * literal text. */
static bool
is_better(const struct candidate* a, const struct candidate* b)
{
	if(a->saved != b->saved)
		return a->saved > b->saved;
	if(pool_counts(&a->pool) != pool_counts(&b->pool))
		return pool_counts(&b->pool);
	if(a->pool.placeholder != b->pool.placeholder)
		return a->pool.placeholder < b->pool.placeholder;
	if(strlen(a->pool.text) != strlen(b->pool.text))
		return strlen(a->pool.text) > strlen(b->pool.text);
	/* the same in each origin, so that one rule can be for all */
	return strcmp(a->pool.text, b->pool.text) > 0;
}

/** Move the candidate at the top of the heap down to its place. */
static void
sink(struct candidate** heap, size_t count, size_t at)
{
	for(size_t child; (child = 2 * at + 1) < count; at = child) {
		struct candidate* moved = heap[at];

		if(child + 1 < count && is_better(heap[child + 1], heap[child]))
			child++;
		if(!is_better(heap[child], moved))
			break;
		heap[at] = heap[child];
		heap[child] = moved;
	}
}

/** Leave out the names that rules compute already. */
static void
leave_computed(const struct names* names, struct candidate* candidate)
{
	size_t count = 0;

	for(size_t i = 0; i < candidate->count; i++)
		if(names->name[candidate->point[i].name].rule < FIRST_RULE)
			candidate->point[count++] = candidate->point[i];
	candidate->count = count;
}

/** How names agree with their PTR records. */
enum agreement {
	NO_POINTERS,
	POINTERS,
	/** In one family only. */
	POINTERS_IPV4,
	POINTERS_IPV6,
	/** There are other PTR records: both do. */
	EITHER
};
#define AGREEMENTS 4

static enum agreement
agreement_of(const struct name* name)
{
	unsigned none = 0, agree = 0;

	for(enum family family = IPV4; family <= IPV6; family++) {
		if(!(name->families & FAMILY_BIT(family)))
			continue;
		if(name->pointer[family] == POINTER_NONE)
			none |= FAMILY_BIT(family);
		if(name->pointer[family] == POINTER_AGREES)
			agree |= FAMILY_BIT(family);
	}
	if(agree && none)
		return agree == FAMILY_BIT(IPV4) ? POINTERS_IPV4 : POINTERS_IPV6;
	return agree ? POINTERS : none ? NO_POINTERS : EITHER;
}

static int
compare_indexes(const void* left, const void* right)
{
	const uint32_t *a = left, *b = right;

	return (*a > *b) - (*a < *b);
}

/** Keep the points whose names are computed twice: by a rule of each family.
 * @param kept: set to how many they are. @return false: out of memory. */
static bool
keep_whole(const struct founds* founds, size_t from, struct point* points,
	size_t count, size_t* kept)
{
	uint32_t* name = malloc(2 * count * sizeof(*name));
	size_t names = 0;

	if(!name)
		return false;
	for(size_t i = from; i < founds->count; i++) {
		memcpy(name + names, founds->found[i].name,
			founds->found[i].count * sizeof(*name));
		names += founds->found[i].count;
	}
	qsort(name, names, sizeof(*name), &compare_indexes);
	*kept = 0;
	for(size_t i = 0; i < count; i++) {
		const uint32_t* found = names ? bsearch(&points[i].name, name, names,
			sizeof(*name), &compare_indexes) : NULL;

		if(found && ((found > name && found[-1] == *found)
			|| (found + 1 < name + names && found[1] == *found)))
			points[(*kept)++] = points[i];
	}
	free(name);
	return true;
}

/** Find rules for each family apart. Names that have them in one family only are left
 * out, until there are none. */
static bool
find_apart(const struct pools* pools, const struct candidate* candidate,
	struct point* points, size_t count, enum agreement agreement,
	struct founds* founds)
{
	size_t from = founds->count, whole = count;
	bool done = true;

	do {
		count = whole;
		while(founds->count > from)
			found_free(&founds->found[--founds->count]);
		/* a gap in one family is none in the name */
		done = runs_find(pools->names, &candidate->pool, points, count,
			FAMILY_BIT(IPV4), agreement == POINTERS_IPV4, 0, founds)
			&& runs_find(pools->names, &candidate->pool, points, count,
			FAMILY_BIT(IPV6), agreement == POINTERS_IPV6, 0, founds)
			&& (count == 0 || keep_whole(founds, from, points, count,
			&whole));
	} while(done && whole < count);
	return done;
}

/** Find the rules of names that agree with their PTR records in one way. */
static bool
find_agreeing(const struct pools* pools, const struct candidate* candidate,
	struct point* points, size_t count, enum agreement agreement,
	struct founds* founds)
{
	if(agreement == NO_POINTERS || agreement == POINTERS)
		return runs_find(pools->names, &candidate->pool, points, count,
			BOTH_FAMILIES, agreement == POINTERS, pools->fill,
			founds);
	return find_apart(pools, candidate, points, count, agreement, founds);
}

/** Find the rules of a candidate. */
static bool
find_rules(const struct pools* pools, const struct candidate* candidate,
	struct founds* founds)
{
	const struct names* names = pools->names;
	struct point* points = malloc(candidate->count * sizeof(*points));
	size_t of[EITHER + 1] = {0};
	enum agreement either;
	bool done = points != NULL;

	for(size_t i = 0; i < candidate->count; i++)
		of[agreement_of(&names->name[candidate->point[i].name])]++;
	either = of[POINTERS] > of[NO_POINTERS] ? POINTERS : NO_POINTERS;
	for(enum agreement each = NO_POINTERS; done && each < EITHER; each++) {
		size_t count = 0;

		for(size_t i = 0; i < candidate->count; i++) {
			enum agreement found = agreement_of(&names->name[
				candidate->point[i].name]);

			if(found == each || (found == EITHER && either == each))
				points[count++] = candidate->point[i];
		}
		done = find_agreeing(pools, candidate, points, count, each,
			founds);
	}
	free(points);
	return done;
}

static size_t
saved_by(const struct founds* founds)
{
	size_t saved = 0;

	for(size_t i = 0; i < founds->count; i++)
		saved += founds->found[i].records
			- found_lines(&founds->found[i]);
	return saved;
}

/** Give names and their PTR records the number of a rule. */
static void
take_names(struct names* names, const struct found* found, uint32_t rule)
{
	for(size_t i = 0; i < found->count; i++) {
		struct name* name = &names->name[found->name[i]];

		name->rule = rule;
		for(enum family family = IPV4; family <= IPV6; family++)
			if(found->reverse && found->network[family].count
				&& name->families & FAMILY_BIT(family)
				&& name->pointer[family] == POINTER_AGREES)
				names_pointer(names, name, family)->rule = rule;
	}
}

static bool
take_rules(struct names* names, struct founds* founds, struct founds* to)
{
	if(!ARRAY_RESERVE(to->found, to->count, founds->count, &to->capacity))
		return false;
	for(size_t i = 0; i < founds->count; i++) {
		take_names(names, &founds->found[i], FIRST_RULE);
		to->found[to->count++] = founds->found[i];
	}
	founds->count = 0;
	return true;
}

static void
founds_free(struct founds* founds)
{
	for(size_t i = 0; i < founds->count; i++)
		found_free(&founds->found[i]);
	free(founds->found);
}

/** Take the rules that save the most, until none does. */
static bool
choose_rules(struct pools* pools, struct founds* to)
{
	struct candidate** heap = pools->candidates.candidate;
	size_t count = pools->candidates.count;
	struct founds founds = {.count = 0};
	bool done = true;

	for(size_t i = count; i-- > 0;)
		sink(heap, count, i);
	while(done && count) {
		struct candidate* top = heap[0];

		leave_computed(pools->names, top);
		done = top->count < FEWEST_NAMES
			|| find_rules(pools, top, &founds);
		top->saved = saved_by(&founds);
		if(top->saved == 0) {
			heap[0] = heap[--count];
			heap[count] = top;
			sink(heap, count, 0);
			continue;
		}
		sink(heap, count, 0);
		if(heap[0] == top)
			done = done && take_rules(pools->names, &founds, to);
		founds_free(&founds);
		founds = (struct founds){.count = 0};
	}
	founds_free(&founds);
	return done;
}

struct pools*
pools_find_rules(struct names* names, unsigned fill, struct founds* founds)
{
	struct pools* pools = calloc(1, sizeof(*pools));

	*founds = (struct founds){.count = 0};
	if(!pools)
		return NULL;
	pools->names = names;
	pools->fill = fill;
	if(!candidates_find(names, &pools->candidates)
		|| !choose_rules(pools, founds) || !founds_merge(founds)) {
		pools_free(pools);
		return NULL;
	}
	for(size_t i = 0; i < founds->count; i++)
		take_names(names, &founds->found[i], (uint32_t)i + FIRST_RULE);
	return pools;
}

void
pools_free(struct pools* pools)
{
	candidates_free(&pools->candidates);
	free(pools);
}
