"""Lineage: structures and what was built on them, as a forest along the years.

Every work has its own row, so that labels cannot overlap. The dot of a work is at its date, to the
right of the work it builds on. A solid line connects it to the latest of the works that it builds
on, dashed lines to the others. The lines of the forest cross no labels: the rows between a work and
its child contain only descendants of that work, which are to the right of the line.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup

from readinglist.entry.vocabulary import Mode
from readinglist.graph.graph import Graph, mode_of, reading_order
from readinglist.graph.verdicts import claims_resting_on
from readinglist.library.works import Work
from readinglist.site.pages.escaping import as_markup, escape_text
from readinglist.site.pages.plots.axis import Axis, axis_of
from readinglist.site.pages.plots.figure import Figure, Table, anchor, label_of, named, spoken
from readinglist.site.pages.plots.svg import drawing, element, link, number, text_at
from readinglist.site.pages.views import View
from readinglist.values.plurals import plural

WIDTH = 684.0
ROW = 19.0
#: The most works drawn on the page of all structures, and on the page of a paper.
MOST, MOST_NEAR = 110, 10
_TOP, _LEFT, _RIGHT = 30.0, 12.0, 396.0
_STEP = 13.0
_LEGEND = 26.0


@dataclass(frozen=True, eq=False)
class Row:
    """A work or, if `more` is not 0, a count of works that are not drawn.

    `work` is then their common ancestor, or None for works of other families.
    """

    work: Work | None
    x: float
    y: float
    depth: int
    more: int = 0


@dataclass(frozen=True)
class Edge:
    """A line from a work to one that builds on it; `is_main` if it belongs to the forest."""

    start: Row
    end: Row
    is_main: bool


@dataclass(frozen=True)
class Lineage:
    """The layout, rows from top to bottom."""

    axis: Axis | None
    rows: tuple[Row, ...]
    edges: tuple[Edge, ...]
    width: float
    height: float


@dataclass(frozen=True)
class _Forest:
    """The parent of each work, and its children in reading order."""

    parent: dict[str, Work | None]
    children: dict[str, list[Work]]

    def line(self, work: Work) -> list[Work]:
        """The work and its ancestors, starting with the work."""
        found = [work]
        while (above := self.parent[found[-1].id]) is not None:
            found.append(above)
        return found


def _plant(graph: Graph, works: list[Work], focus: Work | None) -> _Forest:
    inside = {work.id for work in works}
    parent: dict[str, Work | None] = {}
    for work in works:
        options = [base for base in graph.builds_on(work) if base.id in inside and base is not work]
        options.sort(key=reading_order)
        options.sort(key=lambda base: base is focus)
        parent[work.id] = None
        while options and parent[work.id] is None:
            option = options.pop()
            # The checks forbid cycles, but a preview may still have to show one.
            above: Work | None = option
            while above is not None and above is not work:
                above = parent.get(above.id)
            if above is None:
                parent[work.id] = option
    children: dict[str, list[Work]] = defaultdict(list)
    for work in works:
        if (above := parent[work.id]) is not None:
            children[above.id].append(work)
    return _Forest(parent, children)


def _choose(
    forest: _Forest, works: list[Work], weight: Callable[[Work], tuple[int, ...]], most: int
) -> set[str]:
    """The ids of the works with the most weight, with their ancestors, up to about `most`."""
    if len(works) <= most:
        return {work.id for work in works}
    chosen: set[str] = set()
    for work in sorted(works, key=lambda other: (weight(other), reading_order(other))):
        line = {ancestor.id for ancestor in forest.line(work)} - chosen
        if len(chosen) + len(line) <= most:
            chosen |= line
    return chosen


def lay_out_lineage(
    graph: Graph,
    works: Iterable[Work],
    weight: Callable[[Work], tuple[int, ...]],
    most: int,
    focus: Work | None = None,
) -> Lineage:
    """Positions for the works and the lines between them.

    If there are more than `most` works, those of least weight are not drawn but counted in a row
    `and 5 more` below their ancestor. The focus is preferred as the parent that lines start from.
    """
    ordered = sorted(works, key=reading_order)
    forest = _plant(graph, ordered, focus)
    chosen = _choose(forest, ordered, weight, most)
    shown = [work for work in ordered if work.id in chosen]
    axis = axis_of([work.issued for work in shown if work.issued], _LEFT, _RIGHT)
    hidden: dict[str, int] = defaultdict(int)
    for work in ordered:
        if work.id not in chosen:
            nearest = next(
                (ancestor.id for ancestor in forest.line(work) if ancestor.id in chosen), ""
            )
            hidden[nearest] += 1
    rows: list[Row] = []
    y = _LEGEND + _TOP
    stack = [(work, 0.0, 0) for work in reversed(shown) if forest.parent[work.id] is None]
    more: list[tuple[int, Work, float, int]] = []
    while stack:
        work, left, depth = stack.pop()
        # What is left out of one family is counted before the next one begins.
        while more and more[-1][0] >= depth:
            y = _add_more(rows, more.pop(), hidden, y)
        if depth == 0 and rows:
            y += 5
        x = max(axis.x(work.issued) if axis and work.issued else _LEFT, left)
        rows.append(Row(work, x, y, depth))
        y += ROW
        if hidden.get(work.id):
            more.append((depth, work, x + _STEP, depth + 1))
        kids = [child for child in forest.children[work.id] if child.id in chosen]
        stack += [(child, x + _STEP, depth + 1) for child in reversed(kids)]
    while more:
        y = _add_more(rows, more.pop(), hidden, y)
    if hidden.get(""):
        rows.append(Row(None, _LEFT, y + 5, 0, hidden[""]))
        y += ROW + 5
    width = max(WIDTH, max((row.x for row in rows), default=0) + WIDTH - _RIGHT)
    return Lineage(axis, tuple(rows), tuple(_edges(graph, forest, rows)), width, y - 4)


def _add_more(
    rows: list[Row], cut: tuple[int, Work, float, int], hidden: dict[str, int], y: float
) -> float:
    _, work, x, depth = cut
    rows.append(Row(work, x, y, depth, hidden[work.id]))
    return y + ROW


def _edges(graph: Graph, forest: _Forest, rows: list[Row]) -> Iterable[Edge]:
    by_id = {row.work.id: row for row in rows if row.work and not row.more}
    for row in rows:
        if row.work is None:
            continue
        if row.more:
            yield Edge(by_id[row.work.id], row, is_main=True)
            continue
        for other in graph.builds_on(row.work):
            if other.id in by_id and other is not row.work:
                main = forest.parent[row.work.id]
                yield Edge(by_id[other.id], row, is_main=main is other)


def draw_structures(view: View) -> Markup:
    """The figure of the whole lineage; empty if nothing builds on anything."""
    graph = view.graph
    works = [
        work
        for work in graph.papers
        if mode_of(work) is Mode.STRUCTURAL
        or graph.builds_on(work)
        or graph.developed_by.get(work.id)
    ]
    if not any(graph.builds_on(work) for work in works):
        return Markup()
    sizes = {work.id: len(graph.developments(work)) for work in works}

    def weight(work: Work) -> tuple[int, ...]:
        return (-sizes[work.id], -len(claims_resting_on(graph, work)))

    layout = lay_out_lineage(graph, works, weight, MOST)
    return _figure(view, layout, "What was built on what", len(works), None)


def draw_neighbourhood(view: View, work: Work) -> Markup:
    """The figure of a paper's own lineage; empty if it has none."""
    graph = view.graph
    steps = {work.id: 0}
    found = [work]
    for onward in (graph.builds_on, lambda item: graph.developed_by.get(item.id, ())):
        front: list[Work] = [work]
        while front:
            current = front.pop(0)
            for other in onward(current):
                if other.id not in steps:
                    steps[other.id] = steps[current.id] + 1
                    found.append(other)
                    front.append(other)
    if len(found) == 1:
        return Markup()

    def weight(other: Work) -> tuple[int, ...]:
        return (steps[other.id], -len(claims_resting_on(graph, other)))

    layout = lay_out_lineage(graph, found, weight, MOST_NEAR, work)
    return _figure(view, layout, "Lineage: built on, built by", len(found), work)


