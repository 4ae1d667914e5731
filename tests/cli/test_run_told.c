/* What a run says of itself: warnings of an index and of lists, the closing table. The country: country.h. */
#include "tests/cli/country.h"

#include <dirent.h>

static program_result run_well(void)
{
    program_result result = run_country("out", NULL, NULL, NULL);
    ck_assert_msg(result.status == 0, "exit status %d: %s", result.status, result.err);
    return result;
}

static void ck_has(const char *text, const char *part)
{
    ck_assert_msg(strstr(text, part) != NULL, "'%s' is not in: %s", part, text);
}

/* Poor and without work are the same wijken here. Told the other way round, one of the two is against the
 * rest, in a run and in a check alike; as it should be, nobody is told anything. */
START_TEST(against_the_score)
{
    static const char told[] =
        "brandpunt: warning: indicator 'low_income' with worse: low is better where the score is worse (rank "
        "correlation -";
    write_country(NULL);
    program_result result = run_well();
    ck_assert_ptr_null(strstr(result.err, "is better where"));
    free_result(&result);
    write_study("domain: poverty, worse: high", "domain: poverty, worse: low");
    char *study = bp_text_copy(at("study.yaml")), *folder = bp_text_copy(at("turned"));
    const char *const calls[2][5] = {{"run", study, "--output", folder, NULL}, {"check", study, NULL}};
    for (int c = 0; c < 2; c++) {
        result = call_program((const char **)calls[c], NULL);
        char *all = bp_text_format("%s%s", result.out, result.err);
        ck_has(all, c == 0 ? told : "indicator 'low_income' with worse: low is better where the score");
        if (c == 0)
            ck_has(all, "); is it not worse: high?\n");
        free(all);
        free_result(&result);
    }
    free(study);
    free(folder);
}
END_TEST

/* Shares under another name than list.yaml says would be whole units in silence. */
START_TEST(columns_nobody_reads)
{
    write_country(NULL);
    put_file(at("priority/areas.csv"), "id,name,found,sure,plan\n1,Zuid,,,a\n2,Hoek,,,b\n");
    put_file(at("priority/members.csv"), "area,code,aandeel,opp\n1,U13,0.3,1\n1,U19,1,2\n2,U22,1,3\n");
    program_result result = run_well();
    ck_has(without_scratch(result.err),
           "brandpunt: warning: ./priority/list.yaml: no key names the columns of areas.csv 'plan', of "
           "members.csv 'aandeel', 'opp', so nothing reads them; name those that count, and the rest as "
           "other_columns: [...]\n");
    free_result(&result);
    change_file("priority/list.yaml", "id: id", "other_columns: [plan], id: id");
    change_file("priority/list.yaml", "code: code", "code: code, other_columns: [aandeel, opp]");
    result = run_country("out", "--overwrite", NULL, NULL);
    ck_assert_int_eq(result.status, 0);
    ck_assert_ptr_null(strstr(result.err, "nothing reads"));
    free_result(&result);
}
END_TEST

/* U13, U19 and half of U20 are adopted. P001 is U13, U15 and U19, of which U15 with 700 is dropped; P002 with
 * 3,900 nobody adopted. */
START_TEST(adopted_in_the_table)
{
    write_country(NULL);
    make_folder(at("council"));
    put_file(at("council/list.yaml"),
             "list: council\ntitle: Council decision 7\nkind: designated\nsource: made up\n"
             "areas: {file: areas.csv, id: id, name: name}\n"
             "members: {file: members.csv, area: area, code: code, level: unit, share: share}\n");
    put_file(at("council/areas.csv"), "id,name\nA1,West\n");
    put_file(at("council/members.csv"), "area,code,share\nA1,U13,\nA1,U19,\nA1,U20,0.5\n");
    write_study("designated: {list: ./priority}",
                "designated: {list: ./priority}\nadopted: {list: ./council}");
    program_result result = run_well();
    ck_has(result.out, "\nadopted      1 area, 2,150 residents: 1,900 kept, 250 added, 700 dropped\n"
                       "             and 1 proposed area nobody adopted, 3,900 residents\n");
    free_result(&result);
}
END_TEST

/* The one designated area is in GM01, which is out of the question: what is found of it says nothing. */
START_TEST(designated_are_no_candidates)
{
    write_country(NULL);
    put_file(at("priority/areas.csv"), "id,name,found,sure\n1,Zuid,,\n");
    put_file(at("priority/members.csv"), "area,code\n1,U13\n1,U19\n");
    write_study("designated:", "candidates: {exclude: designated_municipalities}\ndesignated:");
    program_result result = run_well();
    ck_has(result.out, "\ndesignated   1 area, 2 units, 1,900 residents\n");
    ck_has(result.out, "\nback-test    none: the designated areas are no candidates\n");
    ck_assert_ptr_null(strstr(result.out, "% of the designated residents"));
    free_result(&result);
}
END_TEST

/* The first area has 2,600 residents, and 1,900 are designated: no other number of whole areas is nearer. */
START_TEST(nearest_total)
{
    write_country(NULL);
    put_file(at("priority/areas.csv"), "id,name,found,sure\n1,Zuid,,\n");
    put_file(at("priority/members.csv"), "area,code\n1,U13\n1,U19\n");
    program_result result = run_well();
    ck_has(result.out, "\n             100.0 % by the first 1 area, 2,600 residents, the nearest to 1,900\n");
    free_result(&result);
}
END_TEST

/* Every file in the folder is named, and nothing else: not what an earlier run left there. */
START_TEST(files_written)
{
    int n = 0;
    write_country(NULL);
    program_result result = run_well();
    char *written = bp_text_copy(strstr(result.out, "\nWritten to "));
    free_result(&result);
    DIR *folder = opendir(at("out"));
    ck_assert_ptr_nonnull(folder);
    for (struct dirent *entry; (entry = readdir(folder));)
        if (entry->d_name[0] != '.') {
            ck_has(written, entry->d_name);
            n++;
        }
    closedir(folder);
    int named = 0;
    for (const char *c = strchr(written + 1, '\n'); c && (c = strchr(c, '.')); c++)
        named++;
    ck_assert_int_eq(named, n);
    ck_has(written, "\n  layers     focus_areas.gpkg, units.gpkg, overlap.gpkg\n");
    free(written);
    write_study("programmes:\n  - {name: Regions, source: regions.geojson, id: nr, region_name: naam}\n"
                "  - {name: Deals, list: ./deals}\n",
                "");
    result = run_country("out", "--overwrite", NULL, NULL);
    ck_assert(bp_path_exists(at("out/overlap.gpkg")));
    ck_has(result.out, "\n  layers     focus_areas.gpkg, units.gpkg\n");
    free_result(&result);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("cli.run_told");
    TCase *tcase = tcase_create("told");
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_set_timeout(tcase, 60);
    tcase_add_test(tcase, against_the_score);
    tcase_add_test(tcase, columns_nobody_reads);
    tcase_add_test(tcase, adopted_in_the_table);
    tcase_add_test(tcase, designated_are_no_candidates);
    tcase_add_test(tcase, nearest_total);
    tcase_add_test(tcase, files_written);
    suite_add_tcase(suite, tcase);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
