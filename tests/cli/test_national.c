/* The study of the Netherlands in docs/examples on the real data, which are not part of the project. */
#include "tests/cli/geojson.h"

#include "geo/contiguity.h"

enum { SKIPPED = 77, UNITS = 3340, FLOOR = 2500, MOST_ON_A_BRIDGE = 50 };

static const char *source_folder(void)
{
    const char *source = getenv("BRANDPUNT_SOURCE");
    return source ? source : ".";
}

/* Folder with the data of the study, to free(). */
static char *data_folder(void)
{
    const char *data = getenv("BRANDPUNT_DATA");
    return data ? bp_text_format("%s/nl", data) : bp_text_format("%s/../shared/data/nl", source_folder());
}

static void run_study(const char *output, const char *threads)
{
    char *study = bp_text_format("%s/docs/examples/nederland_2022.yaml", source_folder()),
         *data = data_folder();
    char *folder = bp_text_format("%s/%s", scratch, output);
    const char *arguments[] = {"run", study, "--data", data, "--output", folder, "--threads", threads, NULL};
    program_result result = call_program(arguments, NULL);
    ck_assert_msg(result.status == 0, "%s", result.err);
    free_result(&result);
    free(study);
    free(data);
    free(folder);
}

/* The units as they were written, with the columns that the checks are about. */
typedef struct country {
    bp_layer layer;
    bp_graph graph;
    const bp_column *population, *municipality, *area, *role, *designated, *km2;
} country;

static const bp_column *column_of(const bp_layer *layer, const char *name)
{
    int column = bp_table_find(&layer->table, name);
    ck_assert_msg(column >= 0, "there is no column %s", name);
    return &layer->table.columns[column];
}

static void read_country(country *out)
{
    *out = (country){BP_LAYER_INIT, BP_GRAPH_INIT, NULL, NULL, NULL, NULL, NULL, NULL};
    ck_bp_ok(context, bp_layer_read(context, at("out/units.gpkg"), NULL, &out->layer));
    ck_assert_int_eq(out->layer.table.n_rows, UNITS);
    ck_bp_ok(context, bp_contiguity(context, &out->layer.polygons, BP_CONTIGUITY_QUEEN, &out->graph));
    out->population = column_of(&out->layer, "population");
    out->municipality = column_of(&out->layer, "municipality");
    out->area = column_of(&out->layer, "area_id");
    out->role = column_of(&out->layer, "role");
    out->designated = column_of(&out->layer, "designated_id");
    out->km2 = column_of(&out->layer, "area_km2");
}

static void clear_country(country *c)
{
    bp_graph_clear(&c->graph);
    bp_layer_clear(&c->layer);
}

static bool has_role(const country *c, int64_t i, const char *role)
{
    return strcmp(bp_column_text_at(c->role, i), role) == 0;
}

static double residents_of(const country *c, int64_t i)
{
    return bp_column_is_valid(c->population, i) ? c->population->real[i] : 0.0;
}

static bool is_in(const country *c, int64_t i, const char *area)
{
    const char *own = bp_column_text_at(c->area, i);
    return own && strcmp(own, area) == 0;
}

/* How many units of the area a walk over shared points reaches from unit `first`, bridges too. */
static int64_t count_reached(const country *c, const char *area, int64_t first)
{
    int64_t n = 1, *queue = (int64_t *)calloc(UNITS, sizeof *queue);
    bool *seen = (bool *)calloc(UNITS, sizeof *seen);
    queue[0] = first;
    seen[first] = true;
    for (int64_t head = 0; head < n; head++)
        for (int64_t k = c->graph.offsets[queue[head]]; k < c->graph.offsets[queue[head] + 1]; k++) {
            int64_t j = c->graph.neighbours[k];
            if (seen[j] || !is_in(c, j, area))
                continue;
            seen[j] = true;
            queue[n++] = j;
        }
    free(queue);
    free(seen);
    return n;
}

