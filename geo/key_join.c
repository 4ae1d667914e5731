#include "geo/key_join.h"

#include "geo/number_private.h"
#include "geo/place_private.h"
#include "geo/text.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LIST_BYTES = 600, SHOWN_BYTES = 40, FORM_BYTES = 64, NUMBER_BYTES = 40 };

/* The keys of a column as they are compared: trimmed, lower case; "" is missing. Key i starts at bytes +
 * at[i]. */
struct keys {
    int64_t n;
    size_t *at;
    char *bytes;
};

/* Distinct texts, each with its number, the first row that had it and how many rows did. Open addressing. */
struct index {
    size_t n_slots; /**< a power of two, at least twice the texts */
    int64_t *slots; /**< number of the text, or -1 */
    int64_t n_texts;
    const char **text;
    int64_t *first, *count;
};

static void clear_keys(struct keys *keys)
{
    free(keys->at);
    free(keys->bytes);
}

static void clear_index(struct index *index)
{
    free(index->slots);
    free((void *)index->text);
    free(index->first);
    free(index->count);
}

/* The code in a cell as found, trimmed; "" when missing. Lent from the column or from `buffer`. */
static const char *cell_text(const bp_column *column, int64_t row, char buffer[NUMBER_BYTES], size_t *n)
{
    *n = 0;
    if (!bp_column_is_valid(column, row))
        return "";
    if (column->type == BP_COLUMN_TEXT) {
        const char *text = bp_column_text_at(column, row);
        return bp_trim(text, strlen(text), n);
    }
    if (column->type == BP_COLUMN_INTEGER) {
        *n = (size_t)snprintf(buffer, NUMBER_BYTES, "%" PRId64, column->integer[row]);
    } else {
        double value = column->real[row];
        if (!isfinite(value))
            return "";
        bool whole = value == floor(value) && fabs(value) < 1e15;
        *n = (size_t)(whole ? snprintf(buffer, NUMBER_BYTES, "%" PRId64, (int64_t)value)
                            : bp_number_format(value, buffer));
    }
    return buffer;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bp_status make_keys(bp_context *context, const bp_column *column, int64_t n_rows, struct keys *out)
{
    struct keys keys = {n_rows, NULL, NULL};
    char buffer[NUMBER_BYTES];
    size_t total = 0, n;
    for (int64_t i = 0; i < n_rows; i++) {
        cell_text(column, i, buffer, &n);
        total += n + 1;
    }
    keys.at = (size_t *)malloc((size_t)(n_rows + 1) * sizeof *keys.at);
    keys.bytes = (char *)malloc(total + 1);
    if (!keys.at || !keys.bytes) {
        clear_keys(&keys);
        return bp_context_fail_memory(context, total);
    }
    total = 0;
    for (int64_t i = 0; i < n_rows; i++) {
        const char *text = cell_text(column, i, buffer, &n);
        keys.at[i] = total;
        for (size_t c = 0; c < n; c++)
            keys.bytes[total++] = lower(text[c]);
        keys.bytes[total++] = '\0';
    }
    *out = keys;
    return BP_OK;
}

static const char *key_at(const struct keys *keys, int64_t i)
{
    return keys->bytes + keys->at[i];
}

/* FNV-1a with a last mix, for the low bits choose the slot. */
static uint64_t hash_text(const char *text)
{
    uint64_t hash = UINT64_C(14695981039346656037);
    for (; *text; text++)
        hash = (hash ^ (unsigned char)*text) * UINT64_C(1099511628211);
    hash ^= hash >> 32;
    return hash * UINT64_C(0x9E3779B97F4A7C15) >> 16;
}

static bp_status open_index(bp_context *context, int64_t n, struct index *out)
{
    struct index index = {16, NULL, 0, NULL, NULL, NULL};
    while (index.n_slots < 2 * (size_t)n)
        index.n_slots *= 2;
    index.slots = (int64_t *)malloc(index.n_slots * sizeof *index.slots);
    index.text = (const char **)malloc((size_t)(n + 1) * sizeof *index.text);
    index.first = (int64_t *)malloc((size_t)(n + 1) * sizeof *index.first);
    index.count = (int64_t *)malloc((size_t)(n + 1) * sizeof *index.count);
    if (!index.slots || !index.text || !index.first || !index.count) {
        clear_index(&index);
        return bp_context_fail_memory(context, index.n_slots * sizeof *index.slots);
    }
    for (size_t s = 0; s < index.n_slots; s++)
        index.slots[s] = -1;
    *out = index;
    return BP_OK;
}

/* The slot of a text, or the free one where it would go. */
static size_t find_slot(const struct index *index, const char *text)
{
    size_t slot = (size_t)hash_text(text) & (index->n_slots - 1);
    while (index->slots[slot] >= 0 && strcmp(index->text[index->slots[slot]], text) != 0)
        slot = (slot + 1) & (index->n_slots - 1);
    return slot;
}

static int64_t find(const struct index *index, const char *text)
{
    return index->slots[find_slot(index, text)];
}

static void add(struct index *index, const char *text, int64_t row)
{
    size_t slot = find_slot(index, text);
    int64_t number = index->slots[slot];
    if (number < 0) {
        number = index->n_texts++;
        index->slots[slot] = number;
        index->text[number] = text;
        index->first[number] = row;
        index->count[number] = 0;
    }
    index->count[number]++;
}

/* Every key that is not missing. The index lends the keys' texts. */
static bp_status index_keys(bp_context *context, const struct keys *keys, struct index *out)
{
    bp_status status = open_index(context, keys->n, out);
    for (int64_t i = 0; !status && i < keys->n; i++)
        if (*key_at(keys, i))
            add(out, key_at(keys, i), i);
    return status;
}

/* "'a' (2 times), 'b' (3 times) and 4 more" of the texts that occur more than once; `wanted` NULL: any. */
static int64_t list_repeated(const struct index *index, const uint8_t *wanted, const bp_column *column,
                             char list[LIST_BYTES])
{
    int64_t n_repeated = 0;
    size_t used = 0;
    list[0] = '\0';
    for (int64_t t = 0; t < index->n_texts; t++) {
        if (index->count[t] < 2 || (wanted && !wanted[t]) || n_repeated++ >= BP_KEY_JOIN_EXAMPLES)
            continue;
        char buffer[NUMBER_BYTES];
        size_t n;
        const char *text = cell_text(column, index->first[t], buffer, &n);
        used +=
            (size_t)snprintf(list + used, LIST_BYTES - used, "%s'%.*s' (%" PRId64 " times)", used ? ", " : "",
                             n > SHOWN_BYTES ? SHOWN_BYTES : (int)n, text, index->count[t]);
    }
    if (n_repeated > BP_KEY_JOIN_EXAMPLES)
        snprintf(list + used, LIST_BYTES - used, " and %" PRId64 " more", n_repeated - BP_KEY_JOIN_EXAMPLES);
    return n_repeated;
}

bp_status bp_key_check_unique(bp_context *context, const bp_table *table, int column)
{
    struct keys keys = {0, NULL, NULL};
    struct index index = {0, NULL, 0, NULL, NULL, NULL};
    char place[BP_PLACE_BYTES], list[LIST_BYTES];
    bp_status status = make_keys(context, &table->columns[column], table->n_rows, &keys);
    if (!status)
        status = index_keys(context, &keys, &index);
    if (status)
        goto done;
    int64_t n_missing = 0, first_missing = -1;
    for (int64_t i = 0; i < keys.n; i++)
        if (!*key_at(&keys, i) && n_missing++ == 0)
            first_missing = i;
    int64_t n_repeated = list_repeated(&index, NULL, &table->columns[column], list);
    bp_place(table, column, place);
    if (n_repeated > 0)
        status = bp_context_fail(context, BP_ERROR_INPUT, "%s: %" PRId64 " id%s more than once: %s", place,
                                 n_repeated, n_repeated == 1 ? " occurs" : "s occur", list);
    else if (n_missing > 0)
        status =
            bp_context_fail(context, BP_ERROR_INPUT, "%s: %" PRId64 " row%s no id, the first is row %" PRId64,
                            place, n_missing, n_missing == 1 ? " has" : "s have", first_missing + 1);
done:
    clear_keys(&keys);
    clear_index(&index);
    return status;
}

void bp_key_join_report_clear(bp_key_join_report *report)
{
    for (int i = 0; i < report->n_left_examples; i++)
        free(report->left_examples[i]);
    for (int i = 0; i < report->n_right_examples; i++)
        free(report->right_examples[i]);
    *report = (bp_key_join_report)BP_KEY_JOIN_REPORT_INIT;
}

static bp_status add_example(bp_context *context, const bp_column *column, int64_t row, char **examples,
                             int *n_examples)
{
    if (*n_examples == BP_KEY_JOIN_EXAMPLES)
        return BP_OK;
    char buffer[NUMBER_BYTES];
    size_t n;
    const char *text = cell_text(column, row, buffer, &n);
    char *copy = bp_text_format("%.*s", (int)n, text);
    if (!copy)
        return bp_context_fail_memory(context, n);
    examples[(*n_examples)++] = copy;
    return BP_OK;
}

/* The form of a code: the letters in front and the length of all of it, "wk 8". Longer codes share a form by
 * length. */
static void form_of(const char *key, char form[FORM_BYTES])
{
    int n = 0;
    while (n < FORM_BYTES - 24 && key[n] >= 'a' && key[n] <= 'z')
        n++;
    snprintf(form, FORM_BYTES, "%.*s %zu", n, key, strlen(key));
}

/* The forms of the left codes, as an index that owns nothing but `store`. */
static bp_status index_forms(bp_context *context, const struct index *codes, char **store, struct index *out)
{
    bp_status status = open_index(context, codes->n_texts, out);
    if (status)
        return status;
    *store = (char *)malloc((size_t)(codes->n_texts + 1) * FORM_BYTES);
    if (!*store)
        return bp_context_fail_memory(context, (size_t)codes->n_texts * FORM_BYTES);
    for (int64_t t = 0; t < codes->n_texts; t++) {
        char *form = *store + (size_t)out->n_texts * FORM_BYTES;
        form_of(codes->text[t], form);
        add(out, form, t);
    }
    return BP_OK;
}

/* One join: both columns, their keys and what they look up in. */
struct join {
    bp_context *context;
    const bp_column *left, *right;
    struct keys left_keys, right_keys;
    struct index left_index, right_index, forms;
    char *form_store;
    uint8_t *wanted; /**< wanted[text of the right]: the left has it */
};

static bp_status match_left(struct join *join, int64_t *row_of, bp_key_join_report *report)
{
    bp_status status = BP_OK;
    for (int64_t i = 0; !status && i < join->left_keys.n; i++) {
        const char *key = key_at(&join->left_keys, i);
        int64_t text = *key ? find(&join->right_index, key) : -1;
        row_of[i] = text < 0 ? -1 : join->right_index.first[text];
        if (text >= 0) {
            join->wanted[text] = 1;
            report->matched++;
            continue;
        }
        report->unmatched_left++;
        if (*key)
            status =
                add_example(join->context, join->left, i, report->left_examples, &report->n_left_examples);
    }
    return status;
}

static bp_status sort_right(struct join *join, bp_key_join_report *report)
{
    bp_status status = BP_OK;
    for (int64_t i = 0; !status && i < join->right_keys.n; i++) {
        const char *key = key_at(&join->right_keys, i);
        char form[FORM_BYTES];
        if (*key && find(&join->left_index, key) >= 0)
            continue;
        if (*key)
            form_of(key, form);
        if (!*key || find(&join->forms, form) < 0) {
            report->other_right++;
            continue;
        }
        report->unmatched_right++;
        status =
            add_example(join->context, join->right, i, report->right_examples, &report->n_right_examples);
    }
    return status;
}

static bp_status open_join(struct join *join, int64_t n_left, int64_t n_right)
{
    bp_status status = make_keys(join->context, join->left, n_left, &join->left_keys);
    if (!status)
        status = make_keys(join->context, join->right, n_right, &join->right_keys);
    if (!status)
        status = index_keys(join->context, &join->left_keys, &join->left_index);
    if (!status)
        status = index_keys(join->context, &join->right_keys, &join->right_index);
    if (!status)
        status = index_forms(join->context, &join->left_index, &join->form_store, &join->forms);
    if (status)
        return status;
    join->wanted = (uint8_t *)calloc((size_t)join->right_index.n_texts + 1, 1);
    return join->wanted ? BP_OK : bp_context_fail_memory(join->context, 0);
}

static void close_join(struct join *join)
{
    clear_keys(&join->left_keys);
    clear_keys(&join->right_keys);
    clear_index(&join->left_index);
    clear_index(&join->right_index);
    clear_index(&join->forms);
    free(join->form_store);
    free(join->wanted);
}

bp_status bp_key_join(bp_context *context, const bp_table *left, int left_key, const bp_table *right,
                      int right_key, int64_t *right_row, bp_key_join_report *report)
{
    struct join join = {
        .context = context, .left = &left->columns[left_key], .right = &right->columns[right_key]};
    bp_key_join_report made = BP_KEY_JOIN_REPORT_INIT;
    char place[BP_PLACE_BYTES], list[LIST_BYTES];
    int64_t *row_of = (int64_t *)malloc((size_t)(left->n_rows + 1) * sizeof *row_of);
    bp_status status =
        row_of ? open_join(&join, left->n_rows, right->n_rows) : bp_context_fail_memory(context, 0);
    made.n_left = left->n_rows;
    made.n_right = right->n_rows;
    if (!status)
        status = match_left(&join, row_of, &made);
    if (!status) {
        int64_t n_repeated = list_repeated(&join.right_index, join.wanted, join.right, list);
        if (n_repeated > 0)
            status = bp_context_fail(context, BP_ERROR_INPUT, "%s: %" PRId64 " key%s more than once: %s",
                                     bp_place(right, right_key, place), n_repeated,
                                     n_repeated == 1 ? " occurs" : "s occur", list);
    }
    if (!status)
        status = sort_right(&join, &made);
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
