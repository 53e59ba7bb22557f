# Compiles SOURCE twice with COMPILER and FLAGS: as it is, which must succeed, and with
# VPCPLAN_MUST_FAIL defined, which must fail. The valid twin proves that the failure is the right one.
function(compiles result)
  execute_process(
    COMMAND ${COMPILER} ${FLAGS} -Werror=unused-result -fsyntax-only ${ARGN} ${SOURCE}
    RESULT_VARIABLE status
    OUTPUT_VARIABLE output
    ERROR_VARIABLE output)
  set(${result} FALSE PARENT_SCOPE)
  if(status STREQUAL "0")
    set(${result} TRUE PARENT_SCOPE)
  endif()
  set(output "${output}" PARENT_SCOPE)
endfunction()

compiles(valid)
if(NOT valid)
  message(FATAL_ERROR "the valid half of ${SOURCE} does not compile:\n${output}")
endif()
compiles(invalid -DVPCPLAN_MUST_FAIL)
if(invalid)
  message(FATAL_ERROR "${SOURCE} compiles with VPCPLAN_MUST_FAIL, and must not")
endif()
