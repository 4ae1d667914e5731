#!/usr/bin/env bash
# Every text of the program that is marked for translation is in every catalogue under po/, translated, not fuzzy, and
# with the same {names} as the original; and a catalogue has no text that the program has not.
#   translations.sh SOURCE
set -euo pipefail
for tool in xgettext msgfmt msgcat; do
    command -v "$tool" >/dev/null || { echo "no $tool: skipped"; exit 77; }
done
cd "$1"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=no

# The texts in the code. The keywords are those of cli/words.h.
find cli -name '*.c' | sort | xargs xgettext --language=C --from-code=UTF-8 --keyword= --keyword=N_ \
    --keyword=bp_word:2 --keyword=bp_word_count:2,3 --no-location --sort-output --output="$work/code.pot"

# One line per text of a catalogue: its msgid.
texts_of() {
    msgcat --no-wrap --no-location --sort-output "$1" | grep '^msgid "..*"$' | sort -u || true
}

# Texts with {names} that their translation leaves out, or that has others than these and those that every sentence
# knows (cli/sentence_page.h).
odd_names() {
    msgcat --no-wrap --no-location "$1" | awk '
        # every {name} of a text that is not in the list
        function lacking(text, list,    out) {
            out = ""
            while (match(text, /\{[a-z_0-9]+\}/)) {
                if (index(list, substr(text, RSTART, RLENGTH)) == 0) out = out substr(text, RSTART, RLENGTH)
                text = substr(text, RSTART + RLENGTH)
            }
            return out
        }
        BEGIN { always = "{unit}{units}{whole}{base}{share}" }
        /^msgid /                                      { original = one = $0 }
        # What is counted has two texts: the one for 1 need not name the number.
        /^msgid_plural /                               { many = $0 }
        /^msgstr/                                      { original = /^msgstr\[1\]/ ? many : one }
        /^msgstr/ && !/^msgstr(\[[01]\])? ""$/ && lacking(original, $0) lacking($0, original always) != "" {
            print one
        }'
}

# check_catalogue CATALOGUE: says what is wrong with it.
check_catalogue() {
    local wrong=no statistics
    statistics=$(LC_ALL=C msgfmt --check-format --check-domain --statistics --output-file="$work/words.mo" "$1" 2>&1) ||
        wrong=yes
    case "$statistics" in
        *fuzzy* | *untranslated* | *error*) wrong=yes ;;
    esac
    [ "$wrong" = no ] || printf '%s: %s\n' "$1" "$statistics"
    texts_of "$1" >"$work/catalogue"
    texts_of "$work/code.pot" >"$work/code"
    comm -13 "$work/catalogue" "$work/code" | sed "s|^|$1: not in the catalogue: |"
    comm -23 "$work/catalogue" "$work/code" | sed "s|^|$1: not in the code: |"
    odd_names "$1" | sed "s|^|$1: other names in the translation of |"
}

# The checks can fail: a catalogue with one of everything that is wrong.
cp po/nl.po "$work/wrong.po"
cat >>"$work/wrong.po" <<'PO'

msgid "a text of no program"
msgstr ""

#, fuzzy
msgid "another with {names}"
msgstr "nog een met {namen}"
PO
sed -i 's/^msgid "districts"$/msgid "distrikts"/' "$work/wrong.po"
found=$(check_catalogue "$work/wrong.po")
for expected in '1 fuzzy translation' '1 untranslated message' 'not in the catalogue: msgid "districts"' \
    'not in the code: msgid "distrikts"' 'other names in the translation of msgid "another with {names}"'; do
    case "$found" in
        *"$expected"*) ;;
        *) echo "the check does not see: $expected"; failed=yes ;;
    esac
done

for catalogue in po/*.po; do
    found=$(check_catalogue "$catalogue")
    [ -z "$found" ] || { printf '%s\n' "$found"; failed=yes; }
done
[ "$failed" = no ] || exit 1
echo "$(wc -l <"$work/code") texts, all translated"
