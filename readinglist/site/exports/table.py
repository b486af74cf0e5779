"""Renders works as CSV: a line of headings and one row per work.

The format is RFC 4180, in UTF-8 and with line feeds. Several values of a field are joined with
"; ", and names are written family name first.

Spreadsheets evaluate cells that begin like a formula, whoever wrote them, and some split cells at
semicolons. So such beginnings get an apostrophe, as OWASP recommends
(https://owasp.org/www-community/attacks/CSV_Injection), or one more if they already have some, so
that removing one restores the text.
"""

import csv
import io
import re
from collections.abc import Iterable
from functools import lru_cache

from readinglist.graph.graph import mode_of
from readinglist.library.works import Work
from readinglist.site.exports.selection import REMEMBERED, Cited, join_notes
from readinglist.values.characters import clean
from readinglist.values.imprint import TEXTS

COLUMNS = (
    "id",
    "kind",
    "type",
    "title",
    "authors",
    "issued",
    "published",
    "venue",
    *TEXTS,
    "editors",
    "arxiv",
    "version",
    "categories",
    "doi",
    "url",
    "themes",
    "tags",
    "mode",
    "status",
    "takeaway",
    "note",
)


# The signs in their wide forms too, which spreadsheets in East Asian languages know.
_FORMULA = re.compile(r"(^|;)(?=\s*'*[=+\-@\t\r\n＝＋－＠])")


@lru_cache(REMEMBERED)
def _start(work: Work) -> str:
    """The row up to the note, which is the only part that varies."""
    mode = mode_of(work)
    return _as_line(
        work.id,
        work.folder.removesuffix("s"),
        work.type.value,
        work.title,
        "; ".join(name.inverted for name in work.authors),
        str(work.issued or ""),
        str((work.published and work.published.issued) or ""),
        work.venue or "",
        *(getattr(work.imprint, name) for name in TEXTS),
        "; ".join(name.inverted for name in work.imprint.editors),
        work.arxiv.value if work.arxiv else "",
        str(work.version or ""),
        "; ".join(work.categories),
        work.doi or "",
        work.url,
        "; ".join(work.entry.themes),
        "; ".join(work.entry.tags),
        mode.value if mode else "",
        work.void_word,
        work.entry.takeaway,
    )


def _as_line(*cells: str) -> str:
    text = io.StringIO(newline="")
    safe = (_FORMULA.sub(r"\1'", clean(cell)) for cell in cells)
    csv.writer(text, lineterminator="\n").writerow(safe)
    return text.getvalue()[:-1]


def render_csv(items: Iterable[Cited]) -> str:
    """The works as a table; `COLUMNS` are its headings."""
    lines = [_as_line(*COLUMNS)]
    for item in items:
        note = join_notes(item.work, item.note)
        # Two cells, because a single empty one would be written as quotation marks.
        lines.append(f"{_start(item.work)}{_as_line('', note) if note else ','}")
    return "\n".join([*lines, ""])
