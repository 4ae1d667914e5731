#include "cli/progress.h"

#include "cli/terminal.h"
#include "geo/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#ifdef _WIN32
#include <io.h>
#define isatty        _isatty
#define STDERR_FILENO 2
#else
#include <unistd.h>
#endif

enum { MOST_STEPS = 64, BAR_CELLS = 20, STEP_COLUMNS = 28 };

/* Ten pictures a second are enough for the eye and cost nothing; a reader of events needs fewer. */
static const double draw_every = 0.1, tell_every = 0.5;
/* Earlier than this, what is left cannot be told from how far it is. */
static const double least_seconds = 2.0, least_share = 0.02;

struct bp_progress {
    bool quiet;
    bool says;                              /* a line for every finished step */
    bool draws;                             /* a bar, too */
    bool tells;                             /* events, as JSON */
    const volatile sig_atomic_t *interrupt; /* NULL: nothing stops it */
    const char *step, *things;
    int64_t count;
    double share, begun, drawn;
    bool has_pieces; /* the step is made of pieces of work: how many are to come nobody knows */
    bp_timing timings[MOST_STEPS];
    int n_timings;
};

double bp_seconds(void)
{
    struct timespec now;
    timespec_get(&now, TIME_UTC);
#ifdef CLOCK_MONOTONIC
    clock_gettime(CLOCK_MONOTONIC, &now);
#endif
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

bp_progress *bp_progress_new(bp_progress_form form, bool quiet)
{
    bp_progress *progress = (bp_progress *)calloc(1, sizeof *progress);
    if (!progress)
        return NULL;
    bool is_terminal = isatty(STDERR_FILENO) != 0;
    progress->quiet = quiet;
    progress->tells = form == BP_PROGRESS_JSON;
    progress->says = !quiet && (form == BP_PROGRESS_BAR || (form == BP_PROGRESS_AUTO && is_terminal));
    progress->draws = progress->says && bp_terminal_is_able(stderr);
    return progress;
}

void bp_progress_watch(bp_progress *progress, const volatile sig_atomic_t *interrupt)
{
    progress->interrupt = interrupt;
}

void bp_progress_free(bp_progress *progress)
{
    free(progress);
}

bool bp_progress_form_parse(const char *word, bp_progress_form *out)
{
    static const char *const words[] = {"none", "bar", "json"};
    for (int i = 0; i < 3; i++)
        if (strcmp(word, words[i]) == 0) {
            *out = (bp_progress_form)(BP_PROGRESS_NONE + i);
            return true;
        }
    return false;
}

/* "1:05 left", "12 s left". */
static void add_left(double seconds, char *text, size_t size)
{
    int64_t whole = (int64_t)(seconds + 0.5);
    if (whole >= 3600)
        snprintf(text, size, "%" PRId64 ":%02d:%02d left", whole / 3600, (int)(whole / 60 % 60),
                 (int)(whole % 60));
    else if (whole >= 60)
        snprintf(text, size, "%d:%02d left", (int)(whole / 60), (int)(whole % 60));
    else
        snprintf(text, size, "%d s left", (int)whole);
}

/* On long work: how many a second, and how long still. */
static void describe_rate(const bp_progress *progress, double seconds, char *text, size_t size)
{
    char count[32], left[48];
    text[0] = '\0';
    if (progress->has_pieces || seconds < least_seconds || progress->share < least_share)
        return;
    add_left(seconds / progress->share - seconds, left, sizeof left);
    double rate = (double)progress->count * progress->share / seconds;
    if (rate >= 1.0)
        snprintf(text, size, "  %s/s, %s", bp_text_count((int64_t)rate, count), left);
    else
        snprintf(text, size, "  %s", left);
}

static void draw(const bp_progress *progress, double now)
{
    int full = (int)(progress->share * BAR_CELLS);
    char rate[96];
    describe_rate(progress, now - progress->begun, rate, sizeof rate);
    fprintf(stderr, "\r%-*s ", STEP_COLUMNS, progress->step);
    bp_terminal_set(stderr, BP_TERMINAL_GREEN);
    for (int i = 0; i < full; i++)
        fputc('#', stderr);
    bp_terminal_set(stderr, BP_TERMINAL_PLAIN);
    for (int i = full; i < BAR_CELLS; i++)
        fputc('.', stderr);
    fprintf(stderr, " %3d %%%s\033[K", (int)(100.0 * progress->share), rate);
    fflush(stderr);
}

/* Names of steps and things are the program's own: letters, digits and blanks, nothing to be escaped. */
static void tell(const bp_progress *progress, double now, const char *state)
{
    fprintf(stderr, "{\"step\": \"%s\", \"share\": %.3f, \"done\": %s, \"seconds\": %.3f", progress->step,
            progress->share, strcmp(state, "done") == 0 ? "true" : "false", now - progress->begun);
    if (strcmp(state, "stopped") == 0)
        fputs(", \"stopped\": true", stderr);
    if (progress->things)
        fprintf(stderr, ", \"count\": %" PRId64 ", \"of\": \"%s\"", progress->count, progress->things);
    fputs("}\n", stderr);
    fflush(stderr);
}

void bp_progress_begin(bp_progress *progress, const char *step)
{
    bp_progress_end(progress);
    progress->step = step;
    progress->things = NULL;
    progress->count = 0;
    progress->share = 0.0;
    progress->has_pieces = false;
    progress->begun = bp_seconds();
    progress->drawn = progress->begun;
    if (progress->draws)
        draw(progress, progress->begun);
    if (progress->tells)
        tell(progress, progress->begun, "begun");
}

void bp_progress_count(bp_progress *progress, int64_t n, const char *things)
{
    progress->count = n;
    progress->things = things;
}

void bp_progress_update(void *user, double share)
{
    bp_progress *progress = (bp_progress *)user;
    if (!progress->step || (!progress->draws && !progress->tells))
        return;
    /* Each piece of work of a step counts from 0; a bar that goes back is none. */
    progress->has_pieces = progress->has_pieces || share < progress->share;
    if (share > progress->share)
        progress->share = share < 1.0 ? share : 1.0;
    double now = bp_seconds();
    if (now - progress->drawn < (progress->draws ? draw_every : tell_every))
        return;
    progress->drawn = now;
    if (progress->draws)
        draw(progress, now);
    else
        tell(progress, now, "under way");
}

static void say_done(const bp_progress *progress, double seconds)
{
    char count[32];
    fprintf(stderr, "%s%-*s %8.2f s", progress->draws ? "\r" : "", STEP_COLUMNS, progress->step, seconds);
    if (progress->things)
        fprintf(stderr, "  %14s %s", bp_text_count(progress->count, count), progress->things);
    fprintf(stderr, "%s\n", progress->draws ? "\033[K" : "");
    fflush(stderr);
}

void bp_progress_end(bp_progress *progress)
{
    if (!progress->step)
        return;
    if (progress->interrupt && *progress->interrupt) {
        bp_progress_stop(progress);
        return;
    }
    double now = bp_seconds(), seconds = now - progress->begun;
    if (progress->n_timings < MOST_STEPS)
        progress->timings[progress->n_timings++] = (bp_timing){progress->step, seconds};
    progress->share = 1.0;
    if (progress->tells)
        tell(progress, now, "done");
    if (progress->says)
        say_done(progress, seconds);
    progress->step = NULL;
}

void bp_progress_stop(bp_progress *progress)
{
    if (!progress->step)
        return;
    if (progress->tells)
        tell(progress, bp_seconds(), "stopped");
    if (progress->draws) {
        fputs("\r\033[K", stderr);
        fflush(stderr);
    }
    progress->step = NULL;
}

const bp_timing *bp_progress_timings(const bp_progress *progress, int *n)
{
    *n = progress->n_timings;
    return progress->timings;
}

bool bp_progress_quiet(const bp_progress *progress)
{
    return progress->quiet;
}
