/* A fresh folder per test for the suites that write files, and small layers to write. */
#ifndef BP_TESTS_GEO_FILES_H
#define BP_TESTS_GEO_FILES_H

#include "geo/folder.h"
#include "geo/layer.h"
#include "geo/text.h"
#include "tests/support.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bp_context *context;
static char scratch[512];

static inline void remove_tree(const char *path)
{
    DIR *directory = opendir(path);
    struct dirent *entry;
    while (directory && (entry = readdir(directory)) != NULL) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        char *inner = bp_text_format("%s/%s", path, entry->d_name);
        if (unlink(inner) != 0)
            remove_tree(inner);
        free(inner);
    }
    if (directory)
        closedir(directory);
    rmdir(path);
}

static inline void open_context(int n_threads)
{
    bp_context_options options = BP_CONTEXT_OPTIONS_INIT;
    options.n_threads = n_threads;
    bp_context_free(context);
    context = NULL;
    ck_assert_int_eq(bp_context_new(&options, &context), BP_OK);
}

static inline void set_up(void)
{
    const char *base = getenv("TMPDIR");
    snprintf(scratch, sizeof scratch, "%s/brandpunt-XXXXXX", base ? base : "/tmp");
    ck_assert_ptr_nonnull(mkdtemp(scratch));
    open_context(2);
}

static inline void tear_down(void)
{
    bp_context_free(context);
    context = NULL;
    remove_tree(scratch);
}

/* Path of a file in the scratch folder; good until the fourth call after it. */
static inline const char *at(const char *name)
{
    static char paths[4][1024];
    static int next;
    next = (next + 1) % 4;
    snprintf(paths[next], sizeof paths[next], "%s/%s", scratch, name);
    return paths[next];
}

static inline void put_bytes(const char *path, const void *bytes, size_t n)
{
    FILE *file = fopen(path, "wb");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(bytes, 1, n, file), n);
    ck_assert_int_eq(fclose(file), 0);
}

static inline void put_file(const char *path, const char *text)
{
    put_bytes(path, text, strlen(text));
}

/* All of a file with a closing NUL, to free(). */
static inline char *get_file(const char *path, size_t *n)
{
    FILE *file = fopen(path, "rb");
    ck_assert_msg(file != NULL, "%s cannot be opened", path);
    fseek(file, 0, SEEK_END);
    long size = ftell(file);
    rewind(file);
    char *bytes = (char *)malloc((size_t)size + 1);
    ck_assert_uint_eq(fread(bytes, 1, (size_t)size, file), (size_t)size);
    bytes[size] = '\0';
    fclose(file);
    if (n)
        *n = (size_t)size;
    return bytes;
}

static inline void ck_same_files(const char *a, const char *b)
{
    size_t na, nb;
    char *bytes_a = get_file(a, &na), *bytes_b = get_file(b, &nb);
    ck_assert_uint_eq(na, nb);
    ck_assert_mem_eq(bytes_a, bytes_b, na);
    free(bytes_a);
    free(bytes_b);
}

/* The message of the failure is exactly this, after the scratch folder's path is taken off where it stands.
 */
static inline void ck_message(const char *expected)
{
    char shown[4096];
    size_t n = 0, prefix = strlen(scratch) + 1;
    for (const char *c = bp_context_message(context); *c && n < sizeof shown - 1;) {
        if (strncmp(c, scratch, prefix - 1) == 0 && c[prefix - 1] == '/')
            c += prefix;
        else
            shown[n++] = *c++;
    }
    shown[n] = '\0';
    ck_assert_str_eq(shown, expected);
    bp_context_clear(context);
}

/* One more ring, closed by the library; n points. */
static inline void add_ring(bp_polygons *polygons, const double *xy, int64_t n)
{
    ck_bp_ok(context, bp_polygons_add_points(context, polygons, xy, n));
    ck_bp_ok(context, bp_polygons_end_ring(context, polygons));
}

static inline void end_unit(bp_polygons *polygons, bool has_part)
{
    if (has_part)
        ck_bp_ok(context, bp_polygons_end_part(context, polygons));
    ck_bp_ok(context, bp_polygons_end_unit(context, polygons));
}

