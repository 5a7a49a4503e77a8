"""The human proofs of Coq's standard library, replayed and recorded.

`scripts` finds the proofs in the library's sources, `document` drives one `coqidetop` process, `replay` runs a file
sentence by sentence and records what each did to the goals, `graph` makes the tree of the proof out of that, `compare`
lays it beside a proof that a search of ours found, `run` writes a run directory.
"""
