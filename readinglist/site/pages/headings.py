"""Makes the headings of Markdown pages link to themselves.

Python-Markdown's `permalink` appends a link with the sign `¶` to a heading, which screen readers
read as part of its name. Here the heading's own text becomes the link; the stylesheet draws the
sign next to it.
"""

import re

_PERMALINK = re.compile(r'<a class="headerlink" href="#([^"<>]*)"[^<>]*>[^<>]*</a>(?=</h[1-6]>)')


def link_headings(html: str) -> str:
    """The HTML with each heading's text as the link to it, instead of a link after it.

    If the heading's text already contains a link, only the sign is removed: links cannot be nested.
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
