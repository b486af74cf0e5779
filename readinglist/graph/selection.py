"""Selection: which entries meet a query, in what order, and which one a name means."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from readinglist.entry.model import Entry, PaperEntry
from readinglist.entry.theme_ids import theme_of
from readinglist.entry.vocabulary import Standing
from readinglist.graph.claims import Claim
from readinglist.graph.graph import Graph
from readinglist.graph.queries import Kind, Order, Query
from readinglist.library.works import Work
from readinglist.values.dates import PartialDate
from readinglist.values.folding import strip_accents
from readinglist.values.references import fold_url, parse_reference
from readinglist.values.suggestions import did_you_mean


@dataclass(frozen=True)
class Row:
    """An entry with the values that can be selected and sorted by; empty where it has none.

    The authors and the date of a claim are those of its essay.
    """

    id: str
    kind: str
    title: str
    type: str = ""
    issued: PartialDate | None = None
    authors: tuple[str, ...] = ()
    sort_author: str = ""
    known_as: tuple[str, ...] = ()
    arxiv: str = ""
    doi: str = ""
    url: str = ""
    themes: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    standing: str = ""
    status: str = ""
    added: PartialDate | None = None
    resolves_by: PartialDate | None = None
    is_draft: bool = False

    @property
    def year(self) -> str:
        """The year of `issued`, or an empty text."""
        return str(self.issued.year) if self.issued else ""


def select(rows: Iterable[Row], query: Query) -> list[Row]:
    """The rows that fit the query, in their order.

    Raises `ValueError(message, hint)` for a theme, tag or author that no row has.
    """
    found = [row for row in rows if row.is_draft or not query.drafts]
    if query.theme:
        found = _having(found, "theme", query.theme, _themes)
    if query.tag:
        found = _having(found, "tag", query.tag, lambda row: row.tags)
    if query.author:
        found = _by_author(found, query.author)
    words = [fold(word) for word in query.words]
    return [row for row in found if _fits(row, query) and _contains(row, words)]


def _fits(row: Row, query: Query) -> bool:
    return (
        query.kind in (Kind.ALL, row.kind)
        and (query.standing is None or row.standing == query.standing)
        and (query.type is None or row.type == query.type)
        and (query.years is None or bool(row.issued and row.issued.year in query.years))
        and (query.due is None or _is_due(row, query.due))
    )


def _contains(row: Row, words: list[str]) -> bool:
    text = fold(_text(row)) if words else ""
    return all(word in text for word in words)


def fold(text: str) -> str:
    """The text without accents and case."""
    return strip_accents(text).casefold()


def _text(row: Row) -> str:
    return " ".join([row.id, row.title, *row.authors, *row.known_as, *row.tags, row.arxiv, row.doi])


def _themes(row: Row) -> tuple[str, ...]:
    return (*row.themes, *map(theme_of, row.themes))


def _is_due(row: Row, day: PartialDate) -> bool:
    return bool(row.resolves_by and row.resolves_by <= day and row.standing == Standing.OPEN)


def _having(
    rows: list[Row], what: str, value: str, values: Callable[[Row], Iterable[str]]
) -> list[Row]:
    known = {known for row in rows for known in values(row)}
    if value not in known:
        raise ValueError(f"no entry has the {what} '{value}'", did_you_mean(value, known))
    return [row for row in rows if value in values(row)]


def _by_author(rows: list[Row], author: str) -> list[Row]:
    """Rows with an author whose name contains all words of this one, such as the family name."""
    wanted = set(fold(author).split())
    found = [row for row in rows if any(wanted <= set(fold(name).split()) for name in row.authors)]
    if not found:
        words = {word for row in rows for name in row.authors for word in (name, name.split()[-1])}
        raise ValueError(f"no entry has the author '{author}'", did_you_mean(author, words))
    return found


def sort_rows(rows: Iterable[Row], order: Order, *, reverse: bool = False) -> list[Row]:
    """The rows in this order or its reverse; those without a value come last in both.

    Ties, and rows without a value, stay in the order in which they came.
    """
    listed = list(rows)
    if order is Order.LIST:
        return listed[::-1] if reverse else listed
    key = _KEYS[order]
    having = sorted((row for row in listed if key(row)), key=key, reverse=reverse)
    return having + [row for row in listed if not key(row)]


_KEYS: dict[Order, Callable[[Row], str]] = {
    Order.ID: lambda row: row.id,
    Order.TITLE: lambda row: fold(row.title),
    Order.AUTHOR: lambda row: fold(row.sort_author),
    Order.YEAR: lambda row: str(row.issued or ""),
    Order.ADDED: lambda row: str(row.added or ""),
    Order.DUE: lambda row: str(row.resolves_by or ""),
}


def list_rows(graph: Graph) -> Iterator[Row]:
    """A row for every entry: essays, papers, claims, paths."""
    for work in (*graph.essays, *graph.papers):
        yield _row_of_work(work)
    for claim in graph.claims.values():
        yield _row_of_claim(claim)
    for path in graph.paths.values():
        yield Row(path.id, Kind.PATH, path.title, added=path.entry.added)


def _row_of_work(work: Work) -> Row:
    entry = work.entry
    return Row(
        work.id,
        work.folder.removesuffix("s"),
        work.title,
        type=work.type.value,
        issued=work.issued,
        authors=tuple(name.display for name in work.authors),
        sort_author=" ".join(work.authors[0].sort_key) if work.authors else "",
        known_as=tuple(entry.known_as) if isinstance(entry, PaperEntry) else (),
        arxiv=work.arxiv.value if work.arxiv else "",
        doi=work.doi or "",
        url=work.url or "",
        status=work.void_word,
        **_common(entry),
    )


def _row_of_claim(claim: Claim) -> Row:
    essay = claim.essay
    return Row(
        claim.id,
        claim.entry.kind.value,
        claim.title,
        issued=essay.issued if essay else None,
        authors=tuple(name.display for name in essay.authors) if essay else (),
        sort_author=" ".join(essay.authors[0].sort_key) if essay and essay.authors else "",
        standing=claim.standing.value,
        resolves_by=claim.entry.resolves_by,
        **_common(claim.entry),
    )


def _common(entry: Entry) -> dict[str, Any]:
    return {
        "themes": tuple(entry.themes),
        "tags": tuple(entry.tags),
        "added": entry.added,
        "is_draft": entry.draft,
    }


def find_entries(graph: Graph, name: str) -> list[str]:
    """The ids of the entries that a reader may mean: an id, a short name, an identifier or a URL.

    Ids come first; a short name, such as `ViT`, may belong to several works.
    """
    if name in graph.works or name in graph.claims or name in graph.paths:
        return [name]
    rows = list(list_rows(graph))
    folded = fold(name)
    if found := [row.id for row in rows if folded in (fold(row.id), *map(fold, row.known_as))]:
        return found
    try:
        reference = parse_reference(name)
    except ValueError:
        return []
    return [
        row.id
        for row in rows
        if (reference.arxiv and row.arxiv == reference.arxiv.value)
        or (reference.doi and row.doi.lower() == reference.doi.lower())
        or (reference.url and fold_url(row.url) == fold_url(reference.url))
    ]
