; An unknown function may have a fixed point
(set-logic QF_UF)
(set-info :status sat)
(declare-sort U 0)
(declare-const a U)
(declare-fun f (U) U)
(assert (= (f (f a)) a))
(assert (not (= (f a) a)))
(check-sat)
