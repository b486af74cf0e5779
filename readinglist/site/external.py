"""Moves the theme's inline scripts and styles into files.

A site whose host sends `script-src 'self'; style-src 'self'` runs no inline scripts, whoever wrote
them. The theme has inline scripts that depend on its settings; so each is moved to a file named
after its content, which the page then loads. Only HTML that the theme renders around an article is
treated, never the article itself: scripts that somebody wrote into a text must not be enabled by
this.
"""

import re
from hashlib import blake2b

FOLDER = "assets/readinglist/inline"
# Elements that are skipped as a whole; in all but the last two nothing is executed.
_OPENING = re.compile(
    r"<(?P<tag>!--|(?:template|textarea|title|pre|svg|script|style)\b)(?P<attributes>[^<>]*)"
)
# A script with a non-script type is data.
_LOADED_OR_DATA = re.compile(r"\ssrc\s*=|\stype\s*=\s*(?![\"']?(?:text/javascript|module)\b)")
_ARTICLE, _ARTICLE_END = "<article", "</article>"


def put_out(html: str, root: str) -> tuple[str, dict[str, str]]:
    """Move the page's inline scripts and styles to files; also returns the files by name.

    `root` is the path from the page to the root of the site, with a trailing slash. Scripts after
    the article are deferred (`defer`), which matches when they ran before.
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
