"""The pages of a built list as Markdown, for generators that start from Markdown.

The text, headings, lists, tables and links of every page are kept; pictures, export links and
anything filled in by scripts are left out, so that the others have less to do rather than more.
"""

import html
import json
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_ARTICLE = re.compile(r"<article[^>]*>(.*)</article>", re.DOTALL)
_LEFT_OUT = re.compile(
    r"<(figure|svg|script|style|form|template|button|nav)\b.*?</\1>"
    r'|<a [^>]*class="(?:headerlink|md-content__button)[^>]*>.*?</a>'
    r'|<(p|div) class="rl-(?:export|contribute|marking)[^>]*>.*?</\2>'
    r'|<span class="Z3988"[^>]*></span>|<!--.*?-->',
    re.DOTALL,
)
_TOKEN = re.compile(r"<(/?)([a-z][a-z0-9]*)([^>]*)>|([^<]+)|<")
_ATTRIBUTE = re.compile(r'(href|class)="([^"]*)"')
_SPECIAL = re.compile(r"([\\`*_\[\]<>#|$~])")
_SPACES = re.compile(r"[ \t\n]+")
_BLOCKS = frozenset("p div section header footer details summary dl address h1 h2 h3 h4".split())
_META = re.compile(r'<meta name="(citation_[a-z_]+|description)" content="([^"]*)">')
_TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)


@dataclass(frozen=True)
class Sheet:
    """A page: its name (`papers/x`), title, front matter, Markdown, and raw HTML."""

    name: str
    title: str
    meta: list[tuple[str, str]]
    markdown: str
    article: str

    @property
    def is_index(self) -> bool:
        """Whether the page is its folder's index."""
        return self.name == "index" or self.name.endswith("/index")


def read_sheets(site: Path, *, base: str, by_file: bool) -> Iterator[Sheet]:
    """The list's own pages in a built site at the address `base`, without hand-written ones.

    With `by_file` links go to Markdown files, as MkDocs requires, otherwise to addresses.
    """
    for file in sorted(site.rglob("index.html")):
        folder = file.parent.relative_to(site).as_posix()
        if folder == "about":
            continue
        text = file.read_text("utf-8")
        match = _ARTICLE.search(text)
        if not match:
            continue
        name = "index" if folder == "." else folder
        if (file.parent / "index.html").is_file() and _has_pages_below(file.parent):
            name = "index" if folder == "." else f"{folder}/index"
        yield _sheet(name, folder, text, match[1], by_file=by_file, site=site, base=base)


def _has_pages_below(folder: Path) -> bool:
    return any(item.is_dir() for item in folder.iterdir())


def _sheet(  # noqa: PLR0913 - the parts of a page and how links are spelt
    name: str, folder: str, text: str, article: str, *, by_file: bool, site: Path, base: str
) -> Sheet:
    article = _LEFT_OUT.sub("", article)
    meta = [(key, html.unescape(value)) for key, value in _META.findall(text)]
    found = _TITLE.search(text)
    title = html.unescape(found[1]).rpartition(" - ")[0] if found else name
    links = _Links(folder, site, base) if by_file else None
    return Sheet(name, title or "Home", meta, _Markdown(links).convert(article), article)


class _Links:
    """Addresses within the site as paths of Markdown files."""

    def __init__(self, folder: str, site: Path, base: str) -> None:
        self.folder = folder
        self.site = site
        self.base = base
        self.here = "" if _has_pages_below(site / folder) else posixpath.dirname(folder)
        if _has_pages_below(site / folder):
            self.here = folder

    def spell(self, href: str) -> str:
        """The path of the file at the address; an address on another site is unchanged."""
        path, mark, anchor = href.partition("#")
        if not path or ":" in path:
            return href
        target = posixpath.normpath(posixpath.join(self.folder, path))
        if not (self.site / target / "index.html").is_file():
            return f"{self.base}{target}"
        file = f"{target}/index.md" if _has_pages_below(self.site / target) else f"{target}.md"
        return posixpath.relpath(file, self.here or ".") + mark + anchor


