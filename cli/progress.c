#include "cli/progress.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#ifdef _WIN32
#include <io.h>
#define isatty        _isatty
#define STDERR_FILENO 2
#else
#include <unistd.h>
#endif

enum { MOST_STEPS = 64, BAR_CELLS = 30 };

struct bp_progress {
    bool quiet, drawing;
    const char *step;
    double begun, drawn;
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

bp_progress *bp_progress_new(bool quiet)
{
    bp_progress *progress = (bp_progress *)calloc(1, sizeof *progress);
    if (progress) {
        progress->quiet = quiet;
        progress->drawing = !quiet && isatty(STDERR_FILENO);
    }
    return progress;
}

void bp_progress_free(bp_progress *progress)
{
    free(progress);
}

static void draw(const bp_progress *progress, double share)
{
    int full = (int)(share * BAR_CELLS);
    char bar[BAR_CELLS + 1];
    for (int i = 0; i < BAR_CELLS; i++)
        bar[i] = i < full ? '#' : '-';
    bar[BAR_CELLS] = '\0';
    fprintf(stderr, "\r%-28s [%s] %3d%%\033[K", progress->step, bar, (int)(100.0 * share));
    fflush(stderr);
}

void bp_progress_begin(bp_progress *progress, const char *step)
{
    bp_progress_end(progress);
    progress->step = step;
    progress->begun = bp_seconds();
    progress->drawn = progress->begun;
    if (progress->drawing)
        draw(progress, 0.0);
}

void bp_progress_update(void *user, double share)
{
    bp_progress *progress = (bp_progress *)user;
    if (!progress->drawing || !progress->step)
        return;
    double now = bp_seconds();
    /* Ten pictures a second are enough for the eye and cost nothing. */
    if (now - progress->drawn < 0.1)
        return;
    progress->drawn = now;
    draw(progress, share < 0.0 ? 0.0 : share > 1.0 ? 1.0 : share);
}

void bp_progress_end(bp_progress *progress)
{
    if (!progress->step)
        return;
    double seconds = bp_seconds() - progress->begun;
    if (progress->n_timings < MOST_STEPS)
        progress->timings[progress->n_timings++] = (bp_timing){progress->step, seconds};
    if (progress->drawing) {
        fprintf(stderr, "\r%-28s %8.2f s\033[K\n", progress->step, seconds);
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
