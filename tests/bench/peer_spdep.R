# Times spdep on the polygons of FILE, in process; prints lines `peer step seconds cpu links`. See scripts/bench --peers.
suppressMessages({
    library(sf)
    library(spdep)
})
arguments <- commandArgs(trailingOnly = TRUE)
layer <- st_read(arguments[1], quiet = TRUE)
best_of <- as.integer(arguments[2])
most_seconds <- as.numeric(arguments[3])
peer <- paste0("spdep-", packageVersion("spdep"))
# Seconds by the clock and of the processor.
timed <- function(f) {
    used <- system.time(f())
    c(used[["elapsed"]], used[["user.self"]] + used[["sys.self"]])
}

neighbours <- NULL
seconds <- apply(replicate(best_of, timed(function() neighbours <<- poly2nb(layer, queen = TRUE))), 1, min)
cat(peer, "queen", seconds, sum(card(neighbours)), "\n")
if (nrow(layer) <= 14000) {
    set.seed(1)
    xy <- st_coordinates(st_centroid(st_geometry(layer)))
    scaled <- apply(xy, 2, function(v) (v - min(v)) / diff(range(v)))
    x <- 10 + sin(9 * scaled[, 1]) * cos(7 * scaled[, 2]) + rnorm(nrow(layer), sd = 0.6)
    weights <- nb2listw(neighbours, style = "W", zero.policy = TRUE)
    seconds <- tryCatch({
        setTimeLimit(elapsed = most_seconds)
        timed(function() localmoran_perm(x, weights, nsim = 999, zero.policy = TRUE))
    }, error = function(e) NA)
    setTimeLimit()
    if (!anyNA(seconds)) cat(peer, "local_moran_999", seconds, "-", "\n")
}
