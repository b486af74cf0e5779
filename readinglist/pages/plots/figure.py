"""A picture on a page: a figure, a caption that says how to read it, and the same as a table."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from readinglist.enrich import Work
from readinglist.pages.plots.svg import TEXT, fit, width_of
from readinglist.pages.views import (
    authors_in_short,
    citation_label,
    plural,
    short_title,
    shorten,
    titled,
)

#: Pictures with more links than this get a link past them, for those who use the keyboard.
SKIPPED_FROM = 12


@dataclass(frozen=True)
class Table:
    """What a picture shows, in words. Cells are plain text or HTML; the first of a row heads it."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str | Markup, ...], ...]


@dataclass(frozen=True)
class Figure:
    """A picture with all that belongs to it.

    `name` is unique on its page. `drawings` are pairs of a heading, or nothing, and a drawing.
    """

    name: str
    title: str
    caption: str | Markup
    drawings: Sequence[tuple[str, Markup]]
    table: Table
    note: str | Markup = ""

    def render(self) -> Markup:
        """The HTML."""
        links = sum(drawing.count("<a ") for _, drawing in self.drawings)
        skip = Markup('<a class="rl-plot__skip" href="#{}-table">Skip to the table</a>').format(
            self.name
        )
        parts = [
            Markup('<figure class="rl-plot" id="{}">\n<figcaption><strong>{}</strong> {}').format(
                self.name, self.title, self.caption
            ),
            Markup("</figcaption>\n"),
            skip if links > SKIPPED_FROM else Markup(),
        ]
        for number, (heading, drawing) in enumerate(self.drawings, 1):
            if heading:
                parts.append(Markup('<p class="rl-plot__part">{}</p>\n').format(heading))
            label = f"{self.title}, part {number}" if len(self.drawings) > 1 else self.title
            parts.append(
                Markup(
                    '<div class="rl-plot__scroll" tabindex="0" role="region" aria-label="{}">'
                    "{}</div>\n"
                ).format(label, drawing)
            )
        if self.note:
            parts.append(Markup('<p class="rl-plot__note">{}</p>\n').format(self.note))
        parts.append(self._table())
        return Markup().join([*parts, Markup("</figure>")])

    def _table(self) -> Markup:
        head = Markup().join(
            Markup('<th scope="col">{}</th>').format(column) for column in self.table.columns
        )
        rows = Markup("\n").join(
            Markup('<tr><th scope="row">{}</th>{}</tr>').format(
                row[0], Markup().join(Markup("<td>{}</td>").format(cell) for cell in row[1:])
            )
            for row in self.table.rows
        )
        return Markup(
            '<details class="rl-plot__table" id="{}-table"><summary>As a table</summary>'
            '<div class="rl-plot__scroll" tabindex="0" role="region" aria-label="{}, as a table">'
            '<table class="rl-table"><thead><tr>{}</tr></thead>\n'
            "<tbody>\n{}\n</tbody></table></div></details>\n"
        ).format(self.name, self.title, head, rows)


def anchor(href: str, text: str | Markup) -> Markup:
    """A link in a table or caption."""
    return Markup('<a href="{}">{}</a>').format(href, text)


def label_of(work: Work, width: float, size: float = TEXT) -> str:
    """A work's name in a picture: the first of its names that has room, cut if none has.

    Its names are the short title, authors and year, authors, the first author.
    """
    names = [short_title(work), citation_label(work) if work.authors else ""]
    names += [authors_in_short(work.authors), *(name.surname for name in work.authors[:1])]
    names = [name for name in names if name]
    fitting = (name for name in names if width_of(name, size) <= width)
    return next(fitting, fit(names[-1], width, size))


def spoken(work: Work, shown: str = "") -> str:
    """A work as screen readers say it: what is shown of it, short title, authors and year."""
    title = shorten(titled(work, short_title(work)), 60)
    cited = citation_label(work)
    parts = [shown] if shown else []
    parts += [part for part in (title, cited) if part and part not in shown and shown not in part]
    if work.is_void and title not in parts:
        parts.append(work.void_word)
    return ", ".join(parts)


def named(work: Work) -> Markup:
    """A work's short title, struck where the work is void."""
    if work.is_void:
        return Markup("<s>{}</s> ({})").format(short_title(work), work.void_word)
    return escape(short_title(work))


def counted(n: int, word: str) -> str:
    """`no claims`, `1 claim`, `2 claims`."""
    return plural(n, word) if n else f"no {plural(0, word).removeprefix('0 ')}"
