/* How wide texts are, what is put on a terminal, and how progress is told. */
#define _XOPEN_SOURCE 700 /* terminals to lend */
#include "cli/progress.h"
#include "cli/terminal.h"
#include "cli/text_width.h"
#include "tests/cli/country.h"

#include <poll.h>
#include <termios.h>
#include <time.h>

/* A text, and the columns that a terminal gives it: counted by hand, after Unicode Standard Annex 11. */
typedef struct wide_text {
    const char *text;
    int columns;
} wide_text;

static const wide_text wide_texts[] = {
    {"", 0},
    {"Zutphen", 7},
    {"Cura\xC3\xA7"
     "ao",
     7},
    {"Cafe\xCC\x81", 4},             /* e and a combining acute */
    {"\xE6\x9D\xB1\xE4\xBA\xAC", 4}, /* two ideographs */
    {"\xED\x95\x9C\xEA\xB8\x80", 4}, /* two syllables of Hangul */
    {"\xEF\xBC\xA1", 2},             /* a full-width A */
    {"\xEF\xBD\xB1", 1},             /* a half-width katakana */
    {"a\xE2\x80\x8B"
     "b",
     2},                                     /* a space of no width between */
    {"\xF0\x9F\x98\x80", 2},                 /* a face */
    {"\xF0\x9F\x91\x8D\xF0\x9F\x8F\xBD", 2}, /* a thumb with a colour of skin */
    {"\xD7\xA9\xD6\xB8", 1},                 /* a Hebrew letter with its vowel */
    {"a\xFF"
     "b",
     3},             /* no UTF-8 */
    {"\xE2\x80", 2}, /* cut off */
};

START_TEST(widths)
{
    const wide_text *w = &wide_texts[_i];
    ck_assert_int_eq(bp_text_columns(w->text, strlen(w->text)), w->columns);
}
END_TEST

/* What a function prints to stdout, to be freed. */
static char *printed(void (*print)(const char *, int), const char *text, int columns)
{
    int kept = dup(STDOUT_FILENO);
    fflush(stdout);
    redirect(at("cell.txt"), STDOUT_FILENO);
    print(text, columns);
    fflush(stdout);
    dup2(kept, STDOUT_FILENO);
    close(kept);
    return get_file(at("cell.txt"), NULL);
}

static void ck_cell(const char *text, int columns, const char *left, const char *right)
{
    char *one = printed(bp_terminal_cell, text, columns),
         *other = printed(bp_terminal_cell_right, text, columns);
    ck_assert_str_eq(one, left);
    ck_assert_str_eq(other, right);
    free(one);
    free(other);
}

/* A mark stays with its letter, and a wide character that does not fit is left out whole. */
START_TEST(cells)
{
    ck_cell("Ede", 5, "Ede  ", "  Ede");
    ck_cell("Zutphen", 5, "Zutp\xE2\x80\xA6", "Zutp\xE2\x80\xA6");
    ck_cell("Zutphen", 7, "Zutphen", "Zutphen");
    ck_cell("\xE6\x9D\xB1\xE4\xBA\xAC", 3, "\xE6\x9D\xB1\xE2\x80\xA6", "\xE6\x9D\xB1\xE2\x80\xA6");
    ck_cell("\xE6\x9D\xB1\xE4\xBA\xAC", 2, "\xE2\x80\xA6 ", " \xE2\x80\xA6");
    ck_cell("Cafe\xCC\x81s", 4, "Caf\xE2\x80\xA6", "Caf\xE2\x80\xA6");
    ck_cell("Cafe\xCC\x81", 5, "Cafe\xCC\x81 ", " Cafe\xCC\x81");
    /* Names from a file cannot move the cursor, colour what follows or turn it round. */
    ck_cell("a\033[31mb", 9, "a?[31mb  ", "  a?[31mb");
    ck_cell("a\xE2\x80\xAE"
            "b\n",
            5, "a?b? ", " a?b?");
    ck_cell("a\xC2\x9B"
            "b",
            4, "a?b ", " a?b");
}
END_TEST

static void print_head(const char *text, int indent)
{
    bp_terminal_print(text, "Zuid\x1B[0m", indent);
}

/* A name that begins a text is text from data, too: it colours nothing and turns nothing round. */
START_TEST(nothing_is_obeyed)
{
    char *made = printed(print_head, "A\x1B]0;b\x07\xE2\x80\xAE\xE2\x80\xAC", 2);
    ck_assert_str_eq(made, "A?]0;b??? Zuid?[0m\n");
    free(made);
}
END_TEST

