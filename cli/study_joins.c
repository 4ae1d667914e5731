#include "cli/study_joins.h"

#include "cli/study_place.h"
#include "cli/yaml_check.h"
#include "geo/text.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_COLUMNS = 3 * BP_STUDY_MOST_HOWS + 2, MOST_WORDS = 8 };

/* Fail at a key of join i. */
#define FAIL(context, study, i, key, ...)                                                                    \
    bp_study_fail(context, study, BP_ERROR_INPUT, bp_study_place((char[BP_STUDY_PATH]){0}, "joins", i, key), \
                  __VA_ARGS__)

static bool is_given(const bp_study *study, int i, const char *key)
{
    char path[BP_STUDY_PATH];
    return bp_study_is_given(study, bp_study_place(path, "joins", i, key));
}

static bp_status check_name(bp_context *context, const bp_study *study, int i)
{
    char path[BP_STUDY_PATH];
    const char *name = study->joins[i].name;
    if (strchr(name, '.') || strcmp(name, "units") == 0)
        return FAIL(context, study, i, "name",
                    "found '%s', expected a name without a dot that is not 'units'", name);
    for (int j = 0; j < study->n_tables; j++)
        if (bp_study_same_name(study->tables[j].name, name))
            return FAIL(context, study, i, "name", "'%s' is the name of the table on line %d already", name,
                        bp_study_line(study, bp_study_place(path, "tables", j, "name")));
    for (int j = 0; j < i; j++)
        if (bp_study_same_name(study->joins[j].name, name))
            return FAIL(context, study, i, "name", "'%s' is the name of the join on line %d already", name,
                        bp_study_line(study, bp_study_place(path, "joins", j, "name")));
    return BP_OK;
}

/* The words under a key, which may be one or a list of them; lent. */
static bp_status read_words(bp_context *context, const bp_study *study, int i, const char *key,
                            const char *words[BP_STUDY_MOST_HOWS], int *n)
{
    const bp_yaml_file *file = &study->file;
    char path[BP_STUDY_PATH];
    int node = bp_yaml_resolve(file, bp_yaml_find(file, bp_study_place(path, "joins", i, key)));
    bool is_list = file->nodes[node].kind == BP_YAML_LIST;
    int child = is_list ? file->nodes[node].first_child : node;
    for (*n = 0; child >= 0; child = is_list ? file->nodes[child].next : -1) {
        const bp_yaml_node *value = &file->nodes[bp_yaml_resolve(file, child)];
        if (value->kind != BP_YAML_SCALAR || !value->text[0])
            return FAIL(context, study, i, key, "expected a word, or a list of words as in [a, b]");
        for (int j = 0; j < *n; j++)
            if (strcmp(words[j], value->text) == 0)
                return FAIL(context, study, i, key, "'%s' is asked for twice", value->text);
        if (*n == BP_STUDY_MOST_HOWS)
            return FAIL(context, study, i, key, "more than %d words", BP_STUDY_MOST_HOWS);
        words[(*n)++] = value->text;
    }
    return *n > 0 ? BP_OK : FAIL(context, study, i, key, "the list is empty, expected at least one word");
}

static bp_status complete_how(bp_context *context, bp_study *study, int i)
{
    bp_study_join *join = &study->joins[i];
    const char *words[BP_STUDY_MOST_HOWS] = {NULL};
    char path[BP_STUDY_PATH];
    bp_status status = read_words(context, study, i, "how", words, &join->n_how);
    for (int w = 0; !status && w < join->n_how; w++) {
        int n = 0;
        const char *const *names = bp_join_how_names(&n);
        if (!bp_join_how_parse(words[w], &join->how[w]))
            return bp_yaml_fail_choice(context, &study->file, bp_study_place(path, "joins", i, "how"),
                                       words[w], names, n);
        for (int v = 0; v < w; v++)
            if (join->how[v] == join->how[w])
                return FAIL(context, study, i, "how", "'%s' and '%s' are the same", words[v], words[w]);
    }
    return status;
}

