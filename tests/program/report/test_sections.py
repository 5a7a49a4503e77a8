"""The sections: every number of the small cohort in `answers` is worked out by hand here."""

from __future__ import annotations

import pytest

from wonton.metrics.rates import wilson
from wonton.program.report.model import Row, Section, in_words
from wonton.program.report.sections import all_sections, headline

from .answers import STATE, ask, nothing


@pytest.fixture(scope="module")
def sections() -> dict[str, Section]:
    return {section.name: section for section in all_sections(ask, STATE)}


def rows(sections: dict[str, Section], section: str, table: str) -> tuple[Row, ...]:
    return next(found.rows for found in sections[section].tables if found.name == table)


def test_the_nine_questions_are_answered_in_order(sections: dict[str, Section]) -> None:
    after = ["outcomes", "distributed", "widths", "resilience", "k", "external", "skipped"]
    assert list(sections) == ["solved", "providers", *after]
    assert all(section.answer for section in sections.values())


def test_solved_by_whom(sections: dict[str, Section]) -> None:
    assert "careful 3 of 4 (75.0%" in sections["solved"].answer
    assert "hasty 2 of 4 (50.0%" in sections["solved"].answer
    first = rows(sections, "solved", "solved_by_run")[0]
    assert (first["numerator"], first["denominator"], first["value"]) == (3, 4, 0.75)
    assert (first["low"], first["high"]) == wilson(3, 4)
    shares = {row["solved_by"]: row["value"] for row in rows(sections, "solved", "solved_overlap")}
    assert shares == {"careful": 0.25, "careful, hasty": 0.5, "nobody": 0.25}


def test_providers_are_paired_theorem_by_theorem(sections: dict[str, Section]) -> None:
    (row,) = rows(sections, "providers", "provider_agreement")
    assert [row[name] for name in ("both", "first_only", "second_only", "neither")] == [2, 2, 0, 1]
    # Two theorems were solved by the first alone: both tails of Binomial(2, 1/2) together are 1/2.
    assert (row["mcnemar_p"], row["denominator"]) == (0.5, 5)
    attempts = next(r for r in rows(sections, "providers", "provider_costs") if r["cost"] == "attempts")
    # Ratios 8/4 and 16/2: the geometric mean of 2 and 8 is 4.
    assert (attempts["n"], attempts["value"]) == (2, pytest.approx(4))
    alone = [(row["theorem"], row["solved_by"], row["not_by"]) for row in rows(sections, "providers", "provider_alone")]
    assert alone == [("c", "careful", "hasty"), ("d", "careful", "hasty")]
    words = "careful and hasty, 5 theorems: both solved 2, careful alone 2, hasty alone 0 (exact McNemar p 0.500)"
    assert sections["providers"].answer.startswith(f"{words}; where both solved, hasty made 4.00 times the attempts")


def test_seeds_of_basins_are_paired_too(sections: dict[str, Section]) -> None:
    (row,) = rows(sections, "providers", "provider_seeds")
    assert [row[name] for name in ("both", "first_only", "second_only", "neither")] == [1, 1, 1, 0]
    # Differences -1/2, -1/2, 1/4.
    assert (row["n"], row["value"]) == (3, pytest.approx(-0.25))
    assert row["low"] < -0.25 < row["high"]


def test_tiers_add_up(sections: dict[str, Section]) -> None:
    found = [(row["provider"], row["tier"], row["numerator"]) for row in rows(sections, "solved", "solved_by_tier")]
    assert found == [("careful", 10, 1), ("careful", 50, 3), ("hasty", 10, 2), ("hasty", 50, 2)]


def test_outcomes_keep_their_denominators(sections: dict[str, Section]) -> None:
    found = {
        (row["variant"], row["counted"], row["outcome"]): (row["numerator"], row["denominator"])
        for row in rows(sections, "outcomes", "outcomes_by_provider")
    }
    assert found["lesions", "main", "collapse"] == (4, 10)
    assert found["lesions", "strict", "collapse"] == (2, 8)
    assert found["lesions", "rescue", "rescue"] == (3, 10)
    assert ("lesions", "main", "rescue") not in found and ("lesions", "rescue", "collapse") not in found
    assert "replicate 1, reroute 5, collapse 4 (40.0% collapse" in sections["outcomes"].answer


