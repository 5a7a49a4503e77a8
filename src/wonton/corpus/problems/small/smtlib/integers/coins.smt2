; Coins of 5 and 7 make 23 + 1
(set-logic QF_LIA)
(set-info :status sat)
(declare-const x Int)
(declare-const y Int)
(assert (>= x 0))
(assert (>= y 0))
(assert (= (+ (* 5 x) (* 7 y)) 24))
(check-sat)
