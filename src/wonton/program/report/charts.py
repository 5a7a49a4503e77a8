"""The kinds of charts, as Vega-Lite specifications that Altair builds, and their drawing as SVG.

Readable in black and white: groups are told apart by shape, dash and filling, never by colour alone, and everything is
drawn in blacks and greys. An interval is a rule through its point. Nothing is fetched, and the same values give the
same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from wonton.core.errors import MissingToolError
from wonton.program.report.model import Row

if TYPE_CHECKING:
    import altair

Spec = Mapping[str, Any]

#: Shapes, in the order in which groups take them; from the seventh group on they come again, filled otherwise.
SHAPES = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down")
FILLS = ("#000000", "#ffffff", "#9a9a9a", "#ffffff", "#555555", "#d0d0d0")
DASHES = ((1, 0), (6, 3), (2, 2), (8, 2, 2, 2), (4, 4), (1, 3))
_INK = "#222222"
_WIDTH = 460


def _altair() -> Any:
    try:
        import altair
    except ImportError as error:
        raise MissingToolError(
            "the report's figures need altair and vl-convert", "pip install 'wonton-soup[lake]'"
        ) from error
    return altair


def scale_of(groups: Sequence[str], values: Sequence[Any]) -> Any:
    """The scale that gives each of `groups` its own of `values`, again from the first where they run out."""
    return _altair().Scale(domain=list(groups), range=[values[i % len(values)] for i in range(len(groups))])


def estimates(
    rows: Sequence[Row], *, y: str, group: str, x_title: str, share: bool = False, zero: bool = False
) -> Spec:
    """Estimates with their intervals, a line for each `y`: points at `value`, rules from `low` to `high`; `group` gives
    the shape and the place within the line. `share`: values are proportions. `zero`: a rule at 0."""
    alt = _altair()
    groups, lines = _ordered(rows, group), _ordered(rows, y)
    scale = alt.Scale(domain=[0, 1]) if share else alt.Scale(zero=False, nice=True)
    axis = alt.Axis(title=x_title, format=".0%" if share else "", grid=True)
    base = alt.Chart(_data(rows)).encode(
        y=alt.Y(f"{y}:N", sort=lines, title=None, axis=alt.Axis(labelLimit=420)),
        yOffset=alt.YOffset(f"{group}:N", sort=groups),
    )
    rules = base.mark_rule(color=_INK, strokeWidth=1.2).encode(x=alt.X("low:Q", title=x_title), x2="high:Q")
    points = base.mark_point(filled=True, size=60, strokeWidth=1.1, opacity=1).encode(
        x=alt.X("value:Q", scale=scale, axis=axis), **_told_apart(group, groups)
    )
    layers = [rules, points]
    if zero:
        line = alt.Chart(_data([{"at": 0}])).mark_rule(color="#888888", strokeDash=[4, 3]).encode(x="at:Q")
        layers.insert(0, line)
    chart = alt.layer(*layers).properties(width=_WIDTH, height=alt.Step(max(9, 22 // max(1, len(groups)) + 2)))
    return _finished(chart)


def scatter(
    rows: Sequence[Row],
    *,
    x: str,
    y: str,
    group: str,
    x_title: str,
    y_title: str,
    logarithmic: bool = False,
    diagonal: bool = False,
    share: bool = False,
) -> Spec:
    """A point for each row; where several fall together the area tells how many. `diagonal`: the line of equal values.
    `share`: `y` is a proportion."""
    alt = _altair()
    groups = _ordered(rows, group)
    counted: dict[tuple[Any, ...], int] = {}
    for row in rows:
        place = (row[x], row[y], row[group])
        counted[place] = counted.get(place, 0) + 1
    points = [{x: a, y: b, group: c, "cases": n} for (a, b, c), n in counted.items()]
    kind = {"type": "log", "nice": True} if logarithmic else {"zero": True, "nice": True}
    y_scale = alt.Scale(domain=[-0.04, 1.04], nice=False) if share else alt.Scale(**kind)
    y_axis = alt.Axis(title=y_title, format=".0%" if share else "")
    drawn = alt.Chart(_data(points)).mark_point(filled=True, strokeWidth=1, opacity=0.85)
    layers: list[Any] = [
        drawn.encode(
            x=alt.X(f"{x}:Q", scale=alt.Scale(**kind), title=x_title),
            y=alt.Y(f"{y}:Q", scale=y_scale, axis=y_axis),
            size=_area(max((point["cases"] for point in points), default=1)),
            **_told_apart(group, groups),
        )
    ]
    if diagonal and rows:
        ends = [min(min(row[x], row[y]) for row in rows), max(max(row[x], row[y]) for row in rows)]
        line = alt.Chart(_data([{x: end, y: end} for end in ends])).mark_line(color="#888888", strokeDash=[4, 3])
        layers.insert(0, line.encode(x=f"{x}:Q", y=f"{y}:Q"))
    return _finished(alt.layer(*layers).properties(width=_WIDTH, height=300))


def curves(rows: Sequence[Row], *, x: str, group: str, x_title: str, y_title: str) -> Spec:
    """Proportions over `x`, a curve for each `group`, points with intervals from `low` to `high`."""
    alt = _altair()
    groups = _ordered(rows, group)
    base = alt.Chart(_data(rows)).encode(
        x=alt.X(f"{x}:O", title=x_title, axis=alt.Axis(labelAngle=0)), xOffset=alt.XOffset(f"{group}:N", sort=groups)
    )
    y = alt.Y("value:Q", scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(title=y_title, format=".0%"))
    dashes = alt.StrokeDash(f"{group}:N", scale=scale_of(groups, DASHES), sort=groups, title=group.replace("_", " "))
    lines = base.mark_line(color=_INK, strokeWidth=1.3).encode(y=y, strokeDash=dashes, detail=f"{group}:N")
    rules = base.mark_rule(color=_INK).encode(y=alt.Y("low:Q"), y2="high:Q")
    points = base.mark_point(filled=True, size=60, strokeWidth=1.1, opacity=1).encode(y=y, **_told_apart(group, groups))
    return _finished(alt.layer(lines, rules, points).properties(width=_WIDTH, height=260))


def bars(rows: Sequence[Row], *, x: str, group: str, x_title: str, y_title: str) -> Spec:
    """Counts (`cases`) by the whole number `x`, a panel of bars below the other for each `group`, each bar with its
    number. The axis has every number from the least to the greatest."""
    alt = _altair()
    numbers_between = list(range(min(row[x] for row in rows), max(row[x] for row in rows) + 1))
    scale, axis = alt.Scale(domain=numbers_between), alt.Axis(labelAngle=0, labelOverlap=True)
    base = alt.Chart().encode(
        x=alt.X(f"{x}:O", title=x_title, scale=scale, axis=axis), y=alt.Y("cases:Q", title=y_title)
    )
    drawn = base.mark_bar(color="#b8b8b8", stroke=_INK, strokeWidth=0.8)
    numbers = base.mark_text(dy=-6, color=_INK, fontSize=10).encode(text="cases:Q")
    panel = alt.layer(drawn, numbers, data=_data(rows)).properties(width=_WIDTH, height=90)
    header = alt.Header(labelAngle=0, labelAlign="left", labelAnchor="start", title=None, labelOrient="top")
    return _finished(panel.facet(row=alt.Row(f"{group}:N", sort=_ordered(rows, group), header=header)))


def _area(most: int) -> Any:
    """The encoding of how many cases a point stands for, up to `most`; without a legend where each is one."""
    alt = _altair()
    legend = alt.Legend(title="cases", values=[1, most], format="d") if most > 1 else None
    scale = alt.Scale(domain=[1, max(2, most)], range=[45, min(400, 45 * max(2, most))])
    return alt.Size("cases:Q", scale=scale, legend=legend)


def _told_apart(group: str, groups: Sequence[str]) -> dict[str, Any]:
    """The encodings that tell groups apart, with one legend; none where there is one group only to be told."""
    alt = _altair()
    legend = alt.Legend(title=group.replace("_", " ")) if len(groups) > 1 else None
    return {
        "stroke": alt.Stroke(f"{group}:N", sort=list(groups), scale=scale_of(groups, (_INK,)), legend=legend),
        "shape": alt.Shape(f"{group}:N", sort=list(groups), scale=scale_of(groups, SHAPES), legend=legend),
        "fill": alt.Fill(f"{group}:N", sort=list(groups), scale=scale_of(groups, FILLS), legend=legend),
    }


def _ordered(rows: Sequence[Row], name: str) -> list[str]:
    """The values of a column, in the order in which they come."""
    return list(dict.fromkeys(str(row[name]) for row in rows))


def _data(rows: Sequence[Row]) -> altair.InlineData:
    inline: altair.InlineData = _altair().InlineData(values=[dict(row) for row in rows])
    return inline


def _finished(chart: Any) -> Spec:
    configured = (
        chart.properties(padding={"left": 40, "right": 80, "top": 8, "bottom": 8})
        .configure_view(stroke="#bbbbbb")
        .configure_axis(
            labelFontSize=11, titleFontSize=11, titleFontWeight="normal", titlePadding=14, gridColor="#e6e6e6"
        )
        .configure_legend(labelLimit=320, labelFontSize=11, titleFontSize=11, titleFontWeight="normal")
    )
    spec: Spec = configured.to_dict()
    return spec


_ID = re.compile(r'(\bid="|url\(#|href="#)([^")]+)')


def draw(spec: Spec, name: str, label: str) -> str:
    """The figure as an SVG document. Its ids begin with `name`, so that several can stand in one page; `label` is what
    a screen reader says. Raises `MissingToolError`."""
    try:
        import vl_convert
    except ImportError as error:
        raise MissingToolError("the report's figures need vl-convert", "pip install 'wonton-soup[lake]'") from error
    text: str = vl_convert.vegalite_to_svg(dict(spec), allowed_base_urls=[])
    text = _ID.sub(rf"\g<1>{name}-\g<2>", text)
    words = label.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    return text.replace("<svg ", f'<svg role="img" aria-label="{words}" ', 1)
