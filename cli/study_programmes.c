#include "cli/study_programmes.h"

#include "cli/study_place.h"
#include "geo/text.h"

#include <stdlib.h>
#include <string.h>

static bool is_number_between(const char *text, int n, int least, int most)
{
    int number = 0;
    for (int i = 0; i < n; i++) {
        if (text[i] < '0' || text[i] > '9')
            return false;
        number = 10 * number + (text[i] - '0');
    }
    return number >= least && number <= most;
}

bool bp_study_is_date(const char *text)
{
    size_t n = strlen(text);
    if ((n != 4 && n != 7 && n != 10) || !is_number_between(text, 4, 1, 9999))
        return false;
    if (n > 4 && (text[4] != '-' || !is_number_between(text + 5, 2, 1, 12)))
        return false;
    return n <= 7 || (text[7] == '-' && is_number_between(text + 8, 2, 1, 31));
}

char *bp_study_programme_column(const char *name)
{
    char *column = bp_text_format("in_%s", name);
    for (char *c = column ? column + 3 : NULL; c && *c; c++) {
        bool is_word = (*c >= 'a' && *c <= 'z') || (*c >= '0' && *c <= '9');
        bool is_capital = *c >= 'A' && *c <= 'Z';
        *c = is_word ? *c : is_capital ? (char)(*c - 'A' + 'a') : '_';
    }
    return column;
}

/* Its columns are those of no programme before it, also where one's name ends as a column does. */
static bp_status check_columns(bp_context *context, const bp_study *study, int i)
{
    static const char *const endings[] = {"", "_share", "_area_share", "_names"};
    enum { N = sizeof endings / sizeof *endings };
    char path[BP_STUDY_PATH];
    bp_status status = BP_OK;
    char *own = bp_study_programme_column(study->programmes[i].name);
    for (int j = 0; own && !status && j < i; j++) {
        char *other = bp_study_programme_column(study->programmes[j].name);
        for (int k = 0; other && !status && k < N * N; k++) {
            char *a = bp_text_format("%s%s", own, endings[k / N]),
                 *b = bp_text_format("%s%s", other, endings[k % N]);
            if (!a || !b)
                status = bp_context_fail_memory(context, 0);
            else if (strcmp(a, b) == 0)
                status = bp_study_fail(context, study, BP_ERROR_INPUT,
                                       bp_study_place(path, "programmes", i, "name"),
                                       "its column '%s' is also one of the programme on line %d; give it "
                                       "another name",
                                       a, study->programmes[j].line);
            free(a);
            free(b);
        }
        if (!other)
            status = bp_context_fail_memory(context, 0);
        free(other);
    }
    if (!own)
        status = bp_context_fail_memory(context, 0);
    free(own);
    return status;
}

static bp_status check_stray(bp_context *context, const bp_study *study, int i)
{
    const bp_study_regions *asked = &study->programmes[i];
    const char *stray = asked->level ? "level" : asked->start ? "start" : asked->end ? "end" : NULL;
    char path[BP_STUDY_PATH];
    snprintf(path, sizeof path, "programmes[%d]", i);
    if (!asked->list || !stray)
        return BP_OK;
    return bp_study_fail(context, study, BP_ERROR_INPUT, path,
                         "'%s' goes with 'source'; a list says itself what its columns are", stray);
}

bp_status bp_study_complete_programmes(bp_context *context, bp_study *study)
{
    bp_status status = BP_OK;
    if (study->as_of && !bp_study_is_date(study->as_of))
        status =
            bp_study_fail(context, study, BP_ERROR_INPUT, "as_of",
                          "found '%s', expected a year or a date, such as 2025 or 2025-11-30", study->as_of);
    for (int i = 0; !status && i < study->n_programmes; i++) {
        status = check_stray(context, study, i);
        if (!status)
            status = check_columns(context, study, i);
    }
    return status;
}
