"""Search: Pagefind's index over the articles for the published site, a light one for `serve`."""

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape, unescape
from pathlib import Path

from readinglist.errors import ToolError
from readinglist.pages.render import SearchFacts

#: Where the light index stands in the site of `serve`.
LIGHT_INDEX = "readinglist-search.json"


# Pagefind's own user interfaces; the site has another.
_UNUSED = ("pagefind-*ui.*", "pagefind-highlight.js")


@dataclass(frozen=True, slots=True)
class Article:
    """What is searched of a page: its file and address, its title, its body as HTML."""

    file: str
    url: str
    title: str
    body: str
    facts: SearchFacts


# Marks and permalinks would only clutter the excerpts.
_IGNORED = re.compile(r'class="(?=headerlink"|rl-row__marks"|rl-kicker"|rl-export"|rl-contribute")')
_IGNORE = 'data-pagefind-ignore class="'


def _as_html(article: Article) -> str:
    """A page that holds the article alone, with its facts in Pagefind's attributes."""
    facts = article.facts
    meta = "".join(
        f'<i data-pagefind-meta="{name}">{escape(value)}</i>'
        for name, value in (("kind", facts.kind), ("year", facts.year))
        if value
    )
    return (
        f'<!doctype html><html lang="en"><head><title>{escape(article.title)}</title></head><body>'
        f"<div hidden>{meta}</div>"
        f'<h1 data-pagefind-meta="title" hidden>{escape(article.title)}</h1>'
        f"<main data-pagefind-body>{_IGNORED.sub(_IGNORE, article.body)}</main></body></html>"
    )


def write_index(articles: Iterable[Article], site: Path) -> int:
    """Build Pagefind's index of the articles in `site/pagefind`; the number of articles.

    Raises `ToolError` when Pagefind is missing or fails.
    """
    count = 0
    with tempfile.TemporaryDirectory(prefix="readinglist-") as folder:
        for article in articles:
            file = Path(folder, article.file)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(_as_html(article), encoding="utf-8")
            count += 1
        command = [
            sys.executable, "-m", "pagefind", "--site", folder,
            "--output-path", str(site / "pagefind"), "--force-language", "en", "--quiet",
        ]  # fmt: skip
        try:
            result = subprocess.run(  # noqa: S603 - a fixed command
                command, capture_output=True, text=True, check=False
            )
        except OSError as error:
            raise ToolError(f"Pagefind could not be started: {error.strerror}") from error
        if result.returncode:
            raise ToolError(
                f"Pagefind failed: {(result.stderr or result.stdout).strip()}",
                "Install it with: pip install 'pagefind[extended]'",
            )
    for name in _UNUSED:
        for file in (site / "pagefind").glob(name):
            file.unlink()
    return count


_TAG = re.compile(r"<[^>]*>")


def render_light_index(articles: Iterable[Article]) -> str:
    """The articles as JSON: a list of `[url, title, kind, year, text]`."""
    rows = [
        [
            article.url,
            article.title,
            article.facts.kind,
            article.facts.year,
            " ".join(unescape(_TAG.sub(" ", article.body)).split())[:2000],
        ]
        for article in articles
    ]
    return json.dumps(rows, ensure_ascii=False)
