/* An output folder appears whole or not at all, and nothing that is not ours is touched. */
#define _POSIX_C_SOURCE 200809L

#include "geo/folder_private.h"
#include "tests/geo/files.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/wait.h>
#ifdef __linux__
#include <sys/syscall.h>
#endif

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

/* A file in the folder that is being made. */
static void put_new(const bp_folder *folder, const char *name)
{
    char *path = bp_folder_path(folder, name);
    put_file(path, "new");
    free(path);
}

static void ck_holds(const char *name, const char *text)
{
    char *bytes = get_file(at(name), NULL);
    ck_assert_str_eq(bytes, text);
    free(bytes);
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
    put_new(&folder, "new.txt");
    put_new(&folder, "run.json");
    ck_bp_ok(context, bp_folder_commit_by(context, &folder, _i));
    ck_assert(bp_path_exists(at("out/new.txt")));
    ck_holds("out/run.json", "new");
    /* What somebody put there moves over, unless the new folder has a file of that name. */
    ck_assert(bp_path_exists(at("out/old.txt")));
    ck_assert(bp_path_exists(at("out/link.txt")));
    /* What a link in it pointed to is still there. */
    ck_assert(bp_path_exists(at("kept.txt")));
    ck_assert(bp_path_exists(at("elsewhere/kept.txt")));
    ck_assert_int_eq(count_entries(scratch), 3);
}
END_TEST

/* What SQLite keeps beside a database goes when the new folder has that database of its own, and only then.
 */
START_TEST(companions_go_with_their_database)
{
    static const char *const kept[] = {"mine.gpkg",  "mine.gpkg-wal", "mine.gpkg-shm", "mine.gpkg-journal",
                                       "my-journal", "a.gpkg-wall",   "-wal"};
    static const char *const dropped[] = {"units.gpkg-wal", "units.gpkg-shm", "units.gpkg-journal"};
    enum { N_KEPT = sizeof kept / sizeof *kept, N_DROPPED = sizeof dropped / sizeof *dropped };
    bp_folder folder = BP_FOLDER_INIT;
    char name[64];
    make_earlier("run.json");
    put_file(at("out/units.gpkg"), "old");
    for (int i = 0; i < N_KEPT + N_DROPPED; i++) {
        snprintf(name, sizeof name, "out/%s", i < N_KEPT ? kept[i] : dropped[i - N_KEPT]);
        put_file(at(name), name);
    }
    ck_bp_ok(context, bp_folder_begin(context, at("out"), "run.json", &folder));
    put_new(&folder, "units.gpkg");
    put_new(&folder, "run.json");
    ck_bp_ok(context, bp_folder_commit_by(context, &folder, _i));
    ck_holds("out/units.gpkg", "new");
    for (int i = 0; i < N_KEPT; i++) {
        snprintf(name, sizeof name, "out/%s", kept[i]);
        ck_holds(name, name);
    }
    /* Besides: units.gpkg, run.json and old.txt. */
    ck_assert_int_eq(count_entries(at("out")), N_KEPT + 3);
    ck_assert_int_eq(count_entries(scratch), 1);
}
END_TEST

/* The target may be a link to a folder, by a full or a relative path: the folder is replaced and the link
 * stays. */
START_TEST(link_to_a_folder)
{
    bp_folder folder = BP_FOLDER_INIT;
    char real[PATH_MAX], now[PATH_MAX];
    ck_assert_int_eq(mkdir(at("disk"), 0777), 0);
    ck_assert_int_eq(mkdir(at("disk/results"), 0777), 0);
    put_file(at("disk/results/run.json"), "old");
    ck_assert_int_eq(symlink(_i % 2 ? "disk/results" : at("disk/results"), at("out")), 0);
    ck_assert_ptr_nonnull(realpath(at("disk/results"), real));
    ck_bp_ok(context, bp_folder_begin(context, at("out/"), "run.json", &folder));
    ck_assert_str_eq(folder.target, real);
    put_new(&folder, "run.json");
    ck_bp_ok(context, bp_folder_commit_by(context, &folder, _i < 2));
    struct stat info;
    ck_assert_int_eq(lstat(at("out"), &info), 0);
    ck_assert(S_ISLNK(info.st_mode));
    ck_assert_ptr_nonnull(realpath(at("out"), now));
    ck_assert_str_eq(now, real);
    ck_holds("disk/results/run.json", "new");
    ck_assert_int_eq(count_entries(at("disk")), 1);
    ck_assert_int_eq(count_entries(scratch), 2);
}
END_TEST

START_TEST(link_that_leads_nowhere)
{
    bp_folder folder = BP_FOLDER_INIT;
    ck_assert_int_eq(symlink("gone", at("out")), 0);
    ck_assert_int_eq(bp_folder_begin(context, at("out"), "run.json", &folder), BP_ERROR_OUTPUT);
    ck_message("out: is a symbolic link that leads nowhere: No such file or directory");
    ck_assert_int_eq(symlink("round", at("round")), 0);
    ck_assert_int_eq(bp_folder_begin(context, at("round"), NULL, &folder), BP_ERROR_OUTPUT);
    ck_message("round: is a symbolic link that leads nowhere: Too many levels of symbolic links");
    put_file(at("letter"), "letter");
    ck_assert_int_eq(symlink("letter", at("file")), 0);
    ck_assert_int_eq(bp_folder_begin(context, at("file"), NULL, &folder), BP_ERROR_OUTPUT);
    ck_message("file: exists already and is not a folder");
    ck_assert_ptr_null(folder.work);
    ck_assert_int_eq(count_entries(scratch), 4);
}
END_TEST

