#include "cli/weights_request.h"

#include "geo/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *const way_names[] = {"queen", "rook", "knn", "band", "from"};
enum { N_WAYS = sizeof way_names / sizeof *way_names };

/* Of the words of --point the one that is no rule of bp_point_of. */
enum { POPULATION = 2 };

/* A choice among words; `*out` is the number of the word. Words end with NULL. */
static bp_status read_word(const bp_call *call, const char *option, const char *const *words, int *out)
{
    const char *text = bp_call_text(call, option, NULL);
    if (!text)
        return BP_OK;
    char list[128] = "";
    for (int i = 0; words[i]; i++) {
        if (strcmp(text, words[i]) == 0) {
            *out = i;
            return BP_OK;
        }
        size_t used = strlen(list);
        const char *before = i == 0 ? "" : words[i + 1] ? ", " : " or ";
        if (used + strlen(before) + strlen(words[i]) < sizeof list)
            strcat(strcat(list, before), words[i]);
    }
    return bp_context_fail(call->context, BP_ERROR_ARGUMENT, "%s: --%s: found '%s', expected %s",
                           call->command->name, option, text, list);
}

/* A number above 0 that takes up all of the text. */
static bool to_number(const char *text, double *out)
{
    char *end = NULL;
    double value = strtod(text, &end);
    if (end == text || *end || !isfinite(value) || value <= 0.0)
        return false;
    *out = value;
    return true;
}

static bp_status read_number(const bp_call *call, const char *option, double *out)
{
    const char *text = bp_call_text(call, option, NULL);
    if (!text || to_number(text, out))
        return BP_OK;
    return bp_context_fail(call->context, BP_ERROR_ARGUMENT,
                           "%s: --%s: found '%s', expected a number above 0", call->command->name, option,
                           text);
}

/* "M" or "A:B". */
static bp_status read_band(const bp_call *call, bp_weights_request *request)
{
    const char *text = bp_call_text(call, "band", NULL), *colon = text ? strchr(text, ':') : NULL;
    if (!colon)
        return read_number(call, "band", &request->band);
    char *from = bp_text_format("%.*s", (int)(colon - text), text);
    if (!from)
        return bp_context_fail_memory(call->context, 0);
    bool read = to_number(from, &request->band_least) && to_number(colon + 1, &request->band) &&
                request->band_least <= request->band;
    free(from);
    return read ? BP_OK
                : bp_context_fail(call->context, BP_ERROR_ARGUMENT,
                                  "%s: --band: found '%s', expected M or A:B, numbers above 0, A no more "
                                  "than B",
                                  call->command->name, text);
}

static bp_status read_way(const bp_call *call, bp_weights_request *request)
{
    int n = 0;
    for (int way = 0; way < N_WAYS; way++)
        if (bp_call_has(call, way_names[way])) {
            request->way = (bp_weights_way)way;
            n++;
        }
    if (n != 1)
        return bp_context_fail(
            call->context, BP_ERROR_ARGUMENT,
            "%s: say who is whose neighbour with one of --queen, --rook, --knn K, --band M and "
            "--from FILE; found %s",
            call->command->name, n == 0 ? "none" : "several");
    request->k = bp_call_integer(call, "knn", 0);
    request->file = bp_call_text(call, "from", NULL);
    return read_band(call, request);
}

static bp_status read_kernel(const bp_call *call, bp_weights_request *request)
{
    static const char *const names[] = {"inverse", "uniform",  "triangular", "epanechnikov",
                                        "quartic", "gaussian", NULL};
    static const char *const diagonals[] = {"none", "kernel", "one", NULL};
    int name = -1, diagonal = 0;
    request->kernel = (bp_kernel_options)BP_KERNEL_OPTIONS_INIT;
    bp_status status = read_word(call, "kernel", names, &name);
    if (!status)
        status = read_word(call, "diagonal", diagonals, &diagonal);
    if (!status)
        status = read_number(call, "power", &request->kernel.power);
    if (status)
        return status;
    request->has_kernel = name >= 0 && bp_kernel_from_name(names[name], &request->kernel.kernel);
    request->kernel.diagonal = (bp_kernel_diagonal)diagonal;
    request->kernel.adaptive = request->way == BP_WEIGHTS_WAY_KNN;
    request->kernel.bandwidth = request->band;
    return BP_OK;
}

