# Precompiled headers: they halve the time of a build from nothing. Presets that developers rebuild
# leave them out (CMAKE_DISABLE_PRECOMPILE_HEADERS), so that a missing #include is still found there.
set(crosspoint_standard_headers <algorithm> <array> <cmath> <cstddef> <cstdint> <filesystem> <functional>
    <limits> <map> <memory> <mutex> <numbers> <optional> <random> <set> <span> <sstream> <stop_token> <string>
    <string_view> <thread> <utility> <variant> <vector>)

# Names of third-party headers, as in #include <...>, may follow the target.
function(crosspoint_precompile target)
    list(TRANSFORM ARGN PREPEND "<")
    list(TRANSFORM ARGN APPEND ">")
    target_precompile_headers(${target} PRIVATE ${crosspoint_standard_headers} ${ARGN})
endfunction()
