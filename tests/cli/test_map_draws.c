/* brandpunt map: every theme leaves colours on the paper, as pdftoppm sees it. */
#include "tests/cli/calls.h"
#include "tests/cli/country.h"

/* One run for all tests: those that change its folder put it back. */
static void set_up_run(void)
{
    set_up();
    write_country(NULL);
    program_result result = run_country("out", "--quiet", NULL, NULL);
    ck_assert_msg(result.status == 0, "%s", result.err);
    free_result(&result);
}

static bool has_poppler(void)
{
    return system("pdftotext -v >/dev/null 2>&1 && pdftoppm -v >/dev/null 2>&1") == 0;
}

/* What a tool of poppler makes of scratch/`name`, in scratch/shown or beside it. */
static void show(const char *command, const char *name)
{
    char *line = bp_text_format("%s '%s/%s' '%s/shown'", command, scratch, name, scratch);
    ck_assert_msg(system(line) == 0, "%s", line);
    free(line);
}

/* Different colours of the page, anti-aliasing off, counted up to 16. */
static int count_colours(const char *name)
{
    uint32_t seen[16];
    int n = 0;
    unsigned width = 0, height = 0;
    show("pdftoppm -r 40 -aaVector no -aa no -singlefile", name);
    FILE *file = fopen(at("shown.ppm"), "rb");
    ck_assert_ptr_nonnull(file);
    ck_assert_int_eq(fscanf(file, "P6 %u %u 255", &width, &height), 2);
    fgetc(file);
    unsigned char dot[3];
    while (n < 16 && fread(dot, 1, 3, file) == 3) {
        uint32_t colour = (uint32_t)dot[0] << 16 | (uint32_t)dot[1] << 8 | dot[2];
        int k = 0;
        while (k < n && seen[k] != colour)
            k++;
        if (k == n)
            seen[n++] = colour;
    }
    fclose(file);
    return n;
}

/* White, the ink of letters and lines, and classes: a page without a map would have fewer. */
START_TEST(every_theme_draws)
{
    static const char *const themes[] = {"score",  "stack", "domain:poverty",  "domain:work", "role",
                                         "reason", "areas", "programme:deals", "population",  "programme"};
    for (size_t t = 0; t < sizeof themes / sizeof *themes; t++) {
        ck_ok(CALL("map", "@out", "-o", "@map.pdf", "--overwrite", "--theme", themes[t], "--paper", "a5"));
        int n = count_colours("map.pdf");
        ck_assert_msg(n > 5, "%s: %d colours", themes[t], n);
    }
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("map_draws");
    TCase *tests = tcase_create("map_draws");
    tcase_add_unchecked_fixture(tests, set_up_run, tear_down);
    tcase_add_test(tests, every_theme_draws);
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
