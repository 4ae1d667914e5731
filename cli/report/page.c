#include "cli/report/page.h"

#include "cli/report/columns.h"
#include "cli/report/page_parts.h"
#include "cli/report/shapes.h"

#include <stdlib.h>
#include <string.h>

/* What a page is being made of. */
typedef struct page_job {
    bp_context *context;
    bp_stored_run *run;
    const bp_page_languages *languages;
    bp_markup *text;
} page_job;

typedef bp_status (*part_fn)(page_job *job);

static bp_status add_title(page_job *job)
{
    const json_t *study = json_object_get(job->run->json, "study");
    const char *title = json_string_value(json_object_get(study, "title"));
    bp_markup_add_escaped(job->text, title ? title : "brandpunt");
    return BP_OK;
}

static bp_status add_language(page_job *job)
{
    bp_markup_add_text(job->text, bp_words_language_name(job->languages->opens_in));
    return BP_OK;
}

static bp_status add_version(page_job *job)
{
    bp_markup_add_text(job->text, BRANDPUNT_VERSION);
    return BP_OK;
}

static unsigned nibble(char hex)
{
    return (unsigned)(hex <= '9' ? hex - '0' : hex - 'a' + 10);
}

/* The SHA-256 in base 64, as a content security policy has it: 32 bytes are 43 letters and a filler. */
static bp_status add_digest(page_job *job, const char *hex)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (int first = 0; first < 64; first += 6) {
        unsigned bits = 0;
        int n = first + 6 <= 64 ? 6 : 64 - first;
        for (int i = 0; i < 6; i++)
            bits = bits << 4 | (i < n ? nibble(hex[first + i]) : 0u);
        for (int k = 0; k < 4; k++)
            bp_markup_add(job->text, 6 * k < 4 * n ? &letters[bits >> (18 - 6 * k) & 63u] : "=", 1);
    }
    return BP_OK;
}

static bp_status add_style_digest(page_job *job)
{
    return add_digest(job, bp_page_style.sha256);
}

static bp_status add_script_digest(page_job *job)
{
    return add_digest(job, bp_page_script.sha256);
}

static bp_status add_style(page_job *job)
{
    bp_markup_add(job->text, (const char *)bp_page_style.bytes, bp_page_style.n);
    return BP_OK;
}

static bp_status add_script(page_job *job)
{
    bp_markup_add(job->text, (const char *)bp_page_script.bytes, bp_page_script.n);
    return BP_OK;
}

/* A text of jansson, with what could end a script element written as an escape: < stands in strings alone. */
static bp_status add_json(page_job *job, json_t *json)
{
    char *plain = json ? json_dumps(json, JSON_COMPACT | JSON_REAL_PRECISION(12)) : NULL;
    bp_status status = plain ? BP_OK : bp_context_fail_memory(job->context, 0);
    for (const char *at = plain; at && *at; at++) {
        if (*at == '<' || *at == '>' || *at == '&')
            bp_markup_add_text(job->text, *at == '<' ? "\\u003c" : *at == '>' ? "\\u003e" : "\\u0026");
        else
            bp_markup_add(job->text, at, 1);
    }
    free(plain);
    return status;
}

/* Times are of the machine, not of the result: two pages of the same run are the same. How areas compare is
 * said in their own rows. */
static bp_status add_run(page_job *job)
{
    json_t *copy = json_copy(job->run->json);
    json_object_del(copy, "timings");
    json_object_del(copy, "comparability");
    bp_status status = add_json(job, copy);
    json_decref(copy);
    return status;
}

static bool ends_in(const char *text, const char *end)
{
    size_t n = strlen(text), m = strlen(end);
    return n >= m && strcmp(text + n - m, end) == 0;
}

/* Sentences make a page of many units large, so there the most usual of them, short of the base, is put
 * together from its figures by the page. */
enum { UNITS_WITH_SENTENCES = 5000 };

