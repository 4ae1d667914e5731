#include "cli/join/call.h"

#include "geo/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A text that lives as long as the request. */
static char *keep(bp_join_call *asked, char *text)
{
    if (text && asked->n_texts == (int)(sizeof asked->texts / sizeof *asked->texts)) {
        free(text);
        return NULL;
    }
    if (text)
        asked->texts[asked->n_texts++] = text;
    return text;
}

static bp_status read_number(const bp_call *call, const char *option, const char *text, double *out)
{
    char *end = NULL;
    double value = strtod(text, &end);
    if (end == text || *end || !isfinite(value))
        return bp_context_fail(call->context, BP_ERROR_ARGUMENT, "join: --%s: found '%s', expected a number",
                               option, text);
    *out = value;
    return BP_OK;
}

/* PREFIX_how_tail, where there is a prefix and a tail. */
static bp_status add_measure(const bp_call *call, bp_join_call *asked, bp_join_how how, const char *tail)
{
    const char *prefix = bp_call_text(call, "name", NULL);
    bp_join_measure *measure = &asked->measures[asked->request.n_measures];
    if (asked->request.n_measures == BP_JOIN_MOST_MEASURES)
        return bp_context_fail(call->context, BP_ERROR_ARGUMENT,
                               "join: more than %d columns are asked for; ask for them in several calls",
                               BP_JOIN_MOST_MEASURES);
    *measure = (bp_join_measure){how, NULL, NAN, NULL};
    measure->name = keep(asked, bp_text_format("%s%s%s%s%s", prefix ? prefix : "", prefix ? "_" : "",
                                               bp_join_how_name(how), tail ? "_" : "", tail ? tail : ""));
    if (!measure->name)
        return bp_context_fail_memory(call->context, 0);
    asked->request.n_measures++;
    return BP_OK;
}

/* The values of an option that may be repeated, one after the other; `text` is cut up. */
static char *next_value(char **text, char separator)
{
    char *value = *text, *end = strchr(value, separator);
    if (!*value)
        return NULL;
    *text = end ? end + 1 : value + strlen(value);
    if (end)
        *end = '\0';
    return value;
}

static bp_status read_list(const bp_call *call, bp_join_call *asked, bp_join_how how)
{
    const char *option = bp_join_how_name(how);
    bp_status status = BP_OK;
    if (!bp_call_has(call, option))
        return BP_OK;
    char *text = keep(asked, bp_text_copy(bp_call_text(call, option, ""))), *value = NULL;
    if (!text)
        return bp_context_fail_memory(call->context, 0);
    while (!status && (value = next_value(&text, '\n')) != NULL) {
        status = add_measure(call, asked, how, value);
        bp_join_measure *measure = &asked->measures[asked->request.n_measures - 1];
        if (!status && how == BP_JOIN_WITHIN) {
            status = read_number(call, option, value, &measure->number);
            if (!status && !(measure->number > 0.0))
                status =
                    bp_context_fail(call->context, BP_ERROR_ARGUMENT,
                                    "join: --within: found '%s', expected a number of metres above 0", value);
        } else if (!status) {
            measure->column = value;
        }
    }
    return status;
}

static bp_status fail_statistic(const bp_call *call, const char *word)
{
    static const char *const names[] = {"mean", "sum", "min", "max", "stdev", "above", "covered"};
    const char *nearest = bp_text_nearest(word, names, (int)(sizeof names / sizeof *names));
    return bp_context_fail(
        call->context, BP_ERROR_ARGUMENT,
        "join: --zonal: found '%s', expected some of mean, sum, min, max, stdev, above=T and "
        "covered, with commas%s%s%s",
        word, nearest ? "; nearest: '" : "", nearest ? nearest : "", nearest ? "'" : "");
}

