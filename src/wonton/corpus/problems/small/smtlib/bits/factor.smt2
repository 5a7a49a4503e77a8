; 15 has a proper factor
(set-logic QF_BV)
(set-info :status sat)
(declare-const a (_ BitVec 8))
(declare-const b (_ BitVec 8))
(assert (= (bvmul a b) #x0f))
(assert (and (bvugt a #x01) (bvult a #x0f) (bvugt b #x01) (bvult b #x0f)))
(check-sat)
