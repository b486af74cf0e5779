"""A claim and its neighbours: works by stance on the left, other claims on the right."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from readinglist.entry.vocabulary import Stance
from readinglist.graph.claims import Claim, EvidenceEdge, OutcomeEdge, RelationEdge
from readinglist.graph.verdicts import verdict
from readinglist.site.pages.plots.figure import Figure, Table, anchor, label_of, named, spoken
from readinglist.site.pages.plots.shapes import definitions, use_shape
from readinglist.site.pages.plots.svg import (
    Box,
    drawing,
    element,
    fit,
    lines_at,
    link,
    number,
    text_at,
    width_of,
    wrap,
)
from readinglist.site.pages.views import STANCE_TITLES, View, short_title, shorten

WIDTH = 684.0
#: The most works and claims on either side; the others are counted.
MOST = 7
_ROW, _HEAD, _GAP, _LINE = 20.0, 20.0, 8.0, 14.0
_LEFT, _RIGHT = 204.0, 484.0
_CARD = 168.0
_TEXT = 11.5

Edge = EvidenceEdge | OutcomeEdge | RelationEdge


@dataclass(frozen=True)
class Node:
    """A neighbour: its edge, its text in lines, and its centre."""

    edge: Edge
    lines: tuple[str, ...]
    y: float


@dataclass(frozen=True)
class Group:
    """Neighbours of one stance or relation under their heading, and how many were left out."""

    title: str
    name: str
    y: float
    nodes: tuple[Node, ...]
    more: int = 0
    more_y: float = 0


@dataclass(frozen=True)
class Neighbourhood:
    """The layout: works on the left, claims on the right, the claim's card between them."""

    claim: Claim
    works: tuple[Group, ...]
    claims: tuple[Group, ...]
    card: Box
    lines: tuple[str, ...]
    height: float


def lay_out_claim(claim: Claim) -> Neighbourhood:
    """Positions for the works and claims around a claim."""
    works: list[tuple[str, str, Sequence[Edge]]] = [
        (STANCE_TITLES[stance], str(stance), claim.by_stance(stance)) for stance in Stance
    ]
    works.append(("What happened", str(claim.standing), claim.outcome))
    labels = dict.fromkeys(edge.label for edge in claim.relations)
    others: list[tuple[str, str, Sequence[Edge]]] = [
        (label.capitalize(), "", [edge for edge in claim.relations if edge.label == label])
        for label in labels
    ]
    left, left_height = _groups(works)
    right, right_height = _groups(others)
    lines = wrap((claim.title.rstrip(".") or claim.title), _CARD - 24, 7, 12)
    card_height = len(lines) * 15 + 64
    height = max(left_height, right_height, card_height) + 4
    card = Box((_LEFT + _RIGHT - _CARD) / 2, (height - card_height) / 2, _CARD, card_height)
    # Both sides are centred vertically.
    return Neighbourhood(
        claim,
        _moved(left, (height - left_height) / 2),
        _moved(right, (height - right_height) / 2),
        card,
        lines,
        height,
    )


def _groups(sides: Sequence[tuple[str, str, Sequence[Edge]]]) -> tuple[list[Group], float]:
    groups: list[Group] = []
    y = 0.0
    sides = [side for side in sides if side[2]]
    rooms = _share(MOST, [len(edges) for _, _, edges in sides])
    for (title, name, edges), room in zip(sides, rooms, strict=True):
        head, nodes = y + 13, []
        y += _HEAD
        for edge in edges[:room]:
            lines = _lines(edge)
            height = max(_ROW, len(lines) * _LINE + 6)
            nodes.append(Node(edge, lines, y + height / 2))
            y += height
        more = len(edges) - len(nodes)
        groups.append(Group(title, name, head, tuple(nodes), more, y + _ROW / 2))
        y += (_ROW if more else 0) + _GAP
    return groups, max(0.0, y - _GAP)


def _share(room: int, wanted: Sequence[int]) -> list[int]:
    """Distribute the room in turn, so that no group, however large, takes that of another."""
    if sum(wanted) <= room:
        return [*wanted]
    shares = [0] * len(wanted)
    while room > 0 and shares != [*wanted]:
        for i, most in enumerate(wanted):
            if shares[i] < most and room > 0:
                shares[i] += 1
                room -= 1
    return shares


def _lines(edge: Edge) -> tuple[str, ...]:
    if isinstance(edge, RelationEdge):
        return wrap(edge.other.title.rstrip("."), WIDTH - _RIGHT - 22, 3, _TEXT)
    width = _LEFT - 22
    return (label_of(edge.work, width, _TEXT),)


def _moved(groups: list[Group], by: float) -> tuple[Group, ...]:
    return tuple(
        replace(
            group,
            y=group.y + by,
            nodes=tuple(replace(node, y=node.y + by) for node in group.nodes),
            more_y=group.more_y + by,
        )
        for group in groups
    )


