#include "geo/weights_file.h"

#include "tests/geo/files.h"

#include <math.h>

static bp_table table;
static bp_unit_ids ids;

static void make_ids(const char *const *texts, int64_t n)
{
    table.n_rows = n;
    ck_bp_ok(context, bp_table_add_text(context, &table, "code", texts));
    ck_bp_ok(context, bp_unit_ids_make(context, &table, table.n_columns - 1, &ids));
}

static void set_up_ids(void)
{
    static const char *const texts[] = {"a", "b", " c ", "d"};
    set_up();
    make_ids(texts, 4);
}

static void tear_down_ids(void)
{
    bp_unit_ids_clear(&ids);
    bp_table_clear(&table);
    tear_down();
}

static bp_graph read_text(const char *name, const char *text)
{
    bp_graph graph = BP_GRAPH_INIT;
    put_file(at(name), text);
    ck_bp_ok(context, bp_weights_file_read(context, at(name), &ids, &graph, NULL));
    return graph;
}

/* a-b, a-c, b-a, d alone; c looks at a and at itself. */
static void check_links(const bp_graph *graph, const double *weights)
{
    const int64_t offsets[] = {0, 2, 3, 5, 5};
    const int32_t neighbours[] = {1, 2, 0, 0, 2};
    ck_assert_int_eq(graph->n, 4);
    ck_assert_mem_eq(graph->offsets, offsets, sizeof offsets);
    ck_assert_mem_eq(graph->neighbours, neighbours, sizeof neighbours);
    ck_assert_int_eq(graph->length_m != NULL, weights != NULL);
    for (int k = 0; weights && k < 5; k++)
        ck_assert_double_eq(graph->length_m[k], weights[k]);
}

static const double five[] = {0.1, 2, 1.0 / 3.0, 0, 1e-300};

START_TEST(every_way_to_write_it_down)
{
    static const char *const texts[][2] = {
        {"x.gal", "0 4 layer code\na 2\nb c\nb 1\na\nc 2\na c\nd 0\n\n"},
        {"x.gal", "4\r\na 2\r\nb\r\nc\r\n\r\nb 1\r\na\r\nc 2\r\nc a\r\nd 0"},
        {"x.GAL", "0 4 \"my layer\" code\nd 0\nc 2\na c\nb 1\na\na 2\nc b\n"},
        {"x.gwt", "0 4 layer code\na b 0.1\na c 2\nb a 0.3333333333333333\nc a 0\nc c 1e-300\n"},
        {"x.gwt", "0 4 layer code\nc c 1e-300\n\na\tb\t0,1\na c 2.0\nc a 0\nb a 0.3333333333333333"},
        {"x.csv", "from,to,weight\na,b,0.1\na,c,2\nb,a,0.3333333333333333\nc,a,0\nc,c,1e-300\nd,,\n"},
        {"x.csv", "\xEF\xBB\xBFi;j;w\r\n\"a\";b;0,1\r\na;\"c\";2\r\nb;a;0,3333333333333333\r\nc;a;0\r\nc;c;"
                  "1e-300\r\n"},
        {"x.csv", "from,to\na,b\na,c\nb,a\nc,a\nc,c\nd,\n"},
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        bool weighs = i >= 3 && i <= 6;
        bp_graph graph = read_text(texts[i][0], texts[i][1]);
        check_links(&graph, weighs ? five : NULL);
        bp_graph_clear(&graph);
    }
}
END_TEST