/* "union:FILE" and the like. */
static bp_status read_combine(const bp_call *call, bp_weights_request *request)
{
    static const char *const names[] = {"union:", "intersection:", "difference:"};
    const char *text = bp_call_text(call, "combine", NULL);
    if (!text)
        return BP_OK;
    for (int i = 0; i < 3; i++) {
        size_t n = strlen(names[i]);
        if (strncmp(text, names[i], n) == 0 && text[n]) {
            request->combines = true;
            request->operation = (bp_graph_operation)i;
            request->other_file = text + n;
            return BP_OK;
        }
    }
    return bp_context_fail(
        call->context, BP_ERROR_ARGUMENT,
        "%s: --combine: found '%s', expected union:FILE, intersection:FILE or difference:FILE",
        call->command->name, text);
}

/* Options that mean nothing beside the others. */
static bp_status check_together(const bp_call *call, const bp_weights_request *r)
{
    bool touches = r->way == BP_WEIGHTS_WAY_QUEEN || r->way == BP_WEIGHTS_WAY_ROOK;
    bool distance = r->way == BP_WEIGHTS_WAY_KNN || r->way == BP_WEIGHTS_WAY_BAND;
    const char *bad = NULL;
    if (r->tolerance > 0.0 && !touches)
        bad = "--tolerance goes with --queen or --rook";
    else if (r->connected && r->way != BP_WEIGHTS_WAY_KNN)
        bad = "--connected goes with --knn K";
    else if (r->has_kernel && !distance)
        bad =
            "--kernel goes with --band M, its bandwidth, or --knn K, whose furthest gives every unit its own";
    else if (bp_call_has(call, "power") && !(r->has_kernel && r->kernel.kernel == BP_KERNEL_INVERSE))
        bad = "--power goes with --kernel inverse";
    else if (r->kernel.diagonal != BP_KERNEL_DIAGONAL_NONE &&
             !(r->has_kernel && r->kernel.kernel != BP_KERNEL_INVERSE))
        bad = "--diagonal goes with a --kernel other than inverse";
    else if (r->order_rows == BP_GRAPH_ORDER_UP_TO && r->order < 2)
        bad = "--with-lower goes with --order N from 2 on";
    else if (r->has_kernel && (r->order > 1 || r->combines))
        bad = "--kernel weighs distances, which --order and --combine do not have";
    else if (r->by_length && r->has_kernel)
        bad = "--weight and --kernel both say what a link counts; take one of them";
    else if (r->by_length && (r->order > 1 || r->combines))
        bad = "--weight takes the lengths of links, which --order and --combine do not have";
    else if (bp_call_has(call, "point") && !distance)
        bad = "--point goes with --knn or --band";
    return bad ? bp_context_fail(call->context, BP_ERROR_ARGUMENT, "%s: %s", call->command->name, bad)
               : BP_OK;
}

/* The length of a link is what its kind of neighbours has. */
static bp_status read_weight(const bp_call *call, bp_weights_request *request)
{
    static const char *const words[] = {"border", "distance", NULL};
    bool touches = request->way == BP_WEIGHTS_WAY_QUEEN || request->way == BP_WEIGHTS_WAY_ROOK;
    bool distance = request->way == BP_WEIGHTS_WAY_KNN || request->way == BP_WEIGHTS_WAY_BAND;
    int word = -1;
    bp_status status = read_word(call, "weight", words, &word);
    request->by_length = word >= 0;
    if (!status && word == 0 && !touches)
        return bp_context_fail(call->context, BP_ERROR_ARGUMENT,
                               "%s: --weight border goes with --queen or --rook", call->command->name);
    if (!status && word == 1 && !distance)
        return bp_context_fail(call->context, BP_ERROR_ARGUMENT,
                               "%s: --weight distance goes with --knn or --band", call->command->name);
    return status;
}

