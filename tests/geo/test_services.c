/* Services over HTTP on loopback: pages, answers cut short, errors, and time that runs out. */
#include "geo/http_private.h"
#include "geo/read.h"
#include "geo/source.h"
#include "tests/geo/files.h"
#include "tests/support/http_server.h"
#include "tests/support/zip_file.h"

#include <time.h>

static helper_process server;
static int port;
static char served[256];

static void start_serving(void)
{
    const char *base = getenv("TMPDIR");
    snprintf(served, sizeof served, "%s/brandpunt-served-XXXXXX", base ? base : "/tmp");
    ck_assert_ptr_nonnull(mkdtemp(served));
    ck_assert_int_ne(start_http_server(served, &server), 0);
    port = atoi(server.said);
}

static void stop_serving(void)
{
    stop_helper(&server);
    remove_tree(served);
}

/* "PREFIXhttp://127.0.0.1:PORT/REST"; good until the call after the next. */
static const char *url(const char *prefix, const char *rest)
{
    static char texts[2][256];
    static int next;
    next = 1 - next;
    snprintf(texts[next], sizeof texts[next], "%shttp://127.0.0.1:%d/%s", prefix, port, rest);
    return texts[next];
}

/* The message with the server's address and port replaced by HOST. */
static void ck_says(const char *expected)
{
    char host[64], shown[4096] = "";
    size_t n = 0;
    snprintf(host, sizeof host, "127.0.0.1:%d", port);
    for (const char *c = bp_context_message(context); *c && n < sizeof shown - 8;) {
        if (strncmp(c, host, strlen(host)) == 0) {
            n += (size_t)snprintf(shown + n, sizeof shown - n, "HOST");
            c += strlen(host);
        } else {
            shown[n++] = *c++;
        }
    }
    shown[n] = '\0';
    ck_assert_str_eq(shown, expected);
    bp_context_clear(context);
}

static void ck_five(const bp_layer *layer, double x0)
{
    int code = bp_table_find(&layer->table, "code"), residents = bp_table_find(&layer->table, "residents");
    ck_assert_int_eq(layer->table.n_rows, 5);
    ck_assert_int_eq(layer->polygons.n_units, 5);
    for (int i = 0; i < 5; i++) {
        char expected[16];
        snprintf(expected, sizeof expected, "A%03d", i);
        ck_assert_str_eq(bp_column_text_at(&layer->table.columns[code], i), expected);
        ck_assert_int_eq(layer->table.columns[residents].integer[i], 100 * i);
    }
    ck_assert_double_eq_tol(layer->polygons.xy[0], x0, 1e-9);
}

START_TEST(wfs_pages)
{
    bp_layer layer = BP_LAYER_INIT;
    ck_bp_ok(context, bp_layer_read(context, url("WFS:", "wfs/paged"), NULL, &layer));
    ck_five(&layer, 100000.0);
    ck_assert_str_eq(layer.crs.code, "EPSG:28992");
    bp_layer_clear(&layer);
}
END_TEST

START_TEST(oapi_pages)
{
    bp_layer layer = BP_LAYER_INIT;
    bp_read_options options = BP_READ_OPTIONS_INIT;
    options.layer = "areas";
    ck_bp_ok(context, bp_layer_read(context, url("OAPIF:", "oapi/paged"), &options, &layer));
    ck_five(&layer, 4.0);
    ck_assert_str_eq(layer.crs.code, "EPSG:4326");
    bp_layer_clear(&layer);
}
END_TEST

