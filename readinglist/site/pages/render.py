"""Renders every page of the site as a title, a description, a body and an outline."""

import functools
from collections.abc import Callable, Collection, Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any

from markupsafe import Markup

from readinglist.entry.vocabulary import ClaimKind, Stance, Standing, WorkType
from readinglist.graph.claims import Claim
from readinglist.graph.coverage import coverage
from readinglist.graph.disagreement import read_to_disagree
from readinglist.graph.graph import Graph, ReadingPath, mode_of
from readinglist.graph.verdicts import (
    TELLING,
    claims_resting_on,
    qualify,
    sides,
    verdict,
    works_behind,
)
from readinglist.library.generated_pages import GeneratedPages
from readinglist.library.works import Work
from readinglist.site.exports.bibtex import render_bibtex
from readinglist.site.exports.files import DUMP, SCHEMA
from readinglist.site.pages import views
from readinglist.site.pages.browse import PER_PAGE, Findable, entries_in_order
from readinglist.site.pages.direction import isolate
from readinglist.site.pages.forge_links import ForgeLinks
from readinglist.site.pages.head import render_preview, render_work_head
from readinglist.site.pages.plots.census import draw_census
from readinglist.site.pages.plots.evidence import draw_evidence, is_arguable
from readinglist.site.pages.plots.lineage import draw_neighbourhood, draw_structures
from readinglist.site.pages.plots.neighbourhood import draw_claim
from readinglist.site.pages.plots.shapes import shape
from readinglist.site.pages.plots.timeline import draw_timeline
from readinglist.site.pages.plots.verdict import draw_verdict
from readinglist.site.pages.quotes import verification_of, with_cuts
from readinglist.site.pages.templating import Macro, Templates
from readinglist.site.pages.tex import render_tex
from readinglist.site.pages.views import ROOT, STANCE_WORDS, Outline, View, shorten
from readinglist.values.folding import slugify
from readinglist.values.identifiers import doi_url
from readinglist.values.page_urls import Urls
from readinglist.values.plurals import plural


@dataclass(frozen=True)
class Site:
    """What pages need to know in addition to the graph.

    `url` is the published site's address with a trailing slash, or empty. `feeds` are the names of
    its feeds.
    """

    name: str
    description: str
    urls: Urls = field(default_factory=Urls)
    url: str = ""
    feeds: frozenset[str] = frozenset()
    forge: ForgeLinks = field(default_factory=ForgeLinks)

    def head(self, name: str, title: str, description: str) -> str:
        """The end of the head of a page: how links to it are previewed, and the feeds."""
        url = f"{self.url}{self.urls.url(name).removeprefix('./')}" if self.url else ""
        label = shorten(title, 40)
        feeds = [(feed, label if feed == name else self.name) for feed in self.feeds_of(name)]
        if "all" in self.feeds and name != "index":
            feeds.append(("all", self.name))
        # The theme takes a bare rel=alternate for a translation, and expects a sitemap with it.
        links = "".join(
            f'<link rel="alternate feed" type="{kind}" title="{escape(label)}" '
            f'href="{escape(self.url)}feeds/{feed}.{ending}">'
            for feed, label in feeds
            for kind, ending in (
                ("application/atom+xml", "atom"),
                ("application/feed+json", "json"),
            )
        )
        return render_preview(title, description, self.name, url) + links

    def feeds_of(self, name: str) -> list[str]:
        """The names of the feeds that belong to the page of this name."""
        feed = "all" if name == "index" else name
        return [feed] if feed in self.feeds else []


@dataclass(frozen=True)
class Page:
    """A page that is ready to be stamped.

    `name` is its name as in `readinglist.values.page_urls`, `title` and `description` are plain
    texts, `body` is HTML that starts with the page's only h1. `source` is the entry's file relative
    to the project's folder. `head` is HTML for the end of the page's head.
    """

    name: str
    title: str
    description: str
    body: str
    outline: tuple[Outline, ...] = ()
    source: str | None = None
    head: str = ""


@dataclass(frozen=True, slots=True)
class PagePlan:
    """A page that can be rendered.

    `kind` names its template. `is_entry_like` marks pages as numerous as the entries (or authors,
    years, tags), as opposed to the few that the navigation may contain.
    """

    name: str
    kind: str
    title: str
    outline: tuple[Outline, ...]
    source: str | None
    is_entry_like: bool
    render: Callable[[], Page]

    @property
    def shows_rows(self) -> bool:
        """Whether the page is a list, of rows that other lists have too."""
        return self.kind not in _OF_ENTRIES

    @property
    def is_wide(self) -> bool:
        """Whether the page is shown without the navigation and the outline at its sides."""
        return self.kind in _WIDE


