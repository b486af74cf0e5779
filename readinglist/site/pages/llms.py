"""`llms.txt`: an overview of the site for language models (llmstxt.org).

A Markdown file at the site's root: the list's name, a summary, then links in sections, the last of
which, *Optional*, may be skipped if space is short.
"""

from collections.abc import Iterator

from readinglist.entry.vocabulary import Standing
from readinglist.graph.graph import Graph
from readinglist.graph.verdicts import claims_resting_on, verdict, works_behind
from readinglist.site.exports.files import DUMP, SCHEMA, formats_of
from readinglist.site.pages.render import Pages, Site
from readinglist.site.pages.views import citation_label, titled
from readinglist.values.characters import clean

FILE = "llms.txt"
#: The most works and claims that are named; the rest is in the dump and on the list pages.
NAMED = 200
# Characters of Markdown links, images, code and HTML. Elements have no meaning in a text.
_MARKUP = str.maketrans({"[": "(", "]": ")", "`": "'", "<": "&lt;", "\\": "\\\\"})


def render_llms(graph: Graph, site: Site) -> str:
    """The content of the file. Addresses are absolute if the site's address is known."""
    sections = (
        ("Themes", _themes(graph, site)),
        ("Data", _data(graph, site)),
        ("Claims", _claims(graph, site)),
        ("Works", _works(graph, site)),
        ("Essays", _essays(graph, site)),
        ("Reading paths", _paths(graph, site)),
        ("Optional", _more(Pages(graph, site))),
    )
    parts = [f"# {_flat(site.name)}\n"]
    if site.description:
        parts.append(f"> {_flat(site.description)}\n")
    if graph.claims:
        parts.append(
            "A claim has evidence: works that support or oppose it, with a quote or a locator. Its "
            "standing (supported, opposed, contested, untested) follows from that evidence alone "
            "and says nothing about works that are not on the list.\n"
        )
    for title, lines in sections:
        items = [*lines]
        if items:
            parts.append("\n".join([f"## {title}\n", *items, ""]))
    return "\n".join(parts)


def _flat(text: str) -> str:
    """The text on one line, with nothing that Markdown could take for a link or HTML."""
    return " ".join(clean(text).split()).translate(_MARKUP)


def _link(site: Site, name: str, title: str, note: str = "") -> str:
    return _file(site, site.urls.url(name), title, note)


def _file(site: Site, file: str, title: str, note: str = "") -> str:
    line = f"- [{_flat(title)}]({site.url}{file})"
    return f"{line}: {_flat(note)}" if note else line


def _themes(graph: Graph, site: Site) -> Iterator[str]:
    for theme_id, node in graph.themes.items():
        yield _link(site, f"themes/{theme_id}", node.theme.title, node.theme.lead)


def _data(graph: Graph, site: Site) -> Iterator[str]:
    content = "works, claims, evidence, themes" if graph.claims else "works, themes"
    yield _file(site, DUMP, "The whole list as JSON", content)
    yield _file(site, SCHEMA, "JSON Schema of that file")
    for form in formats_of(graph, "all"):
        yield _file(site, form.file("all"), f"All works as {form.label}")


def _claims(graph: Graph, site: Site) -> Iterator[str]:
    if not graph.claims:
        return
    claims = sorted(
        graph.claims.values(),
        key=lambda claim: (
            claim.standing is not Standing.CONTESTED,
            -len(works_behind(claim)),
            claim.id,
        ),
    )
    rest = f"; named here: {NAMED}, contested ones first" if len(claims) > NAMED else ""
    yield _link(site, "claims/index", "All claims", f"{len(claims)} by essay{rest}")
    for claim in claims[:NAMED]:
        kind = claim.entry.kind
        said = verdict(claim) if kind == "claim" else f"{kind}, {verdict(claim)}"
        yield _link(site, f"claims/{claim.id}", claim.title, said)


def _works(graph: Graph, site: Site) -> Iterator[str]:
    if not graph.papers:
        return
    works = sorted(graph.papers, key=lambda work: (-len(claims_resting_on(graph, work)), work.id))
    rest = ""
    if len(works) > NAMED:
        chosen = f"the {NAMED} on which most claims rest" if graph.claims else f"{NAMED} of them"
        rest = f"; named here: {chosen}"
    apart = ", not counting the essays" if graph.essays else ""
    yield _link(site, "papers/index", "All works", f"{len(works)}{apart}, by year{rest}")
    for work in works[:NAMED]:
        label = citation_label(work)
        note = f"{label}. {work.entry.takeaway}" if label else work.entry.takeaway
        yield _link(site, f"papers/{work.id}", titled(work), note)


def _essays(graph: Graph, site: Site) -> Iterator[str]:
    for essay in graph.essays:
        yield _link(site, f"essays/{essay.id}", titled(essay), citation_label(essay))


def _paths(graph: Graph, site: Site) -> Iterator[str]:
    for path in graph.paths.values():
        yield _link(site, f"paths/{path.id}", path.title)


def _more(pages: Pages) -> Iterator[str]:
    for name, note in (
        ("contested", "evidence on both sides"),
        ("questions", ""),
        ("predictions", "with their outcomes"),
        ("structures", ""),
        ("coverage", "what the list does not cover yet"),
    ):
        if plan := pages.find(name):
            yield _link(pages.site, name, plan.title, note)
