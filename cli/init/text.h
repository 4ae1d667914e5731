/* The text of a study as it grows. */
#ifndef BP_CLI_INIT_TEXT_H
#define BP_CLI_INIT_TEXT_H

#include "geo/context.h"

/** Lost memory is remembered in `failed`; all that follows then does nothing. */
typedef struct bp_init_text {
    char *bytes;
    size_t n, cap;
    bool failed;
} bp_init_text;

#define BP_INIT_TEXT_INIT                                                                                    \
    {                                                                                                        \
        NULL, 0, 0, false                                                                                    \
    }

void bp_init_add(bp_init_text *text, const char *format, ...) BP_PRINTF(2, 3);

/** Comment lines ("# ...") behind `indent` blanks, broken between words at 100 columns. */
void bp_init_comment(bp_init_text *text, int indent, const char *format, ...) BP_PRINTF(3, 4);

/** `value` as YAML takes it for a text: as it stands, or in double quotes where it must; to free(). */
char *bp_init_yaml(const char *value);

/** "  key: value", quoted where it must be; nothing where value is NULL. */
void bp_init_entry(bp_init_text *text, int indent, const char *key, const char *value);

#endif
