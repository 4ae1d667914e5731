#!/usr/bin/env bash
# Arrows run one way: cli -> analysis -> geo; GDAL, GEOS and PROJ stay under geo/; analysis opens no file.
#   layering.sh SOURCE
# First tries each rule on a small tree that breaks it, then looks at the real one.
set -euo pipefail

third_party='[<"](gdal[a-z_]*|ogr_[a-z_]+|cpl_[a-z_]+|vrt[a-z_]*|geos[a-z_]*|proj[a-z_]*)\.h[>"]'
# Calls that reach a file or the terminal; snprintf and the like stay allowed.
files='(^|[^A-Za-z0-9_])(fopen|freopen|fdopen|tmpfile|open|openat|creat|popen|fread|fwrite|fgets|fputs|puts|putchar'
files="$files|printf|fprintf|vfprintf|scanf|fscanf|remove|rename|unlink|mkdir|VSI[A-Za-z0-9_]+) *\\("

# The C files under a folder of the tree, without comments, each line as FILE:LINE:TEXT.
code_of() {
    [ -d "$1" ] || return 0
    # shellcheck disable=SC2016 # the dollars are awk's
    find "$1" -name '*.[ch]' | sort | xargs -r awk '
        FNR == 1 { inside = 0 }
        {
            text = $0; out = ""
            while (text != "") {
                if (inside) {
                    at = index(text, "*/")
                    if (!at) { text = ""; break }
                    text = substr(text, at + 2); inside = 0
                } else {
                    at = index(text, "/*"); line = index(text, "//")
                    if (line && (!at || line < at)) { out = out substr(text, 1, line - 1); text = ""; break }
                    if (!at) { out = out text; break }
                    out = out substr(text, 1, at - 1) " "
                    text = substr(text, at + 2); inside = 1
                }
            }
            if (out ~ /[^ \t]/) print FILENAME ":" FNR ":" out
        }'
}

# forbid RULE FOLDER PATTERN [EXCEPT]: report lines of code that match the pattern.
forbid() {
    local found
    found=$(code_of "$2" | grep -E "$3" | grep -Ev "${4:-^$}" || true)
    [ -n "$found" ] || return 0
    printf '%s:\n%s\n' "$1" "$found"
    broken=yes
}

# check_tree ROOT: false, with the lines that break a rule, when one is broken.
check_tree() {
    local include='# *include *' broken=no folder
    pushd "$1" >/dev/null
    for folder in analysis cli tests bench; do
        forbid "GDAL, GEOS and PROJ headers belong under geo/ only" "$folder" "$include$third_party" '^tests/(geo|fuzz)/'
        forbid "a private header of geo/ is used outside" "$folder" "${include}[<\"]geo/[a-z_]*_private" '^tests/(geo|fuzz)/'
    done
    # A public header is one that is installed: it stands on the C library and on its own kind.
    forbid "a public header of geo/ includes GDAL, GEOS or PROJ" geo "^[^:]*\\.h:.*$include$third_party" '_private\.h:'
    forbid "a public header includes a private one" geo "^[^:]*\\.h:.*${include}[<\"][a-z/]*_private\\.h" \
        '^[^:]*_private\.h:'
    forbid "geo/ names what lies above it" geo "${include}[<\"](\\.\\./)?(analysis|cli)/"
    forbid "analysis/ names what lies above it" analysis "${include}[<\"](\\.\\./)?cli/"
    forbid "analysis/ knows files" analysis "${include}[<\"]geo/(read|write|folder|layer)\\.h"
    forbid "analysis/ opens a file or prints" analysis "$files"
    popd >/dev/null
    [ "$broken" = no ]
}

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# expect pass|fail FILE LINE: what check_tree must say of a tree with that one line.
expect() {
    local root=$scratch/tree said=pass
    rm -rf "$root"
    mkdir -p "$root/$(dirname "$2")"
    printf '%s\n' "$3" >"$root/$2"
    check_tree "$root" >/dev/null || said=fail
    if [ "$said" != "$1" ]; then
        echo "FAILED: the layering test says $said to this line in $2: $3"
        exit 1
    fi
}
expect fail cli/map.c '#include <gdal.h>'
expect fail cli/report/page.c '#include "cpl_string.h"'
expect fail analysis/moran.c '#include <geos_c.h>'
expect fail tests/analysis/test_moran.c '# include <proj.h>'
expect fail cli/map.c '#include "geo/geos_private.h"'
expect fail geo/read.h '#include <ogr_api.h>'
expect fail geo/read.h '#include "geo/gdal_private.h"'
expect fail geo/read.c '#include "analysis/moran.h"'
expect fail geo/read.c '#include "cli/command.h"'
expect fail analysis/moran.c '#include "cli/progress.h"'
expect fail analysis/moran.c '#include "geo/read.h"'
expect fail analysis/moran.c 'FILE *file = fopen(path, "r");'
expect fail analysis/moran.c 'x = VSIFOpenL(path, "rb"); /* quick */'
expect pass analysis/moran.c '/* as fopen("x") does, see #include <gdal.h> */ snprintf(text, n, "%d", reopen(x));'
expect pass geo/read.c '#include <gdal.h>'
expect pass geo/gdal_private.h '#include <gdal.h>'
expect pass tests/geo/test_read.c '#include "geo/gdal_private.h"'
expect pass cli/cmd_run.c '#include "analysis/moran.h"'

check_tree "$1" || exit 1
echo "layering holds"
