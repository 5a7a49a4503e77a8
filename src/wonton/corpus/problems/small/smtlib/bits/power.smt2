; A power of two has one bit
(set-logic QF_BV)
(set-info :status unsat)
(declare-const a (_ BitVec 8))
(assert (or (= a #x01) (= a #x10) (= a #x80)))
(assert (not (= (bvand a (bvsub a #x01)) #x00)))
(check-sat)
