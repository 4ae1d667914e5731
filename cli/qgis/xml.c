#include "cli/qgis/xml.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void add(bp_xml *xml, const char *bytes, size_t n)
{
    if (xml->is_lost)
        return;
    if (xml->length + n + 1 > xml->room) {
        size_t room = 2 * (xml->length + n + 1);
        char *grown = (char *)realloc(xml->text, room);
        if (!grown) {
            xml->is_lost = true;
            return;
        }
        xml->text = grown;
        xml->room = room;
    }
    memcpy(xml->text + xml->length, bytes, n);
    xml->length += n;
    xml->text[xml->length] = '\0';
}

void bp_xml_raw(bp_xml *xml, const char *text)
{
    add(xml, text, strlen(text));
}

/* What XML 1.0 gives a meaning, as an entity; control characters, which it does not allow at all, as a blank.
 */
static void add_escaped(bp_xml *xml, const char *text)
{
    for (const char *c = text; *c; c++) {
        const char *entity = *c == '&'    ? "&amp;"
                             : *c == '<'  ? "&lt;"
                             : *c == '>'  ? "&gt;"
                             : *c == '"'  ? "&quot;"
                             : *c == '\n' ? "&#10;"
                             : *c == '\t' ? "&#9;"
                                          : NULL;
        if (entity)
            bp_xml_raw(xml, entity);
        else
            add(xml, (unsigned char)*c < 0x20 ? " " : c, 1);
    }
}

void bp_xml_attribute(bp_xml *xml, const char *name, const char *value)
{
    bp_xml_raw(xml, " ");
    bp_xml_raw(xml, name);
    bp_xml_raw(xml, "=\"");
    add_escaped(xml, value);
    bp_xml_raw(xml, "\"");
}

static void indent(bp_xml *xml)
{
    for (int i = 0; i < xml->depth; i++)
        bp_xml_raw(xml, " ");
}

static void add_tag(bp_xml *xml, const char *element, va_list attributes)
{
    indent(xml);
    bp_xml_raw(xml, "<");
    bp_xml_raw(xml, element);
    for (const char *name; (name = va_arg(attributes, const char *)) != NULL;) {
        const char *value = va_arg(attributes, const char *);
        if (value)
            bp_xml_attribute(xml, name, value);
    }
}

void bp_xml_begin(bp_xml *xml, const char *element, ...)
{
    va_list attributes;
    va_start(attributes, element);
    add_tag(xml, element, attributes);
    va_end(attributes);
    bp_xml_raw(xml, ">\n");
    xml->depth++;
}

void bp_xml_end(bp_xml *xml, const char *element)
{
    xml->depth--;
    indent(xml);
    bp_xml_raw(xml, "</");
    bp_xml_raw(xml, element);
    bp_xml_raw(xml, ">\n");
}

void bp_xml_empty(bp_xml *xml, const char *element, ...)
{
    va_list attributes;
    va_start(attributes, element);
    add_tag(xml, element, attributes);
    va_end(attributes);
    bp_xml_raw(xml, "/>\n");
}

void bp_xml_named_text(bp_xml *xml, const char *element, const char *attribute, const char *value,
                       const char *text)
{
    indent(xml);
    bp_xml_raw(xml, "<");
    bp_xml_raw(xml, element);
    if (attribute)
        bp_xml_attribute(xml, attribute, value);
    bp_xml_raw(xml, ">");
    add_escaped(xml, text);
    bp_xml_raw(xml, "</");
    bp_xml_raw(xml, element);
    bp_xml_raw(xml, ">\n");
}

void bp_xml_text(bp_xml *xml, const char *element, const char *text)
{
    bp_xml_named_text(xml, element, NULL, NULL, text);
}

bp_status bp_xml_take(bp_context *context, bp_xml *xml, char **out)
{
    bool is_lost = xml->is_lost || !xml->text;
    if (is_lost)
        bp_xml_clear(xml);
    else
        *out = xml->text;
    *xml = (bp_xml)BP_XML_INIT;
    return is_lost ? bp_context_fail_memory(context, 0) : BP_OK;
}

void bp_xml_clear(bp_xml *xml)
{
    free(xml->text);
    *xml = (bp_xml)BP_XML_INIT;
}
