/* SPDX-License-Identifier: BSD-3-Clause */
/* for open_memstream, which C99 does not have */
#define _POSIX_C_SOURCE 200809L
#include "write_rules.h"
#include "array.h"
#include "exact.h"
#include "print.h"

#include <string.h>

/** By clause of the readers: whether records refer to it.
 * @return to be freed; NULL: out of memory. */
static bool*
find_listed(const struct records* records)
{
	bool* listed = calloc(records->clause_count + 1, sizeof(*listed));

	for(size_t i = 0; listed && i < records->count; i++)
		listed[records->record[i].clause] = true;
	return listed;
}

/** Add the clauses of the readers that records refer to, or the others.
 * @return false: out of memory. */
static bool
add_clauses(const struct records* records, const bool* listed, bool is_listed,
	struct workstation_text** text)
{
	for(size_t i = 0; i < records->clause_count; i++)
		if(listed[i + 1] == is_listed && records->clause[i].count
			&& !clause_add_to(&records->clause[i], text))
			return false;
	return true;
}

/** Add the rules that were found. @param fill: set to the records of names that were not
 * read. @return false: out of memory. */
static bool
add_founds(const struct founds* founds, struct workstation_text** text, size_t* fill)
{
	bool done = true;

	*fill = 0;
	for(size_t i = 0; done && i < founds->count; i++) {
		struct clause_text clause = {.count = 0};

		done = found_clause(&founds->found[i], &clause)
			&& clause_add_to(&clause, text);
		clause_free(&clause);
		*fill += found_fill(&founds->found[i]);
	}
	return done;
}

/** Whether a rule still computes a name. */
static bool
is_used(const struct found* found, const struct names* names)
{
	for(size_t i = 0; i < found->count; i++)
		if(names->name[found->name[i]].rule != LOCAL_DATA)
			return true;
	return false;
}

/** Leave out the rules all of whose names have become local-data, and their PTR records. */
static void
drop_unused(struct founds* founds, struct names* names)
{
	size_t count = 0;

	for(size_t i = 0; i < founds->count; i++) {
		if(is_used(&founds->found[i], names)) {
			founds->found[count++] = founds->found[i];
			continue;
		}
		for(size_t j = 0; j < names->count; j++)
			if(names->name[j].rule == i + FIRST_RULE)
				names->name[j].rule = LOCAL_DATA;
		found_free(&founds->found[i]);
	}
	founds->count = count;
}

bool
check_import(const struct import* import, char* message, size_t size)
{
	struct workstation_text* text = NULL;
	struct workstation_rules* rules = NULL;
	bool* listed = find_listed(import->records);
	size_t fill;
	bool exact = false;

	if(!listed || !add_founds(import->founds, &text, &fill)
		|| !add_clauses(import->records, listed, true, &text)) {
		snprintf(message, size, "out of memory");
	} else if(make_exact(import->names, text, fill, message, size)) {
		drop_unused(import->founds, import->names);
		if(add_clauses(import->records, listed, false, &text))
			rules = workstation_rules_load(text, NULL, NULL, message, size);
		else
			snprintf(message, size, "out of memory");
		exact = rules != NULL;
	}
	workstation_rules_free(rules);
	workstation_text_free(text);
	free(listed);
	return exact;
}

/** Report the addresses whose names a rule computes, though they are missing, for one of
 * its origins. */
static void
report_origin(FILE* out, const struct found* found, const uint8_t* origin)
{
	char first[ADDRESS_MAX_TEXT], last[ADDRESS_MAX_TEXT], domain[NAME_MAX_TEXT];

	show_name(origin, 0, domain);
	for(enum family family = IPV4; family <= IPV6; family++)
		for(size_t i = 0; i < found->fill[family].count; i++) {
			const struct span* span = &found->fill[family].span[i];

			ws_address_text(first, (struct address){span->first,
				family});
			ws_address_text(last, (struct address){span->last,
				family});
			fprintf(out, "computed, though missing: %s%s%s, %s to %s\n",
				found->pool->text, *origin ? "." : "", domain,
				first, last);
		}
}

