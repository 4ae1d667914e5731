/* What the suites of local statistics share: made-up graphs, and the files of reference values. */
#ifndef BP_TESTS_LOCAL_SUPPORT_H
#define BP_TESTS_LOCAL_SUPPORT_H

#include "analysis/local.h"
#include "geo/bitmap.h"
#include "tests/analysis/brute.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LOCAL_PATH = 512, LOCAL_LINE = 4096, LOCAL_ROWS = 2000 };

/* A number in 0..1. */
static inline double local_uniform(uint64_t *state)
{
    return (double)(brute_random(state) >> 11) * 0x1p-53;
}

/* Raw weights from arcs[m][2], directed, in any order; the weight of each is its place in `value` (NULL: 1).
 */
static inline bp_weights local_weights(int64_t n, int64_t m, int32_t (*arcs)[2], const double *value)
{
    bp_weights weights = BP_WEIGHTS_INIT;
    weights.n = n;
    weights.offsets = (int64_t *)calloc(n > 0 ? (size_t)n + 1 : 1, sizeof *weights.offsets);
    weights.neighbours = (int32_t *)calloc(m > 0 ? (size_t)m : 1, sizeof *weights.neighbours);
    weights.value = (double *)calloc(m > 0 ? (size_t)m : 1, sizeof *weights.value);
    ck_assert(weights.offsets && weights.neighbours && weights.value);
    int64_t at = 0;
    int64_t *begin = (int64_t *)calloc(n > 0 ? (size_t)n + 2 : 2, sizeof *begin);
    ck_assert_ptr_nonnull(begin);
    for (int64_t k = 0; k < m; k++)
        begin[arcs[k][0] + 1]++;
    for (int64_t i = 0; i < n; i++)
        begin[i + 1] += begin[i];
    memcpy(weights.offsets, begin, ((size_t)n + 1) * sizeof *begin);
    for (int64_t k = 0; k < m; k++) {
        /* Insertion keeps the row in order. */
        int64_t row = weights.offsets[arcs[k][0]];
        for (at = begin[arcs[k][0]]++; at > row && weights.neighbours[at - 1] > arcs[k][1]; at--) {
            weights.neighbours[at] = weights.neighbours[at - 1];
            weights.value[at] = weights.value[at - 1];
        }
        weights.neighbours[at] = arcs[k][1];
        weights.value[at] = value ? value[k] : 1.0;
    }
    free(begin);
    return weights;
}

/* A grid of rook neighbours with some diagonals, so that numbers of neighbours differ. */
static inline bp_weights local_grid(int width, int height, uint64_t seed)
{
    int64_t n = (int64_t)width * height, m = 0;
    int32_t(*arcs)[2] = (int32_t(*)[2])malloc((size_t)n * 8 * sizeof *arcs);
    ck_assert_ptr_nonnull(arcs);
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++)
            for (int step = 0; step < 4; step++) {
                static const int dx[] = {1, 0, 1, -1}, dy[] = {0, 1, 1, 1};
                int u = x + dx[step], v = y + dy[step];
                if (u < 0 || u >= width || v >= height || (step > 1 && brute_random_below(&seed, 2)))
                    continue;
                int32_t a = (int32_t)(y * width + x), b = (int32_t)(v * width + u);
                arcs[m][0] = arcs[m + 1][1] = a;
                arcs[m][1] = arcs[m + 1][0] = b;
                m += 2;
            }
    bp_weights weights = local_weights(n, m, arcs, NULL);
    free(arcs);
    return weights;
}

static inline void local_swap(int *a, int *b)
{
    int swap = *a;
    *a = *b;
    *b = swap;
}

/* The next arrangement of item[n] in lexicographic order; false after the last one. */
static inline bool local_next(int *item, int n)
{
    int i = n - 2, j = n - 1;
    while (i >= 0 && item[i] >= item[i + 1])
        i--;
    if (i < 0)
        return false;
    while (item[j] <= item[i])
        j--;
    local_swap(&item[i], &item[j]);
    for (int low = i + 1, high = n - 1; low < high; low++, high--)
        local_swap(&item[low], &item[high]);
    return true;
}

/* The weight of unit j for unit i. */
static inline double local_weight(const bp_weights *weights, int i, int j)
{
    for (int64_t at = weights->offsets[i]; at < weights->offsets[i + 1]; at++)
        if (weights->neighbours[at] == j)
            return weights->value[at];
    return 0.0;
}

/* Random directed weights on n units, every pair linked with probability a half; equal: all weights 1. */
static inline bp_weights local_random_weights(int n, uint64_t *state, bool equal)
{
    int32_t arcs[BRUTE_MAX * BRUTE_MAX][2];
    double value[BRUTE_MAX * BRUTE_MAX];
    int64_t m = 0;
    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++)
            if (i != j && brute_random_below(state, 2)) {
                arcs[m][0] = i;
                arcs[m][1] = j;
                value[m++] = equal ? 1.0 : 0.1 + local_uniform(state);
            }
    return local_weights(n, m, arcs, value);
}

