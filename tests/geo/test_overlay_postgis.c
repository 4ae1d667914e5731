/* Areas of intersection, and which pairs have one, against PostGIS where it is installed. */
#include "geo/geos_private.h"
#include "geo/overlay.h"
#include "geo/text.h"
#include "geo/wkb_private.h"
#include "tests/geo/polygon_pairs.h"
#include "tests/support/helper_process.h"

/* What PostGIS says of a pair. */
typedef struct verdict {
    bool valid;   /* both of the two */
    double area;  /* of the intersection; NAN where it refuses to make one */
    bool overlap; /* their insides meet; false where not valid */
} verdict;

static helper_process server;
static bp_context *context;
static bp_polygons a, b;
static double area_a[PAIRS], area_b[PAIRS];
static double found[PAIRS]; /* by the code under test; 0: not in its list */
static verdict expected[PAIRS];

/* The units as a table's rows: number, WKB in hexadecimal digits, which lose no bit. */
static void write_rows(const char *table, const bp_polygons *polygons, FILE *file)
{
    static const char digits[] = "0123456789abcdef";
    fprintf(file, "CREATE TABLE %s(id int PRIMARY KEY, shape geometry);\nCOPY %s FROM STDIN;\n", table,
            table);
    for (int64_t u = 0; u < polygons->n_units; u++) {
        size_t size = bp_wkb_size(polygons, u);
        uint8_t *bytes = (uint8_t *)malloc(size);
        char *hex = (char *)malloc(2 * size + 1);
        bp_wkb_write(polygons, u, bytes);
        for (size_t i = 0; i < size; i++) {
            hex[2 * i] = digits[bytes[i] >> 4];
            hex[2 * i + 1] = digits[bytes[i] & 15];
        }
        hex[2 * size] = '\0';
        fprintf(file, "%d\t%s\n", (int)u, hex);
        free(bytes);
        free(hex);
    }
    fprintf(file, "\\.\n");
}

/* A refusal of one pair must not end the query for the others. The predicate is asked where the area does not
 * settle it, for it takes its time. */
static const char query[] =
    "CREATE FUNCTION common(a geometry, b geometry) RETURNS float8 LANGUAGE plpgsql AS $$ BEGIN\n"
    "RETURN ST_Area(ST_Intersection(a, b)); EXCEPTION WHEN OTHERS THEN RETURN NULL; END $$;\n"
    "SELECT id, valid::int, area, CASE WHEN NOT valid THEN false\n"
    "WHEN area > 1e-6 * least(ST_Area(a), ST_Area(b)) THEN true ELSE ST_Relate(a, b, 'T********') END::int\n"
    "FROM (SELECT id, a.shape AS a, b.shape AS b, common(a.shape, b.shape) AS area,\n"
    "ST_IsValid(a.shape) AND ST_IsValid(b.shape) AS valid FROM a JOIN b USING (id) OFFSET 0) pairs\n"
    "ORDER BY id;\n";

/* Returns how many pairs were answered for, in their order. */
static int read_verdicts(FILE *answer)
{
    char line[256];
    int n = 0;
    for (; n < PAIRS && fgets(line, sizeof line, answer); n++) {
        char *at = line, *last;
        if (strtol(at, &at, 10) != n)
            break;
        expected[n].valid = strtol(at, &at, 10) == 1;
        expected[n].area = strtod(at, &at);
        expected[n].overlap = strtol(at, &last, 10) == 1;
        if (last == at || *last != '\n')
            break;
    }
    return n;
}

static void ask_postgis(void)
{
    const char *base = getenv("TMPDIR");
    char *path = bp_text_format("%s/brandpunt-pairs-XXXXXX", base ? base : "/tmp");
    int number = mkstemp(path);
    FILE *file = number < 0 ? NULL : fdopen(number, "w");
    ck_assert_ptr_nonnull(file);
    fprintf(file, "SET client_min_messages = error;\n");
    write_rows("a", &a, file);
    write_rows("b", &b, file);
    fprintf(file, "%s", query);
    ck_assert_int_eq(fclose(file), 0);
    char *command = bp_text_format("psql -X -q -A -t -F ' ' -P null=nan -v ON_ERROR_STOP=1 -h %s -U postgres "
                                   "-f %s postgres",
                                   server.said, path);
    FILE *answer = popen(command, "r");
    ck_assert_ptr_nonnull(answer);
    int n_read = read_verdicts(answer), status = pclose(answer);
    unlink(path);
    ck_assert_int_eq(status, 0);
    ck_assert_int_eq(n_read, PAIRS);
    free(command);
    free(path);
}