_PAPERS = frozenset(
    {WorkType.ARTICLE, WorkType.ARTICLE_JOURNAL, WorkType.PAPER_CONFERENCE, WorkType.REPORT}
)
_ENTRY_LIKE = frozenset({"paper", "essay", "claim", "path", "author", "year", "tag", "browse-page"})
_OF_ENTRIES = frozenset({"paper", "essay", "claim", "path"})
_WIDE = frozenset({"home", "browse", "browse-page"})
#: The page on which all entries are listed and filtered.
BROWSE = "browse/index"


_ABSTRACT, _LINEAGE, _CITE = (
    Outline("abstract", "Abstract"),
    Outline("lineage", "Lineage"), Outline("cite", "Cite"),
)  # fmt: skip
_SOURCE, _OUTCOME, _EVIDENCE, _RELATIONS, _DISAGREE = (
    Outline("source", "In the essay"), Outline("outcome", "What happened"),
    Outline("evidence", "Evidence"), Outline("relations", "Other claims"),
    Outline("disagree", "The other side"),
)  # fmt: skip

#: Rows kept in the cache, at a kilobyte each.
_ROWS = 1 << 15


def _remembered(macro: Macro) -> Macro:
    """A macro that makes the row of an entry, once for all pages save the way to the root."""

    def row(context: Mapping[str, Any], v: View, item: Work | Claim, **flags: bool) -> str:
        key = (macro, v.is_of_work, item.id, *flags.items())
        html = v.rows.get(key)
        if html is None:
            if len(v.rows) >= _ROWS:
                v.rows.clear()
            html = v.rows[key] = macro(context, v.anywhere, item, **flags)
        return html.replace(ROOT, v.root)

    return row


def _description(claim: Claim) -> str:
    """A claim's page in a sentence or two, for previews of links to it."""
    essay = f" in “{claim.essay.title}”" if claim.essay else ""
    found = [
        f"{plural(len(side.works), 'work')} {STANCE_WORDS[side.stance]}"
        for side in sides(claim)
        if side.stance in TELLING
    ]
    told = f": {', '.join(found)}" if found else ""
    searched = ""
    if claim.has_sides:
        last = claim.last_search
        searched = f" Opposing evidence last sought {last.on.spoken}." if last else ""
        searched = searched or " No search for opposing evidence recorded."
    return f"{verdict(claim).capitalize()}{told}. A {claim.entry.kind}{essay}.{searched}"


def _isolated(function: Callable[[Any], str]) -> Callable[[Any], Markup]:
    """The function, with what it says set apart from what stands around it on a page."""
    return lambda value: isolate(function(value))


@functools.cache
def _templates() -> Templates:
    return Templates(
        Path(__file__).parent / "templates",
        names={
            "range": range,
            "Standing": Standing,
            "Stance": Stance,
            "ClaimKind": ClaimKind,
            "by_essay": views.by_essay,
            "scoreboard": views.scoreboard,
            "verdict": verdict,
            "sides_of": sides,
            "works_behind": works_behind,
            "claims_heading": views.claims_heading,
            "is_shown": views.is_shown,
            "whole_theme": views.whole_theme,
            "claims_resting_on": claims_resting_on,
            "draw_verdict": draw_verdict,
            "spoken_independence": views.spoken_independence,
            "standing_words": views.STANDING_WORDS,
            "stance_titles": views.STANCE_TITLES,
            "stance_verbs": views.STANCE_VERBS,
            "mode_words": views.MODE_WORDS,
            "outcome_words": {standing: qualify(standing, ()) for standing in Standing},
            "type_words": views.TYPE_WORDS,
            "authors_shown": views.AUTHORS_SHOWN,
            "authors_printed": views.AUTHORS_PRINTED,
            "short_title": _isolated(views.short_title),
            "titled": views.titled,
            "tex": render_tex,
            "mode_of": mode_of,
            "verification_of": verification_of,
            "doi_url": doi_url,
            "searches": views.searches,
            "imprint_rows": views.imprint_rows,
            "counts": views.counts,
            "fields_by_source": views.fields_by_source,
            "is_essay": views.is_essay,
            "strike": views.strike,
            "spoken_sources": views.spoken_sources,
            "authors_in_short": _isolated(views.authors_in_short),
            "authors_in_full": _isolated(views.authors_in_full),
            "citation_label": _isolated(views.citation_label),
            "bibtex": render_bibtex,
            "dump_file": DUMP,
            "schema_file": SCHEMA,
            "shape_marks": shape,
            "draw_census": draw_census,
            "draw_claim": draw_claim,
            "draw_evidence": draw_evidence,
            "draw_neighbourhood": draw_neighbourhood,
            "draw_structures": draw_structures,
            "draw_timeline": draw_timeline,
        },
        filters={
            "isolate": isolate,
            "plural": plural,
            "shorten": views.shorten,
            "with_cuts": with_cuts,
            "slug": slugify,
            "hours": views.reading_time,
        },
        wrappers={"_macros.work_row": _remembered, "_macros.claim_row": _remembered},
    )


