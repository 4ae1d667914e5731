# Times sf on the inputs of the join steps in the folder DIR, in process; prints lines `peer step seconds cpu result`.
#   peer_sf.R DIR BEST_OF MOST_SECONDS. See scripts/bench --peers.
suppressMessages(library(sf))
arguments <- commandArgs(trailingOnly = TRUE)
folder <- arguments[1]
best_of <- as.integer(arguments[2])
most_seconds <- as.numeric(arguments[3])
units <- st_read(file.path(folder, "units.gpkg"), quiet = TRUE)
coarse <- st_read(file.path(folder, "coarse.gpkg"), quiet = TRUE)
st_agr(units) <- "constant"
st_agr(coarse) <- "constant"
xy <- matrix(scan(file.path(folder, "points.csv"), sep = ",", quiet = TRUE), ncol = 2, byrow = TRUE)
points <- st_as_sf(data.frame(x = xy[, 1], y = xy[, 2]), coords = c("x", "y"), crs = st_crs(units))
km2 <- function(layer) sum(as.numeric(st_area(layer))) / 1e6

timed <- function(step, f, figure) {
    best <- c(Inf, Inf)
    total <- 0
    for (run in seq_len(best_of)) {
        used <- system.time(result <- f())
        best <- pmin(best, c(used[["elapsed"]], used[["user.self"]] + used[["sys.self"]]))
        total <- total + used[["elapsed"]]
        if (total > most_seconds) break
    }
    cat(sprintf("sf-%s %s %.4f %.4f %.3f\n", packageVersion("sf"), step, best[1], best[2], figure(result)))
}

# Which units each point touches: the join without the columns.
timed(paste0("points_", format(nrow(points), scientific = FALSE)), function() st_intersects(points, units),
      function(found) sum(lengths(found) > 0))
timed("overlay", function() st_intersection(units, coarse), km2)
timed("dissolve", function() aggregate(units["merged"], list(units$merged), function(x) x[1]), km2)
