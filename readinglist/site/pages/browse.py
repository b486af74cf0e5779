"""The search data: every entry with its facets, and every other page with its texts."""

import datetime
import enum
from collections.abc import Iterator
from dataclasses import dataclass

from readinglist.entry.model import PaperEntry
from readinglist.entry.vocabulary import Standing
from readinglist.graph.claims import Claim
from readinglist.graph.graph import Graph
from readinglist.graph.verdicts import claims_resting_on, verdict, works_behind
from readinglist.library.works import Work
from readinglist.site.pages.views import STANDING_WORDS, TYPE_WORDS, authors_in_short, titled
from readinglist.values.dates import PartialDate
from readinglist.values.folding import slugify
from readinglist.values.plurals import plural

#: Rows per page of the plain list.
PER_PAGE = 100


class Weight(enum.IntEnum):
    """How much a word counts, depending on where it occurs."""

    NAME = 90
    IDENTIFIER = 60
    TITLE = 40
    FIRST_AUTHOR = 36
    AUTHOR = 30
    TAG = 20
    STATEMENT = 12
    NOTE = 6
    ABSTRACT = 4


class Group(enum.StrEnum):
    """What a page is, as search results are grouped, in the order in which the groups stand."""

    WORK = "work"
    CLAIM = "claim"
    PATH = "path"
    THEME = "theme"
    AUTHOR = "author"
    TAG = "tag"
    PAGE = "page"


@dataclass(frozen=True)
class Facets:
    """The values that entries are filtered and sorted by.

    `kind` is `paper`, `essay` or a claim's kind. `year` is the year of the work, or of a claim's
    essay. `themes` holds the ids of themes and sections (`theme/section`), including the theme of
    each section. `status` is `void` for withdrawn and retracted works, `preprint` or `published`
    for those on arXiv or with a venue, otherwise empty. `claims` is the number of claims that rest
    on a work, or of works that a claim rests on, without background. `added` counts days from 1
    January 1970, and is 0 if unknown. `authors` are slugs.
    """

    kind: str
    year: int = 0
    themes: tuple[str, ...] = ()
    mode: str = ""
    standing: str = ""
    status: str = ""
    has_code: bool = False
    tags: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    claims: int = 0
    added: int = 0


