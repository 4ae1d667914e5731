/* Where in a study something stands, and whether two names are one. For the checks of a study. */
#ifndef BP_CLI_STUDY_PLACE_H
#define BP_CLI_STUDY_PLACE_H

#include "cli/study.h"

#include <ctype.h>
#include <stdio.h>

enum { BP_STUDY_PATH = 96 };

static inline bool bp_study_is_given(const bp_study *study, const char *path)
{
    return bp_yaml_find(&study->file, path) >= 0;
}

/* "indicators[2].from" into buffer[BP_STUDY_PATH]; returned. */
static inline const char *bp_study_place(char *buffer, const char *list, int i, const char *key)
{
    snprintf(buffer, BP_STUDY_PATH, "%s[%d].%s", list, i, key);
    return buffer;
}

/* Column names of a GeoPackage do not tell capitals apart, so neither do names here. */
static inline bool bp_study_same_name(const char *a, const char *b)
{
    while (*a && tolower((unsigned char)*a) == tolower((unsigned char)*b))
        a++, b++;
    return *a == *b;
}

/** The name of entry i of `list` is that of no other before it; `name_at` gives the name of an entry. */
bp_status bp_study_check_unique(bp_context *context, const bp_study *study, const char *list, int i,
                                const char *(*name_at)(const bp_study *study, int i));

#endif