/* What looks cut short, or goes wrong on the way; the message after the source. */
static const struct {
    const char *prefix, *path, *expected;
} refused[] = {
    {"WFS:", "wfs/cut",
     "WFS:http://HOST/wfs/cut, layer t:areas: the service gave 3 features and says that there are 5; name a "
     "part of "
     "it that it gives whole, or say `accept_truncated: true` if this is all you want"},
    {"OAPIF:", "oapi/cut",
     "OAPIF:http://HOST/oapi/cut, layer areas: the service gave 2 features and says that there are 5; name a "
     "part "
     "of it that it gives whole, or say `accept_truncated: true` if this is all you want"},
    {"WFS:", "wfs/thousand",
     "WFS:http://HOST/wfs/thousand, layer t:areas: the service gave exactly 1000 features, where many "
     "services stop, "
     "which looks like an answer that was cut; name a part of it that it gives whole, or say "
     "`accept_truncated: "
     "true` if this is all you want"},
    {"OAPIF:", "oapi/thousand",
     "OAPIF:http://HOST/oapi/thousand, layer areas: the service gave exactly 1000 features, where many "
     "services "
     "stop, which looks like an answer that was cut; name a part of it that it gives whole, or say "
     "`accept_truncated: true` if this is all you want"},
    {"WFS:", "wfs/limit",
     "WFS:http://HOST/wfs/limit, layer t:areas: the service gave exactly 2 features, the most it gives at "
     "once, which "
     "looks like an answer that was cut; name a part of it that it gives whole, or say `accept_truncated: "
     "true` if "
     "this is all you want"},
    {"WFS:", "wfs/error500",
     "WFS:http://HOST/wfs/error500: layer t:areas: cannot be read beyond row 0: HTTP status 500 from "
     "http://HOST/wfs/error500?SERVICE=WFS&VERSION=2.0.0&REQUEST=GetFeature&TYPENAMES=t:areas; the fault is "
     "the "
     "server's: try again later, or ask its keeper"},
    {"WFS:", "wfs/late500",
     "WFS:http://HOST/wfs/late500: layer t:areas: cannot be read beyond row 2: HTTP status 500 from "
     "http://HOST/wfs/"
     "late500?SERVICE=WFS&VERSION=2.0.0&REQUEST=GetFeature&TYPENAMES=t:areas&STARTINDEX=2&COUNT=2; "
     "the fault is the server's: try again later, or ask its keeper"},
    {"OAPIF:", "oapi/late500",
     "OAPIF:http://HOST/oapi/late500: layer areas: cannot be read beyond row 2: HTTP status 500 from "
     "http://HOST/oapi/late500/collections/areas/items?limit=2&offset=2; the fault is the server's: try "
     "again later, "
     "or ask its keeper"},
    {"WFS:", "wfs/repeat",
     "WFS:http://HOST/wfs/repeat: layer t:areas: cannot be read beyond row 2: the service's pages lead in a "
     "circle, "
     "from "
     "http://HOST/wfs/repeat?SERVICE=WFS&VERSION=2.0.0&REQUEST=GetFeature&TYPENAMES=t:areas&STARTINDEX=2&"
     "COUNT=2"},
    {"WFS:", "status/404",
     "WFS:http://HOST/status/404: the service cannot be read: HTTP status 404 from "
     "http://HOST/status/404?SERVICE=WFS&REQUEST=GetCapabilities; is the address right?"},
    {"", "status/401",
     "http://HOST/status/401: cannot be fetched: HTTP status 401 from http://HOST/status/401; it asks for a "
     "user and "
     "password, or refuses these"},
    {"", "status/503",
     "http://HOST/status/503: cannot be fetched: HTTP status 503 from http://HOST/status/503; the fault is "
     "the "
     "server's: try again later, or ask its keeper"},
    {"", "login", "http://HOST/login: cannot be read: it sent HTML (a login page?); is the address right?"},
    {"WFS:", "login",
     "WFS:http://HOST/login: the service cannot be read: it sent HTML (a login page?); is the address "
     "right?"},
    {"OAPIF:", "login",
     "OAPIF:http://HOST/login: the service cannot be read: it sent HTML (a login page?); is the address "
     "right?"},
    {"", "wfs/paged?SERVICE=WFS&REQUEST=GetCapabilities",
     "http://HOST/wfs/paged?SERVICE=WFS&REQUEST=GetCapabilities: cannot be read: it is a Web Feature "
     "Service; "
     "for a Web Feature Service write WFS: before its address, without the query, and name a `layer`"},
    {"", "exception",
     "http://HOST/exception: cannot be read: the service says: The layer is closed for maintenance & back "
     "soon; for a Web Feature Service write WFS: before its address, without the query, and name a `layer`"},
    {"WFS:", "exception",
     "WFS:http://HOST/exception: the service cannot be read: the service says: The layer is closed for "
     "maintenance & back soon"},
    {"WFS:", "wfs/exception",
     "WFS:http://HOST/wfs/exception: layer t:areas: cannot be read beyond row 0: the service says: The layer "
     "is closed for maintenance & back soon"},
    {"", "file/none.gpkg",
     "http://HOST/file/none.gpkg: cannot be fetched: HTTP status 404 from http://HOST/file/none.gpkg; is the "
     "address "
     "right?"},
    {"", "loop",
     "http://HOST/loop: cannot be fetched: Maximum (10) redirects followed, from http://HOST/loop; the "
     "address leads "
     "in a circle, name the one it should end at"},
};

