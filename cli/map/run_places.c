/* Areas and municipalities of a run, by what somebody calls them. */
#include "cli/map/run_folder.h"
#include "cli/place.h"

#include <string.h>

static bp_status add_areas(bp_context *context, const bp_map_run *run, bp_place_kind kind, bp_places *out)
{
    const char *wanted = kind == BP_PLACE_PROPOSED ? "proposed" : "designated";
    bp_status status = BP_OK;
    for (int64_t r = 0; !status && r < run->layers[BP_THEME_AREAS].layer.table.n_rows; r++) {
        const char *own = bp_map_run_text(run, BP_THEME_AREAS, "kind", r);
        const bp_place_entry entry = {{kind, r},
                                      bp_map_run_text(run, BP_THEME_AREAS, "area_id", r),
                                      bp_map_run_text(run, BP_THEME_AREAS, "name", r),
                                      bp_map_run_text(run, BP_THEME_AREAS, "municipality_name", r)};
        if (own && strcmp(own, wanted) == 0)
            status = bp_places_add(context, out, &entry);
    }
    return status;
}

static bp_status add_municipalities(bp_context *context, const bp_map_run *run, bp_places *out)
{
    const bp_map_municipalities *all = &run->municipalities;
    bp_status status = BP_OK;
    for (int32_t m = 0; !status && m < all->n; m++) {
        const bp_place_entry entry = {{BP_PLACE_MUNICIPALITY, m}, all->code[m], all->name[m], NULL};
        status = bp_places_add(context, out, &entry);
    }
    return status;
}

bp_status bp_map_run_find_area(bp_context *context, const bp_map_run *run, const char *text, int64_t *out)
{
    bp_places places = BP_PLACES_INIT;
    bp_place found = {BP_PLACE_PROPOSED, 0};
    places.directory = run->directory;
    bp_status status = add_areas(context, run, BP_PLACE_PROPOSED, &places);
    if (!status)
        status = add_areas(context, run, BP_PLACE_DESIGNATED, &places);
    if (!status)
        status = bp_place_find(context, &places, BP_PLACES_AREAS, text, &found);
    if (!status)
        *out = found.index;
    bp_places_clear(&places);
    return status;
}

bp_status bp_map_run_find_municipality(bp_context *context, const bp_map_run *run, const char *text,
                                       int32_t *out)
{
    bp_places places = BP_PLACES_INIT;
    bp_place found = {BP_PLACE_MUNICIPALITY, 0};
    places.directory = run->directory;
    bp_status status = add_municipalities(context, run, &places);
    if (!status)
        status = bp_place_find(context, &places, BP_PLACES_MUNICIPALITIES, text, &found);
    if (!status)
        *out = (int32_t)found.index;
    bp_places_clear(&places);
    return status;
}
