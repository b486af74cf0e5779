"""Views of the graph for templates: which rows a list shows and in what order, words and URLs."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar
from urllib.parse import quote

from markupsafe import Markup

from readinglist.entry.model import Citation, EssayEntry
from readinglist.entry.vocabulary import ClaimKind, Mode, Stance, Standing, WorkType
from readinglist.graph.claims import Claim, EvidenceEdge
from readinglist.graph.disagreement import independence
from readinglist.graph.graph import Author, Graph, ReadingPath, SectionCites, ThemeNode
from readinglist.graph.verdicts import claims_resting_on, works_behind
from readinglist.library.lock.arxiv_records import Provenance
from readinglist.library.works import Work
from readinglist.site.exports.files import formats_of
from readinglist.site.pages.direction import isolate
from readinglist.site.pages.escaping import as_markup, escape_text
from readinglist.site.pages.head import render_coins
from readinglist.site.pages.markdown import render_inline, render_markdown, strip_markdown
from readinglist.site.pages.quotes import (
    Place,
    place_of,
    text_fragment,
    with_cuts,
)
from readinglist.site.pages.tex import render_tex
from readinglist.values.folding import slugify
from readinglist.values.identifiers import doi_url
from readinglist.values.names import Name
from readinglist.values.page_urls import Urls
from readinglist.values.plurals import plural

_Item = TypeVar("_Item")

STANDING_WORDS = {
    Standing.SUPPORTED: "evidence on this list for it and none against; by one work or one group "
    "where there is no more",
    Standing.OPPOSED: "evidence on this list against it and none for it",
    Standing.CONTESTED: "evidence on this list for and against it, or mixed evidence",
    Standing.UNTESTED: "no evidence on this list for or against it",
    Standing.OPEN: "nothing on this list settles it yet",
    Standing.HELD: "a prediction that came true",
    Standing.FAILED: "a prediction that did not come true",
    Standing.ANSWERED: "a question that a claim on this list answers",
    Standing.DEFINED: "a definition, which no evidence can support or oppose",
}
STANCE_TITLES = {
    Stance.SUPPORTS: "For",
    Stance.OPPOSES: "Against",
    Stance.MIXED: "Mixed",
    Stance.BACKGROUND: "Background",
}
#: The effect of a work on a claim, on the work's own page.
STANCE_VERBS = {
    Stance.SUPPORTS: "Supports",
    Stance.OPPOSES: "Contradicts",
    Stance.MIXED: "Supports in part, contradicts in part",
    Stance.BACKGROUND: "Background",
}
STANCE_WORDS = {
    Stance.SUPPORTS: "for",
    Stance.OPPOSES: "against",
    Stance.MIXED: "mixed",
    Stance.BACKGROUND: "background",
}
MODE_WORDS = {
    Mode.STRUCTURAL: "puts a new structure on a problem",
    Mode.DEVELOPMENTAL: "refines a structure that exists",
    Mode.EXPLORATORY: "observes, measures, explains",
}
TYPE_WORDS = {
    WorkType.ARTICLE: "paper",
    WorkType.ARTICLE_JOURNAL: "journal article",
    WorkType.BOOK: "book",
    WorkType.CHAPTER: "chapter",
    WorkType.DATASET: "data set",
    WorkType.PAPER_CONFERENCE: "conference paper",
    WorkType.POST: "post",
    WorkType.POST_WEBLOG: "blog post",
    WorkType.REPORT: "report",
    WorkType.SOFTWARE: "software",
    WorkType.SPEECH: "talk",
    WorkType.THESIS: "thesis",
    WorkType.WEBPAGE: "web page",
}
LINK_WORDS = {
    "code": "Code",
    "project": "Project page",
    "post": "Post",
    "pdf": "PDF",
    "video": "Video",
    "data": "Data",
    "demo": "Demo",
}
#: Placeholder for the path to the site's root in HTML that is shared by pages at any place. No
#: entry's text contains it, because YAML does not allow control characters.
ROOT = "\0"
#: Authors shown before the rest are folded away.
AUTHORS_SHOWN = 12
#: Authors that are printed before the rest are only counted.
AUTHORS_PRINTED = 8


def shorten(text: str, limit: int) -> str:
    """The text, cut at a word before `limit` characters with an ellipsis."""
    if len(text) <= limit:
        return text
    return text[: limit - 1].rsplit(" ", 1)[0].rstrip(" ,;:.–-") + "…"


def short_title(work: Work) -> str:
    """A title for use in a sentence: up to its colon when that part is a name of its own."""
    head, colon, _ = work.title.partition(": ")
    return head if colon and len(head) >= 3 else shorten(work.title, 70)


def titled(work: Work, title: str | None = None) -> str:
    """The title as plain text, for outlines and search: `Withdrawn: …` where the work is void."""
    title = work.title if title is None else title
    return f"{work.void_word.capitalize()}: {title}" if work.is_void else title


def strike(work: Work, title: str | Markup) -> Markup:
    """The title for a page, struck where the work is void, with the word before it.

    Few screen readers announce struck text; the word tells everyone.
    """
    if not work.is_void:
        return isolate(title)
    return Markup('<span class="rl-void">{}:</span> <s>{}</s>').format(
        work.void_word.capitalize(), isolate(title)
    )


def spoken_sources(sources: Sequence[str]) -> str:
    """Who states something: `this list`, `arXiv and Crossref`."""
    return join_words(["this list" if source == "entry" else source for source in sources])


def authors_in_short(names: Sequence[Name]) -> str:
    """`Ho`, `Ho and Jain`, `Ho et al.`; empty without authors."""
    if len(names) > 2:
        return f"{names[0].surname} et al."
    return " and ".join(name.surname for name in names)


def authors_in_full(names: Sequence[Name]) -> str:
    """`Ada Lovelace and Alan Turing`; from four authors on `Ada Lovelace et al.`"""
    if len(names) > 3:
        return f"{names[0].display} et al."
    return join_words([name.display for name in names] or [""])


def citation_label(work: Work) -> str:
    """`Vaswani et al., 2017`."""
    parts = [authors_in_short(work.authors), f"{work.year}" if work.year else ""]
    return ", ".join(part for part in parts if part)


@dataclass(frozen=True)
class ExternalLink:
    """A link to elsewhere.

    `archive` is an archived copy to show next to it; `state` says in words what is wrong with the
    link, or that the copy replaces it, and is empty if nothing is known to be wrong.
    """

    label: str
    url: str
    archive: str | None = None
    state: str = ""


@dataclass(frozen=True, slots=True)
class Outline:
    """An item of a page's table of contents: the anchor's id and its plain text.

    The text has single spaces, because the HTML around an article is slimmed.
    """

    id: str
    title: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "title", " ".join(self.title.split()))


@dataclass(frozen=True)
class Target:
    """What a citation of an entry needs: address, text of the link, text on hovering.

    `html` is the text of the link if it is more than plain text.
    """

    href: str
    title: str
    label: str
    html: Markup | None = None


@dataclass(frozen=True)
class Score:
    """What became of the predictions of an essay; `essay` is None for those of all essays."""

    essay: Work | None
    open: int
    held: int
    failed: int

    @classmethod
    def of(cls, essay: Work | None, standings: Sequence[Standing]) -> "Score":
        """The standings counted."""
        counts = (
            standings.count(standing)
            for standing in (Standing.OPEN, Standing.HELD, Standing.FAILED)
        )
        return cls(essay, *counts)

    @property
    def total(self) -> int:
        """How many predictions there are."""
        return self.open + self.held + self.failed

    @property
    def settled(self) -> int:
        """How many of them held or failed."""
        return self.held + self.failed

    @property
    def share(self) -> int:
        """The settled ones in whole percent, a half rounded up."""
        return (200 * self.settled + self.total) // (2 * self.total)


class View:
    """One page's sight of the graph: knows the page's own address, so that links are relative."""

    def __init__(
        self,
        graph: Graph,
        urls: Urls,
        name: str,
        base: str = "",
        rows: dict[Hashable, str] | None = None,
    ) -> None:
        """`base` is what addresses start with, where not the way from the page to the root."""
        self.graph = graph
        self.urls = urls
        self.name = name
        self.base = base or urls.base(name)
        folder, _, item = name.partition("/")
        self.is_of_work = folder in ("papers", "essays") and item != "index"
        #: Rows shared with other pages: rendered rows by whatever distinguishes them.
        self.rows: dict[Hashable, str] = {} if rows is None else rows
        #: The prefix of relative addresses.
        self.root = self.base.removeprefix("./")
        self._ending = "/" if urls.directories else ".html"

    @cached_property
    def anywhere(self) -> "View":
        """The same sight from no place in particular, with `ROOT` for the way to the root."""
        return View(self.graph, self.urls, self.name, ROOT, self.rows)

    def href(self, *parts: str) -> str:
        """The relative address of the page whose name the parts make."""
        return (self.base + self.urls.url("/".join(parts))).removeprefix("./") or "./"

    def file_href(self, file: str) -> str:
        """The relative address of a file of the site that is no page."""
        return self.base.removeprefix("./") + file

    def export_links(self, name: str) -> list[tuple[str, str]]:
        """The formats that a selection is exported in, each with the address of its file."""
        return [
            (form.label, self.file_href(form.file(name))) for form in formats_of(self.graph, name)
        ]

    def href_of(self, item: Work | Claim | Author | ReadingPath) -> str:
        """The relative address of the item's page."""
        if isinstance(item, Work):
            place = f"{item.folder}/{item.id}"
        elif isinstance(item, Claim):
            place = f"claims/{item.id}"
        elif isinstance(item, Author):
            place = f"authors/{item.slug}"
        else:
            place = f"paths/{item.id}"
        return f"{self.root}{place}{self._ending}"

    def target(self, entry_id: str) -> Target | None:
        """Where `[@id]` leads, or None for an id without a page."""
        if work := self.graph.works.get(entry_id):
            title = short_title(work)
            label = citation_label(work)
            return Target(self.href_of(work), titled(work, title), label, strike(work, title))
        if claim := self.graph.claims.get(entry_id):
            title = shorten((claim.title.rstrip(".") or claim.title), 90)
            return Target(self.href_of(claim), title, claim.title)
        if path := self.graph.paths.get(entry_id):
            return Target(self.href_of(path), path.title, path.entry.lead)
        return None

    def link(self, entry_id: str) -> Markup | None:
        """What `[@id]` becomes, or None for an id without a page."""
        target = self.target(entry_id)
        if target is None:
            return None
        text = isolate(target.html or target.title)
        return as_markup(f'<a href="{target.href}" title="{escape_text(target.label)}">{text}</a>')

    def markdown(self, text: str | None) -> Markup:
        """A text of paragraphs."""
        return render_markdown(text, self.link) if text else Markup()

    def inline(self, text: str | None) -> Markup:
        """A text of one paragraph, without the paragraph."""
        return render_inline(text, self.link) if text else Markup()

    def plain(self, text: str) -> str:
        """The text without Markdown."""
        return strip_markdown(text, self.title_of)

    def title_of(self, entry_id: str) -> str:
        """The short title of an entry, or its id."""
        target = self.target(entry_id)
        return target.title if target else entry_id

    def title(self, item: Work | Claim) -> Markup:
        """An item's title with its mathematics, struck where the work is void."""
        if isinstance(item, Claim):
            return isolate(item.title)
        return strike(item, render_tex(item.title))

    def short(self, item: Work | Claim, limit: int) -> Markup:
        """An item's title in at most `limit` characters, struck where the work is void."""
        title = shorten(item.title, limit)
        return isolate(title) if isinstance(item, Claim) else strike(item, title)

    def author_link(self, name: Name) -> Markup:
        """The name, as a link when the author has a page."""
        author = self.graph.authors.get(name.slug)
        if author is None:
            return isolate(name.display)
        href = f"{self.root}authors/{author.slug}{self._ending}"
        return as_markup(f'<a href="{href}">{isolate(name.display)}</a>')

    def tag_href(self, tag: str) -> str:
        """The address of the page of a tag."""
        return self.href("tags", slugify(tag))

    def theme_marks(self, item: Work | Claim) -> list[tuple[str, str]]:
        """The titles of the item's themes, each once, with the address of its place there."""
        marks: dict[str, tuple[str, str]] = {}
        for ref in item.entry.themes:
            theme_id, _, section_id = ref.partition("/")
            node = self.graph.themes.get(theme_id)
            if node is None or theme_id in marks:
                continue
            anchor = f"#{section_id}" if section_id else ""
            marks[theme_id] = (node.theme.title, self.href("themes", theme_id) + anchor)
        return list(marks.values())

    def theme_places(self, item: Work | Claim) -> list[tuple[str, str]]:
        """Theme and section of every reference, with addresses: `Objectives · Prediction`."""
        places = []
        for ref in item.entry.themes:
            theme_id, _, section_id = ref.partition("/")
            node = self.graph.themes.get(theme_id)
            if node is None:
                continue
            section = next(
                (s for s in node.sections if s.section and s.section.id == section_id), None
            )
            title = node.theme.title + (f" · {section.title}" if section else "")
            anchor = f"#{section_id}" if section else ""
            places.append((title, self.href("themes", theme_id) + anchor))
        return places

    def deep_link(self, claim: Claim) -> str:
        """The address of the very sentence in the essay, or in its copy once the essay is dead."""
        if claim.essay is None:
            return ""
        url = self.link_state(claim.essay.url, claim.essay.entry.archive).url
        joint = "" if "#" in url else "#"
        return f"{url}{joint}{text_fragment(claim.entry.source.quote)}" if url else ""

    def quote(self, text: str, work: Work | None) -> Markup:
        """A quote with `…` where it cuts a sentence, of a work whose abstract may hold it."""
        return render_tex(with_cuts(text, work.abstract if work else None))

    def place_of(self, citation: Citation, work: Work) -> Place | None:
        """Where a piece of evidence can be looked up, in the copy of a page that is gone."""
        home = self.link_state(work.url, work.entry.archive).url if work.url else ""
        return place_of(citation, work, home)

    def source_link(self, claim: Claim) -> "ExternalLink | None":
        """The link to the essay that makes the claim, with what is known of it."""
        essay = claim.essay
        return self.link_state(essay.url, essay.entry.archive) if essay else None

    def link_state(self, url: str, archive: str | None = None, label: str = "") -> "ExternalLink":
        """A link, with its copy in its place when it is known to be dead, or else beside it.

        The copy is next to every link that has one, whether or not the page still opens.
        """
        dead = self.graph.library.dead_links.get(url)
        if dead is None:
            return ExternalLink(label, url, archive)
        since = dead.since.spoken
        if dead.is_confirmed and archive:
            return ExternalLink(label, archive, None, f"archived copy; gone since {since}")
        words = "gone since" if dead.is_confirmed else "did not open on"
        return ExternalLink(label, url, archive, f"{words} {since}")

    def external_links(self, work: Work) -> list["ExternalLink"]:
        """The work's addresses elsewhere, each with its label, without repetitions."""
        links: list[tuple[str, str]] = []
        if work.arxiv:
            links.append((f"arXiv:{work.arxiv.value}", work.arxiv.abs_url))
            if work.withdrawn is None:
                links.append(("PDF", work.arxiv.pdf_url))
            elif work.version and work.version > 1:
                # The version that withdraws a paper has no PDF; earlier versions keep theirs.
                before = work.version - 1
                links.append((f"PDF of v{before}, withdrawn", f"{work.arxiv.pdf_url}v{before}"))
        if work.doi:
            links.append(("DOI", doi_url(work.doi)))
        entry = work.entry
        if entry.url:
            links.append(("Read it", entry.url))
        for name, label in LINK_WORDS.items():
            url = getattr(entry.links, name)
            if url:
                links.append((label, url))
        by_url: dict[str, str] = {}
        for label, url in links:
            by_url.setdefault(url, label)
        # The copy belongs to the work's own address or, without one, to its first link.
        main = entry.url or next(iter(by_url), None)
        return [
            self.link_state(url, entry.archive if url == main else None, label)
            for url, label in by_url.items()
        ]

    def coins(self, work: Work) -> Markup:
        """The work for citation managers, on pages that are not themselves a work's."""
        if self.is_of_work:
            return Markup()
        return as_markup(render_coins(work))