def draw_claim(view: View, claim: Claim) -> Markup:
    """The figure for the claim's page; empty for a claim without neighbours."""
    if not (claim.evidence or claim.relations or claim.outcome):
        return Markup()
    layout = lay_out_claim(claim)
    marks = [definitions(*_shapes_in(layout))]
    marks += [element("path", d=d, class_=class_) for class_, d in _curves(layout).items()]
    left: list[Markup] = []
    for group in layout.works:
        left.append(text_at(_LEFT, group.y, group.title, "rlp-lane"))
        left += [_work(view, node) for node in group.nodes]
        left += _more(group, _LEFT - 18, "#evidence")
    marks.append(element("g", *left, text_anchor="end"))
    for group in layout.claims:
        marks.append(text_at(_RIGHT, group.y, group.title, "rlp-lane"))
        marks += [_other(view, node) for node in group.nodes]
        marks += _more(group, _RIGHT + 18, "#relations")
    marks += _card(view, layout)
    name = "picture-claim"
    svg = drawing(
        name,
        "The claim and its neighbours",
        "Papers at the left by stance, related claims at the right. The table below has the same.",
        (WIDTH, layout.height),
        marks,
    )
    caption = (
        "Left: papers, by stance. Right: related claims, with their verdicts. Dashed: withdrawn or "
        "retracted, not counted."
        if claim.void
        else "Left: papers, by stance. Right: related claims, with their verdicts."
    )
    return Figure(
        name, "The claim and its neighbours", caption, [("", svg)], _table(view, layout)
    ).render()


def _shapes_in(layout: Neighbourhood) -> list[str]:
    """The names of the shapes in the picture, without duplicates."""
    edges = [node.edge for group in (*layout.works, *layout.claims) for node in group.nodes]
    return list(dict.fromkeys([*map(_shape_of, edges), str(layout.claim.standing)]))


def _shape_of(edge: Edge) -> str:
    if isinstance(edge, RelationEdge):
        return str(edge.other.standing)
    if edge.work.is_void:
        return "void"
    return str(edge.evidence.stance if isinstance(edge, EvidenceEdge) else Stance.BACKGROUND)


def _curves(layout: Neighbourhood) -> dict[str, str]:
    """The paths of the curves by class, with one path per stance."""
    card, found = layout.card, dict[str, str]()
    middle = card.y + card.height / 2
    for groups, start, end in (
        (layout.works, _LEFT + 4, card.x),
        (layout.claims, _RIGHT - 8, card.x + card.width),
    ):
        for group in groups:
            for node in group.nodes:
                bend = (start + end) / 2
                y, to = number(node.y), number(middle)
                counts = isinstance(node.edge, RelationEdge) or node.edge.counts
                kind = f"rlp-curve rlp-curve--{group.name or 'relation'}"
                kind = kind if counts else f"{kind} rlp-curve--void"
                d = f"M{start:.0f} {y}C{bend:.0f} {y} {bend:.0f} {to} {end:.0f} {to}"
                found[kind] = found.get(kind, "") + d
    return found


def _work(view: View, node: Node) -> Markup:
    edge = node.edge
    if isinstance(edge, RelationEdge):
        return Markup()
    work = edge.work
    stance = edge.evidence.stance if isinstance(edge, EvidenceEdge) else None
    class_ = "rlp-name--void" if work.is_void else None
    text = text_at(_LEFT - 18, node.y + 4, node.lines[0], class_)
    says = spoken(work, node.lines[0])
    says = f"{says}, {STANCE_TITLES[stance].lower()}" if stance else says
    return link(view.href_of(work), says, use_shape(_shape_of(edge), _LEFT - 7, node.y), text)


def _other(view: View, node: Node) -> Markup:
    edge = node.edge
    if not isinstance(edge, RelationEdge):
        return Markup()
    other = edge.other
    top = node.y - (len(node.lines) - 1) * _LINE / 2 + 4
    text = lines_at(_RIGHT + 18, top, node.lines, _LINE)
    says = f"{shorten(other.title, 80)} {verdict(other).capitalize()}, {edge.label}"
    return link(view.href_of(other), says, use_shape(_shape_of(edge), _RIGHT + 7, node.y), text)


def _more(group: Group, x: float, target: str) -> list[Markup]:
    if not group.more:
        return []
    text = f"and {group.more} more"
    label = text_at(x, group.more_y + 4, text, "rlp-more")
    return [link(target, f"{text}: {group.title}", label)]


def _card(view: View, layout: Neighbourhood) -> list[Markup]:
    claim, card = layout.claim, layout.card
    middle = card.x + card.width / 2
    marks = [
        element(
            "rect",
            x=card.x,
            y=card.y,
            width=card.width,
            height=card.height,
            rx=4,
            class_="rlp-card",
        )
    ]
    marks.append(
        lines_at(middle, card.y + 22, layout.lines, 15, text_anchor="middle", class_="rlp-self")
    )
    y = card.y + 22 + len(layout.lines) * 15 + 6
    word = verdict(claim)
    left = middle - (width_of(word) + 18) / 2
    marks += [
        use_shape(str(claim.standing), left + 6, y - 4),
        text_at(left + 18, y, word, "rlp-quiet"),
    ]
    if claim.essay:
        shown = fit(f"from {short_title(claim.essay)}", card.width - 16, 11)
        label = text_at(middle, y + 20, shown, "rlp-quiet", "middle")
        says = f"{shown}, essay: {claim.essay.title}"
        marks.append(link(view.href_of(claim.essay), says, label))
    return marks


def _table(view: View, layout: Neighbourhood) -> Table:
    rows: list[tuple[str | Markup, ...]] = []
    for group in (*layout.works, *layout.claims):
        for node in group.nodes:
            edge = node.edge
            if isinstance(edge, RelationEdge):
                other = edge.other
                cell = anchor(view.href_of(other), other.title)
                rows.append((cell, group.title, verdict(other)))
            else:
                work = edge.work
                rows.append(
                    (anchor(view.href_of(work), named(work)), group.title, f"{work.year or ''}")
                )
        if group.more:
            rows.append((f"{group.more} more", group.title, ""))
    if layout.claim.essay:
        essay = layout.claim.essay
        rows.append((anchor(view.href_of(essay), essay.title), "Essay", f"{essay.year or ''}"))
    return Table(("Neighbour", "How it stands to the claim", "Year or verdict"), tuple(rows))
