#include "geo/key_join.h"

#include "geo/bitmap.h"
#include "geo/key_match_private.h"
#include "geo/key_report_private.h"
#include "geo/place_private.h"
#include "geo/text.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LIST_BYTES = 900, SHOWN_BYTES = 40, FORM_BYTES = 64, ROWS_LISTED = 5 };

/* Part of a message that may be cut off, never written past. */
struct list {
    char text[LIST_BYTES];
    size_t used;
};

static void put(struct list *list, const char *format, ...) BP_PRINTF(2, 3);

static void put(struct list *list, const char *format, ...)
{
    va_list arguments;
    if (list->used >= LIST_BYTES - 1)
        return;
    va_start(arguments, format);
    int n = vsnprintf(list->text + list->used, LIST_BYTES - list->used, format, arguments);
    va_end(arguments);
    list->used += n > 0 ? (size_t)n : 0;
}

static void put_code(struct list *list, const bp_column *column, int64_t row)
{
    char buffer[BP_KEY_NUMBER_BYTES];
    size_t n;
    const char *text = bp_key_cell(column, row, buffer, &n);
    put(list, "'%.*s'", n > SHOWN_BYTES ? SHOWN_BYTES : (int)n, text);
}

/* The rows, from 1, that hold text t of the index. */
static void put_rows(struct list *list, const bp_keys *keys, const bp_key_index *index, int64_t t)
{
    int64_t found = 0;
    for (int64_t i = index->first[t]; i < keys->n && found < index->count[t]; i++) {
        if (strcmp(bp_keys_at(keys, i), index->text[t]) != 0)
            continue;
        if (found < ROWS_LISTED)
            put(list, "%s%" PRId64, found ? ", " : "", i + 1);
        found++;
    }
    if (found > ROWS_LISTED)
        put(list, ", ...");
}

/* "'a' (2 times: rows 1, 4), 'b' (...) and 4 more" of the texts that occur more than once; `wanted` NULL:
 * any. */
static int64_t list_repeated(const bp_keys *keys, const bp_key_index *index, const uint8_t *wanted,
                             const bp_column *column, struct list *list)
{
    int64_t n_repeated = 0;
    for (int64_t t = 0; t < index->n_texts; t++) {
        if (index->count[t] < 2 || (wanted && !wanted[t]) || n_repeated++ >= BP_KEY_JOIN_EXAMPLES)
            continue;
        put(list, "%s", list->used ? ", " : "");
        put_code(list, column, index->first[t]);
        put(list, " (%" PRId64 " times: rows ", index->count[t]);
        put_rows(list, keys, index, t);
        put(list, ")");
    }
    if (n_repeated > BP_KEY_JOIN_EXAMPLES)
        put(list, " and %" PRId64 " more", n_repeated - BP_KEY_JOIN_EXAMPLES);
    return n_repeated;
}

bp_status bp_key_check_unique(bp_context *context, const bp_table *table, int column)
{
    bp_keys keys = {0, NULL, NULL};
    bp_key_index index = {0};
    char place[BP_PLACE_BYTES];
    struct list list = {"", 0};
    bp_status status = bp_keys_make(context, &table->columns[column], table->n_rows, &keys);
    if (!status)
        status = bp_key_index_keys(context, &keys, &index);
    if (status)
        goto done;
    int64_t n_missing = 0, first_missing = -1;
    for (int64_t i = 0; i < keys.n; i++)
        if (!*bp_keys_at(&keys, i) && n_missing++ == 0)
            first_missing = i;
    int64_t n_repeated = list_repeated(&keys, &index, NULL, &table->columns[column], &list);
    bp_place(table, column, place);
    if (n_repeated > 0)
        status = bp_context_fail(context, BP_ERROR_INPUT, "%s: %" PRId64 " id%s more than once: %s", place,
                                 n_repeated, n_repeated == 1 ? " occurs" : "s occur", list.text);
    else if (n_missing > 0)
        status =
            bp_context_fail(context, BP_ERROR_INPUT, "%s: %" PRId64 " row%s no id, the first is row %" PRId64,
                            place, n_missing, n_missing == 1 ? " has" : "s have", first_missing + 1);
done:
    bp_keys_clear(&keys);
    bp_key_index_clear(&index);
    return status;
}

/* The form of a code as counts go: the letters in front and the length of all of it, "wk 8". Codes of no form
   have one this way, too. */
static void form_of(const char *key, char form[FORM_BYTES])
{
    int n = 0;
    while (n < FORM_BYTES - 24 && key[n] >= 'a' && key[n] <= 'z')
        n++;
    memcpy(form, key, (size_t)n);
    snprintf(form + n, FORM_BYTES - (size_t)n, " %zu", strlen(key));
}