/* One proposed area against the units that say they are in it; what its outline covers, in km2. */
static void ck_proposed_area(const country *c, const char *area, double population, double km2)
{
    int64_t units = 0, first = -1;
    double residents = 0.0, ground = 0.0;
    const char *municipality = NULL;
    for (int64_t i = 0; i < UNITS; i++) {
        if (!is_in(c, i, area))
            continue;
        units++;
        first = first < 0 ? i : first;
        ground += c->km2->real[i];
        if (has_role(c, i, "bridge")) {
            ck_assert(residents_of(c, i) <= MOST_ON_A_BRIDGE);
            continue;
        }
        residents += residents_of(c, i);
        const char *own = bp_column_text_at(c->municipality, i);
        ck_assert_msg(!municipality || strcmp(municipality, own) == 0, "%s crosses a municipal border", area);
        municipality = own;
    }
    ck_assert_msg(first >= 0 && count_reached(c, area, first) == units, "%s does not hang together", area);
    ck_assert_msg(residents >= FLOOR, "%s has %g residents", area, residents);
    ck_assert_double_eq_tol(residents, population, 1e-6);
    /* Both sums are of numbers rounded to a square metre. */
    ck_assert_double_eq_tol(ground, km2, 1e-6 * (double)(units + 1));
}

START_TEST(proposed_areas)
{
    country c;
    bp_layer areas = BP_LAYER_INIT;
    int64_t n_proposed = 0, n_designated = 0;
    read_country(&c);
    ck_bp_ok(context, bp_layer_read(context, at("out/focus_areas.gpkg"), NULL, &areas));
    for (int64_t a = 0; a < areas.table.n_rows; a++) {
        if (strcmp(bp_column_text_at(column_of(&areas, "kind"), a), "designated") == 0) {
            n_designated++;
            continue;
        }
        n_proposed++;
        ck_proposed_area(&c, bp_column_text_at(column_of(&areas, "area_id"), a),
                         column_of(&areas, "population")->real[a], column_of(&areas, "area_km2")->real[a]);
    }
    ck_assert_int_eq(n_designated, 20);
    ck_assert_int_gt(n_proposed, 20);
    json_t *root = read_json(at("out/run.json"));
    ck_json_number(root, "proposed.areas", (double)n_proposed);
    json_decref(root);
    bp_layer_clear(&areas);
    clear_country(&c);
}
END_TEST

/* Outlines cover the same ground as the polygons of their units, to a billionth. */
START_TEST(ground_of_areas)
{
    country c;
    bp_layer areas = BP_LAYER_INIT;
    read_country(&c);
    ck_bp_ok(context, bp_layer_read(context, at("out/focus_areas.gpkg"), NULL, &areas));
    double *of_units = (double *)calloc(UNITS, sizeof *of_units);
    double *of_areas = (double *)calloc((size_t)areas.table.n_rows, sizeof *of_areas);
    bp_polygons_area(&c.layer.polygons, of_units);
    bp_polygons_area(&areas.polygons, of_areas);
    for (int64_t a = 0; a < areas.table.n_rows; a++) {
        const char *id = bp_column_text_at(column_of(&areas, "area_id"), a);
        double sum = 0.0;
        for (int64_t i = 0; i < UNITS; i++) {
            const char *named = bp_column_text_at(id[0] == 'D' ? c.designated : c.area, i);
            sum += named && strcmp(named, id) == 0 ? of_units[i] : 0.0;
        }
        ck_assert_msg(fabs(of_areas[a] - sum) <= 1e-9 * sum, "%s: %.9g m2 of outline, %.9g m2 of units", id,
                      of_areas[a], sum);
    }
    free(of_units);
    free(of_areas);
    bp_layer_clear(&areas);
    clear_country(&c);
}
END_TEST

