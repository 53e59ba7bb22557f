# Installs BUILD into PREFIX, which is emptied first: leftovers must not make a consumer work.
file(REMOVE_RECURSE "${PREFIX}")
execute_process(COMMAND ${CMAKE_COMMAND} --install "${BUILD}" --prefix "${PREFIX}"
                RESULT_VARIABLE status)
if(NOT status STREQUAL "0")
  message(FATAL_ERROR "cmake --install ${BUILD} ended with ${status}")
endif()
