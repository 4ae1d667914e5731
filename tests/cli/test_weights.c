/* brandpunt weights: what it prints, what it writes, and what it refuses. */
#include "tests/cli/program.h"

#include "geo/read.h"
#include "geo/write.h"

/* Six squares of 1 km in two rows of three, a to f, and an island g, in the system given. */
static void make_units(const char *name, const char *crs, double size)
{
    static const char *const codes[] = {"a", "b", "c", "d", "e", "f", "g"};
    bp_layer layer = BP_LAYER_INIT;
    bool feet = crs && strcmp(crs, "EPSG:2263") == 0;
    double x0 = size == 1.0 ? 4.0
                : feet      ? 1000000.0
                            : 100000.0,
           y0 = size == 1.0 ? 52.0
                : feet      ? 200000.0
                            : 450000.0;
    for (int i = 0; i < 7; i++) {
        add_square(&layer.polygons, x0 + size * (i == 6 ? 8 : i % 3), y0 + (i == 6 ? 0 : size * (i / 3)),
                   size);
        end_unit(&layer.polygons, true);
    }
    layer.table.n_rows = 7;
    ck_bp_ok(context, bp_table_add_text(context, &layer.table, "code", codes));
    if (crs)
        ck_bp_ok(context, bp_crs_parse(context, crs, "test", &layer.crs));
    ck_bp_ok(context, bp_layer_write(context, &layer, at(name), "units"));
    bp_layer_clear(&layer);
}

/* Two of them with a border that does not match, 0.2 m apart, in feet when asked. */
static void make_sliver(const char *crs)
{
    bp_layer layer = BP_LAYER_INIT;
    bool feet = strcmp(crs, "EPSG:2263") == 0;
    double x0 = feet ? 1000000.0 : 100000.0, y0 = feet ? 200000.0 : 450000.0;
    add_square(&layer.polygons, x0, y0, 1000);
    end_unit(&layer.polygons, true);
    add_square(&layer.polygons, x0 + 1000.2, y0, 1000);
    end_unit(&layer.polygons, true);
    layer.table.n_rows = 2;
    static const char *const codes[] = {"a", "b"};
    ck_bp_ok(context, bp_table_add_text(context, &layer.table, "code", codes));
    ck_bp_ok(context, bp_crs_parse(context, crs, "test", &layer.crs));
    ck_bp_ok(context, bp_layer_write(context, &layer, at("sliver.gpkg"), "units"));
    bp_layer_clear(&layer);
}

static void set_up_units(void)
{
    set_up();
    make_units("units.gpkg", "EPSG:28992", 1000.0);
}

/* Run "weights" on a layer of the scratch folder; arguments that name a file there are given their path. */
static program_result weights_of(const char *layer, const char *const *arguments)
{
    const char *all[MOST_ARGUMENTS + 1] = {"weights", layer};
    char *paths[MOST_ARGUMENTS] = {NULL};
    int n = 1;
    for (; all[n]; n++) {
        const char *dot = strrchr(all[n], '.'), *colon = strchr(all[n], ':');
        if (dot && dot[1] >= 'a' && dot[1] <= 'z')
            all[n] = paths[n] = bp_text_format("%.*s%s/%s", colon ? (int)(colon + 1 - all[n]) : 0, all[n],
                                               scratch, colon ? colon + 1 : all[n]);
        all[n + 1] = arguments[n - 1];
    }
    program_result result = call_program(all, NULL);
    for (int i = 0; i < n; i++)
        free(paths[i]);
    return result;
}

static program_result weights(const char *const *arguments)
{
    return weights_of("units.gpkg", arguments);
}

#define WEIGHTS(...) weights((const char *const[]){__VA_ARGS__, NULL})

