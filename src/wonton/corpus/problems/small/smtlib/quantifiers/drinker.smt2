; The drinker
(set-logic UF)
(set-info :status unsat)
(declare-sort U 0)
(declare-fun drinks (U) Bool)
(assert (not (exists ((x U)) (=> (drinks x) (forall ((y U)) (drinks y))))))
(check-sat)
