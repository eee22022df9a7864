# KLU of SuiteSparse as SuiteSparse::KLU: the package's own config when it has one, else by hand.
find_package(KLU CONFIG QUIET)
if(NOT TARGET SuiteSparse::KLU)
    find_path(KLU_INCLUDE_DIR klu.h PATH_SUFFIXES suitesparse)
    set(KLU_LIBRARIES)
    foreach(lib klu btf amd colamd suitesparseconfig)
        find_library(KLU_${lib}_LIBRARY ${lib})
        mark_as_advanced(KLU_${lib}_LIBRARY)
        list(APPEND KLU_LIBRARIES "${KLU_${lib}_LIBRARY}")
    endforeach()
    include(FindPackageHandleStandardArgs)
    find_package_handle_standard_args(KLU
        REQUIRED_VARS KLU_klu_LIBRARY KLU_btf_LIBRARY KLU_amd_LIBRARY KLU_INCLUDE_DIR)
    if(KLU_FOUND)
        add_library(SuiteSparse::KLU INTERFACE IMPORTED)
        set_target_properties(SuiteSparse::KLU PROPERTIES
            INTERFACE_INCLUDE_DIRECTORIES "${KLU_INCLUDE_DIR}"
            INTERFACE_LINK_LIBRARIES "${KLU_LIBRARIES}")
    endif()
endif()
