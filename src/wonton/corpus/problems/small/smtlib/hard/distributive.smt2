; Multiplication distributes over addition, on words of 32 bits
(set-logic QF_BV)
(set-info :status unsat)
(declare-const a (_ BitVec 32))
(declare-const b (_ BitVec 32))
(declare-const c (_ BitVec 32))
(assert (not (= (bvmul a (bvadd b c)) (bvadd (bvmul a b) (bvmul c a)))))
(assert (not (= (bvmul (bvmul a b) c) (bvmul a (bvmul b c)))))
(check-sat)
