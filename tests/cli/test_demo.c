/* The demo country keeps its promises: whole, valid, nested, with known planted areas, the same for the same
 * seed. */
#include "cli/demo/build.h"
#include "cli/demo/codes.h"
#include "geo/contiguity.h"
#include "geo/dissolve.h"
#include "geo/read.h"
#include "geo/repair.h"
#include "tests/geo/files.h"

#include <math.h>

static const char *const file_names[] = {
    "boundaries.gpkg",    "boundaries.shp",  "boundaries.dbf",  "boundaries.shx", "boundaries.prj",
    "boundaries.cpg",     "designated.gpkg", "programmes.gpkg", "social.csv",     "study.yaml",
    "housing_safety.csv", "truth.csv",       "README.txt"};
enum { N_FILES = sizeof file_names / sizeof *file_names };

static bp_demo_country country;

static void make_country(int64_t n_units, uint64_t seed)
{
    bp_demo_options options = {n_units, seed, 1.0};
    bp_demo_country_clear(&country);
    ck_bp_ok(context, bp_demo_country_make(context, &options, &country));
}

static void set_up_country(void)
{
    set_up();
    make_country(BP_DEMO_DEFAULT_UNITS, 1);
}

static void tear_down_country(void)
{
    bp_demo_country_clear(&country);
    tear_down();
}

static void write_demo(int64_t n_units, uint64_t seed, const char *name)
{
    bp_demo_options options = {n_units, seed, 1.0};
    ck_bp_ok(context, bp_demo_write(context, &options, at(name), NULL));
}

static char *file_in(const char *folder, const char *name)
{
    return bp_text_format("%s/%s/%s", scratch, folder, name);
}

static void ck_same_file_in(const char *a, const char *b, const char *name)
{
    char *path_a = file_in(a, name), *path_b = file_in(b, name);
    ck_same_files(path_a, path_b);
    free(path_a);
    free(path_b);
}

START_TEST(same_seed_same_bytes_for_any_threads)
{
    open_context(1);
    write_demo(400, 5, "one");
    open_context(2);
    write_demo(400, 5, "two");
    for (int i = 0; i < N_FILES; i++)
        ck_same_file_in("one", "two", file_names[i]);
}
END_TEST

/* Without noise every figure shows the latent score alone, so that two of them order the units alike. */
START_TEST(noise_is_as_asked_for)
{
    const bp_demo_options none = {400, 5, 0.0};
    bp_demo_country quiet = {0};
    int other_way[2] = {0, 0};
    make_country(400, 5);
    ck_bp_ok(context, bp_demo_country_make(context, &none, &quiet));
    for (int64_t u = 0; u < 400; u++)
        for (int64_t v = 0; v < u; v++) {
            const bp_demo_country *both[] = {&country, &quiet};
            for (int k = 0; k < 2; k++)
                other_way[k] += (both[k]->indicator[2][u] - both[k]->indicator[2][v]) *
                                    (both[k]->indicator[3][u] - both[k]->indicator[3][v]) <
                                0.0;
        }
    ck_assert_int_gt(other_way[0], 400);
    ck_assert_int_eq(other_way[1], 0);
    ck_assert_mem_eq(country.population, quiet.population, 400 * sizeof *quiet.population);
    bp_demo_country_clear(&quiet);
}
END_TEST

START_TEST(other_seed_other_country)
{
    const char *const changed[] = {"boundaries.shp", "social.csv", "housing_safety.csv", "truth.csv"};
    write_demo(300, 1, "one");
    write_demo(300, 2, "two");
    for (int i = 0; i < 4; i++) {
        char *path_a = file_in("one", changed[i]), *path_b = file_in("two", changed[i]), a[65], b[65];
        ck_bp_ok(context, bp_file_sha256(context, path_a, a));
        ck_bp_ok(context, bp_file_sha256(context, path_b, b));
        ck_assert_str_ne(a, b);
        free(path_a);
        free(path_b);
    }
}
END_TEST