def _figure(view: View, layout: Lineage, title: str, total: int, focus: Work | None) -> Markup:
    marks = [*_grid(layout), *_legend(layout)]
    marks += _lines(layout)
    marks += [_row(view, row, layout.width, focus) for row in layout.rows]
    name = "picture-lineage"
    svg = drawing(
        name,
        title,
        f"{plural(total, 'work')}, one a row. What builds on a work stands below and to the right "
        "of it. The table below has the same.",
        (layout.width, layout.height),
        marks,
    )
    caption = "Solid line: latest parent. Dashed: other parents."
    return Figure(name, title, caption, [("", svg)], _table(view, layout)).render()


def _lines(layout: Lineage) -> Iterable[Markup]:
    """The lines, combined into one path per work, so that overlaps do not get darker."""
    paths: dict[tuple[bool, int], list[str]] = {}
    starts = {id(row): i for i, row in enumerate(layout.rows)}
    for edge in layout.edges:
        a, b = edge.start, edge.end
        x = a.x if edge.is_main else a.x + 3
        turn = 5 if b.y > a.y else -5
        way = f"M{x:.1f} {a.y:.0f}V{b.y - turn:.0f}q0 {turn} 5 {turn}H{max(b.x, x + 5):.1f}"
        paths.setdefault((edge.is_main, starts[id(a)]), []).append(way)
    for (is_main, _), ways in sorted(paths.items()):
        class_ = "rlp-line" if is_main else "rlp-dashed"
        yield as_markup(f'<path d="{"".join(ways)}" class="{class_}"/>')


