#define _XOPEN_SOURCE 700 /* mkdtemp, setenv */

#include "cli/list.h"
#include "cli/share.h"
#include "tests/support.h"

#include "geo/text.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bp_context *context;
static char folder[] = "/tmp/brandpunt-list-XXXXXX";

static const char manifest[] =
    "list: own\n"
    "title: Own list\n"
    "kind: designated\n"
    "source: made up\n"
    "areas: {file: a.csv, id: id, name: naam, certainty: zeker}\n"
    "members: {file: m.csv, area: gebied, code: code, level: unit, inclusion: deel}\n";

static void write_file(const char *name, const char *text)
{
    char *path = bp_text_format("%s/own/%s", folder, name);
    FILE *stream = fopen(path, "wb");
    ck_assert_ptr_nonnull(stream);
    ck_assert_int_ge(fputs(text, stream), 0);
    ck_assert_int_eq(fclose(stream), 0);
    free(path);
}

static void setup(void)
{
    memcpy(folder + sizeof folder - 7, "XXXXXX", 6);
    ck_assert_ptr_nonnull(mkdtemp(folder));
    char *own = bp_text_format("%s/own", folder);
    ck_assert_int_eq(mkdir(own, 0700), 0);
    free(own);
    write_file("list.yaml", manifest);
    write_file("a.csv", "id,naam,zeker\n1,Noord,sure\n2,\"Zuid, oost\",\n");
    write_file("m.csv", "gebied,code,deel\n1, BU01 ,whole\n2,BU02,part\n1,BU03,\n");
    ck_assert_int_eq(bp_context_new(NULL, &context), BP_OK);
}

static void teardown(void)
{
    const char *const names[] = {"own/list.yaml", "own/a.csv", "own/m.csv", "own", ""};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char *path = bp_text_format("%s/%s", folder, names[i]);
        remove(path);
        free(path);
    }
    bp_context_free(context);
}

/* Reading the own list fails with `expected`, in which %s stands for its folder. */
static void check_failure(const char *expected)
{
    bp_list *list = NULL;
    bp_context_clear(context);
    ck_assert_int_eq(bp_list_read(context, "./own", folder, &list), BP_ERROR_INPUT);
    ck_assert_ptr_null(list);
    char *own = bp_text_format("%s/./own", folder);
    char text[1024] = "";
    const char *message = bp_context_message(context);
    for (const char *at; (at = strstr(message, own)); message = at + strlen(own)) {
        strncat(text, message, (size_t)(at - message));
        strcat(text, "OWN");
    }
    strcat(text, message);
    free(own);
    ck_assert_str_eq(text, expected);
}

START_TEST(own_list)
{
    const char *const names[] = {"own", "./own", "own/"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        bp_list *list = NULL;
        ck_bp_ok(context, bp_list_read(context, names[i], folder, &list));
        ck_assert_str_eq(list->title, "Own list");
        ck_assert_int_eq(list->kind, BP_LIST_DESIGNATED);
        ck_assert_int_eq(list->level, BP_LIST_UNIT);
        ck_assert_ptr_null(list->licence);
        ck_assert_int_eq(list->n_areas, 2);
        ck_assert_str_eq(list->areas[1].name, "Zuid, oost");
        ck_assert_str_eq(list->areas[0].certainty, "sure");
        ck_assert_ptr_null(list->areas[1].certainty);
        ck_assert_ptr_null(list->areas[1].source);
        ck_assert_int_eq(list->areas[0].n_members, 2);
        ck_assert_int_eq(list->n_members, 3);
        ck_assert_str_eq(list->members[0].code, "BU01");
        ck_assert_int_eq(list->members[1].area, 1);
        ck_assert_int_eq(list->members[1].row, 2);
        ck_assert(!bp_list_member_is_part(&list->members[0]));
        ck_assert(bp_list_member_is_part(&list->members[1]));
        ck_assert(!bp_list_member_is_part(&list->members[2]));
        ck_assert_ptr_null(list->members[2].inclusion);
        ck_assert_ptr_null(list->members[2].certainty);
        bp_list_free(list);
    }
    bp_list_free(NULL);
}
END_TEST

static int64_t count(const char *wanted, const char *const *texts, int64_t n)
{
    int64_t found = 0;
    for (int64_t i = 0; i < n; i++)
        found += texts[i] ? strcmp(texts[i], wanted) == 0 : wanted[0] == '\0';
    return found;
}

