"""A line plot over the size of a list, as SVG in the page's colours."""

import math
from collections.abc import Mapping, Sequence
from html import escape

WIDTH, HEIGHT = 720, 380
LEFT, RIGHT, TOP, BOTTOM = 64, 150, 16, 48
# Colours of Okabe and Ito's palette that are distinct from white and near black.
COLOURS = ("#d55e00", "#0072b2", "#009e73", "#cc79a7", "#8a7a00", "#56a0d0")
DASHES = ("", "7 3", "2 3", "9 3 2 3", "1 4", "12 4")
Points = Sequence[tuple[float, float]]


def draw_lines(series: Mapping[str, Points], *, x_title: str, y_title: str, title: str) -> str:
    """The figure: both axes are logarithmic, and each line has its name at its end.

    Lines differ in colour, dashes and name; text and axes have the page's text colour.
    """
    points = [point for line in series.values() for point in line]
    if not points:
        return ""
    x_axis = _Axis([x for x, _ in points], LEFT, WIDTH - RIGHT)
    y_axis = _Axis([y for _, y in points], HEIGHT - BOTTOM, TOP)
    parts = [*_grid(x_axis, y_axis, x_title, y_title)]
    names: list[tuple[float, str, str]] = []
    for number, (name, line) in enumerate(series.items()):
        colour, dash = COLOURS[number % len(COLOURS)], DASHES[number % len(DASHES)]
        places = [(x_axis.place(x), y_axis.place(y)) for x, y in line]
        way = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        parts.append(
            f'<polyline points="{way}" fill="none" stroke="{colour}" stroke-width="2.5" '
            f'stroke-dasharray="{dash}"/>'
        )
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{colour}"/>' for x, y in places]
        x, y = places[-1]
        names.append((y, f'x="{WIDTH - RIGHT + 12}"', name))
        parts.append(
            f'<line x1="{x + 5:.1f}" y1="{y:.1f}" x2="{WIDTH - RIGHT + 8}" y2="{y:.1f}" '
            f'stroke="{colour}" stroke-width="1" stroke-dasharray="1 3"/>'
        )
    parts += _names(names)
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-label="{escape(title)}"\n'
        'fill="currentColor" font-family="inherit" font-size="13" '
        f'style="max-width: 100%; height: auto">\n<title>{escape(title)}</title>\n{body}\n</svg>'
    )


class _Axis:
    """Logarithmic positions of values between two edges."""

    def __init__(self, values: Sequence[float], start: float, end: float) -> None:
        self.low = math.log10(min(values)) - 0.1
        self.high = math.log10(max(values)) + 0.1
        self.start, self.end = start, end

    def place(self, value: float) -> float:
        share = (math.log10(value) - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)

    @property
    def ticks(self) -> list[float]:
        """Powers of ten on the axis, with 2 and 5 in between if there are few."""
        powers = range(math.floor(self.low), math.ceil(self.high) + 1)
        steps = (1, 2, 5) if self.high - self.low < 2.5 else (1,)
        every = [step * 10.0**power for power in powers for step in steps]
        return [tick for tick in every if self.low <= math.log10(tick) <= self.high]


def _grid(x_axis: _Axis, y_axis: _Axis, x_title: str, y_title: str) -> list[str]:
    parts = []
    for tick in y_axis.ticks:
        y = y_axis.place(tick)
        parts.append(
            f'<line x1="{LEFT}" y1="{y:.1f}" x2="{WIDTH - RIGHT}" y2="{y:.1f}" '
            'stroke="currentColor" stroke-opacity="0.2"/>'
        )
        parts.append(f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{tick:g}</text>')
    base = HEIGHT - BOTTOM
    for tick in x_axis.ticks:
        x = x_axis.place(tick)
        parts.append(
            f'<line x1="{x:.1f}" y1="{base}" x2="{x:.1f}" y2="{base + 5}" stroke="currentColor"/>'
        )
        parts.append(f'<text x="{x:.1f}" y="{base + 19}" text-anchor="middle">{tick:,.0f}</text>')
    parts.append(
        f'<line x1="{LEFT}" y1="{base}" x2="{WIDTH - RIGHT}" y2="{base}" stroke="currentColor"/>'
    )
    middle = (LEFT + WIDTH - RIGHT) / 2
    parts.append(
        f'<text x="{middle:.0f}" y="{HEIGHT - 8}" text-anchor="middle">{escape(x_title)}</text>'
    )
    half = (TOP + base) / 2
    parts.append(
        f'<text x="14" y="{half:.0f}" text-anchor="middle" '
        f'transform="rotate(-90 14 {half:.0f})">{escape(y_title)}</text>'
    )
    return parts


def _names(names: list[tuple[float, str, str]]) -> list[str]:
    """The lines' names, moved apart where they would overlap."""
    parts = []
    lowest = -math.inf
    for wanted, x, name in sorted(names):
        y = max(wanted, lowest + 16)
        lowest = y
        parts.append(f'<text {x} y="{y + 4:.1f}">{escape(name)}</text>')
    return parts
