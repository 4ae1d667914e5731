/* A growing text of XML. */
#ifndef BP_CLI_QGIS_XML_H
#define BP_CLI_QGIS_XML_H

#include "geo/context.h"

/**
 * The text so far. Every call escapes what it is given; once memory runs out the others do nothing, and
 * bp_xml_take tells.
 */
typedef struct bp_xml {
    char *text;
    size_t length, room;
    int depth;
    bool is_lost;
} bp_xml;

#define BP_XML_INIT                                                                                          \
    {                                                                                                        \
        NULL, 0, 0, 0, false                                                                                 \
    }

/** Put in a text as it is: a heading, or XML that was made before. */
void bp_xml_raw(bp_xml *xml, const char *text);

/** One attribute of a tag that is still open. */
void bp_xml_attribute(bp_xml *xml, const char *name, const char *value);

/** Begin an element with attributes: name, value, name, value, ..., NULL. An attribute whose value is NULL is
 * left out. */
void bp_xml_begin(bp_xml *xml, const char *element, ...);
void bp_xml_end(bp_xml *xml, const char *element);
/** An element without contents; attributes as above. */
void bp_xml_empty(bp_xml *xml, const char *element, ...);
/** An element that holds a text. */
void bp_xml_text(bp_xml *xml, const char *element, const char *text);
/** The same of an element with one attribute. */
void bp_xml_named_text(bp_xml *xml, const char *element, const char *attribute, const char *value,
                       const char *text);

/** The text, to free(); `xml` is empty then, whether or not it fails. */
bp_status bp_xml_take(bp_context *context, bp_xml *xml, char **out);
void bp_xml_clear(bp_xml *xml);

#endif