def searches(claim: Claim) -> list[tuple[str, str]]:
    """Where to look for other works on a claim: names, and addresses that search for it."""
    words = quote(claim.title.rstrip("."), safe="")
    return [
        ("Semantic Scholar", f"https://www.semanticscholar.org/search?q={words}"),
        ("Google Scholar", f"https://scholar.google.com/scholar?q={words}"),
    ]


def imprint_rows(work: Work) -> list[tuple[str, str]]:
    """What the reference says beside title, authors, date and venue: labels and texts."""
    imprint = work.imprint
    shown = [
        f"{label} {text}"
        for label, text in (("volume", imprint.volume), ("issue", imprint.issue))
        if text
    ]
    if imprint.pages:
        is_single = imprint.pages.isalnum()
        pages = imprint.pages.replace("-", "–")
        shown.append(f"{'page' if is_single else 'pages'} {pages}")
    place = ", ".join(shown)
    publisher = ", ".join(filter(None, (work.publisher, imprint.place)))
    rows = [
        ("Place in it", place[:1].upper() + place[1:]),
        ("Number", imprint.number),
        ("Edited by", ", ".join(name.display for name in imprint.editors)),
        ("Edition", imprint.edition),
        ("Series", imprint.series),
        ("Event", imprint.event),
        ("Publisher", publisher),
        ("ISBN", imprint.isbn),
        ("ISSN", imprint.issn),
        ("Language", imprint.language),
    ]
    return [(label, text) for label, text in rows if text]