START_TEST(queen_as_a_table)
{
    program_result result = WEIGHTS("--queen", "--id", "code", "out.gal");
    ck_ended(&result, 0, "");
    ck_assert_str_eq(without_scratch(result.out),
                     "units.gpkg: queen contiguity, style B, written to out.gal\n"
                     "  options      --id code --queen\n"
                     "  units        7\n"
                     "  links        22\n"
                     "  islands      1: g\n"
                     "  components   2 (the largest has 6 units)\n"
                     "  symmetric    yes\n"
                     "  neighbours   0 to 5, mean 3.14286\n"
                     "  weights      1 to 1\n"
                     "  neighbours   units\n"
                     "           0   1\n"
                     "           3   4\n"
                     "           5   2\n");
    char *file = get_file(at("out.gal"), NULL);
    ck_assert_str_eq(
        file, "0 7 units code\na 3\nb d e\nb 5\na c d e f\nc 3\nb e f\nd 3\na b e\ne 5\na b c d f\nf 3\nb c "
              "e\ng 0\n\n");
    free(file);
    free_result(&result);
}
END_TEST

START_TEST(rook_as_json_and_row_standardised)
{
    program_result result = WEIGHTS("--rook", "-i", "code", "--style", "W", "--format", "json", "out.csv");
    ck_ended(&result, 0, "");
    put_file(at("out.json"), result.out);
    json_t *root = read_json(at("out.json"));
    ck_json_number(root, "links", 14);
    ck_json_number(root, "islands", 1);
    ck_json_text(root, "island_ids.0", "g");
    ck_json_number(root, "components", 2);
    ck_json_number(root, "histogram.1.neighbours", 2);
    ck_json_number(root, "histogram.1.units", 4);
    ck_json_number(root, "least_weight", 1.0 / 3);
    ck_json_text(root, "style", "W");
    ck_json_text(root, "options", "--id code --rook --style W");
    ck_assert(json_is_true(json_at(root, "symmetric")));
    ck_assert(json_is_false(json_at(root, "symmetric_weights")));
    ck_assert(json_is_null(json_at(root, "least_band")));
    json_decref(root);
    char *file = get_file(at("out.csv"), NULL);
    ck_assert_ptr_nonnull(strstr(file, "from,to,weight,border_m\na,b,0.5,1000\na,d,0.5,1000\n"
                                       "b,a,0.3333333333333333,1000\n"));
    ck_assert_ptr_nonnull(strstr(file, "\ng,,,\n"));
    free(file);
    free_result(&result);
}
END_TEST

/* A file that was written is read, and comes out the same in another format. */
START_TEST(files_are_converted)
{
    program_result result = WEIGHTS("--knn", "2", "--kernel", "inverse", "-i", "code", "one.gwt");
    ck_ended(&result, 0, "");
    free_result(&result);
    result = WEIGHTS("--from", "one.gwt", "-i", "code", "two.csv");
    ck_ended(&result, 0, "");
    free_result(&result);
    result = WEIGHTS("--from", "two.csv", "-i", "code", "three.gwt");
    ck_ended(&result, 0, "");
    free_result(&result);
    ck_same_files(at("one.gwt"), at("three.gwt"));
    char *file = get_file(at("one.gwt"), NULL);
    ck_assert_ptr_nonnull(strstr(file, "0 7 units code\na b 0.001\na d 0.001\n"));
    free(file);
}
END_TEST

START_TEST(orders_and_combinations)
{
    const struct {
        const char *option, *value, *more;
        int links;
    } cases[] = {{"--order", "2", NULL, 12},
                 {"--order", "2", "--with-lower", 26},
                 {"--order", "3", "--with-lower", 30},
                 {"--symmetric", "mutual", NULL, 14}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char expected[64];
        program_result result = WEIGHTS("--rook", cases[i].option, cases[i].value, cases[i].more);
        ck_assert_str_eq(result.err, "");
        snprintf(expected, sizeof expected, "  links        %d\n", cases[i].links);
        ck_assert_msg(strstr(result.out, expected) != NULL, "%s", result.out);
        free_result(&result);
    }
    program_result result = WEIGHTS("--queen", "queen.gal");
    free_result(&result);
    result = WEIGHTS("--rook", "rook.gal");
    free_result(&result);
    result = WEIGHTS("--queen", "--combine", "difference:rook.gal");
    ck_ended(&result, 0, "");
    ck_assert_ptr_nonnull(strstr(result.out, "  links        8\n"));
    free_result(&result);
}
END_TEST