/* The counts that shapefiles/nplv/README.md gives, made with a spreadsheet. */
START_TEST(shipped_focus_areas)
{
    bp_list *list = NULL;
    ck_bp_ok(context, bp_list_read(context, "nplv", folder, &list));
    ck_assert_int_eq(list->kind, BP_LIST_DESIGNATED);
    ck_assert_int_eq(list->level, BP_LIST_UNIT);
    ck_assert_int_eq(list->n_areas, 20);
    ck_assert_int_eq(list->n_members, 105);
    const char *certainty[105], *sources[20];
    int64_t n_part = 0;
    for (int i = 0; i < 20; i++) {
        certainty[i] = list->areas[i].certainty;
        sources[i] = list->areas[i].source;
        ck_assert_int_gt(list->areas[i].n_members, 0);
    }
    ck_assert_int_eq(count("sure", certainty, 20), 7);
    ck_assert_int_eq(count("likely", certainty, 20), 10);
    ck_assert_int_eq(count("uncertain", certainty, 20), 3);
    ck_assert_int_eq(count("", sources, 20), 15);
    for (int i = 0; i < 105; i++) {
        certainty[i] = list->members[i].certainty;
        n_part += bp_list_member_is_part(&list->members[i]);
        ck_assert_str_eq(list->members[i].vintage, "2022");
        ck_assert_uint_eq(strlen(list->members[i].code), strlen("WK008020"));
    }
    ck_assert_int_eq(count("sure", certainty, 105), 28);
    ck_assert_int_eq(count("likely", certainty, 105), 51);
    ck_assert_int_eq(count("uncertain", certainty, 105), 26);
    ck_assert_int_eq(n_part, 6);
    ck_assert_str_eq(list->areas[11].name, "Amsterdam Nieuw-West");
    ck_assert_int_eq(list->areas[11].n_members, 15);
    ck_assert_str_eq(list->areas[16].phase, "2022-07-04");
    bp_list_free(list);
}
END_TEST

START_TEST(shipped_regio_deals)
{
    bp_list *list = NULL;
    ck_bp_ok(context, bp_list_read(context, "regio-deals", folder, &list));
    ck_assert_int_eq(list->kind, BP_LIST_PROGRAMME);
    ck_assert_int_eq(list->level, BP_LIST_MUNICIPALITY);
    ck_assert_int_eq(list->n_areas, 83);
    ck_assert_int_eq(list->n_members, 532);
    const char *certainty[532], *certainty_members[83], *sources[83];
    int64_t n_part = 0, n_empty = 0;
    for (int i = 0; i < 83; i++) {
        certainty[i] = list->areas[i].certainty;
        certainty_members[i] = list->areas[i].certainty_members;
        sources[i] = list->areas[i].source;
        n_empty += list->areas[i].n_members == 0;
    }
    ck_assert_int_eq(count("sure", certainty, 83), 81);
    ck_assert_int_eq(count("uncertain", certainty_members, 83), 26);
    ck_assert_int_eq(count("", sources, 83), 0);
    ck_assert_int_eq(n_empty, 9);
    for (int i = 0; i < 532; i++) {
        certainty[i] = list->members[i].certainty;
        n_part += bp_list_member_is_part(&list->members[i]);
        ck_assert_int_eq(strncmp(list->members[i].code, "GM", 2), 0);
    }
    ck_assert_int_eq(count("sure", certainty, 532), 33);
    ck_assert_int_eq(count("likely", certainty, 532), 314);
    ck_assert_int_eq(count("uncertain", certainty, 532), 185);
    ck_assert_int_eq(n_part, 20);
    bp_list_free(list);
}
END_TEST

START_TEST(unknown_lists)
{
    bp_list *list = NULL;
    ck_assert_int_eq(bp_list_read(context, "nplb", folder, &list), BP_ERROR_INPUT);
    ck_assert_str_eq(
        bp_context_message(context),
        "there is no list 'nplb': not a shipped one (nplv, regio-deals); nearest: 'nplv', and no folder "
        "with a list.yaml beside the study");
    bp_context_clear(context);
    ck_assert_int_eq(bp_list_read(context, "lists/mine", folder, &list), BP_ERROR_INPUT);
    char *expected = bp_text_format("%s/lists/mine/list.yaml: there is no such file", folder);
    ck_assert_str_eq(bp_context_message(context), expected);
    free(expected);
    ck_assert_ptr_null(list);
}
END_TEST

