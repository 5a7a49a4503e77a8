"""Words that run programs, print, ask the network or admit a goal are refused; names that only contain them pass."""

from __future__ import annotations

import pytest

from wonton.assistants.lean.forbidden import refusal


@pytest.mark.parametrize(
    "tactic",
    [
        "exact eval% 2",
        "exact (eval% x)",
        "exact f ''eval% s",
        "exact !eval%b",
        "exact [x,eval%\n  y]",
        "exact x¹eval% y",
        "rw [show a = eval% b from rfl]",
        "plausible",
        "slim_check",
        "first | rfl | plausible (config := {numInst := 1})",
        "constructor <;> slim_check",
        "have h : p := by plausible",
        "polyrith",
        "polyrith only [h]",
        "all_goals (try polyrith)",
        "exact dbgTrace s fun _ => h",
        "exact _root_.dbgTrace s fun _ => h",
        "exact «dbgTrace» s fun _ => h",
        "exact dbgTraceVal h",
        "exact dbgTraceIfShared s h",
        "exact dbgStackTrace fun _ => h",
        "exact dbgStackTraceIf true fun _ => h",
        "exact dbgSleep 1 fun _ => h",
        "exact timeit s h",
        "exact allocprof s h",
        "exact unsafeIO x",
        "exact (unsafeBaseIO x)",
        "exact x.elim unsafeEIO",
        "exact BaseIO.toIO x",
        "exact EIO.toIO f x",
        "exact include_str x",
        "bv_decide?",
        "bv_check x",
    ],
)
def test_what_runs_prints_asks_or_admits_is_refused(tactic: str) -> None:
    assert refusal(tactic)


@pytest.mark.parametrize(
    "tactic",
    [
        "rw [Polynomial.eval_add]",
        "exact p.eval x % 2",
        "rw [my_eval%3]",
        "exact eval x p",
        "exact plausible_iff.mp h",
        "exact h.plausible",
        "exact implausible h",
        "exact Testable.slim_check_ok h",
        "exact polyrith_lemma",
        "exact dbgTrace' h",
        "exact my_dbgTrace h",
        "exact unsafeIO_eq",
        "exact Foo.dbgSleep",
        "exact timeit1",
        "exact BaseIO' h",
    ],
)
def test_names_that_only_contain_such_words_pass(tactic: str) -> None:
    assert refusal(tactic) == ""