def counts(works: Iterable[Work], claims: Iterable[Claim]) -> str:
    """`12 works, 2 of them essays · 5 claims`, with what is missing left out.

    Essays are works too, here and wherever works are counted without a word on essays.
    """
    folders = [work.folder for work in works]
    essays = folders.count("essays")
    kinds = [claim.entry.kind for claim in claims]
    parts = [(len(folders), "work")]
    parts += [
        (kinds.count(kind), kind.value)
        for kind in (
            ClaimKind.CLAIM,
            ClaimKind.QUESTION,
            ClaimKind.PREDICTION,
            ClaimKind.DEFINITION,
        )
    ]
    said = [plural(n, word) for n, word in parts if n]
    if essays and essays < len(folders):
        said[0] += f", {essays} of them {'an essay' if essays == 1 else 'essays'}"
    elif essays:
        said[0] = plural(essays, "essay")
    return " · ".join(said)


def join_words(words: Sequence[str]) -> str:
    """`theme`, `theme and year`, `theme, year and author`."""
    *others, last = words
    return f"{', '.join(others)} and {last}" if others else last


def spoken_kinds(claims: Iterable[Claim]) -> str:
    """The kinds that the claims have: `claim, question and definition`."""
    kinds = {claim.entry.kind for claim in claims}
    return join_words([kind.value for kind in ClaimKind if kind in kinds])