/* Valid as it stands: the repair finds nothing to mend, no repeated point to drop, no ring to turn. */
static void ck_valid(void)
{
    bp_polygons mended = BP_POLYGONS_INIT;
    bp_repair_report report = BP_REPAIR_REPORT_INIT;
    for (int64_t u = 0; u < country.n; u++)
        ck_bp_ok(context, bp_polygons_add_unit(context, &mended, &country.polygons, u));
    ck_bp_ok(context, bp_polygons_repair(context, &mended, &report));
    ck_assert_msg(report.n_mended == 0, "unit %d: %s", (int)report.first_unit, report.first_reason);
    ck_assert_int_eq(report.n_empty, 0);
    ck_same_polygons(&mended, &country.polygons);
    bp_repair_report_clear(&report);
    bp_polygons_clear(&mended);
}

START_TEST(polygons_are_valid)
{
    ck_valid();
    double box[4], vertices = (double)country.polygons.n_coords / (double)country.n;
    ck_assert(vertices > 25.0 && vertices < 36.0);
    ck_assert(bp_polygons_extent(&country.polygons, box));
    ck_assert(box[0] > 20000.0 && box[1] > 320000.0 && box[2] < 280000.0 && box[3] < 600000.0);
}
END_TEST

/* Other sizes and seeds: exactly as many units as asked for, all valid, all in range. */
START_TEST(every_seed_makes_a_country)
{
    for (uint64_t seed = 0; seed < 40; seed++) {
        make_country(200 + 37 * (int64_t)(seed % 7), seed);
        ck_assert_int_eq(country.polygons.n_units, 200 + 37 * (int64_t)(seed % 7));
        ck_assert_int_eq(bp_graph_count_islands(&country.graph), BP_DEMO_ISLANDS);
        ck_assert_int_ge(country.n_areas, 1);
        ck_valid();
    }
    make_country(20000, 3);
    ck_assert_int_eq(country.polygons.n_units, 20000);
    ck_assert_int_ge(country.n_areas, 90);
    ck_valid();
}
END_TEST

START_TEST(units_fill_the_country)
{
    int32_t *group = (int32_t *)calloc((size_t)country.n, sizeof *group);
    double *area = (double *)malloc((size_t)country.n * sizeof *area), sum = 0.0, whole = 0.0;
    bp_polygons merged = BP_POLYGONS_INIT;
    bp_polygons_area(&country.polygons, area);
    for (int64_t u = 0; u < country.n; u++)
        sum += area[u];
    ck_bp_ok(context, bp_polygons_dissolve(context, &country.polygons, group, 1, &merged));
    bp_polygons_area(&merged, &whole);
    ck_assert_double_eq_tol(sum, whole, 1e-9 * sum);
    /* The mainland and six islands, one of the units being two of them; no gaps inside. */
    ck_assert_int_eq(merged.n_parts, BP_DEMO_ISLANDS + 2);
    ck_assert_int_eq(merged.n_rings, BP_DEMO_ISLANDS + 2);
    bp_polygons_clear(&merged);
    free(area);
    free(group);
}
END_TEST

START_TEST(borders_match_to_the_last_bit)
{
    bp_graph queen = BP_GRAPH_INIT;
    ck_bp_ok(context, bp_contiguity(context, &country.polygons, BP_CONTIGUITY_QUEEN, &queen));
    ck_assert_int_eq(queen.n, country.graph.n);
    ck_assert_int_eq(bp_graph_count_islands(&queen), BP_DEMO_ISLANDS);
    ck_assert_mem_eq(queen.offsets, country.graph.offsets, (size_t)(queen.n + 1) * sizeof *queen.offsets);
    ck_assert_mem_eq(queen.neighbours, country.graph.neighbours,
                     (size_t)queen.offsets[queen.n] * sizeof *queen.neighbours);
    bp_graph_clear(&queen);
}
END_TEST

