"""SVG as text: elements, and estimates of text widths.

Everything is escaped where it is put in. Lengths are pixels at the browser's usual text size; the
drawing as a whole is sized in rem, so that it grows with the text of the page.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import accumulate

from markupsafe import Markup

from readinglist.site.pages.escaping import as_markup, escape_text

#: Pixels per rem, as set by Material for MkDocs.
REM = 20
#: The font size of labels, in pixels.
TEXT = 12

# Advances in em, slightly more than those of Inter and Noto Sans, the widest fonts in the
# stylesheet, so that the estimate errs on the safe side.
_ADVANCES = (
    ("ijl|'’,.:;!· ", 0.285),
    ("I()[]{}/\\", 0.36),
    ('ftr-"“”*', 0.42),
    ("csvkxyz_?", 0.57),
    ("ae", 0.585),
    ("mMW%@—…", 0.97),
    ("wOQGDNHU&", 0.81),
    ("ABCEFKLPRSTVXYZ", 0.68),
)


class _Advance(dict[str, float]):
    """The advance of every character, with a default for characters not listed."""

    def __missing__(self, char: str) -> float:
        self[char] = advance = 0.63 if char < "\u1100" else 1.05
        return advance


_ADVANCE = _Advance({char: advance for chars, advance in _ADVANCES for char in chars})


def width_of(text: str, size: float = TEXT) -> float:
    """The maximum width of the text in pixels, in a sans-serif font of this size."""
    return size * sum(map(_ADVANCE.__getitem__, text))


def fit(text: str, width: float, size: float = TEXT) -> str:
    """The text, cut with an ellipsis if it would be wider than `width` pixels."""
    if width_of(text, size) <= width:
        return text
    widths = [0.0, *accumulate(map(_ADVANCE.__getitem__, text))]
    cut = len(text)
    while cut and size * (widths[len(text[:cut].rstrip())] + _ADVANCE["…"]) > width:
        cut -= 1
    return text[:cut].rstrip(" ,;:.–-(") + "…"


@lru_cache(1 << 14)
def wrap(text: str, width: float, lines: int, size: float = TEXT) -> tuple[str, ...]:
    """The text in at most `lines` lines of this width, the last of them cut if necessary."""
    words = text.split()
    wrapped: list[str] = []
    while words and len(wrapped) < lines - 1:
        line, used = words[0], sum(map(_ADVANCE.__getitem__, words[0]))
        taken = 1
        while taken < len(words):
            used = sum(map(_ADVANCE.__getitem__, f" {words[taken]}"), used)
            if size * used > width:
                break
            line = f"{line} {words[taken]}"
            taken += 1
        wrapped.append(line if taken > 1 else fit(line, width, size))
        words = words[taken:]
    return (*wrapped, fit(" ".join(words), width, size)) if words else tuple(wrapped)


@lru_cache(1 << 12)
def number(value: float) -> str:
    """A coordinate, to a tenth of a pixel, without trailing zeros."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def element(tag: str, *children: str, **attributes: str | float | None) -> Markup:
    """An element. Attributes that are None are left out, `_` in their names becomes `-`.

    A trailing `_` keeps a name from being one of Python's own. But for links `href` is written
    `xlink:href`: Material's instant navigation sets the property `href` of all that has that
    attribute, which SVG's elements refuse, and its script would end there. Links must have it, or
    crawlers do not follow them; a script in the head of pages makes them bear it.
    """
    head = tag
    for name, value in attributes.items():
        if value is not None:
            kind = type(value)
            is_number = kind is float or kind is int
            text = number(value) if is_number else escape_text(value)
            head += f' {_name_in_svg(name, tag == "a")}="{text}"'
    inner = "".join(map(escape_text, children))
    # Names come from this package; values and children are escaped above.
    return as_markup(f"<{head}>{inner}</{tag}>" if inner else f"<{head}/>")


@cache
def _name_in_svg(name: str, in_link: bool) -> str:
    if name == "href" and not in_link:
        return "xlink:href"
    return name.rstrip("_").replace("_", "-")


@dataclass(frozen=True)
class Box:
    """A rectangle in pixels; `x` and `y` are its top left corner."""

    x: float
    y: float
    width: float
    height: float

    def overlaps(self, other: "Box", gap: float = 0) -> bool:
        """Whether the two share more than an edge, or are closer than `gap`."""
        return (
            self.x < other.x + other.width + gap
            and other.x < self.x + self.width + gap
            and self.y < other.y + other.height + gap
            and other.y < self.y + self.height + gap
        )

    def within(self, other: "Box") -> bool:
        """Whether it lies completely inside the other."""
        return (
            self.x >= other.x
            and self.y >= other.y
            and self.x + self.width <= other.x + other.width
            and self.y + self.height <= other.y + other.height
        )


def drawing(
    name: str, title: str, description: str, size: tuple[float, float], children: Iterable[str]
) -> Markup:
    """A whole drawing. `name` is unique on its page; title and description are for screen readers.
    Its class is that of the first two words of the name, such as `picture-evidence`.

    It is a group and no image: the links in it are to be found.
    """
    width, height = size
    return element(
        "svg",
        element("title", title, id=f"{name}-title"),
        element("desc", description, id=f"{name}-desc"),
        *children,
        class_=f"rl-plot__svg rl-{'-'.join(name.split('-')[:2])}",
        role="group",
        aria_labelledby=f"{name}-title",
        aria_describedby=f"{name}-desc",
        viewBox=f"0 0 {number(width)} {number(height)}",
        width=f"{width / REM:.2f}rem",
        height=f"{height / REM:.2f}rem",
    )


def text_at(
    x: float, y: float, text: str, class_: str | None = None, anchor: str | None = None
) -> Markup:
    """A line of text with its baseline at `y`."""
    named = f' class="{class_}"' if class_ else ""
    side = f' text-anchor="{anchor}"' if anchor else ""
    start = f'<text x="{number(x)}" y="{number(y)}"{named}{side}>'
    return as_markup(f"{start}{escape_text(text)}</text>")


def link(href: str, name: str, *children: str) -> Markup:
    """A link around marks. `name` is its accessible name, which browsers also show on hovering.

    It is a title and not an `aria-label`, which checkers reject if they see no `href`.
    """
    inner = "".join(map(escape_text, children))
    title = f"<title>{escape_text(name)}</title>"
    return as_markup(f'<a href="{escape_text(href)}">{title}{inner}</a>')


def lines_at(x: float, y: float, lines: Sequence[str], leading: float, **attributes: str) -> Markup:
    """Lines of text, the first with its baseline at `y`.

    A space separates them, without which screen readers would join the words.
    """
    left = number(x)
    spans = [
        f'<tspan x="{left}" y="{number(y + i * leading)}">{escape_text(line)}</tspan>'
        for i, line in enumerate(lines)
    ]
    return element("text", as_markup(" ".join(spans)), **attributes)


def tip(text: str) -> Markup:
    """The accessible name of the parent element, which browsers also show on hovering."""
    return element("title", text)
