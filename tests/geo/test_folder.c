/* An output folder appears whole or not at all, and nothing that is not ours is touched. */
#define _POSIX_C_SOURCE 200809L

#include "geo/folder.h"
#include "tests/geo/files.h"

static int count_entries(const char *path)
{
    int n = 0;
    DIR *directory = opendir(path);
    ck_assert_ptr_nonnull(directory);
    while (readdir(directory))
        n++;
    closedir(directory);
    return n - 2;
}

static void make_earlier(const char *marker)
{
    ck_assert_int_eq(mkdir(at("out"), 0777), 0);
    put_file(at("out/old.txt"), "old");
    if (marker)
        put_file(at("out/run.json"), "{}");
}

START_TEST(commit_puts_it_in_place)
{
    bp_folder folder = BP_FOLDER_INIT;
    ck_bp_ok(context, bp_folder_begin(context, at("out/"), NULL, &folder));
    ck_assert(!bp_path_exists(at("out")));
    char *path = bp_folder_path(&folder, "a.txt");
    put_file(path, "a");
    free(path);
    ck_bp_ok(context, bp_folder_commit(context, &folder));
    bp_folder_abandon(&folder);
    ck_assert(bp_path_exists(at("out/a.txt")));
    ck_assert_int_eq(count_entries(scratch), 1);
}
END_TEST

START_TEST(abandon_leaves_nothing)
{
    bp_folder folder = BP_FOLDER_INIT;
    ck_bp_ok(context, bp_folder_begin(context, at("out"), NULL, &folder));
    char *inner = bp_folder_path(&folder, "inner"), *file = bp_folder_path(&folder, "inner/a.txt");
    ck_assert_int_eq(mkdir(inner, 0777), 0);
    put_file(file, "a");
    free(inner);
    free(file);
    bp_folder_abandon(&folder);
    bp_folder_abandon(&folder);
    ck_assert_int_eq(count_entries(scratch), 0);
}
END_TEST

START_TEST(earlier_output_is_replaced)
{
    bp_folder folder = BP_FOLDER_INIT;
    make_earlier("run.json");
    put_file(at("kept.txt"), "kept");
    ck_assert_int_eq(symlink(at("kept.txt"), at("out/link.txt")), 0);
    ck_assert_int_eq(mkdir(at("elsewhere"), 0777), 0);
    put_file(at("elsewhere/kept.txt"), "kept");
    ck_assert_int_eq(symlink(at("elsewhere"), at("out/link")), 0);
    ck_bp_ok(context, bp_folder_begin(context, at("out"), "run.json", &folder));
    ck_assert(bp_path_exists(at("out/old.txt")));
    char *path = bp_folder_path(&folder, "new.txt");
    put_file(path, "new");
    free(path);
    ck_bp_ok(context, bp_folder_commit(context, &folder));
    ck_assert(bp_path_exists(at("out/new.txt")));
    /* What somebody put there moves over, unless the new folder has a file of that name. */
    ck_assert(bp_path_exists(at("out/old.txt")));
    ck_assert(bp_path_exists(at("out/link.txt")));
    /* What a link in it pointed to is still there. */
    ck_assert(bp_path_exists(at("kept.txt")));
    ck_assert(bp_path_exists(at("elsewhere/kept.txt")));
    ck_assert_int_eq(count_entries(scratch), 3);
}
END_TEST

START_TEST(what_exists_is_left_alone)
{
    bp_folder folder = BP_FOLDER_INIT;
    make_earlier(NULL);
    ck_assert_int_eq(bp_folder_begin(context, at("out"), NULL, &folder), BP_ERROR_OUTPUT);
    ck_message("out: exists already");
    ck_assert_int_eq(bp_folder_begin(context, at("out"), "run.json", &folder), BP_ERROR_OUTPUT);
    ck_message("out: exists and holds no 'run.json': it is not an earlier output and is left alone");
    ck_assert_int_eq(bp_folder_begin(context, at("out/old.txt"), "run.json", &folder), BP_ERROR_OUTPUT);
    ck_message("out/old.txt: exists already and is not a folder");
    ck_assert_int_eq(bp_folder_begin(context, at("no/out"), NULL, &folder), BP_ERROR_OUTPUT);
    ck_message("no/out: the folder 'no' that it would stand in does not exist");
    ck_assert_int_eq(bp_folder_begin(context, ".", "run.json", &folder), BP_ERROR_OUTPUT);
    ck_message("'.': name the output folder itself");
    ck_assert_int_eq(bp_folder_begin(context, "", NULL, &folder), BP_ERROR_OUTPUT);
    ck_message("'': name the output folder itself");
    ck_assert_int_eq(count_entries(at("out")), 1);
    ck_assert_int_eq(count_entries(scratch), 1);
}
END_TEST

START_TEST(empty_folder_is_free)
{
    bp_folder folder = BP_FOLDER_INIT;
    ck_assert_int_eq(mkdir(at("out"), 0777), 0);
    ck_bp_ok(context, bp_folder_begin(context, at("out"), NULL, &folder));
    ck_bp_ok(context, bp_folder_commit(context, &folder));
    ck_assert_int_eq(count_entries(scratch), 1);
}
END_TEST

/* The work folder vanishes before the commit: the earlier output is put back. */
START_TEST(failed_commit_restores)
{
    bp_folder folder = BP_FOLDER_INIT;
    make_earlier("run.json");
    ck_bp_ok(context, bp_folder_begin(context, at("out"), "run.json", &folder));
    ck_assert_int_eq(rmdir(folder.work), 0);
    ck_assert_int_eq(bp_folder_commit(context, &folder), BP_ERROR_OUTPUT);
    ck_message("out: cannot be put in place: No such file or directory");
    bp_folder_abandon(&folder);
    ck_assert(bp_path_exists(at("out/old.txt")));
    ck_assert_int_eq(count_entries(scratch), 1);
}
END_TEST

START_TEST(paths)
{
    static const struct {
        const char *path, *directory;
    } cases[] = {{"a", "."},    {"a/b", "a"}, {"/a", "/"},  {"/a/b", "/a"},
                 {"a/b/", "a"}, {"/", "/"},   {"a//b", "a"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char *directory = bp_path_directory(cases[i].path);
        ck_assert_str_eq(directory, cases[i].directory);
        free(directory);
    }
    static const struct {
        const char *base, *path, *joined;
    } joins[] = {{"a", "b", "a/b"}, {"a/", "b", "a/b"}, {"a", "/b", "/b"}, {".", "b", "b"}, {"/", "b", "/b"}};
    for (size_t i = 0; i < sizeof joins / sizeof joins[0]; i++) {
        char *joined = bp_path_join(joins[i].base, joins[i].path);
        ck_assert_str_eq(joined, joins[i].joined);
        free(joined);
    }
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("folder");
    TCase *test = tcase_create("folder");
    tcase_add_checked_fixture(test, set_up, tear_down);
    tcase_add_test(test, commit_puts_it_in_place);
    tcase_add_test(test, abandon_leaves_nothing);
    tcase_add_test(test, earlier_output_is_replaced);
    tcase_add_test(test, what_exists_is_left_alone);
    tcase_add_test(test, empty_folder_is_free);
    tcase_add_test(test, failed_commit_restores);
    tcase_add_test(test, paths);
    suite_add_tcase(suite, test);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
