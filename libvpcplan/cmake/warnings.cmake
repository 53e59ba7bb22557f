# Warnings for vpcplan's own targets only; they are never exported to consumers.
function(vpcplan_warnings target)
  target_compile_options(
    ${target}
    PRIVATE -Wall
            -Wextra
            -Wpedantic
            -Wconversion
            -Wshadow
            -Wold-style-cast
            # GCC 12 warns about its own std::string when it optimises (GCC bug 105651), and about the
            # strings of a value that an optional does not hold.
            $<$<AND:$<CXX_COMPILER_ID:GNU>,$<VERSION_LESS:$<CXX_COMPILER_VERSION>,13>>:-Wno-restrict>
            $<$<AND:$<CXX_COMPILER_ID:GNU>,$<VERSION_LESS:$<CXX_COMPILER_VERSION>,13>>:-Wno-maybe-uninitialized>
            $<$<BOOL:${VPCPLAN_WARNINGS_AS_ERRORS}>:-Werror>)
endfunction()
