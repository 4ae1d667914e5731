/* Who can be in an area: the size classes of the municipalities, and the units that the study lets take part.
 */
#include "cli/run/columns.h"
#include "cli/run/read/levels.h"
#include "cli/run/run.h"

#include "cli/yaml_check.h"
#include "geo/bitmap.h"
#include "geo/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool uses_classes(const bp_study *study)
{
    return study->areas.threshold.local == BP_THRESHOLD_SIZE_CLASS || study->areas.n_by_size > 0 ||
           study->candidates.n_size_class > 0 || bp_yaml_find(&study->file, "size_classes") >= 0;
}

static bp_status classes_of_column(bp_run *run)
{
    bp_run_size_classes *classes = &run->size_classes;
    const bp_table *table = &run->units.layer.table;
    int64_t n = bp_run_n(run);
    int at = bp_table_find(table, run->study->size_classes.column);
    char **texts = (char **)calloc((size_t)n + 1, sizeof *texts);
    if (!texts)
        return bp_context_fail_memory(run->context, (size_t)n * sizeof *texts);
    for (int64_t i = 0; at >= 0 && i < n; i++)
        texts[i] = bp_cell_text(&table->columns[at], i);
    bp_status status =
        bp_run_number_codes(run->context, texts, n, classes->of_unit, &classes->name, &classes->n);
    bp_texts_free(texts, n);
    if (!status && classes->n == 0)
        status = bp_study_fail(run->context, run->study, BP_ERROR_INPUT, "size_classes.column",
                               "column '%s' is empty in every unit", run->study->size_classes.column);
    return status;
}

/* A municipality of which no unit's residents are known has no class. */
static bp_status classes_by_residents(bp_run *run)
{
    const bp_study_size_classes *asked = &run->study->size_classes;
    bp_run_size_classes *classes = &run->size_classes;
    const bp_run_units *units = &run->units;
    size_t rows = (size_t)units->n_municipalities + 1;
    double *residents = (double *)calloc(rows, sizeof *residents);
    uint8_t *is_known = (uint8_t *)calloc(rows, 1);
    classes->name = (char **)calloc((size_t)asked->n_names + 1, sizeof *classes->name);
    bp_status status = BP_OK;
    if (!residents || !is_known || !classes->name) {
        status = bp_context_fail_memory(run->context, rows * sizeof *residents);
        goto done;
    }
    for (int k = 0; !status && k < asked->n_names; k++) {
        classes->name[classes->n] = bp_text_copy(asked->names[k]);
        if (!classes->name[classes->n++])
            status = bp_context_fail_memory(run->context, 0);
    }
    for (int64_t i = 0; !status && i < bp_run_n(run); i++) {
        int32_t m = units->municipality[i];
        if (m < 0 || !bp_bitmap_get(units->population_known, i))
            continue;
        residents[m] += units->population[i];
        is_known[m] = 1;
    }
    for (int64_t i = 0; !status && i < bp_run_n(run); i++) {
        int32_t m = units->municipality[i], k = 0;
        while (m >= 0 && k < asked->n_limits && residents[m] >= (double)asked->limits[k])
            k++;
        classes->of_unit[i] = m >= 0 && is_known[m] ? k : -1;
    }
done:
    free(residents);
    free(is_known);
    return status;
}

/* Residents that are not known add nobody: with them a municipality may be in a larger class. */
static void warn_of_uncounted(bp_run *run)
{
    const bp_run_units *units = &run->units;
    const bp_run_size_classes *classes = &run->size_classes;
    int64_t n_uncounted = 0, first = -1;
    for (int64_t i = 0; i < bp_run_n(run); i++) {
        int32_t k = classes->of_unit[i];
        if (k < 0 || k == classes->n - 1 || bp_bitmap_get(units->population_known, i))
            continue;
        first = n_uncounted++ == 0 ? i : first;
    }
    if (n_uncounted > 0)
        bp_context_warn(run->context, "size_class_uncertain",
                        "the residents of %" PRId64 " %s not known and add nothing to their "
                        "municipality, which may belong in a larger size class (the first: unit %s in %s, "
                        "now %s)",
                        n_uncounted, n_uncounted == 1 ? "unit are" : "units are", units->id[first],
                        units->municipality_code[units->municipality[first]],
                        classes->name[classes->of_unit[first]]);
}

static bp_status take_classes(bp_run *run)
{
    bp_run_size_classes *classes = &run->size_classes;
    classes->of_unit = (int32_t *)malloc(((size_t)bp_run_n(run) + 1) * sizeof *classes->of_unit);
    if (!classes->of_unit)
        return bp_context_fail_memory(run->context, 0);
    if (run->study->size_classes.column)
        return classes_of_column(run);
    bp_status status = classes_by_residents(run);
    if (!status)
        warn_of_uncounted(run);
    return status;
}

