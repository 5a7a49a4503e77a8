; A sorted array, looked at in two places
(set-logic QF_AUFLIA)
(set-info :status unsat)
(declare-const a (Array Int Int))
(assert (<= (select a 0) (select a 1)))
(assert (<= (select a 1) (select a 2)))
(assert (> (select a 0) (select a 2)))
(check-sat)
