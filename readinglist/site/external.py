"""Inline scripts and styles of the theme, put into files.

A site whose host sends `script-src 'self'; style-src 'self'` runs no script that stands in a page,
whoever wrote it. The theme's stand in its pages, and are made of its settings; so each becomes a
file, named after its content, which the page then loads. That is done to what the theme renders
around an article, never to an article: what somebody wrote into a text must not be let in by this.
"""

import re
from hashlib import blake2b

FOLDER = "assets/readinglist/inline"
# Where something begins that ends at its own end; in all but the last two nothing runs.
_OPENING = re.compile(
    r"<(?P<tag>!--|(?:template|textarea|title|pre|svg|script|style)\b)(?P<attributes>[^<>]*)"
)
# A type that is no script's is data.
_LOADED_OR_DATA = re.compile(r"\ssrc\s*=|\stype\s*=\s*(?![\"']?(?:text/javascript|module)\b)")
_ARTICLE, _ARTICLE_END = "<article", "</article>"


def put_out(html: str, root: str) -> tuple[str, dict[str, str]]:
    """The page with its inline scripts and styles in files: those files, by name, as texts.

    `root` leads from the page to the root of the site, with a slash at its end. What stands after
    the article waits until the page has been read (`defer`), as it has been by then.
    """
    files: dict[str, str] = {}

    def place(text: str, ending: str) -> str:
        name = f"{FOLDER}/{blake2b(text.encode(), digest_size=8).hexdigest()}.{ending}"
        files[name] = text
        return f"{root}{name}"

    def move(tag: str, attributes: str, text: str, wait: str) -> str:
        if tag == "style":
            return f'<link rel="stylesheet"{attributes} href="{place(text, "css")}">'
        return f'<script{attributes}{wait} src="{place(text, "js")}"></script>'

    def moved(part: str, wait: str) -> str:
        parts: list[str] = []
        done = 0
        while opening := _OPENING.search(part, done):
            tag, attributes = opening["tag"], opening["attributes"]
            ending = "-->" if tag == "!--" else f"</{tag}>"
            end = part.find(ending, opening.end())
            if end < 0:
                break
            text = part[opening.end() + 1 : end]
            runs = tag in ("script", "style") and part[opening.end() : opening.end() + 1] == ">"
            parts.append(part[done : opening.start()])
            if runs and text.strip() and not _LOADED_OR_DATA.search(attributes):
                parts.append(move(tag, attributes, text, wait))
            else:
                parts.append(part[opening.start() : end + len(ending)])
            done = end + len(ending)
        return "".join([*parts, part[done:]])

    start = html.find(_ARTICLE)
    stop = html.rfind(_ARTICLE_END)
    if not 0 <= start < stop:
        return moved(html, ""), files
    stop += len(_ARTICLE_END)
    return moved(html[:start], "") + html[start:stop] + moved(html[stop:], " defer"), files
