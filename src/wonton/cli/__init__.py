"""The command line: one small module per command group. It parses, calls the library and prints what comes back.

    main       the parser, dispatch, errors to exit codes
    parsing    what parsers are made with: verbs, numbers
    options    what several commands share
    finding    runs by the names that a user gives them
    output     rich on a terminal, plain lines, or JSON lines
    reference  the pages of docs/reference that are generated from the parsers

Exit codes: 0 done, 1 the work failed, 2 bad usage, 3 done with recorded skips or partial results, 130 stopped by the
user.
"""
