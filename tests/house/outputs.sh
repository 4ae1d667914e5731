#!/usr/bin/env bash
# What a run writes is valid for others: every layer opens without a word in ogrinfo, every GeoPackage keeps the rules of
# OGC 12-128 that can be looked up in it, and all of it works in a folder that may not be written to, with blanks, quotes
# and accents in its name.
#   outputs.sh SOURCE BUILD
set -euo pipefail
for tool in ogrinfo python3; do
    command -v "$tool" >/dev/null || { echo "no $tool: skipped"; exit 77; }
done
source_dir=$1 build=$2
scratch=$(mktemp -d)
trap 'chmod -R u+w "$scratch"; rm -rf "$scratch"' EXIT
PATH=$build:$PATH
failed=no
folder="$scratch/Résultats de l'été, \"2024\" – Ĳsselmuiden"

brandpunt demo "$scratch/land é" --units 400 --quiet
cat >>"$scratch/land é/study.yaml" <<'YAML'
evidence:
  - {of: score, statistic: moran, permutations: 99}
stability: {variants: 20}
significance: {replicates: 99}
budget: {total: 1000000, rule: per_resident}
YAML
brandpunt run "$scratch/land é/study.yaml" --output "$folder" --quiet

# What stands in the folder, with its bytes: opening must not change it, nor leave anything beside it.
image() { (cd "$folder" && find . -type f -exec sha256sum {} + | sort -k 2); }
image >"$scratch/before"
chmod -R a-w "$folder"

check_layers() {
    local file said
    for file in "$1"/*.gpkg "$1"/*.geojson "$1"/*.csv; do
        said=$(ogrinfo -ro -al -so "$file" 2>&1 >"$scratch/info" || echo "ogrinfo fails")
        [ -z "$said" ] || { printf '%s: %s\n' "${file##*/}" "$said"; failed=yes; }
        grep -q '^Feature Count: ' "$scratch/info" || { echo "${file##*/}: no layer in it"; failed=yes; }
    done
}
check_layers "$folder"
python3 "$source_dir/tests/house/geopackage.py" "$folder"/*.gpkg || failed=yes

brandpunt explain "$folder" P001 >"$scratch/answer" || failed=yes
brandpunt info "$folder/units.gpkg" >"$scratch/answer" || failed=yes
brandpunt moran "$folder/units.gpkg" score --analytic >"$scratch/answer" || failed=yes
brandpunt complete -- explain "$folder" P >"$scratch/answer"
grep -q '^P001' "$scratch/answer" || { echo "places of the folder are not completed"; failed=yes; }
image | diff "$scratch/before" - || { echo "opening the folder changed it"; failed=yes; }

# The checks can fail: a GeoPackage with another number in its head, one whose extent is moved, one without its SRS.
break_it() {
    cp "$folder/units.gpkg" "$scratch/broken.gpkg"
    chmod u+w "$scratch/broken.gpkg"
    python3 -c 'import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute(sys.argv[2]); c.commit()' \
        "$scratch/broken.gpkg" "$1"
    if python3 "$source_dir/tests/house/geopackage.py" "$scratch/broken.gpkg" >"$scratch/answer"; then
        echo "the check does not see: $1"
        failed=yes
    fi
}
break_it 'PRAGMA application_id = 1'
break_it 'UPDATE gpkg_contents SET max_x = max_x + 1'
break_it 'DELETE FROM gpkg_spatial_ref_sys WHERE srs_id = 28992'
[ "$failed" = no ] || exit 1
echo "$(wc -l <"$scratch/before") files of a run are valid"
