#include "cli/weights_summary.h"

#include "cli/json_print.h"
#include "cli/statistic.h"
#include "cli/terminal.h"
#include "geo/text.h"

#include <inttypes.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_SHOWN = 10, MOST_BINS = 24, LINE_WIDTH = 80, INDENT = 14 };

void bp_weights_summary_clear(bp_weights_summary *summary)
{
    free(summary->histogram);
    *summary = (bp_weights_summary)BP_WEIGHTS_SUMMARY_INIT;
}

static void count_links(const bp_weights *w, bp_weights_summary *s)
{
    s->n = w->n;
    s->fewest = w->n > 0 ? INT64_MAX : 0;
    s->least_weight = INFINITY;
    s->most_weight = -INFINITY;
    for (int64_t i = 0; i < w->n; i++) {
        int64_t neighbours = bp_weights_count_neighbours(w, i);
        s->n_links += neighbours;
        s->n_self += w->offsets[i + 1] - w->offsets[i] - neighbours;
        s->n_islands += bp_weights_is_island(w, i);
        s->fewest = neighbours < s->fewest ? neighbours : s->fewest;
        s->most = neighbours > s->most ? neighbours : s->most;
        for (int64_t k = w->offsets[i]; k < w->offsets[i + 1]; k++) {
            s->least_weight = fmin(s->least_weight, w->value[k]);
            s->most_weight = fmax(s->most_weight, w->value[k]);
        }
    }
    if (s->n_links + s->n_self == 0)
        s->least_weight = s->most_weight = 0.0;
}

static bp_status count_components(bp_context *context, const bp_graph *graph, bp_weights_summary *s)
{
    bp_graph both = BP_GRAPH_INIT;
    size_t bytes = ((size_t)graph->n + 1) * sizeof(int64_t);
    int32_t *label = (int32_t *)malloc(bytes);
    int64_t *size = (int64_t *)calloc(1, bytes);
    bp_status status = label && size ? bp_graph_symmetrise(context, graph, BP_GRAPH_EITHER, &both)
                                     : bp_context_fail_memory(context, bytes);
    if (!status)
        status = bp_graph_components(context, &both, label, &s->n_components);
    for (int64_t i = 0; !status && i < graph->n; i++)
        if (++size[label[i]] > s->largest)
            s->largest = size[label[i]];
    bp_graph_clear(&both);
    free(label);
    free(size);
    return status;
}

bp_status bp_weights_summary_make(bp_context *context, const bp_weights *weights, bp_weights_summary *out)
{
    bp_weights_summary s = BP_WEIGHTS_SUMMARY_INIT;
    const bp_graph graph = {weights->n, weights->offsets, weights->neighbours, NULL};
    count_links(weights, &s);
    s.symmetric_weights = bp_weights_is_symmetric(weights);
    bp_status status = bp_graph_count_one_way(context, &graph, &s.n_one_way);
    if (!status)
        status = count_components(context, &graph, &s);
    if (!status && !(s.histogram = (int64_t *)calloc((size_t)s.most + 1, sizeof *s.histogram)))
        status = bp_context_fail_memory(context, ((size_t)s.most + 1) * sizeof *s.histogram);
    for (int64_t i = 0; !status && i < weights->n; i++)
        s.histogram[bp_weights_count_neighbours(weights, i)]++;
    if (status)
        bp_weights_summary_clear(&s);
    else
        *out = s;
    return status;
}

static const char *style_name(bp_weights_style style)
{
    static const char *const names[] = {"B", "W", "C", "V"};
    return names[style];
}

/* How the neighbours were found, in a few words. */
static char *describe(const bp_weights_account *a)
{
    const bp_weights_request *r = a->request;
    switch (r->way) {
    case BP_WEIGHTS_WAY_QUEEN:
        return bp_text_copy("queen contiguity");
    case BP_WEIGHTS_WAY_ROOK:
        return bp_text_copy("rook contiguity");
    case BP_WEIGHTS_WAY_KNN:
        return bp_text_format("%" PRId64 " nearest neighbours", a->made->k_used);
    case BP_WEIGHTS_WAY_BAND:
        return r->band_least > 0.0
                   ? bp_text_format("distance band from %.10g to %.10g", r->band_least, r->band)
                   : bp_text_format("distance band to %.10g", r->band);
    case BP_WEIGHTS_WAY_FILE:
        break;
    }
    return bp_text_format("neighbours from %s", r->file);
}

static const char *length_unit(const bp_weights_account *a)
{
    const char *name = a->made->length_name;
    return name && strlen(name) > 2 && strcmp(name + strlen(name) - 2, "_m") == 0 ? " m" : "";
}

