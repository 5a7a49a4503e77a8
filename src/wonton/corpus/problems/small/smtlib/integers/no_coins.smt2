; Coins of 5 and 7 do not make 23
(set-logic QF_LIA)
(set-info :status unsat)
(declare-const x Int)
(declare-const y Int)
(assert (>= x 0))
(assert (>= y 0))
(assert (= (+ (* 5 x) (* 7 y)) 23))
(check-sat)
