"""Automatic provers, run as whole processes over whole problems.

A *backend* is one prover behind one seam (`base`); an *execution* is one process tree of it under limits (`execute`);
an *outcome* says what came of a problem, in one of nine words (`base.Outcome`). What a backend said is compared with
what the problem itself states: a disagreement is an alarm, never a row among others.
"""
