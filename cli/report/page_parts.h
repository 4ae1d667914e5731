/* The parts of the page that are the same for every run; put into the program when it is built. */
#ifndef BP_CLI_REPORT_PAGE_PARTS_H
#define BP_CLI_REPORT_PAGE_PARTS_H

#include <stddef.h>

typedef struct bp_page_part {
    const unsigned char *bytes; /**< bytes[n], UTF-8, no closing NUL */
    size_t n;
    const char *sha256; /**< in lower-case hex */
} bp_page_part;

/** The page with {{names}} of what is put in, its styles, its scripts with Leaflet, and Leaflet's licence. */
extern const bp_page_part bp_page_html, bp_page_style, bp_page_script, bp_page_licence;

#endif