def _row(view: View, row: Row, width: float, focus: Work | None) -> Markup:
    work = row.work
    if row.more:
        text = f"and {row.more} more" if work else f"and {row.more} more in other families"
        says = (
            f"{text} that {'build' if row.more > 1 else 'builds'} on {spoken(work)}"
            if work
            else text
        )
        label = element("text", text, x=row.x + 9, y=row.y + 4, class_="rlp-more")
        return link(_rest(view, work), says, label)
    if work is None:
        return Markup()
    room = width - row.x - 12
    shown = label_of(work, room - (120 if work.is_void else 56))
    label, says = _words_of(work, shown)
    class_ = "rlp-name--void" if work.is_void else "rlp-self" if work is focus else None
    mark = _mark(work, row.x, row.y) + text_at(row.x + 10, row.y + 4, label, class_)
    if work is focus:
        return as_markup(f"<g>{mark}</g>")
    href = escape_text(view.href_of(work))
    return as_markup(f'<a href="{href}"><title>{says}</title>{mark}</a>')


@lru_cache(1 << 14)
def _words_of(work: Work, shown: str) -> tuple[Markup, str]:
    """The shown text of a work with its year, and its spoken text, both escaped."""
    year = "" if f"{work.year}" in shown else f" {work.year or 'no date'}"
    year += f" {work.void_word}" if work.is_void else ""
    mode = mode_of(work)
    says = f"{spoken(work, shown + year)}{f', {mode}' if mode else ''}"
    return as_markup(escape_text(shown) + _quiet(year)), escape_text(says)


def _quiet(text: str) -> str:
    return f'<tspan class="rlp-quiet">{escape_text(text)}</tspan>' if text else ""


def _rest(view: View, work: Work | None) -> str:
    """Where to find the works that a picture only counts."""
    if work is None or mode_of(work) is Mode.STRUCTURAL:
        return view.href("structures") + (f"#{work.id}" if work else "")
    return view.href_of(work) + "#lineage"