START_TEST(faulty_manifests)
{
    write_file("list.yaml", "list: own\ntitle: t\nkind: programme\nsource: s\n"
                            "areas: {file: a.csv, id: id, name: nam}\n"
                            "members: {file: m.csv, area: gebied, code: code, level: unit}\n");
    check_failure("OWN/list.yaml:5: areas.name: OWN/a.csv has no column 'nam'; nearest: 'naam'");
    write_file("list.yaml", "list: own\ntitle: t\nkind: program\nsource: s\n");
    check_failure("OWN/list.yaml:3: kind: found 'program', expected one of designated, programme; nearest: "
                  "'programme'");
    write_file("list.yaml", "list: own\ntitle: t\nkind: programme\nsource: s\n"
                            "areas: {file: a.csv, id: id, name: naam}\n"
                            "members: {file: m.csv, area: gebied, kode: code, level: unit}\n");
    check_failure(
        "OWN/list.yaml:6: members: unknown key 'kode'; expected one of file, area, code, level, vintage, "
        "inclusion, part, share, certainty, note; nearest: 'code'");
    write_file("list.yaml", "");
    check_failure("OWN/list.yaml: the file is empty");
}
END_TEST

START_TEST(faulty_rows)
{
    write_file("m.csv", "gebied,code,deel\n1,BU01,\n3,BU02,\n");
    check_failure("OWN/m.csv, row 2: OWN/a.csv has no area '3'");
    write_file("m.csv", "gebied,code,deel\n1,BU01,\n1, ,\n");
    check_failure("OWN/m.csv, row 2: the column 'code' is empty");
    write_file("m.csv", "gebied,code,deel\n1,BU01,\n,BU02,\n");
    check_failure("OWN/m.csv, row 2: the column 'gebied' is empty");
    write_file("m.csv", "gebied,code,deel\n1,BU01,\n1,BU02,\n1,BU01,\n");
    check_failure("OWN/m.csv, rows 1 and 3: 'BU01' is listed twice (areas 1 and 1)");
    write_file("m.csv", "gebied,code,deel\n1,BU01,\n2,BU01,\n");
    check_failure("OWN/m.csv, rows 1 and 2: 'BU01' is listed twice (areas 1 and 2)");
    write_file("a.csv", "id,naam,zeker\n1,Noord,\n1,Zuid,\n");
    check_failure("OWN/a.csv, row 2: the id '1' is that of row 1 already");
    write_file("a.csv", "id,naam,zeker\n1,Noord,\n2,,\n");
    check_failure("OWN/a.csv, row 2: the column 'naam' is empty");
}
END_TEST

/* A municipality may take part in two programmes; a unit is in one designated area only. */
START_TEST(code_in_two_programmes)
{
    char text[sizeof manifest];
    const char *kind = strstr(manifest, "designated");
    snprintf(text, sizeof text, "%.*sprogramme%s", (int)(kind - manifest), manifest,
             kind + strlen("designated"));
    write_file("list.yaml", text);
    write_file("m.csv", "gebied,code,deel\n1,BU01,\n2,BU01,\n");
    bp_list *list = NULL;
    ck_bp_ok(context, bp_list_read(context, "own", folder, &list));
    ck_assert_int_eq(list->n_members, 2);
    bp_list_free(list);
}
END_TEST

START_TEST(shipped_folder)
{
    char *path = NULL;
    ck_bp_ok(context, bp_share_directory(context, &path));
    free(path);
    path = NULL;
    setenv("BRANDPUNT_SHARE", folder, 1);
    ck_assert_int_eq(bp_share_directory(context, &path), BP_ERROR_INPUT);
    char *expected =
        bp_text_format("BRANDPUNT_SHARE is '%s', which holds no lists.yaml; set it to the folder with the "
                       "shipped lists, or unset it",
                       folder);
    ck_assert_str_eq(bp_context_message(context), expected);
    free(expected);
    ck_assert_ptr_null(path);
    bp_context_clear(context);
    char *index = bp_text_format("%s/lists.yaml", folder);
    FILE *stream = fopen(index, "wb");
    fputs("lists: [own]\n", stream);
    fclose(stream);
    bp_list *list = NULL;
    ck_bp_ok(context, bp_list_read(context, "own", "/nowhere", &list));
    ck_assert_int_eq(list->n_areas, 2);
    bp_list_free(list);
    remove(index);
    free(index);
    unsetenv("BRANDPUNT_SHARE");
}
END_TEST

static const char with_shares[] =
    "list: own\n"
    "title: Own list\n"
    "kind: designated\n"
    "source: made up\n"
    "areas: {file: a.csv, id: id, name: naam}\n"
    "members: {file: m.csv, area: gebied, code: code, level: unit, share: deel}\n";

