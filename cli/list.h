/* Areas and programmes as lists of codes: the shipped ones and the user's own. How to make one:
 * docs/study.md. */
#ifndef BP_CLI_LIST_H
#define BP_CLI_LIST_H

#include "geo/context.h"

#include <stdint.h>

typedef enum bp_list_kind { BP_LIST_DESIGNATED, BP_LIST_PROGRAMME } bp_list_kind;

typedef enum bp_list_level {
    BP_LIST_UNIT,        /**< member codes are ids of units */
    BP_LIST_MUNICIPALITY /**< they are codes of municipalities */
} bp_list_level;

/** One area or deal. What the list does not tell is NULL, never "". */
typedef struct bp_list_area {
    char *id;
    char *name;
    char *municipality;      /**< in words */
    char *phase;             /**< the round or year in which it was made */
    char *level;             /**< what it covers, in the list's own words ("submunicipal") */
    char *certainty;         /**< how sure it is that the area is one of these */
    char *certainty_members; /**< how sure its members are as a whole */
    char *start, *end;       /**< years or dates from and to which it runs */
    char *source;            /**< where this was found */
    char *note;
    int64_t n_members; /**< 0: nothing can be drawn for it */
    int64_t row;       /**< data row in areas_path, from 1 */
} bp_list_area;

typedef struct bp_list_member {
    int area;        /**< index into areas */
    char *code;      /**< trimmed */
    char *vintage;   /**< year of the code */
    char *inclusion; /**< the list's own word: "whole", "part"; NULL: not told */
    char *part;      /**< which part of it, in words; NULL: not told */
    char *certainty; /**< how sure it is that it belongs */
    char *note;
    bool has_share;
    double share; /**< how much of the unit belongs, above 0 and at most 1; 1 where it is not told */
    int64_t row;  /**< data row in members_path, from 1 */
} bp_list_member;

/** A layer with outlines of parts of units, a row for each, beside the members. Its columns are named. */
typedef struct bp_list_parts {
    char *path; /**< NULL: the list has none */
    char *layer;
    char *crs; /**< of a file that does not say */
    char *area, *code;
    int line; /**< where list.yaml names it */
} bp_list_parts;

typedef struct bp_list {
    char *name, *title;
    char *source;  /**< of the list as a whole */
    char *licence; /**< NULL: not told */
    bp_list_kind kind;
    bp_list_level level;
    char *manifest_path, *areas_path, *members_path; /**< the files it was read from */
    int n_areas;
    bp_list_area *areas;
    int64_t n_members;
    bp_list_member *members;
    bp_list_parts parts;
} bp_list;

/**
 * Read a list: a shipped one by its name, or a folder with a list.yaml by its path against `base_directory`.
 * A shipped name goes first; a folder of the same name is meant by writing ./NAME. Errors: BP_ERROR_INPUT for
 * an unknown name (with the nearest and all), a manifest that is not right (file and line), a missing column,
 * an empty id, name or code, a repeated area id, a member of no area, a code twice in an area, and for a
 * designated list a code in two areas; each with file and row.
 * Complexity: O(rows x areas) at worst for finding areas, O(rows log rows) for repeated codes.
 */
bp_status bp_list_read(bp_context *context, const char *name_or_path, const char *base_directory,
                       bp_list **out);
void bp_list_free(bp_list *list);

/** True when only part of the member belongs: inclusion "part", or a part is named. */
bool bp_list_member_is_part(const bp_list_member *member);

#endif