START_TEST(refused_with_a_reason)
{
    bp_layer layer = BP_LAYER_INIT;
    ck_assert_int_eq(bp_layer_read(context, url(refused[_i].prefix, refused[_i].path), NULL, &layer),
                     BP_ERROR_INPUT);
    ck_says(refused[_i].expected);
    ck_assert_ptr_null(layer.table.columns);
}
END_TEST

START_TEST(oapi_circle)
{
    bp_layer layer = BP_LAYER_INIT;
    ck_assert_int_eq(bp_layer_read(context, url("OAPIF:", "oapi/circle"), NULL, &layer), BP_ERROR_INPUT);
    ck_assert_ptr_nonnull(strstr(bp_context_message(context), "the service's pages lead in a circle, from "));
}
END_TEST

START_TEST(truncated_but_accepted)
{
    bp_layer layer = BP_LAYER_INIT;
    bp_read_options options = BP_READ_OPTIONS_INIT;
    options.accept_truncated = true;
    ck_bp_ok(context, bp_layer_read(context, url("WFS:", "wfs/cut"), &options, &layer));
    ck_assert_int_eq(layer.table.n_rows, 3);
    ck_assert_uint_eq(bp_context_warning_count(context), 1);
    ck_assert_str_eq(bp_context_warning_at(context, 0)->code, "truncated");
    bp_layer_clear(&layer);
}
END_TEST

static const struct {
    const char *prefix, *path;
} slow[] = {{"", "slow"},
            {"WFS:", "slow"},
            {"OAPIF:", "slow"},
            {"WFS:", "wfs/slowrows"},
            {"", "drip"},
            {"/vsicurl_streaming/", "drip"},
            {"WFS:", "drip"},
            {"OAPIF:", "drip"},
            {"WFS:", "wfs/driprows"},
            {"OAPIF:", "oapi/driprows"}};

/* The server would take 8 seconds, or goes on for a minute with four bytes a second, and waiting for it is no
 * work. */
START_TEST(nothing_hangs)
{
    bp_layer layer = BP_LAYER_INIT;
    bp_read_options options = BP_READ_OPTIONS_INIT;
    options.timeout_s = 1;
    time_t start = time(NULL);
    clock_t work = clock();
    ck_assert_int_eq(bp_layer_read(context, url(slow[_i].prefix, slow[_i].path), &options, &layer),
                     BP_ERROR_INPUT);
    ck_assert_int_le((int)(time(NULL) - start), 4);
    ck_assert_double_le((double)(clock() - work) / CLOCKS_PER_SEC, 0.5);
    ck_assert_ptr_nonnull(strstr(bp_context_message(context), "timed out"));
    ck_assert_ptr_nonnull(strstr(bp_context_message(context), "; it had 1 second, give more with `timeout`"));
}
END_TEST

START_TEST(secrets_stay_secret)
{
    bp_layer layer = BP_LAYER_INIT;
    char source[256];
    snprintf(source, sizeof source, "WFS:http://clerk:open-sesame@127.0.0.1:%d/status/403?token=abcdef",
             port);
    ck_assert_int_eq(bp_layer_read(context, source, NULL, &layer), BP_ERROR_INPUT);
    ck_assert_ptr_null(strstr(bp_context_message(context), "open-sesame"));
    ck_assert_ptr_null(strstr(bp_context_message(context), "abcdef"));
    ck_assert_ptr_nonnull(strstr(bp_context_message(context), "clerk:***@"));
}
END_TEST

/* Put a file where the server finds it. */
static void serve(const char *name, const char *text)
{
    char path[512];
    snprintf(path, sizeof path, "%s/%s", served, name);
    put_file(path, text);
}

START_TEST(a_url_is_fetched)
{
    bp_table table = BP_TABLE_INIT;
    char path[512];
    const zip_entry entries[] = {{"a.csv", "code,n\nX1,5\n", 12}, {"b.csv", "code,n\nX2,6\n", 12}};
    serve("rows.csv", "code,n\n0001,5\n");
    ck_bp_ok(context, bp_table_read(context, url("", "file/rows.csv"), NULL, &table));
    ck_assert_str_eq(bp_column_text_at(&table.columns[0], 0), "0001");
    bp_table_clear(&table);
    snprintf(path, sizeof path, "%s/two.zip", served);
    put_zip(path, entries, 2);
    ck_assert_int_eq(bp_table_read(context, url("", "file/two.zip"), NULL, &table), BP_ERROR_INPUT);
    ck_says("http://HOST/file/two.zip: holds 2 data files (a.csv, b.csv): say which, as in two.zip/a.csv");
    ck_bp_ok(context, bp_table_read(context, url("", "file/two.zip/b.csv"), NULL, &table));
    ck_assert_str_eq(bp_column_text_at(&table.columns[0], 0), "X2");
    bp_table_clear(&table);
}
END_TEST