static bp_status find_class(bp_run *run, const char *path, const char *name, int32_t *found)
{
    const bp_run_size_classes *classes = &run->size_classes;
    for (int32_t k = 0; k < classes->n; k++)
        if (strcmp(classes->name[k], name) == 0) {
            *found = k;
            return BP_OK;
        }
    return bp_yaml_fail_choice(run->context, &run->study->file, path, name,
                               (const char *const *)classes->name, classes->n);
}

/* Where the classes come from a column, a municipality may have more than one. */
static bp_status check_one_class_each(bp_run *run)
{
    const bp_run_units *units = &run->units;
    const int32_t *class_of = run->size_classes.of_unit;
    int32_t *first = (int32_t *)malloc(((size_t)units->n_municipalities + 1) * sizeof *first);
    bp_status status = BP_OK;
    if (!first)
        return bp_context_fail_memory(run->context, 0);
    for (int32_t m = 0; m < units->n_municipalities; m++)
        first[m] = -1;
    for (int64_t i = 0; !status && i < bp_run_n(run); i++) {
        int32_t m = units->municipality[i];
        if (m >= 0 && first[m] < 0)
            first[m] = (int32_t)i;
        if (m >= 0 && class_of[first[m]] != class_of[i])
            status =
                bp_study_fail(run->context, run->study, BP_ERROR_INPUT, "areas.by_size",
                              "units %s and %s lie in municipality %s and differ in column '%s': a floor "
                              "by size class needs one class for each municipality",
                              units->id[first[m]], units->id[i], units->municipality_code[m],
                              run->study->size_classes.column);
    }
    free(first);
    return status;
}

static bp_status size_by_class(bp_run *run)
{
    bp_run_rule_arrays *arrays = &run->rule_arrays;
    const bp_study_areas *asked = &run->study->areas;
    const bp_run_size_classes *classes = &run->size_classes;
    bp_status status = check_one_class_each(run);
    arrays->class_floor = (double *)calloc((size_t)classes->n + 1, sizeof(double));
    arrays->class_ceiling = (double *)calloc((size_t)classes->n + 1, sizeof(double));
    if (!arrays->class_floor || !arrays->class_ceiling)
        return bp_context_fail_memory(run->context, 0);
    for (int32_t k = 0; !status && k < classes->n; k++) {
        arrays->class_floor[k] = (double)asked->floor;
        arrays->class_ceiling[k] = (double)asked->ceiling;
    }
    for (int e = 0; !status && e < asked->n_by_size; e++) {
        char path[64];
        int32_t k = 0;
        snprintf(path, sizeof path, "areas.by_size[%d].class", e);
        status = find_class(run, path, asked->by_size[e].name, &k);
        if (status)
            break;
        arrays->class_floor[k] = (double)asked->by_size[e].floor;
        arrays->class_ceiling[k] = (double)asked->by_size[e].ceiling;
    }
    arrays->by_class =
        (bp_class_sizes){classes->of_unit, classes->n, arrays->class_floor, arrays->class_ceiling};
    run->rule.delineate.by_class = &arrays->by_class;
    return status;
}

/* -1: none, or several. */
static int32_t municipality_named(const bp_run_units *units, const char *name)
{
    int32_t found = -1;
    for (int32_t m = 0; m < units->n_municipalities; m++) {
        const char *at = units->municipality_name[m];
        if (!at || strcmp(at, name) != 0)
            continue;
        if (found >= 0)
            return -1;
        found = m;
    }
    return found;
}

static bp_status mark_municipalities(bp_run *run, const char *path, char *const *codes, int n,
                                     uint8_t *marked)
{
    const bp_run_units *units = &run->units;
    for (int c = 0; c < n; c++) {
        int32_t m = 0;
        while (m < units->n_municipalities && strcmp(units->municipality_code[m], codes[c]) != 0)
            m++;
        if (m < units->n_municipalities) {
            marked[m] = 1;
            continue;
        }
        int32_t named = municipality_named(units, codes[c]);
        if (named >= 0)
            return bp_study_fail(run->context, run->study, BP_ERROR_INPUT, path,
                                 "'%s' is the name of a municipality, and a code is expected: write %s",
                                 codes[c], units->municipality_code[named]);
        const char *nearest =
            bp_text_nearest(codes[c], (const char *const *)units->municipality_code, units->n_municipalities);
        return bp_study_fail(run->context, run->study, BP_ERROR_INPUT, path,
                             "no unit lies in a municipality with the code '%s'%s%s%s", codes[c],
                             nearest ? "; nearest: '" : "", nearest ? nearest : "", nearest ? "'" : "");
    }
    return BP_OK;
}

