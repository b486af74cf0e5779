"""The evidence map of a theme: claims × works, each cell marked with its stance.

Background works are counted but not drawn: they say nothing for or against a claim, and three of
five pieces of evidence are of that kind. A theme still has more works than fit next to each other,
so each section's claims are distributed to panels: a claim goes where it adds the fewest works that
the panel does not have yet.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from readinglist.entry.vocabulary import ClaimKind, Stance
from readinglist.graph.claims import Claim, EvidenceEdge
from readinglist.graph.graph import ThemeNode, reading_order
from readinglist.graph.verdicts import verdict
from readinglist.library.works import Work
from readinglist.site.pages.plots.figure import Figure, Table, anchor, label_of, named, spoken
from readinglist.site.pages.plots.shapes import SIDE, definitions, shape_at, use_shape
from readinglist.site.pages.plots.svg import (
    drawing,
    element,
    fit,
    lines_at,
    link,
    number,
    text_at,
    tip,
    width_of,
    wrap,
)
from readinglist.site.pages.views import STANCE_TITLES, View, shorten
from readinglist.values.plurals import plural

#: The most works side by side in a panel, unless a single claim has more.
COLUMNS = 20
#: The most claims of a theme that are drawn, preferring those with the most evidence.
MOST = 60
_CELL = 16.0
_TEXT = 11.5
_COUNT, _MARK, _CLAIM = 27.0, 42.0, 222.0
_LEFT = _MARK + _CLAIM + 16
_WIDTH = 684.0
_LINE, _GAP = 14.0, 7.0
_LABEL = 104.0
#: Sine and cosine of the angle at which the works' names are drawn.
_ANGLE, _SIN, _COS = 55, 0.82, 0.57

#: The stances that are drawn.
DRAWN = (Stance.SUPPORTS, Stance.OPPOSES, Stance.MIXED)


@dataclass(frozen=True)
class Cell:
    """A work's stance on a claim, with the centre of its mark."""

    edge: EvidenceEdge
    x: float
    y: float

    @property
    def shape(self) -> str:
        """The name of the mark's shape."""
        return str(self.edge.evidence.stance) if self.edge.counts else "void"


@dataclass(frozen=True)
class ClaimRow:
    """A claim: its text in lines, the centre and height of its row, its marks."""

    claim: Claim
    lines: tuple[str, ...]
    y: float
    height: float
    cells: tuple[Cell, ...]

    @property
    def background(self) -> int:
        """The number of background works."""
        return len(self.claim.by_stance(Stance.BACKGROUND))


@dataclass(frozen=True)
class WorkColumn:
    """A work, the centre of its column, and its name as far as there is room."""

    work: Work
    x: float
    text: str


@dataclass(frozen=True)
class Panel:
    """A part of a section's map.

    Its rows begin at `top`, above which are the works' names. Claims without evidence for or
    against are `gaps`; they are listed below from `gaps_top`, one per line.
    """

    title: str
    rows: tuple[ClaimRow, ...]
    gaps: tuple[ClaimRow, ...]
    columns: tuple[WorkColumn, ...]
    top: float
    gaps_top: float
    width: float
    height: float


@dataclass(frozen=True)
class EvidenceMap:
    """The layout; `left_out` are the claims beyond the maximum."""

    panels: tuple[Panel, ...]
    left_out: tuple[Claim, ...]


def is_arguable(claim: Claim) -> bool:
    """Whether evidence decides its standing, as for claims in the narrow sense."""
    return claim.entry.kind is ClaimKind.CLAIM


def _drawn(claim: Claim) -> list[EvidenceEdge]:
    return claim.by_stance(*DRAWN)


def lay_out_evidence(node: ThemeNode) -> EvidenceMap:
    """Positions for a theme's claims; a claim in several sections is in the first of them."""
    every = [claim for claim in node.claims if is_arguable(claim)]
    ranked = sorted(every, key=lambda claim: (-len(_drawn(claim)), -len(claim.evidence)))
    chosen = {claim.id for claim in ranked[:MOST]}
    groups = [("The whole theme", node.own_claims)]
    groups += [(section.title, section.own_claims) for section in node.sections]
    panels, placed = [], set[str]()
    for title, claims in groups:
        wanted = [claim for claim in claims if claim.id in chosen and claim.id not in placed]
        placed.update(claim.id for claim in wanted)
        parts = _deal(wanted)
        for i, part in enumerate(parts, 1):
            heading = title if len(parts) == 1 else f"{title}, {i} of {len(parts)}"
            panels.append(_panel(heading, part))
    return EvidenceMap(tuple(panels), tuple(c for c in every if c.id not in chosen))


