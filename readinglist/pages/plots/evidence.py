"""The evidence map of a theme: claims × works, each crossing marked with its stance.

A theme has more works than fit beside one another, so each section's claims are dealt out to
panels: a claim goes where it brings along the fewest works that the panel does not have yet.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from readinglist.enrich import Work
from readinglist.graph import Claim, EvidenceEdge, ThemeNode, reading_order
from readinglist.model import ClaimKind, Stance
from readinglist.pages.plots.figure import Figure, Table, anchor, label_of, named, spoken
from readinglist.pages.plots.shapes import SIDE, definitions, shape_at, use_shape
from readinglist.pages.plots.svg import (
    Box,
    drawing,
    element,
    fit,
    number,
    text_at,
    text_link,
    width_of,
    wrap,
)
from readinglist.pages.views import STANCE_TITLES, View, plural, shorten

#: Works beside one another in a panel, at most, unless a single claim has more.
COLUMNS = 21
#: Claims of a theme that are drawn, at most; those with the most evidence.
MOST = 90
_CELL = 16.0
_TEXT = 11.5
_CLAIM, _MARK, _SUM = 236.0, 18.0, 25.0
_LINE, _GAP = 14.0, 7.0
_LABEL = 104.0
#: Sine and cosine of the angle at which the works' names rise.
_SIN, _COS = 0.82, 0.57

_STANCES = (Stance.SUPPORTS, Stance.OPPOSES)


@dataclass(frozen=True)
class Cell:
    """What a work says of a claim, with the place of its mark. Its row and column tell which."""

    edge: EvidenceEdge
    x: float
    y: float

    @property
    def shape(self) -> str:
        """The name of the mark's shape."""
        return str(self.edge.evidence.stance) if self.edge.counts else "void"


@dataclass(frozen=True)
class ClaimRow:
    """A claim: the lines of its text, the middle of its row, how many works are on each side."""

    claim: Claim
    lines: tuple[str, ...]
    y: float
    height: float
    cells: tuple[Cell, ...]

    def count(self, stance: Stance) -> int:
        """The pieces of evidence of this stance that count."""
        return sum(1 for edge in self.claim.by_stance(stance) if edge.counts)


@dataclass(frozen=True)
class WorkColumn:
    """A work, the middle of its column and its name as far as there is room."""

    work: Work
    x: float
    text: str


@dataclass(frozen=True)
class Panel:
    """A part of a section's map."""

    title: str
    rows: tuple[ClaimRow, ...]
    columns: tuple[WorkColumn, ...]
    top: float
    width: float
    height: float

    @property
    def boxes(self) -> list[Box]:
        """The places of all texts and marks that must not meet, the slanting names left out."""
        boxes = [
            Box(
                _MARK,
                row.y - len(row.lines) * _LINE / 2,
                width_of(line, _TEXT),
                _LINE * len(row.lines),
            )
            for row in self.rows
            for line in row.lines[:1]
        ]
        boxes += [
            Box(cell.x - SIDE / 2, cell.y - SIDE / 2, SIDE, SIDE)
            for row in self.rows
            for cell in row.cells
        ]
        return boxes


@dataclass(frozen=True)
class EvidenceMap:
    """The layout; `left_out` are the claims beyond the most that are drawn."""

    panels: tuple[Panel, ...]
    left_out: tuple[Claim, ...]


def is_arguable(claim: Claim) -> bool:
    """Whether evidence can be for or against it: not so with questions and definitions."""
    return claim.entry.kind in (ClaimKind.CLAIM, ClaimKind.PREDICTION)


def lay_out_evidence(node: ThemeNode) -> EvidenceMap:
    """Places for the claims and predictions of a theme; one in several sections is in each."""
    every = [claim for claim in node.claims if is_arguable(claim)]
    ranked = sorted(every, key=lambda claim: -len(claim.evidence))
    chosen = {claim.id for claim in ranked[:MOST]}
    groups = [("The whole theme", node.own_claims)]
    groups += [(one.title, one.own_claims) for one in node.sections]
    panels = []
    for title, claims in groups:
        wanted = [claim for claim in claims if claim.id in chosen]
        parts = _deal(wanted)
        for i, part in enumerate(parts, 1):
            heading = title if len(parts) == 1 else f"{title}, {i} of {len(parts)}"
            panels.append(_panel(heading, part))
    return EvidenceMap(tuple(panels), tuple(c for c in every if c.id not in chosen))


