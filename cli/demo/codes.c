#include "cli/demo/codes.h"

#include <stdio.h>
#include <stdlib.h>

void bp_demo_municipality_code(const bp_demo_country *country, int32_t municipality,
                               char code[BP_DEMO_CODE_SIZE])
{
    snprintf(code, BP_DEMO_CODE_SIZE, "GM%04d", (int)country->municipalities[municipality].code);
}

void bp_demo_wijk_code(const bp_demo_country *country, int64_t unit, char code[BP_DEMO_CODE_SIZE])
{
    snprintf(code, BP_DEMO_CODE_SIZE, "WK%04d%0*d",
             (int)country->municipalities[country->municipality[unit]].code, country->wijk_digits,
             (int)country->wijk[unit]);
}

void bp_demo_unit_code(const bp_demo_country *country, int64_t unit, char code[BP_DEMO_CODE_SIZE])
{
    snprintf(code, BP_DEMO_CODE_SIZE, "BU%04d%0*d%0*d",
             (int)country->municipalities[country->municipality[unit]].code, country->wijk_digits,
             (int)country->wijk[unit], country->number_digits, (int)country->number[unit]);
}

bp_status bp_demo_texts_new(bp_context *context, int64_t n, size_t width, bp_demo_texts *out)
{
    bp_demo_texts made = {n, width, NULL, NULL};
    made.bytes = (char *)bp_demo_zeroed(context, n, width + 1);
    made.texts = (const char **)bp_demo_zeroed(context, n, sizeof *made.texts);
    if (!made.bytes || !made.texts) {
        bp_demo_texts_clear(&made);
        return BP_ERROR_MEMORY;
    }
    for (int64_t i = 0; i < n; i++)
        made.texts[i] = made.bytes + (size_t)i * (width + 1);
    *out = made;
    return BP_OK;
}

char *bp_demo_texts_at(const bp_demo_texts *texts, int64_t i)
{
    return texts->bytes + (size_t)i * (texts->width + 1);
}

void bp_demo_texts_clear(bp_demo_texts *texts)
{
    free(texts->bytes);
    free(texts->texts);
    *texts = (bp_demo_texts){0, 0, NULL, NULL};
}
