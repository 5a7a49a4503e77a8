; De Morgan's law on words
(set-logic QF_BV)
(set-info :status unsat)
(declare-const a (_ BitVec 32))
(declare-const b (_ BitVec 32))
(assert (not (= (bvnot (bvand a b)) (bvor (bvnot a) (bvnot b)))))
(check-sat)