def _deal(claims: Sequence[Claim]) -> list[list[Claim]]:
    """The claims in panels of few columns; those without any evidence stand in the last."""
    works = {claim.id: {edge.work.id for edge in claim.evidence} for claim in claims}
    left = [claim for claim in claims if works[claim.id]]
    without = [claim for claim in claims if not works[claim.id]]
    panels: list[list[Claim]] = []
    while left:
        # `max` and `min` take the first of equals, so the order of the list decides.
        first = max(left, key=lambda claim: len(works[claim.id]))
        panel, columns = [first], set(works[first.id])
        left.remove(first)
        while left:
            one = min(
                left, key=lambda claim: (len(works[claim.id] - columns), -len(works[claim.id]))
            )
            if len(columns | works[one.id]) > COLUMNS:
                break
            panel.append(one)
            columns |= works[one.id]
            left.remove(one)
        panels.append(panel)
    if without:
        panels = [*panels[:-1], [*(panels[-1] if panels else []), *without]]
    return panels


def _panel(title: str, claims: Sequence[Claim]) -> Panel:
    by_id = {edge.work.id: edge.work for claim in claims for edge in claim.evidence}
    works = sorted(by_id.values(), key=reading_order)
    left = _MARK + _CLAIM + 2 * _SUM + _CELL
    columns = tuple(
        WorkColumn(work, left + i * _CELL, fit(label_of(work, _LABEL, 11), _LABEL, 11))
        for i, work in enumerate(works)
    )
    at = {column.work.id: column for column in columns}
    order = {work.id: i for i, work in enumerate(works)}
    reach = max((width_of(column.text, 11) for column in columns), default=0)
    top = max(30.0, reach * _SIN + 16)

    def staircase(claim: Claim) -> tuple[int, int]:
        first = min((order[edge.work.id] for edge in claim.evidence), default=len(order))
        return (first, -len(claim.evidence))

    rows, y = [], top
    for claim in sorted(claims, key=staircase):
        lines = tuple(wrap(claim.title.rstrip("."), _CLAIM - 8, 2, _TEXT))
        height = len(lines) * _LINE + _GAP
        stacked: dict[str, int] = {}
        for edge in claim.evidence:
            stacked[edge.work.id] = stacked.get(edge.work.id, 0) + 1
        height = max(height, max(stacked.values(), default=1) * (SIDE + 2) + _GAP)
        cells, seen = [], dict.fromkeys(stacked, 0)
        for edge in claim.evidence:
            # A work can be named twice, say for one half of the claim and against the other.
            shift = (seen[edge.work.id] - (stacked[edge.work.id] - 1) / 2) * (SIDE + 2)
            seen[edge.work.id] += 1
            cells.append(Cell(edge, at[edge.work.id].x, y + height / 2 + shift))
        rows.append(ClaimRow(claim, lines, y + height / 2, height, tuple(cells)))
        y += height
    width = left + len(columns) * _CELL + reach * _COS
    return Panel(title, tuple(rows), columns, top, width, y + 2)


def draw_evidence(view: View, node: ThemeNode) -> Markup:
    """The figure for the theme's page; empty when the theme has no claims to be argued about."""
    layout = lay_out_evidence(node)
    if not layout.panels:
        return Markup()
    drawings = []
    for number_, panel in enumerate(layout.panels, 1):
        svg = drawing(
            f"picture-evidence-{number_}", f"Evidence map of {node.theme.title}: {panel.title}",
            f"{plural(len(panel.rows), 'claim')} in rows, {plural(len(panel.columns), 'work')} in "
            "columns, oldest first. The table below has the same.",
            (panel.width, panel.height),
            _marks(view, panel, is_first=number_ == 1),
        )  # fmt: skip
        drawings.append((panel.title, svg))
    left_out = ""
    if layout.left_out:
        href = (
            f"{view.href('browse/index')}?kind=claim,prediction&theme={node.theme.id}&sort=claims"
        )
        left_out = Markup(
            '{} with less evidence are not drawn. <a href="{}">All of them</a>.'
        ).format(plural(len(layout.left_out), "claim"), href)
    return Figure(
        "picture-evidence", "What speaks for and against each claim.",
        Markup("{}{}").format(_key(), _CAPTION), drawings, _table(view, layout), left_out,
    ).render()  # fmt: skip


_CAPTION = (
    "Each row is a claim or a prediction, led by its standing and the number of works for and against "
    "it; each column is a work, oldest first. An empty stretch is a gap: a row without a cross is a "
    "claim that nothing on the list speaks against. Questions and definitions are left out, since "
    "no evidence can be for or against them."
)


