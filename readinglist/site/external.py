"""Inline scripts and styles of the theme, put into files.

A site whose host sends `script-src 'self'; style-src 'self'` runs no script that stands in a page,
whoever wrote it. The theme's stand in its pages, and are made of its settings; so each becomes a
file, named after its content, which the page then loads. That is done to what the theme renders
around an article, never to an article: what somebody wrote into a text must not be let in by this.
"""

import re
from hashlib import blake2b

FOLDER = "assets/readinglist/inline"
_INLINE = re.compile(
    # In these nothing runs as the page is read.
    r"<!--.*?-->|<(?P<quiet>template|textarea|title|pre|svg)\b.*?</(?P=quiet)>"
    r"|<(?P<tag>script|style)(?P<attributes>(?:\s[^>]*)?)>(?P<text>.*?)</(?P=tag)>",
    re.DOTALL,
)
# A type that is no script's is data.
_LOADED_OR_DATA = re.compile(r"\ssrc\s*=|\stype\s*=\s*(?![\"']?(?:text/javascript|module)\b)")
_ARTICLE = re.compile(r"<article\b.*</article>", re.DOTALL)


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

    def move(match: re.Match[str], wait: str) -> str:
        tag, attributes, text = match["tag"], match["attributes"], match["text"]
        if not tag or _LOADED_OR_DATA.search(attributes) or not text.strip():
            return match[0]
        if tag == "style":
            return f'<link rel="stylesheet"{attributes} href="{place(text, "css")}">'
        return f'<script{attributes}{wait} src="{place(text, "js")}"></script>'

    article = _ARTICLE.search(html)
    start, stop = article.span() if article else (len(html), len(html))
    before = _INLINE.sub(lambda match: move(match, ""), html[:start])
    after = _INLINE.sub(lambda match: move(match, " defer"), html[stop:])
    return before + html[start:stop] + after, files
