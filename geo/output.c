#include "geo/output_private.h"

#include "geo/text.h"
#include "geo/write.h"

#include <cpl_vsi.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

void bp_output_date(char date[BP_OUTPUT_DATE])
{
    const char *epoch = getenv("SOURCE_DATE_EPOCH");
    char *end = NULL;
    long long seconds = epoch ? strtoll(epoch, &end, 10) : 0;
    time_t moment = epoch && *epoch && !*end && seconds >= 0 ? (time_t)seconds : 0;
    const struct tm *utc = gmtime(&moment);
    if (!utc || strftime(date, BP_OUTPUT_DATE, "%Y-%m-%dT%H:%M:%S.000Z", utc) == 0)
        snprintf(date, BP_OUTPUT_DATE, "1970-01-01T00:00:00.000Z");
}

struct bp_output {
    VSILFILE *file;
    char *path;
    char *shown; /* what failures name */
};

bool bp_buffer_reserve(bp_buffer *buffer, size_t more)
{
    if (buffer->cap - buffer->n >= more)
        return true;
    size_t cap = buffer->n + more > 2 * buffer->cap ? buffer->n + more + 256 : 2 * buffer->cap;
    char *grown = (char *)realloc(buffer->bytes, cap);
    if (!grown)
        return false;
    buffer->bytes = grown;
    buffer->cap = cap;
    return true;
}

bool bp_buffer_add(bp_buffer *buffer, const char *bytes, size_t n)
{
    if (!bp_buffer_reserve(buffer, n))
        return false;
    if (n > 0)
        memcpy(buffer->bytes + buffer->n, bytes, n);
    buffer->n += n;
    return true;
}

void bp_buffer_clear(bp_buffer *buffer)
{
    free(buffer->bytes);
    *buffer = (bp_buffer)BP_BUFFER_INIT;
}

static bp_status fail(bp_context *context, const char *path, int cause)
{
    return bp_context_fail(context, BP_ERROR_OUTPUT, "%s: cannot be written: %s", path,
                           cause ? strerror(cause) : "the disk may be full");
}

static void free_output(bp_output *output)
{
    free(output->path);
    free(output->shown);
    free(output);
}

bp_status bp_output_open_for(bp_context *context, const char *path, const char *shown, bp_output **out)
{
    bp_output *output = (bp_output *)calloc(1, sizeof *output);
    if (!output)
        return bp_context_fail_memory(context, sizeof *output);
    output->path = bp_text_copy(path);
    output->shown = bp_text_copy(shown);
    bp_status status = output->path && output->shown ? BP_OK : bp_context_fail_memory(context, 0);
    errno = 0;
    if (!status)
        output->file = VSIFOpenL(path, "wb");
    if (!status && !output->file)
        status = fail(context, shown, errno);
    if (status)
        free_output(output);
    else
        *out = output;
    return status;
}

bp_status bp_output_open(bp_context *context, const char *path, bp_output **out)
{
    return bp_output_open_for(context, path, path, out);
}

bp_status bp_output_write(bp_context *context, bp_output *output, const char *bytes, size_t n)
{
    errno = 0;
    if (n > 0 && VSIFWriteL(bytes, 1, n, output->file) != n)
        return fail(context, output->shown, errno);
    return BP_OK;
}

bp_status bp_output_close(bp_context *context, bp_output *output, bp_status status)
{
    if (!output)
        return status;
    errno = 0;
    if (VSIFCloseL(output->file) != 0 && !status)
        status = fail(context, output->shown, errno);
    if (status)
        VSIUnlink(output->path);
    free_output(output);
    return status;
}

bp_status bp_file_write(bp_context *context, const char *path, const char *bytes, size_t n)
{
    bp_output *output = NULL;
    bp_status status = bp_output_open(context, path, &output);
    if (!status)
        status = bp_output_write(context, output, bytes, n);
    return bp_output_close(context, output, status);
}
