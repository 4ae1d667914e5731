/* The digest of what was read, for sources that have no bytes of their own. */
#include "geo/source.h"

#include "geo/text.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SUM_BYTES = 32 };

/* Numbers go in as eight bytes, the lowest first, whatever the machine. */
static void add_number(EVP_MD_CTX *digest, uint64_t value)
{
    unsigned char bytes[8];
    for (int i = 0; i < 8; i++)
        bytes[i] = (unsigned char)(value >> (8 * i));
    EVP_DigestUpdate(digest, bytes, sizeof bytes);
}

static void add_real(EVP_MD_CTX *digest, double value)
{
    uint64_t bits = 0;
    double plain = value + 0.0; /* -0 is 0 */
    memcpy(&bits, &plain, sizeof bits);
    add_number(digest, bits);
}

/* The length goes first, so that no two lists of texts give the same bytes. */
static void add_text(EVP_MD_CTX *digest, const char *text)
{
    size_t n = strlen(text);
    add_number(digest, (uint64_t)n);
    EVP_DigestUpdate(digest, text, n);
}

static void add_cell(EVP_MD_CTX *digest, const bp_column *column, int64_t row)
{
    bool is_valid = bp_column_is_valid(column, row);
    add_number(digest, is_valid);
    if (!is_valid)
        return;
    if (column->type == BP_COLUMN_REAL)
        add_real(digest, column->real[row]);
    else if (column->type == BP_COLUMN_INTEGER)
        add_number(digest, (uint64_t)column->integer[row]);
    else
        add_text(digest, bp_column_text_at(column, row));
}

static void add_unit(EVP_MD_CTX *digest, const bp_polygons *polygons, int64_t unit)
{
    add_number(digest, (uint64_t)(polygons->unit_parts[unit + 1] - polygons->unit_parts[unit]));
    for (int64_t part = polygons->unit_parts[unit]; part < polygons->unit_parts[unit + 1]; part++) {
        add_number(digest, (uint64_t)(polygons->part_rings[part + 1] - polygons->part_rings[part]));
        for (int64_t ring = polygons->part_rings[part]; ring < polygons->part_rings[part + 1]; ring++) {
            int64_t from = polygons->ring_coords[ring], to = polygons->ring_coords[ring + 1];
            add_number(digest, (uint64_t)(to - from));
            for (int64_t k = 2 * from; k < 2 * to; k++)
                add_real(digest, polygons->xy[k]);
        }
    }
}

static int by_name(const void *a, const void *b)
{
    return strcmp((*(const bp_column *const *)a)->name, (*(const bp_column *const *)b)->name);
}

static int by_sum(const void *a, const void *b)
{
    return memcmp(a, b, SUM_BYTES);
}

/* The digest of every row into sums[n_rows * SUM_BYTES], sorted. */
static bool sum_rows(const bp_table *table, const bp_column *const *columns, const bp_polygons *polygons,
                     unsigned char *sums)
{
    EVP_MD_CTX *digest = EVP_MD_CTX_new();
    bool ok = digest != NULL;
    for (int64_t row = 0; ok && row < table->n_rows; row++) {
        ok = EVP_DigestInit_ex(digest, EVP_sha256(), NULL) == 1;
        for (int c = 0; ok && c < table->n_columns; c++)
            add_cell(digest, columns[c], row);
        if (ok && polygons)
            add_unit(digest, polygons, row);
        ok = ok && EVP_DigestFinal_ex(digest, sums + row * SUM_BYTES, NULL) == 1;
    }
    EVP_MD_CTX_free(digest);
    if (ok)
        qsort(sums, (size_t)table->n_rows, SUM_BYTES, by_sum);
    return ok;
}

static bool sum_all(const bp_table *table, const bp_column *const *columns, const bp_crs *crs,
                    const unsigned char *sums, char hex[65])
{
    unsigned char sum[EVP_MAX_MD_SIZE];
    EVP_MD_CTX *digest = EVP_MD_CTX_new();
    bool ok = digest && EVP_DigestInit_ex(digest, EVP_sha256(), NULL) == 1;
    if (ok) {
        add_text(digest, "brandpunt-content-1");
        const char *name = crs && crs->code ? crs->code : crs && crs->wkt ? crs->wkt : "";
        add_text(digest, name);
        add_number(digest, (uint64_t)table->n_columns);
        for (int c = 0; c < table->n_columns; c++) {
            add_text(digest, columns[c]->name);
            add_number(digest, (uint64_t)columns[c]->type);
        }
        EVP_DigestUpdate(digest, sums, (size_t)table->n_rows * SUM_BYTES);
        ok = EVP_DigestFinal_ex(digest, sum, NULL) == 1;
    }
    EVP_MD_CTX_free(digest);
    for (int i = 0; ok && i < SUM_BYTES; i++)
        snprintf(hex + 2 * i, 3, "%02x", sum[i]);
    return ok;
}

bp_status bp_content_sha256(bp_context *context, const bp_table *table, const bp_polygons *polygons,
                            const bp_crs *crs, char hex[65])
{
    bp_status status = BP_OK;
    size_t n_bytes = (size_t)table->n_rows * SUM_BYTES + 1;
    unsigned char *sums = (unsigned char *)malloc(n_bytes);
    const bp_column **columns = (const bp_column **)malloc((size_t)(table->n_columns + 1) * sizeof *columns);
    if (!sums || !columns) {
        status = bp_context_fail_memory(context, n_bytes);
        goto done;
    }
    for (int c = 0; c < table->n_columns; c++)
        columns[c] = &table->columns[c];
    qsort((void *)columns, (size_t)table->n_columns, sizeof *columns, by_name);
    if (!sum_rows(table, columns, polygons, sums) || !sum_all(table, columns, crs, sums, hex))
        status = bp_context_fail(context, BP_ERROR_INTERNAL, "%s: SHA-256 failed",
                                 table->source ? table->source : "a table");
done:
    free(sums);
    free((void *)columns);
    return status;
}
