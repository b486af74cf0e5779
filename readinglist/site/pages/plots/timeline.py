"""The timeline of a theme: works by date, one lane per section, sized by their claims."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from markupsafe import Markup

from readinglist.graph.graph import Graph, ThemeNode, reading_order
from readinglist.graph.verdicts import claims_resting_on
from readinglist.library.works import Work
from readinglist.site.pages.plots.axis import OLDER, Axis, axis_of
from readinglist.site.pages.plots.figure import (
    Figure,
    Table,
    anchor,
    counted,
    label_of,
    named,
    spoken,
)
from readinglist.site.pages.plots.svg import Box, drawing, element, fit, text_at, tip, width_of
from readinglist.site.pages.views import View, authors_in_short, citation_label
from readinglist.values.plurals import plural

WIDTH = 684.0
#: The most works that are drawn.
MOST = 320
#: The most names next to dots; the others are in the table and in the lists.
NAMES = 32
NAME_SIZE = 11.0
_NAME_WIDTH = 150.0
_LEFT, _RIGHT = 16.0, 70.0
_UNDATED = OLDER
_HEAD, _AXIS, _PAD, _LEGEND = 24.0, 22.0, 13.0, 30.0
_LEAST_RADIUS, _MOST_RADIUS = 2.2, 14.0


@dataclass(frozen=True)
class Dot:
    """A work in a lane: the number of claims that rest on it, its centre and its radius."""

    work: Work
    claims: int
    x: float
    y: float
    r: float

    @property
    def box(self) -> Box:
        """The square around the dot."""
        return Box(self.x - self.r, self.y - self.r, 2 * self.r, 2 * self.r)


@dataclass(frozen=True)
class Name:
    """A name next to a dot: its text, its box and the work."""

    work: Work
    text: str
    box: Box


@dataclass(frozen=True)
class Lane:
    """A section's part of the picture, `height` pixels from `top` down."""

    title: str
    anchor: str
    top: float
    height: float
    dots: tuple[Dot, ...]
    names: tuple[Name, ...] = ()


@dataclass(frozen=True)
class Timeline:
    """The layout: lanes from top to bottom, years at the bottom."""

    axis: Axis | None
    lanes: tuple[Lane, ...]
    height: float
    scale: float
    has_undated: bool = False
    #: Works that are not drawn, for lack of room.
    more: int = 0
    sizes: tuple[int, ...] = field(default=())
    #: Whether the list has claims, so that the sizes of circles have a meaning.
    has_claims: bool = True


def radius(claims: int, scale: float) -> float:
    """The radius for an area proportional to the claims; without claims, a small ring."""
    return max(_LEAST_RADIUS, scale * (math.sqrt(claims) if claims else 0.8))


