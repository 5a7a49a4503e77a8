"""What a small lake would answer: two providers, four theorems, worked out by hand."""

from __future__ import annotations

from typing import Any

from wonton.program.report.model import Row

PROVIDERS = ("careful", "hasty")


def _run(provider: str, phase: str, mode: str, solved: int, refused: int = 0) -> Row:
    return {
        "phase": phase,
        "provider": provider,
        "mode": mode,
        "policy": "ucb1",
        "budget": "quick",
        "theorems": 4,
        "refused": refused,
        "search_closed": solved,
        "solved": solved,
        "rechecked": 0,
        "attempts": 40,
    }


def _outcomes(provider: str, what: str, name: str, counted: str, *counts: int, escaped: int = 0) -> Row:
    replicate, reroute, collapse, rescue = counts
    cases = 10 if counted == "rescue" else replicate + reroute + collapse
    return {
        "provider": provider,
        what: name,
        "counted": counted,
        "cases": cases,
        "replicate": replicate,
        "reroute": reroute,
        "collapse": collapse,
        "rescue": rescue,
        "escaped": escaped,
    }


def _pair(theorem: str, centralized: int | None, distributed: int | None) -> Row:
    row: dict[str, Any] = {"provider": "careful", "theorem": theorem, "same_structure": centralized == distributed}
    for mode, attempts in (("centralized", centralized), ("distributed", distributed)):
        row |= {f"{mode}_solved": attempts is not None, f"{mode}_attempts": attempts or 50, f"{mode}_iterations": 9}
    return row


def _providers(theorem: str, careful: int | None, hasty: int | None) -> Row:
    row: dict[str, Any] = {"first": "careful", "second": "hasty", "theorem": theorem}
    for side, attempts in (("first", careful), ("second", hasty)):
        row |= {f"{side}_solved": attempts is not None, f"{side}_attempts": attempts or 50, f"{side}_iterations": 9}
    return row


def _seeds(theorem: str, careful: float, hasty: float) -> Row:
    row = {"phase": "p3", "first": "careful", "second": "hasty", "theorem": theorem}
    rates = {"first_rate": careful, "second_rate": hasty}
    return row | rates | {"first_solved": careful > 0, "second_solved": hasty > 0}


def _basin(theorem: str, solved: int, structures: int, entropy: float | None) -> Row:
    return {
        "phase": "p3",
        "provider": "careful",
        "search": "agent",
        "theorem": theorem,
        "seeds": 4,
        "solved_seeds": solved,
        "unique_structures": structures,
        "entropy": entropy,
        "dominant": None if entropy is None else 1 / structures,
    }


def _lesion(theorem: str, lesion: str, fate: str, entropy: float, escaped: bool = False) -> Row:
    row = {"phase": "p3", "provider": "careful", "theorem": theorem, "seeds": 4, "unique_structures": 2}
    return row | {"entropy": entropy, "lesion": lesion, "fate": fate, "escaped": escaped}


def _paired(theorem: str, k: float | None, reading: str) -> Row:
    row = {"phase": "p3", "provider": "careful", "policy": "ucb1", "estimator": "restricted_mean", "seed": 1}
    return row | {"theorem": theorem, "k": k, "reading": reading}


def _backend(name: str, language: str, solved: int, alarms: int = 0) -> Row:
    row = {"backend": name, "version": "1.0", "format": language, "corpus": f"{language}:small", "problems": 10}
    counts = {"solved": solved, "proved": solved - 1, "refuted": 1, "timeouts": 10 - solved, "memory_outs": 0}
    return row | counts | {"others": 0, "alarms": alarms}


def _scored(theorem: str, k: float | None) -> Row:
    row = {"reference": "abc", "scored_as": "76_pooled", "phase": "p1", "provider": "careful", "policy": "ucb1"}
    row |= {"current": True, "mode": "centralized", "estimator": "any_success", "sample": "in-sample"}
    return row | {"alpha": 1.0, "theorem": theorem, "theorem_seen": theorem == "a", "k": k}


def _distance(theorem: str, variant: str, lower: float | None, upper: float | None) -> Row:
    row = {"provider": "careful", "family": "ged_proof_graph", "outcome": "reroute", "theorem": theorem}
    ends = {"normalised_lower": lower, "normalised_upper": upper, "exact": lower is not None and lower == upper}
    return row | {"variant": variant} | ends


