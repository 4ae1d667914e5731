-- Times the join steps once on the tables units, coarse and points (indexed); prints lines `peer step seconds cpu result`
-- (its processor time is not known). See scripts/bench --peers.
\set QUIET on
\pset tuples_only on
\pset format unaligned
SELECT 'PostGIS-' || split_part(postgis_lib_version(), ' ', 1) AS peer, 'points_' || count(*) AS points FROM points \gset
SELECT clock_timestamp() AS start \gset
CREATE TEMPORARY TABLE joined AS SELECT p.id, u.fid FROM points p JOIN units u ON ST_Intersects(u.geom, p.geom);
SELECT extract(epoch FROM clock_timestamp() - :'start'::timestamptz) AS seconds \gset
SELECT format('%s %s %s - %s', :'peer', :'points', round(:seconds, 4), count(DISTINCT id)) FROM joined;
SELECT clock_timestamp() AS start \gset
CREATE TEMPORARY TABLE pieces AS
    SELECT u.fid AS unit, c.fid AS coarse, ST_Intersection(u.geom, c.geom) AS geom
    FROM units u JOIN coarse c ON ST_Intersects(u.geom, c.geom);
SELECT extract(epoch FROM clock_timestamp() - :'start'::timestamptz) AS seconds \gset
SELECT format('%s overlay %s - %s', :'peer', round(:seconds, 4), round((sum(ST_Area(geom)) / 1e6)::numeric, 3)) FROM pieces;
SELECT clock_timestamp() AS start \gset
CREATE TEMPORARY TABLE dissolved AS SELECT merged, ST_Union(geom) AS geom FROM units GROUP BY merged;
SELECT extract(epoch FROM clock_timestamp() - :'start'::timestamptz) AS seconds \gset
SELECT format('%s dissolve %s - %s', :'peer', round(:seconds, 4), round((sum(ST_Area(geom)) / 1e6)::numeric, 3)) FROM dissolved;