START_TEST(nearest_bands_and_kernels)
{
    program_result result = WEIGHTS("--knn", "1", "--connected");
    ck_ended(&result, 0, "");
    ck_assert_ptr_nonnull(strstr(result.out, ": 1 nearest neighbours, style B\n"));
    free_result(&result);
    result = WEIGHTS("--band", "1000", "-i", "code");
    ck_ended(&result, 0, "");
    ck_assert_ptr_nonnull(strstr(result.out, "  links        14\n  islands      1: g\n"));
    ck_assert_ptr_nonnull(strstr(result.out, "\n  least band   6000 m, in which nobody is alone\n"));
    free_result(&result);
    /* At least 1 km and at most 1.5 km apart are the same pairs and the diagonal ones; from 1.2 km those
     * alone. */
    result = WEIGHTS("--band", "1000:1500", "-i", "code");
    ck_ended(&result, 0, "");
    ck_assert_ptr_nonnull(strstr(result.out, ": distance band from 1000 to 1500, style B\n"));
    ck_assert_ptr_nonnull(strstr(result.out, "  links        22\n"));
    free_result(&result);
    result = WEIGHTS("--band", "1200:1500", "-i", "code");
    ck_ended(&result, 0, "");
    ck_assert_ptr_nonnull(strstr(result.out, "  links        8\n"));
    free_result(&result);
    result = WEIGHTS("--band", "2000", "--kernel", "triangular", "--diagonal", "one", "k.gwt");
    ck_ended(&result, 0, "");
    ck_assert_ptr_nonnull(strstr(result.out, "  to itself    7 units\n"));
    char *file = get_file(at("k.gwt"), NULL);
    ck_assert_ptr_nonnull(strstr(file, "0 7 units row\n1 1 1\n1 2 0.5\n1 3 0\n"));
    free(file);
    free_result(&result);
}
END_TEST

/* The file of `call`, which must succeed; to free(). */
static char *file_of(const char *layer, const char *name, const char *const *arguments)
{
    unlink(at(name));
    program_result result = weights_of(layer, arguments);
    ck_ended(&result, 0, "");
    free_result(&result);
    return get_file(at(name), NULL);
}

#define FILE_OF(layer, name, ...) file_of(layer, name, (const char *const[]){name, __VA_ARGS__, NULL})

/* Border and distance as weights, beside the weights of another kind, and gone where nothing is known. */
START_TEST(lengths_as_weights_and_beside_them)
{
    char *file = FILE_OF("units.gpkg", "x.csv", "--queen", "--weight", "border", "-i", "code");
    ck_assert_ptr_nonnull(strstr(file, "from,to,weight,border_m\na,b,1000,1000\na,d,1000,1000\na,e,0,0\n"));
    free(file);
    file = FILE_OF("units.gpkg", "x.gwt", "--knn", "2", "--weight", "distance", "-i", "code");
    ck_assert_ptr_nonnull(strstr(file, "0 7 units code\na b 1000\na d 1000\n"));
    ck_assert_ptr_nonnull(strstr(file, "\ng c 6000\ng f 6082.76253029"));
    free(file);
    file = FILE_OF("units.gpkg", "x.csv", "--band", "6000", "--kernel", "triangular", "--diagonal", "one");
    ck_assert_ptr_nonnull(strstr(file, "from,to,weight,distance_m\n1,1,1,0\n1,2,0.8333333333333334,1000\n"));
    free(file);
    file = FILE_OF("units.gpkg", "y.csv", "--from", "x.csv");
    char *first = get_file(at("x.csv"), NULL);
    ck_assert_str_eq(file, first);
    free(first);
    free(file);
    file = FILE_OF("units.gpkg", "x.csv", "--rook", "--planar", "--symmetric", "mutual");
    ck_assert_ptr_nonnull(strstr(file, "from,to,weight,border\n1,2,1,1000\n"));
    free(file);
    file = FILE_OF("units.gpkg", "z.csv", "--rook", "--order", "2");
    ck_assert_ptr_nonnull(strstr(file, "from,to,weight\n1,3,1\n"));
    free(file);
    file = FILE_OF("units.gpkg", "z.csv", "--rook", "--combine", "union:y.csv");
    ck_assert_ptr_nonnull(strstr(file, "from,to,weight\n1,1,1\n1,2,1\n"));
    free(file);
}
END_TEST

