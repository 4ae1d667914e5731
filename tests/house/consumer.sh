#!/usr/bin/env bash
# Install the build into a fresh prefix, move it, and build a small program against it with find_package and with
# pkg-config.
#   consumer.sh BUILD C_COMPILER [C flags]
set -euo pipefail
build=$1 c_compiler=$2 flags=${3:-}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/consumer
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
expected='1 neighbour, 2 m2'

cmake --install "$build" --prefix "$scratch/made" >"$scratch/log" || { cat "$scratch/log"; exit 1; }
# An installed tree may be moved: nothing in it names where it was made.
prefix=$scratch/moved
mv "$scratch/made" "$prefix"

expect() {
    if [ "$2" != "$3" ]; then
        echo "FAILED: $1: expected '$3', found '$2'"
        exit 1
    fi
    echo "$1: $2"
}

cmake -S "$here" -B "$scratch/build" -DCMAKE_PREFIX_PATH="$prefix" -DCMAKE_C_COMPILER="$c_compiler" \
    -DCMAKE_C_FLAGS="$flags" >"$scratch/log" 2>&1 || { cat "$scratch/log"; exit 1; }
cmake --build "$scratch/build" >"$scratch/log" 2>&1 || { cat "$scratch/log"; exit 1; }
expect find_package "$("$scratch/build/consumer")" "$expected"

pc_folder=$(dirname "$(find "$prefix" -name brandpunt.pc)")
export PKG_CONFIG_PATH=$pc_folder
library_folder=$(pkg-config --variable=libdir brandpunt)
# Flags are words, not one argument.
# shellcheck disable=SC2046,SC2086
"$c_compiler" -std=c11 -Wall -Wextra -pedantic -Werror $flags "$here/consumer.c" -o "$scratch/consumer" \
    $(pkg-config --cflags --libs brandpunt)
export LD_LIBRARY_PATH=$library_folder${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
expect pkg-config "$("$scratch/consumer")" "$expected"
unset LD_LIBRARY_PATH

version=$(pkg-config --modversion brandpunt)
expect 'installed program' "$("$prefix/bin/brandpunt" --version | head -n 1)" "brandpunt $version"
for file in share/brandpunt/shapefiles/README.md include/brandpunt/geo/table.h include/brandpunt/brandpunt.h; do
    [ -f "$prefix/$file" ] || { echo "FAILED: $file is not installed"; exit 1; }
done
if find "$prefix" -name '*_private.h' | grep .; then
    echo "FAILED: private headers are installed"
    exit 1
fi
