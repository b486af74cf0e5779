"""Headings of Markdown pages that lead to themselves.

Python-Markdown's `permalink` puts a link of one sign, `¶`, behind a heading, which screen readers
read as part of its name. Here the heading's own text becomes the link; the stylesheet draws the
sign beside it.
"""

import re

_PERMALINK = re.compile(r'<a class="headerlink" href="#([^"<>]*)"[^<>]*>[^<>]*</a>(?=</h[1-6]>)')


def link_headings(html: str) -> str:
    """The HTML with each heading's text as the link to it, in place of a link behind it.

    A heading in whose text there is a link already only loses the sign: links hold no links.
    """
    parts: list[str] = []
    done = 0
    for link in _PERMALINK.finditer(html):
        level = html[link.end() + len("</h")]
        start = html.rfind(f"<h{level}", done, link.start())
        text_start = html.find(">", start, link.start()) + 1 if start >= 0 else 0
        if not text_start:
            continue
        text = html[text_start : link.start()].rstrip()
        if "<a " not in text:
            text = f'<a class="toclink" href="#{link[1]}">{text}</a>'
        parts += (html[done:text_start], text)
        done = link.end()
    return "".join([*parts, html[done:]])
