#include "geo/encoding_private.h"

#include <cpl_conv.h>
#include <cpl_error.h>
#include <cpl_string.h>
#include <cpl_vsi.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { REPLACEMENT = 0xFFFD, LONGEST_CHARACTER = 4 };

/* Bytes 0x80 to 0x9F of Windows-1252; 0: no character. The others are those of Latin-1, that is, of Unicode.
 */
static const uint16_t windows_1252[32] = {0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                          0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017D, 0,
                                          0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                          0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

static size_t put_character(char *out, uint32_t c)
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    size_t n = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    static const unsigned char first[] = {0, 0, 0xC0, 0xE0, 0xF0};
    for (size_t i = n - 1; i > 0; i--, c >>= 6)
        out[i] = (char)(0x80 | (c & 0x3F));
    out[0] = (char)(first[n] | c);
    return n;
}

/* From an encoding of one byte a character; `table` NULL: Latin-1. */
static bool put_single_bytes(const char *text, size_t n, const uint16_t *table, char *out)
{
    size_t m = 0;
    for (size_t i = 0; i < n; i++) {
        unsigned char byte = (unsigned char)text[i];
        uint32_t c = table && byte >= 0x80 && byte < 0xA0 ? table[byte - 0x80] : byte;
        if (byte >= 0x80 && c == 0)
            return false;
        m += put_character(out + m, c);
    }
    out[m] = '\0';
    return true;
}

char *bp_text_from_windows(const char *text, size_t n)
{
    char *out = (char *)malloc(3 * n + 1);
    if (out && put_single_bytes(text, n, windows_1252, out))
        return out;
    free(out);
    return NULL;
}

static uint32_t unit_at(const char *text, size_t i, bool big)
{
    unsigned char a = (unsigned char)text[2 * i], b = (unsigned char)text[2 * i + 1];
    return big ? (uint32_t)a << 8 | b : (uint32_t)b << 8 | a;
}

/* Two bytes a unit, four for what lies beyond. What is no character becomes the sign for that. */
static void put_utf16(const char *text, size_t n, bool big, char *out)
{
    size_t m = 0;
    for (size_t i = 0; i < n / 2; i++) {
        uint32_t c = unit_at(text, i, big);
        uint32_t next = i + 1 < n / 2 ? unit_at(text, i + 1, big) : 0;
        if (c >= 0xD800 && c < 0xDC00 && next >= 0xDC00 && next < 0xE000) {
            c = 0x10000 + ((c - 0xD800) << 10) + (next - 0xDC00);
            i++;
        } else if (c == 0 || (c >= 0xD800 && c < 0xE000)) {
            c = REPLACEMENT;
        }
        m += put_character(out + m, c);
    }
    out[m] = '\0';
}

static bool is_named(const char *name, const char *const *names)
{
    for (; *names; names++)
        if (EQUAL(name, *names))
            return true;
    return false;
}

enum kind { KIND_UTF8, KIND_UTF16_LITTLE, KIND_UTF16_BIG, KIND_LATIN, KIND_WINDOWS, KIND_OTHER };

static enum kind kind_of(const char *name)
{
    static const char *const utf8[] = {"UTF-8", "UTF8", NULL},
                             *const latin[] = {"ISO-8859-1", "ISO8859-1", "Latin-1", "Latin1", NULL},
                             *const windows[] = {"Windows-1252", "CP1252", "ANSI", NULL},
                             *const little[] = {"UTF-16LE", "UTF-16", NULL},
                             *const big[] = {"UTF-16BE", NULL};
    return is_named(name, utf8)      ? KIND_UTF8
           : is_named(name, latin)   ? KIND_LATIN
           : is_named(name, windows) ? KIND_WINDOWS
           : is_named(name, little)  ? KIND_UTF16_LITTLE
           : is_named(name, big)     ? KIND_UTF16_BIG
                                     : KIND_OTHER;
}

bool bp_encoding_same(const char *a, const char *b)
{
    enum kind kind = kind_of(a);
    return EQUAL(a, b) || (kind != KIND_OTHER && kind == kind_of(b));
}

