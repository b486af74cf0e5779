"""Figures of the whole list, on the home page: works by year, standings, growth."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from readinglist.entry.vocabulary import ClaimKind, Standing
from readinglist.graph.claims import Claim
from readinglist.graph.graph import Graph
from readinglist.graph.verdicts import qualify
from readinglist.site.pages.plots.figure import Figure, Table, anchor
from readinglist.site.pages.plots.shapes import shape_at
from readinglist.site.pages.plots.svg import drawing, element, link, text_at, tip, width_of
from readinglist.site.pages.views import View, join_words
from readinglist.values.plurals import plural

WIDTH = 336.0
#: The most columns in a chart; beyond that, several years or months share a column.
COLUMNS = 18
#: The least number of days with additions for which the growth is drawn.
DAYS = 3
_PLOT = 120.0
_FOOT, _TOP = 20.0, 18.0
_ROW, _BAR = 21.0, 190.0
_MARGIN = 8.0
_UNDATED = "no date"


@dataclass(frozen=True)
class Column:
    """A column of a chart: what it counts, its parts from bottom to top, its position."""

    label: str
    target: str
    parts: tuple[int, ...]
    x: float
    width: float
    heights: tuple[float, ...]

    @property
    def total(self) -> int:
        """The sum of all parts."""
        return sum(self.parts)


@dataclass(frozen=True)
class Bar:
    """A standing with the claims that have it, and the length of its bar."""

    group: str
    standing: Standing
    count: int
    y: float
    length: float


def _columns(counts: Sequence[tuple[str, str, tuple[int, ...]]]) -> list[Column]:
    top = max((sum(parts) for _, _, parts in counts), default=0) or 1
    step = (WIDTH - 2 * _MARGIN) / max(1, len(counts))
    return [
        Column(
            label,
            target,
            parts,
            _MARGIN + (i + 0.12) * step,
            min(step * 0.76, 40),
            tuple(_PLOT * part / top for part in parts),
        )
        for i, (label, target, parts) in enumerate(counts)
    ]


def _most_columns(total: int) -> int:
    """How many columns leave room for numbers of this size above them."""
    return min(COLUMNS, int((WIDTH - 2 * _MARGIN) / (width_of(f"{total}", 11) + 4)))


def lay_out_years(graph: Graph) -> list[Column]:
    """The works by year of issue, oldest first, including years without works.

    Works older than the columns reach are in the first of them; undated works are last.
    """
    years = {year: len(works) for year, works in graph.years.items()}
    undated = sum(1 for work in graph.works.values() if work.year is None)
    if not years:
        return []
    most = _most_columns(max(sum(years.values()) // 2, *years.values()))
    first, last = max(min(years), max(years) - most + 1), max(years)
    older = sum(n for year, n in years.items() if year < first)
    counts = [(f"before {first}", "years/index", (older,))] if older else []
    counts += [
        (f"{year}", f"years/{year}" if year in years else "", (years.get(year, 0),))
        for year in range(first + bool(older), last + 1)
    ]
    if older:
        counts[0] = (f"to {first}", "years/index", (older + years.get(first, 0),))
    if undated:
        counts.append((_UNDATED, "papers/index" if graph.papers else "browse/index", (undated,)))
    return _columns(counts)


def lay_out_growth(graph: Graph) -> list[Column]:
    """Works and claims on the list at the end of each month, quarter or year.

    In a list without claims, a column counts works only. Empty if entries were added on fewer than
    three days, which would not show anything.
    """
    dates = [item.entry.added for item in graph.latest if item.entry.added]
    if len(set(dates)) < DAYS:
        return []
    most = _most_columns(len(dates))
    months = [(date.year * 12 + date.month - 1) for date in dates]
    span = max(months) - min(months) + 1
    if span == 1:
        keys = [datetime.date(d.year, d.month or 1, d.day or 1).toordinal() for d in dates]
        size = -(-(max(keys) - min(keys) + 1) // most)
    else:
        keys = months
        size = next(n for n in (1, 3, 12, 60, 1200) if span / n <= most - 1)
    bins = [key // size for key in keys]
    added: dict[int, list[int]] = {column: [0, 0] for column in range(min(bins), max(bins) + 1)}
    items = [item for item in graph.latest if item.entry.added]
    for item, column in zip(items, bins, strict=True):
        added[column][isinstance(item, Claim)] += 1
    counts, works, claims = [], 0, 0
    for column, (more_works, more_claims) in added.items():
        works, claims = works + more_works, claims + more_claims
        if span == 1:
            label = f"{datetime.date.fromordinal(min((column + 1) * size - 1, max(keys)))}"
        else:
            end = min((column + 1) * size - 1, max(keys))
            label = f"{end // 12}-{end % 12 + 1:02}"
        parts = (works, claims) if graph.claims else (works,)
        counts.append((label, "browse/index?sort=added", parts))
    return _columns(counts)


def lay_out_standings(graph: Graph) -> list[Bar]:
    """How many claims, predictions and questions have each standing, including unused standings."""
    kinds: tuple[tuple[str, ClaimKind, tuple[Standing, ...]], ...] = (
        ("Claims", ClaimKind.CLAIM,
         (Standing.SUPPORTED, Standing.CONTESTED, Standing.OPPOSED, Standing.UNTESTED)),
        ("Predictions", ClaimKind.PREDICTION, (Standing.OPEN, Standing.HELD, Standing.FAILED)),
        ("Questions", ClaimKind.QUESTION, (Standing.OPEN, Standing.ANSWERED)),
    )  # fmt: skip
    counted: list[tuple[str, Standing, int]] = []
    for group, kind, standings in kinds:
        claims = graph.claims_of_kind(kind)
        if claims:
            counted += [
                (group, standing, sum(1 for claim in claims if claim.standing is standing))
                for standing in standings
            ]
    most = max((n for _, _, n in counted), default=0) or 1
    bars: list[Bar] = []
    y = 0.0
    for i, (group, standing, n) in enumerate(counted):
        if not i or counted[i - 1][0] != group:
            y += _ROW + (6 if i else 0)
        bars.append(Bar(group, standing, n, y + _ROW / 2, _BAR * n / most))
        y += _ROW
    return bars


def draw_census(view: View) -> Markup:
    """The figures of the home page, side by side if there is room; empty for an empty list."""
    figures = [draw(view) for draw in (_draw_growth, _draw_years, _draw_standings)]
    shown = Markup("\n").join(figure for figure in figures if figure)
    return Markup('<div class="rl-plots">{}</div>').format(shown) if shown else shown


def _draw_years(view: View) -> Markup:
    columns = lay_out_years(view.graph)
    if not columns:
        return Markup()
    name = "picture-years"
    svg = drawing(
        name,
        "Works by year",
        "A column for each year of issue. The table below has the same.",
        (WIDTH, _TOP + _PLOT + _FOOT),
        _chart(view, columns, ("work",)),
    )
    included = ", essays included," if view.graph.essays else ""
    caption = [f"Works on the list{included} by year of their first public version."]
    if columns[0].label.startswith("to "):
        caption.append(f"The first column holds all of them {columns[0].label}.")
    if columns[-1].label == _UNDATED:
        caption.append("Undated works are in the last column.")
    rows = tuple((_linked(view, column), f"{column.total}") for column in columns)
    return Figure(
        name,
        "When the works came out",
        " ".join(caption),
        [("", svg)],
        Table(("Year", "Works"), rows),
    ).render()


def _draw_growth(view: View) -> Markup:
    columns = lay_out_growth(view.graph)
    if not columns:
        return Markup()
    name = "picture-growth"
    words = ("work", "claim") if view.graph.claims else ("work",)
    svg = drawing(
        name,
        "Growth of the list",
        "A column for each stretch of time. The table below has the same.",
        (WIDTH, _TOP + _PLOT + _FOOT),
        _chart(view, columns, words),
    )
    rows = tuple(
        (_linked(view, column), *(f"{part}" for part in column.parts)) for column in columns
    )
    works = "Works with essays" if view.graph.essays else "Works"
    shown = f"{works} (below) and claims (above)" if view.graph.claims else works
    return Figure(
        name,
        "How the list has grown",
        f"{shown} at the end of each period.",
        [("", svg)],
        Table(("By the end of", *(f"{word.capitalize()}s" for word in words)), rows),
    ).render()


def _linked(view: View, column: Column) -> str | Markup:
    return anchor(_href(view, column), column.label) if column.target else column.label


def _href(view: View, column: Column) -> str:
    name, mark, query = column.target.partition("?")
    return view.href(name) + mark + query


def _chart(view: View, columns: list[Column], words: tuple[str, ...]) -> Iterable[Markup]:
    base = _TOP + _PLOT
    yield element("path", d=f"M0 {base:.0f}H{WIDTH:.0f}", class_="rlp-rule")
    every = 1
    while columns and (WIDTH / len(columns)) * every < 10 + 7 * max(
        len(_short(c.label)) for c in columns
    ):
        every += 1
    for i, column in enumerate(columns):
        middle = column.x + column.width / 2
        if (len(columns) - 1 - i) % every == 0:
            # Counted from the end, so that the newest year gets a label.
            yield text_at(middle, base + 15, _short(column.label), "rlp-axis", "middle")
        if not column.total:
            continue
        y, parts = base, []
        for height, part in zip(column.heights, range(len(words)), strict=True):
            y -= height
            parts.append(
                element(
                    "rect",
                    x=column.x,
                    y=y,
                    width=column.width,
                    height=height,
                    class_=f"rlp-bar--{part}",
                )
            )
        if column.width >= 11:
            parts.append(text_at(middle, y - 4, f"{column.total}", "rlp-axis", "middle"))
        said = ", ".join(plural(n, word) for n, word in zip(column.parts, words, strict=True))
        yield link(_href(view, column), f"{column.label}: {said}", *parts)


def _short(label: str) -> str:
    return label.replace(_UNDATED, "n.d.")


def _draw_standings(view: View) -> Markup:
    bars = lay_out_standings(view.graph)
    if not bars:
        return Markup()
    marks: list[Markup] = []
    for i, bar in enumerate(bars):
        if not i or bars[i - 1].group != bar.group:
            marks.append(text_at(0, bar.y - _ROW + 4, bar.group, "rlp-lane"))
        inner = [
            element("rect", x=0, y=bar.y - _ROW / 2, width=WIDTH, height=_ROW, class_="rlp-hit"),
            shape_at(bar.standing, 7, bar.y),
            text_at(18, bar.y + 4, qualify(bar.standing, ())),
            element(
                "rect",
                x=96,
                y=bar.y - 6,
                width=max(bar.length, 0.5),
                height=12,
                class_=f"rlp-bar rl-shape--{bar.standing}",
            ),
            text_at(96 + bar.length + 6, bar.y + 4, f"{bar.count}", "rlp-axis"),
        ]
        says = tip(f"{bar.group}, {qualify(bar.standing, ())}: {bar.count}")
        marks.append(element("a", says, *inner, href=_standing_href(view, bar)))
    name = "picture-standings"
    groups = list(dict.fromkeys(bar.group.lower() for bar in bars))
    svg = drawing(
        name,
        "Verdicts",
        f"A bar for each verdict on {join_words(groups)}. The table below has the same.",
        (WIDTH, bars[-1].y + _ROW / 2 + 4),
        marks,
    )
    rows = tuple(
        (anchor(_standing_href(view, bar), qualify(bar.standing, ())), bar.group, f"{bar.count}")
        for bar in bars
    )
    return Figure(
        name,
        "Where the claims stand",
        "What the evidence on this list adds up to. Supported may mean supported by a single work: "
        "each claim says so. Untested: no evidence for or against yet.",
        [("", svg)],
        Table(("Verdict", "Kind", "Number"), rows),
    ).render()


def _standing_href(view: View, bar: Bar) -> str:
    kind = bar.group.lower().removesuffix("s")
    return view.href("browse/index") + f"?kind={kind}&standing={escape(bar.standing)}"