/* Names beside the target tell which process they are of. */
START_TEST(work_is_named_after_the_process)
{
    bp_folder folder = BP_FOLDER_INIT, second = BP_FOLDER_INIT;
    ck_bp_ok(context, bp_folder_begin(context, at("out"), NULL, &folder));
    ck_bp_ok(context, bp_folder_begin(context, at("out"), NULL, &second));
    char *expected = bp_text_format("%s.partial-%ld", at("out"), (long)getpid());
    ck_assert_str_eq(folder.work, expected);
    ck_assert_int_eq(strncmp(second.work, expected, strlen(expected)), 0);
    ck_assert_str_eq(second.work + strlen(expected), "-2");
    free(expected);
    bp_folder_abandon(&folder);
    bp_folder_abandon(&second);
}
END_TEST

/* Whether two folders can change places in one step here. */
static bool may_exchange(void)
{
#if defined(__linux__) && defined(SYS_renameat2)
    ck_assert_int_eq(mkdir(at("a"), 0777), 0);
    ck_assert_int_eq(mkdir(at("b"), 0777), 0);
    bool done = syscall(SYS_renameat2, AT_FDCWD, at("a"), AT_FDCWD, at("b"), 2U) == 0;
    ck_assert_int_eq(rmdir(at("a")), 0);
    ck_assert_int_eq(rmdir(at("b")), 0);
    return done;
#else
    errno = ENOTSUP;
    return false;
#endif
}

/* Looks for the file until it is told to stop; then, or when it misses it, it ends. */
static pid_t start_watching(const char *path, int *stop)
{
    int ends[2];
    ck_assert_int_eq(pipe(ends), 0);
    pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (child > 0) {
        close(ends[0]);
        *stop = ends[1];
        return child;
    }
    char byte;
    close(ends[1]);
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    while (read(ends[0], &byte, 1) < 0)
        for (int i = 0; i < 100; i++)
            if (access(path, F_OK) != 0)
                _exit(1);
    _exit(0);
}

START_TEST(it_is_never_absent)
{
    int stop = -1, status = -1;
    if (!may_exchange()) {
        fprintf(stderr, "folders cannot change places (%s): not checked\n", strerror(errno));
        return;
    }
    make_earlier("run.json");
    char *file = bp_text_copy(at("out/run.json"));
    pid_t child = start_watching(file, &stop);
    for (int i = 0; i < 500; i++) {
        bp_folder folder = BP_FOLDER_INIT;
        ck_bp_ok(context, bp_folder_begin(context, at("out"), "run.json", &folder));
        put_new(&folder, "run.json");
        ck_bp_ok(context, bp_folder_commit(context, &folder));
    }
    close(stop);
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert_msg(WIFEXITED(status) && WEXITSTATUS(status) == 0, "the folder was absent for a while");
    ck_assert_int_eq(count_entries(scratch), 1);
    free(file);
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
    ck_assert_int_eq(bp_folder_commit_by(context, &folder, _i), BP_ERROR_OUTPUT);
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
    static const struct {
        const char *path, *absolute;
    } absolutes[] = {{"/a/b", "/a/b"},     {"/a//b/", "/a/b"}, {"/a/./b/../c", "/a/c"}, {"/../a", "/a"},
                     {"/a/../../..", "/"}, {"/", "/"},         {"/a/b/../../c", "/c"}};
    for (size_t i = 0; i < sizeof absolutes / sizeof absolutes[0]; i++) {
        char *absolute = bp_path_absolute(absolutes[i].path);
        ck_assert_str_eq(absolute, absolutes[i].absolute);
        free(absolute);
    }
    char *here = bp_path_absolute("."), *there = bp_path_absolute("x/../y"), *both = NULL;
    both = bp_path_join(here, "y");
    ck_assert_int_eq(here[0], '/');
    ck_assert_str_eq(there, both);
    free(here);
    free(there);
    free(both);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("folder");
    TCase *test = tcase_create("folder");
    tcase_add_checked_fixture(test, set_up, tear_down);
    tcase_add_test(test, commit_puts_it_in_place);
    tcase_add_test(test, abandon_leaves_nothing);
    tcase_add_loop_test(test, earlier_output_is_replaced, 0, 2);
    tcase_add_loop_test(test, companions_go_with_their_database, 0, 2);
    tcase_add_loop_test(test, link_to_a_folder, 0, 4);
    tcase_add_test(test, link_that_leads_nowhere);
    tcase_add_test(test, work_is_named_after_the_process);
    tcase_add_test(test, it_is_never_absent);
    tcase_add_test(test, what_exists_is_left_alone);
    tcase_add_test(test, empty_folder_is_free);
    tcase_add_loop_test(test, failed_commit_restores, 0, 2);
    tcase_add_test(test, paths);
    suite_add_tcase(suite, test);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