/* The finer layer and its column are named together, and with --point population only. */
static bp_status read_centres(const bp_call *call, bool by_population, bp_weights_request *request)
{
    bp_centres_request *centres = &request->centres;
    centres->file = bp_call_text(call, "centres", NULL);
    centres->weight = bp_call_text(call, "residents", NULL);
    centres->layer = bp_call_text(call, "centres-layer", NULL);
    centres->missing = bp_call_text(call, "missing", NULL);
    centres->planar = request->planar;
    if (by_population && !(centres->file && centres->weight))
        return bp_context_fail(call->context, BP_ERROR_ARGUMENT,
                               "%s: --point population takes the finer layer from --centres FILE and its "
                               "residents from --residents COLUMN",
                               call->command->name);
    if (!by_population && (centres->file || centres->weight || centres->layer))
        return bp_context_fail(call->context, BP_ERROR_ARGUMENT,
                               "%s: --centres, --residents and --centres-layer go with --point "
                               "population",
                               call->command->name);
    return BP_OK;
}

char *bp_weights_request_text(const bp_call *call)
{
    static const bp_option rows[] = {BP_WEIGHTS_OPTION_ROWS("UNITS", "B"),
                                     {"missing", 0, BP_OPTION_TEXT, NULL, NULL, 0, 0}};
    char *text = bp_text_copy("");
    for (size_t i = 0; text && i < sizeof rows / sizeof *rows; i++) {
        const char *value = bp_call_text(call, rows[i].name, NULL);
        if (!value)
            continue;
        const char *quote = strchr(value, '\'')                          ? "\""
                            : value[strcspn(value, " \t;&|()<>$*?\"\\")] ? "'"
                                                                         : "";
        char *longer = bp_text_format("%s%s--%s%s%s%s%s", text, *text ? " " : "", rows[i].name,
                                      *value ? " " : "", quote, value, quote);
        free(text);
        text = longer;
    }
    return text;
}

bp_status bp_weights_request_read(const bp_call *call, bp_weights_request *out)
{
    static const char *const points[] = {"centroid", "surface", "population", NULL},
                             *const styles[] = {"B", "W", "C", "V", NULL},
                             *const symmetries[] = {"either", "mutual", NULL};
    bp_weights_request request = {.order = 1};
    int point = 0, style = 0, symmetry = -1;
    bp_status status = read_way(call, &request);
    if (!status)
        status = read_kernel(call, &request);
    if (!status)
        status = read_weight(call, &request);
    if (!status)
        status = read_number(call, "tolerance", &request.tolerance);
    if (!status)
        status = read_combine(call, &request);
    if (!status)
        status = read_word(call, "point", points, &point);
    if (!status)
        status = read_word(call, "style", styles, &style);
    if (!status)
        status = read_word(call, "symmetric", symmetries, &symmetry);
    if (status)
        return status;
    request.point = point == POPULATION ? BP_POINT_CENTROID : (bp_point_rule)point;
    request.style = (bp_weights_style)style;
    request.symmetrises = symmetry >= 0;
    request.symmetry = symmetry > 0 ? BP_GRAPH_MUTUAL : BP_GRAPH_EITHER;
    request.connected = bp_call_has(call, "connected");
    request.planar = bp_call_has(call, "planar");
    request.order = bp_call_integer(call, "order", 1);
    request.order_rows = bp_call_has(call, "with-lower") ? BP_GRAPH_ORDER_UP_TO : BP_GRAPH_ORDER_EXACT;
    status = read_centres(call, point == POPULATION, &request);
    if (!status)
        status = check_together(call, &request);
    if (!status)
        *out = request;
    return status;
}