static int64_t parts_of(int64_t unit)
{
    return country.polygons.unit_parts[unit + 1] - country.polygons.unit_parts[unit];
}

static int64_t rings_of(int64_t unit)
{
    const bp_polygons *p = &country.polygons;
    return p->part_rings[p->unit_parts[unit + 1]] - p->part_rings[p->unit_parts[unit]];
}

START_TEST(odd_places_are_there)
{
    int n_lakes = 0, n_holes = 0, n_multipart = 0, n_empty = 0;
    for (int64_t u = 0; u < country.n; u++) {
        int64_t degree = country.graph.offsets[u + 1] - country.graph.offsets[u];
        bool is_island = country.place[u] & BP_DEMO_PLACE_ISLAND;
        ck_assert_int_eq(is_island, degree == 0);
        n_multipart += parts_of(u) > 1;
        n_empty += country.population[u] == 0 && country.type[u] != BP_DEMO_WATER;
        if (country.type[u] == BP_DEMO_WATER) {
            n_lakes++;
            ck_assert_int_eq(country.population[u], 0);
        }
        if (country.place[u] & BP_DEMO_PLACE_HOLE) {
            n_holes++;
            ck_assert_int_eq(degree, 1);
            int32_t around = country.graph.neighbours[country.graph.offsets[u]];
            ck_assert_int_eq(rings_of(around), 2);
            ck_assert_int_eq(parts_of(around), 1);
        }
    }
    ck_assert_int_eq(n_lakes, 1);
    ck_assert_int_eq(n_holes, 1);
    ck_assert_int_eq(n_multipart, 1);
    ck_assert_int_gt(n_empty, 20);
}
END_TEST

/* True when all neighbours of a municipality outside it are of one other municipality. */
static bool is_enclave(int32_t municipality)
{
    int32_t around = -1;
    for (int64_t u = 0; u < country.n; u++)
        for (int64_t k = country.graph.offsets[u]; k < country.graph.offsets[u + 1]; k++) {
            int32_t other = country.municipality[country.graph.neighbours[k]];
            if (country.municipality[u] != municipality || other == municipality)
                continue;
            if (around >= 0 && other != around)
                return false;
            around = other;
        }
    return around >= 0;
}

/* Labels of the pieces of units with the same key, islands left out: as many as there are different keys. */
static void ck_connected(const int64_t *key, int32_t n_keys)
{
    bp_link *links = (bp_link *)malloc((size_t)country.graph.offsets[country.n] * sizeof *links);
    int32_t *label = (int32_t *)malloc((size_t)country.n * sizeof *label), n_pieces = 0, n_islands = 0;
    int64_t m = 0;
    bp_graph inside = BP_GRAPH_INIT;
    for (int64_t u = 0; u < country.n; u++) {
        n_islands += country.graph.offsets[u] == country.graph.offsets[u + 1];
        for (int64_t k = country.graph.offsets[u]; k < country.graph.offsets[u + 1]; k++)
            if (country.graph.neighbours[k] > u && key[u] == key[country.graph.neighbours[k]])
                links[m++] = (bp_link){(int32_t)u, country.graph.neighbours[k], 0.0};
    }
    ck_bp_ok(context, bp_graph_from_links(context, country.n, links, m, &inside));
    ck_bp_ok(context, bp_graph_components(context, &inside, label, &n_pieces));
    ck_assert_int_eq(n_pieces, n_keys + n_islands);
    bp_graph_clear(&inside);
    free(label);
    free(links);
}