/* A file in memory is named by what it holds, not by where it happens to stand. */
START_TEST(no_paths_in_memory_are_told)
{
    bp_table table = BP_TABLE_INIT;
    serve("odd.gpkg", "no data");
    ck_assert_int_eq(bp_table_read(context, url("", "file/odd.gpkg"), NULL, &table), BP_ERROR_INPUT);
    ck_says("http://HOST/file/odd.gpkg: not a file with vector data that can be read (GDAL: `odd.gpkg' not "
            "recognized as a supported file format); GeoPackage, Shapefile, GeoJSON, FlatGeobuf, File "
            "Geodatabase, GML, KML, csv, xlsx and ods can");
}
END_TEST

/* What a guard has to say of a fetch: its failure and the advice; with the address as HOST. */
static void ck_guard_says(const bp_http_guard *guard, const char *expected)
{
    char advice[96];
    bp_context_fail(context, BP_ERROR_INPUT, "%s%s", guard->failure,
                    bp_http_advice(guard, advice, sizeof advice));
    ck_says(expected);
}

START_TEST(requests_without_end)
{
    bp_http_guard guard;
    bp_http_begin(&guard, context, true, 30);
    ck_assert_int_eq(guard.most_requests, 10000);
    ck_assert_int_eq(guard.most_seconds, 600);
    serve("a.txt", "abc");
    guard.most_requests = 2;
    ck_assert(bp_http_fetch(&guard, url("", "file/a.txt?1"), "/vsimem/a1"));
    ck_assert(bp_http_fetch(&guard, url("", "file/a.txt?2"), "/vsimem/a2"));
    guard.started = (int64_t)time(NULL); /* so that a slow machine says 0 s, too */
    ck_assert(!bp_http_fetch(&guard, url("", "file/a.txt?3"), "/vsimem/a3"));
    ck_guard_says(&guard, "the source came to no end in 2 requests and 0 s, from http://HOST/file/a.txt?3; "
                          "name a part of it, or give more than 30 s with `timeout`");
    bp_http_end(&guard);
}
END_TEST

START_TEST(time_without_end)
{
    bp_http_guard guard;
    bp_http_begin(&guard, context, true, 1);
    serve("a.txt", "abc");
    ck_assert(bp_http_fetch(&guard, url("", "file/a.txt?1"), "/vsimem/a1"));
    guard.started -= 20;
    ck_assert(!bp_http_fetch(&guard, url("", "file/a.txt?2"), "/vsimem/a2"));
    ck_assert_ptr_nonnull(strstr(guard.failure, "the source came to no end in 1 requests and 2"));
    bp_http_end(&guard);
}
END_TEST

START_TEST(an_answer_that_is_too_large)
{
    bp_http_guard guard;
    bp_http_begin(&guard, context, true, 30);
    ck_assert_int_eq(guard.most_bytes, 1000000000);
    serve("ten.txt", "0123456789");
    guard.most_bytes = 10;
    ck_assert(bp_http_fetch(&guard, url("", "file/ten.txt"), "/vsimem/ten"));
    guard.most_bytes = 9;
    ck_assert(!bp_http_fetch(&guard, url("", "file/ten.txt"), "/vsimem/ten"));
    ck_guard_says(&guard,
                  "the answer is larger than 9 bytes, from http://HOST/file/ten.txt; fetch it by other "
                  "means and name the file, or name a part of it");
    bp_http_forgive(&guard);
    ck_assert(!bp_http_fetch(&guard, url("", "stream"), "/vsimem/stream"));
    ck_guard_says(&guard,
                  "the answer is larger than 9 bytes, from http://HOST/stream; fetch it by other means "
                  "and name the file, or name a part of it");
    bp_http_end(&guard);
}
END_TEST

/* How many requests the server has had. */
static char *count_requests(void)
{
    bp_table table = BP_TABLE_INIT;
    bp_context_clear(context);
    ck_bp_ok(context, bp_table_read(context, url("", "count.csv"), NULL, &table));
    char *count = bp_text_copy(bp_column_text_at(&table.columns[0], 0));
    bp_table_clear(&table);
    return count;
}