static void leave_out_sentences(bp_table *units)
{
    int why = bp_table_find(units, "why"), reason = bp_table_find(units, "reason");
    if (units->n_rows <= UNITS_WITH_SENTENCES || why < 0 || reason < 0)
        return;
    for (int64_t i = 0; i < units->n_rows; i++) {
        const char *word = bp_column_text_at(&units->columns[reason], i);
        if (word && strcmp(word, "below_base") == 0)
            units->columns[why].bytes[units->columns[why].offsets[i]] = '\0';
    }
}

/* Left out are values of which the page shows another form. */
static bool wants_of_units(const char *column)
{
    return strcmp(column, "score_mean") != 0 && strncmp(column, "raw_", 4) != 0 && !ends_in(column, "_p") &&
           !ends_in(column, "_q");
}

static bp_status add_units(page_job *job)
{
    leave_out_sentences(&job->run->units.table);
    return bp_page_add_table(job->context, &job->run->units.table, wants_of_units, job->text);
}

static bp_status add_areas(page_job *job)
{
    return bp_page_add_table(job->context, &job->run->areas.table, NULL, job->text);
}

static bp_status add_tables(page_job *job)
{
    bp_status status = BP_OK;
    for (int i = 0; !status && i < job->run->n_tables; i++) {
        const char *file = job->run->tables[i].file;
        bp_markup_add_text(job->text, i == 0 ? "{\"" : ",\"");
        bp_markup_add(job->text, file, strcspn(file, "."));
        bp_markup_add_text(job->text, "\":");
        status = bp_page_add_table(job->context, &job->run->tables[i].table, NULL, job->text);
    }
    bp_markup_add_text(job->text, job->run->n_tables == 0 ? "{}" : "}");
    return status;
}

static bp_status add_themes(page_job *job)
{
    return bp_page_add_themes(job->context, job->run, job->languages, job->text);
}

static bp_status add_words(page_job *job)
{
    return bp_page_add_words(job->context, job->run, job->languages, job->text);
}

static bp_status add_shapes(page_job *job)
{
    return bp_page_add_shapes(job->context, job->run, job->text);
}

static const struct {
    const char *name;
    part_fn add;
} parts[] = {
    {"title", add_title},
    {"language", add_language},
    {"version", add_version},
    {"style-hash", add_style_digest},
    {"script-hash", add_script_digest},
    {"style", add_style},
    {"script", add_script},
    {"run", add_run},
    {"units", add_units},
    {"areas", add_areas},
    {"tables", add_tables},
    {"themes", add_themes},
    {"words", add_words},
    {"shapes", add_shapes},
};

static part_fn part_of(const char *name, size_t n)
{
    for (size_t p = 0; p < sizeof parts / sizeof *parts; p++)
        if (strlen(parts[p].name) == n && memcmp(parts[p].name, name, n) == 0)
            return parts[p].add;
    return NULL;
}

bp_status bp_page_make(bp_context *context, bp_stored_run *run, const bp_page_languages *languages,
                       bp_markup *out)
{
    page_job job = {context, run, languages, out};
    const char *at = (const char *)bp_page_html.bytes, *end = at + bp_page_html.n;
    bp_status status = BP_OK;
    while (!status && at < end) {
        const char *open = at;
        while (open < end && !(open[0] == '{' && open + 1 < end && open[1] == '{'))
            open++;
        bp_markup_add(out, at, (size_t)(open - at));
        if (open == end)
            break;
        const char *name = open + 2, *close = name;
        while (close < end && *close != '}')
            close++;
        part_fn add = part_of(name, (size_t)(close - name));
        status = add ? add(&job)
                     : bp_context_fail(context, BP_ERROR_INTERNAL, "report: the page asks for '%.*s'",
                                       (int)(close - name), name);
        at = close + 2;
    }
    if (!status && out->failed)
        status = bp_context_fail_memory(context, out->n);
    return status;
}
