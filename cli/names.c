#include "cli/names.h"

#include "cli/record.h"
#include "cli/study_programmes.h"

#include <stdlib.h>
#include <string.h>

/* Columns of a programme begin with "in_". */
static bp_status add_programme(bp_context *context, const char *name, bp_words *words)
{
    char *column = bp_study_programme_column(name);
    bp_status status = column ? bp_words_add_name(context, words, column + strlen("in_"), name)
                              : bp_context_fail_memory(context, 0);
    free(column);
    return status;
}

bp_status bp_names_of_study(bp_context *context, const bp_study *study, bp_words *words)
{
    bp_status status = BP_OK;
    for (int i = 0; !status && i < study->n_programmes; i++)
        status = add_programme(context, study->programmes[i].name, words);
    return status;
}

bp_status bp_names_of_run(bp_context *context, const char *directory, bp_words *words)
{
    size_t i = 0;
    json_t *record = NULL, *programme = NULL;
    bp_status status = bp_record_read(context, directory, &record);
    const json_t *programmes = json_object_get(json_object_get(record, "study"), "programmes");
    json_array_foreach(programmes, i, programme)
    {
        const char *name = json_string_value(json_object_get(programme, "name"));
        if (!status && name)
            status = add_programme(context, name, words);
    }
    json_decref(record);
    return status;
}