static bp_status complete_per(bp_context *context, bp_study *study, int i)
{
    static const char *const names[] = {"residents", "km2"};
    bp_study_join *join = &study->joins[i];
    const char *words[BP_STUDY_MOST_HOWS] = {NULL};
    char path[BP_STUDY_PATH];
    bool has_amount = false;
    int n = 0;
    if (!is_given(study, i, "per"))
        return BP_OK;
    bp_status status = read_words(context, study, i, "per", words, &n);
    for (int w = 0; !status && w < n; w++) {
        if (strcmp(words[w], names[0]) != 0 && strcmp(words[w], names[1]) != 0)
            return bp_yaml_fail_choice(context, &study->file, bp_study_place(path, "joins", i, "per"),
                                       words[w], names, 2);
        join->per_residents = join->per_residents || strcmp(words[w], names[0]) == 0;
        join->per_km2 = join->per_km2 || strcmp(words[w], names[1]) == 0;
    }
    for (int w = 0; w < join->n_how; w++)
        has_amount = has_amount || bp_join_how_is_amount(join->how[w]);
    if (!status && !has_amount)
        status = FAIL(context, study, i, "per",
                      "nothing under how is an amount of which there could be so much per residents or km2");
    return status;
}

static bool asks_for(const bp_study_join *join, bp_join_how how)
{
    for (int w = 0; w < join->n_how; w++)
        if (join->how[w] == how)
            return true;
    return false;
}

/* Keys that go with one word of `how` only, and the words that cannot do without one. */
static bp_status check_company(bp_context *context, const bp_study *study, int i)
{
    static const struct {
        const char *key;
        bp_join_how how;
        bool is_needed;
    } rules[] = {{"radius", BP_JOIN_WITHIN, true},
                 {"threshold", BP_JOIN_ABOVE, true},
                 {"extensive", BP_JOIN_INTERPOLATE, true},
                 {"least_covered", BP_JOIN_INTERPOLATE, false},
                 {"population", BP_JOIN_INTERPOLATE, false}};
    const bp_study_join *join = &study->joins[i];
    for (size_t r = 0; r < sizeof rules / sizeof *rules; r++) {
        bool given = is_given(study, i, rules[r].key), asked = asks_for(join, rules[r].how);
        const char *word = bp_join_how_name(rules[r].how);
        if (given && !asked)
            return FAIL(context, study, i, rules[r].key, "goes with how: %s, which is not asked for", word);
        if (asked && !given && rules[r].is_needed)
            return FAIL(context, study, i, "how", "%s needs the key '%s'%s", word, rules[r].key,
                        rules[r].how == BP_JOIN_INTERPOLATE
                            ? ": true for counts and amounts, which add up, false for rates and means"
                            : "");
    }
    return BP_OK;
}

/* What only the file can tell, whether a mean is one of points or of pixels, is left to the run. */
static bp_status check_column(bp_context *context, const bp_study *study, int i)
{
    const bp_study_join *join = &study->joins[i];
    bool is_used = false;
    for (int w = 0; w < join->n_how; w++) {
        bool takes = false, can_do_without = false;
        for (int kind = BP_JOIN_POINTS; kind <= BP_JOIN_RASTER; kind++) {
            bool fits = bp_join_how_fits(join->how[w], (bp_join_kind)kind);
            bool has = fits && bp_join_how_has_column(join->how[w], (bp_join_kind)kind);
            takes = takes || has;
            can_do_without = can_do_without || (fits && !has);
        }
        is_used = is_used || takes;
        if (!join->column && !can_do_without)
            return FAIL(context, study, i, "how", "%s needs the key 'column'",
                        bp_join_how_name(join->how[w]));
    }
    if (join->column && !is_used)
        return FAIL(context, study, i, "column", "nothing under how takes a column");
    return BP_OK;
}