def lay_out_timeline(graph: Graph, node: ThemeNode) -> Timeline:
    """Positions for all works of a theme; a work in several sections is in each of them."""
    groups = [("The whole theme", "whole-theme", node.own_works)] if node.own_works else []
    groups += [
        (section.title, section.section.id, section.own_works)
        for section in node.sections
        if section.section
    ]
    groups, more = _choose(graph, [group for group in groups if group[2]])
    shown = [work for _, _, works in groups for work in works]
    has_undated = any(work.issued is None for work in shown)
    right = WIDTH - _RIGHT - (_UNDATED if has_undated else 0)
    axis = axis_of([work.issued for work in shown if work.issued], _LEFT, right)
    counts = {work.id: claims_on(graph, work) for work in shown}
    most = max(counts.values(), default=0)
    scale = min(3.6 if len(shown) <= 120 else 3.0, _MOST_RADIUS / math.sqrt(most or 1))
    lanes: list[Lane] = []
    has_claims = bool(graph.claims)
    top = _LEGEND if has_claims else 0.0
    for title, section, works in groups:
        dots = _swarm(works, counts, axis, scale)
        up = min((dot.y - dot.r for dot in dots), default=0.0)
        down = max((dot.y + dot.r for dot in dots), default=0.0)
        height = _HEAD + _PAD + down - up + _PAD
        middle = top + _HEAD + _PAD - up
        placed = tuple(replace(dot, y=dot.y + middle) for dot in dots)
        lanes.append(Lane(title, section, top, height, placed))
        top += height
    lanes = _with_names(lanes)
    sizes = tuple(dict.fromkeys(n for n in (1, (most + 1) // 2, most) if n))
    return Timeline(axis, tuple(lanes), top + _AXIS, scale, has_undated, more, sizes, has_claims)


def _choose(
    graph: Graph, groups: list[tuple[str, str, list[Work]]]
) -> tuple[list[tuple[str, str, list[Work]]], int]:
    """The groups reduced to the works that most claims rest on, and how many were left out."""
    works = {work.id: work for _, _, some in groups for work in some}
    if len(works) <= MOST:
        return groups, 0
    weights = {
        work_id: (-claims_on(graph, work), reading_order(work)) for work_id, work in works.items()
    }
    last = sorted(weights.values())[MOST - 1]
    kept = {work_id for work_id, weight in weights.items() if weight <= last}
    chosen = [
        (title, anchor, [work for work in some if work.id in kept])
        for title, anchor, some in groups
    ]
    return [group for group in chosen if group[2]], len(works) - len(kept)


def claims_on(graph: Graph, work: Work) -> int:
    """The number of claims that rest on the work, without those that have it as background."""
    return len(claims_resting_on(graph, work))


def _swarm(
    works: Iterable[Work], counts: dict[str, int], axis: Axis | None, scale: float
) -> list[Dot]:
    """Dots at their dates, moved up or down as little as needed not to touch; centred on 0."""
    dots: list[Dot] = []
    for work in works:
        r = radius(counts[work.id], scale)
        x = axis.x(work.issued) if axis and work.issued else WIDTH - _RIGHT - _UNDATED / 2
        near = [dot for dot in dots if abs(dot.x - x) < dot.r + r + 1.5]
        heights = [0.0]
        for dot in near:
            reach = math.sqrt((dot.r + r + 1.5) ** 2 - (dot.x - x) ** 2) + 0.01
            heights += [dot.y - reach, dot.y + reach]
        free = (
            y
            for y in sorted(heights, key=lambda y: (abs(y), y))
            if all(math.hypot(dot.x - x, dot.y - y) >= dot.r + r + 1.5 for dot in near)
        )
        dots.append(Dot(work, counts[work.id], x, next(free), r))
    return dots


def _names_of(work: Work) -> list[str]:
    """The work's names, longest first."""
    names = [label_of(work, _NAME_WIDTH, NAME_SIZE), citation_label(work) if work.authors else ""]
    names.append(authors_in_short(work.authors))
    return [fit(name, _NAME_WIDTH, NAME_SIZE) for name in dict.fromkeys(names) if name]


def _places(dot: Dot, width: float) -> list[Box]:
    """Possible boxes for a name of this width: right, left, above, below, or at a corner."""
    height, near = NAME_SIZE + 2, 0.7 * dot.r + 2
    right, left = dot.x + dot.r + 3, dot.x - dot.r - 3 - width
    middle, above, below = dot.x - width / 2, dot.y - dot.r - height, dot.y + dot.r
    corners = [
        (x, y)
        for x in (dot.x + near, dot.x - near - width)
        for y in (dot.y - near - height, dot.y + near)
    ]
    sides = [(right, dot.y - height / 2), (left, dot.y - height / 2)]
    return [
        Box(x, y, width, height) for x, y in (*sides, (middle, above), (middle, below), *corners)
    ]


def _with_names(lanes: list[Lane]) -> list[Lane]:
    """The lanes with names where there is room, starting with the works with most claims."""
    ranked = sorted(
        ((dot, i) for i, lane in enumerate(lanes) for dot in lane.dots),
        key=lambda pair: (-pair[0].claims, pair[1], pair[0].x, pair[0].work.id),
    )
    boxes = [[(dot, dot.box) for dot in lane.dots] for lane in lanes]
    found: dict[int, list[Name]] = {i: [] for i in range(len(lanes))}
    for dot, i in ranked:
        if sum(map(len, found.values())) >= NAMES:
            break
        lane = lanes[i]
        bounds = Box(0, lane.top + _HEAD - 2, WIDTH, lane.height - _HEAD + 2)
        taken = [box for other, box in boxes[i] if other is not dot]
        taken += [name.box for name in found[i]]
        places = (
            Name(dot.work, text, box)
            for text in _names_of(dot.work)
            for box in _places(dot, width_of(text, NAME_SIZE))
        )
        free = (
            name
            for name in places
            if name.box.within(bounds) and not any(name.box.overlaps(other, 1) for other in taken)
        )
        found[i] += [name for name in [next(free, None)] if name]
    return [replace(lane, names=tuple(found[i])) for i, lane in enumerate(lanes)]


def draw_timeline(view: View, node: ThemeNode) -> Markup:
    """The figure for the theme's page; empty when the theme has no works with a date."""
    layout = lay_out_timeline(view.graph, node)
    if not layout.axis:
        return Markup()
    marks = [*_grid(layout), *_legend(layout)]
    for lane in layout.lanes:
        marks.append(element("path", d=f"M0 {lane.top:.0f}H{WIDTH:.0f}", class_="rlp-rule"))
        marks.append(text_at(0, lane.top + 17, lane.title, "rlp-lane"))
        for dot in lane.dots:
            says = spoken(dot.work)
            if layout.has_claims:
                says += f": {counted(dot.claims, 'claim')}"
            is_filled = dot.claims or not layout.has_claims
            kind = "void" if dot.work.is_void else "some" if is_filled else "none"
            circle = _circle(dot.x, dot.y, dot.r, kind)
            parts = [circle]
            if dot.work.is_void:
                at = 0.6 * dot.r
                slash = f"M{dot.x - at:.1f} {dot.y + at:.1f}l{2 * at:.1f} {-2 * at:.1f}"
                parts.append(element("path", d=slash, class_="rlp-dot--void"))
            marks.append(element("a", tip(says), *parts, href=view.href_of(dot.work)))
    names = (
        element(
            "text",
            name.text,
            x=name.box.x,
            y=name.box.y + NAME_SIZE - 1,
            class_="rlp-name--void" if name.work.is_void else None,
        )
        for lane in layout.lanes
        for name in lane.names
    )
    # The dots carry the accessible names; these are only visual.
    marks.append(element("g", *names, class_="rlp-names", aria_hidden="true"))
    theme = node.theme.title
    name = "picture-timeline"
    total = len({dot.work.id for lane in layout.lanes for dot in lane.dots})
    svg = drawing(
        name,
        f"Timeline of {theme}",
        f"{plural(total, 'work')} in {plural(len(layout.lanes), 'lane')}, one for each section, "
        "from the oldest at the left to the newest at the right. The table below has the same.",
        (WIDTH, layout.height),
        marks,
    )
    return Figure(
        name,
        "When the works came out"
        + (", and how often they are cited as evidence" if layout.has_claims else ""),
        _caption(layout),
        [("", svg)],
        _table(view, layout),
    ).render()


def _grid(layout: Timeline) -> list[Markup]:
    axis, top, bottom = layout.axis, layout.lanes[0].top, layout.height - _AXIS
    marks = [element("path", d=f"M0 {bottom:.0f}H{WIDTH:.0f}", class_="rlp-rule")]
    if layout.has_undated:
        x = WIDTH - _RIGHT - _UNDATED / 2
        marks.append(text_at(x, bottom + 16, "no date", "rlp-axis", "middle"))
    if axis is None:
        return marks
    lines = "".join(f"M{axis.edge(year):.1f} {top:.0f}V{bottom:.0f}" for year in axis.ticks)
    marks.append(element("path", d=lines, class_="rlp-grid"))
    for year in axis.ticks:
        middle = (axis.edge(year) + axis.edge(year + 1)) / 2
        marks.append(text_at(middle, bottom + 16, f"{year}", "rlp-axis", "middle"))
    if axis.has_older:
        text = f"before {axis.first}"
        marks.append(text_at(axis.left, bottom + 16, text, "rlp-axis"))
    return marks


def _circle(x: float, y: float, r: float, kind: str) -> Markup:
    class_ = None if kind == "some" else f"rlp-dot--{kind}"
    return element("circle", cx=x, cy=y, r=r, class_=class_)


def _legend(layout: Timeline) -> list[Markup]:
    if not layout.has_claims:
        return []
    marks, x, y = [], 0.0, 14.0
    steps = [(0, "no claims"), *((n, f"{n}" if n > 1 else "1 claim") for n in layout.sizes)]
    for n, text in steps:
        r = radius(n, layout.scale)
        kind = "some" if n else "none"
        marks.append(_circle(x + r + 1, y, r, kind))
        marks.append(text_at(x + 2 * r + 6, y + 4, text, "rlp-axis"))
        x += 2 * r + 6 + width_of(text) + 12
    return marks


def _caption(layout: Timeline) -> str:
    parts = ["Each circle is a work at the date of its first public version."]
    if layout.has_claims:
        parts.append("The larger it is, the more claims rest on it.")
    if layout.has_undated:
        parts.append("Undated works are at the right.")
    if layout.axis and layout.axis.has_older:
        parts.append(f"Works from before {layout.axis.first} are together at the left.")
    if any(dot.work.is_void for lane in layout.lanes for dot in lane.dots):
        parts.append("A crossed-out circle is withdrawn or retracted.")
    if layout.more:
        left_out = f"{layout.more} more are in the lists below."
        chosen = f"the {MOST} works that most claims rest on" if layout.has_claims else f"{MOST}"
        parts.append(f"Shown: {chosen}; {left_out}")
    return " ".join(parts)


def _table(view: View, layout: Timeline) -> Table:
    rows = tuple(
        (
            anchor(view.href_of(dot.work), named(dot.work)),
            f"{dot.work.issued or ''}",
            lane.title,
            *((f"{dot.claims}",) if layout.has_claims else ()),
        )
        for lane in layout.lanes
        for dot in lane.dots
    )
    headings = ("Work", "Issued", "Section", *(("Claims",) if layout.has_claims else ()))
    return Table(headings, rows)
