#include "cli/map/paper.h"

#include "cli/map/canvas.h"
#include "geo/text.h"

#include <stddef.h>

static const bp_paper papers[] = {
    {"a0", 841.0 * BP_MM, 1189.0 * BP_MM},    {"a1", 594.0 * BP_MM, 841.0 * BP_MM},
    {"a2", 420.0 * BP_MM, 594.0 * BP_MM},     {"a3", 297.0 * BP_MM, 420.0 * BP_MM},
    {"a4", 210.0 * BP_MM, 297.0 * BP_MM},     {"a5", 148.0 * BP_MM, 210.0 * BP_MM},
    {"letter", 215.9 * BP_MM, 279.4 * BP_MM}, {"tabloid", 279.4 * BP_MM, 431.8 * BP_MM},
};

bp_status bp_paper_find(bp_context *context, const char *name, bp_paper *out)
{
    for (size_t p = 0; p < sizeof papers / sizeof *papers; p++)
        if (bp_text_distance(papers[p].name, name) == 0) {
            *out = papers[p];
            return BP_OK;
        }
    return bp_context_fail(context, BP_ERROR_ARGUMENT,
                           "--paper: found '%s', expected a0, a1, a2, a3, a4, a5, letter or tabloid", name);
}
