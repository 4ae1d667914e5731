#include "cli/run/read/joins.h"

#include "cli/join/report.h"
#include "cli/run/read/json_tables.h"
#include "geo/text.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PATH_BYTES = 64 };

static void set_source(const bp_study_join *asked, bp_join_source *out)
{
    out->path = asked->path;
    out->shown = asked->source;
    out->read = bp_study_read_options(asked->layer, &asked->request, NULL, 0);
    out->x = asked->x;
    out->y = asked->y;
    out->crs = asked->crs;
    out->band = (int)asked->band;
    out->missing = (bp_missing_codes){(const char *const *)asked->missing, asked->n_missing};
}

/* measures[n_how]: each becomes a column that is called as what it is. */
static void set_request(const bp_study_join *asked, bp_join_measure *measures, bp_join_request *out)
{
    for (int i = 0; i < asked->n_how; i++) {
        double number = asked->how[i] == BP_JOIN_ABOVE ? asked->threshold : asked->radius;
        measures[i] =
            (bp_join_measure){asked->how[i], asked->column, number, bp_join_how_name(asked->how[i])};
    }
    set_source(asked, &out->source);
    out->measures = measures;
    out->n_measures = asked->n_how;
    out->kind = asked->extensive ? BP_INTERPOLATE_EXTENSIVE : BP_INTERPOLATE_INTENSIVE;
    out->least_covered = asked->least_covered;
    out->population.source.path = asked->population.path;
    out->population.source.shown = asked->population.source;
    out->population.source.read.layer = asked->population.layer;
    out->population.source.crs = asked->population.crs;
    out->population.source.band = (int)asked->population.band;
    out->population.source.missing = out->source.missing;
    out->population.column = asked->population.column;
    out->point = asked->point;
    out->per_residents = asked->per_residents;
    out->per_km2 = asked->per_km2;
}

/* A file by its bytes; of a service or a database what it brought to the units. */
static bp_status add_inputs(bp_run *run, int j, bp_joined *joined)
{
    const bp_study_join *asked = &run->study->joins[j];
    bp_layer brought = BP_LAYER_INIT;
    char role[128];
    brought.table = joined->table;
    snprintf(role, sizeof role, "join %s", asked->name);
    bp_status status = bp_run_add_source(run, role, asked->source, asked->path, &brought);
    /* What was brought has a row per unit; the file has its own number, and a raster has none. */
    if (!status)
        run->inputs[run->n_inputs - 1].n_rows =
            joined->report.kind == BP_JOIN_RASTER ? -1 : joined->report.n_rows;
    snprintf(role, sizeof role, "join %s population", asked->name);
    if (!status && asked->population.path)
        status = bp_run_add_source(run, role, asked->population.source, asked->population.path, &brought);
    if (!status && asked->population.path)
        run->inputs[run->n_inputs - 1].n_rows = -1;
    return status;
}

bp_status bp_run_make_join(bp_run *run, int j)
{
    const bp_study_join *asked = &run->study->joins[j];
    bp_join_measure measures[BP_STUDY_MOST_HOWS];
    bp_join_request request = BP_JOIN_REQUEST_INIT;
    const bp_join_units units = {&run->units.layer, run->units.population, run->units.population_known};
    char path[PATH_BYTES];
    set_request(asked, measures, &request);
    if (!run->spatial)
        run->spatial = (bp_joined *)calloc((size_t)run->study->n_joins + 1, sizeof *run->spatial);
    if (!run->spatial)
        return bp_context_fail_memory(run->context, 0);
    snprintf(path, sizeof path, "joins[%d].source", j);
    bp_status status = bp_join(run->context, &units, &request, &run->spatial[j]);
    status = bp_study_blame(run->context, run->study, status, path);
    return status ? status : add_inputs(run, j, &run->spatial[j]);
}

void bp_run_joins_clear(bp_run *run)
{
    for (int j = 0; run->spatial && j < run->study->n_joins; j++)
        bp_joined_clear(&run->spatial[j]);
    free(run->spatial);
    run->spatial = NULL;
}

json_t *bp_run_joins_json(const bp_run *run)
{
    json_t *array = json_array();
    for (int j = 0; run->spatial && j < run->study->n_joins; j++) {
        json_t *object = json_pack("{s:s}", "join", run->study->joins[j].name);
        json_t *report = bp_join_report_json(&run->spatial[j].report);
        json_object_update(object, report);
        json_decref(report);
        json_array_append_new(array, object);
    }
    return array;
}

static void set_text(json_t *object, const char *key, const char *text)
{
    if (text)
        json_object_set_new(object, key, json_string(text));
}

json_t *bp_run_join_population_json(const bp_study_join_population *population)
{
    json_t *object = json_object();
    set_text(object, "source", population->source);
    set_text(object, "layer", population->layer);
    set_text(object, "column", population->column);
    set_text(object, "crs", population->crs);
    if (population->band > 0)
        json_object_set_new(object, "band", json_integer(population->band));
    return object;
}

static json_t *describe(const bp_study_join *join)
{
    json_t *object = json_object(), *how = json_array(), *per = json_array(), *missing = json_array();
    for (int i = 0; i < join->n_how; i++)
        json_array_append_new(how, json_string(bp_join_how_name(join->how[i])));
    for (int i = 0; i < join->n_missing; i++)
        json_array_append_new(missing, json_string(join->missing[i]));
    if (join->per_residents)
        json_array_append_new(per, json_string("residents"));
    if (join->per_km2)
        json_array_append_new(per, json_string("km2"));
    set_text(object, "name", join->name);
    set_text(object, "source", join->source);
    set_text(object, "layer", join->layer);
    json_object_set_new(object, "how", how);
    set_text(object, "column", join->column);
    json_object_set_new(object, "per", per);
    if (isfinite(join->radius) && join->radius > 0.0)
        json_object_set_new(object, "radius", json_real(join->radius));
    for (int i = 0; i < join->n_how; i++) {
        if (join->how[i] == BP_JOIN_ABOVE)
            json_object_set_new(object, "threshold", json_real(join->threshold));
        if (join->how[i] != BP_JOIN_INTERPOLATE)
            continue;
        json_object_set_new(object, "extensive", json_boolean(join->extensive));
        json_object_set_new(object, "least_covered", json_real(join->least_covered));
    }
    if (join->population.source)
        json_object_set_new(object, "population", bp_run_join_population_json(&join->population));
    set_text(object, "crs", join->crs);
    set_text(object, "x", join->x);
    set_text(object, "y", join->y);
    if (join->band > 0)
        json_object_set_new(object, "band", json_integer(join->band));
    json_object_set_new(object, "point",
                        json_string(join->point == BP_POINT_SURFACE ? "surface" : "centroid"));
    json_object_set_new(object, "missing", missing);
    bp_json_add_request(object, &join->request);
    bp_json_add_origin(object, &join->origin);
    return object;
}

json_t *bp_run_joins_study_json(const bp_study *study)
{
    json_t *array = json_array();
    for (int j = 0; j < study->n_joins; j++)
        json_array_append_new(array, describe(&study->joins[j]));
    return array;
}