class Pages:
    """All generated pages of a site."""

    def __init__(self, graph: Graph, site: Site) -> None:
        self.graph = graph
        self.site = site
        self.rows: dict[Hashable, str] = {}

    def plan(self) -> dict[str, PagePlan]:
        """Every page by name, the home page first; nothing is rendered yet."""
        plans = (*self._lists(), *self._entries(), *self._groups())
        return {plan.name: plan for plan in plans}

    @functools.cached_property
    def generated(self) -> GeneratedPages:
        """The names of all pages, before any is planned."""
        graph = self.graph
        entries: dict[str, Collection[str]] = {
            "papers": {work.id for work in graph.papers},
            "essays": {work.id for work in graph.essays},
            "claims": graph.claims,
            "paths": graph.paths,
        }
        return GeneratedPages(graph.themes, entries, self.names)

    def names(self) -> list[str]:
        """The names of all pages, in the order of `plan`."""
        graph = self.graph
        entries = [f"{work.folder}/{work.id}" for work in graph.works.values()]
        entries += [f"claims/{entry_id}" for entry_id in graph.claims]
        entries += [f"paths/{entry_id}" for entry_id in graph.paths]
        return list(dict.fromkeys([*self._list_plans, *entries, *self._group_plans]))

    @property
    def list_names(self) -> list[str]:
        """The names of the pages that the navigation may contain, in the order of `plan`."""
        return [name for name, plan in self._list_plans.items() if not plan.is_entry_like]

    def find(self, name: str) -> PagePlan | None:
        """The plan of the page of this name, without those of all entries; None for no page."""
        graph = self.graph
        folder, _, entry_id = name.rpartition("/")
        if folder in ("authors", "years", "tags") and name in self._group_plans:
            return self._group_plans[name]
        work = graph.works.get(entry_id)
        if work and folder == work.folder:
            return self._work_page(work, "essay" if folder == "essays" else "paper")
        if folder == "claims" and entry_id in graph.claims:
            return self._claim_page(graph.claims[entry_id])
        if folder == "paths" and entry_id in graph.paths:
            return self._path_page(graph.paths[entry_id])
        return self._list_plans.get(name)

    @functools.cached_property
    def _list_plans(self) -> dict[str, PagePlan]:
        return {plan.name: plan for plan in self._lists()}

    @functools.cached_property
    def _group_plans(self) -> dict[str, PagePlan]:
        return {plan.name: plan for plan in self._groups()}

    def render(self, name: str) -> Page:
        """The page of this name. Raises `KeyError` for an unknown one."""
        return self.plan()[name].render()

    # One generator per group of pages, in the order of the navigation.

    def _lists(self) -> Iterator[PagePlan]:
        """The lists, without those that would be empty.

        Templates link to a list page under the condition under which it is planned here.
        """
        graph = self.graph
        yield self._page("index", "home", self.site.name, self.site.description)
        yield from self._themes()
        if graph.papers:
            yield self._papers()
        yield from self._browse()
        if graph.structures or graph.has_lineage:
            yield self._structures()
        if graph.years:
            yield self._page("years/index", "years", "Years", "The works on the list, by year.")
        if graph.authors:
            yield self._page(
                "authors/index", "authors", "Authors", "Everyone with a work on the list."
            )
        if graph.tags:
            yield self._page("tags/index", "tags", "Tags", "The keywords of the entries.")
        yield from self._claims()
        yield from self._coverage()
        yield self._page("reading", "reading", "My reading", "What you marked on this site.")
        if graph.paths:
            yield self._page(
                "paths/index",
                "paths",
                "Reading paths",
                "Ordered reading, with a reason for each step.",
            )
        if graph.essays:
            yield self._page(
                "essays/index", "essays", "Essays", "The essays that the list is curated from."
            )

    def _themes(self) -> Iterator[PagePlan]:
        for theme_id, node in self.graph.themes.items():
            outline = [
                Outline(child.section.id, child.title)
                for child in node.sections
                if child.section and child.has_entries
            ]
            if node.own_works or node.own_claims:
                outline.insert(0, Outline("whole-theme", views.whole_theme(node)))
            if any(is_arguable(claim) for claim in node.claims):
                outline.append(Outline("evidence-map", "Evidence map"))
            yield self._page(
                f"themes/{theme_id}",
                "theme",
                node.theme.title,
                node.theme.lead,
                outline,
                node=node,
            )

    def _papers(self) -> PagePlan:
        years = views.by_year(self.graph)
        outline = [
            Outline(f"y{year or '-undated'}", f"{year or 'Undated'}") for year, _, _ in years
        ]
        count = len(self.graph.papers)
        title, description = "All works", f"{plural(count, 'work')} on the list, by year."
        if count > 1 and any(work.type in _PAPERS for work in self.graph.papers):
            title = "All papers and other works"
            description = f"The {count} papers and other works on the list, by year."
        return self._page(
            "papers/index",
            "papers",
            title,
            description,
            outline,
            years=years,
        )

    def _structures(self) -> PagePlan:
        title = "Structures and their development"
        description = "The structures on the list, and the work that develops them."
        if not self.graph.structures:
            title, description = "Lineage", "The works on the list, and what was built on them."
        return self._page(
            "structures",
            "structures",
            title,
            description,
            [
                Outline(work.id, views.titled(work, views.short_title(work)))
                for work in self.graph.structures
            ],
        )

    def _claims(self) -> Iterator[PagePlan]:
        """The lists of claims: all of them, the contested ones, questions and predictions.

        A list without any claim is left out.
        """
        everything = tuple(ClaimKind)
        claims_in_order = self.graph.claims_of_kind(*everything)
        if not claims_in_order:
            return
        contested = [c for c in claims_in_order if c.standing is Standing.CONTESTED]
        for name, kind, title, description, wanted, claims in (
            (
                "claims/index",
                "claims",
                "All claims",
                f"Every {views.spoken_kinds(claims_in_order)} of the essays.",
                everything,
                claims_in_order,
            ),
            (
                "contested",
                "contested",
                "Contested claims",
                "Claims with evidence on both sides.",
                (ClaimKind.CLAIM,),
                contested,
            ),
            (
                "questions",
                "claims",
                "Open questions",
                "What the essays ask, and the answers so far.",
                (ClaimKind.QUESTION,),
                self.graph.claims_of_kind(ClaimKind.QUESTION),
            ),
            (
                "predictions",
                "predictions",
                "Predictions",
                "What the essays predicted, when it falls due, what happened.",
                (ClaimKind.PREDICTION,),
                self.graph.claims_of_kind(ClaimKind.PREDICTION),
            ),
        ):
            if not claims:
                continue
            outline = [Outline(essay.id, essay.title) for essay, _ in views.by_essay(claims)]
            if kind == "predictions":
                outline.insert(0, Outline("scoreboard", "Scoreboard"))
            # An essay's own page has all of its claims, but does not list its questions separately.
            shown = views.the_most_telling(claims) if name == "claims/index" else claims
            yield self._page(
                name, kind, title, description, outline, claims=claims, wanted=wanted, shown=shown
            )

    def _coverage(self) -> Iterator[PagePlan]:
        gaps = coverage(self.graph)
        # The pages of claims link to it.
        if not self.graph.claims and not any(gap.items for gap in gaps):
            return
        yield self._page(
            "coverage",
            "coverage",
            "Coverage",
            "What the list does not cover yet.",
            [Outline(gap.key, gap.title) for gap in gaps],
            gaps=gaps,
        )

    def _browse(self) -> Iterator[PagePlan]:
        """The plain list of all entries, page by page; the script filters it."""
        items = entries_in_order(self.graph)
        pages = max(1, -(-len(items) // PER_PAGE))
        for number in range(1, pages + 1):
            title = "Browse" if number == 1 else f"Browse, page {number}"
            yield self._page(
                BROWSE if number == 1 else f"browse/{number}",
                "browse" if number == 1 else "browse-page",
                title,
                f"Every entry, by {self._spoken_facets}.",
                items=items[(number - 1) * PER_PAGE : number * PER_PAGE],
                number=number,
                pages=pages,
                total=len(items),
            )

    @functools.cached_property
    def _spoken_facets(self) -> str:
        graph = self.graph
        facets = {
            "theme": graph.themes,
            "kind": graph.essays or graph.claims,
            "year": graph.years,
            "author": graph.authors,
            "tag": graph.tags,
            "verdict": graph.claims,
        }
        return views.join_words([word for word, values in facets.items() if values] or ["title"])

    def row_renderer(self) -> Callable[[Findable], str]:
        """A function that makes the row of a search result, as it stands on the browsing page."""
        view = View(self.graph, self.site.urls, BROWSE, rows=self.rows)
        render = _templates()["row"]
        return lambda item: render({"v": view, "graph": self.graph, "one": item}).strip()

    def plain_renderer(self) -> Callable[[str], str]:
        """A function that makes plain text of Markdown, with titles in the place of citations."""
        return View(self.graph, self.site.urls, BROWSE, rows=self.rows).plain

    def _entries(self) -> Iterator[PagePlan]:
        for work in self.graph.works.values():
            kind = "essay" if work.folder == "essays" else "paper"
            yield self._work_page(work, kind)
        for claim in self.graph.claims.values():
            yield self._claim_page(claim)
        for path in self.graph.paths.values():
            yield self._path_page(path)

    def _groups(self) -> Iterator[PagePlan]:
        for slug, author in self.graph.authors.items():
            title = author.name.display
            yield self._page(
                f"authors/{slug}",
                "author",
                title,
                f"Works of {title} on the list.",
                author=author,
            )
        for year, works in self.graph.years.items():
            yield self._page(
                f"years/{year}",
                "year",
                f"{year}",
                f"Works of {year} on the list.",
                year=year,
                works=works,
            )
        for tag, items in self.graph.tags.items():
            yield self._page(
                f"tags/{slugify(tag)}",
                "tag",
                tag,
                f"Entries with the tag {tag}.",
                tag=tag,
                items=items,
            )

    def _path_page(self, path: ReadingPath) -> PagePlan:
        return self._page(
            f"paths/{path.id}",
            "path",
            path.title,
            path.entry.lead,
            [Outline("steps", "Steps")],
            source=self.graph.library.path_of(path.id),
            path=path,
        )

    def _work_page(self, work: Work, kind: str) -> PagePlan:
        graph = self.graph
        outline = []
        if kind == "essay":
            outline = [
                Outline(f"section-{i}", section.title)
                for i, section in enumerate(graph.sections.get(work.id, ()), 1)
                if views.is_shown(graph, section)
            ]
        else:
            if work.abstract:
                outline.append(_ABSTRACT)
            if graph.claims_on.get(work.id):
                outline.append(Outline("claims", views.claims_heading(graph, work)))
            if graph.builds_on(work) or graph.developed_by.get(work.id):
                outline.append(_LINEAGE)
        outline.append(_CITE)
        void = f"{work.void_word.capitalize()}. " if work.is_void else ""
        return self._page(
            f"{work.folder}/{work.id}",
            kind,
            views.titled(work),
            void + work.entry.takeaway,
            outline,
            source=graph.library.path_of(work.id),
            work=work,
        )

    def _claim_page(self, claim: Claim) -> PagePlan:
        outline = [_SOURCE, _OUTCOME, _EVIDENCE] if claim.outcome else [_SOURCE, _EVIDENCE]
        if claim.relations:
            outline.append(_RELATIONS)
        disagreement = read_to_disagree(claim)
        if claim.has_sides:
            outline.append(_DISAGREE)
        return self._page(
            f"claims/{claim.id}",
            "claim",
            claim.title,
            _description(claim),
            outline,
            source=self.graph.library.path_of(claim.id),
            claim=claim,
            disagreement=disagreement,
        )

    def _page(  # noqa: PLR0913 - the parts of a page
        self,
        name: str,
        template: str,
        title: str,
        description: str,
        outline: list[Outline] | tuple[Outline, ...] = (),
        *,
        source: str | None = None,
        work: Work | None = None,
        **context: Any,
    ) -> PagePlan:
        def render() -> Page:
            view = View(self.graph, self.site.urls, name, rows=self.rows)
            body = _templates()[template.removesuffix("-page")](
                {
                    "v": view,
                    "graph": self.graph,
                    "site": self.site,
                    "title": title,
                    "outline": outline,
                    "forge": self.site.forge,
                    "page_url": self.site.urls.url(name),
                    "source": source,
                    "work": work,
                    **context,
                }
            )
            # Markdown without a word, such as a rule, leaves nothing; the theme would then show the
            # description of the whole site.
            plain = view.plain(description) or title
            head = self.site.head(name, title, plain)
            if work is not None:
                head += render_work_head(work)
            return Page(name, title, plain, body.strip(), tuple(outline), source, head)

        is_entry_like = template in _ENTRY_LIKE
        return PagePlan(name, template, title, tuple(outline), source, is_entry_like, render)
