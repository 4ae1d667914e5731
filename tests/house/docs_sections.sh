#!/usr/bin/env bash
# Every heading of the documentation stands between blank lines and has something under it: text, or a lower heading.
# Pages that several people wrote at once are easily put together in the wrong order, and this is how it shows.
#   docs_sections.sh SOURCE
set -euo pipefail
source_dir=$1
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# faults_of PAGE: a line for every heading that is not as it should be.
faults_of() {
    awk '
        function fault(text) { print FILENAME ":" FNR ": " text }
        /^```/ { fenced = !fenced }
        !fenced && /^#+ / {
            level = length($1)
            if (FNR > 1 && before != "") fault("no blank line before " $0)
            if (empty && level <= level_before) fault("nothing stands under " heading)
            heading = $0; level_before = level; empty = 1; before = $0
            next
        }
        {
            if (empty && before == heading && $0 != "") fault("no blank line after " heading)
            if ($0 != "") empty = 0
            before = $0
        }
        END { if (empty) fault("nothing stands under " heading) }' "$1"
}

# The test itself must tell a page that is right from one that is not.
# shellcheck disable=SC2016 # the back quotes are Markdown's
printf '# A\n\n## B\n\ntext\n\n```\n# no heading\n```\n' >"$scratch/right.md"
[ -z "$(faults_of "$scratch/right.md")" ] || { echo "FAILED: a page that is right is said not to be"; exit 1; }
printf '# A\n\ntext\n## B\n\n## C\ntext\n\n## D\n' >"$scratch/wrong.md"
[ "$(faults_of "$scratch/wrong.md" | wc -l)" -eq 4 ] || { echo "FAILED: wrong headings are not found"; exit 1; }

while IFS= read -r page; do
    faults_of "$page"
done < <(find "$source_dir"/*.md "$source_dir/docs" "$source_dir/shapefiles" -name '*.md' | sort) >"$scratch/faults"
cat "$scratch/faults"
[ ! -s "$scratch/faults" ]