def _deal(claims: Sequence[Claim]) -> list[list[Claim]]:
    """Distribute claims to panels with few columns; those without evidence are in the last."""
    works = {claim.id: {edge.work.id for edge in _drawn(claim)} for claim in claims}
    left = [claim for claim in claims if works[claim.id]]
    without = [claim for claim in claims if not works[claim.id]]
    panels: list[list[Claim]] = []
    while left:
        # `max` and `min` take the first of equal items, so the order of the list decides.
        best = max(left, key=lambda claim: len(works[claim.id]))
        panel: list[Claim] = []
        columns: set[str] = set()
        while not panel or len(columns | works[best.id]) <= COLUMNS:
            panel.append(best)
            columns |= works[best.id]
            left.remove(best)
            if not left:
                break
            fresh = {claim.id: len(works[claim.id] - columns) for claim in left}
            best = min(left, key=lambda claim: (fresh[claim.id], -len(works[claim.id])))
        panels.append(panel)
    if without:
        last = panels.pop() if panels else []
        panels.append([*last, *without])
    return panels


def _panel(title: str, claims: Sequence[Claim]) -> Panel:
    by_id = {edge.work.id: edge.work for claim in claims for edge in _drawn(claim)}
    works = sorted(by_id.values(), key=reading_order)
    order = {work.id: i for i, work in enumerate(works)}
    columns = tuple(
        WorkColumn(work, _LEFT + i * _CELL, label_of(work, _LABEL, 11))
        for i, work in enumerate(works)
    )
    reach = max((width_of(column.text, 11) for column in columns), default=0)
    top = 14 + max(reach, width_of("background", 11)) * _SIN if columns else 2.0

    def staircase(claim: Claim) -> tuple[int, int]:
        return (min(order[edge.work.id] for edge in _drawn(claim)), -len(_drawn(claim)))

    rows, y = [], top
    for claim in sorted((claim for claim in claims if _drawn(claim)), key=staircase):
        lines = wrap((claim.title.rstrip(".") or claim.title), _CLAIM, 3, _TEXT)
        stacked = Counter(edge.work.id for edge in _drawn(claim))
        height = max(len(lines) * _LINE, max(stacked.values()) * (SIDE + 2)) + _GAP
        cells, seen = [], Counter[str]()
        for edge in _drawn(claim):
            # A work can be named twice, such as for one half of the claim and against the other.
            shift = (seen[edge.work.id] - (stacked[edge.work.id] - 1) / 2) * (SIDE + 2)
            seen[edge.work.id] += 1
            x = _LEFT + order[edge.work.id] * _CELL
            cells.append(Cell(edge, x, y + height / 2 + shift))
        rows.append(ClaimRow(claim, lines, y + height / 2, height, tuple(cells)))
        y += height
    gaps_top = y
    gaps: list[ClaimRow] = []
    for claim in claims:
        if not _drawn(claim):
            y += 0 if gaps else _LINE + _GAP
            line = fit((claim.title.rstrip(".") or claim.title), _WIDTH - _MARK, _TEXT)
            height = _LINE + _GAP - 2
            gaps.append(ClaimRow(claim, (line,), y + height / 2, height, ()))
            y += height
    width = max(_WIDTH, _LEFT + len(columns) * _CELL + reach * _COS)
    return Panel(title, tuple(rows), tuple(gaps), columns, top, gaps_top, width, y + 2)


def draw_evidence(view: View, node: ThemeNode) -> Markup:
    """The figure for the theme's page; empty if the theme has no arguable claims."""
    layout = lay_out_evidence(node)
    if not layout.panels:
        return Markup()
    rows = [row for panel in layout.panels for row in (*panel.rows, *panel.gaps)]
    shapes = {cell.shape for row in rows for cell in row.cells}
    shapes |= {str(row.claim.standing) for row in rows}
    drawings = []
    for i, panel in enumerate(layout.panels, 1):
        svg = drawing(
            f"picture-evidence-{i}",
            f"Evidence map of {node.theme.title}: {panel.title}",
            f"{plural(len(panel.rows) + len(panel.gaps), 'claim')} in rows, "
            f"{plural(len(panel.columns), 'work')} in columns, oldest first. "
            "The table below has the same.",
            (panel.width, panel.height),
            [definitions(*sorted(shapes)) if i == 1 else "", *_marks(view, panel)],
        )
        drawings.append((panel.title, svg))
    left_out: str | Markup = ""
    if layout.left_out:
        address = f"{view.href('browse/index')}?kind=claim&theme={node.theme.id}&sort=claims"
        left_out = Markup(
            '{} with less evidence are not drawn. <a href="{}">All claims of the theme</a>'
        ).format(plural(len(layout.left_out), "claim"), address)
    return Figure(
        "picture-evidence",
        "Evidence for and against each claim",
        _caption(rows),
        drawings,
        _table(view, layout),
        left_out,
    ).render()