START_TEST(shares)
{
    write_file("list.yaml", with_shares);
    write_file("m.csv", "gebied,code,deel\n1,BU01,\"0,25\"\n1,BU02,\n2,BU01,\"0,75\"\n2,BU03,1\n");
    bp_list *list = NULL;
    ck_bp_ok(context, bp_list_read(context, "own", folder, &list));
    const double share[] = {0.25, 1.0, 0.75, 1.0};
    for (int k = 0; k < 4; k++) {
        ck_assert_double_eq(list->members[k].share, share[k]);
        ck_assert_int_eq(list->members[k].has_share, k != 1);
    }
    bp_list_free(list);
}
END_TEST

START_TEST(faulty_shares)
{
    write_file("list.yaml", with_shares);
    write_file("m.csv", "gebied,code,deel\n1,BU01,0.5\n1,BU02,30\n");
    check_failure(
        "OWN/m.csv, column 'deel', row 2: found 30, expected a share above 0 and at most 1 (0.3 for 30 %)");
    write_file("m.csv", "gebied,code,deel\n1,BU01,0\n");
    check_failure(
        "OWN/m.csv, column 'deel', row 1: found 0, expected a share above 0 and at most 1 (0.3 for 30 %)");
    write_file("m.csv", "gebied,code,deel\n1,BU01,0.5\n2,BU01,\n");
    check_failure("OWN/m.csv, rows 1 and 2: 'BU01' is listed twice (areas 1 and 2)");
    write_file("m.csv", "gebied,code,part\n1,BU01,0.5\n");
    check_failure("OWN/list.yaml:6: members: OWN/m.csv has a column 'part' that list.yaml does not name; "
                  "write part: part there, or give the column another name");
    write_file("m.csv", "gebied,code,deel,vintag\n1,BU01,0.5,2022\n");
    check_failure("OWN/list.yaml:6: members: OWN/m.csv has a column 'vintag' that list.yaml does not name; "
                  "write vintage: vintag there, or give the column another name");
    write_file("m.csv", "gebied,code,del\n1,BU01,0.5\n");
    check_failure("OWN/list.yaml:6: members.share: OWN/m.csv has no column 'deel'; nearest: 'del'");
}
END_TEST

START_TEST(faulty_inclusions)
{
    write_file("m.csv", "gebied,code,deel\n1,BU01,unknown\n1,BU02,parts\n");
    check_failure("OWN/m.csv, column 'deel', row 2: found 'parts', expected one of whole, part, unknown; "
                  "nearest: 'part'");
    write_file("list.yaml", "list: own\ntitle: t\nkind: designated\nsource: s\n"
                            "areas: {file: a.csv, id: id, name: naam}\n"
                            "members: {file: m.csv, area: gebied, code: code, level: unit, inclusion: deel, "
                            "share: hoeveel}\n");
    write_file("m.csv", "gebied,code,deel,hoeveel\n1,BU01,part,0.5\n1,BU02,whole,1\n1,BU03,whole,0.25\n");
    check_failure("OWN/m.csv, row 3: 'BU03' belongs whole, and for a share of 0.25; write part, or leave the "
                  "share empty");
}
END_TEST

START_TEST(parts_layer)
{
    char *text =
        bp_text_format("%sparts: {file: delen.gpkg, layer: delen, area: gebied, code: buurt}\n", with_shares);
    write_file("list.yaml", text);
    write_file("m.csv", "gebied,code,deel\n1,BU01,\n2,BU01,0.75\n");
    bp_list *list = NULL;
    ck_bp_ok(context, bp_list_read(context, "./own", folder, &list));
    char *path = bp_text_format("%s/./own/delen.gpkg", folder);
    ck_assert_str_eq(list->parts.path, path);
    ck_assert_str_eq(list->parts.layer, "delen");
    ck_assert_str_eq(list->parts.area, "gebied");
    ck_assert_str_eq(list->parts.code, "buurt");
    ck_assert_ptr_null(list->parts.crs);
    ck_assert_int_eq(list->parts.line, 7);
    free(path);
    free(text);
    bp_list_free(list);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("list");
    TCase *tests = tcase_create("list");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, own_list);
    tcase_add_test(tests, shipped_focus_areas);
    tcase_add_test(tests, shipped_regio_deals);
    tcase_add_test(tests, unknown_lists);
    tcase_add_test(tests, faulty_manifests);
    tcase_add_test(tests, faulty_rows);
    tcase_add_test(tests, code_in_two_programmes);
    tcase_add_test(tests, shipped_folder);
    tcase_add_test(tests, shares);
    tcase_add_test(tests, faulty_shares);
    tcase_add_test(tests, faulty_inclusions);
    tcase_add_test(tests, parts_layer);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