def _key() -> Markup:
    items = [(str(stance), STANCE_TITLES[stance].lower()) for stance in Stance]
    items.append(("void", "withdrawn or retracted, not counted"))
    parts = (
        element(
            "span",
            element(
                "svg",
                shape_at(name, 6, 6),
                viewBox="0 0 12 12",
                class_="rl-shape",
                aria_hidden="true",
            ),
            Markup(" ") + text,
        )
        for name, text in items
    )
    return Markup('<span class="rl-plot__key">{}</span>').format(Markup().join(parts))


def _marks(view: View, panel: Panel, *, is_first: bool) -> list[Markup]:
    used = sorted({cell.shape for row in panel.rows for cell in row.cells})
    del used
    marks = [definitions(*map(str, Stance), "void")] if is_first else []
    side = _MARK + _CLAIM + _SUM / 2
    for i, word in enumerate(("for", "against")):
        x = side + i * _SUM
        turn = f"rotate(-55 {number(x + 4)} {number(panel.top - 6)})"
        marks.append(
            element("text", word, x=x + 4, y=panel.top - 6, class_="rl-plot__axis", transform=turn)
        )
    if panel.columns:
        first, last = panel.columns[0].x, panel.columns[-1].x
        d = "".join(f"M{c.x:.0f} {panel.top:.0f}V{panel.height - 2:.0f}" for c in panel.columns)
        marks.append(element("path", d=d, class_="rl-plot__grid"))
        right = last + _CELL / 2
        del first
    else:
        right = side + 2 * _SUM
    d = "".join(f"M0 {row.y - row.height / 2:.0f}H{right:.0f}" for row in panel.rows)
    marks.append(element("path", d=d, class_="rl-plot__rule"))
    for column in panel.columns:
        x, y = number(column.x + 4), number(panel.top - 6)
        marks.append(
            text_link(
                view.href_of(column.work), column.x + 4, panel.top - 6, column.text,
                spoken(column.work), transform=f"rotate(-55 {x} {y})",
                class_="rl-plot__column--void" if column.work.is_void else "rl-plot__column",
            )
        )  # fmt: skip
    marks += [_row(view, row) for row in panel.rows]
    return marks


def _row(view: View, row: ClaimRow) -> Markup:
    claim = row.claim
    href = view.href_of(claim)
    top = row.y - (len(row.lines) - 1) * _LINE / 2 + 4
    lines = [element("tspan", line, x=_MARK, y=top + i * _LINE) for i, line in enumerate(row.lines)]
    full = f"{claim.title.rstrip('.')}. {str(claim.standing).capitalize()}"
    parts = [
        element(
            "a", shape_at(claim.standing, 7, row.y),
            element("text", *lines, class_="rl-plot__claim"), href=href, aria_label=full,
        )
    ]  # fmt: skip
    for i, stance in enumerate(_STANCES):
        n = row.count(stance)
        parts.append(
            text_at(
                _MARK + _CLAIM + (i + 0.5) * _SUM, row.y + 4, f"{n}" if n else "–",
                f"rl-plot__n--{stance}" if n else "rl-plot__axis", "middle",
            )
        )  # fmt: skip
    for cell in row.cells:
        work, stance = cell.edge.work, STANCE_TITLES[cell.edge.evidence.stance]
        word = stance if cell.edge.counts else f"{stance}, {work.void_word}"
        says = f"{word}: {label_of(work, 200)}"
        parts.append(
            element(
                "a", use_shape(cell.shape, cell.x, cell.y), href=f"{href}#evidence", aria_label=says
            )
        )
    if not row.cells:
        x = _MARK + _CLAIM + 2 * _SUM + 8
        parts.append(text_at(x, row.y + 4, "no work yet", "rl-plot__more"))
    return element("g", *parts, role="group", aria_label=shorten(claim.title, 60))


def _table(view: View, layout: EvidenceMap) -> Table:
    rows = []
    for panel in layout.panels:
        for row in panel.rows:
            sides = [
                Markup("; ").join(named(edge.work) for edge in row.claim.by_stance(stance))
                for stance in Stance
            ]
            claim = anchor(view.href_of(row.claim), row.claim.title)
            rows.append((claim, panel.title, f"{row.claim.standing}", *sides))
    heads = tuple(STANCE_TITLES[stance] for stance in Stance)
    return Table(("Claim", "Section", "Standing", *heads), tuple(rows))
