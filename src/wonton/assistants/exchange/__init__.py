"""Proofs across kernels: the proof term of one assistant, written for the kernel of the other.

`lean_to_rocq` writes Lean's terms as Gallina, `rocq_to_lean` Rocq's as Lean; `outcome` holds the values that both
answer with. Nothing here searches, and nothing here decides whether a proof is right: that is the other kernel's word.
"""
