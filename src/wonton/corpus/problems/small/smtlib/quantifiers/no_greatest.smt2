; There is no greatest integer
(set-logic LIA)
(set-info :status unsat)
(assert (exists ((x Int)) (forall ((y Int)) (<= y x))))
(check-sat)
