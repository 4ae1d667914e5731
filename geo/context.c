#include "geo/context.h"

#include "geo/context_private.h"
#include "geo/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#ifdef _OPENMP
#include <omp.h>
#endif

enum { MESSAGE_BYTES = 4096 };

struct bp_context {
    bp_context_options options;
    char message[MESSAGE_BYTES];
    bp_warning *warnings;
    size_t n_warnings, cap_warnings, n_lost;
    char lost_text[80];
    bp_warning lost;
    char **drivers;
    int n_drivers;
    bool collects;
    char **failures;
    size_t n_failures;
};

static int machine_threads(void)
{
#ifdef _OPENMP
    return omp_get_num_procs();
#else
    return 1;
#endif
}

bp_status bp_context_new(const bp_context_options *options, bp_context **out)
{
    bp_context *context = (bp_context *)calloc(1, sizeof *context);
    if (!context)
        return BP_ERROR_MEMORY;
    if (options)
        context->options = *options;
    if (context->options.n_threads <= 0)
        context->options.n_threads = machine_threads();
    *out = context;
    return BP_OK;
}

void bp_context_free(bp_context *context)
{
    if (!context)
        return;
    for (size_t i = 0; i < context->n_warnings; i++) {
        free(context->warnings[i].code);
        free(context->warnings[i].text);
    }
    free(context->warnings);
    bp_texts_free(context->drivers, context->n_drivers);
    bp_texts_free(context->failures, (int64_t)context->n_failures);
    free(context);
}

char *const *bp_context_drivers(const bp_context *context, int *n)
{
    *n = context->n_drivers;
    return context->drivers;
}

bp_status bp_context_add_driver(bp_context *context, const char *name)
{
    char **grown =
        (char **)realloc((void *)context->drivers, (size_t)(context->n_drivers + 1) * sizeof *grown);
    if (!grown)
        return bp_context_fail_memory(context, 0);
    context->drivers = grown;
    grown[context->n_drivers] = bp_text_copy(name);
    if (!grown[context->n_drivers])
        return bp_context_fail_memory(context, 0);
    context->n_drivers++;
    return BP_OK;
}

bp_status bp_context_fail(bp_context *context, bp_status status, const char *format, ...)
{
    if (context->message[0])
        return status;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(context->message, sizeof context->message, format, arguments);
    va_end(arguments);
    return status;
}

bp_status bp_context_fail_memory(bp_context *context, size_t bytes)
{
    if (bytes == 0)
        return bp_context_fail(context, BP_ERROR_MEMORY, "out of memory");
    return bp_context_fail(context, BP_ERROR_MEMORY, "out of memory (%zu bytes were asked for)", bytes);
}

const char *bp_context_message(const bp_context *context)
{
    return context->message;
}

void bp_context_clear(bp_context *context)
{
    context->message[0] = '\0';
}

void bp_context_collect(bp_context *context)
{
    context->collects = true;
}

static bool is_kept(const bp_context *context, const char *message)
{
    for (size_t i = 0; i < context->n_failures; i++)
        if (strcmp(context->failures[i], message) == 0)
            return true;
    return false;
}

bp_status bp_context_settle(bp_context *context, bp_status status)
{
    if (!status || !context->collects || status == BP_ERROR_MEMORY || status == BP_ERROR_INTERRUPTED)
        return status;
    if (context->message[0] && !is_kept(context, context->message)) {
        char **grown = (char **)realloc((void *)context->failures, (context->n_failures + 1) * sizeof *grown);
        char *message = grown ? bp_text_copy(context->message) : NULL;
        context->failures = grown ? grown : context->failures;
        if (!message) {
            bp_context_clear(context);
            return bp_context_fail_memory(context, 0);
        }
        context->failures[context->n_failures++] = message;
    }
    bp_context_clear(context);
    return BP_OK;
}

size_t bp_context_failure_count(const bp_context *context)
{
    return context->n_failures;
}

const char *bp_context_failure_at(const bp_context *context, size_t i)
{
    return i < context->n_failures ? context->failures[i] : NULL;
}

static bool make_room(bp_context *context)
{
    if (context->n_warnings < context->cap_warnings)
        return true;
    size_t cap = context->cap_warnings ? 2 * context->cap_warnings : 16;
    bp_warning *grown = (bp_warning *)realloc(context->warnings, cap * sizeof *grown);
    if (!grown)
        return false;
    context->warnings = grown;
    context->cap_warnings = cap;
    return true;
}

void bp_context_warn(bp_context *context, const char *code, const char *format, ...)
{
    char text[MESSAGE_BYTES];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    bp_warning warning = {bp_text_copy(code), bp_text_copy(text)};
    if (!warning.code || !warning.text || !make_room(context)) {
        free(warning.code);
        free(warning.text);
        context->n_lost++;
        snprintf(context->lost_text, sizeof context->lost_text, "%zu warnings were lost: out of memory",
                 context->n_lost);
        return;
    }
    context->warnings[context->n_warnings++] = warning;
}

size_t bp_context_warning_count(const bp_context *context)
{
    return context->n_warnings + (context->n_lost ? 1 : 0);
}

const bp_warning *bp_context_warning_at(const bp_context *context, size_t i)
{
    if (i < context->n_warnings)
        return &context->warnings[i];
    if (i == context->n_warnings && context->n_lost) {
        /* The text changes with every loss, so the entry is filled on the way out. */
        bp_context *own = (bp_context *)context;
        own->lost.code = (char *)"warnings_lost";
        own->lost.text = own->lost_text;
        return &own->lost;
    }
    return NULL;
}

bool bp_context_interrupted(const bp_context *context)
{
    return context->options.interrupt && *context->options.interrupt;
}

const volatile sig_atomic_t *bp_context_interrupt(const bp_context *context)
{
    return context->options.interrupt;
}

bp_status bp_context_check(bp_context *context)
{
    if (!bp_context_interrupted(context))
        return BP_OK;
    return bp_context_fail(context, BP_ERROR_INTERRUPTED, "interrupted");
}

void bp_context_progress(bp_context *context, double share)
{
    if (context->options.progress)
        context->options.progress(context->options.progress_user, share);
}

int bp_context_threads(const bp_context *context)
{
    return context->options.n_threads;
}