START_TEST(designated_and_back_test)
{
    country c;
    int64_t units = 0;
    double designated = 0.0, proposed = 0.0, both = 0.0;
    read_country(&c);
    for (int64_t i = 0; i < UNITS; i++) {
        bool is_designated = bp_column_is_valid(c.designated, i), is_proposed = has_role(&c, i, "member");
        units += is_designated;
        designated += is_designated ? residents_of(&c, i) : 0.0;
        proposed += is_proposed ? residents_of(&c, i) : 0.0;
        both += is_designated && is_proposed ? residents_of(&c, i) : 0.0;
    }
    ck_assert_int_eq(units, 105);
    ck_assert_double_eq(designated, 1204370.0);
    json_t *root = read_json(at("out/run.json"));
    ck_json_number(root, "designated.areas", 20);
    ck_json_number(root, "designated.units", 105);
    ck_json_number(root, "designated.population", 1204370);
    ck_json_number(root, "proposed.population", proposed);
    ck_json_number(root, "backtest.population_in_both", both);
    ck_json_number(root, "backtest.recall", round(1e6 * both / designated) / 1e6);
    ck_json_number(root, "backtest.precision", round(1e6 * both / proposed) / 1e6);
    ck_json_number(root, "backtest.jaccard", round(1e6 * both / (designated + proposed - both)) / 1e6);
    json_decref(root);
    clear_country(&c);
}
END_TEST

/* The figures that docs/examples/README.md gives. */
START_TEST(documented_figures)
{
    json_t *root = read_json(at("out/run.json"));
    ck_json_number(root, "counts.scored", 3125);
    ck_json_number(root, "proposed.areas", 234);
    ck_json_number(root, "proposed.units", 492);
    ck_json_number(root, "proposed.population", 3719295);
    ck_json_number(root, "proposed.bridges", 5);
    ck_json_number(root, "proposed.areas_above_ceiling", 15);
    ck_json_number(root, "backtest.recall", 0.542919);
    ck_json_number(root, "backtest.precision", 0.175806);
    json_decref(root);
}
END_TEST

/* Missing as the file has it: what shared/README says of it. */
START_TEST(what_is_missing)
{
    json_t *root = read_json(at("out/run.json"));
    ck_json_number(root, "counts.units", UNITS);
    ck_json_number(root, "counts.repaired_geometries", 0);
    ck_json_number(root, "counts.missing.low_income.units", 196);
    ck_json_number(root, "counts.missing.employment.units", 268);
    ck_json_number(root, "counts.missing.higher_education.units", 135);
    ck_json_number(root, "counts.missing.dwelling_value.units", 123);
    ck_json_number(root, "counts.missing.good_health.no_row", 3340 - 3044);
    ck_json_number(root, "joins.0.matched", 3044);
    json_decref(root);
}
END_TEST

START_TEST(formats)
{
    static const double around[4] = {3.3, 50.7, 7.3, 53.6};
    json_t *root = read_json(at("out/run.json"));
    size_t areas = 20 + (size_t)json_integer_value(json_at(root, "proposed.areas"));
    json_decref(root);
    ck_assert_int_ge(ck_geojson(at("out/units.geojson"), UNITS, around), 48);
    ck_geojson(at("out/focus_areas.geojson"), areas, around);
    ck_layer_is_valid(at("out/units.gpkg"), 0);
    ck_layer_is_valid(at("out/focus_areas.gpkg"), 0);
    ck_layer_is_valid(at("out/units.geojson"), 0);
    ck_layer_is_valid(at("out/focus_areas.geojson"), 0);
}
END_TEST

START_TEST(threads)
{
    run_study("other", "1");
    ck_same_run(at("out"), at("other"), false);
}
END_TEST

static void set_up_run(void)
{
    set_up();
    run_study("out", "2");
}

static Suite *make_suite(void)
{
    Suite *suite = suite_create("cli.national");
    TCase *one = tcase_create("nederland 2022");
    tcase_set_timeout(one, 300);
    tcase_add_checked_fixture(one, set_up_run, tear_down);
    tcase_add_test(one, proposed_areas);
    tcase_add_test(one, ground_of_areas);
    tcase_add_test(one, designated_and_back_test);
    tcase_add_test(one, documented_figures);
    tcase_add_test(one, what_is_missing);
    tcase_add_test(one, formats);
    tcase_add_test(one, threads);
    suite_add_tcase(suite, one);
    return suite;
}

int main(void)
{
    char *data = data_folder(), *units = bp_text_format("%s/wijken_2022.gpkg", data);
    bool is_there = bp_path_exists(units);
    if (!is_there)
        fprintf(stderr, "there is no %s: skipped\n", units);
    free(units);
    free(data);
    return is_there ? run_suite(make_suite()) : SKIPPED;
}
