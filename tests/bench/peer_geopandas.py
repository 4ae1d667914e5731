"""Times geopandas on the inputs of the join steps in the folder DIR, in process; prints lines `peer step seconds cpu result`.
peer_geopandas.py DIR BEST_OF MOST_SECONDS. See scripts/bench --peers."""
import sys
import time
import warnings

warnings.simplefilter("ignore")
import geopandas
import numpy

folder, best_of, most_seconds = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
units = geopandas.read_file(f"{folder}/units.gpkg")
coarse = geopandas.read_file(f"{folder}/coarse.gpkg")
xy = numpy.loadtxt(f"{folder}/points.csv", delimiter=",")
points = geopandas.GeoDataFrame(geometry=geopandas.points_from_xy(xy[:, 0], xy[:, 1]), crs=units.crs)
how = {"method": "coverage"} if int(geopandas.__version__.split(".")[0]) >= 1 else {}


def timed(step, function):
    best = best_cpu = float("inf")
    total = 0.0
    for _ in range(best_of):
        for layer in (units, coarse, points):  # an index that was kept would be counted once only
            if hasattr(layer.geometry.values, "_sindex"):
                layer.geometry.values._sindex = None
        start, start_cpu = time.perf_counter(), time.process_time()
        result = function()
        seconds = time.perf_counter() - start
        best, best_cpu = min(best, seconds), min(best_cpu, time.process_time() - start_cpu)
        total += seconds
        if total > most_seconds:
            break
    result = len(result) if step.startswith("points") else result.area.sum() / 1e6
    print(f"geopandas-{geopandas.__version__} {step} {best:.4f} {best_cpu:.4f} {result:.3f}", flush=True)


timed(f"points_{len(points)}", lambda: geopandas.sjoin(points, units, predicate="within"))
timed("overlay", lambda: geopandas.overlay(units, coarse, how="intersection"))
timed("dissolve", lambda: units.dissolve("merged", **how))