static enum kind guess(const char *text, size_t n)
{
    if (n >= 2 && memcmp(text, "\xFF\xFE", 2) == 0)
        return KIND_UTF16_LITTLE;
    if (n >= 2 && memcmp(text, "\xFE\xFF", 2) == 0)
        return KIND_UTF16_BIG;
    return CPLIsUTF8(text, (int)n) ? KIND_UTF8 : KIND_WINDOWS;
}

/* By what the C library or iconv knows. */
static bp_status recode_other(bp_context *context, const bp_encoding *encoding, char **text)
{
    CPLErrorReset();
    CPLPushErrorHandler(CPLQuietErrorHandler);
    char *recoded = CPLRecode(*text, encoding->name, CPL_ENC_UTF8);
    CPLPopErrorHandler();
    if (!recoded || CPLGetLastErrorType() != CE_None) {
        CPLFree(recoded);
        return bp_context_fail(context, BP_ERROR_INPUT,
                               "%s: cannot be read in the encoding '%s'; UTF-8, UTF-16, Windows-1252 and "
                               "ISO-8859-1 always can",
                               encoding->path, encoding->name);
    }
    VSIFree(*text);
    *text = recoded;
    return BP_OK;
}

bp_status bp_encoding_check(bp_context *context, const bp_encoding *encoding)
{
    if (!encoding->name || kind_of(encoding->name) != KIND_OTHER)
        return BP_OK;
    char *sample = CPLStrdup("a");
    bp_status status = recode_other(context, encoding, &sample);
    CPLFree(sample);
    return status;
}

/* Into new memory, from the kinds that are known here. */
static bp_status recode(bp_context *context, const bp_encoding *encoding, enum kind kind, char **text,
                        size_t n)
{
    size_t longest = kind == KIND_UTF16_LITTLE || kind == KIND_UTF16_BIG ? 3 * (n / 2) : 3 * n;
    char *out = (char *)VSIMalloc(longest + LONGEST_CHARACTER);
    bool ok = true;
    if (!out)
        return bp_context_fail_memory(context, longest);
    if (kind == KIND_UTF16_LITTLE || kind == KIND_UTF16_BIG)
        put_utf16(*text, n, kind == KIND_UTF16_BIG, out);
    else
        ok = put_single_bytes(*text, n, kind == KIND_WINDOWS ? windows_1252 : NULL, out);
    if (!ok) {
        VSIFree(out);
        return bp_context_fail(
            context, BP_ERROR_INPUT,
            "%s: is neither UTF-8 nor Windows-1252; say which it is with `encoding`, or save "
            "it as csv UTF-8",
            encoding->path);
    }
    VSIFree(*text);
    *text = out;
    return BP_OK;
}

bp_status bp_text_to_utf8(bp_context *context, const bp_encoding *encoding, char **text, size_t n,
                          const char **assumed)
{
    enum kind kind = encoding->name ? kind_of(encoding->name) : guess(*text, n);
    bool wide = kind == KIND_UTF16_LITTLE || kind == KIND_UTF16_BIG;
    bp_status status = BP_OK;
    if (!wide && memchr(*text, 0, n))
        return bp_context_fail(context, BP_ERROR_INPUT,
                               "%s: is not a text file in UTF-8; save it as csv UTF-8", encoding->path);
    if (kind == KIND_UTF8 && encoding->name && !CPLIsUTF8(*text, (int)n))
        return bp_context_fail(context, BP_ERROR_INPUT, "%s: is not UTF-8, as its `encoding` says",
                               encoding->path);
    if (kind == KIND_OTHER)
        status = recode_other(context, encoding, text);
    else if (kind != KIND_UTF8)
        status = recode(context, encoding, kind, text, n);
    if (status)
        return status;
    /* Files put together from others begin with several. */
    size_t marks = 0;
    while (strncmp(*text + marks, "\xEF\xBB\xBF", 3) == 0)
        marks += 3;
    if (marks > 0)
        memmove(*text, *text + marks, strlen(*text + marks) + 1);
    *assumed = !encoding->name && kind == KIND_WINDOWS ? "Windows-1252" : NULL;
    return BP_OK;
}
