# Compiler flags as two interface targets: warnings (ours only) and code generation (all we compile).
add_library(crosspoint_warnings INTERFACE)
target_compile_options(crosspoint_warnings INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wdouble-promotion
    -Wno-missing-field-initializers -Wold-style-cast -Woverloaded-virtual -Wnon-virtual-dtor -Wformat=2 -Wimplicit-fallthrough
    $<$<CXX_COMPILER_ID:GNU>:-Wduplicated-cond -Wlogical-op>
    $<$<BOOL:${CROSSPOINT_WERROR}>:-Werror>)

# No -ffast-math: it deletes the NaN checks that convergence relies on. No contraction: the same
# bits from every instruction set except where a kernel asks for a fused multiply-add itself.
add_library(crosspoint_codegen INTERFACE)
target_compile_options(crosspoint_codegen INTERFACE
    -ffp-contract=off -fno-math-errno -fno-trapping-math)
if(CROSSPOINT_SANITIZE)
    target_compile_options(crosspoint_codegen INTERFACE
        -fsanitize=${CROSSPOINT_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer
        -D_GLIBCXX_ASSERTIONS)
    target_link_options(crosspoint_codegen INTERFACE -fsanitize=${CROSSPOINT_SANITIZE})
elseif(CROSSPOINT_IPO)
    include(CheckIPOSupported)
    check_ipo_supported(RESULT CROSSPOINT_IPO_WORKS LANGUAGES CXX)
    set(CMAKE_INTERPROCEDURAL_OPTIMIZATION ${CROSSPOINT_IPO_WORKS})
    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
        # Two types of one name: only the link sees them. The overflows that GCC 12 reports at the
        # link, of inlined std::string, are none; builds without IPO keep that warning.
        target_compile_options(crosspoint_codegen INTERFACE -Wno-stringop-overflow)
        add_link_options(-Werror=odr -Werror=lto-type-mismatch -Wno-stringop-overflow)
    endif()
endif()
