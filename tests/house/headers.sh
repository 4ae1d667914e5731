#!/usr/bin/env bash
# Every header compiles alone: as C11, and what is installed also as C++17, without a warning.
#   headers.sh SOURCE C_COMPILER CXX_COMPILER [flags for what is not installed ...]
set -euo pipefail
source_dir=$1 c_compiler=$2 cxx_compiler=$3
shift 3
warnings=(-Wall -Wextra -pedantic -Werror -fsyntax-only -x)
cd "$source_dir"
n=0 failed=0

# alone HEADER COMPILER ...: compile a file that includes the header, twice to try its guard, and nothing else.
alone() {
    local header=$1
    shift
    n=$((n + 1))
    if ! printf '#include "%s"\n#include "%s"\n' "$header" "$header" | "$@" -I "$source_dir" -; then
        echo "FAILED: $header does not compile alone with $*"
        failed=$((failed + 1))
    fi
}

for header in geo/*.h analysis/*.h; do
    case "$header" in
        *_private.h) alone "$header" "$c_compiler" -std=c11 "${warnings[@]}" c "$@" ;;
        \*.h | */\*.h) ;;
        *)
            # None of those flags here: an installed header stands on the C library alone.
            alone "$header" "$c_compiler" -std=c11 "${warnings[@]}" c
            if [ -n "$cxx_compiler" ]; then
                alone "$header" "$cxx_compiler" -std=c++17 "${warnings[@]}" c++
            fi
            if ! grep -q 'extern "C"' "$header"; then
                echo "FAILED: $header has no extern \"C\" for C++"
                failed=$((failed + 1))
            fi
            ;;
    esac
done
while IFS= read -r header; do
    alone "$header" "$c_compiler" -std=c11 "${warnings[@]}" c "$@"
done < <(find cli tests -name '*.h' | sort)

# A header that cannot stand alone must be told apart from one that can.
if printf 'bp_status f(void);\n' | "$c_compiler" -std=c11 "${warnings[@]}" c - 2>/dev/null; then
    echo "FAILED: the compiler takes a header that does not include what it uses"
    failed=$((failed + 1))
fi
echo "$n headers compiled alone, $failed failures"
[ "$failed" -eq 0 ]
