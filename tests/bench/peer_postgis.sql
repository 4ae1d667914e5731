-- Times one queen contiguity of the table units (indexed); prints a line `peer step seconds cpu links` (its processor time is not known). See scripts/bench --peers.
\set QUIET on
\pset tuples_only on
\pset format unaligned
SELECT clock_timestamp() AS start \gset
CREATE TEMPORARY TABLE links AS
    SELECT a.fid AS a, b.fid AS b FROM units a JOIN units b ON a.fid < b.fid AND ST_Intersects(a.geom, b.geom);
SELECT format('PostGIS-%s queen %s - %s', split_part(postgis_lib_version(), ' ', 1),
              round(extract(epoch FROM clock_timestamp() - :'start'::timestamptz), 4), 2 * (SELECT count(*) FROM links));