START_TEST(forms_of_progress)
{
    bp_progress_form form = BP_PROGRESS_AUTO;
    ck_assert(!bp_progress_form_parse("", &form) && !bp_progress_form_parse("BAR", &form));
    ck_assert_int_eq(form, BP_PROGRESS_AUTO);
    ck_assert(bp_progress_form_parse("none", &form) && form == BP_PROGRESS_NONE);
    ck_assert(bp_progress_form_parse("bar", &form) && form == BP_PROGRESS_BAR);
    ck_assert(bp_progress_form_parse("json", &form) && form == BP_PROGRESS_JSON);
}
END_TEST

/* Lines of stderr that are events, held against their schema: a step begins with 0 and ends with 1, in order.
 */
static void ck_events(const char *err)
{
    int n_done = 0, n_begun = 0;
    char open[64] = "";
    for (const char *line = err; *line; line += strcspn(line, "\n"), line += *line == '\n') {
        json_t *event = json_loadb(line, strcspn(line, "\n"), 0, NULL);
        ck_assert_msg(event != NULL, "no JSON: %.*s", (int)strcspn(line, "\n"), line);
        const char *step = json_string_value(json_at(event, "step"));
        double share = json_number_value(json_at(event, "share"));
        bool is_done = json_is_true(json_at(event, "done"));
        ck_assert(json_number_value(json_at(event, "seconds")) >= 0.0 && share >= 0.0 && share <= 1.0);
        if (!open[0]) {
            ck_assert(!is_done && share == 0.0);
            snprintf(open, sizeof open, "%s", step);
            n_begun++;
        }
        ck_assert_str_eq(open, step);
        if (is_done) {
            ck_assert(share == 1.0);
            n_done++;
            open[0] = '\0';
        }
        json_decref(event);
    }
    ck_assert_int_gt(n_done, 8);
    ck_assert_int_eq(n_done, n_begun);
}

START_TEST(events)
{
    write_country(NULL);
    program_result result = run_country("out", "--progress", "json", "--quiet");
    ck_assert_int_eq(result.status, 0);
    ck_assert_str_eq(result.out, "");
    ck_events(result.err);
    ck_assert_ptr_nonnull(
        strstr(result.err, "{\"step\": \"read units\", \"share\": 1.000, \"done\": true, \"seconds\": "));
    ck_assert_ptr_nonnull(strstr(result.err, "\"count\": 30, \"of\": \"units\"}\n"));
    free_result(&result);
}
END_TEST

/* Without a terminal: nothing unless asked, and then lines without control sequences. */
/* A step that reads two files counts from 0 twice. */
START_TEST(never_back)
{
    int kept = dup(STDERR_FILENO);
    bp_progress *progress = bp_progress_new(BP_PROGRESS_JSON, true);
    ck_assert_ptr_nonnull(progress);
    redirect(at("told.txt"), STDERR_FILENO);
    bp_progress_begin(progress, "read");
    bp_progress_update(progress, 0.9);
    ck_assert_int_eq(nanosleep(&(struct timespec){0, 600000000}, NULL), 0);
    bp_progress_update(progress, 0.2);
    bp_progress_end(progress);
    dup2(kept, STDERR_FILENO);
    close(kept);
    bp_progress_free(progress);
    char *told = get_file(at("told.txt"), NULL);
    ck_assert_ptr_nonnull(strstr(told, "\"share\": 0.900, \"done\": false"));
    ck_assert_ptr_null(strstr(told, "0.200"));
    free(told);
}
END_TEST

START_TEST(lines_in_a_pipe)
{
    write_country(NULL);
    program_result silent = run_country("out", NULL, NULL, NULL),
                   lines = run_country("out2", "--progress", "bar", NULL);
    ck_assert_ptr_null(strstr(silent.err, "read units"));
    ck_assert_ptr_nonnull(strstr(lines.err, "read units "));
    ck_assert_ptr_nonnull(strstr(lines.err, " s              30 units\n"));
    ck_assert_ptr_null(strpbrk(lines.err, "\r\033"));
    ck_assert_ptr_null(strpbrk(lines.out, "\r\033"));
    free_result(&silent);
    free_result(&lines);
}
END_TEST

/* A step that fails is not said to be done. */
START_TEST(failed_step)
{
    write_country(NULL);
    put_file(at("units.geojson"), "{\"type\": \"FeatureCollection\", \"features\": []}");
    program_result result = run_country("out", "--progress", "json", NULL);
    ck_assert_int_eq(result.status, 1);
    ck_assert_ptr_nonnull(
        strstr(result.err, "{\"step\": \"read units\", \"share\": 0.000, \"done\": false, "));
    ck_assert_ptr_nonnull(strstr(result.err, "\"stopped\": true}\nbrandpunt: "));
    ck_assert_ptr_null(strstr(result.err, "\"done\": true"));
    free_result(&result);
}
END_TEST

/* Runs the country on a terminal of 80 columns, with two settings of the environment; what it showed, to be
 * freed. NULL where the system has no terminals to lend. */