def _mark(work: Work, x: float, y: float) -> Markup:
    """The dot, whose shape shows the research mode."""
    if work.is_void:
        d = f"M{x - 3:.1f} {y + 3:.1f}l6 -6"
        ring = element("circle", cx=x, cy=y, r=5, class_="rlp-dot--void")
        return ring + element("path", d=d, class_="rlp-dot--void")
    return mode_shape(mode_of(work), x, y)


def mode_shape(mode: Mode | None, x: float, y: float) -> Markup:
    """A square for structural, a disc for developmental, a triangle for exploratory, or a ring."""
    if mode is Mode.STRUCTURAL:
        d = f"M{x - 5:.1f} {y - 5:.1f}h10v10h-10z"
        return as_markup(f'<path d="{d}" class="rlp-structural"/>')
    if mode is Mode.EXPLORATORY:
        d = f"M{x - 5:.1f} {y + 4:.1f}h10l-5 -9z"
        return as_markup(f'<path d="{d}" class="rlp-exploratory"/>')
    name, radius = ("developmental", "4.5") if mode else ("dot--none", "4")
    place = f'cx="{number(x)}" cy="{number(y)}"'
    return as_markup(f'<circle {place} r="{radius}" class="rlp-{name}"/>')


def _legend(layout: Lineage) -> list[Markup]:
    present = {mode_of(row.work) for row in layout.rows if row.work and not row.more}
    marks, x = [], 6.0
    for mode in (*Mode, None):
        if mode in present:
            marks += [
                mode_shape(mode, x, 10),
                text_at(x + 10, 14, f"{mode or 'no mode'}", "rlp-axis"),
            ]
            x += 116
    if any(row.work and row.work.is_void for row in layout.rows):
        ring = element("circle", cx=x, cy=10, r=5, class_="rlp-dot--void")
        marks += [ring, element("path", d=f"M{x - 3:.1f} 13l6 -6", class_="rlp-dot--void")]
        marks.append(text_at(x + 10, 14, "withdrawn or retracted", "rlp-axis"))
    return marks


def _grid(layout: Lineage) -> list[Markup]:
    axis = layout.axis
    if axis is None:
        return []
    edges, years = _ticks(axis)
    end = f" {_LEGEND + 16:.0f}V{layout.height:.0f}"
    lines = "".join([f"M{edge}{end}" for edge in edges])
    return [as_markup(f'<path d="{lines}" class="rlp-grid"/>'), years]


@lru_cache(1 << 10)
def _ticks(axis: Axis) -> tuple[list[str], Markup]:
    """The positions of the years on an axis, and their labels."""
    top = _LEGEND + 12
    marks = [
        text_at((axis.edge(year) + axis.edge(year + 1)) / 2, top, f"{year}", "rlp-axis", "middle")
        for year in axis.ticks
    ]
    if axis.has_older:
        marks.append(text_at(axis.left, top, f"before {axis.first}", "rlp-axis"))
    return [f"{axis.edge(year):.1f}" for year in axis.ticks], as_markup("".join(marks))


def _table(view: View, layout: Lineage) -> Table:
    above: dict[int, list[str]] = defaultdict(list)
    for edge in layout.edges:
        if edge.start.work:
            above[id(edge.end)].append(named(edge.start.work))
    rows: list[tuple[str | Markup, ...]] = []
    for row in layout.rows:
        parents = as_markup("; ".join(above[id(row)]))
        if row.more:
            text = f"{row.more} more" if row.work else f"{row.more} more in other families"
            rows.append((anchor(_rest(view, row.work), text), "", "", parents))
        elif row.work:
            work = row.work
            rows.append(
                (
                    anchor(view.href_of(work), named(work)),
                    f"{work.year or ''}",
                    f"{mode_of(work) or ''}",
                    parents,
                )
            )
    return Table(("Work", "Year", "Mode", "Builds on"), tuple(rows))
