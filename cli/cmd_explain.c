/* brandpunt explain: why a place is in, or why not, from the folder of a run. */
#include "cli/command.h"
#include "cli/explain/page.h"
#include "cli/json_print.h"
#include "cli/names.h"
#include "cli/place.h"

#include <string.h>

static const bp_option options[] = {
    {"lang", 'l', BP_OPTION_TEXT, "nl|en", "language (default: the locale's, or en)", 0, 0},
    {"format", 'f', BP_OPTION_TEXT, "text|json", "of the report (default: text)", 0, 0},
};

static bp_status explain_unit(const bp_explainer *explainer, int64_t unit, bool as_json)
{
    bp_unit_answer answer = {0};
    bp_status status = bp_explain_unit(explainer, unit, &answer);
    if (!status && as_json)
        status = bp_json_print(explainer->context, bp_json_unit(explainer, &answer));
    else if (!status)
        bp_print_unit(explainer, &answer);
    bp_unit_answer_clear(&answer);
    return status;
}

static bp_status explain_area(const bp_explainer *explainer, int kind, int32_t area, bool as_json)
{
    bp_area_answer answer = {0};
    bp_status status = bp_explain_area(explainer, kind, area, &answer);
    if (!status && as_json)
        status = bp_json_print(explainer->context, bp_json_area(explainer, &answer));
    else if (!status)
        bp_print_area(explainer, &answer);
    bp_area_answer_clear(&answer);
    return status;
}

static bp_status explain_municipality(const bp_explainer *explainer, int32_t municipality, bool as_json)
{
    bp_municipality_answer answer = {0};
    bp_status status = bp_explain_municipality(explainer, municipality, &answer);
    if (!status && as_json)
        status = bp_json_print(explainer->context, bp_json_municipality(explainer, &answer));
    else if (!status)
        bp_print_municipality(explainer, &answer);
    bp_municipality_answer_clear(&answer);
    return status;
}

static bp_status explain_place(const bp_explainer *explainer, bp_place place, bool as_json)
{
    switch (place.kind) {
    case BP_PLACE_UNIT:
        return explain_unit(explainer, place.index, as_json);
    case BP_PLACE_PROPOSED:
        return explain_area(explainer, BP_PAST_PROPOSED, (int32_t)place.index, as_json);
    case BP_PLACE_DESIGNATED:
        return explain_area(explainer, BP_PAST_DESIGNATED, (int32_t)place.index, as_json);
    case BP_PLACE_MUNICIPALITY:
        break;
    }
    return explain_municipality(explainer, (int32_t)place.index, as_json);
}

static bp_status find_place(bp_call *call, const bp_past *past, bp_place *out)
{
    bp_places places = BP_PLACES_INIT;
    bp_status status = bp_past_places(call->context, past, &places);
    if (!status)
        status = bp_place_find(call->context, &places, BP_PLACES_ALL, call->arguments[1], out);
    bp_places_clear(&places);
    return status;
}

static bp_status explain(bp_call *call, const char *format)
{
    bp_past past = {0};
    bp_explainer explainer = {0};
    bp_words *words = NULL;
    bp_language language = BP_LANGUAGE_ENGLISH;
    bp_place place = {BP_PLACE_UNIT, 0};
    bp_status status = bp_words_choose(call->context, bp_call_text(call, "lang", NULL), &language);
    if (!status)
        status = bp_words_open(call->context, language, &words);
    if (!status)
        status = bp_names_of_run(call->context, call->arguments[0], words);
    bp_progress_begin(call->progress, "read the run");
    if (!status)
        status = bp_past_read(call->context, call->arguments[0], &past);
    if (!status)
        status = find_place(call, &past, &place);
    if (!status)
        status = bp_explainer_new(call->context, &past, words, &explainer);
    bp_progress_end(call->progress);
    if (!status && !bp_progress_quiet(call->progress))
        bp_place_tell(call->context);
    if (!status)
        status = explain_place(&explainer, place, strcmp(format, "json") == 0);
    bp_explainer_clear(&explainer);
    bp_past_clear(&past);
    bp_words_free(words);
    return status;
}

static bp_status run(bp_call *call)
{
    return explain(call, bp_call_text(call, "format", "text"));
}

const bp_command bp_command_explain = {
    .name = "explain",
    .synopsis = "RUN PLACE [--lang nl|en] [--format text|json]",
    .summary = "why a place is in, or why not, and what would change that",
    .description = "Reads the folder of a run back, applies its rule again, and says of a place:\n"
                   "which thresholds it meets or misses and by how much, its figures and what each\n"
                   "adds, the smallest change of one figure that would change the decision, and\n"
                   "which neighbour it would need. Every such change is put into the figures and\n"
                   "the whole rule applied again. Nothing is written.\n\n"
                   "PLACE is a unit, an area or a municipality: its code, its name, or words of its\n"
                   "name with or without the municipality, as in 'keent weert'. What has blanks goes\n"
                   "in quotes. Where several places can be meant, they are listed.\n\n"
                   "Examples:\n"
                   "  brandpunt explain results P001\n"
                   "  brandpunt explain results GM0014 --lang nl\n"
                   "  brandpunt explain results P001 --format json",
    .options = options,
    .n_options = (int)(sizeof options / sizeof *options),
    .least_arguments = 2,
    .most_arguments = 2,
    .run = run,
};