def test_outcomes_by_lesion_are_drawn_from_the_main_denominator(sections: dict[str, Section]) -> None:
    (figure,) = sections["outcomes"].figures
    assert figure.marks == 6
    intro, cases, rescue = rows(sections, "outcomes", "outcomes_by_lesion")
    assert (intro["reroute_numerator"], intro["reroute_denominator"], intro["rescue_value"]) == (4, 6, None)
    assert (cases["collapse_value"], cases["collapse_low"]) == (0.75, wilson(3, 4)[0])
    assert (rescue["rescue_numerator"], rescue["rescue_denominator"], rescue["collapse_value"]) == (3, 10, None)


def test_distances_are_means_over_theorems_and_say_what_is_not_exact(sections: dict[str, Section]) -> None:
    (row,) = rows(sections, "outcomes", "distances_to_wild_type")
    assert [row[name] for name in ("cases", "measured", "bounds_only", "n")] == [4, 3, 1, 2]
    # At most: theorem a the mean of 0.2 and 0.4, so 0.3; theorem b 0.7. At least: 0.2 and 0.7.
    assert (row["value"], row["at_least"]) == (pytest.approx(0.5), pytest.approx(0.45))


def test_distributed_beside_centralized(sections: dict[str, Section]) -> None:
    (agreement,) = rows(sections, "distributed", "distributed_agreement")
    assert [agreement[name] for name in ("both", "centralized_only", "distributed_only", "neither")] == [2, 1, 0, 1]
    # One theorem was solved by one side alone: both tails of Binomial(1, 1/2) together are 1.
    assert agreement["mcnemar_p"] == 1.0
    attempts = next(r for r in rows(sections, "distributed", "distributed_costs") if r["cost"] == "attempts")
    # Ratios 8/4 and 16/2: the geometric mean of 2 and 8 is 4.
    assert (attempts["n"], attempts["value"]) == (2, pytest.approx(4))
    assert attempts["low"] < 4 < attempts["high"]


def test_widths_are_means_over_solved_theorems(sections: dict[str, Section]) -> None:
    (row,) = rows(sections, "widths", "basin_widths")
    assert (row["numerator"], row["denominator"], row["solved_by_some"]) == (8, 12, 2)
    assert (row["structures_value"], row["entropy_value"], row["dominant_value"]) == (2, 0.75, pytest.approx(2 / 3))
    counts = {row["structures"]: row["numerator"] for row in rows(sections, "widths", "basin_width_counts")}
    assert counts == {0: 1, 1: 1, 3: 1}


def test_width_beside_recovery(sections: dict[str, Section]) -> None:
    by_theorem = {
        row["theorem"]: (row["numerator"], row["denominator"], row["inside_basin"], row["escaped"])
        for row in rows(sections, "resilience", "basin_resilience")
    }
    assert by_theorem == {"a": (0, 2, 0, 0), "b": (1, 2, 1, 0), "c": (2, 2, 1, 1)}
    found = {row["width"]: row for row in rows(sections, "resilience", "width_and_recovery")}
    # Entropy 0, 1, 2 and shares 0, 1/2, 1 rise together; the number of structures never varies.
    assert found["entropy"]["rho"] == pytest.approx(1)
    assert found["unique_structures"]["rho"] is None
    assert found["entropy"]["low"] is None and "too few theorems vary" in sections["resilience"].answer


def test_paired_k_leaves_out_upper_bounds_and_says_that_it_is_a_lower_bound(sections: dict[str, Section]) -> None:
    (row,) = rows(sections, "k", "k_paired")
    assert [row[name] for name in ("points", "lower_bounds", "upper_bounds", "undefined")] == [1, 1, 1, 1]
    assert (row["n"], row["value"], row["lower_bound"]) == (2, 0.75, True)
    assert "at least 0.75" in sections["k"].answer
    assert "2 theorems, 1 upper bound and 1 undefined left out" in sections["k"].answer
    (table,) = (found for found in sections["k"].tables if found.name == "k_paired")
    cells = {shown.header: shown.text(row) for shown in table.shown}
    assert [cells[f"{name}, left out"] for name in ("upper bounds", "undefined")] == ["1", "1"]


def test_paired_k_of_nothing_but_upper_bounds_is_told_without_a_mean() -> None:
    found: list[Row] = [{**row, "reading": "upper_bound"} for row in ask("k_paired")]
    told = next(
        section.answer
        for section in all_sections(lambda name: found if name == "k_paired" else ask(name), STATE)
        if section.name == "k"
    )
    assert "p3 careful: 0 theorems, 4 upper bounds and 0 undefined left out." in told


