#include "cli/explain/past.h"

#include "geo/bitmap.h"

#include <stdlib.h>

static void clear_areas(bp_past_areas *areas)
{
    free(areas->area_of);
    free(areas->is_member);
    free(areas->row);
    free(areas->id);
    free(areas->name);
    bp_profile_clear(&areas->profile);
}

void bp_past_clear(bp_past *past)
{
    clear_areas(&past->areas[0]);
    clear_areas(&past->areas[1]);
    bp_rule_result_clear(&past->result);
    bp_graph_clear(&past->graph);
    free(past->id);
    free(past->name);
    free(past->population);
    free(past->population_known);
    free(past->municipality);
    free(past->municipality_code);
    free(past->municipality_name);
    free(past->indicators);
    free(past->asked);
    free(past->domain);
    free(past->domain_weight);
    free(past->taking_part);
    free(past->size_class);
    free(past->class_limits);
    free(past->candidate);
    free(past->points);
    bp_table_clear(&past->areas_table);
    bp_layer_clear(&past->layer);
    json_decref(past->record);
    *past = (bp_past){0};
}

bp_what_if bp_past_what_if(const bp_past *past)
{
    return (bp_what_if){&past->ground, &past->rule, &past->result};
}

const bp_column *bp_past_column(const bp_past *past, const char *name)
{
    int at = bp_table_find(&past->layer.table, name);
    return at < 0 ? NULL : &past->layer.table.columns[at];
}

const char *bp_past_area_text(const bp_past *past, int64_t row, const char *column)
{
    int at = bp_table_find(&past->areas_table, column);
    const char *text = at < 0 ? NULL : bp_column_text_at(&past->areas_table.columns[at], row);
    return text ? text : "";
}

const char *bp_past_municipality_of(const bp_past *past, int64_t unit)
{
    int32_t m = past->municipality[unit];
    if (m < 0)
        return NULL;
    return past->municipality_name[m] ? past->municipality_name[m] : past->municipality_code[m];
}