/* One of the words after --zonal. */
static bp_status read_statistic(const bp_call *call, bp_join_call *asked, char *word)
{
    bp_join_how how = BP_JOIN_MEAN;
    char *threshold = strchr(word, '=');
    if (threshold)
        *threshold++ = '\0';
    if (strcmp(word, "zonal") == 0 || !bp_join_how_parse(word, &how) ||
        !bp_join_how_fits(how, BP_JOIN_RASTER))
        return fail_statistic(call, word);
    if ((how == BP_JOIN_ABOVE) != (threshold != NULL))
        return bp_context_fail(call->context, BP_ERROR_ARGUMENT, "join: --zonal: %s",
                               threshold ? "only above takes a number, as in above=30"
                                         : "above needs its threshold, as in above=30");
    double number = NAN;
    bp_status status = threshold ? read_number(call, "zonal", threshold, &number) : BP_OK;
    if (!status)
        status = add_measure(call, asked, how, threshold);
    if (!status)
        asked->measures[asked->request.n_measures - 1].number = number;
    return status;
}

static bp_status read_zonal(const bp_call *call, bp_join_call *asked)
{
    bp_status status = BP_OK;
    char *text = keep(asked, bp_text_copy(bp_call_text(call, "zonal", ""))), *word = NULL;
    if (!text)
        return bp_context_fail_memory(call->context, 0);
    for (char *c = text; *c; c++)
        *c = *c == '\n' ? ',' : *c;
    while (!status && (word = next_value(&text, ',')) != NULL)
        status = read_statistic(call, asked, word);
    return status;
}

static bp_status read_measures(const bp_call *call, bp_join_call *asked)
{
    static const bp_join_how flags[] = {BP_JOIN_COUNT, BP_JOIN_NEAREST, BP_JOIN_LENGTH, BP_JOIN_COVERED};
    static const bp_join_how lists[] = {BP_JOIN_SUM,    BP_JOIN_MEAN,        BP_JOIN_MEDIAN,
                                        BP_JOIN_MIN,    BP_JOIN_MAX,         BP_JOIN_DISTINCT,
                                        BP_JOIN_WITHIN, BP_JOIN_INTERPOLATE, BP_JOIN_LARGEST};
    bp_status status = BP_OK;
    for (size_t i = 0; !status && i < sizeof flags / sizeof *flags; i++)
        if (bp_call_has(call, bp_join_how_name(flags[i])))
            status = add_measure(call, asked, flags[i], NULL);
    for (size_t i = 0; !status && i < sizeof lists / sizeof *lists; i++)
        status = read_list(call, asked, lists[i]);
    return status ? status : read_zonal(call, asked);
}

/* Options that mean nothing without another one. */
static bp_status check_company(const bp_call *call)
{
    static const struct {
        const char *option, *other;
    } pairs[] = {{"nearest-id", "nearest"},
                 {"extensive", "interpolate"},
                 {"intensive", "interpolate"},
                 {"by", "interpolate"},
                 {"population", "interpolate"},
                 {"population-column", "population"},
                 {"population-layer", "population"},
                 {"population-band", "population"},
                 {"population-crs", "population"},
                 {"least-covered", "interpolate"},
                 {"x", "y"},
                 {"y", "x"},
                 {"x", "crs"}};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        if (bp_call_has(call, pairs[i].option) && !bp_call_has(call, pairs[i].other))
            return bp_context_fail(call->context, BP_ERROR_ARGUMENT, "join: --%s goes with --%s",
                                   pairs[i].option, pairs[i].other);
    if (bp_call_has(call, "point") && !bp_call_has(call, "nearest") && !bp_call_has(call, "within"))
        return bp_context_fail(call->context, BP_ERROR_ARGUMENT,
                               "join: --point goes with --nearest or --within");
    return BP_OK;
}

