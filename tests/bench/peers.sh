# shellcheck shell=bash disable=SC2154
# Other programs beside the steps of the bench, in process; read by scripts/bench, which gives $work, $cluster, boundaries
# and machine.
best_of=3
most_seconds=60 # for spdep's permutations; a join that took this long in all is not run again
points=${POINTS:-1000000}

left_out() {
    echo "left out: $1" >&2
    echo "$1" >>"$work/left_out"
}

# peer_spdep FILE, peer_libpysal FILE, peer_postgis FILE: "peer step seconds cpu links" lines; none where the peer is not installed.
peer_spdep() {
    if ! Rscript -e 'q(status = !all(sapply(c("sf", "spdep"), requireNamespace, quietly = TRUE)))' >/dev/null 2>&1; then
        left_out "spdep (not installed)"
        return 0
    fi
    Rscript tests/bench/peer_spdep.R "$1" "$best_of" "$most_seconds" 2>>"$work/log" || left_out "spdep (failed)"
}

peer_libpysal() {
    local python
    for python in "${PYTHON:-/usr/bin/python3}" python3; do # apt installs for the first
        if "$python" -c 'import geopandas, libpysal' >/dev/null 2>&1; then
            "$python" tests/bench/peer_libpysal.py "$1" "$best_of" 2>>"$work/log" || left_out "libpysal (failed)"
            return 0
        fi
    done
    left_out "libpysal (not installed)"
}

# peer_geopandas DIR, peer_sf DIR, peer_postgis_joins DIR: "peer step seconds cpu result" lines, likewise.
peer_geopandas() {
    local python
    for python in "${PYTHON:-/usr/bin/python3}" python3; do
        if "$python" -c 'import geopandas' >/dev/null 2>&1; then
            "$python" tests/bench/peer_geopandas.py "$1" "$best_of" "$most_seconds" 2>>"$work/log" ||
                left_out "geopandas (failed)"
            return 0
        fi
    done
    left_out "geopandas (not installed)"
}

peer_sf() {
    if ! Rscript -e 'q(status = !requireNamespace("sf", quietly = TRUE))' >/dev/null 2>&1; then
        left_out "sf (not installed)"
        return 0
    fi
    Rscript tests/bench/peer_sf.R "$1" "$best_of" "$most_seconds" 2>>"$work/log" || left_out "sf (failed)"
}

postgres_bin=/usr/lib/postgresql/15/bin

# PostgreSQL does not run as root: then it runs as postgres or nobody.
as_owner() {
    if [ "$(id -u)" -eq 0 ]; then
        (cd / && setpriv --reuid "$owner" --regid "$(id -g "$owner")" --clear-groups "$@")
    else
        "$@"
    fi
}

# A cluster of its own in a temporary folder, reached by a unix socket only.
start_postgres() {
    owner=$(id -un)
    if [ "$owner" = root ]; then
        owner=nobody
        ! id postgres >/dev/null 2>&1 || owner=postgres
    fi
    cluster=$(mktemp -d)
    chown "$owner" "$cluster"
    as_owner "$postgres_bin/initdb" -D "$cluster/data" -A trust -U bench -N >>"$work/log" 2>&1 &&
        as_owner "$postgres_bin/pg_ctl" -w -D "$cluster/data" -l "$cluster/log" -o "-c listen_addresses='' -k $cluster -F" \
            start >>"$work/log" 2>&1
}

stop_postgres() {
    as_owner "$postgres_bin/pg_ctl" -w -m immediate -D "$cluster/data" stop >>"$work/log" 2>&1 || true
    rm -rf "$cluster"
    cluster=
}

# load_table CONNECT FILE TABLE: the polygons as a table, indexed.
load_table() {
    ogr2ogr -f PostgreSQL "PG:$1" "$2" -nln "$3" -nlt PROMOTE_TO_MULTI -lco GEOMETRY_NAME=geom -lco FID=fid \
        --config PG_USE_COPY YES && "$postgres_bin/psql" -q -X "$1" -c "VACUUM ANALYZE $3"
}

# load_points CONNECT FILE: points of the csv, in the CRS of the table units.
load_points() {
    "$postgres_bin/psql" -q -X -v ON_ERROR_STOP=1 "$1" -c 'CREATE TABLE xy (id bigserial, x float8, y float8)' \
        -c "\\copy xy (x, y) FROM '$2' (FORMAT csv)" \
        -c 'CREATE TABLE points AS SELECT id, ST_SetSRID(ST_Point(x, y), (SELECT ST_SRID(geom) FROM units LIMIT 1)) AS geom FROM xy' \
        -c 'CREATE INDEX ON points USING gist (geom)' -c 'VACUUM ANALYZE points'
}

