"""A figure on a page: the drawing, a caption that explains it, and the same data as a table."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup

from readinglist.library.works import Work
from readinglist.site.pages.escaping import as_markup, escape_text
from readinglist.site.pages.plots.svg import TEXT, fit, width_of
from readinglist.site.pages.views import (
    authors_in_short,
    citation_label,
    short_title,
    shorten,
    titled,
)
from readinglist.values.plurals import plural

#: Pictures with more links than this get a link to skip them, for keyboard users.
SKIPPED_FROM = 12


@dataclass(frozen=True)
class Table:
    """The content of a picture as a table. Cells are text or HTML; the first is the header."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str | Markup, ...], ...]


@dataclass(frozen=True)
class Figure:
    """A picture with its caption and table.

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
        name, title = self.name, escape_text(self.title.rstrip("."))
        parts = [
            (
                f'<figure class="rl-plot" id="{name}">\n<figcaption><strong>{title}</strong> '
                f"{escape_text(self.caption)}</figcaption>\n"
            )
        ]
        if sum(drawing.count("<a ") for _, drawing in self.drawings) > SKIPPED_FROM:
            parts.append(f'<a class="rl-plot__skip" href="#{name}-table">Skip to the table</a>')
        for number, (heading, drawing) in enumerate(self.drawings, 1):
            if heading:
                parts.append(f'<p class="rl-plot__part">{escape_text(heading)}</p>\n')
            label = f"{title}, part {number}" if len(self.drawings) > 1 else title
            parts.append(
                f'<div class="rl-plot__scroll" tabindex="0" role="region" aria-label="{label}">'
                f"{drawing}</div>\n"
            )
        if self.note:
            parts.append(f'<p class="rl-plot__note">{escape_text(self.note)}</p>\n')
        return as_markup("".join([*parts, self._table(), "</figure>"]))

    def _table(self) -> str:
        head = "".join(f'<th scope="col">{escape_text(name)}</th>' for name in self.table.columns)
        rows = "\n".join(
            f'<tr><th scope="row">{escape_text(first)}</th>'
            f"{''.join([f'<td>{escape_text(cell)}</td>' for cell in cells])}</tr>"
            for first, *cells in self.table.rows
        )
        title = escape_text(self.title.rstrip("."))
        return (
            f'<details class="rl-plot__table" id="{self.name}-table"><summary>As a table</summary>'
            '<div class="rl-plot__scroll" tabindex="0" role="region" '
            f'aria-label="{title}, as a table">'
            f'<table class="rl-table"><thead><tr>{head}</tr></thead>\n'
            f"<tbody>\n{rows}\n</tbody></table></div></details>\n"
        )


def anchor(href: str, text: str | Markup) -> Markup:
    """A link in a table or caption."""
    return as_markup(f'<a href="{escape_text(href)}">{escape_text(text)}</a>')


def label_of(work: Work, width: float, size: float = TEXT) -> str:
    """A work's name in a picture: the first of its names that fits, cut if none does.

    Its names are the short title, authors and year, authors, the first author.
    """
    names = _names_of(work, size)
    for name, wide in names:
        if wide <= width:
            return name
    return fit(names[-1][0], width, size)


@lru_cache(1 << 14)
def _names_of(work: Work, size: float) -> list[tuple[str, float]]:
    """The work's names, each with its width in pixels."""
    names = [short_title(work), citation_label(work) if work.authors else ""]
    names += [authors_in_short(work.authors), *(name.surname for name in work.authors[:1])]
    return [(name, width_of(name, size)) for name in names if name]


def spoken(work: Work, shown: str = "") -> str:
    """A work as read by screen readers: the shown name, short title, authors and year."""
    title, cited = shorten(titled(work, short_title(work)), 60), citation_label(work)
    parts = [part for part in (title, cited) if part]
    if shown:
        parts = [shown, *(part for part in parts if part not in shown and shown not in part)]
    if work.is_void and title not in parts:
        parts.append(work.void_word)
    return ", ".join(parts)


@lru_cache(1 << 14)
def named(work: Work) -> Markup:
    """A work's short title, struck where the work is void."""
    if work.is_void:
        return as_markup(f"<s>{escape_text(short_title(work))}</s> ({work.void_word})")
    return as_markup(escape_text(short_title(work)))


def counted(n: int, word: str) -> str:
    """`no claims`, `1 claim`, `2 claims`."""
    return plural(n, word) if n else f"no {plural(0, word).removeprefix('0 ')}"