def whole_theme(node: ThemeNode) -> str:
    """The heading over the entries of a theme that are in none of its sections."""
    return "The whole theme" if any(child.has_entries for child in node.sections) else "All entries"


def is_shown(graph: Graph, section: SectionCites) -> bool:
    """Whether an essay's page shows the section: in a list without claims, if it cites a work."""
    return bool(graph.claims or section.works)


def fields_by_source(provenance: Provenance) -> list[tuple[str, str]]:
    """Where the fields of a record came from: a source, and the fields that it gave."""
    fields: dict[str, list[str]] = {}
    for name, source in sorted(provenance.sources.items()):
        fields.setdefault(source, []).append(name.replace("_", " "))
    return [(source, ", ".join(fields[source])) for source in sorted(fields, key=str.lower)]


def is_essay(work: Work) -> bool:
    """Whether the work is one of the list's essays."""
    return isinstance(work.entry, EssayEntry)


def spoken_independence(edges: Sequence[EvidenceEdge]) -> str:
    """`3 works, 2 independent author groups`; empty where nothing counts."""
    works, groups = independence(edges)
    if works < 2:
        return "1 work" if works else ""
    if groups == 1:
        return f"{works} works, 1 author group"
    return f"{works} works, {groups} independent author groups"


def claims_heading(graph: Graph, work: Work) -> str:
    """The heading over the claims that cite a work, which does not call background evidence."""
    rests = claims_resting_on(graph, work)
    return "Claims that rest on it" if rests else "Claims that mention it"


