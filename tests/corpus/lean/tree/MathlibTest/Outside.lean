theorem outside_the_library : True := trivial
