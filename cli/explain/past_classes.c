/* Size classes and candidates of a run, as units.gpkg has them. */
#include "cli/explain/past.h"

#include "geo/bitmap.h"

#include <stdlib.h>
#include <string.h>

static bp_status fail_class(bp_context *context, const bp_past *past, const char *name)
{
    return bp_context_fail(
        context, BP_ERROR_INPUT,
        "%s/run.json: `settings.areas.by_class` lacks the size class '%s' of units.gpkg, or "
        "its floor or ceiling; one of the two was changed: run the study again",
        past->directory, name);
}

static bp_status read_sizes(bp_context *context, bp_past *past)
{
    size_t n = json_array_size(past->by_class);
    past->class_limits = (double *)calloc(2 * n + 1, sizeof *past->class_limits);
    if (!past->class_limits)
        return bp_context_fail_memory(context, 2 * n * sizeof *past->class_limits);
    for (size_t k = 0; k < n; k++)
        if (json_unpack(json_array_get(past->by_class, k), "{s:F, s:F}", "floor", &past->class_limits[k],
                        "ceiling", &past->class_limits[n + k]))
            return fail_class(context, past, "(any)");
    past->sizes = (bp_class_sizes){past->size_class, (int)n, past->class_limits, past->class_limits + n};
    past->rule.delineate.by_class = n > 0 ? &past->sizes : NULL;
    return BP_OK;
}

/* Number of the class: by `settings` where it has sizes by class, else by the first unit that is in it. */
static int32_t number_of(const bp_past *past, const bp_column *column, int64_t i, int32_t *n)
{
    const char *name = bp_column_text_at(column, i);
    for (size_t k = 0; k < json_array_size(past->by_class); k++) {
        const char *other = json_string_value(json_object_get(json_array_get(past->by_class, k), "class"));
        if (other && strcmp(name, other) == 0)
            return (int32_t)k;
    }
    if (json_array_size(past->by_class) > 0)
        return -1;
    for (int64_t j = 0; j < i; j++) {
        const char *other = bp_column_text_at(column, j);
        if (other && strcmp(name, other) == 0)
            return past->size_class[j];
    }
    return (*n)++;
}

static bp_status take_classes(bp_context *context, bp_past *past, const bp_column *column)
{
    int32_t n = 0;
    past->size_class = (int32_t *)malloc(((size_t)past->n + 1) * sizeof *past->size_class);
    if (!past->size_class)
        return bp_context_fail_memory(context, (size_t)past->n * sizeof *past->size_class);
    for (int64_t i = 0; i < past->n; i++) {
        past->size_class[i] = -1;
        if (!bp_column_is_valid(column, i))
            continue;
        past->size_class[i] = number_of(past, column, i, &n);
        if (past->size_class[i] < 0)
            return fail_class(context, past, bp_column_text_at(column, i));
    }
    return json_array_size(past->by_class) > 0 ? read_sizes(context, past) : BP_OK;
}

/* One of the words of a list set apart by semicolons. */
static bool has_word(const char *list, const char *word)
{
    size_t n = strlen(word);
    for (const char *at = list; (at = strstr(at, word)) != NULL; at += n)
        if ((at == list || at[-1] == ';') && (at[n] == ';' || at[n] == '\0'))
            return true;
    return false;
}

static bp_status take_candidates(bp_context *context, bp_past *past, const bp_column *flags)
{
    past->candidate = (uint8_t *)calloc(bp_bitmap_bytes(past->n), 1);
    if (!past->candidate)
        return bp_context_fail_memory(context, bp_bitmap_bytes(past->n));
    for (int64_t i = 0; i < past->n; i++) {
        const char *list = bp_column_text_at(flags, i);
        if (!list || !has_word(list, "not_a_candidate"))
            bp_bitmap_set(past->candidate, i);
    }
    return BP_OK;
}

bp_status bp_past_read_classes(bp_context *context, bp_past *past)
{
    const bp_column *classes = bp_past_column(past, "size_class"), *flags = bp_past_column(past, "flags");
    bp_status status = BP_OK;
    if (classes && classes->type == BP_COLUMN_TEXT)
        status = take_classes(context, past, classes);
    else if (json_array_size(past->by_class) > 0)
        status = fail_class(context, past, "(any)");
    if (!status && flags && flags->type == BP_COLUMN_TEXT)
        status = take_candidates(context, past, flags);
    return status;
}
