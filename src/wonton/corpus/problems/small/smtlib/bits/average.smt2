; An average without overflow
(set-logic QF_BV)
(set-info :status unsat)
(declare-const a (_ BitVec 8))
(declare-const b (_ BitVec 8))
(assert (not (= (bvadd (bvand a b) (bvlshr (bvxor a b) #x01)) ((_ extract 7 0) (bvlshr (bvadd (concat #b0 a) (concat #b0 b)) #b000000001)))))
(check-sat)