def test_scored_k_takes_a_theorem_once(sections: dict[str, Section]) -> None:
    (trace,) = rows(sections, "k", "k_trace")
    assert (trace["n"], trace["value"], trace["without_k"]) == (2, pytest.approx(0.4), 1)
    (reference,) = rows(sections, "k", "k_reference")
    # Theorem a has rows 0.2 and 0.4, so 0.3; b has 0.9; c has none.
    assert (reference["n"], reference["value"], reference["rows"]) == (2, pytest.approx(0.6), 4)
    assert (reference["seen"], reference["without_k"]) == (1, 1)


def test_the_headline_has_current_references_only() -> None:
    """The same job scored against a reference of former runs, and against one of another alpha."""
    former = [{**row, "reference": "old", "current": False, "k": 9.0} for row in ask("k_reference")]
    other = [{**row, "reference": "half", "alpha": 0.5} for row in ask("k_reference")]
    answers = {"k_reference": [*ask("k_reference"), *former, *other]}
    found = all_sections(lambda name: answers.get(name) or ask(name), STATE)
    table = headline(found)
    told = {row["measure"]: row["value"] for row in table.rows if row["table"] == "k_reference"}
    assert told == pytest.approx(
        {"p1: reference K, 76_pooled, in-sample": 0.6, "p1: reference K, 76_pooled, alpha 0.5, in-sample": 0.6}
    )
    assert len([row for row in table.rows if row["table"] == "k_reference"]) == 2
    assert "against current references only (others, in table k_reference: 1)" in table.note
    detailed = {row["reference"]: row["current"] for row in rows({s.name: s for s in found}, "k", "k_reference")}
    assert detailed == {"abc": True, "old": False, "half": True}


def test_what_was_skipped_is_told_with_its_reason(sections: dict[str, Section]) -> None:
    assert sections["skipped"].answer.startswith("1 of 3 commands of the program were skipped, 1 ended otherwise")
    told = {row["command"]: row["reason"] for row in rows(sections, "skipped", "commands_not_done")}
    assert told["p5/e"] == "ENABLE_EXTERNAL_PILOTS is not 1" and "p1/careful" not in told


def test_the_headline_takes_its_rows_from_the_tables(sections: dict[str, Section]) -> None:
    table = headline(tuple(sections.values()))
    shown = {(cells[0], cells[1]): cells[2:5] for cells in table.cells()}
    assert shown["p1: wild types solved", "careful"][:2] == ["3/4", "75.0%"]
    assert shown["p1: lesions, collapse (main)", "careful"][:2] == ["4/10", "40.0%"]
    assert shown["p1: lesions, rescue", "careful"][:2] == ["3/10", "30.0%"]
    assert shown["p2: attempts, distributed over centralized", "careful"][:2] == ["n=2", "4.00"]
    assert shown["p3: paired K", "careful"][:2] == ["n=2", ">= 0.75"]
    assert shown["p3: structures of a basin (4 seeds)", "careful"][:2] == ["n=2", "2.00"]
    low, high = wilson(3, 4)
    assert shown["p1: wild types solved", "careful"][2] == f"[{low:.1%}, {high:.1%}]"
    names = {found.name for section in sections.values() for found in section.tables}
    assert {row["table"] for row in table.rows} <= names


def test_sentences_tell_intervals_and_say_where_there_is_none(sections: dict[str, Section]) -> None:
    assert "structures [1.00, " in sections["widths"].answer
    assert in_words({"n": 1, "low": 2.0, "high": 2.0, "method": "constant"}) == " (one case)"
    assert in_words({"n": 3, "low": 2.0, "high": 2.0, "method": "constant"}) == " (all equal)"
    assert in_words({"n": 3, "low": None, "high": None, "method": ""}) == ""


def test_an_empty_lake_answers_without_numbers() -> None:
    found = all_sections(nothing, {"commands": {}})
    assert [len(section.figures) for section in found] == [0] * 9
    assert headline(found).rows == ()
    assert all(section.answer for section in found)


def test_automatic_provers_are_told_with_alarms_and_pairs(sections: dict[str, Section]) -> None:
    e, z3 = rows(sections, "external", "external_by_backend")
    assert (e["numerator"], e["denominator"], e["value"], e["low"]) == (7, 10, 0.7, wilson(7, 10)[0])
    assert z3["alarms"] == 1
    assert "e 7 of 10 (70.0%" in sections["external"].answer
    assert "ALARM: 1 answers contradict what their problems state." in sections["external"].answer
    assert rows(sections, "external", "external_pairs")[0]["second_only"] == 2