static bp_status read_interpolation(const bp_call *call, bp_join_request *request)
{
    const char *least = bp_call_text(call, "least-covered", NULL), *by = bp_call_text(call, "by", NULL);
    bool has_population = bp_call_has(call, "population");
    if (!bp_call_has(call, "interpolate"))
        return BP_OK;
    if (bp_call_has(call, "extensive") == bp_call_has(call, "intensive"))
        return bp_context_fail(
            call->context, BP_ERROR_ARGUMENT,
            "join: --interpolate takes one of --extensive (counts and amounts, which add up) "
            "and --intensive (rates and means, which do not)");
    request->kind = bp_call_has(call, "extensive") ? BP_INTERPOLATE_EXTENSIVE : BP_INTERPOLATE_INTENSIVE;
    if (by && strcmp(by, "area") != 0 && strcmp(by, "population") != 0)
        return bp_context_fail(call->context, BP_ERROR_ARGUMENT,
                               "join: --by: found '%s', expected area or population", by);
    if (by && (strcmp(by, "population") == 0) != has_population)
        return bp_context_fail(call->context, BP_ERROR_ARGUMENT, "join: --by %s: %s", by,
                               has_population ? "leave --population out"
                                              : "say where the people are, with --population FILE");
    bp_status status = least ? read_number(call, "least-covered", least, &request->least_covered) : BP_OK;
    if (!status && !(request->least_covered >= 0.0 && request->least_covered <= 1.0))
        status = bp_context_fail(call->context, BP_ERROR_ARGUMENT,
                                 "join: --least-covered: found '%s', expected a share, 0 to 1", least);
    return status;
}

static void read_sources(const bp_call *call, bp_join_request *request)
{
    bp_join_source *source = &request->source, *population = &request->population.source;
    source->path = source->shown = call->arguments[1];
    source->read.layer = bp_call_text(call, "with-layer", NULL);
    source->x = bp_call_text(call, "x", NULL);
    source->y = bp_call_text(call, "y", NULL);
    source->crs = bp_call_text(call, "crs", NULL);
    source->band = (int)bp_call_integer(call, "band", 0);
    population->path = population->shown = bp_call_text(call, "population", NULL);
    population->read.layer = bp_call_text(call, "population-layer", NULL);
    population->crs = bp_call_text(call, "population-crs", NULL);
    population->band = (int)bp_call_integer(call, "population-band", 0);
    population->missing = source->missing;
    request->population.column = bp_call_text(call, "population-column", NULL);
    request->with_id = bp_call_text(call, "nearest-id", bp_call_text(call, "with-id", NULL));
}

static bp_status read_codes(const bp_call *call, bp_join_call *asked)
{
    char *text = keep(asked, bp_text_copy(bp_call_text(call, "missing", ""))), *code = NULL;
    int n = 0;
    if (!text)
        return bp_context_fail_memory(call->context, 0);
    while (n < BP_JOIN_MOST_CODES && (code = next_value(&text, ',')) != NULL)
        asked->codes[n++] = code;
    asked->request.source.missing = (bp_missing_codes){asked->codes, n};
    return BP_OK;
}

static bp_status read_point(const bp_call *call, bp_point_rule *out)
{
    const char *text = bp_call_text(call, "point", "centroid");
    if (strcmp(text, "centroid") != 0 && strcmp(text, "surface") != 0)
        return bp_context_fail(call->context, BP_ERROR_ARGUMENT,
                               "join: --point: found '%s', expected centroid or surface", text);
    *out = strcmp(text, "surface") == 0 ? BP_POINT_SURFACE : BP_POINT_CENTROID;
    return BP_OK;
}

bp_status bp_join_call_read(const bp_call *call, bp_join_call *out)
{
    *out = (bp_join_call){.request = BP_JOIN_REQUEST_INIT};
    bp_status status = check_company(call);
    if (!status)
        status = read_codes(call, out);
    if (!status)
        read_sources(call, &out->request);
    if (!status)
        status = read_measures(call, out);
    if (!status)
        status = read_interpolation(call, &out->request);
    if (!status)
        status = read_point(call, &out->request.point);
    out->request.measures = out->measures;
    out->request.per_residents = bp_call_has(call, "per-1000");
    out->request.per_km2 = bp_call_has(call, "per-km2");
    if (status)
        bp_join_call_clear(out);
    return status;
}

void bp_join_call_clear(bp_join_call *asked)
{
    for (int i = 0; i < asked->n_texts; i++)
        free(asked->texts[i]);
    *asked = (bp_join_call){.request = BP_JOIN_REQUEST_INIT};
}
