#include "cli/words_file.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A catalogue: seven numbers (its mark, revision, how many texts, where the tables of the texts and of their
 * translations stand, and a hash that is not needed), then the tables of length and place, then the bytes.
 * Texts are sorted; a text with forms has both msgids, and its translations all forms, with a 0 between. */
enum { HEADER = 28, LARGEST = 4 << 20, MARK = 0, COUNT = 2, TEXTS = 3, TRANSLATIONS = 4 };

static const uint32_t MAGIC = 0x950412deU, MAGIC_SWAPPED = 0xde120495U;
static const char PLURALS[] = "Plural-Forms: nplurals=2; plural=(n != 1);";

struct bp_words_file {
    unsigned char *bytes; /* n_bytes and a 0 */
    size_t n_bytes;
    bool is_swapped; /* written in the other byte order */
    uint32_t n, texts, translations;
};

void bp_words_file_free(bp_words_file *file)
{
    if (file)
        free(file->bytes);
    free(file);
}

static uint32_t number_at(const bp_words_file *file, size_t at)
{
    uint32_t value = 0;
    memcpy(&value, file->bytes + at, sizeof value);
    if (file->is_swapped)
        value = value >> 24 | (value >> 8 & 0xff00U) | (value << 8 & 0xff0000U) | value << 24;
    return value;
}

/* Text i of a table, with its length; NULL when it does not lie in the file, or has no 0 at its end. */
static const char *text_at(const bp_words_file *file, uint32_t table, uint32_t i, size_t *length)
{
    size_t at = (size_t)table + 8 * (size_t)i;
    if (at + 8 > file->n_bytes)
        return NULL;
    size_t start = number_at(file, at + 4);
    *length = number_at(file, at);
    if (start >= file->n_bytes || *length >= file->n_bytes - start || file->bytes[start + *length] != 0)
        return NULL;
    return (const char *)file->bytes + start;
}

/* Everything lies within the file and its header counts as the callers do. */
static bool is_whole(bp_words_file *file)
{
    size_t length = 0;
    if (file->n_bytes < HEADER)
        return false;
    uint32_t mark = number_at(file, 4 * MARK);
    file->is_swapped = mark == MAGIC_SWAPPED;
    if (mark != MAGIC && mark != MAGIC_SWAPPED)
        return false;
    file->n = number_at(file, 4 * COUNT);
    file->texts = number_at(file, 4 * TEXTS);
    file->translations = number_at(file, 4 * TRANSLATIONS);
    for (uint32_t i = 0; i < file->n; i++)
        if (!text_at(file, file->texts, i, &length) || !text_at(file, file->translations, i, &length))
            return false;
    const char *about = bp_words_file_find(file, "", 0);
    return about && strstr(about, PLURALS);
}

static bp_status read_bytes(bp_context *context, const char *path, bp_words_file *file)
{
    FILE *stream = fopen(path, "rb");
    if (!stream)
        return bp_context_fail(context, BP_ERROR_INPUT, "%s: cannot be opened: %s", path, strerror(errno));
    bp_status status = BP_OK;
    file->bytes = (unsigned char *)malloc(LARGEST + 1);
    if (!file->bytes) {
        status = bp_context_fail_memory(context, LARGEST);
        goto done;
    }
    file->n_bytes = fread(file->bytes, 1, LARGEST, stream);
    file->bytes[file->n_bytes] = 0;
    if (ferror(stream))
        status = bp_context_fail(context, BP_ERROR_INPUT, "%s: cannot be read: %s", path, strerror(errno));
done:
    fclose(stream);
    return status;
}

bp_status bp_words_file_read(bp_context *context, const char *path, bp_words_file **out)
{
    bp_words_file *file = (bp_words_file *)calloc(1, sizeof *file);
    if (!file)
        return bp_context_fail_memory(context, sizeof *file);
    bp_status status = read_bytes(context, path, file);
    if (!status && !is_whole(file))
        status = bp_context_fail(context, BP_ERROR_INPUT,
                                 "%s: this is no whole catalogue of translations with two forms; install the "
                                 "program again, or ask for --lang en",
                                 path);
    if (status)
        bp_words_file_free(file);
    else
        *out = file;
    return status;
}

const char *bp_words_file_find(const bp_words_file *file, const char *text, int form)
{
    size_t length = 0;
    uint32_t low = 0, high = file->n;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        const char *here = text_at(file, file->texts, middle, &length);
        int order = here ? strcmp(text, here) : 0;
        if (order == 0) {
            const char *found = text_at(file, file->translations, middle, &length);
            size_t first = found ? strlen(found) : 0;
            bool has_form = found && (form == 0 || first < length);
            return has_form ? found + (form == 0 ? 0 : first + 1) : NULL;
        }
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}
