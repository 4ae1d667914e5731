/* Whatever goes wrong with the output, what stood there before stands there still, and nothing is left beside
 * it. */
#define _GNU_SOURCE /* unshare */

#include "tests/cli/country.h"

#include <time.h>
#ifdef __linux__
#include <sched.h>
#include <sys/mount.h>
#endif

/* ck_ended() for messages with the name of the folder under construction, which is never the same: N stands
 * for it. */
static void ck_ended_partial(const program_result *result, int status, const char *expected)
{
    char shown[LONGEST_TEXT];
    size_t n = 0;
    for (const char *c = without_scratch(result->err); *c && n < sizeof shown - 1;) {
        shown[n++] = *c++;
        if (n >= 9 && strncmp(shown + n - 9, ".partial-", 9) == 0) {
            c += strspn(c, "0123456789");
            shown[n++] = 'N';
        }
    }
    shown[n] = '\0';
    ck_assert_str_eq(shown, expected);
    ck_assert_int_eq(result->status, status);
}

static void ck_refused(const char *output, const char *option, const char *expected)
{
    program_result result = run_country(output, option, NULL, NULL);
    ck_ended(&result, 3, expected);
    ck_assert_str_eq(result.out, "");
    free_result(&result);
    ck_nothing_left();
}

START_TEST(earlier_run)
{
    write_country(NULL);
    folder_image before = make_earlier_run("out");
    const char *message = "brandpunt: out: an earlier run stands there; add --overwrite to replace it, or "
                          "name another folder\n";
    ck_refused("out", NULL, message);
    ck_untouched(&before, at("out"));
    ck_refused("out/", NULL,
               "brandpunt: out/: an earlier run stands there; add --overwrite to replace it, or name another "
               "folder\n");
    ck_untouched(&before, at("out"));
    free_image(&before);
}
END_TEST

/* A folder with other people's files is never replaced, asked or not. */
START_TEST(foreign_folder)
{
    static const char *const message =
        "brandpunt: photos: exists and holds no 'run.json': it is not an earlier output and is left alone\n";
    write_country(NULL);
    make_folder(at("photos"));
    put_file(at("photos/holiday.jpg"), "sea");
    folder_image before = take_image(at("photos"));
    ck_refused("photos", NULL, message);
    ck_refused("photos", "--overwrite", message);
    ck_untouched(&before, at("photos"));
    free_image(&before);
}
END_TEST

START_TEST(output_is_a_file)
{
    write_country(NULL);
    put_file(at("out"), "letter");
    ck_refused("out", NULL, "brandpunt: out: exists already and is not a folder\n");
    ck_refused("out", "--overwrite", "brandpunt: out: exists already and is not a folder\n");
    char *text = get_file(at("out"), NULL);
    ck_assert_str_eq(text, "letter");
    free(text);
}
END_TEST

START_TEST(output_has_no_parent)
{
    write_country(NULL);
    ck_refused("no/such/out", NULL,
               "brandpunt: no/such/out: the folder 'no/such' that it would stand in does not exist\n");
    ck_refused(
        "units.geojson/out", NULL,
        "brandpunt: units.geojson/out: the folder 'units.geojson' that it would stand in does not exist\n");
}
END_TEST

/* A study that somebody keeps beside its result is not swept away with it. */
START_TEST(output_holds_the_study)
{
    write_country(NULL);
    char *study = bp_text_copy(at("study.yaml"));
    const char *arguments[] = {"run", study, "--output", scratch, "--overwrite", NULL};
    for (int is_run = 0; is_run < 2; is_run++) {
        if (is_run)
            put_file(at("run.json"), "{}\n");
        program_result result = call_program(arguments, NULL);
        char *expected = bp_text_format(is_run ? "brandpunt: %s: holds 'study.yaml' beside the earlier run, "
                                                 "which would be lost; name another folder\n"
                                               : "brandpunt: %s: exists and holds no 'run.json': it is not "
                                                 "an earlier output and is left alone\n",
                                        scratch);
        ck_ended(&result, 3, expected);
        free_result(&result);
        free(expected);
        ck_assert(bp_path_exists(study));
        ck_assert(bp_path_exists(at("units.geojson")));
    }
    free(study);
}
END_TEST

