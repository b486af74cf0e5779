"""A second engine for builds: a few lines of plain HTML and Python-Markdown, without MkDocs."""

import logging
import re
from html import escape
from posixpath import dirname, join, normpath

from markdown import Markdown

from readinglist.site.builder import SiteBuilder
from readinglist.site.engine import MarkdownPage
from readinglist.site.pages.browse import Findable, Weight
from readinglist.site.pages.docs_links import CitationExtension
from readinglist.site.pages.forge_links import ForgeLinks
from readinglist.site.pages.render import Site
from readinglist.site.shell import Shell
from readinglist.site.site_plan import plan_site

SOURCES = "https://forge.example/list/edit/main/"
URL = "https://plain.example/list/"
SITE = Site("Plain", "A list.", url=URL, forge=ForgeLinks(edit_base=SOURCES))


class PlainEngine:
    """Plain HTML around every page, and docs/ by Python-Markdown; no theme and no MkDocs."""

    edit_base = SOURCES

    def __init__(self, plan, docs):
        self.plan = plan
        self.urls = plan.site.urls
        self.twins = {}
        self.written = {"assets/readinglist/plain.css": "body { max-width: 40em }\n"}
        self.pages = []
        for file in sorted(docs.rglob("*")):
            source = file.relative_to(docs).as_posix()
            if file.suffix == ".md":
                self._render(self._name(source), source, file.read_text("utf-8"))
            elif file.is_file():
                self.written[source] = file.read_bytes()

    def _name(self, source):
        return re.sub(r"(^|/)README$", r"\1index", source.removesuffix(".md"))

    def _render(self, name, source, text):
        citations = CitationExtension(lambda: self.plan.view(name))
        markdown = Markdown(
            extensions=["toc", "tables", "attr_list", "pymdownx.superfences", citations]
        )
        body = markdown.convert(text)

        def lead(match):
            target = normpath(join(dirname(source), match[2]))
            if target.endswith(".md"):
                way = self.urls.base(name) + self.urls.url(self._name(target))
            else:
                way = self.urls.base(name) + target
            return f'{match[1]}="{way}{match[3] or ""}"'

        body = re.sub(r'\b(href|src)="(?!https?:)([^"#]*\.(?:md|png))(#[^"]*)?"', lead, body)
        title = re.search("<h1[^>]*>(.*?)</h1>", body)[1]
        found = Findable(name, title, "Page", "", ((Weight.TITLE, title),))
        self.pages.append(MarkdownPage(self.urls.url(name), found))
        head = self.plan.site.head(name, title, "")
        page = [self._before(name), escape(title), "</title>", head, "</head><body>", body]
        self.written[self.urls.file(name)] = "".join([*page, "</body></html>\n"])

    def _before(self, name):
        style = f"{self.urls.base(name)}assets/readinglist/plain.css"
        return (
            f'<!doctype html><html lang="en"><head><meta charset="utf-8">'
            f'<link rel="stylesheet" href="{style}"><title>'
        )

    def shell(self, shape):
        place, has_outline, has_edit_link = shape
        plans = self.plan.shapes(with_edit_links=True)
        name = plans[shape].name
        assert place in (name, dirname(name))
        description = '</title><meta name="description" content="'
        home = f'<nav><a href="{self.urls.base(name)}{self.urls.url("index")}">Home</a>'
        pieces = [self._before(name), "title", description, "description", '">', "head"]
        pieces += ["</head><body>", "body", home]
        if has_outline:
            pieces += ["toc", ""]
        if has_edit_link:
            pieces[-1] += '<a href="'
            pieces += ["edit", '">Edit</a>']
        pieces[-1] += "</nav></body></html>\n"
        return Shell(tuple(pieces), ('<a href="#', "anchor", '">', "heading", "</a>"), "\n")

    def twin(self, name):
        return self.twins.get(name)

    def markdown_pages(self):
        return self.pages

    def files(self):
        return self.written

    def has_file(self, name):
        return name in self.written


def begin(project, folder):
    """A builder that has its turn, with the plan and the engine of the project's site."""
    builder = SiteBuilder(project, folder, logging.getLogger("test"))
    builder.take_turn(1)
    plan = plan_site(project, SITE)
    return builder, plan, PlainEngine(plan, project / "docs")


def build(project, folder):
    """Build the project's site into the folder; returns its plan."""
    builder, plan, engine = begin(project, folder)
    builder.begin(plan, engine)
    builder.write()
    builder.publish()
    return plan
