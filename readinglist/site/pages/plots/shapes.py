"""The shapes of stances and standings, distinguishable without colour.

They are drawn in a square of 16 units. The templates' marks and all pictures use the same ones.
"""

from functools import cache

from markupsafe import Markup

from readinglist.site.pages.escaping import as_markup, escape_text
from readinglist.site.pages.plots.svg import element, number

_TICK = Markup('<circle cx="8" cy="8" r="6.5"/><path class="rl-cut" d="m5 8.2 2.2 2.2L11.2 6"/>')
_CROSS = Markup('<path d="M3 3l10 10M13 3 3 13" class="rl-stroke"/>')
_RING = Markup('<circle cx="8" cy="8" r="5.75" class="rl-ring"/>')
_HALF = _RING + Markup('<path d="M8 2.25a5.75 5.75 0 0 1 0 11.5z"/>')
_SHAPES = {
    "supported": _TICK,
    "supports": _TICK,
    "held": _TICK,
    "opposed": _CROSS,
    "opposes": _CROSS,
    "failed": _CROSS,
    "contested": _HALF,
    "mixed": _HALF,
    "open": Markup('<path d="m8 2 6 6-6 6-6-6z" class="rl-ring"/>'),
    "answered": Markup('<path d="m8 1.5 6.5 6.5L8 14.500 1.500 8z"/>'),
    "void": _RING + Markup('<path d="m4 12 8-8" class="rl-ring"/>'),
    "defined": Markup('<path d="M3 5.500h10M3 10.500h10" class="rl-stroke"/>'),
}
#: The side of a shape in a picture, in pixels.
SIDE = 12


def shape(name: str) -> Markup:
    """The inner SVG of the shape; a ring for names without a shape of their own."""
    return _SHAPES.get(str(name), _RING)


@cache
def definitions(*names: str) -> Markup:
    """Shapes for `use_shape`; once per page, before they are used."""
    return element(
        "defs",
        *(
            element(
                "g",
                shape(name),
                id=f"rl-s-{name}",
                class_=f"rl-shape rl-shape--{name}",
                transform=f"scale({SIDE / 16})",
            )
            for name in names
        ),
    )


def use_shape(name: str, x: float, y: float) -> Markup:
    """A shape of `definitions` around the point."""
    half = SIDE / 2
    place = f'x="{number(x - half)}" y="{number(y - half)}"'
    return as_markup(f'<use xlink:href="#rl-s-{escape_text(name)}" {place}/>')


def shape_at(name: str, x: float, y: float) -> Markup:
    """A complete shape around the point, for pictures that show only a few."""
    half = SIDE / 2
    move = f"translate({number(x - half)} {number(y - half)}) scale({SIDE / 16})"
    return element("g", shape(name), class_=f"rl-shape rl-shape--{name}", transform=move)
