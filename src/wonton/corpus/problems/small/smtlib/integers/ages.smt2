; A father and a son
(set-logic QF_LIA)
(set-info :status sat)
(declare-const f Int)
(declare-const s Int)
(assert (= f (* 3 s)))
(assert (= (+ f 12) (* 2 (+ s 12))))
(assert (> s 0))
(check-sat)
