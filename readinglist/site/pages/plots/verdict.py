"""A bar of the works a claim rests on: one block per work, by stance."""

from markupsafe import Markup

from readinglist.graph.claims import Claim
from readinglist.graph.verdicts import sides
from readinglist.site.pages.plots.svg import element

#: A block and the gap after it, in pixels; with many works the bar is scaled to its column.
_BLOCK, _GAP, _HEIGHT = 34, 2, 10


def draw_verdict(claim: Claim) -> Markup:
    """The bar of a claim's page; empty without works. The text below it says the same.

    Background blocks are outlines, because they do not count.
    """
    paths: list[Markup] = []
    x = 1
    for side in sides(claim):
        d = ""
        for _ in side.works:
            d += f"M{x} 1h{_BLOCK - 2}v{_HEIGHT - 2}h-{_BLOCK - 2}z"
            x += _BLOCK + _GAP
        paths.append(element("path", d=d, class_=f"rl-shape--{side.stance}"))
    if not paths:
        return Markup()
    width = x - 1 - _GAP
    return element(
        "svg",
        *paths,
        class_="rl-verdict__bar",
        width=width,
        height=_HEIGHT,
        viewBox=f"0 0 {width} {_HEIGHT}",
        preserveAspectRatio="none",
        aria_hidden="true",
    )
