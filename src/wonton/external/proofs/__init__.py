"""Proofs of automatic provers, in one form.

`read_proof` takes the text of a proof in TSTP (E, Vampire), of Z3, in CPC or in Alethe (cvc5) and gives a graph of
formulas and inferences (`graph`), or says why it cannot. Each language has a grammar of its own over a tokenizer
(`tptp_*`, `sexprs`, `smt_terms`) and a module that turns it into nodes (`tstp`, `z3_text`, `z3_api`, `cpc`, `alethe`).
Nothing here recurses: proofs nest tens of thousands of levels deep.
"""

from wonton.external.proofs.graph import Derivation, Node, flaws
from wonton.external.proofs.reading import Reading, read_proof

__all__ = ["Derivation", "Node", "Reading", "flaws", "read_proof"]
