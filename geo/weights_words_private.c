#include "geo/weights_words_private.h"

#include "geo/number_private.h"

#include <math.h>
#include <string.h>

enum { LONGEST_SHOWN = 60 };

int bp_word_shown(bp_word w)
{
    return w.n > LONGEST_SHOWN ? LONGEST_SHOWN : (int)w.n;
}

/* The next line without its end; false at the end of the file. */
static bool next_line(bp_word_lines *lines, bp_word *out)
{
    if (!*lines->at)
        return false;
    size_t n = strcspn(lines->at, "\r\n");
    *out = (bp_word){lines->at, n};
    lines->at += n;
    if (lines->at[0] == '\r' && lines->at[1] == '\n')
        lines->at++;
    lines->at += *lines->at != '\0';
    lines->line++;
    return true;
}

bool bp_word_lines_next(bp_word_lines *lines, bp_word *out)
{
    while (next_line(lines, out)) {
        size_t n = 0;
        bp_trim(out->text, out->n, &n);
        if (n > 0)
            return true;
    }
    return false;
}

bool bp_word_take(bp_word *line, bp_word *out)
{
    while (line->n > 0 && strchr(" \t", *line->text)) {
        line->text++;
        line->n--;
    }
    if (line->n == 0)
        return false;
    bool quoted = *line->text == '"' && memchr(line->text + 1, '"', line->n - 1);
    const char *from = line->text + quoted;
    size_t n = 0, left = line->n - quoted;
    while (n < left && !(quoted ? from[n] == '"' : from[n] == ' ' || from[n] == '\t'))
        n++;
    *out = (bp_word){from, n};
    line->text = from + n + quoted;
    line->n = left - n - quoted;
    return true;
}

bool bp_word_to_count(bp_word w, int64_t *out)
{
    double value = 0.0;
    if (!bp_number_parse(w.text, w.n, &value) || value < 0.0 || value > INT32_MAX || value != floor(value))
        return false;
    *out = (int64_t)value;
    return true;
}

/* Take the next cell off a line, quotes undone in place; false when there is none. */
static bool next_cell(char **at, const char *end, char separator, bp_word *out)
{
    if (!*at)
        return false;
    char *from = *at, *to = from;
    *out = (bp_word){from, 0};
    if (from < end && *from == '"') {
        for (from++; from < end; from++) {
            if (*from == '"' && !(from + 1 < end && from[1] == '"'))
                break;
            from += *from == '"';
            *to++ = *from;
        }
        from += from < end;
    }
    while (from < end && *from != separator)
        *to++ = *from++;
    out->text = bp_trim(out->text, (size_t)(to - out->text), &out->n);
    *at = from < end ? from + 1 : NULL;
    return true;
}

int bp_word_cells(bp_word line, char separator, bp_word cells[BP_WORD_CELLS])
{
    char *at = (char *)line.text;
    const char *end = line.text + line.n;
    int n = 0;
    while (n < BP_WORD_CELLS && next_cell(&at, end, separator, &cells[n]))
        n++;
    return n;
}

char bp_word_separator(bp_word header)
{
    static const char candidates[] = ",;\t";
    for (const char *c = candidates; *c; c++)
        if (memchr(header.text, *c, header.n))
            return *c;
    return ',';
}