static double mean_neighbours(const bp_weights_summary *s)
{
    return s->n > 0 ? (double)s->n_links / (double)s->n : 0.0;
}

static void print_islands(const bp_weights_account *a)
{
    const bp_weights *w = &a->made->weights;
    char list[MOST_SHOWN * 48] = "", count[32], front[64];
    size_t used = 0;
    int shown = 0;
    for (int64_t i = 0; a->summary->n_islands > 0 && i < w->n && shown < MOST_SHOWN; i++)
        if (bp_weights_is_island(w, i))
            used += (size_t)snprintf(list + used, sizeof list - used, "%s%.40s", shown++ ? ", " : "",
                                     a->ids->text[i]);
    if (a->summary->n_islands > MOST_SHOWN)
        snprintf(list + used, sizeof list - used, ", ...");
    snprintf(front, sizeof front, "  islands      %s%s", bp_text_count(a->summary->n_islands, count),
             shown ? ":" : "");
    bp_terminal_print(front, list, INDENT + 1);
}

static void print_tolerance(const bp_weights_account *a)
{
    const bp_tolerance_report *t = &a->made->tolerance;
    if (a->request->tolerance == 0.0)
        return;
    printf("  tolerance    %.10g: %" PRId64 " %s added, %" PRId64 " %s longer by %.10g in all\n",
           a->request->tolerance, t->n_added, t->n_added == 1 ? "link" : "links", t->n_widened,
           t->n_widened == 1 ? "border" : "borders", t->widened_by);
    for (int64_t k = 0; k < t->n_added && k < MOST_SHOWN; k++)
        printf("               + %s - %s, border %.10g\n", a->ids->text[t->added[k].a],
               a->ids->text[t->added[k].b], t->added[k].length_m);
    if (t->n_added > MOST_SHOWN)
        printf("               + ... (--format json lists all)\n");
}

/* In as many lines as it takes, every option with its value on one. */
static void print_options(const char *options)
{
    size_t at = 0;
    printf("  options     ");
    while (*options) {
        const char *next = strstr(options + 1, " --");
        size_t n = next ? (size_t)(next - options) : strlen(options);
        if (at > 0 && at + n + 1 > LINE_WIDTH - INDENT) {
            printf("\n%*s", INDENT, "");
            at = 0;
        }
        printf(" %.*s", (int)n, options);
        at += n + 1;
        options += n + (options[n] == ' ');
    }
    printf("\n");
}

static void print_symmetry(const bp_weights_summary *s)
{
    char count[32];
    printf("  symmetric    %s", s->n_one_way == 0 ? "yes" : "no");
    if (s->n_one_way > 0)
        printf(" (%s %s one way)", bp_text_count(s->n_one_way, count),
               s->n_one_way == 1 ? "link goes" : "links go");
    else if (!s->symmetric_weights)
        printf(", but not in their weights: some count more one way than the other");
    printf("\n");
}

/* A line for every number of neighbours, or for ranges of as many where that would be too many lines. */
static void print_histogram(const bp_weights_summary *s)
{
    int64_t width = 1;
    static const int64_t widths[] = {2, 5, 10, 20, 50, 100, 200, 500, 1000};
    size_t n_widths = sizeof widths / sizeof *widths;
    for (size_t k = 0; (s->most + 1) / width > MOST_BINS; k++)
        width = k < n_widths ? widths[k] : 2 * width;
    printf("  neighbours   units\n");
    for (int64_t from = 0; from <= s->most; from += width) {
        int64_t units = 0, to = from + width - 1;
        char range[48], count[32];
        for (int64_t k = from; k <= to && k <= s->most; k++)
            units += s->histogram[k];
        snprintf(range, sizeof range, width == 1 ? "%" PRId64 : "%" PRId64 "-%" PRId64, from, to);
        if (units > 0)
            printf("  %10s   %s\n", range, bp_text_count(units, count));
    }
}