/* One join: both columns, their keys and what they look up in. */
struct join {
    bp_context *context;
    const bp_table *right_table;
    int right_key;
    const bp_column *left, *right;
    const bp_key_join_options *options;
    bp_keys left_keys, right_keys;
    bp_key_index left_index, right_index, forms;
    char *form_store;
    bp_key_matching matching;
    uint8_t *is_wanted; /**< is_wanted[texts of the right]: the left has it */
    int64_t left_example[BP_KEY_JOIN_EXAMPLES], right_example[BP_KEY_JOIN_EXAMPLES]; /**< rows */
};

/* The forms of the left codes, as an index that owns nothing but `form_store`. */
static bp_status index_forms(struct join *join)
{
    const bp_key_index *codes = &join->left_index;
    bp_status status = bp_key_index_open(join->context, codes->n_texts, &join->forms);
    if (status)
        return status;
    join->form_store = (char *)malloc((size_t)(codes->n_texts + 1) * FORM_BYTES);
    if (!join->form_store)
        return bp_context_fail_memory(join->context, (size_t)codes->n_texts * FORM_BYTES);
    for (int64_t t = 0; t < codes->n_texts; t++) {
        char *form = join->form_store + (size_t)join->forms.n_texts * FORM_BYTES;
        form_of(codes->text[t], form);
        bp_key_index_add(&join->forms, form, t);
    }
    return BP_OK;
}

static bp_status open_keys(struct join *join, int64_t n_left, int64_t n_right)
{
    bp_status status = bp_keys_make(join->context, join->left, n_left, &join->left_keys);
    if (!status)
        status = bp_keys_make(join->context, join->right, n_right, &join->right_keys);
    if (!status)
        status = bp_key_index_keys(join->context, &join->left_keys, &join->left_index);
    if (!status)
        status = bp_key_index_keys(join->context, &join->right_keys, &join->right_index);
    return status ? status : index_forms(join);
}

static bp_status open_matching(struct join *join)
{
    bp_key_matching *matching = &join->matching;
    matching->left = &join->left_index;
    matching->right = &join->right_index;
    bp_status status = bp_key_groups_make(join->context, matching->left, &matching->left_groups);
    if (!status)
        status = bp_key_groups_make(join->context, matching->right, &matching->right_groups);
    if (status)
        return status;
    size_t n_left = (size_t)join->left_index.n_texts + 1;
    matching->right_of = (int64_t *)malloc(n_left * sizeof *matching->right_of);
    matching->step = (uint8_t *)calloc(n_left, 1);
    matching->is_accepted = (uint8_t *)calloc((size_t)matching->right_groups.n + 1, 1);
    join->is_wanted = (uint8_t *)calloc((size_t)join->right_index.n_texts + 1, 1);
    if (!matching->right_of || !matching->step || !matching->is_accepted || !join->is_wanted)
        return bp_context_fail_memory(join->context, n_left * sizeof *matching->right_of);
    return BP_OK;
}

static void close_join(struct join *join)
{
    bp_keys_clear(&join->left_keys);
    bp_keys_clear(&join->right_keys);
    bp_key_index_clear(&join->left_index);
    bp_key_index_clear(&join->right_index);
    bp_key_index_clear(&join->forms);
    bp_key_matching_clear(&join->matching);
    free(join->form_store);
    free(join->is_wanted);
}

static bp_status fail_repeated(struct join *join)
{
    char place[BP_PLACE_BYTES];
    struct list list = {"", 0};
    int64_t n = list_repeated(&join->right_keys, &join->right_index, join->is_wanted, join->right, &list);
    if (n == 0)
        return BP_OK;
    return bp_context_fail(join->context, BP_ERROR_INPUT, "%s: %" PRId64 " key%s more than once: %s",
                           bp_place(join->right_table, join->right_key, place), n,
                           n == 1 ? " occurs" : "s occur", list.text);
}

