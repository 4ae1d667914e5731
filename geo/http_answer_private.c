/* Answers that are no data: pages for people, and the exceptions of services. */
#include "geo/http_private.h"

#include "geo/source.h"
#include "geo/text.h"

#include <cpl_string.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HEAD_BYTES = 4096 };

/* The text of an element from just behind its name; "" where it has none. To free(), or NULL. */
static char *element_text(const char *from)
{
    static const char cdata[] = "<![CDATA[";
    const char *start = strchr(from, '>');
    if (!start)
        return NULL;
    start++;
    start += strspn(start, " \t\r\n");
    bool is_cdata = strncmp(start, cdata, sizeof cdata - 1) == 0;
    if (is_cdata)
        start += sizeof cdata - 1;
    const char *end = strstr(start, is_cdata ? "]]>" : "<");
    return bp_text_format("%.*s", end ? (int)(end - start) : (int)strlen(start), start);
}

/* Blanks and line ends become one blank each, and none is left at the end. */
static void fold_blanks(char *text)
{
    char *to = text;
    for (const char *from = text; *from; from++)
        if (!isspace((unsigned char)*from))
            *to++ = *from;
        else if (to > text && to[-1] != ' ')
            *to++ = ' ';
    while (to > text && (to[-1] == ' ' || to[-1] == '.'))
        to--;
    *to = '\0';
}

static void say_exception(const char *head, char *text, size_t size)
{
    const char *at = strstr(head, "ExceptionText");
    if (!at)
        at = strstr(head, "<ServiceException ");
    if (!at)
        at = strstr(head, "<ServiceException>");
    char *inner = at ? element_text(at) : NULL;
    char *plain = inner ? CPLUnescapeString(inner, NULL, CPLES_XML) : NULL;
    char *shown = plain ? bp_source_shown(plain) : NULL;
    if (shown)
        fold_blanks(shown);
    snprintf(text, size, "the service says: %.300s",
             shown && shown[0] ? shown : "an exception without a text");
    free(shown);
    CPLFree(plain);
    free(inner);
}

void bp_http_answer_says(const char *answer, size_t n, char *text, size_t size)
{
    text[0] = '\0';
    char *head = answer ? bp_text_format("%.*s", (int)(n < HEAD_BYTES ? n : HEAD_BYTES), answer) : NULL;
    if (!head)
        return;
    const char *start = STARTS_WITH(head, "\xEF\xBB\xBF") ? head + 3 : head;
    start += strspn(start, " \t\r\n");
    if (STARTS_WITH_CI(start, "<!doctype html") || STARTS_WITH_CI(start, "<html"))
        snprintf(text, size, "it sent HTML (a login page?)");
    else if (*start == '<' && (strstr(start, "ExceptionReport")))
        say_exception(start, text, size);
    free(head);
}
