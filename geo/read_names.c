#include "geo/read_private.h"
#include "geo/text.h"

#include <stdio.h>
#include <string.h>

enum { NAMES_LISTED = 10 };

void bp_name_list_add(bp_name_list *list, const char *name)
{
    if (list->n++ < NAMES_LISTED && list->length < sizeof list->text)
        list->length += (size_t)snprintf(list->text + list->length, sizeof list->text - list->length, "%s%s",
                                         list->n > 1 ? ", " : "", name);
}

const char *bp_name_list_end(bp_name_list *list)
{
    if (list->n > NAMES_LISTED && list->length < sizeof list->text)
        snprintf(list->text + list->length, sizeof list->text - list->length, " and %d more",
                 list->n - NAMES_LISTED);
    return list->text;
}

bp_status bp_fail_name(bp_context *context, const char *place, const char *kind, const char *name,
                       const char *const *names, int n)
{
    const char *nearest = n > 0 ? bp_text_nearest(name, names, n) : NULL;
    if (nearest)
        return bp_context_fail(context, BP_ERROR_INPUT, "%s: there is no %s '%s'; nearest: '%s'", place, kind,
                               name, nearest);
    bp_name_list list = BP_NAME_LIST_INIT;
    for (int i = 0; i < n; i++)
        bp_name_list_add(&list, names[i]);
    return bp_context_fail(context, BP_ERROR_INPUT, "%s: there is no %s '%s'; it has %s", place, kind, name,
                           n > 0 ? bp_name_list_end(&list) : "none");
}

/* Which column is asked for as `asked`; the first where the file has the name twice, as its owner finds out.
 */
static bp_status find_column(bp_context *context, const bp_column_place *place,
                             const bp_read_options *options, const char *asked, int *out,
                             bp_column_found *found)
{
    *found = BP_FOUND_BY_NAME;
    for (int c = 0; c < place->n; c++)
        if (strcmp(place->names[c], asked) == 0) {
            *out = c;
            return BP_OK;
        }
    bp_status status = bp_aliases_resolve(context, options->aliases, place->text, asked, place->is_cut,
                                          place->names, place->n, out, found);
    if (!status && *out < 0)
        status = bp_fail_name(context, place->text, "column", asked, place->names, place->n);
    return status;
}

bp_status bp_columns_choose(bp_context *context, const bp_column_place *place, const bp_read_options *options,
                            bp_column_choice *choices)
{
    bool all = !options || !options->columns;
    for (int c = 0; c < place->n; c++)
        choices[c] = (bp_column_choice){all, NULL, BP_FOUND_BY_NAME};
    for (int i = 0; !all && i < options->n_columns; i++) {
        const char *asked = options->columns[i];
        int c = -1;
        bp_column_found found;
        bp_status status = find_column(context, place, options, asked, &c, &found);
        if (status)
            return status;
        bp_column_choice *choice = &choices[c];
        choice->is_wanted = true;
        if (found == BP_FOUND_BY_NAME || (choice->asked && strcmp(choice->asked, asked) == 0))
            continue;
        if (choice->asked)
            return bp_context_fail(
                context, BP_ERROR_INPUT,
                "%s: there is no column '%s' and none '%s'; both may be '%s', so name that one", place->text,
                asked, choice->asked, place->names[c]);
        choice->asked = asked;
        choice->found = found;
    }
    /* A name that stands twice was wanted once for all of its columns, which csv then refuses. Those wanted
     * are few, however many columns there are. */
    for (int b = 0; !all && b < place->n; b++)
        for (int c = b + 1; choices[b].is_wanted && c < place->n; c++)
            choices[c].is_wanted = choices[c].is_wanted || strcmp(place->names[b], place->names[c]) == 0;
    return BP_OK;
}

bp_status bp_builder_name(bp_context *context, bp_column_builder *builder, const char *name,
                          const bp_column_choice *choice)
{
    builder->column.name = bp_text_copy(name);
    builder->column.asked = bp_text_copy(choice->asked);
    builder->column.found = choice->found;
    bool ok = builder->column.name && (builder->column.asked || !choice->asked);
    return ok ? BP_OK : bp_context_fail_memory(context, 0);
}