/* 1000 US feet of border are 304.8 m; degrees have no length. */
START_TEST(lengths_in_other_units)
{
    make_units("feet.gpkg", "EPSG:2263", 1000.0);
    char *file = FILE_OF("feet.gpkg", "x.csv", "--rook", "--weight", "border"), *end = NULL;
    const char *header = "from,to,weight,border_m\n1,2,";
    ck_assert_int_eq(strncmp(file, header, strlen(header)), 0);
    ck_assert_double_eq_tol(strtod(file + strlen(header), &end), 1000.0 * 1200 / 3937, 1e-6);
    free(file);
    make_units("degrees.gpkg", "EPSG:4326", 1.0);
    file = FILE_OF("degrees.gpkg", "x.csv", "--rook", "-i", "code");
    ck_assert_ptr_nonnull(strstr(file, "from,to,weight\na,b,1\n"));
    free(file);
    file = FILE_OF("degrees.gpkg", "x.csv", "--rook", "--planar", "--weight", "border");
    ck_assert_ptr_nonnull(strstr(file, "from,to,weight,border\n1,2,1,1\n"));
    free(file);
}
END_TEST

/* The options in the summary are those that make the same weights again, in lines of 80 columns at most. */
START_TEST(the_summary_says_what_was_asked_for)
{
    program_result result = WEIGHTS("--queen", "rook.gal");
    free_result(&result);
    result = WEIGHTS("--queen", "--order", "2", "--with-lower", "--symmetric", "either", "--combine",
                     "union:rook.gal", "--tolerance", "0.5", "--layer", "units", "--style", "W");
    ck_ended(&result, 0, "");
    const char *shown = without_scratch(result.out), *line = strstr(shown, "  options");
    ck_assert_ptr_nonnull(line);
    ck_assert_ptr_nonnull(strstr(shown, "--order 2 --with-lower"));
    ck_assert_ptr_nonnull(strstr(shown, "  options      --layer units --queen --tolerance 0.5"));
    ck_assert_ptr_nonnull(strstr(shown, "--combine union:rook.gal"));
    ck_assert_ptr_nonnull(strstr(shown, "--symmetric either"));
    ck_assert_ptr_nonnull(strstr(shown, "--style W\n"));
    free_result(&result);
    result = WEIGHTS("--rook", "--style", "W");
    ck_assert_ptr_nonnull(strstr(result.out, "  symmetric    yes, but not in their weights: some count more "
                                             "one way than the other\n"));
    free_result(&result);
}
END_TEST

/* A tolerance is in metres, whatever the unit of the system: 0.2 US feet are 0.061 m. */
START_TEST(a_tolerance_in_metres)
{
    const struct {
        const char *crs, *tolerance;
        int links;
    } cases[] = {{"EPSG:28992", "0.1", 0},
                 {"EPSG:28992", "0.3", 2},
                 {"EPSG:2263", "0.05", 0},
                 {"EPSG:2263", "0.1", 2}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        make_sliver(cases[i].crs);
        char expected[64];
        snprintf(expected, sizeof expected, "  links        %d\n", cases[i].links);
        program_result result =
            weights_of("sliver.gpkg", (const char *const[]){"--rook", "--tolerance", cases[i].tolerance, "-i",
                                                            "code", NULL});
        ck_ended(&result, 0, "");
        ck_assert_msg(strstr(result.out, expected) != NULL, "%s", result.out);
        if (i == 1)
            ck_assert_ptr_nonnull(strstr(result.out, "1 link added, 0 borders longer by 0 in all\n"
                                                     "               + a - b, border 1000\n"));
        free_result(&result);
        unlink(at("sliver.gpkg"));
    }
}
END_TEST

