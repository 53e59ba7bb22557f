# VPCPLAN_SANITIZERS applies to every target of this build, so that no object file is left out.
if(VPCPLAN_SANITIZERS)
  add_compile_options(-fsanitize=${VPCPLAN_SANITIZERS} -fno-sanitize-recover=all
                      -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${VPCPLAN_SANITIZERS})
endif()
