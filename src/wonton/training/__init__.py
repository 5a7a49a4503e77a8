"""Training: what the lake's proofs teach a model, and models that learn it here.

example     a goal of a solved proof and the tactic that the proof took there
part        `training`, `held_out` (theorems kept back) or `transfer` (whole topics kept back)
round       of expert iteration: one training on all proofs so far, then a search for more
"""