@dataclass(frozen=True)
class Findable:
    """A page that the search can find.

    `name` is the page's name, `id` the entry's id. `label` says in a few words what it is.
    `summary` is a sentence. `texts` are the searched texts, plain or Markdown, with the weight of
    their words. `addresses` are URLs and ids that find it as a whole, but not by their parts.
    `facets` is None for pages that are not entries; `item` is the entry's work or claim.
    """

    name: str
    title: str
    label: str
    summary: str
    texts: tuple[tuple[Weight, str], ...]
    item: Work | Claim | None = None
    facets: Facets | None = None
    group: Group = Group.PAGE
    addresses: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The entry's id, or the last part of the page's name."""
        return self.name.rpartition("/")[2]


def entries_in_order(graph: Graph) -> list[Work | Claim]:
    """All works and claims, newest first, undated ones last, then by title."""
    items: list[Work | Claim] = [*graph.works.values(), *graph.claims.values()]
    items.sort(key=lambda item: (item.title.casefold(), item.id))
    return sorted(items, key=_issued, reverse=True)


def _issued(item: Work | Claim) -> tuple[int, int, int]:
    work = item.essay if isinstance(item, Claim) else item
    issued = (work.issued if work else None) or PartialDate(0)
    # As numbers, because comparing dates takes much longer.
    return (issued.year, issued.month, issued.day)


def findables(graph: Graph) -> Iterator[Findable]:
    """Everything that can be found: the entries in order, then paths, themes, authors and tags."""
    for item in entries_in_order(graph):
        yield _of_claim(graph, item) if isinstance(item, Claim) else _of_work(graph, item)
    for path in graph.paths.values():
        steps = tuple((Weight.NOTE, step.step.why) for step in path.steps)
        yield Findable(
            f"paths/{path.id}",
            path.title,
            "Reading path",
            path.entry.lead,
            ((Weight.TITLE, path.title), (Weight.STATEMENT, path.entry.lead), *steps),
            group=Group.PATH,
        )  # fmt: skip
    for theme_id, node in graph.themes.items():
        theme = node.theme
        sections = tuple(
            (Weight.TAG, f"{section.title} {section.lead or ''}") for section in theme.sections
        )
        yield Findable(
            f"themes/{theme_id}", theme.title, "Theme", theme.lead,
            ((Weight.TITLE, theme.title), (Weight.STATEMENT, theme.lead),
             (Weight.NOTE, theme.introduction), *sections),
            group=Group.THEME,
        )  # fmt: skip
    for slug, author in graph.authors.items():
        titles = [work.title for work in author.works]
        more = f" and {len(titles) - 2} more" if len(titles) > 2 else ""
        yield Findable(
            f"authors/{slug}", author.name.display, "Author", "; ".join(titles[:2]) + more,
            ((Weight.TITLE, author.name.display),), group=Group.AUTHOR,
        )  # fmt: skip
    for tag, items in graph.tags.items():
        yield Findable(
            f"tags/{slugify(tag)}", tag, "Tag", plural(len(items), "entry"),
            ((Weight.TITLE, tag),), group=Group.TAG,
        )  # fmt: skip


def _days(date: PartialDate | None) -> int:
    if date is None:
        return 0
    day = datetime.date(date.year, date.month or 1, date.day or 1)
    return max(0, (day - datetime.date(1970, 1, 1)).days)


def _themes(graph: Graph, item: Work | Claim) -> tuple[str, ...]:
    refs: dict[str, None] = {}
    for ref in item.entry.themes:
        theme_id, _, section_id = ref.partition("/")
        node = graph.themes.get(theme_id)
        if node is None:
            continue
        refs[theme_id] = None
        if any(child.section and child.section.id == section_id for child in node.sections):
            refs[ref] = None
    return tuple(refs)


def _status(work: Work) -> str:
    if work.is_void:
        return "void"
    if work.is_preprint:
        return "preprint"
    return "published" if work.venue or work.published else ""


def _of_work(graph: Graph, work: Work) -> Findable:
    entry = work.entry
    is_essay = work.folder == "essays"
    mode = entry.mode if isinstance(entry, PaperEntry) else None
    kind = "essay" if is_essay else TYPE_WORDS[work.type]
    by = authors_in_short(work.authors)
    texts = [
        (Weight.TITLE, work.title),
        (Weight.IDENTIFIER, work.id),
        *((Weight.FIRST_AUTHOR, name.display) for name in work.authors[:1]),
        (Weight.AUTHOR, " ".join(name.display for name in work.authors[1:])),
        (Weight.TAG, " ".join(entry.tags)),
        (Weight.STATEMENT, entry.takeaway),
        (Weight.NOTE, entry.note or ""),
        (Weight.ABSTRACT, work.abstract or ""),
        (Weight.TAG, work.venue or ""),
    ]
    name, colon, _ = work.title.partition(":")
    if colon and len(name.split()) <= 3:
        # The part before the colon is often a name of its own, and what people search for.
        texts.append((Weight.IDENTIFIER, name))
    if isinstance(entry, PaperEntry):
        texts += ((Weight.NAME, name) for name in entry.known_as)
    if work.arxiv:
        texts.append((Weight.IDENTIFIER, f"arXiv {work.arxiv.value}"))
    if work.doi:
        texts.append((Weight.IDENTIFIER, f"DOI {work.doi}"))
    facets = Facets(
        kind="essay" if is_essay else "paper",
        year=work.year or 0,
        themes=_themes(graph, work),
        mode=str(mode or ""),
        status=_status(work),
        has_code=bool(entry.links.code),
        tags=tuple(entry.tags),
        authors=tuple(dict.fromkeys(name.slug for name in work.authors)),
        claims=len(claims_resting_on(graph, work)),
        added=_days(entry.added),
    )
    label = ", ".join(part for part in (kind.capitalize(), by, f"{work.year or ''}") if part)
    dois = (work.doi, work.published.doi if work.published else None)
    addresses = (work.url, *dois, *(url for _, url in entry.links), entry.archive)
    return Findable(
        f"{work.folder}/{work.id}", titled(work), label, entry.takeaway, tuple(texts), work, facets,
        Group.WORK, tuple(dict.fromkeys(filter(None, addresses))),
    )  # fmt: skip


def _of_claim(graph: Graph, claim: Claim) -> Findable:
    entry, essay = claim.entry, claim.essay
    texts = [
        (Weight.TITLE, claim.title),
        # The words of a claim's id are those of the claim in short.
        (Weight.TAG, claim.id),
        (Weight.TAG, " ".join(entry.tags)),
        (Weight.STATEMENT, entry.source.quote),
        (Weight.NOTE, entry.note or ""),
    ]
    for edge in claim.evidence:
        texts.append((Weight.NOTE, f"{edge.evidence.note or ''} {edge.evidence.quote or ''}"))
        texts.append((Weight.ABSTRACT, edge.work.title))
    facets = Facets(
        kind=str(entry.kind),
        year=(essay.year if essay else None) or 0,
        themes=_themes(graph, claim),
        standing=str(claim.standing),
        tags=tuple(entry.tags),
        authors=tuple(dict.fromkeys(name.slug for name in essay.authors)) if essay else (),
        claims=len(works_behind(claim)),
        added=_days(entry.added),
    )
    label = f"{entry.kind.capitalize()}, {verdict(claim)}"
    summary = f"{essay.title}: “{entry.source.quote}”" if essay else entry.source.quote
    return Findable(
        f"claims/{claim.id}", claim.title, label, summary, tuple(texts), claim, facets,
        Group.CLAIM, (claim.id,),
    )  # fmt: skip


#: The values of facets with a fixed set of them, in display order.
KINDS = {
    "paper": "Papers and other works",
    "essay": "Essays",
    "claim": "Claims",
    "question": "Questions",
    "prediction": "Predictions",
    "definition": "Definitions",
}
STANDINGS = {str(standing): str(standing).capitalize() for standing in STANDING_WORDS} | {
    str(Standing.SUPPORTED): "Supported, if only by one work",
    str(Standing.OPPOSED): "Opposed, if only by one work",
    str(Standing.HELD): "Came true",
}
STATUSES = {
    "preprint": "Preprint only",
    "published": "Published in a venue",
    "void": "Withdrawn or retracted",
}