START_TEST(what_is_written_reads_back)
{
    static const char *const names[] = {"x.gal", "x.gwt", "x.csv"};
    bp_graph graph = read_text("from.csv", "from,to,weight\na,b,0.1\na,c,2\nb,a,0.3333333333333333\nc,a,0\n"
                                           "c,c,1e-300\n");
    for (int i = 0; i < 3; i++) {
        bp_graph plain = {graph.n, graph.offsets, graph.neighbours, i == 0 ? NULL : graph.length_m}, back;
        const bp_weights_file_options options = {"my layer", NULL, NULL};
        ck_bp_ok(context, bp_weights_file_write(context, &plain, &ids, &options, at(names[i])));
        ck_bp_ok(context, bp_weights_file_read(context, at(names[i]), &ids, &back, NULL));
        check_links(&back, i == 0 ? NULL : five);
        bp_graph_clear(&back);
    }
    char *gal = get_file(at("x.gal"), NULL), *gwt = get_file(at("x.gwt"), NULL),
         *csv = get_file(at("x.csv"), NULL);
    ck_assert_str_eq(gal, "0 4 my_layer code\na 2\nb c\nb 1\na\nc 2\na c\nd 0\n\n");
    ck_assert_str_eq(gwt, "0 4 my_layer code\na b 0.1\na c 2\nb a 0.3333333333333333\nc a 0\nc c 1e-300\n");
    ck_assert_str_eq(csv, "from,to,weight\na,b,0.1\na,c,2\nb,a,0.3333333333333333\nc,a,0\nc,c,1e-300\nd,,\n");
    free(gal);
    free(gwt);
    free(csv);
    bp_graph_clear(&graph);
}
END_TEST

/* Lengths of links stand beside the weights, and go with their link in whatever order the file has them. */
START_TEST(lengths_are_written_and_read)
{
    static const double lengths[] = {120.5, 0, 0.1, 3, 1e6};
    bp_weights_file_report report = BP_WEIGHTS_FILE_REPORT_INIT;
    bp_graph graph = read_text("from.csv", "from,to,weight\na,b,0.1\na,c,2\nb,a,0.3333333333333333\nc,a,0\n"
                                           "c,c,1e-300\n"),
             back = BP_GRAPH_INIT;
    const bp_weights_file_options options = {"l", lengths, "border_m"};
    ck_bp_ok(context, bp_weights_file_write(context, &graph, &ids, &options, at("x.csv")));
    char *csv = get_file(at("x.csv"), NULL);
    ck_assert_str_eq(csv, "from,to,weight,border_m\na,b,0.1,120.5\na,c,2,0\nb,a,0.3333333333333333,0.1\n"
                          "c,a,0,3\nc,c,1e-300,1000000\nd,,,\n");
    free(csv);
    for (int turned = 0; turned < 2; turned++) {
        if (turned)
            put_file(at("x.csv"), "from;to;weight;distance\nd;;;\nc;c;1e-300;1000000\nc;a;0;3\n"
                                  "b;a;0,3333333333333333;0,1\na;c;2;0\na;b;0.1;120.5\n");
        ck_bp_ok(context, bp_weights_file_read(context, at("x.csv"), &ids, &back, &report));
        check_links(&back, five);
        ck_assert_str_eq(report.length_name, turned ? "distance" : "border_m");
        ck_assert_mem_eq(report.length, lengths, sizeof lengths);
        bp_weights_file_report_clear(&report);
        bp_graph_clear(&back);
    }
    const bp_weights_file_options broken = {"l", (const double[]){1, 2, 3, 4, INFINITY}, "border"};
    ck_assert_int_eq(bp_weights_file_write(context, &graph, &ids, &broken, at("x.csv")), BP_ERROR_ARGUMENT);
    ck_message("x.csv: a weight or length is not finite");
    bp_graph_clear(&graph);
}
END_TEST