static char *run_on_terminal(const char *term, const char *no_color, int signal_sent, int *status)
{
    enum { MOST = 200000 };
    int master = posix_openpt(O_RDWR | O_NOCTTY);
    if (master < 0 || grantpt(master) || unlockpt(master))
        return NULL;
    const char *name = ptsname(master);
    char *study = bp_text_copy(at("study.yaml")), *out = bp_text_copy(at("terminal-run"));
    pid_t child = fork();
    if (child == 0) {
        setsid();
        int slave = open(name, O_RDWR);
        dup2(slave, STDOUT_FILENO);
        dup2(slave, STDERR_FILENO);
        setenv("TERM", term, 1);
        setenv("NO_COLOR", no_color, 1);
        execl(program_path(), "brandpunt", "run", study, "--output", out, "--overwrite", (char *)NULL);
        _exit(99);
    }
    char *shown = (char *)calloc(MOST, 1);
    size_t used = 0;
    bool is_over = false, is_sent = signal_sent == 0;
    while (!is_over && used < MOST - 1) {
        struct pollfd wait = {master, POLLIN, 0};
        if (poll(&wait, 1, 100) > 0) {
            ssize_t n = read(master, shown + used, MOST - 1 - used);
            is_over = n <= 0;
            used += n > 0 ? (size_t)n : 0;
        }
        if (!is_sent && strstr(shown, "read units")) {
            kill(child, signal_sent);
            is_sent = true;
        }
        is_over = is_over || (wait.revents == 0 && waitpid(child, status, WNOHANG) == child && (child = -1));
    }
    if (child > 0)
        waitpid(child, status, 0);
    close(master);
    free(study);
    free(out);
    return shown;
}

/* Every line as the terminal leaves it: what stood before the last carriage return was written over. */
static void ck_lines_fit(const char *shown)
{
    for (const char *line = shown; *line; line += strcspn(line, "\n"), line += *line == '\n') {
        int columns = 0;
        for (const char *c = line; *c && *c != '\n';) {
            size_t n = 0;
            if (*c == '\033') {
                c += strcspn(c, "mK") + 1;
                continue;
            }
            columns = *c == '\r' ? 0 : columns + bp_character_columns(bp_text_character(c, &n));
            c += *c == '\r' ? 1 : n;
            ck_assert_msg(columns <= 80, "longer than 80 columns: %.*s", (int)strcspn(line, "\n"), line);
        }
    }
}

START_TEST(terminal)
{
    int status = 0;
    write_country(NULL);
    char *shown = run_on_terminal("xterm", "", 0, &status);
    if (!shown)
        return;
    ck_assert_int_eq(WEXITSTATUS(status), 0);
    ck_assert_ptr_nonnull(strstr(shown, "\rread units "));
    ck_assert_ptr_nonnull(strstr(shown, "\033[K"));
    ck_assert_ptr_nonnull(strstr(shown, "\033[1m"));
    ck_lines_fit(shown);
    free(shown);
    shown = run_on_terminal("xterm", "1", 0, &status);
    ck_assert_ptr_null(strstr(shown, "\033[1m"));
    ck_assert_ptr_null(strstr(shown, "\033[0m"));
    ck_assert_ptr_nonnull(strstr(shown, "\033[K"));
    free(shown);
    shown = run_on_terminal("dumb", "", 0, &status);
    ck_assert_ptr_null(strchr(shown, '\033'));
    ck_assert_ptr_nonnull(strstr(shown, "read units "));
    free(shown);
}
END_TEST

/* The bar is wiped before the message, which begins its own line. */
START_TEST(interrupted)
{
    int status = 0;
    write_country(NULL);
    char *shown = run_on_terminal("xterm", "1", SIGINT, &status);
    if (!shown || WEXITSTATUS(status) == 0) { /* no terminal, or over before it was stopped */
        free(shown);
        return;
    }
    ck_assert_int_eq(WEXITSTATUS(status), 130);
    const char *message = strstr(shown, "brandpunt: ");
    ck_assert_ptr_nonnull(message);
    ck_assert_msg(message[-1] == '\n' || (message[-1] == 'K' && message[-2] == '['), "%s", shown);
    free(shown);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("terminal");
    TCase *tests = tcase_create("all");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_loop_test(tests, widths, 0, sizeof wide_texts / sizeof *wide_texts);
    tcase_add_test(tests, cells);
    tcase_add_test(tests, nothing_is_obeyed);
    tcase_add_test(tests, forms_of_progress);
    tcase_add_test(tests, events);
    tcase_add_test(tests, never_back);
    tcase_add_test(tests, lines_in_a_pipe);
    tcase_add_test(tests, failed_step);
    tcase_add_test(tests, terminal);
    tcase_add_test(tests, interrupted);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
