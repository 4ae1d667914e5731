/* Areas and municipalities of a run, by what somebody calls them. */
#include "cli/map/run_folder.h"

#include "geo/text.h"

#include <stdlib.h>
#include <string.h>

/* BP_ERROR_ARGUMENT that names the nearest of names[n]. */
static bp_status fail_unknown(bp_context *context, const bp_map_run *run, const char *kind, const char *asked,
                              const char **names, int n)
{
    const char *nearest = bp_text_nearest(asked, names, n);
    const char *listed = strcmp(kind, "area") == 0 ? "areas.csv lists them" : "units.gpkg has them";
    return nearest ? bp_context_fail(context, BP_ERROR_ARGUMENT, "%s: has no %s '%s'; did you mean '%s'?",
                                     run->directory, kind, asked, nearest)
                   : bp_context_fail(context, BP_ERROR_ARGUMENT, "%s: has no %s '%s'; %s", run->directory,
                                     kind, asked, listed);
}

static bool is_same(const char *a, const char *b)
{
    return a && strlen(a) == strlen(b) && bp_text_distance(a, b) == 0;
}

bp_status bp_map_run_find_area(bp_context *context, const bp_map_run *run, const char *id, int64_t *out)
{
    int64_t n = run->layers[BP_THEME_AREAS].layer.table.n_rows;
    const char **ids = (const char **)calloc((size_t)n + 1, sizeof *ids);
    int known = 0;
    if (!ids)
        return bp_context_fail_memory(context, (size_t)n * sizeof *ids);
    for (int64_t r = 0; r < n; r++) {
        const char *text = bp_map_run_text(run, BP_THEME_AREAS, "area_id", r);
        if (is_same(text, id)) {
            *out = r;
            free((void *)ids);
            return BP_OK;
        }
        if (text)
            ids[known++] = text;
    }
    bp_status status = fail_unknown(context, run, "area", id, ids, known);
    free((void *)ids);
    return status;
}

bp_status bp_map_run_find_municipality(bp_context *context, const bp_map_run *run, const char *name,
                                       int32_t *out)
{
    const bp_map_municipalities *all = &run->municipalities;
    const char **names = (const char **)calloc(2 * (size_t)all->n + 1, sizeof *names);
    int known = 0;
    bp_status status = BP_OK;
    if (!names)
        return bp_context_fail_memory(context, (size_t)all->n * sizeof *names);
    for (int32_t m = 0; m < all->n; m++) {
        if (is_same(all->code[m], name) || is_same(all->name[m], name)) {
            *out = m;
            free((void *)names);
            return BP_OK;
        }
        if (all->name[m])
            names[known++] = all->name[m];
        names[known++] = all->code[m];
    }
    status = fail_unknown(context, run, "municipality", name, names, known);
    free((void *)names);
    return status;
}
