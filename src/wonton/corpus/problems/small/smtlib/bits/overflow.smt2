; Adding one may make smaller
(set-logic QF_BV)
(set-info :status sat)
(declare-const a (_ BitVec 8))
(assert (bvult (bvadd a #x01) a))
(check-sat)
