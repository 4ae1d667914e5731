/* Text of any encoding as UTF-8. */
#ifndef BP_GEO_ENCODING_PRIVATE_H
#define BP_GEO_ENCODING_PRIVATE_H

#include "geo/context.h"

/** Where a text is from: the file that messages name and the encoding that the caller knows of; NULL: none.
 */
typedef struct bp_encoding {
    const char *path;
    const char *name;
} bp_encoding;

/**
 * Make UTF-8 of `*text`, which has n bytes and a NUL after them and is VSIMalloc'ed; it is replaced (and
 * freed) where that changes it, and ends with a NUL. Without a name: UTF-16 where the text begins with its
 * byte-order mark, else UTF-8 where it is that, else Windows-1252; `*assumed` is then its name, NULL
 * otherwise. Byte-order marks in front are left out. BP_ERROR_INPUT when the text is not in the encoding
 * named, when that one is not known, or when the text holds bytes that are none.
 */
bp_status bp_text_to_utf8(bp_context *context, const bp_encoding *encoding, char **text, size_t n,
                          const char **assumed);

/** BP_ERROR_INPUT when the encoding named is not known, whatever the text; the name may be NULL. */
bp_status bp_encoding_check(bp_context *context, const bp_encoding *encoding);

/** True for two names of one encoding. */
bool bp_encoding_same(const char *a, const char *b);

/** UTF-8 of the Windows-1252 text[n], to free(); NULL when memory runs out or a byte has no meaning in it. */
char *bp_text_from_windows(const char *text, size_t n);

#endif