static bp_status fail_clashes(struct join *join)
{
    const bp_key_matching *matching = &join->matching;
    char place[BP_PLACE_BYTES];
    struct list list = {"", 0};
    if (matching->n_clashes == 0)
        return BP_OK;
    for (int c = 0; c < matching->n_clashes && c < BP_KEY_MOST_CLASHES; c++) {
        const bp_key_clash *clash = &matching->clashes[c];
        int64_t first = join->right_index.first[clash->first],
                second = join->right_index.first[clash->second];
        put(&list, "%s", c ? ", " : "");
        put_code(&list, join->right, first);
        put(&list, " (row %" PRId64 ") and ", first + 1);
        put_code(&list, join->right, second);
        put(&list, " (row %" PRId64 ") for ", second + 1);
        put_code(&list, join->left, join->left_index.first[clash->left]);
    }
    if (matching->n_clashes > BP_KEY_MOST_CLASHES)
        put(&list, " and %" PRId64 " more", matching->n_clashes - BP_KEY_MOST_CLASHES);
    return bp_context_fail(join->context, BP_ERROR_INPUT,
                           "%s: two rows with the same code, but for zeros or letters in front: %s; take out "
                           "the wrong rows, or compare codes exactly",
                           bp_place(join->right_table, join->right_key, place), list.text);
}

/* Which right text every left text is: as it stands, then by form. */
static bp_status match(struct join *join)
{
    bp_key_matching *matching = &join->matching;
    for (int64_t t = 0; t < join->left_index.n_texts; t++)
        matching->right_of[t] = bp_key_index_find(&join->right_index, join->left_index.text[t]);
    bp_status status = BP_OK;
    if (join->options->match == BP_KEY_MATCH_FORM) {
        memset(matching->step, 0, (size_t)join->left_index.n_texts);
        status = bp_key_matching_find(join->context, matching);
    }
    for (int64_t t = 0; t < join->left_index.n_texts; t++)
        if (matching->right_of[t] >= 0)
            join->is_wanted[matching->right_of[t]] = 1;
    if (!status)
        status = fail_repeated(join);
    return status ? status : fail_clashes(join);
}

/* Keep the row among the examples when its code is one of the first in order. */
static void keep_example(const bp_keys *keys, int64_t row, int64_t *rows, int *n)
{
    const char *key = bp_keys_at(keys, row);
    int at = *n;
    while (at > 0 && strcmp(key, bp_keys_at(keys, rows[at - 1])) < 0)
        at--;
    if (at == BP_KEY_JOIN_EXAMPLES || (at > 0 && strcmp(key, bp_keys_at(keys, rows[at - 1])) == 0))
        return;
    int last = *n < BP_KEY_JOIN_EXAMPLES ? (*n)++ : BP_KEY_JOIN_EXAMPLES - 1;
    memmove(rows + at + 1, rows + at, (size_t)(last - at) * sizeof *rows);
    rows[at] = row;
}

static bool same_case(const struct join *join, int64_t left, int64_t right)
{
    char one[BP_KEY_NUMBER_BYTES], other[BP_KEY_NUMBER_BYTES];
    size_t n, m;
    const char *a = bp_key_cell(join->left, left, one, &n), *b = bp_key_cell(join->right, right, other, &m);
    return n == m && memcmp(a, b, n) == 0;
}

static void count_match(const struct join *join, int64_t row, int64_t text, bp_key_join_report *report)
{
    const bp_key_matching *matching = &join->matching;
    int64_t right = matching->right_of[text];
    report->matched++;
    if (strcmp(join->left_index.text[text], join->right_index.text[right]) == 0) {
        bool as_is = same_case(join, row, join->right_index.first[right]);
        report->matched_as_is += as_is;
        report->matched_case += !as_is;
        return;
    }
    report->matched_point += matching->step[text] == BP_KEY_STEP_POINT;
    report->matched_zeros += matching->step[text] == BP_KEY_STEP_ZEROS;
    bool by_prefix = matching->step[text] == BP_KEY_STEP_PREFIX;
    report->matched_prefix += by_prefix;
    report->matched_prefix_zeros += by_prefix && matching->left_groups.codes[text].form.zeros !=
                                                     matching->right_groups.codes[right].form.zeros;
}

static void count_left(struct join *join, int64_t *row_of, bp_key_join_report *report)
{
    const bp_key_join_options *options = join->options;
    report->has_population = options->population != NULL;
    for (int64_t i = 0; i < join->left_keys.n; i++) {
        int64_t text = join->left_index.text_of[i];
        int64_t right = text < 0 ? -1 : join->matching.right_of[text];
        bool is_known = options->population && bp_bitmap_get(options->population_known, i);
        row_of[i] = right < 0 ? -1 : join->right_index.first[right];
        report->population += is_known ? options->population[i] : 0.0;
        if (right >= 0) {
            count_match(join, i, text, report);
            continue;
        }
        report->unmatched_left++;
        report->unmatched_population += is_known ? options->population[i] : 0.0;
        if (text >= 0)
            keep_example(&join->left_keys, i, join->left_example, &report->n_left_examples);
    }
}

