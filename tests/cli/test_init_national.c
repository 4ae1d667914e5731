/* brandpunt init on files of the field: the study that it writes runs as written. Skipped where they are not
 * there. */
#include "tests/cli/calls.h"

#include "geo/folder.h"

/* init, check and run on files of the field; "SKIPPED" where they are not there. */
static bool run_real(const char *units, const char *table)
{
    const char *data = getenv("BRANDPUNT_DATA"), *source = getenv("BRANDPUNT_SOURCE");
    char *folder = data ? bp_text_format("%s/nl", data) : bp_text_format("%s/../shared/data/nl", source);
    char *a = bp_text_format("%s/%s", folder, units), *b = bp_text_format("%s/%s", folder, table);
    bool is_there = bp_path_exists(a) && bp_path_exists(b);
    if (is_there) {
        ck_ok(CALL("init", a, b, "-o", "@s.yaml", "--quiet"));
        ck_ok(CALL("check", "@s.yaml"));
        ck_ok(CALL("run", "@s.yaml", "--output", "@out", "--quiet"));
    } else {
        printf("SKIPPED: %s is not there (set BRANDPUNT_DATA)\n", a);
    }
    free(folder);
    free(a);
    free(b);
    return is_there;
}

START_TEST(national_wijken_with_health)
{
    if (!run_real("wijken_2022.gpkg", "rivm_gezondheid_2020_18plus.xlsx"))
        return;
    ck_has("s.yaml", "    column: code\n    characters: [3, 6]\n    prefix: GM\n");
    ck_has("s.yaml", "# key: 3,044 of 3,340 units have a row by it");
    ck_has("s.yaml", "another year");
    ck_has("s.yaml", "  - {name: income_low, from: income_low, domain: poverty, worse: high}\n");
    ck_has("s.yaml", "designated: {list: nplv}\n");
    ck_has("s.yaml", "  - {name: Regio Deals, list: regio-deals}\n");
}
END_TEST

START_TEST(buurten_with_key_figures)
{
    if (!run_real("denhaag_buurten.gpkg", "kwb_2019_denhaag.csv"))
        return;
    ck_has("s.yaml", "  population: kwb_2019_denhaag.AantalInwoners_5\n");
    ck_has("s.yaml", "# key: 114 of 114 units have a row by it");
    ck_has("s.yaml", "from: kwb_2019_denhaag.Nettoarbeidsparticipatie_67, domain: work, worse: low}\n");
    ck_has("s.yaml", "  # - {name: PersonenPerSoortUitkeringWW_85, ");
    char *study = get_file(at("s.yaml"), NULL);
    ck_assert_ptr_null(strstr(study, "list: nplv"));
    free(study);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("init_national");
    TCase *test = tcase_create("init_national");
    tcase_add_checked_fixture(test, set_up, tear_down);
    tcase_set_timeout(test, 300);
    tcase_add_test(test, national_wijken_with_health);
    tcase_add_test(test, buurten_with_key_figures);
    suite_add_tcase(suite, test);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
