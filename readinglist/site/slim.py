"""Pages without the white space that the theme's templates leave behind.

The theme writes more line breaks and indents than text. Where text is not preformatted a browser
shows a run of white space as one space (https://www.w3.org/TR/css-text-3/#white-space-phase-1), so
that one is left of each; in the head, of which nothing is shown, none. Whether an element stands in
a line or begins one is for stylesheets to say, and nothing is taken for granted about that. The
article is left as it is but for its end, and so are attributes, scripts and comments within them.
"""

import re

_TOKEN = re.compile(
    r"<!--.*?-->"
    r"|<(?P<raw>pre|script|style|svg|template|textarea|title)\b.*?</(?P=raw)>"
    r"|<(?P<tag>/?[a-zA-Z][\w-]*)(?P<attributes>(?:\"[^\"]*\"|'[^']*'|[^'\">])*)>"
    r"|<![^>]*>",
    re.DOTALL,
)
_QUOTED_OR_SPACE = re.compile(r"(\"[^\"]*\"|'[^']*')|\s+")
_SPACE = re.compile(r"[ \t\n\r\f]+")
_ARTICLE = re.compile(r"<article\b.*</article>", re.DOTALL)
_END_OF_ARTICLE = re.compile(r"[ \t\n\r\f]+(?=</article>\Z)")
_HEAD = re.compile(r"\A.*?</head>\s*(?=<body\b)", re.DOTALL)


def slim(html: str) -> str:
    """The page as a browser shows it, in fewer bytes. Slimming twice changes nothing more."""
    head = _HEAD.match(html)
    start = head.end() if head else 0
    article = _ARTICLE.search(html, start)
    cut = slice(*article.span()) if article else slice(len(html), len(html))
    return (
        _fold(html[:start], "") + _fold(html[start : cut.start], " ")
        + _END_OF_ARTICLE.sub(" ", html[cut]) + _fold(html[cut.stop :], " ")
    )  # fmt: skip


def _fold(html: str, space: str) -> str:
    """The HTML with `space` for every run of white space between tags and in text."""
    html = _TOKEN.sub(lambda one: "" if one[0].startswith("<!--") else one[0], html)
    parts: list[str] = []
    end = 0
    for match in _TOKEN.finditer(html):
        parts.append(_SPACE.sub(space, html[end : match.start()]))
        parts.append(_slim_tag(match) if match["tag"] else match[0])
        end = match.end()
    return "".join([*parts, _SPACE.sub(space, html[end:])])


def _slim_tag(match: re.Match[str]) -> str:
    attributes = _QUOTED_OR_SPACE.sub(lambda one: one[1] or " ", match["attributes"]).rstrip()
    return f"<{match['tag']}{attributes}>"
