"""Corpora taken from Lean files.

`commands` cuts a file into its commands; `statement` tells a theorem's statement from its proof; `reader` finds the
theorems of a file and what each stands in; `mathlib` builds `lean:mathlib4` from a checkout. No Lean process reads the
files: they know Lean's lexical structure and how commands begin, not terms.
"""
