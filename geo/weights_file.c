#include "geo/weights_file.h"

#include "geo/number_private.h"
#include "geo/output_private.h"
#include "geo/text.h"
#include "geo/weights_file_private.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

const char *const bp_weights_length_names[] = {"border_m", "border", "distance_m", "distance", NULL};

enum { WRITE_BYTES = 1 << 18, NUMBER_BYTES = 40 };

static bool find_format(const char *path, bp_weights_format *out)
{
    static const struct {
        const char *ending;
        bp_weights_format format;
    } known[] = {{".gal", BP_WEIGHTS_GAL}, {".gwt", BP_WEIGHTS_GWT}, {".csv", BP_WEIGHTS_CSV}};
    const char *dot = strrchr(path, '.');
    for (size_t i = 0; dot && i < sizeof known / sizeof *known; i++)
        if (bp_text_distance(dot, known[i].ending) == 0) {
            *out = known[i].format;
            return true;
        }
    return false;
}

bool bp_weights_file_is(const char *path)
{
    bp_weights_format format;
    return find_format(path, &format);
}

bp_status bp_weights_file_format(bp_context *context, const char *path, bp_weights_format *out)
{
    if (find_format(path, out))
        return BP_OK;
    return bp_context_fail(context, BP_ERROR_ARGUMENT, "%s: weights are kept in a .gal, .gwt or .csv file",
                           path);
}

typedef struct writer {
    bp_context *context;
    const bp_graph *graph;
    const bp_unit_ids *ids;
    const bp_weights_file_options *options;
    const char *path;
    bp_output *output;
    bp_buffer buffer;
} writer;

static double weight_at(const bp_graph *graph, int64_t k)
{
    return graph->length_m ? graph->length_m[k] : 1.0;
}

/* The file must be able to hold what it is given. */
static bp_status check_fit(const writer *w, bp_weights_format format)
{
    const bp_graph *graph = w->graph;
    if (graph->n != w->ids->n)
        return bp_context_fail(w->context, BP_ERROR_ARGUMENT,
                               "%s: links of %" PRId64 " units and ids of %" PRId64 " do not go together",
                               w->path, graph->n, w->ids->n);
    for (int64_t i = 0; format != BP_WEIGHTS_CSV && i < graph->n; i++)
        if (w->ids->text[i][strcspn(w->ids->text[i], " \t\r\n\v\f")])
            return bp_context_fail(
                w->context, BP_ERROR_INPUT,
                "%s: the id '%s' has a blank in it, which such a file cannot hold; write a .csv "
                "file, or take another column for the ids",
                w->path, w->ids->text[i]);
    for (int64_t k = 0; k < graph->offsets[graph->n]; k++) {
        const double *length = w->options->length;
        if (!isfinite(weight_at(graph, k)) || (length && !isfinite(length[k])))
            return bp_context_fail(w->context, BP_ERROR_ARGUMENT, "%s: a weight or length is not finite",
                                   w->path);
        if (format == BP_WEIGHTS_GAL && weight_at(graph, k) != 1.0)
            return bp_context_fail(
                w->context, BP_ERROR_ARGUMENT,
                "%s: a .gal file holds neighbours and no weights; write a .gwt or .csv file", w->path);
    }
    return BP_OK;
}

static bool put(writer *w, const char *text)
{
    return bp_buffer_add(&w->buffer, text, strlen(text));
}

/* A text of a first line, where blanks part what stands there. */
static bool put_word(writer *w, const char *text)
{
    bool ok = *text || put(w, "-");
    for (; ok && *text; text++)
        ok = bp_buffer_add(&w->buffer, strchr(" \t\r\n\v\f\"", *text) ? "_" : text, 1);
    return ok;
}

static bool put_cell(writer *w, const char *text)
{
    if (!text[strcspn(text, ",;\t\"\r\n")])
        return put(w, text);
    bool ok = put(w, "\"");
    for (; ok && *text; text++)
        ok = bp_buffer_add(&w->buffer, *text == '"' ? "\"\"" : text, *text == '"' ? 2 : 1);
    return ok && put(w, "\"");
}