static inline void add_square(bp_polygons *polygons, double x, double y, double side)
{
    const double xy[] = {x, y, x + side, y, x + side, y + side, x, y + side};
    add_ring(polygons, xy, 4);
}

/*
 * Four units in RD New: a square, a square with a hole, one of two parts, one without geometry. Columns: code
 * (text), count (integer), share (real), with a missing value each in the last row.
 */
static inline void make_layer(bp_layer *layer)
{
    static const double hole[] = {101200, 450200, 101200, 450800, 101800, 450800, 101800, 450200};
    bp_polygons *polygons = &layer->polygons;
    add_square(polygons, 100000, 450000, 1000);
    end_unit(polygons, true);
    add_square(polygons, 101000, 450000, 1000);
    add_ring(polygons, hole, 4);
    end_unit(polygons, true);
    add_square(polygons, 102000, 450000, 1000);
    ck_bp_ok(context, bp_polygons_end_part(context, polygons));
    add_square(polygons, 104000, 450000, 500.125);
    end_unit(polygons, true);
    end_unit(polygons, false);
    static const char *const codes[] = {"WK001", "d'\xC3\x89tape \"x\", y", "", NULL};
    layer->table.n_rows = 4;
    ck_bp_ok(context, bp_table_add_text(context, &layer->table, "code", codes));
    bp_column *column = NULL;
    ck_bp_ok(context, bp_table_add(context, &layer->table, "count", BP_COLUMN_INTEGER, &column));
    bp_column_set_integer(column, 0, INT64_C(9007199254740993));
    bp_column_set_integer(column, 1, -7);
    bp_column_set_integer(column, 2, 0);
    ck_bp_ok(context, bp_table_add(context, &layer->table, "share", BP_COLUMN_REAL, &column));
    bp_column_set_real(column, 0, 0.1);
    bp_column_set_real(column, 1, 1.0 / 3.0);
    bp_column_set_real(column, 2, 0.0);
    ck_bp_ok(context, bp_crs_parse(context, "EPSG:28992", "test", &layer->crs));
}

static inline void ck_same_polygons(const bp_polygons *a, const bp_polygons *b)
{
    ck_assert_int_eq(a->n_units, b->n_units);
    ck_assert_int_eq(a->n_parts, b->n_parts);
    ck_assert_int_eq(a->n_rings, b->n_rings);
    ck_assert_int_eq(a->n_coords, b->n_coords);
    ck_assert_mem_eq(a->unit_parts, b->unit_parts, (size_t)(a->n_units + 1) * sizeof *a->unit_parts);
    ck_assert_mem_eq(a->part_rings, b->part_rings, (size_t)(a->n_parts + 1) * sizeof *a->part_rings);
    ck_assert_mem_eq(a->ring_coords, b->ring_coords, (size_t)(a->n_rings + 1) * sizeof *a->ring_coords);
    ck_assert_mem_eq(a->xy, b->xy, (size_t)a->n_coords * 2 * sizeof *a->xy);
}

static inline void ck_same_cell(const bp_column *a, const bp_column *b, int64_t row)
{
    ck_assert_msg(bp_column_is_valid(a, row) == bp_column_is_valid(b, row), "column %s, row %d", a->name,
                  (int)row);
    if (!bp_column_is_valid(a, row))
        return;
    if (a->type == BP_COLUMN_TEXT)
        ck_assert_str_eq(bp_column_text_at(a, row), bp_column_text_at(b, row));
    else if (a->type == BP_COLUMN_INTEGER)
        ck_assert_int_eq(a->integer[row], b->integer[row]);
    else
        ck_assert_double_eq(a->real[row], b->real[row]);
}

static inline void ck_same_tables(const bp_table *a, const bp_table *b)
{
    ck_assert_int_eq(a->n_rows, b->n_rows);
    ck_assert_int_eq(a->n_columns, b->n_columns);
    for (int c = 0; c < a->n_columns; c++) {
        ck_assert_str_eq(a->columns[c].name, b->columns[c].name);
        ck_assert_int_eq(a->columns[c].type, b->columns[c].type);
        for (int64_t row = 0; row < a->n_rows; row++)
            ck_same_cell(&a->columns[c], &b->columns[c], row);
    }
}

#endif
