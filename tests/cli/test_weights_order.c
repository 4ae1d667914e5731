/* brandpunt weights: the same links by id, whatever the order of the rows. */
#include "tests/cli/program.h"

#include "geo/write.h"

enum { SIDE = 7, N_UNITS = SIDE * SIDE };

/* A chessboard, full of ties among the nearest. Its ids do not run along the rows. */
static void make_board(const char *name, int turn)
{
    char codes[N_UNITS][16];
    const char *texts[N_UNITS];
    bp_layer layer = BP_LAYER_INIT;
    for (int row = 0; row < N_UNITS; row++) {
        int unit = (row * turn + turn / 2) % N_UNITS;
        add_square(&layer.polygons, 100000.0 + 1000.0 * (unit % SIDE), 450000.0 + 1000.0 * (unit / SIDE),
                   1000.0);
        end_unit(&layer.polygons, true);
        snprintf(codes[row], sizeof codes[row], "%s%d", unit % 3 ? "" : "x", (unit * 5 + 3) % N_UNITS);
        texts[row] = codes[row];
    }
    layer.table.n_rows = N_UNITS;
    ck_bp_ok(context, bp_table_add_text(context, &layer.table, "code", texts));
    ck_bp_ok(context, bp_crs_parse(context, "EPSG:28992", "test", &layer.crs));
    ck_bp_ok(context, bp_layer_write(context, &layer, at(name), "units"));
    bp_layer_clear(&layer);
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The lines of a file of weights in the order of their bytes, as one text. */
static char *sorted_lines(const char *name)
{
    char *text = get_file(at(name), NULL), *lines[20 * N_UNITS + 2];
    int n = 0;
    for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n"))
        lines[n++] = line;
    qsort(lines, (size_t)n, sizeof *lines, by_text);
    char *sorted = (char *)calloc((size_t)n * 64 + 1, 1), *end = sorted;
    for (int i = 0; i < n; i++)
        end += sprintf(end, "%s\n", lines[i]);
    free(text);
    return sorted;
}

static char *links_of(const char *board, const char *const *way, const char *id)
{
    char *path = bp_text_format("%s/%s", scratch, board), *out = bp_text_format("%s/out.csv", scratch);
    const char *arguments[] = {"weights", path, out, way[0], way[1], way[2], NULL, NULL, NULL};
    int n = 3;
    while (arguments[n])
        n++;
    if (id) {
        arguments[n++] = "--id";
        arguments[n] = id;
    }
    unlink(out);
    program_result result = call_program(arguments, NULL);
    ck_ended(&result, 0, "");
    free_result(&result);
    free(path);
    free(out);
    return sorted_lines("out.csv");
}

START_TEST(rows_in_any_order_give_the_same_links)
{
    static const char *const ways[][3] = {{"--knn", "3", NULL},
                                          {"--knn", "6", "--planar"},
                                          {"--knn", "1", "--connected"},
                                          {"--band", "1500", NULL},
                                          {"--queen", NULL, NULL}};
    static const int turns[] = {2, 19, 48};
    for (size_t way = 0; way < sizeof ways / sizeof *ways; way++) {
        make_board("as.gpkg", 1);
        char *expected = links_of("as.gpkg", ways[way], "code");
        for (size_t t = 0; t < sizeof turns / sizeof *turns; t++) {
            make_board("turned.gpkg", turns[t]);
            char *found = links_of("turned.gpkg", ways[way], "code");
            ck_same_long_text(ways[way][0], expected, found);
            free(found);
            unlink(at("turned.gpkg"));
        }
        free(expected);
        unlink(at("as.gpkg"));
    }
}
END_TEST

/* Of the four at 1 km of an inner unit the three with the lowest ids are taken: worked out here, by id alone.
 */
START_TEST(the_first_by_id_are_taken)
{
    make_board("as.gpkg", 19);
    char *found = links_of("as.gpkg", (const char *const[]){"--knn", "3", NULL}, "code");
    /* Unit 24 is "x25"; left, right, below and above it are 23: "20", 25: "30", 17: "39", 31: "11". */
    ck_assert_ptr_nonnull(strstr(found, "x25,11,1,1000\nx25,20,1,1000\nx25,30,1,1000\n"));
    ck_assert_ptr_null(strstr(found, "x25,39,"));
    free(found);
    /* Without ids the rows count: as they stand here, 17 is row 18, and 31 would be the last of the four. */
    unlink(at("as.gpkg"));
    make_board("as.gpkg", 1);
    found = links_of("as.gpkg", (const char *const[]){"--knn", "3", NULL}, NULL);
    ck_assert_ptr_nonnull(strstr(found, "25,18,1,1000\n25,24,1,1000\n25,26,1,1000\n"));
    ck_assert_ptr_null(strstr(found, "25,32,"));
    free(found);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("weights_order");
    TCase *tests = tcase_create("weights_order");
    tcase_set_timeout(tests, 120);
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, rows_in_any_order_give_the_same_links);
    tcase_add_test(tests, the_first_by_id_are_taken);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