START_TEST(municipalities_and_wijken_nest)
{
    int64_t *key = (int64_t *)malloc((size_t)country.n * sizeof *key), largest = 0, smallest = country.n;
    int n_enclaves = 0, n_island_wijken = 0;
    ck_assert_int_ge(country.n_municipalities, 38);
    ck_assert_int_le(country.n_municipalities, 42);
    for (int64_t u = 0; u < country.n; u++)
        key[u] = country.municipality[u];
    ck_connected(key, country.n_municipalities);
    for (int64_t u = 0; u < country.n; u++) {
        key[u] = country.municipality[u] * 1000 + country.wijk[u];
        n_island_wijken += (country.place[u] & BP_DEMO_PLACE_ISLAND) != 0;
    }
    ck_connected(key, country.n_wijken - n_island_wijken);
    for (int32_t m = 0; m < country.n_municipalities; m++) {
        n_enclaves += is_enclave(m);
        largest = country.municipalities[m].n_units > largest ? country.municipalities[m].n_units : largest;
        smallest =
            country.municipalities[m].n_units < smallest ? country.municipalities[m].n_units : smallest;
        for (int32_t other = 0; other < m; other++) {
            ck_assert_str_ne(country.municipalities[m].name, country.municipalities[other].name);
            ck_assert_int_ne(country.municipalities[m].code, country.municipalities[other].code);
        }
    }
    ck_assert_int_ge(n_enclaves, 1);
    ck_assert_int_gt(largest, 10 * smallest);
    free(key);
}
END_TEST

START_TEST(codes_ascend_and_nest)
{
    char before[BP_DEMO_CODE_SIZE] = "", code[BP_DEMO_CODE_SIZE], wijk[BP_DEMO_CODE_SIZE],
         gm[BP_DEMO_CODE_SIZE];
    for (int64_t u = 0; u < country.n; u++) {
        bp_demo_unit_code(&country, u, code);
        bp_demo_wijk_code(&country, u, wijk);
        bp_demo_municipality_code(&country, country.municipality[u], gm);
        ck_assert_uint_eq(strlen(code), 10);
        ck_assert_uint_eq(strlen(gm), 6);
        ck_assert_int_lt(strcmp(before, code), 0);
        ck_assert_int_eq(strncmp(code + 2, wijk + 2, 6), 0);
        ck_assert_int_eq(strncmp(code + 2, gm + 2, 4), 0);
        strcpy(before, code);
    }
}
END_TEST

START_TEST(residents_are_where_they_should_be)
{
    int64_t total = 0, n_core = 0, core = 0, n_rural = 0, rural = 0;
    double *area = (double *)malloc((size_t)country.n * sizeof *area), core_area = 0.0, rural_area = 0.0;
    bp_polygons_area(&country.polygons, area);
    for (int64_t u = 0; u < country.n; u++) {
        ck_assert_int_ge(country.population[u], 0);
        ck_assert_int_le(country.population[u], 15000);
        total += country.population[u];
        if (country.type[u] == BP_DEMO_CENTRE) {
            n_core++;
            core += country.population[u];
            core_area += area[u];
        } else if (country.type[u] == BP_DEMO_RURAL) {
            n_rural++;
            rural += country.population[u];
            rural_area += area[u];
        }
    }
    ck_assert_double_eq_tol((double)total / (double)country.n, 1500.0, 30.0);
    ck_assert_double_gt((double)core / core_area, 15.0 * (double)rural / rural_area);
    /* Sizes of real neighbourhoods: some 0.3 km2 in town, several km2 in the country. */
    ck_assert_double_eq_tol(core_area / (double)n_core, 3e5, 1.5e5);
    ck_assert_double_gt(rural_area / (double)n_rural, 2e6);
    free(area);
}
END_TEST

