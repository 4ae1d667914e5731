#!/usr/bin/env bash
# Run the commands that the documentation shows. A ```console block right after a line <!-- test --> has its lines
# that begin with "$ " run, one page after another, each page in a folder of its own with the program on PATH. Other
# lines of a block are output and are not compared; a command that ends in \ goes on in the next line. A ```text block
# right after a line <!-- shown --> must be among what the commands of its page print.
#   docs_commands.sh SOURCE BUILD
# Exit status 77 (skipped) when no page has such a block.
set -euo pipefail
source_dir=$1 build=$2
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# commands_of PAGE: the commands of its marked blocks.
commands_of() {
    awk '
        /^<!-- test -->[ \t]*$/ { marked = 1; next }
        /^```console[ \t]*$/ && marked { inside = 1; marked = 0; next }
        /^```/ { inside = 0; going_on = 0 }
        /[^ \t]/ { marked = 0 }
        inside && (going_on || /^\$ /) {
            sub(/^\$ /, "")
            sub(/^> /, "")
            print
            going_on = /\\$/
        }' "$1"
}

# shown_of PAGE NUMBER: what the marked block of that number shows; nothing where there are fewer.
shown_of() {
    awk -v wanted="$2" '
        /^<!-- shown -->[ \t]*$/ { marked = 1; next }
        /^```text[ \t]*$/ && marked { inside = ++n == wanted; marked = 0; next }
        /^```/ { inside = 0 }
        /[^ \t]/ { marked = 0 }
        inside' "$1"
}

# is_shown PAGE: false when a marked block is not what the commands printed.
is_shown() {
    local number=1 block printed
    printed=$(<"$scratch/printed")
    while block=$(shown_of "$1" "$number") && [ -n "$block" ]; do
        if [[ $printed != *"$block"* ]]; then
            echo "no command prints block $number of what is shown; they print:"
            cat "$scratch/printed"
            return 1
        fi
        number=$((number + 1))
    done
}

# run_page PAGE: false when a command of it fails, or prints other things than the page shows.
run_page() {
    local folder=$scratch/page
    rm -rf "$folder"
    mkdir "$folder"
    commands_of "$1" >"$scratch/commands"
    [ -s "$scratch/commands" ] || return 0
    n_pages=$((n_pages + 1))
    (cd "$folder" && PATH=$build:$PATH bash -euxo pipefail "$scratch/commands") \
        >"$scratch/printed" 2>"$scratch/log" </dev/null || return 1
    is_shown "$1" >>"$scratch/log"
}

# The test itself must tell a page that works from one that does not.
n_pages=0
page=$scratch/page.md
# shellcheck disable=SC2016 # the back quotes are Markdown's
printf '<!-- test -->\n```console\n$ echo a \\\n  b >file\na b\n$ grep -q "a b" file\n```\n```console\n$ false\n```\n' >"$page"
run_page "$page" || { cat "$scratch/log"; echo "FAILED: a page that works is said not to"; exit 1; }
# shellcheck disable=SC2016 # the back quotes are Markdown's
printf 'text\n\n<!-- test -->\n```console\n$ true\n$ false\n$ true\n```\n' >"$page"
if run_page "$page"; then echo "FAILED: a page with a failing command is said to work"; exit 1; fi
# shellcheck disable=SC2016 # the back quotes are Markdown's
printf '<!-- test -->\n```console\n$ printf "a\\nb\\nc\\n"\n```\n<!-- shown -->\n```text\na\nb\n```\n' >"$page"
run_page "$page" || { cat "$scratch/log"; echo "FAILED: what is printed is said not to be"; exit 1; }
# shellcheck disable=SC2016 # Markdown's marks, not a command
printf '<!-- shown -->\n```text\na\nc\n```\n' >>"$page"
if run_page "$page"; then echo "FAILED: what no command prints is said to be shown"; exit 1; fi
[ "$n_pages" -eq 4 ] || { echo "FAILED: marked blocks are not found"; exit 1; }

n_pages=0 failed=0
while IFS= read -r page; do
    if ! run_page "$page"; then
        echo "FAILED: a command of ${page#"$source_dir"/}:"
        cat "$scratch/log"
        failed=$((failed + 1))
    fi
done < <(find "$source_dir/README.md" "$source_dir/docs" -name '*.md' 2>/dev/null | sort)
[ "$n_pages" -gt 0 ] || { echo "no page has a marked block"; exit 77; }
echo "$n_pages pages with commands, $failed of them fail"
[ "$failed" -eq 0 ]
