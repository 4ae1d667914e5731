#include "cli/explain/past.h"

bp_status bp_past_read(bp_context *context, const char *directory, bp_past *out)
{
    out->directory = directory;
    bp_status status = bp_past_read_settings(context, out);
    if (!status)
        status = bp_past_read_units(context, out);
    if (!status)
        status = bp_past_read_classes(context, out);
    if (!status)
        status = bp_past_read_areas(context, out);
    return status ? status : bp_past_verify(context, out);
}