static bool put_header(writer *w, bp_weights_format format)
{
    char count[32];
    const bp_weights_file_options *o = w->options;
    if (format == BP_WEIGHTS_CSV)
        return put(w, "from,to,weight") && (!o->length || (put(w, ",") && put(w, o->length_name))) &&
               put(w, "\n");
    snprintf(count, sizeof count, "0 %" PRId64 " ", w->graph->n);
    return put(w, count) && put_word(w, o->source) && put(w, " ") && put_word(w, w->ids->name) &&
           put(w, "\n");
}

static bool put_neighbours(writer *w, int64_t i)
{
    char count[32];
    const bp_graph *graph = w->graph;
    snprintf(count, sizeof count, " %" PRId64 "\n", graph->offsets[i + 1] - graph->offsets[i]);
    bool ok = put(w, w->ids->text[i]) && put(w, count);
    for (int64_t k = graph->offsets[i]; ok && k < graph->offsets[i + 1]; k++)
        ok = (k == graph->offsets[i] || put(w, " ")) && put(w, w->ids->text[graph->neighbours[k]]);
    return ok && put(w, "\n");
}

static bool put_number(writer *w, double value)
{
    char number[NUMBER_BYTES];
    bp_number_format(value, number);
    return put(w, number);
}

static bool put_links(writer *w, int64_t i, bp_weights_format format)
{
    const bp_graph *graph = w->graph;
    bool is_csv = format == BP_WEIGHTS_CSV, ok = true;
    const double *length = is_csv ? w->options->length : NULL;
    const char *separator = is_csv ? "," : " ";
    if (is_csv && graph->offsets[i] == graph->offsets[i + 1])
        return put_cell(w, w->ids->text[i]) && put(w, length ? ",,,\n" : ",,\n");
    for (int64_t k = graph->offsets[i]; ok && k < graph->offsets[i + 1]; k++) {
        const char *from = w->ids->text[i], *to = w->ids->text[graph->neighbours[k]];
        ok = (is_csv ? put_cell(w, from) : put(w, from)) && put(w, separator) &&
             (is_csv ? put_cell(w, to) : put(w, to)) && put(w, separator) &&
             put_number(w, weight_at(graph, k)) && (!length || (put(w, ",") && put_number(w, length[k]))) &&
             put(w, "\n");
    }
    return ok;
}

static bp_status flush(writer *w, size_t from)
{
    if (w->buffer.n < from)
        return BP_OK;
    bp_status status = bp_output_write(w->context, w->output, w->buffer.bytes, w->buffer.n);
    w->buffer.n = 0;
    return status ? status : bp_context_check(w->context);
}

bp_status bp_weights_file_write(bp_context *context, const bp_graph *graph, const bp_unit_ids *ids,
                                const bp_weights_file_options *options, const char *path)
{
    static const bp_weights_file_options plain = BP_WEIGHTS_FILE_OPTIONS_INIT;
    writer w = {context, graph, ids, options ? options : &plain, path, NULL, BP_BUFFER_INIT};
    bp_weights_format format = BP_WEIGHTS_CSV;
    bp_status status = bp_weights_file_format(context, path, &format);
    if (!status)
        status = check_fit(&w, format);
    if (!status)
        status = bp_output_open(context, path, &w.output);
    if (!status && !put_header(&w, format))
        status = bp_context_fail_memory(context, 0);
    for (int64_t i = 0; !status && i < graph->n; i++) {
        if (format == BP_WEIGHTS_GAL ? !put_neighbours(&w, i) : !put_links(&w, i, format))
            status = bp_context_fail_memory(context, 0);
        else
            status = flush(&w, WRITE_BYTES);
    }
    if (!status)
        status = flush(&w, 0);
    bp_buffer_clear(&w.buffer);
    return bp_output_close(context, w.output, status);
}
