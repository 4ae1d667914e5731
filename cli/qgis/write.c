#include "cli/qgis/write.h"

#include "cli/qgis/style.h"
#include "geo/layer_styles.h"
#include "geo/text.h"
#include "geo/write.h"
#include "geo/zip.h"

#include <stdlib.h>
#include <string.h>

static bp_status write_beside(bp_context *context, const bp_folder *folder, const char *name,
                              const char *extension, const char *text)
{
    char *file = bp_text_format("%s.%s", name, extension);
    char *path = file ? bp_folder_path(folder, file) : NULL;
    bp_status status =
        path ? bp_file_write(context, path, text, strlen(text)) : bp_context_fail_memory(context, 0);
    free(path);
    free(file);
    return status;
}

static bp_status write_styles(bp_context *context, const bp_folder *folder, const bp_qgis_layer *layer,
                              const bp_layer_style *styles)
{
    char *file = bp_text_format("%s.gpkg", layer->file);
    char *path = file ? bp_folder_path(folder, file) : NULL;
    bp_status status = path ? bp_layer_styles_write(context, path, layer->name, styles, layer->themes.n)
                            : bp_context_fail_memory(context, 0);
    if (!status && layer->has_json)
        status = write_beside(context, folder, layer->file, "qml", styles[0].qml);
    if (!status && layer->has_json)
        status = write_beside(context, folder, layer->file, "sld", styles[0].sld);
    free(path);
    free(file);
    return status;
}

static bp_status dress(bp_context *context, const bp_qgis_project *project, const bp_folder *folder,
                       const bp_qgis_layer *layer)
{
    int n = layer->themes.n;
    char **qml = (char **)calloc((size_t)n + 1, sizeof *qml),
         **sld = (char **)calloc((size_t)n + 1, sizeof *sld);
    bp_layer_style *styles = (bp_layer_style *)calloc((size_t)n + 1, sizeof *styles);
    bp_status status = qml && sld && styles ? BP_OK : bp_context_fail_memory(context, 0);
    for (int t = 0; !status && t < n; t++) {
        const bp_theme *theme = &layer->themes.themes[t];
        const bp_qgis_style style = {layer, theme, project->words, t == 0 ? BP_QGIS_ALL : BP_QGIS_DRAWING};
        status = bp_qgis_style_qml(context, &style, &qml[t]);
        if (!status)
            status = bp_qgis_style_sld(context, &style, &sld[t]);
        styles[t] = (bp_layer_style){theme->name, theme->title, qml[t], sld[t]};
    }
    if (!status && n > 0)
        status = write_styles(context, folder, layer, styles);
    if (qml)
        bp_texts_free(qml, n);
    if (sld)
        bp_texts_free(sld, n);
    free(styles);
    return status;
}

static bp_status write_project(bp_context *context, const bp_qgis_project *project, const bp_folder *folder)
{
    char *text = NULL, *path = bp_folder_path(folder, "project.qgz");
    bp_status status =
        path ? bp_qgis_project_text(context, project, &text) : bp_context_fail_memory(context, 0);
    if (!status) {
        const bp_zip_entry entry = {"project.qgs", text, strlen(text)};
        status = bp_zip_write(context, path, &entry, 1);
    }
    free(text);
    free(path);
    return status;
}

bp_status bp_qgis_write(bp_context *context, const bp_qgis_project *project, const bp_folder *folder)
{
    bp_status status = BP_OK;
    for (int l = 0; !status && l < project->layers->n; l++)
        status = dress(context, project, folder, &project->layers->layers[l]);
    return status ? status : write_project(context, project, folder);
}