void bp_weights_print_table(const bp_weights_account *a)
{
    const bp_weights_summary *s = a->summary;
    char units[32], links[32];
    char *way = describe(a);
    printf("%s: %s, style %s%s%s\n", a->source, way ? way : "weights", style_name(a->made->weights.style),
           a->output ? ", written to " : "", a->output ? a->output : "");
    free(way);
    print_options(a->options);
    printf("  units        %s\n", bp_text_count(s->n, units));
    printf("  links        %s\n", bp_text_count(s->n_links, links));
    print_islands(a);
    printf("  components   %s (the largest has %s %s)\n", bp_text_count(s->n_components, units),
           bp_text_count(s->largest, links), s->largest == 1 ? "unit" : "units");
    print_symmetry(s);
    if (a->request->centres.file)
        printf("  points       means of %" PRId64 " rows weighted by %s, %" PRId64 " units by centroid\n",
               a->made->centres.n_used, a->request->centres.weight, a->made->centres.n_kept);
    if (a->made->least_band > 0.0)
        printf("  least band   %.10g%s, in which nobody is alone\n", a->made->least_band, length_unit(a));
    printf("  neighbours   %" PRId64 " to %" PRId64 ", mean %.6g\n", s->fewest, s->most, mean_neighbours(s));
    printf("  weights      %.6g to %.6g\n", s->least_weight, s->most_weight);
    if (s->n_self > 0)
        printf("  to itself    %s units\n", bp_text_count(s->n_self, units));
    print_tolerance(a);
    print_histogram(s);
}

static json_t *islands_json(const bp_weights_account *a)
{
    json_t *list = json_array();
    for (int64_t i = 0; i < a->summary->n && a->summary->n_islands > 0; i++)
        if (bp_weights_is_island(&a->made->weights, i))
            json_array_append_new(list, json_string(a->ids->text[i]));
    return list;
}

static json_t *histogram_json(const bp_weights_summary *s)
{
    json_t *list = json_array();
    for (int64_t k = 0; k <= s->most; k++)
        if (s->histogram[k] > 0)
            json_array_append_new(list, json_pack("{s:I, s:I}", "neighbours", (json_int_t)k, "units",
                                                  (json_int_t)s->histogram[k]));
    return list;
}

static json_t *centres_json(const bp_weights_account *a)
{
    const bp_centres_report *c = &a->made->centres;
    if (!a->request->centres.file)
        return json_null();
    return json_pack("{s:s, s:s, s:I, s:I, s:I, s:I, s:I}", "file", a->request->centres.file, "weight",
                     a->request->centres.weight, "rows", (json_int_t)c->n, "used", (json_int_t)c->n_used,
                     "outside", (json_int_t)c->n_outside, "missing", (json_int_t)c->n_unweighted,
                     "units_by_centroid", (json_int_t)c->n_kept);
}

static json_t *tolerance_json(const bp_weights_account *a)
{
    const bp_tolerance_report *t = &a->made->tolerance;
    if (a->request->tolerance == 0.0)
        return json_null();
    json_t *added = json_array();
    for (int64_t k = 0; k < t->n_added; k++)
        json_array_append_new(added,
                              json_pack("{s:s, s:s, s:f}", "a", a->ids->text[t->added[k].a], "b",
                                        a->ids->text[t->added[k].b], "border_m", t->added[k].length_m));
    return json_pack("{s:f, s:I, s:I, s:f, s:o}", "tolerance_m", a->request->tolerance, "unmatched_segments",
                     (json_int_t)t->n_free, "borders_longer", (json_int_t)t->n_widened, "longer_by_m",
                     t->widened_by, "links_added", added);
}

bp_status bp_weights_print_json(bp_context *context, const bp_weights_account *a)
{
    const bp_weights_summary *s = a->summary;
    char *way = describe(a);
    json_t *root = json_pack(
        "{s:s, s:s*, s:s, s:s, s:s, s:I, s:I, s:I, s:o, s:i, s:I, s:b, s:b, s:I, s:I, s:I, s:I, s:f, s:f, "
        "s:f, s:o, s:o, s:o, s:o, s:o}",
        "units_file", a->source, "weights_file", a->output, "options", a->options, "neighbours",
        way ? way : "", "style", style_name(a->made->weights.style), "units", (json_int_t)s->n, "links",
        (json_int_t)s->n_links, "islands", (json_int_t)s->n_islands, "island_ids", islands_json(a),
        "components", (int)s->n_components, "largest_component", (json_int_t)s->largest, "symmetric",
        s->n_one_way == 0, "symmetric_weights", s->symmetric_weights, "one_way_links",
        (json_int_t)s->n_one_way, "to_itself", (json_int_t)s->n_self, "fewest_neighbours",
        (json_int_t)s->fewest, "most_neighbours", (json_int_t)s->most, "mean_neighbours", mean_neighbours(s),
        "least_weight", s->least_weight, "most_weight", s->most_weight, "histogram", histogram_json(s),
        "least_band", a->made->least_band > 0.0 ? json_real(a->made->least_band) : json_null(), "tolerance",
        tolerance_json(a), "centres", centres_json(a), "warnings", bp_statistic_warnings(context));
    free(way);
    return bp_json_print(context, root);
}
