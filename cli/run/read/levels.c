#include "cli/run/read/levels.h"

#include "cli/run/columns.h"
#include "geo/bitmap.h"
#include "geo/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char *bp_run_cut_code(const char *text, const bp_run_cut *cut)
{
    if (!text)
        return NULL;
    int64_t length = (int64_t)strlen(text), first = 1, last = length;
    if (cut->characters[0] > 0) {
        first = cut->characters[0];
        last = cut->characters[1];
    }
    if (first > last || last > length)
        return NULL;
    return bp_text_format("%s%.*s", cut->prefix ? cut->prefix : "", (int)(last - first + 1),
                          text + first - 1);
}

typedef struct coded_unit {
    const char *code;
    int64_t unit;
} coded_unit;

static int by_code(const void *a, const void *b)
{
    const coded_unit *p = (const coded_unit *)a, *q = (const coded_unit *)b;
    int order = strcmp(p->code, q->code);
    return order ? order : (p->unit > q->unit) - (p->unit < q->unit);
}

bp_status bp_run_number_codes(bp_context *context, char *const *codes, int64_t n, int32_t *of_unit,
                              char ***distinct, int32_t *n_distinct)
{
    bp_status status = BP_OK;
    int64_t m = 0;
    int32_t count = 0;
    coded_unit *list = (coded_unit *)calloc((size_t)n + 1, sizeof *list);
    char **kept = (char **)calloc((size_t)n + 1, sizeof *kept);
    if (!list || !kept) {
        status = bp_context_fail_memory(context, (size_t)n * sizeof *list);
        goto done;
    }
    for (int64_t i = 0; i < n; i++) {
        of_unit[i] = -1;
        if (codes[i])
            list[m++] = (coded_unit){codes[i], i};
    }
    qsort(list, (size_t)m, sizeof *list, by_code);
    for (int64_t i = 0; i < m; i++) {
        if (i == 0 || strcmp(list[i].code, list[i - 1].code) != 0) {
            kept[count] = bp_text_copy(list[i].code);
            if (!kept[count]) {
                status = bp_context_fail_memory(context, 0);
                goto done;
            }
            count++;
        }
        of_unit[list[i].unit] = count - 1;
    }
    *distinct = kept;
    *n_distinct = count;
    kept = NULL;
done:
    bp_texts_free(kept, count);
    free(list);
    return status;
}

/* codes[units] of a level of the study; NULL where a unit has none. */
static bp_status cut_codes(bp_run *run, const bp_study_level *asked, char **codes)
{
    const bp_table *table = &run->units.layer.table;
    const bp_column *column = asked->column ? &table->columns[bp_table_find(table, asked->column)] : NULL;
    const bp_run_cut cut = {asked->characters, asked->prefix};
    int64_t found = 0;
    for (int64_t i = 0; i < bp_run_n(run); i++) {
        char *text = column ? bp_cell_text(column, i) : bp_text_copy(run->units.id[i]);
        codes[i] = bp_run_cut_code(text, &cut);
        found += codes[i] != NULL;
        free(text);
    }
    if (found > 0)
        return BP_OK;
    char path[96];
    snprintf(path, sizeof path, "units.levels.%s", asked->name);
    return bp_study_fail(run->context, run->study, BP_ERROR_INPUT, path,
                         "no unit has a code of this level in column '%s', which begins with '%s'; are the "
                         "characters right?",
                         asked->column ? asked->column : run->study->units.id,
                         bp_run_n(run) > 0 ? run->units.id[0] : "");
}

static bp_status take_level(bp_run *run, int l)
{
    int64_t n = bp_run_n(run);
    bp_run_level *level = &run->levels[1 + l];
    char **codes = (char **)calloc((size_t)n + 1, sizeof *codes);
    level->of_unit = (int32_t *)malloc((size_t)(n + 1) * sizeof *level->of_unit);
    bp_status status = codes && level->of_unit ? BP_OK : bp_context_fail_memory(run->context, 0);
    if (!status)
        status = cut_codes(run, &run->study->units.levels[l], codes);
    if (!status)
        status = bp_run_number_codes(run->context, codes, n, level->of_unit, &level->code, &level->n);
    bp_texts_free(codes, n);
    return status;
}

bp_status bp_run_take_levels(bp_run *run)
{
    bp_run_units *units = &run->units;
    run->levels = (bp_run_level *)calloc((size_t)run->study->units.n_levels + 1, sizeof *run->levels);
    if (!run->levels)
        return bp_context_fail_memory(run->context, 0);
    run->levels[BP_STUDY_MUNICIPALITY_LEVEL] =
        (bp_run_level){units->municipality, units->n_municipalities, units->municipality_code};
    bp_status status = BP_OK;
    for (int l = 0; !status && l < run->study->units.n_levels; l++)
        status = take_level(run, l);
    return status;
}

void bp_run_levels_clear(bp_run *run)
{
    /* The municipalities' arrays are those of the units. */
    for (int l = 1; run->levels && l <= run->study->units.n_levels; l++) {
        bp_texts_free(run->levels[l].code, run->levels[l].n);
        free(run->levels[l].of_unit);
    }
    free(run->levels);
    run->levels = NULL;
}

bp_status bp_run_level_table(bp_run *run, int level, bp_table *out)
{
    out->n_rows = run->levels[level].n;
    return bp_table_add_text(run->context, out, "code", (const char *const *)run->levels[level].code);
}

void bp_run_level_population(const bp_run *run, int level, double *residents, uint8_t *known)
{
    const bp_run_level *of = &run->levels[level];
    memset(residents, 0, (size_t)of->n * sizeof *residents);
    memset(known, 0, bp_bitmap_bytes(of->n));
    for (int64_t i = 0; i < bp_run_n(run); i++) {
        if (of->of_unit[i] < 0 || !bp_bitmap_get(run->units.population_known, i))
            continue;
        residents[of->of_unit[i]] += run->units.population[i];
        bp_bitmap_set(known, of->of_unit[i]);
    }
}