class _Markdown:
    """Markdown blocks, built from tags and texts in order."""

    def __init__(self, links: _Links | None) -> None:
        self.links = links
        self.blocks: list[str] = []
        self.inline: list[str] = []
        self.prefixes: list[str] = []
        self.bullets: list[str] = []
        self.hrefs: list[str] = []
        self.rows: list[str] = []
        self.heads = 0

    def convert(self, article: str) -> str:
        position = 0
        while match := _TOKEN.match(article, position):
            position = match.end()
            slash, tag, attributes, text = match.groups()
            if tag == "pre" and not slash:
                end = article.index("</pre>", position)
                self.flush()
                code = html.unescape(re.sub(r"<[^>]*>", "", article[position:end])).rstrip()
                self.block(f"```bibtex\n{code}\n```" if "@" in code[:1] else f"```\n{code}\n```")
                position = end + 6
            elif tag:
                (self.close if slash else self.open)(tag, attributes)
            elif text:
                self.inline.append(_escape(_SPACES.sub(" ", html.unescape(text))))
        self.flush()
        return "\n\n".join(self.blocks) + "\n"

    def block(self, text: str) -> None:
        """Add a block at the current nesting of lists and quotations."""
        first = "".join(self.prefixes[:-1]) + self.bullets.pop() if self.bullets else None
        prefix = "".join(self.prefixes)
        lines = text.split("\n")
        rest = [f"{prefix}{line}".rstrip() for line in lines]
        if first is not None:
            rest[0] = f"{first}{lines[0]}"
        self.blocks.append("\n".join(rest))

    def flush(self, before: str = "") -> None:
        text = "".join(self.inline).strip()
        self.inline = []
        if text:
            self.block(before + _SPACES.sub(" ", text))

    def separate(self) -> None:
        """Separate a chip from the text before it."""
        if self.inline and not self.inline[-1].rstrip().endswith("·"):
            self.inline.append(" · ")

    def open(self, tag: str, attributes: str) -> None:
        if tag == "a":
            values = dict(_ATTRIBUTE.findall(attributes))
            href = html.unescape(values.get("href", ""))
            if "rl-chip" in values.get("class", ""):
                self.separate()
            self.hrefs.append(self.links.spell(href) if self.links and href else href)
            self.inline.append("[" if href else "")
        elif tag == "span" and 'class="rl-chip' in attributes:
            self.separate()
        elif tag in {"strong", "dt"}:
            self.flush() if tag == "dt" else None
            self.inline.append("**")
        elif tag == "em":
            self.inline.append("*")
        elif tag in {"li", "blockquote"}:
            self.flush()
            if tag == "li":
                self.bullets.append("-   ")
            self.prefixes.append("    " if tag == "li" else "> ")
        elif tag in {"ul", "ol"} or tag in _BLOCKS:
            self.flush()
        elif tag == "table":
            self.flush()
            self.rows = []
        elif tag == "tr":
            self.rows.append("")
        elif tag == "br":
            self.inline.append(" ")

    def close(self, tag: str, _: str) -> None:
        if tag == "a":
            href = self.hrefs.pop() if self.hrefs else ""
            self.inline.append(f"]({href})" if href else "")
        elif tag in {"strong", "dt"}:
            self.inline.append("** " if tag == "dt" else "**")
        elif tag == "em":
            self.inline.append("*")
        elif tag in {"li", "blockquote"}:
            self.flush()
            if tag == "li" and self.bullets:
                self.bullets.pop()  # an item without text
            self.prefixes.pop()
        elif tag in {"th", "td"} and self.rows:
            self.rows[-1] += f"| {''.join(self.inline).strip()} "
            self.inline = []
        elif tag == "table":
            if self.rows:
                rule = "| --- " * self.rows[0].count("| ") + "|"
                lines = [f"{row}|" for row in self.rows]
                self.block("\n".join([lines[0], rule, *lines[1:]]))
            self.rows = []
        elif tag in {"h1", "h2", "h3", "h4"}:
            self.flush("#" * int(tag[1]) + " ")
        elif tag in _BLOCKS or tag in {"ul", "ol", "dd"}:
            self.flush()


def _escape(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text).replace("&", "&amp;")


def front_matter(sheet: Sheet) -> str:
    """The sheet's title and head as JSON, which is also YAML."""
    values = {
        "title": sheet.title,
        "description": next((value for key, value in sheet.meta if key == "description"), ""),
        "citation": [pair for pair in sheet.meta if pair[0] != "description"],
    }
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in values.items()]
    return "\n".join(["---", *lines, "---", "", ""])