/* Units in another order than the layer's are matched by id, and that is told, with the line. */
START_TEST(another_order_is_matched_and_told)
{
    bp_weights_file_report report = BP_WEIGHTS_FILE_REPORT_INIT;
    bp_graph graph = BP_GRAPH_INIT;
    put_file(at("x.gwt"), "0 4 layer other\na b 1\nc a 1\nc c 1\nb a 1\na c 1\n");
    ck_bp_ok(context, bp_weights_file_read(context, at("x.gwt"), &ids, &graph, &report));
    check_links(&graph, (const double[]){1, 1, 1, 1, 1});
    ck_assert(report.other_order && report.other_column);
    ck_assert_int_eq(report.line, 5);
    ck_assert_int_eq(report.n_self, 1);
    ck_assert_uint_eq(bp_context_warning_count(context), 2);
    ck_assert_str_eq(bp_context_warning_at(context, 0)->code, "weights_column");
    char *column = bp_text_format(
        "%s, line 1: the ids are said to be those of 'other'; they were matched by 'code'", at("x.gwt"));
    ck_assert_str_eq(bp_context_warning_at(context, 0)->text, column);
    free(column);
    ck_assert_str_eq(bp_context_warning_at(context, 1)->code, "weights_order");
    bp_graph_clear(&graph);
    put_file(at("x.gwt"), "0 4 layer code\na b 1\nc a 1\n");
    ck_bp_ok(context, bp_weights_file_read(context, at("x.gwt"), &ids, &graph, &report));
    ck_assert(!report.other_order && !report.other_column);
    ck_assert_uint_eq(bp_context_warning_count(context), 2);
    bp_graph_clear(&graph);
}
END_TEST

#define HEADER_MESSAGE(found)                                                                                \
    "x.csv, line 1: found " found                                                                            \
    ", expected a header with the columns from and to, in any order, and maybe weight and one of "           \
    "border_m, border, distance_m and distance; focal, neighbor, i, j and w are known too"

static const struct {
    const char *name, *text, *message;
} slips[] = {
    {"x.gwt", "0 4 l code\na b 1\na x 1\n",
     "x.gwt, line 3: there is no unit with the id 'x' in column 'code' of the layer"},
    {"x.gal", "0 4 l code\na 1\nx\n",
     "x.gal, line 3: there is no unit with the id 'x' in column 'code' of the layer"},
    {"x.csv", "i,j,w\nb,a,1\nA,b,1\n",
     "x.csv, line 3: there is no unit with the id 'A' in column 'code' of the layer"},
    {"x.gwt", "0 4 l code\na b 1\nb a 1\na b 1\n",
     "x.gwt, line 4: the link from 'a' to 'b' stands in line 2 already"},
    {"x.gal", "0 4 l code\na 2\nb b\nb 0\n\nc 0\n\nd 0\n\n",
     "x.gal, line 3: the link from 'a' to 'b' stands in line 3 already"},
    {"x.gwt", "0 4 l code\na b -1\n",
     "x.gwt, line 2: found the weight '-1', expected a finite number of 0 or more"},
    {"x.gwt", "0 4 l code\na b nan\n",
     "x.gwt, line 2: found the weight 'nan', expected a finite number of 0 or more"},
    {"x.gwt", "0 4 l code\na b inf\n",
     "x.gwt, line 2: found the weight 'inf', expected a finite number of 0 or more"},
    {"x.csv", "i,j,w\na,b,1e999\n",
     "x.csv, line 2: found the weight '1e999', expected a finite number of 0 or more"},
    {"x.csv", "i,j,w\na,b,\n", "x.csv, line 2: found the weight '', expected a finite number of 0 or more"},
    {"x.gal", "0 5 l code\n", "x.gal, line 1: these are weights of 5 units, but the layer has 4"},
    {"x.gal", "0 4 l code\na 1\nb\nb 0\n\nd 0\n",
     "x.gal: the unit 'c' of the layer is missing; without neighbours it stands there with 0"},
    {"x.gal", "0 4 l code\na 1\nb c\n",
     "x.gal, line 3: 'a' has more than the 1 neighbours that line 2 announced"},
    {"x.gal", "0 4 l code\na 3\nb c\n",
     "x.gal, line 2: 3 neighbours of 'a' were announced, but the file ends after 2"},
    {"x.gal", "0 4 l code\na 0\n\na 0\n", "x.gal, line 4: the neighbours of 'a' stand in line 2 already"},
    {"x.gal", "0 4 l code\na\n", "x.gal, line 2: expected the id of a unit and the number of its neighbours"},
    {"x.gwt", "0 4 l code\na b\n", "x.gwt, line 2: expected the ids of two units and a weight"},
    {"x.gwt", "neighbours\na b\n",
     "x.gwt, line 1: expected '0 N SOURCE COLUMN' or 'N', N being the number of units"},
    {"x.csv", "i,j,w\na,b\n", "x.csv, line 2: expected 3 cells, as the header has"},
    {"x.csv", "i,j,w,border\na,b,1\n", "x.csv, line 2: expected 4 cells, as the header has"},
    {"x.csv", "i,j,w,border\na,b,1,1,1\n", "x.csv, line 2: expected 4 cells, as the header has"},
    {"x.csv", "i,j,w,border_m\na,b,1,\n",
     "x.csv, line 2: found the border_m '', expected a finite number of 0 or more"},
    {"x.csv", "i,j,w,distance\na,b,1,-2\n",
     "x.csv, line 2: found the distance '-2', expected a finite number of 0 or more"},
    {"x.csv", "i\na\n", HEADER_MESSAGE("'i'")},
    {"x.csv", "i,j,w,colour\na,b,1,red\n", HEADER_MESSAGE("'i', 'j', 'w', 'colour'")},
    {"x.csv", "i,j,w,border,more\na,b,1,1,1\n", HEADER_MESSAGE("'i', 'j', 'w', 'border', 'more'")},
    {"x.csv", "a,b,1\nb,c,1\n", HEADER_MESSAGE("'a', 'b', '1'")},
    {"x.csv", "a,b\nb,c\n", HEADER_MESSAGE("'a', 'b'")},
    {"x.csv", "from,to,from\na,b,a\n", HEADER_MESSAGE("'from', 'to', 'from'")},
    {"x.csv", "weight,from\n1,a\n", HEADER_MESSAGE("'weight', 'from'")},
    {"x.gal", "", "x.gal: the file is empty"},
    {"x.swm", "4\n", "x.swm: weights are kept in a .gal, .gwt or .csv file"},
};

