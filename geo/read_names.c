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

bool bp_column_is_wanted(const bp_read_options *options, const char *name)
{
    if (!options || !options->columns)
        return true;
    for (int i = 0; i < options->n_columns; i++)
        if (strcmp(options->columns[i], name) == 0)
            return true;
    return false;
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