/* Longitude and latitude have no metres. */
START_TEST(degrees_are_refused_unless_planar)
{
    for (int known = 0; known < 2; known++) {
        const char *name = known ? "degrees.gpkg" : "bare.shp";
        make_units(name, known ? "EPSG:4326" : NULL, 1.0);
        char *expected = bp_text_format(
            "brandpunt: %s: %s, in which distances cannot be measured; transform the layer to a projected "
            "system first (ogr2ogr %s-t_srs EPSG:32632 OUT IN, say), or add --planar to take the "
            "coordinates as they are\n",
            name,
            known ? "its coordinates are longitude and latitude"
                  : "it has no coordinate system and its coordinates look like degrees",
            known ? "" : "-s_srs EPSG:4326 ");
        static const char *const ways[][3] = {{"--knn", "2", NULL}, {"--band", "1.5", NULL}};
        for (int way = 0; way < 2; way++) {
            const char *arguments[] = {ways[way][0], ways[way][1], NULL, NULL};
            program_result result = weights_of(name, arguments);
            ck_ended(&result, 1, expected);
            free_result(&result);
            arguments[2] = "--planar";
            result = weights_of(name, arguments);
            ck_ended(&result, 0, "");
            free_result(&result);
        }
        program_result result = weights_of(name, (const char *const[]){"--queen", NULL});
        ck_ended(&result, 0, "");
        free_result(&result);
        free(expected);
    }
}
END_TEST

/* Metres that are said to be degrees: the same guess as a run makes. */
START_TEST(a_wrong_label_is_refused)
{
    make_units("wrong.gpkg", "EPSG:4326", 1000.0);
    static const char why[] =
        "brandpunt: wrong.gpkg: its coordinate reference system is in degrees, its coordinates are not; "
        "coordinates (x 100000 to 109000, y 450000 to 452000) look like EPSG:28992 (RD New): metres in "
        "the range of the Dutch grid; give the file its own (ogr2ogr -a_srs EPSG:CODE OUT IN), or add "
        "--planar to take the coordinates as they are\n";
    program_result result = weights_of("wrong.gpkg", (const char *const[]){"--knn", "2", NULL});
    ck_ended(&result, 1, why);
    free_result(&result);
    result = call_program((const char *[]){"lisa", at("wrong.gpkg"), "code", at("out.gpkg"), NULL}, NULL);
    ck_ended(&result, 1, why);
    ck_assert(!bp_path_exists(at("out.gpkg")));
    free_result(&result);
}
END_TEST

/* Four points in a row, of metres without a system: neighbours by distance, and no others. */
START_TEST(points_are_units_of_distances)
{
    put_file(at("p.geojson"), "{\"type\":\"FeatureCollection\",\"features\":["
                              "{\"type\":\"Feature\",\"properties\":{\"v\":1},\"geometry\":{\"type\":"
                              "\"Point\",\"coordinates\":[5,5]}},"
                              "{\"type\":\"Feature\",\"properties\":{\"v\":2},\"geometry\":{\"type\":"
                              "\"Point\",\"coordinates\":[6,5]}},"
                              "{\"type\":\"Feature\",\"properties\":{\"v\":4},\"geometry\":{\"type\":"
                              "\"Point\",\"coordinates\":[8,5]}},"
                              "{\"type\":\"Feature\",\"properties\":{\"v\":7},\"geometry\":{\"type\":"
                              "\"Point\",\"coordinates\":[11,5]}}]}");
    char *file = FILE_OF("p.geojson", "x.csv", "--knn", "1", "--planar");
    ck_assert_str_eq(file, "from,to,weight,distance\n1,2,1,1\n2,1,1,1\n3,2,1,2\n4,3,1,3\n");
    free(file);
    program_result result = weights_of("p.geojson", (const char *const[]){"--queen", NULL});
    ck_ended(&result, 1,
             "brandpunt: p.geojson: holds points, which have no borders; --knn K and --band M take points\n");
    free_result(&result);
    result = call_program(
        (const char *[]){"lisa", at("p.geojson"), "v", at("o.gpkg"), "--knn", "1", "--planar", NULL}, NULL);
    ck_ended(
        &result, 1,
        "brandpunt: p.geojson: holds points, of which no layer is written; name a .csv file, and join it by "
        "the ids\n");
    free_result(&result);
}
END_TEST

