"""The ranker `family_prior`: its features, its smoothing, its orders, and its file."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from math import isclose
from pathlib import Path
from typing import Any

import pytest

from providers.goals import goal
from wonton.core.errors import FormatVersionError, SettingsError
from wonton.core.families import FAMILIES, Family
from wonton.core.tactics import tactic_family
from wonton.providers.base import Candidate, GoalContext
from wonton.providers.family_prior import (
    FEATURES,
    FamilyPrior,
    FamilyTable,
    features_of,
    load_ranker,
    read_table,
    reweighed,
)
from wonton.providers.heuristic import HeuristicProvider
from wonton.providers.rankers import RankedProvider

A = ("And", "<root>", "none", "<none>", "<none>")
B = ("And", "<root>", "none", "<none>", "Nat")
SHARES = {Family.SPLIT: 0.25, Family.CASES: 0.5, Family.CLOSER: 0.25}
USED = [(A, Family.SPLIT)] * 3 + [(A, Family.CASES), (B, Family.SPLIT), (("Eq", *A[1:]), Family.CLOSER)]
TABLE = FamilyTable.counted("lean", 1.0, [(*used, SHARES) for used in USED], {"seed": 7})
GOALS = [
    goal("(And p q)", "p : Prop", "q : Prop", "h : (And q p)"),
    goal("(-> p q)", "p : Prop", "q : Prop"),
    goal("(Eq Nat (Nat.add n Nat.zero) n)", "n : Nat"),
    goal("(Or p q)", "p : Prop", "q : Prop", "h : p", "i : (Or q p)"),
]


@pytest.mark.parametrize(
    ("target", "hypotheses", "steps", "expected"),
    [
        ("(all x Nat (Eq Nat x x))", (), (), ("<forall>", "<root>", "none", "<none>", "<none>")),
        ("(-> p p)", ("p : Prop",), (), ("<arrow>", "<root>", "none", "<none>", "<sort>")),
        ("p", ("p : Prop", "h : p"), ("intro h",), ("<free>", "intro", "whole", "<none>", "<free>")),
        ("q", ("q : Prop", "h : (-> (Eq q q) q)"), (), ("<free>", "<root>", "head", "<none>", "<arrow>")),
        ("(Eq Nat n n)", ("n : Nat",), ("rw [h]",), ("Eq", "rewrite", "none", "equal", "Nat")),
        ("(Eq Nat (f n) (f m))", ("n : Nat", "m : Nat"), (), ("Eq", "<root>", "none", "alike", "Nat")),
        ("(Eq Nat (f n) n)", ("n : Nat", "h : (Eq Nat n n)"), (), ("Eq", "<root>", "head", "apart", "Eq")),
        ("False", ("h : False",), ("skip",), ("False", "other", "whole", "<none>", "False")),
    ],
)
def test_features_are_read_off_the_goal_and_the_last_step(
    target: str, hypotheses: tuple[str, ...], steps: tuple[str, ...], expected: tuple[str, ...]
) -> None:
    assert features_of(goal(target, *hypotheses), steps, "lean") == expected
    assert len(expected) == len(FEATURES)


def smoothed(features: tuple[str, ...], family: Family) -> Fraction:
    """r(family) at `features` by the rule, spelled out, from `USED`."""
    found = Fraction(1)
    for length in range(len(features) + 1):
        here = [used for where, used in USED if where[:length] == features[:length]]
        if here:
            expected = len(here) * Fraction(SHARES.get(family, 0))
            found = (here.count(family) + 2 * found) / (expected + 2)
    return found


@pytest.mark.parametrize("features", [A, B, ("And", "z", "whole", "y", "x"), ("never", "seen", "x", "y", "z")])
def test_ratios_are_those_of_the_rule(features: tuple[str, ...]) -> None:
    found = TABLE.ratios(features)
    assert set(found) == set(FAMILIES)
    for family in FAMILIES:
        assert isclose(found[family], smoothed(features, family))
        assert found[family] > 0
    assert found[Family.REWRITE] == 1


def test_what_was_never_seen_says_what_fewer_features_say() -> None:
    assert TABLE.ratios(("And", "z", "whole", "y", "x")) == TABLE.ratios(("And", "w", "head", "v", "u"))
    assert FamilyTable.counted("lean", 1.0, []).ratios(A) == dict.fromkeys(FAMILIES, 1.0)


def test_a_provider_that_is_right_is_left_alone() -> None:
    """Uses as often as expected give ratios of 1, however many there are."""
    used = [Family.SPLIT] * 25 + [Family.CASES] * 50 + [Family.CLOSER] * 25
    found = FamilyTable.counted("lean", 1.0, [(A, family, SHARES) for family in used]).ratios(A)
    assert all(isclose(ratio, 1) for ratio in found.values())


def test_a_ratio_counts_by_its_weight() -> None:
    candidates = [Candidate("exact a", 0.6), Candidate("exact b", 0.2), Candidate("cases h", 0.1), Candidate("no", 0.0)]
    families = [Family.CLOSER, Family.CLOSER, Family.CASES, Family.OTHER]
    ratios = {Family.CLOSER: 0.25, Family.CASES: 4.0, Family.OTHER: 1.0}
    for weight, expected in ((0, (0.6, 0.2, 0.1, 0.0)), (1, (0.15, 0.05, 0.4, 0.0)), (0.5, (0.3, 0.1, 0.2, 0.0))):
        found = reweighed(candidates, families, ratios, weight)
        shares = [share / sum(expected) for share in expected]
        assert all(isclose(*pair, abs_tol=1e-9) for pair in zip(found, shares, strict=True))
    assert reweighed([], [], ratios, 1) == []


@pytest.mark.parametrize("number", range(len(GOALS)))
def test_a_ranker_reorders_and_nothing_else(number: int) -> None:
    provider, context = HeuristicProvider(), GoalContext("t", "")
    own = list(provider.propose(GOALS[number], context))
    features = features_of(GOALS[number], (), "lean")
    last = tactic_family(own[-1].tactic)
    assert last is not tactic_family(own[0].tactic)
    shares = {tactic_family(own[0].tactic): 1.0, last: 1e-9}
    table = FamilyTable.counted("lean", 4.0, [(features, last, shares)] * 50)
    found = list(RankedProvider(provider, FamilyPrior(table)).propose(GOALS[number], context))
    assert Counter(one.tactic for one in found) == Counter(one.tactic for one in own)
    assert [one.probability for one in found] == [one.probability for one in own]
    assert tactic_family(found[0].tactic) is last
    within = [[one.tactic for one in each if tactic_family(one.tactic) is last] for each in (own, found)]
    assert within[0] == within[1]
    unmoved = RankedProvider(provider, FamilyPrior(replace(table, weight=0.0)))
    assert list(unmoved.propose(GOALS[number], context)) == own


def test_a_table_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "prior.json"
    path.write_bytes(TABLE.encode())
    found = read_table(path)
    assert found.to_json() == TABLE.to_json()
    assert found.encode() == TABLE.encode()
    assert found.provenance == {"seed": 7}
    assert load_ranker(path, TABLE.digest, "lean").fingerprint == f"family_prior-{TABLE.digest}"


def test_the_digest_is_of_what_decides_orders() -> None:
    assert replace(TABLE, provenance={"seed": 8}).digest == TABLE.digest
    others = [
        replace(TABLE, weight=0.5),
        replace(TABLE, language="ltac"),
        FamilyTable.counted("lean", 1.0, [(*used, SHARES) for used in (*USED, (A, Family.CASES))]),
        FamilyTable.counted("lean", 1.0, [(*used, {**SHARES, Family.INTRO: 0.5}) for used in USED]),
    ]
    assert len({TABLE.digest, *(other.digest for other in others)}) == 5
    assert FamilyTable.counted("lean", 1.0, [(*used, SHARES) for used in USED[::-1]]).digest == TABLE.digest


Change = Callable[[dict[str, Any]], Any]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda value: value.pop("rows"), "it must have features, format_version"),
        (lambda value: value.update(more=1), "it must have features, format_version"),
        (lambda value: value.update(format_version="1"), "no format version"),
        (lambda value: value.update(format_version=0), "no format version"),
        (lambda value: value.update(ranker="other"), "ranker and language are 'other'"),
        (lambda value: value.update(language="coq"), "ranker and language"),
        (lambda value: value.update(features=["head"]), "its features are"),
        (lambda value: value.update(weight=-1), "weight is -1"),
        (lambda value: value.update(weight=True), "weight is True"),
        (lambda value: value.update(rows={}), "rows must be a list"),
        (lambda value: value["rows"].append(value["rows"][0]), "two rows have the same features"),
        (lambda value: value["rows"][0].update(features=["And"]), "the features of a row"),
        (lambda value: value["rows"][0].pop("uses"), "a row is"),
        (lambda value: value["rows"][0].update(uses={"magic": 1}), "the uses of a row"),
        (lambda value: value["rows"][0].update(uses={"split": 1}), "the uses of a family are 1"),
        (lambda value: value["rows"][0].update(uses={"split": [1]}), "the uses of a family"),
        (lambda value: value["rows"][0].update(uses={"split": [1.5, 1]}), "both at least 0"),
        (lambda value: value["rows"][0].update(uses={"split": [1, -0.5]}), "both at least 0"),
        (lambda value: value["rows"][0].update(uses={"split": [1, float("inf")]}), "both at least 0"),
        (lambda value: value["rows"][0].update(uses={"split": [True, 1]}), "both at least 0"),
    ],
)
def test_a_table_that_is_none_is_refused_with_the_reason(tmp_path: Path, change: Change, message: str) -> None:
    value = TABLE.to_json()
    change(value)
    path = tmp_path / "prior.json"
    path.write_text(json.dumps(value))
    with pytest.raises(SettingsError, match=message) as caught:
        read_table(path)
    assert str(path) in caught.value.message
    assert "wonton train family-prior" in caught.value.remedy


def test_files_that_hold_no_table_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "prior.json"
    with pytest.raises(SettingsError, match="cannot be read"):
        read_table(path)
    for text in ("{", "[1]", "\udcff"):
        path.write_bytes(text.encode("utf-8", "surrogateescape"))
        with pytest.raises(SettingsError):
            read_table(path)
    path.write_text(json.dumps({**TABLE.to_json(), "format_version": 2}))
    with pytest.raises(FormatVersionError, match="format version 2; this program reads 1"):
        read_table(path)


def test_another_table_or_another_language_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "prior.json"
    path.write_text(json.dumps(TABLE.to_json()))
    with pytest.raises(SettingsError, match="0123456789ab is asked for"):
        load_ranker(path, "0123456789ab", "lean")
    with pytest.raises(SettingsError, match="trained on tactics of lean, and the assistant takes ltac"):
        load_ranker(path, TABLE.digest, "ltac")
