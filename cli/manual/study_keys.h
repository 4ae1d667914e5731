/* The keys of a study, from the same schema that a study is checked against. */
#ifndef BP_CLI_MANUAL_STUDY_KEYS_H
#define BP_CLI_MANUAL_STUDY_KEYS_H

#include <stdbool.h>

/** Told of one key: "areas.base", "indicators[].domain"; `form` is "a number", "one of queen, rook". */
typedef void (*bp_study_key_fn)(void *user, const char *key, const char *form, bool is_required);

/** Go through all keys in the order of docs/study.md. Keys of keys come after them. */
void bp_study_keys_each(bp_study_key_fn tell, void *user);

/** Print the key and those below it, or all (NULL), to stdout; false where there is no such key, and in
 * `*nearest`, if not NULL, the nearest one of BP_STUDY_KEY bytes, "" for none. */
enum { BP_STUDY_KEY = 128 };
bool bp_study_keys_print(const char *key, char nearest[BP_STUDY_KEY]);

#endif
