"""What a run writes for QGIS, opened in QGIS: project.py PROGRAM. Exit status 77: there is no QGIS for Python."""

import collections
import os
import re
import shutil
import sqlite3
import stat
import subprocess
import sys
import tempfile
import traceback

os.environ["QT_QPA_PLATFORM"] = "offscreen"
try:
    from qgis.core import (Qgis, QgsApplication, QgsExpression, QgsExpressionContext, QgsExpressionContextUtils,
                           QgsFeatureRequest, QgsLayoutExporter, QgsMapRendererSequentialJob, QgsMapSettings,
                           QgsProject, QgsVectorLayer)
    from qgis.PyQt.QtCore import QSize
    from qgis.PyQt.QtGui import QColor, QImage
    from qgis.PyQt.QtXml import QDomDocument
except ImportError as missing:
    print("skipped:", missing)
    sys.exit(77)

SIZE = 700
BACKGROUND = QColor(1, 2, 3)
# All that a run can write layers and columns of.
MORE = """
evidence:
  - {statistic: gi_star, of: score, permutations: 199}
  - {statistic: moran, of: domain_work, permutations: 199, correction: none}
stability: {variants: 20}
adopted: {source: designated.gpkg, layer: designated, id: id, name: name}
budget: {total: 1000000, rule: per_resident}
"""


def check(condition, *message):
    if not condition:
        raise AssertionError(" ".join(str(part) for part in message))


def run_program(*arguments):
    subprocess.run([sys.argv[1], *arguments, "--quiet"], check=True)


def table(path, sql):
    with sqlite3.connect("file:%s?mode=ro" % path, uri=True) as connection:
        return connection.execute(sql).fetchall()


# The same country in both languages. A unit without a score, and one whose name HTML and expressions could trip over.
def make_runs(scratch):
    run_program("demo", os.path.join(scratch, "demo"), "--units", "400", "--seed", "3")
    study = os.path.join(scratch, "demo", "study.yaml")
    with open(study, encoding="utf-8") as file:
        text = file.read()
    with open(study, "w", encoding="utf-8") as file:
        file.write(text.replace("areas:\n", "areas:\n  also: [components, skater]\n", 1) + MORE)
    boundaries = os.path.join(scratch, "demo", "boundaries.gpkg")
    subprocess.run(["ogrinfo", "-q", boundaries, "-sql",
                    "UPDATE units SET name = '<b>\"Zuid\"</b> & ''t [% 1 %]' WHERE rowid = 1"], check=True,
                   stdout=subprocess.DEVNULL)
    for language in ("en", "nl"):
        run_program("run", study, "--output", os.path.join(scratch, language), "--lang", language)
    # The same without any area: nothing is designated, and none is large enough.
    with open(study, encoding="utf-8") as file:
        lines = [line for line in file if not line.startswith(("designated:", "adopted:", "budget:"))]
    text = re.sub(r"(floor|ceiling): *[0-9]+", r"\1: 90000000", "".join(lines))
    with open(os.path.join(scratch, "demo", "none.yaml"), "w", encoding="utf-8") as file:
        file.write(text)
    run_program("run", file.name, "--output", os.path.join(scratch, "none"), "--lang", "en")


def open_project(folder):
    project = QgsProject.instance()
    project.clear()
    check(project.read(os.path.join(folder, "project.qgz")), "the project cannot be read", project.error())
    layers = project.mapLayers()
    check(layers, "the project is empty")
    for name, layer in layers.items():
        check(name == layer.id(), name, "got another id")
        check(layer.isValid(), name, "is not valid")
        if isinstance(layer, QgsVectorLayer):
            check(os.path.realpath(layer.source().split("|")[0]).startswith(os.path.realpath(folder)), name,
                  "is read from", layer.source())
    return project


def vectors(project):
    return [layer for layer in project.mapLayers().values() if isinstance(layer, QgsVectorLayer)]