START_TEST(a_diagonal_has_no_place_in_moran)
{
    put_file(at("p.geojson"), "{\"type\":\"FeatureCollection\",\"features\":["
                              "{\"type\":\"Feature\",\"properties\":{\"v\":1},\"geometry\":{\"type\":"
                              "\"Point\",\"coordinates\":[5,5]}},"
                              "{\"type\":\"Feature\",\"properties\":{\"v\":2},\"geometry\":{\"type\":"
                              "\"Point\",\"coordinates\":[6,5]}}]}");
    program_result result =
        call_program((const char *[]){"moran", at("p.geojson"), "v", "--band", "2", "--planar", "--kernel",
                                      "triangular", "--diagonal", "one", NULL},
                     NULL);
    ck_ended(
        &result, 2,
        "brandpunt: moran: --diagonal gives units a weight for themselves, for which this statistic has no "
        "place; --statistic gi_star of lisa has\n");
    free_result(&result);
}
END_TEST

/* What of a shapefile is missing is named; layers are asked for as the command line has it. */
START_TEST(files_that_are_not_whole)
{
    make_units("units.shp", "EPSG:28992", 1000.0);
    unlink(at("units.dbf"));
    program_result result = weights_of("units.shp", (const char *const[]){"--queen", "-i", "code", NULL});
    ck_ended(
        &result, 1,
        "brandpunt: units.shp: its .dbf file is missing; a shapefile is .shp, .shx and .dbf together, in "
        "one folder\n");
    free_result(&result);
    unlink(at("units.shx"));
    result = weights_of("units.shp", (const char *const[]){"--queen", NULL});
    ck_ended(
        &result, 1,
        "brandpunt: units.shp: its .shx file is missing; a shapefile is .shp, .shx and .dbf together, in "
        "one folder\n");
    free_result(&result);
    bp_layer layer = BP_LAYER_INIT;
    make_layer(&layer);
    ck_bp_ok(context, bp_layer_write(context, &layer, at("units.gpkg"), "more"));
    bp_layer_clear(&layer);
    result = weights_of("units.gpkg", (const char *const[]){"--queen", NULL});
    ck_ended(&result, 1, "brandpunt: units.gpkg: has 2 layers (units, more): say which with --layer\n");
    free_result(&result);
}
END_TEST

/* What nobody needs to scroll through: 1 unit has 59 neighbours, 59 have 1. */
START_TEST(many_neighbours_are_counted_in_ranges)
{
    char *text = bp_text_copy("from,to\n");
    bp_layer layer = BP_LAYER_INIT;
    for (int i = 0; i < 60; i++) {
        add_square(&layer.polygons, 100000 + 2000 * i, 450000, 1000);
        end_unit(&layer.polygons, true);
        char *longer = i ? bp_text_format("%s1,%d\n%d,1\n", text, i + 1, i + 1) : bp_text_copy(text);
        free(text);
        text = longer;
    }
    layer.table.n_rows = 60;
    put_file(at("star.csv"), text);
    free(text);
    ck_bp_ok(context, bp_layer_write(context, &layer, at("star.gpkg"), "units"));
    bp_layer_clear(&layer);
    program_result result = weights_of("star.gpkg", (const char *const[]){"--from", "star.csv", NULL});
    ck_assert_ptr_nonnull(strstr(result.out, "  neighbours   units\n         0-4   59\n       55-59   1\n"));
    free_result(&result);
}
END_TEST