START_TEST(folder_may_not_be_written)
{
    if (geteuid() == 0) {
        fputs("run as root, who may write anywhere: not checked\n", stderr);
        return;
    }
    write_country(NULL);
    make_folder(at("closed"));
    ck_assert_int_eq(chmod(at("closed"), 0500), 0);
    ck_refused("closed/out", NULL,
               "brandpunt: closed/out: no folder can be made in 'closed': Permission denied\n");
    ck_assert_int_eq(chmod(at("closed"), 0700), 0);
}
END_TEST

/* A limit on the size of files stands in for a disk that is full in the middle of a file: at the first page
   of the first layer, in its midst, and in later files. */
START_TEST(file_too_large)
{
    static const rlim_t limits[] = {1000, 20000, 60000};
    write_country(NULL);
    folder_image before = make_earlier_run("out");
    char *study = bp_text_copy(at("study.yaml")), *output = bp_text_copy(at("out"));
    const char *arguments[] = {"run", study, "--output", output, "--overwrite", NULL};
    program_setting setting = {limits[_i], NULL, false};
    program_result result = call_program(arguments, &setting);
    ck_ended_partial(
        &result, 3,
        "brandpunt: out.partial-N/units.gpkg: cannot be written (GDAL: sqlite3_exec(COMMIT) failed: disk I/O "
        "error)\n");
    ck_untouched(&before, output);
    ck_nothing_left();
    free_result(&result);
    free_image(&before);
    free(study);
    free(output);
}
END_TEST

/* Run into a small file system of which `spare` KB are free, where an earlier run stands. */
static int run_on_full_disk(const char *output, int spare)
{
    char *study = bp_text_copy(at("study.yaml")), *filler = bp_text_format("%s/disk/filler", scratch);
    const char *arguments[] = {"run", study, "--output", output, "--overwrite", NULL};
    char *bytes = (char *)calloc(1024, 1024);
    FILE *file = fopen(filler, "wb");
    ck_assert_ptr_nonnull(file);
    for (int kb = 0; fwrite(bytes, 1, 1024, file) == 1024 && fflush(file) == 0;)
        kb++;
    fclose(file);
    ck_assert_int_eq(chmod(filler, 0600), 0);
    struct stat info;
    ck_assert_int_eq(stat(filler, &info), 0);
    ck_assert_int_eq(truncate(filler, info.st_size > spare * 1024 ? info.st_size - spare * 1024 : 0), 0);
    program_result result = call_program(arguments, NULL);
    int status = result.status;
    ck_assert_msg(status == 0 || status == 3, "%d KB: exit status %d: %s", spare, status, result.err);
    if (status == 3)
        ck_assert_msg(strstr(result.err, "cannot be ") && strstr(result.err, "disk/out"), "%d KB: %s", spare,
                      result.err);
    ck_assert_int_eq(remove(filler), 0);
    free_result(&result);
    free(bytes);
    free(filler);
    free(study);
    return status;
}

/* A real full disk, from too full to make a folder to just large enough: whole or not at all. */
static void fill_disk(const char *output)
{
    int failed = 0, succeeded = 0, n = 0;
    folder_image before = take_image(output);
    for (int spare = 0; spare <= 1920; spare += 120) {
        int status = run_on_full_disk(output, spare);
        failed += status == 3;
        succeeded += status == 0;
        if (status == 3 && succeeded == 0)
            ck_untouched(&before, output);
        char **names = list_folder(at("disk"), &n);
        ck_assert_msg(n == 1, "%d KB: %s was left behind", spare, names[n - 1]);
        free_names(names, n);
    }
    ck_assert_int_gt(failed, 3);
    ck_assert_int_gt(succeeded, 0);
    free_image(&before);
}