/* Row u of the result is row order[u] of the units, links and all. */
static inline bp_weights local_reorder(const bp_weights *weights, const int32_t *order)
{
    int64_t m = weights->offsets[weights->n], k = 0;
    int32_t(*arcs)[2] = (int32_t(*)[2])malloc((size_t)(m + 1) * sizeof *arcs);
    double *value = (double *)malloc((size_t)(m + 1) * sizeof *value);
    int32_t *back = (int32_t *)malloc((size_t)weights->n * sizeof *back);
    ck_assert(arcs && value && back);
    for (int32_t u = 0; u < weights->n; u++)
        back[order[u]] = u;
    for (int32_t u = 0; u < weights->n; u++)
        for (int64_t at = weights->offsets[order[u]]; at < weights->offsets[order[u] + 1]; at++) {
            arcs[k][0] = u;
            arcs[k][1] = back[weights->neighbours[at]];
            value[k++] = weights->value[at];
        }
    bp_weights moved = local_weights(weights->n, m, arcs, value);
    moved.style = weights->style;
    moved.has_self = weights->has_self;
    free(arcs);
    free(value);
    free(back);
    return moved;
}

/* order[n]: the numbers 0 to n - 1 shuffled. */
static inline void local_shuffle(int32_t *order, int n, uint64_t *state)
{
    for (int i = 0; i < n; i++)
        order[i] = i;
    for (int i = n - 1; i > 0; i--) {
        int j = brute_random_below(state, i + 1);
        int32_t swap = order[i];
        order[i] = order[j];
        order[j] = swap;
    }
}

/* The folder of the reference values, or NULL with a line that says so. */
static inline const char *local_reference(void)
{
    static char folder[LOCAL_PATH];
    const char *data = getenv("BRANDPUNT_DATA"), *source = getenv("BRANDPUNT_SOURCE");
    char probe[LOCAL_PATH + 64];
    if (data)
        snprintf(folder, sizeof folder, "%s/../reference", data);
    else
        snprintf(folder, sizeof folder, "%s/../shared/reference", source ? source : ".");
    snprintf(probe, sizeof probe, "%s/columbus_nb_queen.csv", folder);
    FILE *file = fopen(probe, "r");
    if (!file) {
        printf("skipped: there are no reference values at %s\n", folder);
        return NULL;
    }
    fclose(file);
    return folder;
}

/* A table of texts, by column name. */
typedef struct local_table {
    int n_rows, n_columns;
    char *cells; /* cells[n_rows + 1][n_columns] of 32 bytes, the first row are the names */
} local_table;

enum { LOCAL_CELL = 32 };

static inline char *local_cell(const local_table *table, int row, int column)
{
    return table->cells + ((size_t)row * (size_t)table->n_columns + (size_t)column) * LOCAL_CELL;
}

static inline void local_read(const char *path, local_table *table)
{
    static char line[LOCAL_LINE];
    FILE *file = fopen(path, "r");
    ck_assert_msg(file, "cannot open %s", path);
    *table = (local_table){-1, 0, NULL};
    while (fgets(line, sizeof line, file)) {
        line[strcspn(line, "\r\n")] = '\0';
        if (table->n_rows < 0) {
            table->n_columns = 1;
            for (const char *c = line; *c; c++)
                table->n_columns += *c == ',';
            table->cells = (char *)calloc(LOCAL_ROWS * (size_t)table->n_columns, LOCAL_CELL);
            ck_assert_ptr_nonnull(table->cells);
        }
        table->n_rows++;
        ck_assert_int_lt(table->n_rows, LOCAL_ROWS);
        const char *c = line;
        for (int column = 0; column < table->n_columns; column++) {
            char *cell = local_cell(table, table->n_rows, column);
            int length = 0;
            for (; *c && *c != ','; c++)
                if (*c != '"' && length + 1 < LOCAL_CELL)
                    cell[length++] = *c;
            c += *c == ',';
        }
    }
    fclose(file);
}

static inline const char *local_text(const local_table *table, int row, const char *name)
{
    for (int column = 0; column < table->n_columns; column++)
        if (!strcmp(local_cell(table, 0, column), name))
            return local_cell(table, row + 1, column);
    ck_abort_msg("no column %s", name);
    return "";
}

static inline double local_number(const local_table *table, int row, const char *name)
{
    return strtod(local_text(table, row, name), NULL);
}

/* Raw weights from a file of links i,j. */
static inline bp_weights local_links(const char *path, int64_t n)
{
    local_table table;
    local_read(path, &table);
    int32_t(*arcs)[2] = (int32_t(*)[2])malloc((size_t)(table.n_rows + 2) * sizeof *arcs);
    ck_assert_ptr_nonnull(arcs);
    for (int row = 0; row < table.n_rows; row++) {
        arcs[row][0] = (int32_t)local_number(&table, row, "i");
        arcs[row][1] = (int32_t)local_number(&table, row, "j");
    }
    bp_weights weights = local_weights(n, table.n_rows, arcs, NULL);
    free(arcs);
    free(table.cells);
    return weights;
}

#endif