START_TEST(bad_requests)
{
    const struct {
        const char *arguments[8];
        int status;
        const char *message;
    } cases[] = {
        {{"--planar"},
         2,
         "weights: say who is whose neighbour with one of --queen, --rook, --knn K, --band M and --from "
         "FILE; found none"},
        {{"--queen", "--rook"},
         2,
         "weights: say who is whose neighbour with one of --queen, --rook, --knn K, --band M and --from "
         "FILE; found "
         "several"},
        {{"--band", "wide"}, 2, "weights: --band: found 'wide', expected a number above 0"},
        {{"--band", "9:5"},
         2,
         "weights: --band: found '9:5', expected M or A:B, numbers above 0, A no more than B"},
        {{"--rook", "--tolerance", "-1"}, 2, "weights: --tolerance: found '-1', expected a number above 0"},
        {{"--knn", "2", "--tolerance", "1"}, 2, "weights: --tolerance goes with --queen or --rook"},
        {{"--queen", "--connected"}, 2, "weights: --connected goes with --knn K"},
        {{"--queen", "--kernel", "uniform"},
         2,
         "weights: --kernel goes with --band M, its bandwidth, or --knn K, whose furthest gives every unit "
         "its own"},
        {{"--knn", "2", "--kernel", "cubic"},
         2,
         "weights: --kernel: found 'cubic', expected inverse, uniform, triangular, epanechnikov, quartic or "
         "gaussian"},
        {{"--knn", "2", "--weight", "length"},
         2,
         "weights: --weight: found 'length', expected border or distance"},
        {{"--knn", "2", "--weight", "border"}, 2, "weights: --weight border goes with --queen or --rook"},
        {{"--queen", "--weight", "distance"}, 2, "weights: --weight distance goes with --knn or --band"},
        {{"--band", "2", "--weight", "distance", "--kernel", "inverse"},
         2,
         "weights: --weight and --kernel both say what a link counts; take one of them"},
        {{"--queen", "--weight", "border", "--order", "2"},
         2,
         "weights: --weight takes the lengths of links, which --order and --combine do not have"},
        {{"--queen", "--style", "S"}, 2, "weights: --style: found 'S', expected B, W, C or V"},
        {{"--queen", "--with-lower"}, 2, "weights: --with-lower goes with --order N from 2 on"},
        {{"--queen", "--power", "2"}, 2, "weights: --power goes with --kernel inverse"},
        {{"--queen", "--combine", "x.gal"},
         2,
         "weights: --combine: found 'x.gal', expected union:FILE, intersection:FILE or difference:FILE"},
        {{"--queen", "--format", "xml"}, 2, "weights: --format: found 'xml', expected table or json"},
        {{"--knn", "7"},
         1,
         "7 nearest neighbours were asked for, but of 7 units with a point each has 6 others only; ask for "
         "fewer"},
        {{"--band", "500"},
         1,
         "in a band from 0 to 500 every unit is alone; everybody has a neighbour from a band of 6000 on"},
        {{"--queen", "out.txt"},
         2,
         "weights: found OUT 'out.txt' after UNITS 'units.gpkg', but weights are kept in a .gal, .gwt or "
         ".csv file"},
        {{"--queen", "no/out.csv"}, 3, "no/out.csv: there is no folder 'no'; make it, or take another"},
        {{"--queen", "--style", "W", "out.gal"},
         2,
         "out.gal: a .gal file holds neighbours and no weights; write a .gwt or .csv file"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *expected = bp_text_format("brandpunt: %s\n", cases[i].message);
        program_result result = weights(cases[i].arguments);
        ck_ended(&result, cases[i].status, expected);
        ck_assert_str_eq(result.out, "");
        free(expected);
        free_result(&result);
    }
}
END_TEST

/* A file that stands there is somebody's work. */
START_TEST(a_file_is_not_written_over)
{
    put_file(at("keep.csv"), "keep me\n");
    program_result result = WEIGHTS("--queen", "--id", "code", "keep.csv");
    ck_ended(
        &result, 3,
        "brandpunt: keep.csv: there is such a file already, and it is not written over; take another name\n");
    ck_assert_str_eq(result.out, "");
    free_result(&result);
    char *file = get_file(at("keep.csv"), NULL);
    ck_assert_str_eq(file, "keep me\n");
    free(file);
}
END_TEST

/* The layer named last is not to be written over, nor is its owner to be told to remove it. */
START_TEST(swapped_arguments_are_told)
{
    const char *const names[] = {"units.gpkg", "keep", "units.csv"};
    put_file(at("keep"), "keep me\n");
    put_file(at("units.csv"), "keep me\n");
    for (int k = 0; k < 3; k++) {
        char *out = bp_text_format("%s/%s", scratch, names[k]);
        program_result result = weights_of("x.gal", (const char *const[]){out, "--queen", NULL});
        char *expected = bp_text_format(
            "brandpunt: weights: found OUT '%s' after UNITS 'x.gal', but weights are kept in a "
            ".gal, .gwt or .csv file; are the two swapped? UNITS comes first\n",
            names[k]);
        ck_ended(&result, 2, expected);
        free(expected);
        free(out);
        free_result(&result);
    }
}
END_TEST

START_TEST(another_column_is_warned_of)
{
    put_file(at("x.gwt"), "0 7 units POLYID\na b 1\n");
    program_result result = WEIGHTS("--from", "x.gwt", "-i", "code");
    ck_ended(&result, 0,
             "brandpunt: warning: x.gwt, line 1: the ids are said to be those of 'POLYID'; they were matched "
             "by 'code'\n");
    free_result(&result);
    result = WEIGHTS("--from", "x.gwt", "-i", "code", "--quiet");
    ck_ended(&result, 0, "");
    free_result(&result);
}
END_TEST

START_TEST(another_order_is_warned_of)
{
    put_file(at("x.gal"), "0 7 units code\ng 0\n\nf 0\n\ne 0\n\nd 0\n\nc 0\n\nb 0\n\na 1\nb\n");
    program_result result = WEIGHTS("--from", "x.gal", "-i", "code");
    ck_ended(&result, 0,
             "brandpunt: warning: x.gal: the units stand in another order than in the layer (line 4 is the "
             "first that shows it); they were matched by 'code'\n");
    ck_assert_ptr_nonnull(strstr(result.out, "  symmetric    no (1 link goes one way)\n"));
    free_result(&result);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("weights");
    TCase *tests = tcase_create("weights");
    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, set_up_units, tear_down);
    tcase_add_test(tests, queen_as_a_table);
    tcase_add_test(tests, rook_as_json_and_row_standardised);
    tcase_add_test(tests, files_are_converted);
    tcase_add_test(tests, orders_and_combinations);
    tcase_add_test(tests, nearest_bands_and_kernels);
    tcase_add_test(tests, lengths_as_weights_and_beside_them);
    tcase_add_test(tests, lengths_in_other_units);
    tcase_add_test(tests, the_summary_says_what_was_asked_for);
    tcase_add_test(tests, a_tolerance_in_metres);
    tcase_add_test(tests, degrees_are_refused_unless_planar);
    tcase_add_test(tests, a_wrong_label_is_refused);
    tcase_add_test(tests, points_are_units_of_distances);
    tcase_add_test(tests, a_diagonal_has_no_place_in_moran);
    tcase_add_test(tests, files_that_are_not_whole);
    tcase_add_test(tests, many_neighbours_are_counted_in_ranges);
    tcase_add_test(tests, bad_requests);
    tcase_add_test(tests, a_file_is_not_written_over);
    tcase_add_test(tests, swapped_arguments_are_told);
    tcase_add_test(tests, another_column_is_warned_of);
    tcase_add_test(tests, another_order_is_warned_of);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
