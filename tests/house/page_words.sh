#!/usr/bin/env bash
# Every text that the scripts of the report ask for by t(), tn() or N_() is in cli/report/page_words.c, from which the
# page gets its Dutch, and none is there for nothing. What is there is translated: see translations.sh.
#   page_words.sh SOURCE
set -euo pipefail
cd "$1"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# texts_of FILES: the texts that scripts ask for, one a line.
texts_of() {
    cat "$@" | tr '\n' ' ' | grep -oE "(^|[^A-Za-z_.])(t|tn|N_)\( *'([^'\\]|\\\\.)*'(, *'([^'\\]|\\\\.)*')?" |
        sed -E "s/^[^']*'//; s/'\$//; s/', *'/\n/; s/\\\\'/'/g" | sort -u
}

# The test can fail.
printf "t('a text');\nconst x = N_('it\\\\'s');\ntn('{n} one',\n  '{n} many', 3); left('not this'); t(word);\n" >"$work/try.js"
[ "$(texts_of "$work/try.js" | tr '\n' '|')" = "a text|it's|{n} many|{n} one|" ] || { texts_of "$work/try.js"; echo "FAILED: texts are not found"; exit 1; }

texts_of cli/report/page/*.js >"$work/scripts"
tr '\n' ' ' <cli/report/page_words.c | sed -E 's/" +"//g' | grep -oE '"([^"\\]|\\.)*"' | grep -v '\.h"$' |
    sed -E 's/^"//; s/"$//; s/\\"/"/g' | sort -u >"$work/table"
if ! diff "$work/scripts" "$work/table" >"$work/difference"; then
    echo "FAILED: texts in the scripts (<) and in cli/report/page_words.c (>) differ:"
    cat "$work/difference"
    exit 1
fi
echo "$(wc -l <"$work/table") texts in the page"
