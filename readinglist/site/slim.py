"""Pages without the white space that the theme's templates leave behind.

The theme writes more line breaks and indents than text. Outside of the article, white space that no
browser shows is taken out: rules of https://www.w3.org/TR/css-text-3/#white-space-phase-1 for text
that is not preformatted. The article itself is left as it is, and so are attributes.
"""

import re

_RAW = "pre|script|style|svg|template|textarea|title"
_TOKEN = re.compile(
    rf"<!--(?!\[if).*?-->|<(?P<raw>{_RAW})\b.*?</(?P=raw)>|<(?P<tag>/?[a-zA-Z][\w-]*)"
    r"(?P<attributes>(?:\"[^\"]*\"|'[^']*'|[^'\">])*)>|<![^>]*>",
    re.DOTALL,
)
_ATTRIBUTE_SPACE = re.compile(r"(\"[^\"]*\"|'[^']*')|\s+")
_SPACE = re.compile(r"[ \t\n\r\f]+")
_ARTICLE = re.compile(r"<article\b.*</article>", re.DOTALL)
#: Elements beside which white space is never shown, as they begin and end a line or show nothing.
_BLOCKS = frozenset(
    "article aside body dd dialog div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 head"
    " header hr html li link main meta nav ol p pre script section style table tbody td th thead"
    " title tr ul".split()
)


def slim(html: str) -> str:
    """The page as a browser shows it, in fewer bytes. Slimming twice changes nothing more."""
    article = _ARTICLE.search(html)
    if article is None:
        return _slim(html)
    # The article's tags stand on both sides, so that the space beside them goes as well.
    before = _slim(f"{html[: article.start()]}<article>").removesuffix("<article>")
    after = _slim(f"</article>{html[article.end() :]}").removeprefix("</article>")
    return f"{before}{article[0]}{after}"


def _slim(html: str) -> str:
    html = _TOKEN.sub(lambda one: "" if one[0].startswith("<!--") else one[0], html)
    parts: list[str] = []
    end, beside_block = 0, True
    for match in _TOKEN.finditer(html):
        name = (match["raw"] or match["tag"] or "").removeprefix("/").lower()
        is_block = not name or name in _BLOCKS
        parts.append(_fold(html[end : match.start()], beside_block, is_block))
        parts.append(_slim_tag(match) if match["tag"] else match[0])
        end, beside_block = match.end(), is_block
    return "".join([*parts, _fold(html[end:], beside_block, True)])


def _fold(text: str, is_after_block: bool, is_before_block: bool) -> str:
    text = _SPACE.sub(" ", text)
    if is_after_block:
        text = text.removeprefix(" ")
    return text.removesuffix(" ") if is_before_block else text


def _slim_tag(match: re.Match[str]) -> str:
    attributes = _ATTRIBUTE_SPACE.sub(lambda one: one[1] or " ", match["attributes"]).rstrip()
    return f"<{match['tag']}{attributes}>"