ANSWERS: dict[str, list[Row]] = {
    "external_by_backend": [_backend("e", "tptp", 7), _backend("z3", "smtlib", 9, alarms=1)],
    "external_pairs": [
        {"first": "e", "second": "vampire", "problems": 10, "both": 6, "first_only": 1, "second_only": 2}
        | {"neither": 1, "disagree": 0}
    ],
    "solved_by_run": [
        _run("careful", "p1", "centralized", 3),
        _run("hasty", "p1", "centralized", 2, refused=1),
        _run("careful", "p2", "centralized", 3),
        _run("careful", "p2", "distributed", 3),
    ],
    "solved_by_tier": [
        {"phase": "p1", "provider": p, "mode": "centralized", "tier": tier, "solved_at_tier": n, "theorems": 4}
        for p, tier, n in (("careful", 10, 1), ("careful", 50, 2), ("hasty", 10, 2), ("hasty", 50, 0))
    ],
    "solved_overlap": [
        {"solved_by": "careful", "theorems": 1, "of": 4},
        {"solved_by": "careful, hasty", "theorems": 2, "of": 4},
        {"solved_by": "nobody", "theorems": 1, "of": 4},
    ],
    "outcomes_by_provider": [
        _outcomes("careful", "variant", "control_null", "main", 3, 0, 0, 0),
        _outcomes("careful", "variant", "lesions", "main", 1, 5, 4, 0, escaped=2),
        _outcomes("careful", "variant", "lesions", "strict", 1, 5, 2, 0, escaped=1),
        _outcomes("careful", "variant", "lesions", "rescue", 0, 0, 0, 3),
    ],
    "outcomes_by_lesion": [
        _outcomes("careful", "lesion", "block_intro", "main", 1, 4, 1, 0),
        _outcomes("careful", "lesion", "block_cases", "main", 0, 1, 3, 0),
        _outcomes("careful", "lesion", "block_cases", "rescue", 0, 0, 0, 3),
    ],
    "distances_to_wild_type": [
        _distance("a", "block_intro", 0.2, 0.2),
        _distance("a", "block_cases", 0.2, 0.4),
        _distance("b", "block_intro", 0.7, 0.7),
        _distance("b", "block_cases", None, None),
    ],
    "search_mode_pairs": [_pair("a", 4, 8), _pair("b", 2, 16), _pair("c", 5, None), _pair("d", None, None)],
    "provider_pairs": [
        *(_providers("a", 4, 8), _providers("b", 2, 16)),
        *(_providers("c", 5, None), _providers("d", 6, None), _providers("e", None, None)),
    ],
    "provider_seed_pairs": [_seeds("a", 1.0, 0.5), _seeds("b", 0.5, 0.0), _seeds("c", 0.0, 0.25)],
    "basins": [_basin("a", 4, 1, 0.0), _basin("b", 4, 3, 1.5), _basin("c", 0, 0, None)],
    "lesions_beside_basins": [
        _lesion("a", "block_intro", "lost", 0.0),
        _lesion("a", "block_cases", "lost", 0.0),
        _lesion("b", "block_intro", "known", 1.0),
        _lesion("b", "block_cases", "lost", 1.0),
        _lesion("c", "block_intro", "new", 2.0),
        _lesion("c", "block_cases", "known", 2.0),
        _lesion("c", "block_exact", "lost", 2.0, escaped=True),
    ],
    "k_paired": [
        _paired("a", 0.5, "point"),
        _paired("b", 1.0, "lower_bound"),
        _paired("c", None, "undefined"),
        _paired("d", -9.0, "upper_bound"),
    ],
    "k_trace": [
        {"phase": "p1", "provider": "careful", "policy": "ucb1", "mode": "centralized", "theorem": t, "k": k}
        for t, k in (("a", 0.2), ("b", 0.6), ("c", None))
    ],
    "k_reference": [_scored("a", 0.2), _scored("a", 0.4), _scored("b", 0.9), _scored("c", None)],
    "left_out": [
        {
            "phase": "p1",
            "provider": "hasty",
            "mode": "centralized",
            "what": "theorems refused",
            "cases": 1,
            "of": 5,
            "why": "no <such> & name",
        }
    ],
    "extract_errors": [],
}

STATE: dict[str, Any] = {
    "commands": {
        "p1/careful": {"status": "done", "reason": ""},
        "p1/hasty": {"status": "partial", "reason": "done with skips or partial results"},
        "p5/e": {"status": "skipped", "reason": "ENABLE_EXTERNAL_PILOTS is not 1"},
    }
}


def ask(name: str) -> list[Row]:
    """The answer to the query `name`."""
    return ANSWERS[name]


def nothing(name: str) -> list[Row]:
    """What an empty lake answers."""
    return []
