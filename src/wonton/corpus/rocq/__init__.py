"""Corpora taken from Rocq files.

`reader` finds the statements of a file and what stands open around each; `openings` reads the sentences that open and
close sections and modules; `stdlib` builds `rocq:stdlib` from the installed standard library. No Rocq process reads
the files: the reader knows the outer form of sentences, not terms.
"""