# load_queen CONNECT FILE, load_joins CONNECT DIR: the tables of a script.
load_queen() {
    load_table "$1" "$2" units
}

load_joins() {
    load_table "$1" "$2/units.gpkg" units && load_table "$1" "$2/coarse.gpkg" coarse && load_points "$1" "$2/points.csv"
}

# with_postgis INPUT LOAD SCRIPT RUNS: lines of the script, of each step the fastest of so many runs.
with_postgis() {
    local connect run
    if ! [ -x "$postgres_bin/pg_ctl" ] || ! [ -e /usr/share/postgresql/15/extension/postgis.control ] ||
        ! command -v ogr2ogr >/dev/null; then
        left_out "PostGIS (not installed)"
        return 0
    fi
    if ! start_postgres; then
        left_out "PostGIS (did not start)"
    else
        connect="host=$cluster user=bench dbname=postgres"
        if ! "$postgres_bin/psql" -q -X "$connect" -c 'CREATE EXTENSION postgis' >>"$work/log" 2>&1 ||
            ! "$2" "$connect" "$1" >>"$work/log" 2>&1; then
            left_out "PostGIS (failed)"
        else
            for ((run = 0; run < $4; run++)); do
                "$postgres_bin/psql" -q -X -v ON_ERROR_STOP=1 -f "$3" "$connect" 2>>"$work/log" || true
            done | sort -g -k 3,3 | awk '!seen[$2]++' >"$work/best"
            cat "$work/best"
            [ -s "$work/best" ] || left_out "PostGIS (failed)"
        fi
    fi
    stop_postgres
}

peer_postgis() {
    with_postgis "$1" load_queen tests/bench/peer_postgis.sql "$best_of"
}

peer_postgis_joins() {
    with_postgis "$1" load_joins tests/bench/peer_postgis_joins.sql "$best_of"
}

# run_peers UNITS INPUT OPTIONS PEER ...: rows of the table, a row per peer and step, with our own time of the same run and
# the ratio. OPTIONS are those of bench_steps, in one text.
run_peers() {
    local units=$1 input=$2 options peer
    read -r -a options <<<"$3"
    shift 3
    : >"$work/peers"
    build/tests/bench_steps "$(boundaries "$units")" --threads 1 "${options[@]}" >"$work/ours" 2>"$work/ours.log" ||
        { cat "$work/ours.log" >&2; exit 1; }
    for peer in "$@"; do
        echo "$units units, ${peer#peer_} ..." >&2
        "$peer" "$input" >>"$work/peers"
    done
    awk -v links="$(sed -n 's/.*, \([0-9]*\) queen links.*/\1/p' "$work/ours.log")" '
        NR == FNR { ours[$1] = $3; found[$1] = $1 == "queen" ? links : $4; units = $2; next }
        {
            printf "| %s | %s | %.4f | %s | %.2f | %.1f | ", units, $2, ours[$2], $1, $3, $3 / ours[$2]
            printf $4 == "-" ? "- | - |" : sprintf("%.2f | %.1f |", $4, $4 / ours[$2])
            printf " %s |\n", $5 == "-" ? "" : found[$2] " / " $5
        }' "$work/ours" "$work/peers"
}

# peers_table UNITS ...: what peers take, beside our own time. The result is the number of queen links or of points in a
# unit, else the area of what comes out, in km2.
peers_table() {
    local units inputs
    scripts/build release bench_steps >&2
    machine
    # On a busy machine a long step waits more than the best of several short ones: hence the processor's time as well.
    echo "| units | step | brandpunt, 1 thread, s | peer | peer s | ratio | peer CPU s | ratio | result, ours / peer |"
    echo "|---:|---|---:|---|---:|---:|---:|---:|---|"
    : >"$work/left_out"
    for units in "$@"; do
        run_peers "$units" "$(boundaries "$units")" "--only queen,local_moran_999" peer_spdep peer_libpysal peer_postgis
        inputs=$work/inputs-$units
        mkdir "$inputs"
        build/tests/bench_steps "$(boundaries "$units")" --with "$(boundaries "$units" 2)" --points "$points" \
            --inputs "$inputs" 2>>"$work/log" || { cat "$work/log" >&2; exit 1; }
        chmod -R a+rX "$inputs"
        run_peers "$units" "$inputs" \
            "--with $(boundaries "$units" 2) --points $points --only points_$points,overlay,dissolve" \
            peer_geopandas peer_sf peer_postgis_joins
        rm -rf "${work:?}/$units" "${work:?}/$units-2" "$inputs"
    done
    [ ! -s "$work/left_out" ] || sed 's/^/Left out: /' "$work/left_out" | sort -u
}
