#include "geo/csv_shape_private.h"

#include <cpl_port.h>
#include <stdbool.h>
#include <string.h>

/* The comma last: it also stands in numbers and in texts. */
static const char candidates[] = ";\t|,";

enum { CANDIDATES = sizeof candidates - 1 };

/* Lines from here on, one record after the other; a record goes over a line's end inside quotes. */
struct walk {
    const char *at, *end;
    char separator;
    int line;       /* that `at` is on, from 1 */
    bool is_strict; /* so far every quote stood around a whole cell, or was one of two inside such quotes */
};

static void skip_line_end(struct walk *walk)
{
    if (walk->at == walk->end)
        return;
    if (*walk->at == '\r' && walk->at + 1 < walk->end && walk->at[1] == '\n')
        walk->at++;
    walk->at++;
    walk->line++;
}

static bool is_line_end(const struct walk *walk)
{
    return walk->at == walk->end || *walk->at == '\n' || *walk->at == '\r';
}

static void skip_quoted(struct walk *walk)
{
    for (walk->at++; walk->at < walk->end && *walk->at != '"';)
        if (*walk->at == '\n' || *walk->at == '\r')
            skip_line_end(walk);
        else
            walk->at++;
    walk->is_strict = walk->is_strict && walk->at < walk->end;
    walk->at += walk->at < walk->end;
}

/* Past a cell, to what ends it. A quote inside of a cell is a sign like any other. */
static void skip_cell(struct walk *walk)
{
    bool is_quoted = walk->at < walk->end && *walk->at == '"';
    while (walk->at < walk->end && *walk->at == '"')
        skip_quoted(walk);
    for (; !is_line_end(walk) && *walk->at != walk->separator; walk->at++)
        walk->is_strict = walk->is_strict && !is_quoted && *walk->at != '"';
}

/* Past a record and its line's end; the number of its cells, 0 for an empty line. */
static int skip_record(struct walk *walk)
{
    int n = !is_line_end(walk);
    skip_cell(walk);
    for (; !is_line_end(walk); n++) {
        walk->at++;
        skip_cell(walk);
    }
    skip_line_end(walk);
    return n;
}

/* The number of cells that most of the first records have, more than one, and how many have it. */
struct fit {
    int n_lines, n_cells;
    bool is_strict; /* of all the first records */
};

static struct fit find_fit(struct walk walk)
{
    int counts[BP_CSV_FIRST_LINES];
    int n = 0;
    struct fit best = {0, 0, true};
    while (n < BP_CSV_FIRST_LINES && walk.at < walk.end) {
        counts[n] = skip_record(&walk);
        n += counts[n] > 0;
    }
    for (int i = 0; i < n; i++) {
        int same = 0;
        for (int j = 0; j < n; j++)
            same += counts[j] == counts[i];
        if (counts[i] > 1 && (same > best.n_lines || (same == best.n_lines && counts[i] > best.n_cells)))
            best = (struct fit){same, counts[i], true};
    }
    best.is_strict = walk.is_strict;
    return best;
}

static bool is_better(const struct fit *fit, const struct fit *best)
{
    if (fit->is_strict != best->is_strict)
        return fit->is_strict;
    return fit->n_lines > best->n_lines || (fit->n_lines == best->n_lines && fit->n_cells > best->n_cells);
}

/* A wrong separator takes a quote for a sign inside of a cell, and the lines of a quoted text for records:
 * one under which every quote stands where it should outdoes any number of lines cut alike. */
static char find_separator(const struct walk *from)
{
    struct fit best = {0, 0, false};
    char found = ',';
    for (int i = 0; i < CANDIDATES; i++) {
        struct walk walk = *from;
        walk.separator = candidates[i];
        const struct fit fit = find_fit(walk);
        if (is_better(&fit, &best)) {
            best = fit;
            /* None that cuts anything is the comma. */
            found = fit.n_cells > 1 ? candidates[i] : ',';
        }
    }
    return found;
}

/* The separator that a first line `sep=;` names, which is then passed over; NUL without one. */
static char take_sep_line(struct walk *walk)
{
    struct walk line = *walk;
    bool is_quoted = line.at < line.end && *line.at == '"';
    line.at += is_quoted;
    if (line.end - line.at < 5 || !EQUALN(line.at, "sep=", 4) || line.at[4] == '\n' || line.at[4] == '\r')
        return '\0';
    char separator = line.at[4];
    line.at += 5;
    line.at += is_quoted && line.at < line.end && *line.at == '"';
    if (!is_line_end(&line))
        return '\0';
    skip_line_end(&line);
    *walk = line;
    return separator;
}

/* The first line with as many cells as most have. */
static int find_likely(struct walk walk)
{
    struct fit fit = find_fit(walk);
    while (walk.at < walk.end && walk.line <= BP_CSV_FIRST_LINES) {
        int line = walk.line;
        if (skip_record(&walk) == fit.n_cells)
            return line;
    }
    return 0;
}

bp_csv_shape bp_csv_find_shape(char *text, const char *end, int header_row)
{
    struct walk walk = {text, end, ',', 1, true};
    char said = take_sep_line(&walk);
    while (walk.line < header_row && walk.at < walk.end) {
        while (!is_line_end(&walk))
            walk.at++;
        skip_line_end(&walk);
    }
    walk.separator = said ? said : find_separator(&walk);
    bool is_there = walk.line >= header_row && (walk.at < walk.end || header_row == 0);
    bp_csv_shape shape = {walk.separator, is_there ? text + (walk.at - text) : NULL, NULL, 0,
                          find_likely(walk)};
    if (shape.likely_line == walk.line)
        shape.likely_line = 0;
    skip_record(&walk);
    shape.below = walk.at;
    shape.below_line = walk.line;
    return shape;
}

/* True when the cell that ends at `end` is this text, in quotes or not. */
static bool is_cell(const char *at, const char *end, const char *text)
{
    size_t n = strlen(text);
    if (end - at >= 2 && *at == '"' && end[-1] == '"') {
        at++;
        end--;
    }
    return (size_t)(end - at) == n && memcmp(at, text, n) == 0;
}

int bp_csv_find_line(const bp_csv_shape *shape, const char *end, const char *cell)
{
    struct walk walk = {shape->below, end, shape->separator, shape->below_line, true};
    while (walk.at < end && walk.line <= BP_CSV_FIRST_LINES) {
        int line = walk.line;
        for (bool goes_on = true; goes_on;) {
            const char *start = walk.at;
            skip_cell(&walk);
            if (is_cell(start, walk.at, cell))
                return line;
            goes_on = !is_line_end(&walk);
            walk.at += goes_on;
        }
        skip_line_end(&walk);
    }
    return 0;
}
