/* brandpunt map: its files, and what it says when there is none. */
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

START_TEST(same_bytes)
{
    static const char *const formats[] = {"pdf", "png", "svg"};
    for (int f = 0; f < 3; f++) {
        char *a = bp_text_format("@a.%s", formats[f]), *b = bp_text_format("@b.%s", formats[f]);
        ck_ok(CALL("map", "@out", "-o", a, "--paper", "a5", "--threads", "1"));
        ck_ok(CALL("map", "@out", "-o", b, "--paper", "a5", "--threads", "3"));
        ck_same_files(at(a + 1), at(b + 1));
        free(a);
        free(b);
    }
}
END_TEST

/* 300 dots per inch: 148 mm are 1748 dots, and the file says so. */
START_TEST(picture_of_300_dots)
{
    size_t n = 0;
    ck_ok(CALL("map", "@out", "-o", "@map.png", "--paper", "a5", "--landscape"));
    unsigned char *bytes = (unsigned char *)get_file(at("map.png"), &n);
    ck_assert_uint_gt(n, 60);
    ck_assert_mem_eq(bytes, "\x89PNG\r\n\x1a\n", 8);
    ck_assert_int_eq(bytes[18] << 8 | bytes[19], 2480);
    ck_assert_int_eq(bytes[22] << 8 | bytes[23], 1748);
    ck_assert_mem_eq(bytes + 37, "pHYs\0\0\x2e\x23\0\0\x2e\x23\1", 13);
    free(bytes);
}
END_TEST

/* The same page as the command draws of that run afterwards. */
START_TEST(map_of_a_run)
{
    write_study("output: {crs: EPSG:28992}", "output: {crs: EPSG:28992, map: true}");
    ck_ok(run_country("mapped", "--quiet", "--lang", "en"));
    ck_ok(CALL("map", "@mapped", "-o", "@again.pdf", "--lang", "en"));
    ck_same_files(at("mapped/map.pdf"), at("again.pdf"));
    ck_assert(!bp_path_exists(at("out/map.pdf")));
}
END_TEST

static void ck_fails(program_result result, int status, const char *message)
{
    ck_ended(&result, status, message);
    free_result(&result);
}

START_TEST(what_is_not_there)
{
    ck_fails(
        CALL("map", "@out", "-o", "@m.pdf", "--theme", "scroe"), 2,
        "brandpunt: map: no theme 'scroe'; did you mean 'score'? This run has score, stack, domain:poverty, "
        "domain:work, domain:housing, domain:health, role, reason, areas, programme:regions, "
        "programme:deals, population, programme\n");
    ck_fails(CALL("map", "@out", "-o", "@m.pdf", "-a", "elsewhere"), 1,
             "brandpunt: out: has no area with the code or name 'elsewhere'; areas.csv lists them\n");
    ck_fails(CALL("map", "@out", "-o", "@m.pdf", "-m", "GM03"), 1,
             "brandpunt: out: has no municipality with the code or name 'GM03'; did you mean GM01 "
             "(municipality W\xC3\xA9sterhaar); GM02 (municipality Oost)?\n");
    ck_fails(CALL("map", "@out", "-o", "@m.pdf", "-m", "elsewhere"), 1,
             "brandpunt: out: has no municipality with the code or name 'elsewhere'; units.gpkg has them\n");
    ck_fails(CALL("map", "@nowhere", "-o", "@m.pdf"), 1, "brandpunt: nowhere: there is no such folder\n");
    ck_fails(CALL("map", "@priority", "-o", "@m.pdf"), 1,
             "brandpunt: priority: is no run: it has no run.json; name the folder that 'brandpunt run "
             "--output' wrote\n");
}
END_TEST

