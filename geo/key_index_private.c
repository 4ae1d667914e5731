#include "geo/key_index_private.h"

#include "geo/number_private.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void bp_keys_clear(bp_keys *keys)
{
    free(keys->at);
    free(keys->bytes);
}

void bp_key_index_clear(bp_key_index *index)
{
    free(index->slots);
    free((void *)index->text);
    free(index->first);
    free(index->count);
    free(index->text_of);
}

/* Whether text[n] is a code and no name such as 's-Hertogenbosch: letters and digits, one digit at least. */
static bool is_code(const char *text, size_t n)
{
    bool has_digit = false;
    for (size_t i = 0; i < n; i++) {
        bool is_digit = text[i] >= '0' && text[i] <= '9';
        bool is_letter = (text[i] | 0x20) >= 'a' && (text[i] | 0x20) <= 'z';
        if (!is_digit && !is_letter)
            return false;
        has_digit = has_digit || is_digit;
    }
    return has_digit;
}

/* Take off what spreadsheets are told to keep a code's zeros with: ="0363" and '0363. */
static const char *without_guard(const char *text, size_t *n)
{
    if (*n > 3 && text[0] == '=' && text[1] == '"' && text[*n - 1] == '"' && is_code(text + 2, *n - 3)) {
        *n -= 3;
        return text + 2;
    }
    if (*n > 1 && text[0] == '\'' && is_code(text + 1, *n - 1)) {
        (*n)--;
        return text + 1;
    }
    return text;
}

const char *bp_key_cell(const bp_column *column, int64_t row, char buffer[BP_KEY_NUMBER_BYTES], size_t *n)
{
    *n = 0;
    if (!bp_column_is_valid(column, row))
        return "";
    if (column->type == BP_COLUMN_TEXT) {
        const char *text = bp_column_text_at(column, row);
        return without_guard(bp_trim(text, strlen(text), n), n);
    }
    if (column->type == BP_COLUMN_INTEGER) {
        *n = (size_t)snprintf(buffer, BP_KEY_NUMBER_BYTES, "%" PRId64, column->integer[row]);
    } else {
        double value = column->real[row];
        if (!isfinite(value))
            return "";
        bool whole = value == floor(value) && fabs(value) < 1e15;
        *n = (size_t)(whole ? snprintf(buffer, BP_KEY_NUMBER_BYTES, "%" PRId64, (int64_t)value)
                            : bp_number_format(value, buffer));
    }
    return buffer;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

bp_status bp_keys_make(bp_context *context, const bp_column *column, int64_t n_rows, bp_keys *out)
{
    bp_keys keys = {n_rows, NULL, NULL};
    char buffer[BP_KEY_NUMBER_BYTES];
    size_t total = 0, n;
    for (int64_t i = 0; i < n_rows; i++) {
        bp_key_cell(column, i, buffer, &n);
        total += n + 1;
    }
    keys.at = (size_t *)malloc((size_t)(n_rows + 1) * sizeof *keys.at);
    keys.bytes = (char *)malloc(total + 1);
    if (!keys.at || !keys.bytes) {
        bp_keys_clear(&keys);
        return bp_context_fail_memory(context, total);
    }
    total = 0;
    for (int64_t i = 0; i < n_rows; i++) {
        const char *text = bp_key_cell(column, i, buffer, &n);
        keys.at[i] = total;
        for (size_t c = 0; c < n; c++)
            keys.bytes[total++] = lower(text[c]);
        keys.bytes[total++] = '\0';
    }
    *out = keys;
    return BP_OK;
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

bp_status bp_key_index_open(bp_context *context, int64_t n, bp_key_index *out)
{
    bp_key_index index = {16, NULL, 0, NULL, NULL, NULL, NULL};
    while (index.n_slots < 2 * (size_t)n)
        index.n_slots *= 2;
    index.slots = (int64_t *)malloc(index.n_slots * sizeof *index.slots);
    index.text = (const char **)malloc((size_t)(n + 1) * sizeof *index.text);
    index.first = (int64_t *)malloc((size_t)(n + 1) * sizeof *index.first);
    index.count = (int64_t *)malloc((size_t)(n + 1) * sizeof *index.count);
    if (!index.slots || !index.text || !index.first || !index.count) {
        bp_key_index_clear(&index);
        return bp_context_fail_memory(context, index.n_slots * sizeof *index.slots);
    }
    for (size_t s = 0; s < index.n_slots; s++)
        index.slots[s] = -1;
    *out = index;
    return BP_OK;
}

/* The slot of a text, or the free one where it would go. */
static size_t find_slot(const bp_key_index *index, const char *text)
{
    size_t slot = (size_t)hash_text(text) & (index->n_slots - 1);
    while (index->slots[slot] >= 0 && strcmp(index->text[index->slots[slot]], text) != 0)
        slot = (slot + 1) & (index->n_slots - 1);
    return slot;
}

int64_t bp_key_index_find(const bp_key_index *index, const char *text)
{
    return index->slots[find_slot(index, text)];
}

int64_t bp_key_index_add(bp_key_index *index, const char *text, int64_t row)
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
    return number;
}

bp_status bp_key_index_keys(bp_context *context, const bp_keys *keys, bp_key_index *out)
{
    bp_key_index index = {0};
    bp_status status = bp_key_index_open(context, keys->n, &index);
    if (status)
        return status;
    index.text_of = (int64_t *)malloc((size_t)(keys->n + 1) * sizeof *index.text_of);
    if (!index.text_of) {
        bp_key_index_clear(&index);
        return bp_context_fail_memory(context, (size_t)keys->n * sizeof *index.text_of);
    }
    for (int64_t i = 0; i < keys->n; i++) {
        const char *key = bp_keys_at(keys, i);
        index.text_of[i] = *key ? bp_key_index_add(&index, key, i) : -1;
    }
    *out = index;
    return BP_OK;
}
