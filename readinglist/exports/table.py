"""CSV: works as a table, a line of headings and a row a work.

The form is that of RFC 4180, in UTF-8 and with line feeds. Several values of a field are joined
with "; ", names are written family first.
"""

import csv
import io
from collections.abc import Iterable

from readinglist.exports.selection import Cited, join_notes
from readinglist.graph import mode_of

COLUMNS = (
    "id",
    "kind",
    "type",
    "title",
    "authors",
    "issued",
    "published",
    "venue",
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


def _row(item: Cited) -> tuple[str, ...]:
    work = item.work
    mode = mode_of(work)
    return (
        work.id,
        work.folder.removesuffix("s"),
        work.type.value,
        work.title,
        "; ".join(name.inverted for name in work.authors),
        str(work.issued or ""),
        str((work.published and work.published.issued) or ""),
        work.venue or "",
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
        join_notes(work, item.note),
    )


def render_csv(items: Iterable[Cited]) -> str:
    """The works as a table; `COLUMNS` are its headings."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(map(_row, items))
    return text.getvalue()
