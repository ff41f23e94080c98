/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Most ways to read a name are those of no other name. So the names of each pool are
 * counted first, by a hash, and only pools with enough of them are made.
 */
#include "candidates.h"
#include "array.h"

/** Counters of pools, which those with one hash share. */
#define COUNTERS ((size_t)1 << 25)

/** The candidates while they are found. */
struct search {
	const struct names* names;
	/** By hash: how many names, up to 127, and whether one shows the placeholder. */
	uint8_t* counter;
	struct candidates* found;
	/** Of a hash table: 1 and the index of a candidate. */
	uint32_t* slot;
	size_t slots;
};

#define SHOWN 0x80

/** For addresses that have to be in one prefix of 96 bits: that. */
static struct number
prefix_of(const struct shape* shape)
{
	struct number prefix = shape->number;

	if(ws_placeholders[shape->placeholder].numbering != NUMBERING_LAST_32_BITS)
		return number_of(0);
	prefix.low &= ~number_mask(32).low;
	return prefix;
}

static uint32_t
hash_of(const struct shape* shape)
{
	struct number prefix = prefix_of(shape);

	return ws_octets_hash(shape->hash ^ shape->name->ttl
		^ shape->name->local_data, (const uint8_t*)&prefix,
		sizeof(prefix));
}

/** Whether a rule that computes the name so would be in its static local zone. */
static bool
is_in_zone(const struct shape* shape)
{
	return shape->name->length - shape->origin >= shape->name->static_zone;
}

static bool
count_shape(void* context, const struct shape* shape)
{
	struct search* search = context;
	uint8_t* counter = &search->counter[hash_of(shape) & (COUNTERS - 1)];

	if(!is_in_zone(shape))
		return true;
	if((*counter & ~SHOWN) < 127)
		++*counter;
	if(!shape->plain)
		*counter |= SHOWN;
	return true;
}

static bool
is_of(const struct candidate* candidate, uint32_t hash, const struct shape* shape)
{
	const struct pool* pool = &candidate->pool;

	return candidate->hash == hash && pool->ttl == shape->name->ttl
		&& pool->local_data == shape->name->local_data
		&& number_compare(prefix_of(&candidate->shape), prefix_of(shape)) == 0
		&& shapes_are_equal(&candidate->shape, shape);
}

/** Find the place of a pool in the hash table. @param shape: NULL: an empty place. */
static uint32_t*
find_slot(const struct search* search, uint32_t hash, const struct shape* shape)
{
	size_t at = hash & (search->slots - 1);

	while(search->slot[at] && !(shape && is_of(search->found->candidate[search->slot[at]
		- 1], hash, shape)))
		at = (at + 1) & (search->slots - 1);
	return &search->slot[at];
}

/** Make room in the hash table for one more. */
static bool
grow_slots(struct search* search)
{
	uint32_t* before = search->slot;

	if(search->found->count < search->slots / 2)
		return true;
	search->slots = search->slots ? 2 * search->slots : 1024;
	search->slot = calloc(search->slots, sizeof(*search->slot));
	free(before);
	for(size_t i = 0; search->slot && i < search->found->count; i++)
		*find_slot(search, search->found->candidate[i]->hash, NULL)
			= (uint32_t)i + 1;
	return search->slot != NULL;
}

static bool
add_candidate(struct search* search, uint32_t hash, const struct shape* shape)
{
	struct candidate* candidate = calloc(1, sizeof(*candidate));
	char text[TEMPLATE_MAX_TEXT];

	if(!candidate || !ARRAY_RESERVE(search->found->candidate, search->found->count, 1,
		&search->found->capacity)) {
		free(candidate);
		return false;
	}
	search->found->candidate[search->found->count++] = candidate;
	candidate->hash = hash;
	candidate->shape = *shape;
	shape_show(shape, text);
	candidate->pool = (struct pool){.text = malloc(strlen(text) + 1),
		.placeholder = shape->placeholder,
		.origin = {shape->name->octets + shape->origin,
		shape->name->length - shape->origin},
		.ttl = shape->name->ttl, .local_data = shape->name->local_data};
	if(candidate->pool.text)
		strcpy(candidate->pool.text, text);
	return candidate->pool.text != NULL;
}

static bool
add_shape(void* context, const struct shape* shape)
{
	struct search* search = context;
	uint32_t hash = hash_of(shape), *slot;
	uint8_t counter = search->counter[hash & (COUNTERS - 1)];
	struct candidate* candidate;

	if(!is_in_zone(shape) || !(counter & SHOWN) || (counter & ~SHOWN) < FEWEST_NAMES)
		return true;
	if(!grow_slots(search))
		return false;
	slot = find_slot(search, hash, shape);
	if(!*slot) {
		if(!add_candidate(search, hash, shape))
			return false;
		*slot = (uint32_t)search->found->count;
	}
	candidate = search->found->candidate[*slot - 1];
	if(!ARRAY_RESERVE(candidate->point, candidate->count, 1,
		&candidate->capacity))
		return false;
	candidate->point[candidate->count++] = (struct point){shape->number,
		(uint32_t)(shape->name - search->names->name)};
	candidate->saved += name_records(shape->name, BOTH_FAMILIES, true);
	return true;
}

static bool
visit_shapes(struct search* search, const struct below* below, shape_visitor* visit)
{
	for(size_t i = 0; i < search->names->count; i++)
		if(search->names->name[i].families
			&& !shapes_visit(&search->names->name[i], below, visit,
			search))
			return false;
	return true;
}

static int
compare_points(const void* left, const void* right)
{
	const struct point *a = left, *b = right;

	return number_compare(a->number, b->number);
}

bool
candidates_find(const struct names* names, struct candidates* candidates)
{
	struct search search = {.names = names, .found = candidates};
	struct below* below = below_count(names);
	bool done;

	*candidates = (struct candidates){.count = 0};
	search.counter = calloc(COUNTERS, 1);
	done = below && search.counter
		&& visit_shapes(&search, below, &count_shape)
		&& visit_shapes(&search, below, &add_shape);
	free(search.counter);
	free(search.slot);
	free(below);
	for(size_t i = 0; done && i < candidates->count; i++)
		qsort(candidates->candidate[i]->point,
			candidates->candidate[i]->count, sizeof(struct point),
			&compare_points);
	return done;
}

void
candidates_free(struct candidates* candidates)
{
	for(size_t i = 0; i < candidates->count; i++) {
		free(candidates->candidate[i]->pool.text);
		free(candidates->candidate[i]->point);
		free(candidates->candidate[i]);
	}
	free(candidates->candidate);
}
