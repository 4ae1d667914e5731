# What `cmake --install` puts in place: the program (see cli/), both libraries, their headers with one that includes
# them all, a CMake package and a pkg-config file. Everything is found from where it stands, so the installed tree can
# be moved.
include(CMakePackageConfigHelpers)

set(brandpunt_package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/brandpunt)
set(brandpunt_pkgconfig_dir ${CMAKE_INSTALL_LIBDIR}/pkgconfig)

# Until 1.0 any minor version may change the interface, so it is part of the name that programs are linked to.
set_target_properties(brandpunt_geo PROPERTIES EXPORT_NAME geo)
set_target_properties(brandpunt_analysis PROPERTIES EXPORT_NAME analysis)
set_target_properties(brandpunt_geo brandpunt_analysis PROPERTIES
  VERSION ${PROJECT_VERSION} SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR}
  INSTALL_RPATH "$<IF:$<PLATFORM_ID:Darwin>,@loader_path,$ORIGIN>")
# Beside <geo/...> as the headers name each other, a consumer may write <brandpunt/brandpunt.h>.
target_include_directories(brandpunt_geo INTERFACE $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)

install(TARGETS brandpunt_geo brandpunt_analysis EXPORT brandpuntTargets
  LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}
  RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})

# Headers: all of a folder but the private ones, which need GDAL's or GEOS's own headers.
set(BRANDPUNT_INCLUDES "")
foreach(folder geo analysis)
  file(GLOB headers CONFIGURE_DEPENDS RELATIVE ${PROJECT_SOURCE_DIR} ${PROJECT_SOURCE_DIR}/${folder}/*.h)
  list(FILTER headers EXCLUDE REGEX "_private\\.h$")
  install(FILES ${headers} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/brandpunt/${folder})
  foreach(header ${headers})
    string(APPEND BRANDPUNT_INCLUDES "#include \"${header}\"\n")
  endforeach()
endforeach()
configure_file(${PROJECT_SOURCE_DIR}/cmake/brandpunt.h.in ${PROJECT_BINARY_DIR}/install/brandpunt.h @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/install/brandpunt.h DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/brandpunt)

# The CMake package: find_package(brandpunt) gives brandpunt::geo and brandpunt::analysis.
configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/brandpuntConfig.cmake.in
  ${PROJECT_BINARY_DIR}/install/brandpuntConfig.cmake INSTALL_DESTINATION ${brandpunt_package_dir})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/install/brandpuntConfigVersion.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES
  ${PROJECT_BINARY_DIR}/install/brandpuntConfig.cmake
  ${PROJECT_BINARY_DIR}/install/brandpuntConfigVersion.cmake
  DESTINATION ${brandpunt_package_dir})
install(EXPORT brandpuntTargets NAMESPACE brandpunt:: DESTINATION ${brandpunt_package_dir})

# pkg-config. A static library names what it stands on; a shared one keeps that to itself, so that building against
# it takes none of those packages.
if(BUILD_SHARED_LIBS)
  set(BRANDPUNT_PC_REQUIRES "")
  set(BRANDPUNT_PC_LIBS "")
else()
  set(BRANDPUNT_PC_REQUIRES "gdal geos proj libcrypto")
  set(BRANDPUNT_PC_LIBS "${OpenMP_C_FLAGS} -lm")
endif()
file(RELATIVE_PATH BRANDPUNT_PC_PREFIX /prefix/${brandpunt_pkgconfig_dir} /prefix)
string(REGEX REPLACE "/$" "" BRANDPUNT_PC_PREFIX "${BRANDPUNT_PC_PREFIX}")
configure_file(${PROJECT_SOURCE_DIR}/cmake/brandpunt.pc.in ${PROJECT_BINARY_DIR}/install/brandpunt.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/install/brandpunt.pc DESTINATION ${brandpunt_pkgconfig_dir})

install(FILES LICENSE NOTICE CHANGELOG.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
