/* PostGIS for real, where it is installed: tables, queries, and what is refused. */
#include "geo/read.h"
#include "geo/source.h"
#include "tests/geo/files.h"
#include "tests/support/helper_process.h"

#include <time.h>

static helper_process server;

static void start_postgres(void)
{
    char script[1024];
    snprintf(script, sizeof script, "%s/tests/support/postgres.sh", getenv("BRANDPUNT_SOURCE"));
    const char *const command[] = {script, NULL};
    ck_assert_int_ne(start_helper(command, &server), 0);
    char *fill = bp_text_format(
        "psql -X -q -v ON_ERROR_STOP=1 -h %s -U postgres postgres -c \"CREATE SCHEMA data; CREATE TABLE "
        "data.areas(code text, residents int, share numeric(6,2), geom geometry(MultiPolygon, 28992)); "
        "INSERT "
        "INTO data.areas SELECT 'A' || i, 100 * i, NULLIF(i, 3) / 4.0, ST_Multi(ST_MakeEnvelope(1000 * i, 0, "
        "1000 * i + 1000, 1000, 28992)) FROM generate_series(1, 5) i; CREATE TABLE data.plain(code text, v "
        "int); "
        "INSERT INTO data.plain VALUES ('A1', 7), (NULL, 8)\"",
        server.said);
    ck_assert_int_eq(system(fill), 0);
    free(fill);
}

static void stop_postgres(void)
{
    stop_helper(&server);
}

/* "PG:host=FOLDER MORE"; good until the next call. */
static const char *database(const char *more)
{
    static char text[2048];
    snprintf(text, sizeof text, "PG:host=%s %s", server.said, more);
    return text;
}

static const char trusting[] = "dbname=postgres user=postgres";

START_TEST(table_with_geometry)
{
    bp_layer layer = BP_LAYER_INIT;
    bp_read_options options = BP_READ_OPTIONS_INIT;
    options.layer = "data.areas";
    ck_bp_ok(context, bp_layer_read(context, database(trusting), &options, &layer));
    ck_assert_int_eq(layer.table.n_rows, 5);
    ck_assert_str_eq(layer.crs.code, "EPSG:28992");
    const bp_column *residents = &layer.table.columns[bp_table_find(&layer.table, "residents")];
    const bp_column *share = &layer.table.columns[bp_table_find(&layer.table, "share")];
    ck_assert_int_eq(residents->integer[4], 500);
    ck_assert_double_eq(share->real[0], 0.25);
    ck_assert(!bp_column_is_valid(share, 2));
    ck_assert_int_eq(layer.polygons.n_units, 5);
    ck_assert_double_eq(layer.polygons.xy[0], 1000.0);
    bp_layer_clear(&layer);
}
END_TEST

START_TEST(query_with_geometry)
{
    bp_layer layer = BP_LAYER_INIT;
    bp_read_options options = BP_READ_OPTIONS_INIT;
    options.query = "SELECT code, residents * 2 AS doubled, ST_Buffer(geom, 0) AS geom FROM data.areas "
                    "WHERE residents > 250 ORDER BY code DESC";
    ck_bp_ok(context, bp_layer_read(context, database(trusting), &options, &layer));
    ck_assert_int_eq(layer.table.n_rows, 3);
    ck_assert_str_eq(bp_column_text_at(&layer.table.columns[0], 0), "A5");
    ck_assert_int_eq(layer.table.columns[1].integer[2], 600);
    ck_assert_str_eq(layer.crs.code, "EPSG:28992");
    bp_layer_clear(&layer);
}
END_TEST

START_TEST(table_without_geometry)
{
    bp_table table = BP_TABLE_INIT;
    bp_read_options options = BP_READ_OPTIONS_INIT;
    options.layer = "data.plain";
    ck_bp_ok(context, bp_table_read(context, database(trusting), &options, &table));
    ck_assert_int_eq(table.n_rows, 2);
    ck_assert(!bp_column_is_valid(&table.columns[0], 1));
    ck_assert_int_eq(table.columns[1].integer[1], 8);
    bp_table_clear(&table);
}
END_TEST

/* The same content in another order of rows has the same digest; another value has another. */
START_TEST(digest_of_what_was_read)
{
    static const char *const queries[] = {
        "SELECT * FROM data.areas ORDER BY code",
        "SELECT geom, share, residents, code FROM data.areas ORDER BY code DESC",
        "SELECT code, residents + 1 AS residents, share, geom FROM data.areas"};
    char hex[3][65];
    for (int i = 0; i < 3; i++) {
        bp_layer layer = BP_LAYER_INIT;
        bp_read_options options = BP_READ_OPTIONS_INIT;
        options.query = queries[i];
        ck_bp_ok(context, bp_layer_read(context, database(trusting), &options, &layer));
        ck_bp_ok(context, bp_content_sha256(context, &layer.table, &layer.polygons, &layer.crs, hex[i]));
        bp_layer_clear(&layer);
    }
    ck_assert_str_eq(hex[0], hex[1]);
    ck_assert_str_ne(hex[0], hex[2]);
}
END_TEST

