/* What the places of a run are called. */
#include "cli/explain/past.h"

static bp_status add_units(bp_context *context, const bp_past *past, bp_places *out)
{
    bp_status status = BP_OK;
    for (int64_t i = 0; !status && i < past->n; i++) {
        const bp_place_entry entry = {
            {BP_PLACE_UNIT, i}, past->id[i], past->name[i], bp_past_municipality_of(past, i)};
        status = bp_places_add(context, out, &entry);
    }
    return status;
}

static bp_status add_areas(bp_context *context, const bp_past *past, bp_place_kind kind, bp_places *out)
{
    bp_status status = BP_OK;
    const bp_past_areas *areas =
        &past->areas[kind == BP_PLACE_PROPOSED ? BP_PAST_PROPOSED : BP_PAST_DESIGNATED];
    for (int32_t a = 0; !status && a < areas->n; a++) {
        const char *municipality = bp_past_area_text(past, areas->row[a], "municipality_name");
        const bp_place_entry entry = {
            {kind, a}, areas->id[a], areas->name[a], municipality[0] ? municipality : NULL};
        status = bp_places_add(context, out, &entry);
    }
    return status;
}

bp_status bp_past_places(bp_context *context, const bp_past *past, bp_places *out)
{
    bp_places made = BP_PLACES_INIT;
    made.directory = past->directory;
    bp_status status = add_units(context, past, &made);
    if (!status)
        status = add_areas(context, past, BP_PLACE_PROPOSED, &made);
    if (!status)
        status = add_areas(context, past, BP_PLACE_DESIGNATED, &made);
    for (int32_t m = 0; !status && m < past->n_municipalities; m++) {
        const bp_place_entry entry = {
            {BP_PLACE_MUNICIPALITY, m}, past->municipality_code[m], past->municipality_name[m], NULL};
        status = bp_places_add(context, &made, &entry);
    }
    if (status)
        bp_places_clear(&made);
    else
        *out = made;
    return status;
}
