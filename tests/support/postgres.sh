#!/usr/bin/env bash
# A PostgreSQL server with PostGIS for the tests, of its own folder and reached by its socket there only.
#   postgres.sh [--probe]
# Prints the folder of the socket once it takes connections, or ends with status 77 where there is no PostgreSQL or
# PostGIS. Stops the server and removes the folder when its standard input ends. The databases are "postgres", which
# trusts everybody, and "locked", which wants the password of the user "clerk" ("open sesame"). With --probe it only
# looks whether all that is needed is there.
set -euo pipefail

bin=$({ find /usr/lib/postgresql -maxdepth 2 -name bin -type d 2>/dev/null || true; } | sort -V | tail -n 1)
[ -n "$bin" ] || bin=$(dirname "$(command -v initdb || true)")
[ -x "$bin/initdb" ] && [ -x "$bin/postgres" ] || exit 77
version=$(basename "$(dirname "$bin")")
[ -e "/usr/share/postgresql/$version/extension/postgis.control" ] ||
    [ -e "$bin/../share/extension/postgis.control" ] || exit 77

# The server refuses to run as root.
as_user=()
if [ "$(id -u)" -eq 0 ]; then
    id postgres >/dev/null 2>&1 || exit 77
    command -v setpriv >/dev/null || exit 77
    as_user=(setpriv --reuid=postgres --regid=postgres --clear-groups)
fi
[ "${1:-}" != --probe ] || exit 0

# Not below TMPDIR: the path of a socket is short, and the server's user must be able to get there.
folder=$(mktemp -d /tmp/brandpunt-pg-XXXXXX)
[ "$(id -u)" -ne 0 ] || chown postgres: "$folder"
chmod 755 "$folder"
cd "$folder"

server=
finish() {
    if [ -n "$server" ]; then
        "${as_user[@]}" "$bin/pg_ctl" -D "$folder/data" -m immediate -s stop >/dev/null 2>&1 || true
        wait "$server" 2>/dev/null || true
    fi
    rm -rf "$folder"
}
trap finish EXIT

"${as_user[@]}" env -u LC_ALL LANG=C "$bin/initdb" -D "$folder/data" -U postgres -A trust --no-sync --no-instructions \
    --locale=C -E UTF8 >"$folder/log" 2>&1 || { cat "$folder/log" >&2; exit 1; }
hba=$folder/data/pg_hba.conf
printf 'local locked clerk scram-sha-256\nlocal all all trust\n' >"$hba"
"${as_user[@]}" "$bin/postgres" -D "$folder/data" -k "$folder" -c listen_addresses= -c fsync=off \
    -c synchronous_commit=off -c full_page_writes=off -c shared_buffers=16MB >"$folder/log" 2>&1 </dev/null &
server=$!

ask() {
    "$bin/psql" -X -q -v ON_ERROR_STOP=1 -h "$folder" -U postgres "$@"
}
for _ in $(seq 200); do
    ask -d postgres -c 'SELECT 1' >/dev/null 2>&1 && break
    kill -0 "$server" 2>/dev/null || { cat "$folder/log" >&2; exit 1; }
    sleep 0.05
done
ask -d postgres -c 'CREATE EXTENSION postgis' >/dev/null
ask -d postgres -c "CREATE ROLE clerk LOGIN PASSWORD 'open sesame'" -c 'CREATE DATABASE locked' >/dev/null
echo "$folder"
cat >/dev/null