START_TEST(what_does_not_go)
{
    ck_fails(CALL("map", "@out"), 2, "brandpunt: map: say where the map goes with --output FILE\n");
    ck_fails(CALL("map", "@out", "-o", "m.doc"), 2,
             "brandpunt: map: m.doc: its ending says no format; end it in .pdf, .png or .svg, or give "
             "--format\n");
    ck_fails(CALL("map", "@out", "-o", "@m.pdf", "-f", "gif"), 2,
             "brandpunt: map: --format: found 'gif', expected pdf, png or svg\n");
    ck_fails(CALL("map", "@out", "-o", "@m.pdf", "-p", "a9"), 2,
             "brandpunt: map: --paper: found 'a9', expected a0, a1, a2, a3, a4, a5, letter or tabloid\n");
    ck_fails(CALL("map", "@out", "-o", "@m.pdf", "--classes", "0.5;0.8"), 2,
             "brandpunt: map: --classes: found '0.5;0.8', expected quantile, jenks, equal, or limits such as "
             "0.5,0.8,0.9\n");
    ck_fails(CALL("map", "@out", "-o", "@m.pdf", "--classes", "0.8,0.5"), 2,
             "brandpunt: map: found 0.5 after 0.8 as limits between classes, expected them ascending\n");
    ck_fails(CALL("map", "@out", "-o", "@m.pdf", "--classes", "0.5,1.5"), 2,
             "brandpunt: map: found 1.5 as a limit between classes of the theme 'score', expected numbers "
             "between 0 "
             "and 1\n");
    ck_fails(CALL("map", "@out", "-o", "@m.pdf", "--classes", "0.5", "-n", "3"), 2,
             "brandpunt: map: --number: limits say how many classes there are; leave it out\n");
    ck_fails(CALL("map", "@out", "-o", "@m.pdf", "--classes", ".1,.2,.3,.4,.5,.6,.7,.8"), 2,
             "brandpunt: map: found 9 classes, expected 1 to 8: more colours cannot be told apart\n");
    ck_fails(
        CALL("map", "@out", "-o", "@m.pdf", "--theme", "role", "-n", "3"), 2,
        "brandpunt: map: the theme 'role' has categories, which are not put in classes; leave --classes and "
        "--number out\n");
    ck_fails(CALL("map", "@out", "-o", "@m.png", "--atlas"), 2,
             "brandpunt: map: an atlas has several pages, which a png has not; take the format pdf\n");
    ck_fails(CALL("map", "@out", "-o", "@m.pdf", "--atlas", "-a", "P001"), 2,
             "brandpunt: map: an atlas has all areas; leave --area and --municipality out\n");
    ck_fails(CALL("map", "@out", "-o", "@m.pdf", "-m", "GM01", "-a", "P001"), 2,
             "brandpunt: map: --area and --municipality each say what to show; leave one of them out\n");
}
END_TEST

START_TEST(targets)
{
    put_file(at("there.pdf"), "a letter");
    ck_fails(CALL("map", "@out", "-o", "@there.pdf"), 3,
             "brandpunt: there.pdf: there is such a file already, and it is not written over; take another "
             "name, or --overwrite it\n");
    ck_has("there.pdf", "a letter");
    char *message = bp_text_format("brandpunt: no/m.pdf: there is no folder '%s/no'; make it, or take "
                                   "another\n",
                                   scratch);
    program_result result = CALL("map", "@out", "-o", "@no/m.pdf");
    ck_assert_int_eq(result.status, 3);
    ck_assert_str_eq(without_scratch(result.err), without_scratch(message));
    free_result(&result);
    free(message);
    ck_ok(CALL("map", "@out", "-o", "@there.pdf", "--overwrite"));
    ck_has("there.pdf", "%PDF");
}
END_TEST