# Rows per class as the rules have it, and no row in two classes or in none.
def count_classes(layer):
    rules = layer.renderer().rootRule().children()
    counts, seen = {}, collections.Counter()
    for rule in rules:
        request = QgsFeatureRequest(QgsExpression(rule.filterExpression()))
        ids = [feature.id() for feature in layer.getFeatures(request)]
        counts[rule.label()] = counts.get(rule.label(), 0) + len(ids)
        seen.update(ids)
    check(len(seen) == layer.featureCount(), layer.id(), "draws", len(seen), "of", layer.featureCount(), "rows")
    check(max(seen.values()) == 1, layer.id(), "draws a row twice")
    return counts


def group(path, name, column):
    return dict(table(path, 'SELECT "%s", count(*) FROM "%s" GROUP BY 1' % (column, name)))


# What the legend says against what is in the table, read without QGIS.
def check_counts(project, folder):
    units, areas = os.path.join(folder, "units.gpkg"), os.path.join(folder, "focus_areas.gpkg")
    counts = {layer.id(): count_classes(layer) for layer in vectors(project)}
    stack = group(units, "units", "stack")
    expected = {str(number): stack.get(number, 0) for number in range(7)}
    expected["No data"] = stack[None]
    check(counts["brandpunt_units_stack"] == expected, "stack", counts["brandpunt_units_stack"], expected)
    # The demo's base is 0.95: four steps below it, two past it.
    limits = [0, 0.24, 0.48, 0.71, 0.9499995, 0.98, 1]
    scores = [row[0] for row in table(units, "SELECT score FROM units")]
    ranges = [sum(low < s <= high or s == low == 0 for s in scores if s is not None)
              for low, high in zip(limits, limits[1:])]
    ranges.append(scores.count(None))
    check(list(counts["brandpunt_units_score"].values()) == ranges, "score", counts["brandpunt_units_score"], ranges)
    role = group(units, "units", "role")
    check(counts["brandpunt_units_role"]["member"] == role["member"], "role")
    kind = group(areas, "focus_areas", "kind")
    check(counts["brandpunt_focus_areas_areas"] == kind, "kind", counts["brandpunt_focus_areas_areas"], kind)
    methods = group(os.path.join(folder, "focus_areas_by_method.gpkg"), "focus_areas_by_method", "method")
    drawn = counts["brandpunt_focus_areas_by_method_method"]
    check(len(methods) == 3 and drawn == methods, "methods", drawn, methods)
    words = {"Hot": "hot", "Cold": "cold", "Not significant": "not significant", "Missing": "No data",
             "Island": "no neighbours"}
    hot = {words[word]: n for word, n in group(units, "units", "gi_star_score_cluster").items()}
    check(counts["brandpunt_units_clusters_gi_star_score"] == hot, "clusters", hot)


def draw(layers, extent, crs):
    settings = QgsMapSettings()
    settings.setLayers(layers)
    settings.setDestinationCrs(crs)
    settings.setExtent(extent)
    settings.setOutputSize(QSize(SIZE, SIZE))
    settings.setBackgroundColor(BACKGROUND)
    settings.setFlag(QgsMapSettings.Antialiasing, False)
    job = QgsMapRendererSequentialJob(settings)
    job.start()
    job.waitForFinished()
    check(not job.errors(), [error.message for error in job.errors()])
    return job.renderedImage().convertToFormat(QImage.Format_RGB32)


def colours(image):
    pixels = image.constBits().asstring(image.byteCount())
    return collections.Counter(pixels[i:i + 4] for i in range(0, len(pixels), 4))


# Every layer leaves something on the paper, and every class of areas its colour.
def check_drawing(project):
    for layer in vectors(project):
        extent = layer.extent()
        extent.scale(1.05)
        found = colours(draw([layer], extent, project.crs()))
        background = bytes((BACKGROUND.blue(), BACKGROUND.green(), BACKGROUND.red(), 255))
        check(sum(found.values()) - found[background] > SIZE, layer.id(), "draws nothing")
        if not layer.id().startswith("brandpunt_units"):
            continue
        counts = count_classes(layer)
        for rule in layer.renderer().rootRule().children():
            colour = rule.symbol().color()
            if counts[rule.label()] > 4 and rule.label() not in ("No data", "no neighbours"):
                check(found[bytes((colour.blue(), colour.green(), colour.red(), 255))] > 0, layer.id(), rule.label(),
                      "is nowhere on the map")