/* True when the right text has a form of the left codes, or was held to have it after all. */
static bool has_left_form(const struct join *join, int64_t text)
{
    int32_t group = join->matching.right_groups.codes[text].group;
    char form[FORM_BYTES];
    if (join->is_wanted[text] || (group >= 0 && join->matching.is_accepted[group]))
        return true;
    form_of(join->right_index.text[text], form);
    return bp_key_index_find(&join->forms, form) >= 0;
}

static void count_right(struct join *join, bp_key_join_report *report)
{
    for (int64_t i = 0; i < join->right_keys.n; i++) {
        int64_t text = join->right_index.text_of[i];
        bool is_same = text >= 0 && has_left_form(join, text);
        report->same_right += is_same;
        report->other_right += !is_same;
        if (!is_same || join->is_wanted[text])
            continue;
        report->unmatched_right++;
        keep_example(&join->right_keys, i, join->right_example, &report->n_right_examples);
    }
}

static bp_status copy_examples(bp_context *context, const bp_column *column, const int64_t *rows, int *n,
                               char **out)
{
    int wanted = *n;
    *n = 0;
    for (int i = 0; i < wanted; i++) {
        char buffer[BP_KEY_NUMBER_BYTES];
        size_t length;
        const char *text = bp_key_cell(column, rows[i], buffer, &length);
        out[i] = bp_text_format("%.*s", (int)length, text);
        if (!out[i])
            return bp_context_fail_memory(context, length);
        (*n)++;
    }
    return BP_OK;
}

/* The first right code of all, in the order of codes, for a message where nothing met. */
static bp_status keep_first(const struct join *join, bp_key_join_report *report)
{
    const bp_key_index *index = &join->right_index;
    char buffer[BP_KEY_NUMBER_BYTES];
    int64_t first = 0;
    size_t n;
    if (index->n_texts == 0)
        return BP_OK;
    for (int64_t t = 1; t < index->n_texts; t++)
        first = strcmp(index->text[t], index->text[first]) < 0 ? t : first;
    report->first_right_row = index->first[first];
    const char *text = bp_key_cell(join->right, report->first_right_row, buffer, &n);
    report->first_right = bp_text_format("%.*s", n > SHOWN_BYTES ? SHOWN_BYTES : (int)n, text);
    return report->first_right ? BP_OK : bp_context_fail_memory(join->context, n);
}

static bp_status make_report(struct join *join, int64_t *row_of, bp_key_join_report *report)
{
    report->n_left = join->left_keys.n;
    report->n_right = join->right_keys.n;
    count_left(join, row_of, report);
    count_right(join, report);
    bp_key_report_levels(&join->matching.right_groups, &join->right_index, join->is_wanted, report);
    bp_key_report_cause(&join->matching, join->options->match, report);
    bp_status status = copy_examples(join->context, join->left, join->left_example, &report->n_left_examples,
                                     report->left_examples);
    if (!status)
        status = keep_first(join, report);
    return status ? status
                  : copy_examples(join->context, join->right, join->right_example, &report->n_right_examples,
                                  report->right_examples);
}

bp_status bp_key_join_by(bp_context *context, const bp_table *left, int left_key, const bp_table *right,
                         int right_key, const bp_key_join_options *options, int64_t *right_row,
                         bp_key_join_report *report)
{
    struct join join = {.context = context,
                        .right_table = right,
                        .right_key = right_key,
                        .left = &left->columns[left_key],
                        .right = &right->columns[right_key],
                        .options = options};
    bp_key_join_report made = BP_KEY_JOIN_REPORT_INIT;
    int64_t *row_of = (int64_t *)malloc((size_t)(left->n_rows + 1) * sizeof *row_of);
    bp_status status =
        row_of ? open_keys(&join, left->n_rows, right->n_rows) : bp_context_fail_memory(context, 0);
    if (!status)
        status = open_matching(&join);
    if (!status)
        status = match(&join);
    if (!status)
        status = make_report(&join, row_of, &made);
    if (status) {
        bp_key_join_report_clear(&made);
    } else {
        memcpy(right_row, row_of, (size_t)left->n_rows * sizeof *row_of);
        if (report)
            *report = made;
        else
            bp_key_join_report_clear(&made);
    }
    close_join(&join);
    free(row_of);
    return status;
}

bp_status bp_key_join(bp_context *context, const bp_table *left, int left_key, const bp_table *right,
                      int right_key, int64_t *right_row, bp_key_join_report *report)
{
    static const bp_key_join_options usual = BP_KEY_JOIN_OPTIONS_INIT;
    return bp_key_join_by(context, left, left_key, right, right_key, &usual, right_row, report);
}
