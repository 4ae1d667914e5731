"""Times libpysal on the polygons of FILE, in process; prints lines `peer step seconds cpu links`. See scripts/bench --peers."""
import sys
import time
import warnings

warnings.simplefilter("ignore")
import geopandas
import libpysal

layer = geopandas.read_file(sys.argv[1])
best = best_cpu = float("inf")
for _ in range(int(sys.argv[2])):
    start, start_cpu = time.perf_counter(), time.process_time()
    weights = libpysal.weights.Queen.from_dataframe(layer)
    best = min(best, time.perf_counter() - start)
    best_cpu = min(best_cpu, time.process_time() - start_cpu)
links = sum(len(row) for row in weights.neighbors.values())
print(f"libpysal-{libpysal.__version__} queen {best:.4f} {best_cpu:.4f} {links}")