static char *file_that_reaches_out(int i)
{
    const char *host = url("", "");
    switch (i) {
    case 0:
        return bp_text_format("<OGRVRTDataSource><OGRVRTLayer name=\"x\"><SrcDataSource>%sfile/x.geojson"
                              "</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>",
                              host);
    case 1:
        return bp_text_format(
            "<OGRVRTDataSource><OGRVRTLayer name=\"x\"><SrcDataSource>/vsicurl/%sfile/x.geojson"
            "</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>",
            host);
    case 2:
        return bp_text_format(
            "<?xml version=\"1.0\"?><ogr:FeatureCollection xmlns:ogr=\"http://ogr\" "
            "xmlns:gml=\"http://www.opengis.net/gml\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" "
            "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" "
            "xsi:schemaLocation=\"http://ogr %sfile/x.xsd\"><gml:featureMember><ogr:x fid=\"1\"><ogr:geom "
            "xlink:href=\"%sfile/y.gml#a\"/><ogr:code>A</ogr:code></ogr:x></gml:featureMember>"
            "</ogr:FeatureCollection>",
            host, host);
    default:
        return bp_text_format(
            "<?xml version=\"1.0\"?><kml xmlns=\"http://www.opengis.net/kml/2.2\"><Document>"
            "<NetworkLink><Link><href>%sfile/x.kml</href></Link></NetworkLink><Placemark>"
            "<name>a</name></Placemark></Document></kml>",
            host);
    }
}

/* Even a VRT that is let in may not go and fetch what it names. */
START_TEST(files_do_not_reach_out)
{
    static const char *const names[] = {"a.vrt", "b.vrt", "a.gml", "a.kml"};
    bp_table table = BP_TABLE_INIT;
    const char *vrt = "VRT";
    serve("x.geojson",
          "{\"type\": \"FeatureCollection\", \"features\": [{\"type\": \"Feature\", \"properties\": "
          "{\"code\": \"A\"}, \"geometry\": null}]}");
    ck_bp_ok(context, bp_source_allow_drivers(context, &vrt, 1));
    char *text = file_that_reaches_out(_i), *before = count_requests();
    put_file(at(names[_i]), text);
    bp_status status = bp_table_read(context, at(names[_i]), NULL, &table);
    ck_assert(_i >= 2 || status == BP_ERROR_INPUT);
    char *after = count_requests();
    ck_assert_str_eq(before, after);
    bp_table_clear(&table);
    free(text);
    free(before);
    free(after);
}
END_TEST

START_TEST(description_of_a_service)
{
    bp_source_description found = BP_SOURCE_DESCRIPTION_INIT;
    ck_bp_ok(context, bp_source_describe(context, url("WFS:", "wfs/paged"), NULL, &found));
    ck_assert_int_eq(found.kind, BP_SOURCE_WFS);
    ck_assert_int_eq(found.n_layers, 1);
    ck_assert_str_eq(found.layers[0].name, "t:areas");
    ck_assert_int_eq(found.layers[0].n_features, 5);
    ck_assert_int_eq(found.layers[0].dimension, 2);
    ck_assert(!found.layers[0].has_extent);
    bp_source_description_clear(&found);
    ck_bp_ok(context, bp_source_describe(context, url("OAPIF:", "oapi/thousand"), NULL, &found));
    ck_assert_int_eq(found.layers[0].n_features, -1);
    bp_source_description_clear(&found);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("services");
    TCase *test = tcase_create("services");
    tcase_add_unchecked_fixture(test, start_serving, stop_serving);
    tcase_add_checked_fixture(test, set_up, tear_down);
    tcase_set_timeout(test, 60);
    tcase_add_test(test, wfs_pages);
    tcase_add_test(test, oapi_pages);
    tcase_add_loop_test(test, refused_with_a_reason, 0, (int)(sizeof refused / sizeof *refused));
    tcase_add_test(test, oapi_circle);
    tcase_add_test(test, truncated_but_accepted);
    tcase_add_loop_test(test, nothing_hangs, 0, (int)(sizeof slow / sizeof *slow));
    tcase_add_test(test, secrets_stay_secret);
    tcase_add_test(test, a_url_is_fetched);
    tcase_add_test(test, no_paths_in_memory_are_told);
    tcase_add_loop_test(test, files_do_not_reach_out, 0, 4);
    tcase_add_test(test, requests_without_end);
    tcase_add_test(test, time_without_end);
    tcase_add_test(test, an_answer_that_is_too_large);
    tcase_add_test(test, description_of_a_service);
    suite_add_tcase(suite, test);
    return suite;
}

int main(void)
{
    if (system("python3 -c 'import http.server' 2>/dev/null") != 0)
        return 77;
    return run_suite(make_suite());
}