/* A file system of 3 MB that nobody else sees, and that goes when this process does. */
static bool mount_disk(const char *path)
{
#ifdef __linux__
    make_folder(path);
    return unshare(CLONE_NEWNS) == 0 && mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
           mount("none", path, "tmpfs", 0, "size=3m") == 0;
#else
    make_folder(path);
    errno = ENOTSUP;
    return false;
#endif
}

static void unmount_disk(const char *path)
{
#ifdef __linux__
    ck_assert_int_eq(umount(path), 0);
#else
    (void)path;
#endif
}

START_TEST(disk_full)
{
    char *disk = bp_text_copy(at("disk")), *output = bp_text_copy(at("disk/out")),
         *study = bp_text_copy(at("study.yaml"));
    const char *arguments[] = {"run", study, "--output", output, NULL};
    write_country(NULL);
    if (mount_disk(disk)) {
        program_result result = call_program(arguments, NULL);
        ck_assert_msg(result.status == 0, "%s", result.err);
        free_result(&result);
        fill_disk(output);
        unmount_disk(disk);
    } else {
        fprintf(stderr, "no small file system can be mounted (%s): a full disk is not checked\n",
                strerror(errno));
    }
    free(disk);
    free(output);
    free(study);
}
END_TEST

static void ck_stdout_lost(const program_setting *setting)
{
    write_country(NULL);
    char *study = bp_text_copy(at("study.yaml")), *output = bp_text_copy(at("out"));
    const char *arguments[] = {"run", study, "--output", output, NULL};
    program_result result = call_program(arguments, setting);
    ck_assert_int_eq(result.status, 3);
    const char *last = strstr(result.err, "brandpunt: standard output: cannot be written to");
    ck_assert_msg(last != NULL, "%s", result.err);
    ck_assert_msg(last[strcspn(last, "\n") + 1] == '\0', "%s", result.err);
    /* The files are whole: it is only that nobody could be told. */
    ck_assert(bp_path_exists(at("out/run.json")));
    ck_nothing_left();
    free_result(&result);
    free(study);
    free(output);
}

START_TEST(stdout_full)
{
    ck_stdout_lost(&(program_setting){0, "/dev/full", false});
}
END_TEST

START_TEST(stdout_closed)
{
    ck_stdout_lost(&(program_setting){0, NULL, true});
}
END_TEST

/* Wait until the run that is going on has begun the file `awaited` (NULL: has begun at all). */
static void await_file(pid_t child, const char *awaited)
{
    const struct timespec pause = {0, 1000000};
    for (bool seen = false; !seen;) {
        int n = 0, status = 0;
        char **names = list_folder(scratch, &n);
        for (int i = 0; i < n; i++)
            if (strncmp(names[i], "out.partial-", 12) == 0) {
                char *path = bp_text_format("%s/%s/%s", scratch, names[i], awaited ? awaited : ".");
                seen = seen || bp_path_exists(path);
                free(path);
            }
        free_names(names, n);
        ck_assert_msg(seen || waitpid(child, &status, WNOHANG) == 0, "the run ended before %s was there",
                      awaited ? awaited : "its folder");
        nanosleep(&pause, NULL);
    }
}

/* A closed terminal stops a run as Ctrl-C does; under nohup, which has the signal ignored, it goes on. */
START_TEST(terminal_closed)
{
    bool has_nohup = _i;
    char *country = bp_text_copy(at("demo")), *study = bp_text_copy(at("demo/study.yaml")),
         *output = bp_text_copy(at("out"));
    const char *demo[] = {"demo", country, "--units", "5000", NULL};
    const char *arguments[] = {"run", study, "--output", output, "--overwrite", NULL};
    program_result result = call_program(demo, NULL);
    ck_assert_msg(result.status == 0, "%s", result.err);
    free_result(&result);
    folder_image before = make_earlier_run("out");
    signal(SIGHUP, has_nohup ? SIG_IGN : SIG_DFL);
    pid_t child = start_program(arguments, NULL);
    await_file(child, NULL);
    ck_assert_int_eq(kill(child, SIGHUP), 0);
    result = finish_program(child);
    if (has_nohup) {
        ck_assert_msg(result.status == 0, "%s", result.err);
        ck_assert(bp_path_exists(at("out/units.gpkg")));
    } else {
        ck_ended(&result, 130, "brandpunt: interrupted\n");
        ck_untouched(&before, output);
    }
    ck_nothing_left();
    free_result(&result);
    free_image(&before);
    free(country);
    free(study);
    free(output);
}
END_TEST

