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
    # Two types of one name: only the link sees them.
    target_link_options(crosspoint_warnings INTERFACE
        $<$<CXX_COMPILER_ID:GNU>:-Werror=odr -Werror=lto-type-mismatch>)
endif()
