"""SVG as text: elements, and an estimate of how wide a text will be.

Everything is escaped where it is put in. Lengths are pixels at the browser's usual text size; the
drawing as a whole is sized in rem, so that it grows with the text of the page.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

#: Pixels to a rem, as Material for MkDocs sets it.
REM = 20
#: Size of labels, in pixels.
TEXT = 12

# Advances in em, a little over those of Inter and Noto Sans, the widest fonts that the stylesheet
# names, so that the estimate errs on the safe side.
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
_ADVANCE = {char: advance for chars, advance in _ADVANCES for char in chars}


def width_of(text: str, size: float = TEXT) -> float:
    """How many pixels wide the text is at most, set in a sans-serif of this size."""
    return size * sum(_ADVANCE.get(c, 0.63 if c < "\u1100" else 1.05) for c in text)


def fit(text: str, width: float, size: float = TEXT) -> str:
    """The text, cut with an ellipsis where it would be wider than `width` pixels."""
    if width_of(text, size) <= width:
        return text
    cut = len(text)
    while cut and width_of(text[:cut].rstrip() + "…", size) > width:
        cut -= 1
    return text[:cut].rstrip(" ,;:.–-(") + "…"


def wrap(text: str, width: float, lines: int, size: float = TEXT) -> list[str]:
    """The text in at most so many lines of this width, the last of them cut if need be."""
    words = text.split()
    wrapped: list[str] = []
    while words and len(wrapped) < lines - 1:
        taken = 1
        while taken < len(words) and width_of(" ".join(words[: taken + 1]), size) <= width:
            taken += 1
        wrapped.append(fit(" ".join(words[:taken]), width, size))
        words = words[taken:]
    return [*wrapped, fit(" ".join(words), width, size)] if words else wrapped


def number(value: float) -> str:
    """A coordinate, to a tenth of a pixel and without needless zeros."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def element(tag: str, *children: str, **attributes: str | float | None) -> Markup:
    """An element. Attributes that are None are left out, `_` in their names becomes `-`.

    A trailing `_` keeps a name from being one of Python's own. But for links `href` is written
    `xlink:href`: Material's instant navigation sets the property `href` of all that has that
    attribute, which SVG's elements refuse, and its script would end there. Links must have it, or
    crawlers do not follow them; a script in the head of pages makes them bear it.
    """
    parts = [tag]
    for name, value in attributes.items():
        if value is not None:
            text = value if isinstance(value, str) else number(value)
            in_svg = name.rstrip("_").replace("_", "-")
            if name == "href" and tag != "a":
                in_svg = "xlink:href"
            parts.append(f'{in_svg}="{escape(text)}"')
    inner = Markup().join(children)
    head = " ".join(parts)
    # Names come from this package, and values and children are escaped above.
    return Markup(f"<{head}>{inner}</{tag}>" if inner else f"<{head}/>")  # noqa: S704


@dataclass(frozen=True)
class Box:
    """A rectangle in pixels; `x` and `y` are its upper left corner."""

    x: float
    y: float
    width: float
    height: float

    def overlaps(self, other: "Box", gap: float = 0) -> bool:
        """Whether the two share more than an edge, or stand nearer than `gap`."""
        return (
            self.x < other.x + other.width + gap
            and other.x < self.x + self.width + gap
            and self.y < other.y + other.height + gap
            and other.y < self.y + self.height + gap
        )

    def within(self, other: "Box") -> bool:
        """Whether it lies wholly inside the other."""
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
        element("title", escape(title), id=f"{name}-title"),
        element("desc", escape(description), id=f"{name}-desc"),
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
    return element("text", escape(text), x=x, y=y, class_=class_, text_anchor=anchor)


def link(href: str, name: str, *children: str) -> Markup:
    """A link around marks. `name` is what screen readers say, and browsers show on hovering.

    It is a title and no `aria-label`, which checkers refuse where they see no `href`.
    """
    return element("a", tip(name), *children, href=href)


def lines_at(x: float, y: float, lines: Sequence[str], leading: float, **attributes: str) -> Markup:
    """Lines of text, the first with its baseline at `y`.

    Between them stands a space, without which screen readers would join the words.
    """
    spans = [element("tspan", escape(line), x=x, y=y + i * leading) for i, line in enumerate(lines)]
    return element("text", Markup(" ").join(spans), **attributes)


def tip(text: str) -> Markup:
    """The name of the element it stands in, which browsers also show on hovering."""
    return element("title", escape(text))