/* Pieces of area `a`, with or without its strip. */
static int32_t count_pieces(int32_t a, bool with_strip)
{
    bp_link links[4096];
    int32_t *label = (int32_t *)malloc((size_t)country.n * sizeof *label), n_pieces = 0, n_members = 0;
    int64_t m = 0;
    bp_graph inside = BP_GRAPH_INIT;
    for (int64_t u = 0; u < country.n; u++) {
        bool is_in = country.area[u] == a && (with_strip || !country.strip[u]);
        n_members += is_in;
        for (int64_t k = country.graph.offsets[u]; is_in && k < country.graph.offsets[u + 1]; k++) {
            int32_t other = country.graph.neighbours[k];
            if (other > u && country.area[other] == a && (with_strip || !country.strip[other]))
                links[m++] = (bp_link){(int32_t)u, other, 0.0};
        }
    }
    ck_bp_ok(context, bp_graph_from_links(context, country.n, links, m, &inside));
    ck_bp_ok(context, bp_graph_components(context, &inside, label, &n_pieces));
    bp_graph_clear(&inside);
    free(label);
    return n_pieces - (int32_t)(country.n - n_members);
}

static void ck_planted_area(int32_t a, int *n_cut)
{
    int64_t population = 0;
    int n_units = 0, n_strip = 0;
    for (int64_t u = 0; u < country.n; u++) {
        if (country.area[u] != a)
            continue;
        population += country.population[u];
        n_units++;
        n_strip += country.strip[u];
        ck_assert_int_eq(country.municipality[u], country.areas[a].municipality);
        ck_assert_int_eq(country.population[u] == 0, country.strip[u]);
    }
    ck_assert_int_eq(population, country.areas[a].population);
    ck_assert_int_eq(n_units, country.areas[a].n_units);
    ck_assert(n_units >= 4 && n_units <= 14);
    ck_assert(population >= 4000 && population <= 25000);
    ck_assert_int_eq(count_pieces(a, true), 1);
    ck_assert_int_eq(count_pieces(a, false), n_strip > 0 ? 2 : 1);
    *n_cut += n_strip > 0;
}

START_TEST(planted_areas_are_as_promised)
{
    int n_cut = 0, n_designated = 0;
    int64_t planted = 0, total = 0;
    ck_assert_int_eq(country.n_areas, 10);
    for (int32_t a = 0; a < country.n_areas; a++) {
        ck_planted_area(a, &n_cut);
        n_designated += country.areas[a].designated;
        planted += country.areas[a].population;
    }
    for (int64_t u = 0; u < country.n; u++)
        total += country.population[u];
    ck_assert_int_eq(n_cut, 1);
    ck_assert_int_eq(n_designated, 4);
    ck_assert_double_lt((double)planted, 0.1 * (double)total);
}
END_TEST

START_TEST(missing_values_are_in_small_units)
{
    int64_t n_missing = 0, n_cells = 0;
    for (int64_t u = 0; u < country.n; u++)
        for (int j = 0; j < BP_DEMO_INDICATORS; j++) {
            bool is_missing = isnan(country.indicator[j][u]);
            if (country.population[u] == 0)
                ck_assert(is_missing);
            else if (is_missing)
                ck_assert_int_lt(country.population[u], 800);
            n_cells += country.population[u] > 0;
            n_missing += country.population[u] > 0 && is_missing;
        }
    ck_assert(n_missing * 200 > n_cells && n_missing * 20 < n_cells);
}
END_TEST

START_TEST(files_are_as_a_user_gets_them)
{
    write_demo(300, 1, "demo");
    char *path = file_in("demo", "social.csv"), *text = get_file(path, NULL);
    ck_assert_int_eq(strncmp(text, "\xEF\xBB\xBFID;Codering_3;", 16), 0);
    ck_assert_ptr_nonnull(strstr(text, ";GM0"));
    ck_assert_ptr_nonnull(strstr(text, "    ;")); /* a municipality's code, padded */
    ck_assert_ptr_nonnull(strstr(text, ";       .;"));
    free(text);
    free(path);
    path = file_in("demo", "housing_safety.csv");
    text = get_file(path, NULL);
    ck_assert_int_eq(strncmp(text, "\xEF\xBB\xBFID;RegioS;", 12), 0);
    ck_assert_ptr_nonnull(strstr(text, ";  -99997;"));
    free(text);
    free(path);
    path = file_in("demo", "study.yaml");
    text = get_file(path, NULL);
    ck_assert_int_eq(strncmp(text, "# A MADE-UP country", 19), 0);
    free(text);
    free(path);
}
END_TEST