def scoreboard(graph: Graph) -> list[Score]:
    """The essays that make predictions, with what became of them, and at the end the sum."""
    rows = []
    predictions = graph.claims_of_kind(ClaimKind.PREDICTION)
    for essay in graph.essays:
        standings = [prediction.standing for prediction in predictions if prediction.essay is essay]
        if standings:
            rows.append(Score.of(essay, standings))
    if len(rows) > 1:
        rows.append(
            Score.of(None, [prediction.standing for prediction in predictions if prediction.essay])
        )
    return rows


def by_essay(claims: Iterable[Claim]) -> list[tuple[Work, list[Claim]]]:
    """Claims under their essays, both in the order in which they come."""
    groups: dict[str, tuple[Work, list[Claim]]] = {}
    for claim in claims:
        if claim.essay:
            groups.setdefault(claim.essay.id, (claim.essay, []))[1].append(claim)
    return list(groups.values())


#: A list with more rows than this shows only some of each group, whose own page has them all.
LONG = 400
#: The rows of a group that a long list shows.
SOME = 10


def by_year(graph: Graph) -> list[tuple[int | None, int, list[Work]]]:
    """The years of the papers, the newest first, None for the undated last: a year, how many there
    are, and those that the list of all papers shows, the oldest first.

    Past `LONG` papers those are the `SOME` of a year on which most claims rest. The undated have no
    page of their own, and are all shown.
    """
    groups: dict[int | None, list[Work]] = {}
    for work in graph.papers:
        groups.setdefault(work.year, []).append(work)
    is_long = len(graph.papers) > LONG
    return [
        (year, len(works), _most(works, lambda work: len(claims_resting_on(graph, work))))
        if is_long and year
        else (year, len(works), works)
        for year, works in sorted(groups.items(), key=lambda group: -(group[0] or 0))
    ]


def the_most_telling(claims: list[Claim]) -> list[Claim]:
    """The claims, or past `LONG` of them those of each essay with most evidence, in their order."""
    if len(claims) <= LONG:
        return claims
    return [
        claim
        for _, own in by_essay(claims)
        for claim in _most(own, lambda claim: len(works_behind(claim)))
    ]


def _most(items: list[_Item], count: Callable[[_Item], int]) -> list[_Item]:
    """The `SOME` items with the highest counts, of equal ones the first, in their order."""
    ranked = sorted(range(len(items)), key=lambda place: (-count(items[place]), place))
    return [items[place] for place in sorted(ranked[:SOME])]


def reading_time(minutes: int) -> str:
    """`45 minutes`, `3 hours`, `3½ hours`: to the half hour from 90 minutes on."""
    if minutes < 90:
        return plural(minutes, "minute")
    halves = round(minutes / 30)
    return f"{halves // 2}{'½' if halves % 2 else ''} hours"
