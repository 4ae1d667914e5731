/* Other methods than the answer's, drawn on the same positions, and how far they agree with it. */
#ifndef BP_CLI_RUN_METHODS_METHODS_H
#define BP_CLI_RUN_METHODS_METHODS_H

#include "analysis/compare.h"
#include "analysis/rule.h"
#include "geo/folder.h"

#include <jansson.h>

struct bp_run;

/** A method of the study and what it drew. */
typedef struct bp_run_method {
    const char *name; /**< areas.method or one of areas.also, lent by the study */
    bp_areas areas;   /**< empty of the first method: its areas are the run's */
    int64_t units;    /**< members, bridges not among them */
    double population, weight;
    bp_backtest backtest; /**< only where the study has designated areas */
    bool draws_none;      /**< it has no area at all and is left out of what others find */
    double *share;        /**< share[proposed areas] of their residents in areas of this method */
} bp_run_method;

/**
 * Draw the areas of a method and warn where it draws none, with the reason that is its own: a scan without a
 * significant cluster says how likely its best one is. `path` is the key of the study that asks for it.
 */
bp_status bp_run_draw_told(struct bp_run *run, const bp_rule *rule, const char *path, bp_areas *out);

/** All of them, the answer first; n = 0 where the study names no other. */
typedef struct bp_run_methods {
    int n;
    bp_run_method *methods; /**< methods[n] */
    int32_t *found_by;      /**< found_by[proposed areas]: other methods that hold half of its residents */
    int n_drawing;          /**< other methods that draw an area at all */
    int32_t n_found_by_all; /**< proposed areas that every one of those finds; 0 where there is none */
} bp_run_methods;

/** An area is found by a method whose areas hold at least so much of its residents. */
#define BP_RUN_METHODS_HALF 0.5

/** Draw by the methods of areas.also and hold them against the answer. Failures are blamed on the study's
 * line. */
bp_status bp_run_draw_methods(struct bp_run *run);
void bp_run_methods_clear(bp_run_methods *methods);

/** The areas of a method, lent. */
const bp_areas *bp_run_method_areas(const struct bp_run *run, int method);

/** What an area of another method is called: "components-001". To free(); NULL when memory runs out. */
char *bp_run_method_area_id(const struct bp_run *run, int method, int32_t area);

/** methods.csv, agreement.csv and focus_areas_by_method.gpkg; nothing where the study names one method. */
bp_status bp_run_write_methods(struct bp_run *run, const bp_folder *folder);
/** The last of these. */
bp_status bp_run_write_method_areas(struct bp_run *run, const bp_folder *folder);

/** The block `methods` of run.json; null where the study names one method. */
json_t *bp_run_methods_json(const struct bp_run *run);
/** Lines of the closing table. */
void bp_run_methods_print(const struct bp_run *run);

#endif
