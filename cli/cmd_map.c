/* brandpunt map: a run on paper. */
#include "cli/command.h"
#include "cli/map/map.h"
#include "cli/names.h"
#include "cli/out_file.h"
#include "cli/place.h"
#include "geo/new_file.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const bp_option options[] = {
    {"output", 'o', BP_OPTION_TEXT, "FILE", "the file to write; its ending says the format", 0, 0},
    {"theme", 0, BP_OPTION_TEXT, "THEME", "what to show (default: score)", 0, 0},
    {"format", 'f', BP_OPTION_TEXT, "pdf|png|svg", "by default as the file's ending says", 0, 0},
    {"paper", 'p', BP_OPTION_TEXT, "a0|a1|a2|a3|a4|a5|letter|tabloid", "size of the page (default: a4)", 0,
     0},
    {"landscape", 0, BP_OPTION_FLAG, NULL, "the paper broad, not tall", 0, 0},
    {"area", 'a', BP_OPTION_TEXT, "AREA", "show this focus area, with its figures", 0, 0},
    {"municipality", 'm', BP_OPTION_TEXT, "MUNICIPALITY", "show this municipality, by name or code", 0, 0},
    {"atlas", 0, BP_OPTION_FLAG, NULL, "a page for all, then one for each area", 0, 0},
    {"classes", 0, BP_OPTION_TEXT, "quantile|jenks|equal|...", "or limits between classes: 0.5,0.8,0.9", 0,
     0},
    {"number", 'n', BP_OPTION_INTEGER, "N", "of classes (default: 5)", 2, 8},
    {"lang", 'l', BP_OPTION_TEXT, "nl|en", "language (default: that of the terminal)", 0, 0},
    {"title", 0, BP_OPTION_TEXT, "TEXT", "above the map (default: the study's)", 0, 0},
    {"overwrite", 0, BP_OPTION_FLAG, NULL, "replace FILE", 0, 0},
};

enum { DEFAULT_CLASSES = 5 };

/* What was asked for, as the map takes it. */
typedef struct request {
    bp_map_options map;
    bp_class_options classes;
    double limits[BP_CLASSES_MOST];
    const char *output;
} request;

static bp_status read_format(bp_call *call, request *out)
{
    static const char *const endings[] = {".pdf", ".png", ".svg"};
    const char *format = bp_call_text(call, "format", NULL);
    for (int f = 0; f < 3; f++)
        if (format ? strcmp(format, endings[f] + 1) == 0 : bp_has_extension(out->output, endings[f])) {
            out->map.format = (bp_map_format)f;
            return BP_OK;
        }
    if (format)
        return bp_context_fail(call->context, BP_ERROR_ARGUMENT,
                               "map: --format: found '%s', expected pdf, png or svg", format);
    return bp_context_fail(
        call->context, BP_ERROR_ARGUMENT,
        "map: %s: its ending says no format; end it in .pdf, .png or .svg, or give --format", out->output);
}

static bp_status read_limits(bp_call *call, const char *text, request *out)
{
    int n = 0;
    const char *at = text;
    for (bool is_more = true; is_more; n++) {
        char *end = NULL;
        double limit = strtod(at, &end);
        if (end == at || (*end && *end != ',') || !isfinite(limit))
            return bp_context_fail(call->context, BP_ERROR_ARGUMENT,
                                   "map: --classes: found '%s', expected quantile, jenks, equal, or limits "
                                   "such as 0.5,0.8,0.9",
                                   text);
        if (n == BP_CLASSES_MOST - 1)
            return bp_context_fail(call->context, BP_ERROR_ARGUMENT,
                                   "map: --classes: found more than %d limits", BP_CLASSES_MOST - 1);
        out->limits[n] = limit;
        is_more = *end == ',';
        at = end + 1;
    }
    if (bp_call_has(call, "number"))
        return bp_context_fail(call->context, BP_ERROR_ARGUMENT,
                               "map: --number: limits say how many classes there are; leave it out");
    out->classes = (bp_class_options){BP_CLASSES_MANUAL, n + 1, out->limits};
    return BP_OK;
}

static bp_status read_classes(bp_call *call, request *out)
{
    const char *text = bp_call_text(call, "classes", bp_call_has(call, "number") ? "quantile" : NULL);
    bp_status status = BP_OK;
    if (!text)
        return BP_OK;
    int method = BP_CLASSES_QUANTILE;
    while (method < BP_CLASSES_MANUAL && strcmp(text, bp_class_method_name((bp_class_method)method)) != 0)
        method++;
    out->classes = (bp_class_options){(bp_class_method)method,
                                      (int)bp_call_integer(call, "number", DEFAULT_CLASSES), NULL};
    if (method == BP_CLASSES_MANUAL)
        status = read_limits(call, text, out);
    out->map.classes = &out->classes;
    return status;
}

