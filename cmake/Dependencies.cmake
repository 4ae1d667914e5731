# What the libraries and the program stand on. GDAL, GEOS and PROJ are named by geo/ alone.
find_package(PkgConfig REQUIRED)
find_package(OpenMP REQUIRED COMPONENTS C)
pkg_check_modules(GDAL REQUIRED IMPORTED_TARGET gdal>=3.4)
pkg_check_modules(GEOS REQUIRED IMPORTED_TARGET geos>=3.10)
pkg_check_modules(PROJ REQUIRED IMPORTED_TARGET proj>=8.2)
pkg_check_modules(CRYPTO REQUIRED IMPORTED_TARGET libcrypto)
pkg_check_modules(CYAML REQUIRED IMPORTED_TARGET libcyaml>=1.1)
pkg_check_modules(JANSSON REQUIRED IMPORTED_TARGET jansson)
pkg_check_modules(POPT REQUIRED IMPORTED_TARGET popt)
pkg_check_modules(PANGOCAIRO REQUIRED IMPORTED_TARGET pangocairo>=1.44 cairo>=1.16) # printed maps, and their texts
find_program(MSGFMT_PROGRAM msgfmt REQUIRED) # of gettext: makes the translations that the program reads
find_path(BRANDPUNT_LEAFLET leaflet.css REQUIRED PATH_SUFFIXES share/javascript/leaflet share/nodejs/leaflet/dist
  DOC "Folder of Leaflet (leaflet.css, leaflet.min.js or leaflet.js), which goes into the report")
find_file(BRANDPUNT_LEAFLET_SCRIPT NAMES leaflet.min.js leaflet.js REQUIRED NO_DEFAULT_PATH PATHS ${BRANDPUNT_LEAFLET})
if(BRANDPUNT_TESTS)
  pkg_check_modules(CHECK REQUIRED IMPORTED_TARGET check)
endif()

# Optional: a solver of integer programs, for pieces that are too large for the project's own search.
option(BRANDPUNT_CBC "Use CBC, where it is installed" ON)
if(BRANDPUNT_CBC)
  pkg_check_modules(CBC IMPORTED_TARGET cbc>=2.10)
endif()
