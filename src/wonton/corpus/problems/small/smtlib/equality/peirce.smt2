; Peirce's law
(set-logic QF_UF)
(set-info :status unsat)
(declare-const p Bool)
(declare-const q Bool)
(assert (not (=> (=> (=> p q) p) p)))
(check-sat)
