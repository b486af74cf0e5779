"""Headings of Markdown pages that lead to themselves.

Python-Markdown's `permalink` puts a link of one sign, `¶`, behind a heading, which screen readers
read as part of its name. Here the heading's own text becomes the link; the stylesheet draws the
sign beside it.
"""

import re

_HEADING = re.compile(
    r'(?P<start><h(?P<level>[1-6])\b[^>]*\bid="(?P<id>[^"]+)"[^>]*>)(?P<text>.*?)'
    r'<a class="headerlink" href="#(?P=id)"[^>]*>[^<]*</a>(?P<end></h(?P=level)>)',
    re.DOTALL,
)


def link_headings(html: str) -> str:
    """The HTML with each heading's text as the link to it, in place of a link behind it.

    A heading in whose text there is a link already only loses the sign: links hold no links.
    """
    return _HEADING.sub(_linked, html)


def _linked(match: re.Match[str]) -> str:
    text = match["text"].rstrip()
    if "<a " not in text:
        text = f'<a class="toclink" href="#{match["id"]}">{text}</a>'
    return f"{match['start']}{text}{match['end']}"