def check_tree(project):
    root = project.layerTreeRoot()
    names = [child.name() for child in root.children()]
    check(names == ["Adopted areas", "Focus areas", "Methods", "Programmes", "Neighbourhoods", "Background"], names)
    units = root.findGroup("Neighbourhoods")
    check(units.isMutuallyExclusive(), "themes of units are shown over each other")
    shown = [node.layerId() for node in root.findLayers() if node.isVisible()]
    check(shown == ["brandpunt_adopted_adopted", "brandpunt_focus_areas_areas", "brandpunt_units_score"], shown)
    tiles = project.mapLayer("background_brt")
    check("type=xyz" in tiles.source(), "a WMTS is asked for its contents as soon as it is opened")
    check(project.crs().authid() == "EPSG:28992", project.crs().authid())
    check(project.readBoolEntry("Paths", "/Absolute", True) == (False, True), "paths are not relative")


def check_layout(project, scratch):
    layouts = project.layoutManager().layouts()
    check(len(layouts) == 1, len(layouts), "layouts")
    layout = layouts[0]
    kinds = collections.Counter(type(item).__name__ for item in layout.items())
    for kind in ("QgsLayoutItemMap", "QgsLayoutItemLegend", "QgsLayoutItemScaleBar", "QgsLayoutItemPicture"):
        check(kinds[kind] == 1, kind, kinds[kind])
    check(kinds["QgsLayoutItemLabel"] == 3, "title, themes and sources")
    shown = " \u00b7 ".join(project.mapLayer(name).name() for name in (
        "brandpunt_adopted_adopted", "brandpunt_focus_areas_areas", "brandpunt_units_score"))
    texts = [item.currentText() for item in layout.items() if type(item).__name__ == "QgsLayoutItemLabel"]
    check(shown in texts, "the page does not name", shown, "but", texts)
    legend = next(item for item in layout.items() if type(item).__name__ == "QgsLayoutItemLegend")
    check(legend.wrapString() == "\u23ce", "the legend does not break", legend.wrapString())
    # A title of more than a line is broken, and whole.
    root = legend.model().rootGroup()
    for node in root.findLayers():
        label = node.customProperty("legend/title-label")
        check(label.replace("\u23ce", " ") == node.layer().name(), label)
        check(max(len(line) for line in label.split("\u23ce")) <= 38, label)
    broken = root.findLayer("brandpunt_units_stability").customProperty("legend/title-label")
    check("\u23ce" in broken, broken)
    exporter = QgsLayoutExporter(layout)
    pdf, png = os.path.join(scratch, "map.pdf"), os.path.join(scratch, "map.png")
    check(exporter.exportToPdf(pdf, QgsLayoutExporter.PdfExportSettings()) == QgsLayoutExporter.Success, "no PDF")
    check(os.path.getsize(pdf) > 20000, "the PDF is empty")
    settings = QgsLayoutExporter.ImageExportSettings()
    settings.dpi = 80
    check(exporter.exportToImage(png, settings) == QgsLayoutExporter.Success, "no picture")
    check(len(colours(QImage(png).convertToFormat(QImage.Format_RGB32))) > 20, "the page is empty")


# The rules of OGC 12-128, where GDAL's script for them is installed.
def validate(path):
    try:
        from osgeo_utils.samples import validate_gpkg
    except ImportError:
        return
    broken = validate_gpkg.check(path, abort_at_first_error=False)
    check(not broken, path, broken)


