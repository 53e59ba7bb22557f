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
            $<$<BOOL:${VPCPLAN_WARNINGS_AS_ERRORS}>:-Werror>)
endfunction()