static bp_status check_numbers(bp_context *context, bp_study *study, int i)
{
    bp_study_join *join = &study->joins[i];
    if (is_given(study, i, "radius") && !(join->radius > 0.0))
        return FAIL(context, study, i, "radius", "found %g, expected a number of metres above 0",
                    join->radius);
    if (!(join->least_covered >= 0.0 && join->least_covered <= 1.0))
        return FAIL(context, study, i, "least_covered", "found %g, expected a number from 0 to 1",
                    join->least_covered);
    if (is_given(study, i, "band") && join->band < 1)
        return FAIL(context, study, i, "band", "found %" PRId64 ", expected a whole number of 1 or more",
                    join->band);
    if (!join->x != !join->y)
        return FAIL(context, study, i, join->x ? "x" : "y", "'x' and 'y' go together, and '%s' is not given",
                    join->x ? "y" : "x");
    if (join->x && !join->crs)
        return FAIL(context, study, i, "x", "the key 'crs' is missing, which 'x' and 'y' need");
    return BP_OK;
}

bp_status bp_study_complete_joins(bp_context *context, bp_study *study)
{
    bp_status status = BP_OK;
    char path[BP_STUDY_PATH];
    for (int i = 0; !status && i < study->n_joins; i++) {
        study->joins[i].line = bp_study_line(study, bp_study_place(path, "joins", i, "name"));
        status = check_name(context, study, i);
        if (!status)
            status = complete_how(context, study, i);
        if (!status)
            status = check_company(context, study, i);
        if (!status)
            status = check_column(context, study, i);
        if (!status)
            status = complete_per(context, study, i);
        if (!status)
            status = check_numbers(context, study, i);
    }
    return status;
}

/* The columns that the join makes: names[MOST_COLUMNS], to be freed one by one; -1 when memory runs out. */
static int list_columns(const bp_study_join *join, char *names[MOST_COLUMNS])
{
    int n = 0;
    bool failed = false;
    for (int w = 0; w < join->n_how; w++) {
        const char *how = bp_join_how_name(join->how[w]);
        bool is_amount =
            bp_join_how_is_amount(join->how[w]) && !(join->how[w] == BP_JOIN_INTERPOLATE && !join->extensive);
        failed = !(names[n++] = bp_text_copy(how)) || failed;
        if (is_amount && join->per_residents)
            failed = !(names[n++] = bp_text_format("%s_per_1000", how)) || failed;
        if (is_amount && join->per_km2)
            failed = !(names[n++] = bp_text_format("%s_per_km2", how)) || failed;
        if (join->how[w] == BP_JOIN_LARGEST)
            failed = !(names[n++] = bp_text_copy("largest_share")) || failed;
    }
    for (int i = 0; failed && i < n; i++)
        free(names[i]);
    return failed ? -1 : n;
}

bp_status bp_study_check_join_column(bp_context *context, const bp_study *study, int join, const char *column,
                                     const char *path)
{
    char *names[MOST_COLUMNS];
    bool is_there = false;
    int n = list_columns(&study->joins[join], names);
    if (n < 0)
        return bp_context_fail_memory(context, 0);
    for (int i = 0; i < n; i++)
        is_there = is_there || strcmp(names[i], column) == 0;
    bp_status status =
        is_there ? BP_OK
                 : bp_yaml_fail_choice(context, &study->file, path, column, (const char *const *)names, n);
    for (int i = 0; i < n; i++)
        free(names[i]);
    return status;
}

bp_status bp_study_check_join_residents(bp_context *context, const bp_study *study)
{
    int brings = study->units.population_table - study->n_tables;
    for (int i = 0; i <= brings && i < study->n_joins; i++)
        if (study->joins[i].per_residents)
            return FAIL(
                context, study, i, "per",
                "the residents come from the join '%s', and are not known before it is made; put this "
                "join after it",
                study->joins[brings].name);
    return BP_OK;
}