/* The columns go by their names, not by their places. */
START_TEST(columns_of_a_csv_by_name)
{
    static const char *const texts[] = {
        "to,from,weight\nb,a,2\na,b,3\n",        "weight;FROM;To\n2;a;b\n3;b;a\n",
        "focal,neighbor,weight\na,b,2\nb,a,3\n", ",focal,neighbor,weight\n0,a,b,2\n1,b,a,3\n",
        "w,i,distance,j\n2,a,7,b\n3,b,7,a\n",    "code,NID,WEIGHT\na,b,2\nb,a,3\n"};
    for (size_t k = 0; k < sizeof texts / sizeof *texts; k++) {
        bp_graph graph = read_text("x.csv", texts[k]);
        ck_assert_int_eq(graph.offsets[4], 2);
        ck_assert_int_eq(graph.neighbours[0], 1);
        ck_assert_double_eq(graph.length_m[0], 2.0);
        ck_assert_int_eq(graph.neighbours[1], 0);
        ck_assert_double_eq(graph.length_m[1], 3.0);
        bp_graph_clear(&graph);
    }
}
END_TEST

/* Units i and j: whether the first line is a header or a link cannot be told. */
START_TEST(a_link_is_not_eaten_as_a_header)
{
    static const char *const units[] = {"i", "j", "k"};
    bp_graph graph = BP_GRAPH_INIT;
    bp_unit_ids_clear(&ids);
    bp_table_clear(&table);
    make_ids(units, 3);
    put_file(at("x.csv"), "i,j\nj,k\n");
    ck_assert_int_eq(bp_weights_file_read(context, at("x.csv"), &ids, &graph, NULL), BP_ERROR_INPUT);
    ck_message(HEADER_MESSAGE("'i', 'j'"));
    graph = read_text("x.csv", "from,to\ni,j\nj,k\n");
    ck_assert_int_eq(graph.offsets[3], 2);
    bp_graph_clear(&graph);
}
END_TEST