static void ck_layer(const char *file, int64_t n_units, const char *population)
{
    const bp_read_options options = BP_READ_OPTIONS_INIT;
    bp_layer layer = BP_LAYER_INIT;
    char *path = file_in("demo", file);
    ck_bp_ok(context, bp_layer_read(context, path, &options, &layer));
    ck_assert_int_eq(layer.polygons.n_units, n_units);
    ck_assert_str_eq(layer.crs.code, "EPSG:28992");
    if (population)
        ck_assert_int_ge(bp_table_find(&layer.table, population), 0);
    bp_layer_clear(&layer);
    free(path);
}

START_TEST(layers_can_be_read_back)
{
    write_demo(2000, 1, "demo");
    ck_layer("boundaries.gpkg", 2000, "population");
    ck_layer("boundaries.shp", 2000, "residents");
    ck_layer("designated.gpkg", 4, NULL);
    ck_layer("programmes.gpkg", 5, NULL);
}
END_TEST

START_TEST(bad_requests_are_refused)
{
    bp_demo_options options = {199, 1, 1.0};
    ck_assert_int_eq(bp_demo_write(context, &options, at("demo"), NULL), BP_ERROR_ARGUMENT);
    ck_message("demo country: 199 units were asked for; give a number from 200 to 1000000");
    options.n_units = 1000001;
    ck_assert_int_eq(bp_demo_write(context, &options, at("demo"), NULL), BP_ERROR_ARGUMENT);
    ck_message("demo country: 1000001 units were asked for; give a number from 200 to 1000000");
    options.n_units = 200;
    options.noise = -1.0;
    ck_assert_int_eq(bp_demo_write(context, &options, at("demo"), NULL), BP_ERROR_ARGUMENT);
    ck_message("demo country: a noise of -1 was asked for; give a number from 0 to 100");
    ck_assert(!bp_path_exists(at("demo")));
    options.noise = 1.0;
    mkdir(at("demo"), 0700);
    put_file(at("demo/mine.txt"), "mine");
    ck_assert_int_eq(bp_demo_write(context, &options, at("demo"), NULL), BP_ERROR_OUTPUT);
    bp_context_clear(context);
    char *text = get_file(at("demo/mine.txt"), NULL);
    ck_assert_str_eq(text, "mine");
    free(text);
    ck_assert(!bp_path_exists(at("demo/study.yaml")));
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("demo");
    TCase *made = tcase_create("country"), *written = tcase_create("files");
    tcase_add_checked_fixture(made, set_up_country, tear_down_country);
    tcase_add_checked_fixture(written, set_up, tear_down);
    tcase_set_timeout(made, 300);
    tcase_set_timeout(written, 300);
    tcase_add_test(made, polygons_are_valid);
    tcase_add_test(made, every_seed_makes_a_country);
    tcase_add_test(made, units_fill_the_country);
    tcase_add_test(made, borders_match_to_the_last_bit);
    tcase_add_test(made, odd_places_are_there);
    tcase_add_test(made, municipalities_and_wijken_nest);
    tcase_add_test(made, codes_ascend_and_nest);
    tcase_add_test(made, residents_are_where_they_should_be);
    tcase_add_test(made, planted_areas_are_as_promised);
    tcase_add_test(made, missing_values_are_in_small_units);
    tcase_add_test(made, noise_is_as_asked_for);
    tcase_add_test(written, same_seed_same_bytes_for_any_threads);
    tcase_add_test(written, other_seed_other_country);
    tcase_add_test(written, files_are_as_a_user_gets_them);
    tcase_add_test(written, layers_can_be_read_back);
    tcase_add_test(written, bad_requests_are_refused);
    suite_add_tcase(suite, made);
    suite_add_tcase(suite, written);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
