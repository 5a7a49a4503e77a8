; Swapping by three exclusive ors
(set-logic QF_BV)
(set-info :status unsat)
(declare-const a (_ BitVec 16))
(declare-const b (_ BitVec 16))
(assert (let ((x (bvxor a b))) (let ((y (bvxor x b))) (let ((z (bvxor x y))) (not (and (= y a) (= z b)))))))
(check-sat)
