; A square is not negative
(set-logic QF_NRA)
(set-info :status unsat)
(declare-const x Real)
(assert (< (* x x) 0.0))
(check-sat)
