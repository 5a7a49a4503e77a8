; No integer lies between two neighbours
(set-logic QF_LIA)
(set-info :status unsat)
(declare-const x Int)
(declare-const y Int)
(assert (< x y))
(assert (< y (+ x 1)))
(check-sat)