# What a GeoPackage says of itself, and that QGIS takes its default style unasked.
def check_package(path, name, project_layer):
    check(table(path, "PRAGMA application_id") == [(0x47504B47,)], path, "is no GeoPackage 1.2 or later")
    check(table(path, "PRAGMA integrity_check") == [("ok",)], path, "is not whole")
    check(table(path, "PRAGMA foreign_key_check") == [], path, "refers to what is not there")
    check(("layer_styles", "attributes") in table(path, "SELECT table_name, data_type FROM gpkg_contents"), path)
    rows = table(path, "SELECT f_table_name, sum(useAsDefault), count(*) FROM layer_styles GROUP BY 1")
    layers = table(path, "SELECT table_name FROM gpkg_contents WHERE data_type = 'features'")
    check(sorted(row[0] for row in rows) == sorted(row[0] for row in layers), path, "has a layer without styles")
    check(all(row[1] == 1 for row in rows), path, "has a layer without a default, or with several", rows)
    count = dict((row[0], row[2]) for row in rows)[name]
    times = table(path, "SELECT DISTINCT update_time FROM layer_styles")
    check(times == [("1970-01-01T00:00:00.000Z",)], times)
    told = subprocess.run(["ogrinfo", "-so", "-al", path], check=True, capture_output=True, text=True)
    check("Warning" not in told.stderr and "ERROR" not in told.stderr, told.stderr)
    validate(path)
    layer = QgsVectorLayer("%s|layername=%s" % (path, name), name, "ogr")
    check(layer.renderer().type() == "RuleRenderer", path, "opens without its style")
    check(layer.labelsEnabled() and layer.labeling().settings().scaleVisibility, path, "has no labels")
    if project_layer:
        check(count_classes(layer) == count_classes(project_layer), path, "has another default than the project")
    many, ids, names, _, _ = layer.listStylesInDatabase()
    # QGIS lists those of the file's other layers behind the layer's own.
    check(many == count and len(set(names[:many])) == many, names)
    for style in ids[:many]:
        text, _ = layer.getStyleFromDatabase(style)
        document = QDomDocument()
        check(document.setContent(text)[0], "style", style, "is no XML")
        check(layer.importNamedStyle(document)[0], "style", style)
        count_classes(layer)


def check_files_beside(folder):
    for name in ("units", "focus_areas", "overlap"):
        layer = QgsVectorLayer(os.path.join(folder, name + ".geojson"), name, "ogr")
        check(layer.renderer().type() == "RuleRenderer", name, "opens without its QML")
        wanted = count_classes(layer)
        message, fine = layer.loadSldStyle(os.path.join(folder, name + ".sld"))
        check(fine, message)
        check(count_classes(layer) == wanted, name, "has other classes in its SLD", count_classes(layer), wanted)


# Names, numbers and the text on a unit, as a reader sees them.
def check_words(project, language):
    layer = project.mapLayer("brandpunt_units_score")
    names = {"en": ("Score (1 is the worst)", "Residents", "No data"),
             "nl": ("Score (1 is het slechtst)", "Inwoners", "Geen gegevens")}[language]
    field = layer.fields().indexFromName
    check(layer.name() == names[0], layer.name())
    check(layer.attributeDisplayName(field("population")) == names[1], "alias")
    check(layer.renderer().rootRule().children()[-1].label() == names[2], "missing")
    context = QgsExpressionContext(QgsExpressionContextUtils.globalProjectLayerScopes(layer))
    odd = next(layer.getFeatures(QgsFeatureRequest(QgsExpression("\"name\" like '<b>%'"))))
    context.setFeature(odd)
    tip = QgsExpression.replaceExpressionText(layer.mapTipTemplate(), context)
    check("&lt;b>\"Zuid\"&lt;/b> &amp; 't [% 1 %]" in tip, tip)
    plain = next(layer.getFeatures(QgsFeatureRequest(QgsExpression("\"population\" > 1000 and \"score\" > 0.1"))))
    context.setFeature(plain)
    tip = QgsExpression.replaceExpressionText(layer.mapTipTemplate(), context)
    people = "{:,.0f}".format(plain["population"])
    check((people if language == "en" else people.replace(",", ".")) in tip, tip)
    check(layer.editFormConfig().tabs() and layer.editFormConfig().readOnly(field("score")), "form")
    for name in ("population", "score", "stack"):
        check(layer.editorWidgetSetup(field(name)).type() == "TextEdit", name, "is a number in grey")
    areas = project.mapLayer("brandpunt_focus_areas_areas")
    own = next(one.name() for one in areas.fields() if one.name().startswith("in_"))
    check(areas.attributeDisplayName(areas.fields().indexFromName(own)) == "In Regional programme", own)
    if language == "nl":
        overlap = project.mapLayer("brandpunt_overlap_programme")
        check(overlap.attributeDisplayName(overlap.fields().indexFromName("scope")) == "Reikwijdte", "scope")
        setup = layer.editorWidgetSetup(field("role"))
        formatter = QgsApplication.fieldFormatterRegistry().fieldFormatter(setup.type())
        check(formatter.representValue(layer, field("role"), setup.config(), None, "member") == "lid", "role")
        setup = layer.editorWidgetSetup(field("worst_domain"))
        check(formatter.representValue(layer, field("worst_domain"), setup.config(), None, "work") == "werk", "domain")


