/* brandpunt map: a page of the demo country beside a stored picture of it, tests/fixtures/map_demo.pgm, that
 * was looked at: brandpunt demo demo --units 200 && brandpunt run demo/study.yaml --output results brandpunt
 * map results --paper a5 --lang en --output map.pdf pdftoppm -gray -r 30 -singlefile map.pdf map_demo Other
 * versions of the libraries draw letters and edges a little differently; nothing else may differ. */
#include "tests/cli/calls.h"

typedef struct picture {
    unsigned width, height;
    unsigned char *grey; /* grey[width * height] */
} picture;

static picture read_picture(const char *path)
{
    picture made = {0, 0, NULL};
    FILE *file = fopen(path, "rb");
    ck_assert_msg(file != NULL, "%s", path);
    ck_assert_int_eq(fscanf(file, "P5 %u %u 255", &made.width, &made.height), 2);
    fgetc(file);
    size_t n = (size_t)made.width * made.height;
    made.grey = (unsigned char *)malloc(n);
    ck_assert_uint_eq(fread(made.grey, 1, n, file), n);
    fclose(file);
    return made;
}

/* The share of dots that are more than a quarter of black apart; 1 where the sizes differ. */
static double difference(const picture *a, const picture *b)
{
    size_t n = (size_t)a->width * a->height, other = 0;
    if (a->width != b->width || a->height != b->height)
        return 1.0;
    for (size_t i = 0; i < n; i++)
        other += abs(a->grey[i] - b->grey[i]) > 64;
    return (double)other / (double)n;
}

static picture draw(const char *theme)
{
    ck_ok(CALL("map", "@results", "--paper", "a5", "--lang", "en", "-o", "@map.pdf", "--overwrite", "--theme",
               theme));
    char *line = bp_text_format("pdftoppm -gray -r 30 -singlefile '%s/map.pdf' '%s/map'", scratch, scratch);
    ck_assert_int_eq(system(line), 0);
    free(line);
    return read_picture(at("map.pgm"));
}

START_TEST(page_as_it_was)
{
    const double tolerance = 0.02;
    const char *source = getenv("BRANDPUNT_SOURCE");
    ck_assert_ptr_nonnull(source);
    ck_ok(CALL("demo", "@demo", "--units", "200", "--quiet"));
    ck_ok(CALL("run", "@demo/study.yaml", "--output", "@results", "--quiet"));
    char *path = bp_text_format("%s/tests/fixtures/map_demo.pgm", source);
    picture stored = read_picture(path), score = draw("score"), role = draw("role");
    double same = difference(&stored, &score), other = difference(&stored, &role);
    ck_assert_msg(same <= tolerance, "%.4f of the dots differ", same);
    ck_assert_msg(other > 2.0 * tolerance, "another theme differs by %.4f only", other);
    free(path);
    free(stored.grey);
    free(score.grey);
    free(role.grey);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("map_picture");
    TCase *tests = tcase_create("map_picture");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, page_as_it_was);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    if (system("pdftoppm -v >/dev/null 2>&1 && fc-list 2>/dev/null | grep -q DejaVuSans.ttf") != 0) {
        printf("poppler-utils or fonts-dejavu-core is not installed: skipped\n");
        return 77;
    }
    return run_suite(make_suite());
}