START_TEST(ids_that_are_row_numbers_are_told)
{
    bp_unit_ids rows = BP_UNIT_IDS_INIT;
    bp_graph graph = BP_GRAPH_INIT;
    ck_bp_ok(context, bp_unit_ids_make(context, &table, -1, &rows));
    put_file(at("x.gal"), "0 4 l POLYID\na 1\nb\n");
    ck_assert_int_eq(bp_weights_file_read(context, at("x.gal"), &rows, &graph, NULL), BP_ERROR_INPUT);
    ck_message("x.gal, line 2: there is no unit with the id 'a'; no column of ids was named, so that the "
               "units have their "
               "row numbers: name the column 'POLYID' with --id");
    put_file(at("x.csv"), "from,to\na,b\n");
    ck_assert_int_eq(bp_weights_file_read(context, at("x.csv"), &rows, &graph, NULL), BP_ERROR_INPUT);
    ck_message("x.csv, line 2: there is no unit with the id 'a'; no column of ids was named, so that the "
               "units have their "
               "row numbers: name the column with --id");
    bp_unit_ids_clear(&rows);
}
END_TEST

START_TEST(bad_files_are_told_by_line)
{
    bp_graph graph = BP_GRAPH_INIT;
    for (size_t i = 0; i < sizeof slips / sizeof *slips; i++) {
        put_file(at(slips[i].name), slips[i].text);
        ck_assert_int_ne(bp_weights_file_read(context, at(slips[i].name), &ids, &graph, NULL), BP_OK);
        ck_message(slips[i].message);
        ck_assert_ptr_null(graph.offsets);
    }
    ck_assert_int_eq(bp_weights_file_read(context, at("none.gal"), &ids, &graph, NULL), BP_ERROR_INPUT);
    ck_message("none.gal: there is no such file");
}
END_TEST

START_TEST(what_a_file_cannot_hold_is_refused)
{
    static const char *const texts[] = {"a", "Den Haag", "x, \"y\""};
    bp_graph graph = read_text("from.csv", "from,to,weight\na,b,0.5\n"), back = BP_GRAPH_INIT;
    ck_assert_int_eq(bp_weights_file_write(context, &graph, &ids, NULL, at("x.gal")), BP_ERROR_ARGUMENT);
    ck_message("x.gal: a .gal file holds neighbours and no weights; write a .gwt or .csv file");
    ck_assert_int_eq(bp_weights_file_write(context, &graph, &ids, NULL, at("x.txt")), BP_ERROR_ARGUMENT);
    bp_context_clear(context);
    ck_assert(!bp_path_exists(at("x.gal")));
    bp_graph_clear(&graph);
    bp_unit_ids_clear(&ids);
    bp_table_clear(&table);
    make_ids(texts, 3);
    graph = read_text("from.csv", "from;to;weight\na;Den Haag;2\n\"x, \"\"y\"\"\";a;3\n");
    ck_assert_int_eq(bp_weights_file_write(context, &graph, &ids, NULL, at("x.gwt")), BP_ERROR_INPUT);
    ck_message("x.gwt: the id 'Den Haag' has a blank in it, which such a file cannot hold; write a .csv "
               "file, or take "
               "another column for the ids");
    ck_bp_ok(context, bp_weights_file_write(context, &graph, &ids, NULL, at("x.csv")));
    ck_bp_ok(context, bp_weights_file_read(context, at("x.csv"), &ids, &back, NULL));
    ck_assert_int_eq(back.offsets[3], 2);
    ck_assert_int_eq(back.neighbours[1], 0);
    ck_assert_double_eq(back.length_m[1], 3.0);
    bp_graph_clear(&back);
    bp_graph_clear(&graph);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("weights_file");
    TCase *tests = tcase_create("weights_file");
    tcase_add_checked_fixture(tests, set_up_ids, tear_down_ids);
    tcase_add_test(tests, every_way_to_write_it_down);
    tcase_add_test(tests, what_is_written_reads_back);
    tcase_add_test(tests, lengths_are_written_and_read);
    tcase_add_test(tests, another_order_is_matched_and_told);
    tcase_add_test(tests, columns_of_a_csv_by_name);
    tcase_add_test(tests, a_link_is_not_eaten_as_a_header);
    tcase_add_test(tests, ids_that_are_row_numbers_are_told);
    tcase_add_test(tests, bad_files_are_told_by_line);
    tcase_add_test(tests, what_a_file_cannot_hold_is_refused);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
