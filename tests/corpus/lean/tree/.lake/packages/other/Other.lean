theorem of_a_package : True := trivial