/* Who reads the events has seen enough after the first: `2>&1 | head -1`. */
START_TEST(pipe_closed)
{
    char *study = bp_text_copy(at("study.yaml")), *output = bp_text_copy(at("out")), letter = 0;
    const char *arguments[] = {program_path(), "run", study, "--output", output, "--progress", "json", NULL};
    int ends[2], status = 0;
    write_country(NULL);
    ck_assert_int_eq(pipe(ends), 0);
    pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) {
        dup2(ends[1], STDOUT_FILENO);
        dup2(ends[1], STDERR_FILENO);
        close(ends[0]);
        execv(arguments[0], (char **)arguments);
        _exit(99);
    }
    close(ends[1]);
    while (letter != '\n')
        ck_assert_int_eq((int)read(ends[0], &letter, 1), 1);
    close(ends[0]);
    while (waitpid(child, &status, 0) < 0)
        ck_assert_int_eq(errno, EINTR);
    ck_assert_msg(WIFEXITED(status), "killed by signal %d", WTERMSIG(status));
    ck_assert_int_eq(WEXITSTATUS(status), 130);
    ck_assert(!bp_path_exists(output));
    ck_nothing_left();
    free(study);
    free(output);
}
END_TEST

/* Stopped while it reads, while it writes its first file, and while it writes a later one. */
START_TEST(interrupted)
{
    static const char *const awaited[] = {NULL, "units.gpkg", "units.geojson"};
    static const int signals[] = {SIGINT, SIGTERM, SIGINT};
    char *country = bp_text_copy(at("demo")), *study = bp_text_copy(at("demo/study.yaml")),
         *output = bp_text_copy(at("out"));
    const char *demo[] = {"demo", country, "--units", "20000", NULL};
    const char *arguments[] = {"run", study, "--output", output, "--overwrite", NULL};
    program_result result = call_program(demo, NULL);
    ck_assert_msg(result.status == 0, "%s", result.err);
    free_result(&result);
    folder_image before = make_earlier_run("out");
    for (size_t i = 0; i < sizeof awaited / sizeof *awaited; i++) {
        pid_t child = start_program(arguments, NULL);
        await_file(child, awaited[i]);
        ck_assert_int_eq(kill(child, signals[i]), 0);
        result = finish_program(child);
        ck_ended(&result, 130, "brandpunt: interrupted\n");
        ck_assert_str_eq(result.out, "");
        ck_untouched(&before, output);
        ck_nothing_left();
        free_result(&result);
    }
    free_image(&before);
    free(country);
    free(study);
    free(output);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("cli.run_output");
    TCase *one = tcase_create("folder");
    tcase_set_timeout(one, 300);
    tcase_add_checked_fixture(one, set_up, tear_down);
    tcase_add_test(one, earlier_run);
    tcase_add_test(one, foreign_folder);
    tcase_add_test(one, output_is_a_file);
    tcase_add_test(one, output_has_no_parent);
    tcase_add_test(one, output_holds_the_study);
    tcase_add_test(one, folder_may_not_be_written);
    tcase_add_loop_test(one, file_too_large, 0, 3);
    tcase_add_test(one, disk_full);
    tcase_add_test(one, stdout_full);
    tcase_add_test(one, stdout_closed);
    tcase_add_test(one, pipe_closed);
    tcase_add_test(one, interrupted);
    tcase_add_loop_test(one, terminal_closed, 0, 2);
    suite_add_tcase(suite, one);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
