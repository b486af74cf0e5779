"""A bar of what a claim rests on: a block for each work, by stance."""

from markupsafe import Markup

from readinglist.graph.claims import Claim
from readinglist.graph.verdicts import sides
from readinglist.site.pages.plots.svg import element

#: A block and the gap behind it, in pixels; with many works the bar is made to fit its column.
_BLOCK, _GAP, _HEIGHT = 34, 2, 10


def draw_verdict(claim: Claim) -> Markup:
    """The bar of a claim's page; empty where no work bears on it. What stands below says the same.

    Blocks of background are outlines, since they do not count.
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
