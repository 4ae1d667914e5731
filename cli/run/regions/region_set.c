#include "cli/run/regions/region_set.h"

#include "geo/text.h"

#include <stdlib.h>
#include <string.h>

void bp_region_set_clear(bp_region_set *set)
{
    free(set->name);
    bp_texts_free(set->id, set->n);
    bp_texts_free(set->title, set->n);
    bp_texts_free(set->certainty, set->n);
    bp_texts_free(set->source, set->n);
    bp_texts_free(set->phase, set->n);
    bp_texts_free(set->level, set->n);
    bp_texts_free(set->note, set->n);
    bp_texts_free(set->start, set->n);
    bp_texts_free(set->end, set->n);
    bp_texts_free(set->words, set->n_words);
    free(set->members);
    free(set->vintage);
    bp_polygons_clear(&set->polygons);
    bp_polygons_clear(&set->parts);
    *set = (bp_region_set)BP_REGION_SET_INIT;
}

bp_status bp_region_set_allocate(bp_context *context, const char *name, int32_t n, bp_region_set *out)
{
    out->n = n;
    out->name = bp_text_copy(name);
    out->id = (char **)calloc((size_t)n + 1, sizeof *out->id);
    out->title = (char **)calloc((size_t)n + 1, sizeof *out->title);
    out->certainty = (char **)calloc((size_t)n + 1, sizeof *out->certainty);
    out->source = (char **)calloc((size_t)n + 1, sizeof *out->source);
    out->phase = (char **)calloc((size_t)n + 1, sizeof *out->phase);
    out->level = (char **)calloc((size_t)n + 1, sizeof *out->level);
    out->note = (char **)calloc((size_t)n + 1, sizeof *out->note);
    out->start = (char **)calloc((size_t)n + 1, sizeof *out->start);
    out->end = (char **)calloc((size_t)n + 1, sizeof *out->end);
    bool whole = out->id && out->title && out->certainty && out->source && out->phase && out->level &&
                 out->note && out->start && out->end && (out->name || !name);
    return whole ? BP_OK : bp_context_fail_memory(context, 0);
}

int32_t bp_region_set_word(bp_region_set *set, const char *word)
{
    for (int32_t w = 0; word && w < set->n_words; w++)
        if (strcmp(set->words[w], word) == 0)
            return w;
    char *copy = bp_text_copy(word);
    char **grown = copy ? (char **)realloc(set->words, (size_t)(set->n_words + 1) * sizeof *grown) : NULL;
    if (!grown) {
        free(copy);
        return -1;
    }
    set->words = grown;
    grown[set->n_words] = copy;
    return set->n_words++;
}
