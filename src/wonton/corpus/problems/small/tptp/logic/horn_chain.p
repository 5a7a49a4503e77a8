% Problem  : Twenty implications in a row
% Status   : Unsatisfiable

cnf(start, axiom, p0).
cnf(step0, axiom, ~ p0 | p1).
cnf(step1, axiom, ~ p1 | p2).
cnf(step2, axiom, ~ p2 | p3).
cnf(step3, axiom, ~ p3 | p4).
cnf(step4, axiom, ~ p4 | p5).
cnf(step5, axiom, ~ p5 | p6).
cnf(step6, axiom, ~ p6 | p7).
cnf(step7, axiom, ~ p7 | p8).
cnf(step8, axiom, ~ p8 | p9).
cnf(step9, axiom, ~ p9 | p10).
cnf(step10, axiom, ~ p10 | p11).
cnf(step11, axiom, ~ p11 | p12).
cnf(step12, axiom, ~ p12 | p13).
cnf(step13, axiom, ~ p13 | p14).
cnf(step14, axiom, ~ p14 | p15).
cnf(step15, axiom, ~ p15 | p16).
cnf(step16, axiom, ~ p16 | p17).
cnf(step17, axiom, ~ p17 | p18).
cnf(step18, axiom, ~ p18 | p19).
cnf(step19, axiom, ~ p19 | p20).
cnf(goal, negated_conjecture, ~ p20).
