"""Charts: their marks, that groups differ without colour, and that nothing of one can clash with another."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from wonton.program.report.charts import bars, curves, draw, estimates, scatter

OUTCOMES = [
    {"lesion": lesion, "outcome": outcome, "value": value, "low": value / 2, "high": (1 + value) / 2}
    for lesion in ("block_intro", "block_cases")
    for outcome, value in (("replicate", 0.2), ("reroute", 0.5), ("collapse", 0.3))
]
SVG = "{http://www.w3.org/2000/svg}"


def points(svg: str) -> list[ElementTree.Element]:
    """The data points, without those of legends."""
    groups = [g for g in ElementTree.fromstring(svg).iter(f"{SVG}g") if "mark-symbol role-mark" in g.get("class", "")]
    return [child for group in groups for child in group]


def test_estimates_draw_a_point_for_each_row() -> None:
    spec = estimates(OUTCOMES, y="lesion", group="outcome", x_title="share", share=True)
    drawn = points(draw(spec, "f", "Outcomes"))
    assert len(drawn) == 6


def test_groups_differ_in_shape_and_filling_and_everything_is_grey() -> None:
    spec = estimates(OUTCOMES, y="lesion", group="outcome", x_title="share", share=True)
    svg = draw(spec, "f", "Outcomes")
    assert len({point.get("d") for point in points(svg)}) == 3
    assert len({point.get("fill") for point in points(svg)}) == 3
    colours = set(re.findall(r'(?:fill|stroke)="#([0-9a-f]{6})"', svg))
    assert colours and all(colour[:2] == colour[2:4] == colour[4:] for colour in colours)


def test_curves_differ_in_dashes() -> None:
    rows = [
        {"provider": provider, "tier": tier, "value": 0.5, "low": 0.4, "high": 0.6}
        for provider in ("one", "two")
        for tier in (10, 50)
    ]
    spec = curves(rows, x="tier", group="provider", x_title="iterations", y_title="solved")
    svg = draw(spec, "f", "Solved")
    assert len(points(svg)) == 4
    assert 'stroke-dasharray="6,3"' in svg


def test_points_that_fall_together_are_one_larger_mark() -> None:
    rows = [{"a": 1, "b": 2, "provider": "one"}] * 3 + [{"a": 4, "b": 2, "provider": "one"}]
    spec = scatter(rows, x="a", y="b", group="provider", x_title="a", y_title="b", logarithmic=True, diagonal=True)
    assert len(points(draw(spec, "f", "Pairs"))) == 2


def test_bars_say_their_numbers() -> None:
    rows = [{"width": 1, "basin": "p3", "cases": 17}, {"width": 4, "basin": "p3", "cases": 23}]
    svg = draw(bars(rows, x="width", group="basin", x_title="width", y_title="theorems"), "f", "Widths")
    assert ">17<" in svg and ">23<" in svg
    assert all(f">{width}<" in svg for width in (1, 2, 3, 4))


def test_drawing_twice_gives_the_same_bytes_and_ids_of_its_own() -> None:
    spec = estimates(OUTCOMES, y="lesion", group="outcome", x_title="share", share=True)
    one, two = draw(spec, "one", 'Outcomes "a" <b>'), draw(spec, "two", "Outcomes")
    assert one == draw(spec, "one", 'Outcomes "a" <b>')
    ids = [set(re.findall(r'\bid="([^"]+)"', svg)) for svg in (one, two)]
    assert not ids[0] & ids[1]
    assert ElementTree.fromstring(one).get("aria-label") == 'Outcomes "a" <b>'
