/* Small values of run.json. */
#ifndef BP_CLI_RUN_JSON_TEXT_H
#define BP_CLI_RUN_JSON_TEXT_H

#include "cli/run/columns.h"
#include "geo/text.h"

#include <jansson.h>
#include <stdlib.h>

/* A text from outside. Where it is no UTF-8 (a file name in another encoding) each such byte becomes "?", so
   that the entry is told and not lost. */
static inline json_t *safe_text(const char *text)
{
    json_t *string = json_string(text);
    char *clean = string ? NULL : bp_text_copy(text);
    for (char *c = clean; c && *c; c++)
        if ((unsigned char)*c >= 0x80)
            *c = '?';
    if (clean)
        string = json_string(clean);
    free(clean);
    return string;
}

static inline json_t *text_or_null(const char *text)
{
    return text ? safe_text(text) : json_null();
}

static inline json_t *rounded(double value, int decimals)
{
    return json_real(bp_round_to(value, decimals));
}

static inline json_t *texts(char *const *items, int n)
{
    json_t *array = json_array();
    for (int i = 0; i < n; i++)
        json_array_append_new(array, safe_text(items[i]));
    return array;
}

#endif
