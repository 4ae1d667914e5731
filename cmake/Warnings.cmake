# One set of warnings for every target.
add_library(brandpunt_warnings INTERFACE)
if(MSVC)
  target_compile_options(brandpunt_warnings INTERFACE /W4 $<$<BOOL:${BRANDPUNT_WERROR}>:/WX>)
else()
  target_compile_options(brandpunt_warnings INTERFACE
    -Wall -Wextra -pedantic -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla -Wwrite-strings
    $<$<BOOL:${BRANDPUNT_WERROR}>:-Werror>)
endif()