static const struct {
    const char *settings, *layer, *query, *expected; /* what the message has after the source */
} refused[] = {
    {"dbname=postgres user=postgres", "data.area", NULL,
     ": there is no layer 'data.area'; nearest: 'data.areas'"},
    {"dbname=postgres user=postgres", NULL, "SELECT nothing FROM data.plain",
     ": the query cannot be run (GDAL: ERROR:  column \"nothing\" does not exist"},
    {"dbname=postgres user=postgres", NULL,
     "WITH gone AS (DELETE FROM data.plain RETURNING *) SELECT * FROM gone",
     ": the query cannot be run (GDAL: ERROR:  cannot execute SELECT in a read-only transaction)"},
    {"dbname=postgres user=postgres", NULL, "SELECT 1; DROP TABLE data.plain",
     ": found a query of several statements, the second of which starts with 'DROP TABLE data.plai', "
     "expected "
     "one SELECT or WITH; keep one of them"},
    {"dbname=locked user=clerk password='wrong one'", "x", NULL,
     ": the database cannot be opened (GDAL: PQconnectdb failed"},
    {"dbname=none user=postgres", "x", NULL, ": the database cannot be opened (GDAL: PQconnectdb failed"},
};

START_TEST(refused_with_a_reason)
{
    bp_table table = BP_TABLE_INIT;
    bp_read_options options = BP_READ_OPTIONS_INIT;
    options.layer = refused[_i].layer;
    options.query = refused[_i].query;
    ck_assert_int_eq(bp_table_read(context, database(refused[_i].settings), &options, &table),
                     BP_ERROR_INPUT);
    char *shown = bp_source_shown(database(refused[_i].settings));
    char *expected = bp_text_format("%s%s", shown, refused[_i].expected);
    ck_assert_msg(strncmp(bp_context_message(context), expected, strlen(expected)) == 0, "%s",
                  bp_context_message(context));
    ck_assert_ptr_null(strstr(bp_context_message(context), "wrong one"));
    free(shown);
    free(expected);
}
END_TEST

START_TEST(a_slow_query_is_stopped)
{
    bp_table table = BP_TABLE_INIT;
    bp_read_options options = BP_READ_OPTIONS_INIT;
    options.query = "SELECT pg_sleep(8)";
    options.timeout_s = 1;
    time_t start = time(NULL);
    ck_assert_int_eq(bp_table_read(context, database(trusting), &options, &table), BP_ERROR_INPUT);
    ck_assert_int_le((int)(time(NULL) - start), 4);
    ck_assert_ptr_nonnull(strstr(bp_context_message(context), "statement timeout"));
    ck_assert_ptr_nonnull(strstr(bp_context_message(context), "; it had 1 second, give more with `timeout`"));
}
END_TEST

START_TEST(description_of_a_database)
{
    bp_source_description found = BP_SOURCE_DESCRIPTION_INIT;
    ck_bp_ok(context, bp_source_describe(context, database(trusting), NULL, &found));
    ck_assert_int_eq(found.kind, BP_SOURCE_POSTGRES);
    int n_found = 0;
    for (int i = 0; i < found.n_layers; i++) {
        const bp_source_layer *layer = &found.layers[i];
        bool is_areas = strcmp(layer->name, "data.areas") == 0,
             is_plain = strcmp(layer->name, "data.plain") == 0;
        n_found += is_areas || is_plain;
        ck_assert(!is_areas ||
                  (layer->dimension == 2 && layer->n_features == 5 && layer->extent[2] == 6000.0));
        ck_assert(!is_plain || (!layer->geometry && layer->n_features == 2));
    }
    ck_assert_int_eq(n_found, 2);
    bp_source_description_clear(&found);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("postgres");
    TCase *test = tcase_create("postgres");
    tcase_add_unchecked_fixture(test, start_postgres, stop_postgres);
    tcase_add_checked_fixture(test, set_up, tear_down);
    tcase_set_timeout(test, 60);
    tcase_add_test(test, table_with_geometry);
    tcase_add_test(test, query_with_geometry);
    tcase_add_test(test, table_without_geometry);
    tcase_add_test(test, digest_of_what_was_read);
    tcase_add_loop_test(test, refused_with_a_reason, 0, (int)(sizeof refused / sizeof *refused));
    tcase_add_test(test, a_slow_query_is_stopped);
    tcase_add_test(test, description_of_a_database);
    suite_add_tcase(suite, test);
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