/* The file that was asked for is named, and not the one that would become it. */
START_TEST(target_that_cannot_be_written)
{
    const program_setting little = {4000, NULL, false};
    char *target = bp_text_copy(at("big.png")), *folder = bp_text_copy(at("out"));
    const char *arguments[] = {"map", folder, "-o", target, NULL};
    program_result result = call_program(arguments, &little);
    ck_fails(result, 3, "brandpunt: big.png: cannot be written: File too large\n");
    ck_assert(!bp_path_exists(target));
    free(target);
    free(folder);
    if (bp_path_exists("/proc/self"))
        ck_fails(CALL("map", "@out", "-o", "/proc/m.pdf"), 3,
                 "brandpunt: /proc/m.pdf: cannot be written: No such file or directory\n");
}
END_TEST

/* As explain finds them. */
START_TEST(places_by_their_words)
{
    program_result result = CALL("map", "@out", "-o", "@place.pdf", "-m", "oost", "--overwrite");
    ck_ended(&result, 0, "");
    free_result(&result);
    result = CALL("map", "@out", "-o", "@place.pdf", "-a", "OOST", "--overwrite");
    ck_ended(&result, 0, "");
    free_result(&result);
    result = CALL("map", "@out", "-o", "@place.pdf", "-a", "13, w\xC3\xA9sterhaar", "--overwrite");
    ck_assert_int_ne(result.status, 2);
    free_result(&result);
}
END_TEST

START_TEST(changed_runs)
{
    change_file("out/run.json", "brandpunt-run-1", "brandpunt-run-9");
    ck_fails(CALL("map", "@out", "-o", "@m.pdf"), 1,
             "brandpunt: out/run.json: its schema is 'brandpunt-run-9', expected 'brandpunt-run-1'; it was "
             "written by brandpunt 0.1.0: run the study again with this one\n");
    change_file("out/run.json", "brandpunt-run-9", "brandpunt-run-1");
    ck_assert_int_eq(rename(at("out/focus_areas.gpkg"), at("areas")), 0);
    ck_fails(CALL("map", "@out", "-o", "@m.pdf"), 1,
             "brandpunt: out: has no focus_areas.gpkg, in which a run keeps its layer 'focus_areas'; run the "
             "study again\n");
    ck_assert_int_eq(rename(at("out/units.gpkg"), at("units")), 0);
    ck_fails(
        CALL("map", "@out", "-o", "@m.pdf"), 1,
        "brandpunt: out: has no units.gpkg, in which a run keeps its layer 'units'; run the study again\n");
    ck_assert_int_eq(rename(at("areas"), at("out/focus_areas.gpkg")), 0);
    ck_assert_int_eq(rename(at("units"), at("out/units.gpkg")), 0);
}
END_TEST

/* A folder in which nothing may be written, with a name that needs quotes everywhere. */
START_TEST(folder_of_any_name)
{
    ck_assert_int_eq(rename(at("out"), at("de n\xc3\xa9gende r\xc3\xbcn's")), 0);
    ck_assert_int_eq(chmod(at("de n\xc3\xa9gende r\xc3\xbcn's"), 0500), 0);
    ck_ok(CALL("map", "@de n\xc3\xa9gende r\xc3\xbcn's", "-o", "@m\xc3\xa4p 1.pdf"));
    ck_has("m\xc3\xa4p 1.pdf", "%PDF");
    ck_assert_int_eq(chmod(at("de n\xc3\xa9gende r\xc3\xbcn's"), 0700), 0);
    ck_assert_int_eq(rename(at("de n\xc3\xa9gende r\xc3\xbcn's"), at("out")), 0);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("map_files");
    TCase *tests = tcase_create("map_files");
    tcase_add_unchecked_fixture(tests, set_up_run, tear_down);
    tcase_add_test(tests, same_bytes);
    tcase_add_test(tests, picture_of_300_dots);
    tcase_add_test(tests, map_of_a_run);
    tcase_add_test(tests, what_is_not_there);
    tcase_add_test(tests, what_does_not_go);
    tcase_add_test(tests, targets);
    tcase_add_test(tests, target_that_cannot_be_written);
    tcase_add_test(tests, places_by_their_words);
    tcase_add_test(tests, changed_runs);
    tcase_add_test(tests, folder_of_any_name);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