def _caption(rows: Sequence[ClaimRow]) -> Markup:
    claims = [row.claim for row in rows]
    counting = [{edge.evidence.stance for edge in claim.counting} for claim in claims]
    against = sum(1 for stances in counting if not stances & {Stance.OPPOSES, Stance.MIXED})
    neither = sum(1 for stances in counting if not stances & set(DRAWN))
    items = [(str(stance), STANCE_TITLES[stance].lower()) for stance in DRAWN]
    if any(cell.shape == "void" for row in rows for cell in row.cells):
        items.append(("void", "withdrawn or retracted, not counted"))
    key = Markup().join(
        Markup(
            '<span><svg class="rl-shape rl-shape--{}" viewBox="0 0 12 12" aria-hidden="true">'
        ).format(name)
        + shape_at(name, 6, 6)
        + Markup("</svg> {}</span>").format(text)
        for name, text in items
    )
    return Markup(
        '<span class="rl-plot__key">{}</span>Each row is a claim, with the shape of its '
        "verdict and its number of background works; each column is a work, oldest first. A row "
        "without ✕ has no opposing evidence: {} of {}{}. Claims in several sections appear once."
    ).format(
        key,
        against,
        plural(len(claims), "claim"),
        f", {neither} of them with no evidence at all" if neither else "",
    )


def _marks(view: View, panel: Panel) -> list[Markup]:
    base = panel.top - 6
    right = _LEFT + len(panel.columns) * _CELL - _CELL / 2
    grid = "".join(f"M{c.x:.0f} {panel.top:.0f}V{panel.gaps_top:.0f}" for c in panel.columns)
    rules = "".join(f"M0 {row.y - row.height / 2:.0f}H{right:.0f}" for row in panel.rows)
    marks = [element("path", d=d, class_=f"rlp-{n}") for d, n in ((grid, "grid"), (rules, "rule"))]
    marks = [mark for mark, d in zip(marks, (grid, rules), strict=True) if d]
    if panel.columns:
        head = element("text", "background", class_="rlp-quiet", transform=_slanted(_COUNT, base))
        marks.append(head)
    if panel.gaps:
        rule = f"M0 {panel.gaps_top:.0f}H{_WIDTH:.0f}"
        marks.append(element("path", d=rule, class_="rlp-rule"))
        text = "No evidence for or against yet:"
        marks.append(text_at(0, panel.gaps_top + _LINE + 2, text, "rlp-more"))
    for column in panel.columns:
        label = element(
            "text",
            column.text,
            transform=_slanted(column.x, base),
            class_="rlp-name--void" if column.work.is_void else None,
        )
        says = spoken(column.work, column.text)
        marks.append(link(view.href_of(column.work), says, label))
    return [*marks, *(_row(view, row) for row in (*panel.rows, *panel.gaps))]


def _slanted(x: float, y: float) -> str:
    return f"translate({number(x + 4)} {number(y)})rotate(-{_ANGLE})"


def _row(view: View, row: ClaimRow) -> Markup:
    claim = row.claim
    href = view.href_of(claim)
    top = 4 - (len(row.lines) - 1) * _LINE / 2
    text = lines_at(_MARK, top, row.lines, _LINE)
    full = tip(claim.title) if row.lines[-1].endswith("…") else ""
    parts = [element("a", full, use_shape(claim.standing, 7, 0), text, href=href)]
    if row.background:
        parts.append(text_at(_COUNT, 4, f"{row.background}", "rlp-n"))
    for cell in row.cells:
        work, stance = cell.edge.work, STANCE_TITLES[cell.edge.evidence.stance]
        word = stance if cell.edge.counts else f"{stance}, {work.void_word}"
        mark = use_shape(cell.shape, cell.x, cell.y - row.y)
        parts.append(link(href, f"{word}: {label_of(work, 200)}", mark))
    move = f"translate(0 {number(row.y)})"
    label = shorten(claim.title, 40) if row.cells else None
    return element("g", *parts, role="group" if label else None, aria_label=label, transform=move)


def _table(view: View, layout: EvidenceMap) -> Table:
    rows: list[tuple[str | Markup, ...]] = []
    for panel in layout.panels:
        for row in (*panel.rows, *panel.gaps):
            sides = [
                Markup("; ").join(named(edge.work) for edge in row.claim.by_stance(stance))
                for stance in DRAWN
            ]
            claim = anchor(view.href_of(row.claim), row.claim.title)
            rows.append((claim, panel.title, verdict(row.claim), *sides, f"{row.background}"))
    heads = tuple(STANCE_TITLES[stance] for stance in Stance)
    return Table(("Claim", "Section", "Verdict", *heads), tuple(rows))
