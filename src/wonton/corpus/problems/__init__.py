"""Problems for automatic provers, as corpora: a folder of TPTP or SMT-LIB files, read by their headers.

The files stay where they are; a build holds their names, digests and what they state about themselves. `tptp:small` and
`smtlib:small` come with the program: problems of our own.
"""