void
report_fill(FILE* out, const struct founds* founds)
{
	for(size_t i = 0; i < founds->count; i++)
		for(size_t j = 0; j < founds->found[i].origin_count; j++)
			report_origin(out, &founds->found[i],
				founds->found[i].origin[j].name);
}

/** Write a value in quotes. Those of unbound.conf have no escapes; those of zone files do. */
static void
write_quoted(FILE* out, const char* value)
{
	char quote = strchr(value, '"') ? '\'' : '"';

	putc(quote, out);
	for(; *value; value++)
		if(*value == quote)
			fputs("\\039", out);
		else
			putc(*value, out);
	putc(quote, out);
}

/** Whether a value of a setting is written in quotes: text that can have blanks. */
static bool
is_quoted(const char* key)
{
	return strcmp(key, "name") == 0 || strcmp(key, "origin") == 0
		|| strcmp(key, "record") == 0;
}

static void
write_clause(FILE* out, const struct clause_text* clause)
{
	fputs("workstation:\n", out);
	for(size_t i = 0; i < clause->count; i++) {
		fprintf(out, "    %s: ", clause->setting[i].key);
		if(is_quoted(clause->setting[i].key))
			write_quoted(out, clause->setting[i].value);
		else
			fputs(clause->setting[i].value, out);
		putc('\n', out);
	}
	putc('\n', out);
}

static int
compare_places(const void* left, const void* right)
{
	const struct record *a = *(const struct record* const*)left;
	const struct record *b = *(const struct record* const*)right;
	int order = strcmp(a->place.file, b->place.file);

	if(!order)
		order = (a->place.line > b->place.line)
			- (a->place.line < b->place.line);
	return order ? order : (a > b) - (a < b);
}

/** Find the records that no rule computes, by file and line.
 * @return to be freed; NULL: out of memory. */
static const struct record**
find_local_data(const struct names* names, size_t* count)
{
	const struct record** records = malloc((names->records->count + 1)
		* sizeof(*records));

	*count = 0;
	for(size_t i = 0; records && i < names->count; i++)
		for(size_t j = 0; names->name[i].rule == LOCAL_DATA
			&& j < names->name[i].count; j++)
			records[(*count)++] = &names->records->record[
				names->name[i].record + j];
	if(*count)
		qsort(records, *count, sizeof(*records), &compare_places);
	return records;
}

/** @return false: out of memory. */
static bool
write_local_data(FILE* out, const struct record* record)
{
	char* line = NULL;
	size_t length = 0;
	FILE* text = open_memstream(&line, &length);

	if(!text)
		return false;
	write_record(text, record->owner, 0, record->type, record->ttl,
		record->rdata, record->rdata_length);
	if(fclose(text) == EOF) {
		free(line);
		return false;
	}
	for(size_t i = 0; i < length; i++)
		if(line[i] == '\t')
			line[i] = ' ';
	line[length - 1] = 0;
	fputs("    local-data: ", out);
	write_quoted(out, line);
	putc('\n', out);
	free(line);
	return true;
}

bool
write_import(FILE* out, const struct import* import)
{
	const struct records* records = import->records;
	size_t rules = import->founds->count, count;
	const struct record** local_data = find_local_data(import->names, &count);
	bool done = local_data != NULL;

	for(size_t i = 0; done && i < import->founds->count; i++) {
		struct clause_text clause = {.count = 0};

		done = found_clause(&import->founds->found[i], &clause);
		if(done)
			write_clause(out, &clause);
		clause_free(&clause);
	}
	for(size_t i = 0; i < records->clause_count; i++)
		if(records->clause[i].count) {
			write_clause(out, &records->clause[i]);
			rules++;
		}
	if(count)
		fputs("server:\n", out);
	for(size_t i = 0; done && i < count; i++)
		done = write_local_data(out, local_data[i]);
	fprintf(out, "%s# %zu records: %zu by %zu rule%s, and %zu by as many lines of local-data.\n",
		count ? "\n" : "", records->count, records->count - count, rules,
		rules == 1 ? "" : "s", count);
	free(local_data);
	return done;
}