static bp_status read_request(bp_call *call, request *out)
{
    out->output = bp_call_text(call, "output", NULL);
    if (!out->output)
        return bp_context_fail(call->context, BP_ERROR_ARGUMENT,
                               "map: say where the map goes with --output FILE");
    out->map.theme = bp_call_text(call, "theme", "score");
    out->map.is_landscape = bp_call_has(call, "landscape");
    out->map.area = bp_call_text(call, "area", NULL);
    out->map.municipality = bp_call_text(call, "municipality", NULL);
    out->map.is_atlas = bp_call_has(call, "atlas");
    out->map.title = bp_call_text(call, "title", NULL);
    bp_status status = read_format(call, out);
    if (!status)
        status = bp_paper_find(call->context, bp_call_text(call, "paper", "a4"), &out->map.paper);
    return status ? status : read_classes(call, out);
}

static bp_status write_file(bp_call *call, const request *asked, const char *bytes, size_t n)
{
    bp_new_file file = BP_NEW_FILE_INIT;
    bp_new_file_rule rule = bp_call_has(call, "overwrite") ? BP_NEW_FILE_REPLACE : BP_NEW_FILE_KEEP;
    bp_status status = bp_new_file_begin(call->context, asked->output, rule, &file);
    if (!status)
        status = bp_new_file_write(call->context, &file, bytes, n);
    if (!status)
        status = bp_new_file_commit(call->context, &file);
    bp_new_file_abandon(&file);
    return status;
}

static bp_status draw(bp_call *call, const request *asked, const bp_words *words)
{
    bp_map_run run = {0};
    char *bytes = NULL;
    size_t n = 0;
    bp_progress_begin(call->progress, "read the run");
    bp_status status = bp_map_run_read(call->context, call->arguments[0], words, &run);
    if (!status) {
        bp_progress_begin(call->progress, "draw");
        status = bp_map_draw(call->context, &run, &asked->map, &bytes, &n);
    }
    if (!status)
        status = write_file(call, asked, bytes, n);
    if (!status)
        bp_progress_end(call->progress);
    if (!status && !bp_progress_quiet(call->progress)) {
        bp_place_tell(call->context);
        printf("Written: %s\n", asked->output);
    }
    free(bytes);
    bp_map_run_clear(&run);
    return status;
}

static bp_status run(bp_call *call)
{
    request asked = {.map = BP_MAP_OPTIONS_INIT};
    bp_words *words = NULL;
    bp_language language = BP_LANGUAGE_ENGLISH;
    bp_status status = read_request(call, &asked);
    if (!status && !bp_call_has(call, "overwrite"))
        status = bp_out_file_check(call->context, asked.output, BP_OUT_REPLACED_IF_ASKED);
    if (!status)
        status = bp_words_choose(call->context, bp_call_text(call, "lang", NULL), &language);
    if (!status)
        status = bp_words_open(call->context, language, &words);
    if (!status)
        status = bp_names_of_run(call->context, call->arguments[0], words);
    if (!status)
        status = draw(call, &asked, words);
    bp_words_free(words);
    return status;
}

const bp_command bp_command_map = {
    .name = "map",
    .synopsis = "RUN --output FILE [--theme THEME] [options]",
    .summary = "a run as a map on paper, or an atlas of its areas",
    .description = "Reads the folder of a run and draws a page: the map in classes, with a legend\n"
                   "that counts, scale bar, arrow to the north, names, title and sources. PDF and\n"
                   "SVG are drawn in lines, PNG in 300 dots per inch. Nothing in the folder is\n"
                   "written. Themes are those that the run has figures for: score, position, stack,\n"
                   "domain:NAME, role, clusters:STATISTIC, stability, areas, grant and others; an\n"
                   "unknown one lists them.\n\n"
                   "Examples:\n"
                   "  brandpunt map results -o score.pdf\n"
                   "  brandpunt map results --theme areas --paper a3 -o areas.pdf\n"
                   "  brandpunt map results --theme domain:health --municipality GM0014 -o town.png\n"
                   "  brandpunt map results --classes 0.5,0.8,0.9 --lang nl -o kaart.svg\n"
                   "  brandpunt map results --atlas -o atlas.pdf",
    .options = options,
    .n_options = (int)(sizeof options / sizeof *options),
    .least_arguments = 1,
    .most_arguments = 1,
    .run = run,
};
