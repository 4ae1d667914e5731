#include "geo/unit_ids.h"

#include "geo/number_private.h"
#include "geo/text.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

void bp_unit_ids_clear(bp_unit_ids *ids)
{
    for (int64_t i = 0; ids->text && i < ids->n; i++)
        free(ids->text[i]);
    free((void *)ids->text);
    free(ids->slot);
    free(ids->name);
    *ids = (bp_unit_ids)BP_UNIT_IDS_INIT;
}

/* FNV-1a, and a finaliser so that the lower bits are good. */
static uint64_t hash_text(const char *text, size_t length)
{
    uint64_t hash = UINT64_C(0xCBF29CE484222325);
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ (unsigned char)text[i]) * UINT64_C(0x100000001B3);
    return hash ^ hash >> 32;
}

/* The slot that holds the text, or the free one where it belongs. */
static int64_t find_slot(const bp_unit_ids *ids, const char *text, size_t length)
{
    int64_t slot = (int64_t)(hash_text(text, length) & (uint64_t)(ids->n_slots - 1));
    while (ids->slot[slot] >= 0) {
        const char *held = ids->text[ids->slot[slot]];
        if (strncmp(held, text, length) == 0 && held[length] == '\0')
            break;
        slot = (slot + 1) & (ids->n_slots - 1);
    }
    return slot;
}

int64_t bp_unit_ids_find(const bp_unit_ids *ids, const char *text, size_t length)
{
    return ids->slot[find_slot(ids, text, length)];
}

/* The id in a row as a text to free(), NULL when it has none or memory runs out. */
static char *id_at(const bp_table *table, int column, int64_t row)
{
    if (column < 0)
        return bp_text_format("%" PRId64, row + 1);
    const bp_column *c = &table->columns[column];
    if (!bp_column_is_valid(c, row))
        return NULL;
    if (c->type == BP_COLUMN_INTEGER)
        return bp_text_format("%" PRId64, c->integer[row]);
    if (c->type == BP_COLUMN_REAL)
        return c->real[row] == floor(c->real[row]) && fabs(c->real[row]) < 1e15
                   ? bp_text_format("%.0f", c->real[row] + 0.0)
                   : NULL;
    const char *text = bp_column_text_at(c, row);
    size_t length = 0;
    text = bp_trim(text, strlen(text), &length);
    return length > 0 ? bp_text_format("%.*s", (int)length, text) : NULL;
}

static bp_status fill_ids(bp_context *context, const bp_table *table, int column, bp_unit_ids *ids)
{
    const char *source = table->source ? table->source : "the layer";
    for (int64_t row = 0; row < table->n_rows; row++) {
        char *text = id_at(table, column, row);
        if (!text)
            return bp_context_fail(
                context, BP_ERROR_INPUT,
                "%s, column '%s', row %" PRId64
                ": there is no id here, or one that is no text and no whole number; every unit "
                "needs one",
                source, ids->name, row + 1);
        ids->text[ids->n++] = text;
        int64_t slot = find_slot(ids, text, strlen(text));
        if (ids->slot[slot] >= 0)
            return bp_context_fail(context, BP_ERROR_INPUT,
                                   "%s, column '%s': the id '%s' stands in row %" PRId64
                                   " and in row %" PRId64 "; ids must be unique",
                                   source, ids->name, text, ids->slot[slot] + 1, row + 1);
        ids->slot[slot] = row;
    }
    return BP_OK;
}

bp_status bp_unit_ids_make(bp_context *context, const bp_table *table, int column, bp_unit_ids *out)
{
    bp_unit_ids ids = BP_UNIT_IDS_INIT;
    bp_status status = BP_OK;
    ids.n_slots = 16;
    while (ids.n_slots < 2 * table->n_rows)
        ids.n_slots *= 2;
    ids.are_rows = column < 0;
    ids.name = bp_text_copy(column < 0 ? "row" : table->columns[column].name);
    ids.text = (char **)calloc((size_t)table->n_rows + 1, sizeof *ids.text);
    ids.slot = (int64_t *)malloc((size_t)ids.n_slots * sizeof *ids.slot);
    if (!ids.name || !ids.text || !ids.slot) {
        status = bp_context_fail_memory(context, (size_t)ids.n_slots * sizeof *ids.slot);
    } else {
        for (int64_t slot = 0; slot < ids.n_slots; slot++)
            ids.slot[slot] = -1;
        status = fill_ids(context, table, column, &ids);
    }
    if (status)
        bp_unit_ids_clear(&ids);
    else
        *out = ids;
    return status;
}

typedef struct named {
    const char *text;
    int64_t unit;
} named;

static bool is_digits(const char *text)
{
    return *text && !text[strspn(text, "0123456789")];
}

static int by_id(const void *a, const void *b)
{
    const char *p = ((const named *)a)->text, *q = ((const named *)b)->text;
    bool p_digits = is_digits(p), q_digits = is_digits(q);
    if (p_digits != q_digits)
        return p_digits ? -1 : 1;
    if (p_digits) {
        const char *p_value = p + strspn(p, "0"), *q_value = q + strspn(q, "0");
        size_t p_length = strlen(p_value), q_length = strlen(q_value);
        if (p_length != q_length)
            return p_length < q_length ? -1 : 1;
        int order = strcmp(p_value, q_value);
        if (order != 0)
            return order;
    }
    return strcmp(p, q);
}

bp_status bp_unit_ids_order(bp_context *context, const bp_unit_ids *ids, int64_t *order)
{
    size_t bytes = ((size_t)ids->n + 1) * sizeof(named);
    named *list = (named *)malloc(bytes);
    if (!list)
        return bp_context_fail_memory(context, bytes);
    bool in_order = true;
    for (int64_t i = 0; i < ids->n; i++) {
        list[i] = (named){ids->text[i], i};
        in_order = in_order && (i == 0 || by_id(&list[i - 1], &list[i]) < 0);
    }
    if (!in_order)
        qsort(list, (size_t)ids->n, sizeof *list, by_id);
    for (int64_t i = 0; i < ids->n; i++)
        order[i] = list[i].unit;
    free(list);
    return BP_OK;
}