# A layer that has no areas yet is drawn as soon as it has.
def check_empty(folder):
    path = os.path.join(folder, "focus_areas.gpkg")
    check(table(path, "SELECT count(*) FROM focus_areas") == [(0,)], "there are areas")
    layer = QgsVectorLayer(path + "|layername=focus_areas", "areas", "ogr")
    check(layer.renderer().type() == "RuleRenderer", "a layer without areas has no style")
    labels = [rule.label() for rule in layer.renderer().rootRule().children()]
    check(labels == ["designated", "proposed"], labels)
    project = open_project(folder)
    check(project.mapLayer("brandpunt_focus_areas_areas") is not None, "the project has no areas")


# The folder as people handle it: moved, with blanks and accents in its name, and nothing writable.
def check_moved(folder, scratch):
    moved = os.path.join(scratch, "réunion 'à 3' & co", "de kaart")
    os.makedirs(os.path.dirname(moved))
    shutil.move(folder, moved)
    for name in os.listdir(moved):
        os.chmod(os.path.join(moved, name), stat.S_IRUSR)
    os.chmod(moved, stat.S_IRUSR | stat.S_IXUSR)
    project = open_project(moved)
    check_drawing(project)
    project.clear()
    os.chmod(moved, stat.S_IRWXU)


def main():
    scratch = tempfile.mkdtemp(prefix="brandpunt-qgis-")
    try:
        make_runs(scratch)
        QgsApplication.setPrefixPath("/usr", True)
        application = QgsApplication([], False)
        application.initQgis()
        english, dutch = os.path.join(scratch, "en"), os.path.join(scratch, "nl")
        project = open_project(english)
        check_tree(project)
        check_counts(project, english)
        check_drawing(project)
        check_layout(project, scratch)
        check_words(project, "en")
        for file, layer, shown in (("units", "units", "brandpunt_units_score"),
                                   ("focus_areas", "focus_areas", "brandpunt_focus_areas_areas"),
                                   ("focus_areas", "adopted", "brandpunt_adopted_adopted"),
                                   ("overlap", "overlap", "brandpunt_overlap_programme"),
                                   ("focus_areas_by_method", "focus_areas_by_method",
                                    "brandpunt_focus_areas_by_method_method"),
                                   ("stability", "stability", None)):
            check_package(os.path.join(english, file + ".gpkg"), layer, project.mapLayer(shown) if shown else None)
        packages = [name for name in os.listdir(english) if name.endswith(".gpkg")]
        check(sorted(packages) == ["focus_areas.gpkg", "focus_areas_by_method.gpkg", "overlap.gpkg",
                                     "stability.gpkg", "units.gpkg"], packages)
        check_files_beside(english)
        check_words(open_project(dutch), "nl")
        check_empty(os.path.join(scratch, "none"))
        check_moved(english, scratch)
        print("QGIS", Qgis.version(), "opens and draws all of it")
        ended = 0
    except Exception:
        traceback.print_exc()
        ended = 1
    shutil.rmtree(scratch, ignore_errors=True)
    sys.stdout.flush()
    sys.stderr.flush()
    # QGIS takes itself down in an order that Python cannot keep.
    os._exit(ended)


main()