static void overlay(void)
{
    bp_overlap_list list = BP_OVERLAP_LIST_INIT;
    ck_bp_ok(context, bp_overlay_areas(context, &a, NULL, &b, &list));
    for (int64_t k = 0; k < list.n; k++) {
        ck_assert_int_eq(list.items[k].a, list.items[k].b);
        found[list.items[k].a] = list.items[k].area;
    }
    bp_overlap_list_clear(&list);
}

static void set_up(void)
{
    char *script = bp_text_format("%s/tests/support/postgres.sh", getenv("BRANDPUNT_SOURCE"));
    const char *const command[] = {script, NULL};
    ck_assert_int_ne(start_helper(command, &server), 0);
    free(script);
    context = new_context(1);
    make_pairs(context, &a, &b);
    bp_polygons_area(&a, area_a);
    bp_polygons_area(&b, area_b);
    overlay();
    ask_postgis();
}

static void tear_down(void)
{
    bp_polygons_clear(&a);
    bp_polygons_clear(&b);
    bp_context_free(context);
    stop_helper(&server);
}

START_TEST(ten_thousand_areas_match_postgis)
{
    int n_valid = 0;
    for (int i = 0; i < PAIRS; i++) {
        if (!expected[i].valid)
            continue;
        ck_assert_msg(fabs(found[i] - expected[i].area) <= 1e-9 * fmin(area_a[i], area_b[i]),
                      "pair %d: %.17g, by PostGIS %.17g", i, found[i], expected[i].area);
        n_valid++;
    }
    ck_assert_int_ge(n_valid, ENOUGH);
}
END_TEST

/* An overlap of no more than 1e-9 of the smaller unit counts as none, so there, and only there, a pair whose
 * insides meet may be left out. */
START_TEST(the_same_pairs_meet_by_postgis)
{
    int n_meet = 0, n_apart = 0;
    for (int i = 0; i < PAIRS; i++) {
        if (!expected[i].valid)
            continue;
        bool noise = expected[i].area <= 1e-9 * fmin(area_a[i], area_b[i]);
        ck_assert_msg((found[i] > 0.0) == expected[i].overlap || (expected[i].overlap && noise),
                      "pair %d: %.17g, by PostGIS %.17g", i, found[i], expected[i].area);
        n_meet += expected[i].overlap;
        n_apart += !expected[i].overlap;
    }
    ck_assert_int_gt(n_meet, 5000);
    ck_assert_int_gt(n_apart, 50);
}
END_TEST

static bp_status check_refused(bp_geos *geos, int64_t pair, void *user)
{
    (void)user;
    if (!isnan(expected[pair].area))
        return BP_OK;
    GEOSGeometry *one = bp_geos_from_unit(geos, &a, pair), *other = bp_geos_from_unit(geos, &b, pair);
    bool valid = GEOSisValid_r(geos->handle, one) == 1 && GEOSisValid_r(geos->handle, other) == 1;
    GEOSGeom_destroy_r(geos->handle, one);
    GEOSGeom_destroy_r(geos->handle, other);
    ck_assert_msg(!valid && !expected[pair].valid, "pair %d is valid", (int)pair);
    return BP_OK;
}

START_TEST(what_postgis_refuses_is_not_valid)
{
    ck_bp_ok(context, bp_geos_each(context, PAIRS, check_refused, NULL));
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("overlay_postgis");
    TCase *tests = tcase_create("postgis");
    tcase_add_unchecked_fixture(tests, set_up, tear_down);
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, ten_thousand_areas_match_postgis);
    tcase_add_test(tests, the_same_pairs_meet_by_postgis);
    tcase_add_test(tests, what_postgis_refuses_is_not_valid);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    const char *source = getenv("BRANDPUNT_SOURCE");
    char *probe = bp_text_format("%s/tests/support/postgres.sh --probe", source ? source : ".");
    bool is_there = source && probe && system(probe) == 0;
    free(probe);
    return is_there ? run_suite(make_suite()) : 77;
}