/* A municipality has a designated area where at least half of one of its units is in one, or a list says so.
 */
static void mark_designated(const bp_run *run, uint8_t *marked)
{
    for (int64_t k = 0; k < run->designated.n_members; k++) {
        const bp_region_member *member = &run->designated.members[k];
        int32_t m = run->units.municipality[member->unit];
        if (m >= 0 && (member->share >= 0.5 || member->is_part))
            marked[m] = 1;
    }
}

static bool is_allowed(const bp_run *run, const uint8_t *excluded, const uint8_t *included,
                       const uint8_t *class_allowed, int64_t i)
{
    const bp_study_candidates *asked = &run->study->candidates;
    int32_t m = run->units.municipality[i], k = asked->n_size_class ? run->size_classes.of_unit[i] : -1;
    if (m >= 0 && excluded[m])
        return false;
    if (asked->n_include > 0 && (m < 0 || !included[m]))
        return false;
    return asked->n_size_class == 0 || (k >= 0 && class_allowed[k]);
}

static bp_status mark_lists(bp_run *run, uint8_t *excluded, uint8_t *included, uint8_t *class_allowed)
{
    const bp_study_candidates *asked = &run->study->candidates;
    bp_status status =
        mark_municipalities(run, "candidates.exclude", asked->exclude, asked->n_exclude, excluded);
    if (!status)
        status = mark_municipalities(run, "candidates.include", asked->include, asked->n_include, included);
    if (!status && asked->exclude_designated)
        mark_designated(run, excluded);
    for (int c = 0; !status && c < asked->n_size_class; c++) {
        int32_t k = 0;
        status = find_class(run, "candidates.size_class", asked->size_class[c], &k);
        if (!status)
            class_allowed[k] = 1;
    }
    return status;
}

/* Units with residents only: the others can be in no area anyway. `seen` is scratch, one per municipality. */
static bp_status count_candidates(bp_run *run, uint8_t *seen)
{
    bp_run_candidates *found = &run->candidates;
    const bp_run_units *units = &run->units;
    memset(seen, 0, (size_t)units->n_municipalities);
    for (int64_t i = 0; i < bp_run_n(run); i++) {
        if (!bp_bitmap_get(units->population_known, i) || !(units->population[i] > 0.0))
            continue;
        if (!bp_bitmap_get(run->rule_arrays.candidate, i)) {
            found->excluded_units++;
            found->excluded_population += units->population[i];
            continue;
        }
        found->units++;
        found->population += units->population[i];
        if (units->municipality[i] >= 0 && !seen[units->municipality[i]]) {
            seen[units->municipality[i]] = 1;
            found->municipalities++;
        }
    }
    return found->units > 0
               ? BP_OK
               : bp_study_fail(
                     run->context, run->study, BP_ERROR_INPUT, "candidates",
                     "no unit with residents is left; exclude less, or include other municipalities "
                     "or size classes");
}

static bp_status limit_candidates(bp_run *run)
{
    bp_status status = BP_OK;
    int64_t n = bp_run_n(run);
    size_t rows = (size_t)run->units.n_municipalities + 1;
    uint8_t *excluded = (uint8_t *)calloc(rows, 1), *included = (uint8_t *)calloc(rows, 1);
    uint8_t *allowed = (uint8_t *)calloc((size_t)run->size_classes.n + 1, 1);
    uint8_t *candidate = (uint8_t *)calloc(bp_bitmap_bytes(n), 1);
    run->rule_arrays.candidate = candidate;
    if (!excluded || !included || !allowed || !candidate) {
        status = bp_context_fail_memory(run->context, bp_bitmap_bytes(n));
        goto done;
    }
    status = mark_lists(run, excluded, included, allowed);
    for (int64_t i = 0; !status && i < n; i++)
        if (is_allowed(run, excluded, included, allowed, i))
            bp_bitmap_set(candidate, i);
    if (!status)
        status = count_candidates(run, excluded);
    run->ground.candidate = candidate;
done:
    free(excluded);
    free(included);
    free(allowed);
    return status;
}

bp_status bp_run_choose_candidates(bp_run *run)
{
    const bp_study *study = run->study;
    bp_status status = BP_OK;
    if (!run->units.are_read || !run->units.population)
        return BP_OK; /* only where failures are collected */
    if (uses_classes(study))
        status = take_classes(run);
    if (status)
        return status;
    run->ground.size_class = run->size_classes.of_unit;
    if (study->areas.n_by_size > 0)
        status = size_by_class(run);
    if (!status && study->has_candidates)
        status = limit_candidates(run);
    return status;
}
