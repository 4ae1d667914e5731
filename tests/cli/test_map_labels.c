/* Names on a map: an island that its name would cover has it in the water beside it.
 * Where words stand on the page is what pdftotext says, what lies under them what pdftoppm draws. */
#include "tests/cli/calls.h"
#include "tests/cli/country.h"

enum { TOWNS = 48, ACROSS = 8, DOTS = 72 };

static void add_town(FILE *file, int t, double x, double y, double size)
{
    bool is_island = t == TOWNS;
    char name[32];
    snprintf(name, sizeof name, "Stadje%d", t);
    fprintf(file,
            "%s{\"type\":\"Feature\",\"properties\":{\"id\":\"W%02d\",\"name\":\"Wijk %d\",\"gm\":\"GM%02d\","
            "\"gm_name\":\"%s\",\"people\":%d,\"low\":%d},",
            t ? ",\n" : "", t, t, t, is_island ? "Rottumerplaat" : name, is_island ? 10 : 5000 + t, t + 1);
    append_box(file, "\"geometry\":{\"type\":\"Polygon\",\"coordinates\":", x, y, x + size, y + size);
    fputs("}}", file);
}

/* Squares of 10 km, and half a kilometre of ground 20 km off their east coast, where almost nobody lives. */
static void set_up_coast(void)
{
    set_up();
    FILE *file = fopen(at("units.geojson"), "wb");
    ck_assert_ptr_nonnull(file);
    fputs("{\"type\":\"FeatureCollection\",\"crs\":{\"type\":\"name\",\"properties\":{\"name\":"
          "\"urn:ogc:def:crs:EPSG::28992\"}},\"features\":[\n",
          file);
    for (int t = 0; t < TOWNS; t++)
        add_town(file, t, 100000.0 + 10000.0 * (t % ACROSS), 400000.0 + 10000.0 * (double)(t / ACROSS),
                 10000.0);
    add_town(file, TOWNS, 190000.0, 430000.0, 500.0);
    fputs("\n]}\n", file);
    ck_assert_int_eq(fclose(file), 0);
    put_file(at("study.yaml"), "study: Coast\n"
                               "units: {source: units.geojson, id: id, name: name, population: people,\n"
                               "        municipality: {column: gm, name: gm_name}}\n"
                               "indicators: [{name: low_income, from: low, domain: poverty, worse: high}]\n"
                               "areas: {base: 0.80, reach: 0.65, floor: 2500, ceiling: 30000}\n"
                               "output: {crs: EPSG:28992}\n");
    ck_ok(run_country("out", "--quiet", NULL, NULL));
}

static bool has_poppler(void)
{
    return system("pdftotext -v >/dev/null 2>&1 && pdftoppm -v >/dev/null 2>&1") == 0;
}

static char *ask(const char *tool, const char *name)
{
    char *line = bp_text_format("%s '%s/%s' '%s/shown'", tool, scratch, name, scratch);
    ck_assert_msg(system(line) == 0, "%s", line);
    free(line);
    return get_file(at("shown"), NULL);
}

/* West, north, east, south of a word on the page, in points. */
static void find_word(const char *boxes, const char *word, double out[4])
{
    char *end = bp_text_format("\">%s</word>", word);
    const char *found = strstr(boxes, end), *start = found;
    ck_assert_msg(found != NULL, "no word '%s' on the page", word);
    while (strncmp(start, "<word", 5) != 0)
        start--;
    ck_assert_int_eq(sscanf(start, "<word xMin=\"%lf\" yMin=\"%lf\" xMax=\"%lf\" yMax=\"%lf\"", &out[0],
                            &out[1], &out[2], &out[3]),
                     4);
    free(end);
}

/* Dots of a colour, which only classes have, in that part of the page. */
static int count_coloured(const char *name, const double box[4])
{
    unsigned width = 0, height = 0;
    int n = 0;
    char *line =
        bp_text_format("pdftoppm -r %d -singlefile '%s/%s' '%s/picture'", DOTS, scratch, name, scratch);
    ck_assert_int_eq(system(line), 0);
    free(line);
    FILE *file = fopen(at("picture.ppm"), "rb");
    ck_assert_ptr_nonnull(file);
    ck_assert_int_eq(fscanf(file, "P6 %u %u 255", &width, &height), 2);
    fgetc(file);
    unsigned char *dots = (unsigned char *)malloc((size_t)width * height * 3);
    ck_assert_ptr_nonnull(dots);
    ck_assert_uint_eq(fread(dots, 3, (size_t)width * height, file), (size_t)width * height);
    for (size_t k = 0; k < (size_t)width * height; k++) {
        double x = (double)(k % width) * 72.0 / DOTS, y = (double)(k / width) * 72.0 / DOTS;
        bool is_in = x >= box[0] && x <= box[2] && y >= box[1] && y <= box[3];
        n += is_in && (dots[3 * k] != dots[3 * k + 1] || dots[3 * k + 1] != dots[3 * k + 2]);
    }
    free(dots);
    fclose(file);
    return n;
}

START_TEST(island_beside_a_coast)
{
    double box[4], town[4];
    ck_ok(CALL("map", "@out", "-o", "@map.pdf", "--lang", "en"));
    char *boxes = ask("pdftotext -bbox", "map.pdf");
    find_word(boxes, "Rottumerplaat", box);
    ck_assert_int_eq(count_coloured("map.pdf", box), 0);
    find_word(boxes, "Stadje47", town); /* the most residents: it has its name on its ground */
    ck_assert_int_gt(count_coloured("map.pdf", town), 0);
    ck_assert_double_gt(box[0], town[2]);
    free(boxes);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("map_labels");
    TCase *tests = tcase_create("map_labels");
    tcase_add_unchecked_fixture(tests, set_up_coast, tear_down);
    tcase_add_test(tests, island_beside_a_coast);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    if (!has_poppler()) {
        printf("poppler-utils is not installed: skipped\n");
        return 77;
    }
    return run_suite(make_suite());
}
