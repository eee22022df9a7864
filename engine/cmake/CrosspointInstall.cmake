# What `cmake --install` leaves behind: headers, library, program, and the package that
# find_package(crosspoint) reads. tests/install proves that it can be consumed.
include(CMakePackageConfigHelpers)
set(CROSSPOINT_PACKAGE_DIR ${CMAKE_INSTALL_LIBDIR}/cmake/crosspoint)

install(TARGETS crosspoint EXPORT crosspointTargets
    ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}
    LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}
    FILE_SET HEADERS DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(EXPORT crosspointTargets NAMESPACE crosspoint:: DESTINATION ${CROSSPOINT_PACKAGE_DIR})

configure_package_config_file(
    ${CMAKE_CURRENT_LIST_DIR}/crosspointConfig.cmake.in crosspointConfig.cmake
    INSTALL_DESTINATION ${CROSSPOINT_PACKAGE_DIR})
# Until 1.0 a new minor version may change the interface.
write_basic_package_version_file(crosspointConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES
    ${CMAKE_CURRENT_BINARY_DIR}/crosspointConfig.cmake
    ${CMAKE_CURRENT_BINARY_DIR}/crosspointConfigVersion.cmake
    ${CMAKE_CURRENT_LIST_DIR}/FindKLU.cmake
    DESTINATION ${CROSSPOINT_PACKAGE_DIR})
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})
