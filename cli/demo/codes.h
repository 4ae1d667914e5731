/* Codes after the Dutch pattern: GM + municipality, WK + municipality + wijk, BU + municipality + wijk +
 * unit. */
#ifndef BP_CLI_DEMO_CODES_H
#define BP_CLI_DEMO_CODES_H

#include "cli/demo/country.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { BP_DEMO_CODE_SIZE = 40 };

void bp_demo_municipality_code(const bp_demo_country *country, int32_t municipality,
                               char code[BP_DEMO_CODE_SIZE]);
void bp_demo_wijk_code(const bp_demo_country *country, int64_t unit, char code[BP_DEMO_CODE_SIZE]);
/** Ten characters; up to four more where a municipality has more than a hundred wijken. Ascending over units.
 */
void bp_demo_unit_code(const bp_demo_country *country, int64_t unit, char code[BP_DEMO_CODE_SIZE]);

/** Texts of one column, of up to `width` bytes each, all "" to begin with. */
typedef struct bp_demo_texts {
    int64_t n;
    size_t width;
    char *bytes;
    const char **texts; /**< texts[n], for bp_table_add_text */
} bp_demo_texts;

bp_status bp_demo_texts_new(bp_context *context, int64_t n, size_t width, bp_demo_texts *out);
/** Room for text i with its NUL, width + 1 bytes. */
char *bp_demo_texts_at(const bp_demo_texts *texts, int64_t i);
void bp_demo_texts_clear(bp_demo_texts *texts);

#ifdef __cplusplus
}
#endif

#endif
