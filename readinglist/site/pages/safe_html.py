"""Rewrites HTML that a library generated from untrusted text, using allowlists.

Formulas come from a TeX converter, notes from a Markdown converter. Both are meant to escape their
input, and either may fail to. So their output never goes into a page directly: it is parsed as XML,
and each element, attribute and value on an allowlist here is written again. If something is not on
the list, parsing stops, and the caller shows the source text instead.

`style` attributes are never written: a page that forbids inline styles ignores them, and a stranger
could use them to place a formula over the page. Those that a converter needs become classes.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html.entities import html5
from xml.parsers import expat

from readinglist.site.pages.escaping import escape_text

#: Longer HTML is rejected. A formula of this size would fill a page.
MAX_LENGTH = 1 << 18
#: The element that `rebuild_text` replaces by one of its `fillings`, with its number.
PLACE = "rl-place"

Attributes = dict[str, str]


class _UnexpectedError(Exception):
    """Something that is not on the allowlist."""


@dataclass(frozen=True)
class _Rule:
    """What is allowed in an element: attributes with a pattern for their values, and children."""

    attributes: Mapping[str, re.Pattern[str]] = field(default_factory=dict)
    children: frozenset[str] = frozenset()
    text: bool = False
    #: Whether the element is always empty.
    void: bool = False


_Rules = Mapping[str, _Rule]
_ROOT = "root"


class _Rebuilder:
    """One pass over the HTML. `change` transforms attributes before they are checked."""

    def __init__(self, rules: _Rules, change: Callable[[str, Attributes], Attributes]) -> None:
        self.rules = rules
        self.change = change
        self.open: list[str] = []
        self.parts: list[str] = []

    def read(self, html: str) -> str:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        # Inside an element there can be no document type, and so only XML's five entities.
        parser.CommentHandler = self._refuse
        parser.ProcessingInstructionHandler = self._refuse
        parser.StartCdataSectionHandler = self._refuse
        parser.Parse(f"<{_ROOT}>{html}</{_ROOT}>".encode(), True)
        return "".join(self.parts)

    @staticmethod
    def _refuse(*_: object) -> None:
        raise _UnexpectedError

    def _start(self, tag: str, attributes: Attributes) -> None:
        rule = self.rules.get(tag)
        if rule is None or (self.open and tag not in self.rules[self.open[-1]].children):
            raise _UnexpectedError
        if tag == "a" and tag in self.open:
            raise _UnexpectedError
        self.open.append(tag)
        if len(self.open) == 1:
            return
        written = "".join(_checked(rule, self.change(tag, attributes)))
        self.parts.append(f"<{tag}{written}{'/' if rule.void else ''}>")

    def _end(self, tag: str) -> None:
        self.open.pop()
        if self.open and not self.rules[tag].void:
            self.parts.append(f"</{tag}>")

    def _text(self, text: str) -> None:
        if not self.rules[self.open[-1]].text:
            raise _UnexpectedError
        self.parts.append(escape_text(text))


def _checked(rule: _Rule, attributes: Attributes) -> Iterator[str]:
    for name, value in attributes.items():
        form = rule.attributes.get(name)
        if form is None or not form.fullmatch(value):
            raise _UnexpectedError
        yield f' {name}="{escape_text(value)}"'


def _rebuild(
    html: str, rules: _Rules, change: Callable[[str, Attributes], Attributes]
) -> str | None:
    if len(html) > MAX_LENGTH:
        return None
    try:
        return _Rebuilder(rules, change).read(html)
    except (_UnexpectedError, expat.ExpatError, UnicodeEncodeError):
        return None


# Formulas

_WORD = re.compile(r"true|false")
# Limited to what formulas need: large offsets would cover other texts.
_LENGTH = re.compile(r"0|\d?\d(?:\.\d+)?r?em|\d?\d(?:\.\d+)?ex")
_SHIFT = re.compile(r"-?\d(?:\.\d+)?(?:r?em|ex)")
_LEVEL = re.compile(r"[012]")
_ZERO = re.compile(r"0")
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
_NOTATION = re.compile(
    r"(?:\b(?:box|actuarial|phasorangle|updiagonalstrike|downdiagonalstrike) ?)+"
)

#: The converter's inline styles, and the class that replaces each.
_STYLES = {
    "border-left: 0.05em solid currentcolor": "rl-m-line-left",
    "border-right: 0.05em solid currentcolor": "rl-m-line-right",
    "border-top: 0.05em solid currentcolor": "rl-m-line-top",
    "border-left: 0.05em dashed currentcolor": "rl-m-dash-left",
    "border-right: 0.05em dashed currentcolor": "rl-m-dash-right",
    "border-top: 0.05em dashed currentcolor": "rl-m-dash-top",
    "text-align: left": "rl-m-left",
    "text-align: right": "rl-m-right",
    "padding-left: 0": "rl-m-pl-0",
    "padding-left: 0.1em": "rl-m-pl-thin",
    "padding-left: 0.1667em": "rl-m-pl-3",
    "padding-left: 0.2222em": "rl-m-pl-4",
    "padding-left: 0.2778em": "rl-m-pl-5",
    "padding-left: 1em": "rl-m-pl-18",
    "padding-right: 0": "rl-m-pr-0",
    "padding-right: 0.1em": "rl-m-pr-thin",
    "padding-right: 0.1667em": "rl-m-pr-3",
    "padding-right: 0.2222em": "rl-m-pr-4",
    "padding-right: 0.2778em": "rl-m-pr-5",
    "padding-top: 0": "rl-m-pt-0",
    "padding-top: 0.1667em": "rl-m-pt-3",
    "padding-bottom: 0": "rl-m-pb-0",
    "width: 7.5%": "rl-m-margin",
    "width: 50%": "rl-m-half",
    "width: 100%": "rl-m-full",
    "math-shift: compact": "rl-m-compact",
    "font-variant-caps: small-caps": "rl-m-caps",
    **{
        f"font-size: {size}%": f"rl-m-size-{size}"
        for size in (50, 60, 70, 80, 90, 120, 140, 170, 200, 250)
    },
}
#: Styles that are redundant, or implied by another class.
_NEEDLESS = frozenset({"justify-items: start", "justify-items: end", "font-size: 100%"})
# Negative spaces in eighteenths of an em, the unit of spaces in formulas; others are rounded.
_BACK = (1, 2, 3, 4, 5, 6, 9, 12, 18)
#: Every class used in formulas; each has a rule in the stylesheet.
MATH_CLASSES = frozenset(
    {*_STYLES.values(), *(f"rl-m-back-{steps}" for steps in _BACK), "rl-m-serif", "rl-m-sans"}
)
_CONVERTER_CLASSES = {
    "math-core-serif-font": "rl-m-serif",
    "math-core-sans-serif-font": "rl-m-sans",
    # Firefox and our stylesheet draw these from an attribute of the parent element.
    "menclose-phasorangle": "",
    "menclose-updiagonalstrike": "",
    "menclose-downdiagonalstrike": "",
}
_CLASSES = re.compile(rf"(?:\b(?:{'|'.join(sorted(MATH_CLASSES))})(?: |$))+")
_CLASS = {"class": _CLASSES}
_INNER = frozenset("b i em code span s u".split())
_TOKENS = frozenset("mi mn mo mtext mspace".split())
_ELEMENTS = _TOKENS | frozenset(
    "mrow mfrac msqrt mroot msub msup msubsup mover munder munderover mmultiscripts mprescripts "
    "mprescripts mtable mpadded mphantom menclose".split()
)
_STYLE = {"displaystyle": _WORD, "scriptlevel": _LEVEL}


def _holder(**attributes: re.Pattern[str]) -> _Rule:
    return _Rule(attributes, _ELEMENTS)


_MATH: _Rules = {
    _ROOT: _Rule(children=frozenset({"math"})),
    "math": _holder(display=re.compile("block")),
    "mi": _Rule({"mathvariant": re.compile("normal")}, text=True),
    "mn": _Rule(text=True),
    "mo": _Rule(
        {
            **dict.fromkeys(("stretchy", "movablelimits", "symmetric", "largeop"), _WORD),
            **dict.fromkeys(("lspace", "rspace", "minsize", "maxsize"), _LENGTH),
            "form": re.compile("prefix|infix|postfix"),
        },
        text=True,
    ),
    "mtext": _Rule(_CLASS, _INNER, text=True),
    **dict.fromkeys(_INNER - {"span"}, _Rule({}, _INNER, text=True)),
    "span": _Rule(_CLASS, _INNER, text=True),
    "mspace": _Rule({"width": _LENGTH, **_CLASS}, void=True),
    "mprescripts": _Rule(void=True),
    **dict.fromkeys(
        ("msqrt", "mroot", "msub", "msup", "msubsup", "munderover", "mmultiscripts", "mphantom"),
        _holder(),
    ),
    "mrow": _holder(mathcolor=_COLOUR, **_STYLE, **_CLASS),
    "mfrac": _holder(linethickness=_LENGTH, **_STYLE, **_CLASS),
    "mover": _holder(accent=_WORD),
    "munder": _holder(accentunder=_WORD),
    "mpadded": _holder(voffset=_SHIFT, width=_ZERO, height=_ZERO, **_CLASS),
    "menclose": _holder(notation=_NOTATION),
    "mtable": _Rule({**_STYLE, **_CLASS}, frozenset({"mtr"})),
    "mtr": _Rule(children=frozenset({"mtd"})),
    "mtd": _holder(**_CLASS),
}
_ENTITY = re.compile(r"&([A-Za-z]+;)")
_XML_ENTITIES = frozenset({"amp;", "lt;", "gt;", "quot;", "apos;"})
_MARGIN = re.compile(r"margin-left: -(\d{0,3}\.?\d{1,9})(r?em|ex)")
#: Em per unit, precisely enough for a space.
_EM = {"em": 1.0, "rem": 1.0, "ex": 0.45}


def _change_math(tag: str, attributes: Attributes) -> Attributes:
    """The converter's inline styles as classes and attributes, and without its ids."""
    if "class" not in attributes and "style" not in attributes and "id" not in attributes:
        return attributes
    kept = {
        name: value for name, value in attributes.items() if name not in ("class", "style", "id")
    }
    # Only numbered equations have ids, for links to them, which are not allowed.
    if "id" in attributes and tag != "mtd":
        raise _UnexpectedError
    classes = [_CONVERTER_CLASSES.get(name, name) for name in attributes.get("class", "").split()]
    for written in filter(None, attributes.get("style", "").split(";")):
        name, _, value = (part.strip() for part in written.partition(":"))
        declaration = f"{name}: {value}"
        if declaration in _STYLES:
            classes.append(_STYLES[declaration])
        elif name == "color":
            kept["mathcolor"] = value
        elif margin := _MARGIN.fullmatch(declaration):
            steps = float(margin[1]) * _EM[margin[2]] * 18
            classes.append(f"rl-m-back-{min(_BACK, key=lambda step: abs(step - steps))}")
        elif declaration not in _NEEDLESS and kept.get(name) != value:
            raise _UnexpectedError
    if any(classes):
        kept["class"] = " ".join(filter(None, classes))
    return kept


def _named(match: re.Match[str]) -> str:
    """An HTML named character, such as `&ApplyFunction;`, as an XML reference."""
    name = match[1]
    if name in _XML_ENTITIES or name not in html5:
        return match[0]
    return "".join(f"&#{ord(character)};" for character in html5[name])


def rebuild_math(mathml: str) -> str | None:
    """A formula's MathML, rewritten; None if anything in it is not allowed."""
    rebuilt = _rebuild(_ENTITY.sub(_named, mathml), _MATH, _change_math)
    return rebuilt if rebuilt and rebuilt.count("<math") == 1 else None


# Texts

_ANY = re.compile(r"[^\x00-\x1f\x7f]*")
_NUMBER = re.compile(r"\d{1,9}")
# The scheme of an address. Browsers skip white space and control characters.
_SAFE_ADDRESS = re.compile(r"\A(?:(?:https?|mailto):|(?![^/?#]*:))[^\x00-\x20\x7f]*", re.IGNORECASE)
_PHRASES = frozenset({"em", "strong", "code", "a", "br", PLACE})
_BLOCKS = frozenset("p pre ul ol blockquote hr".split())
_TEXT: _Rules = {
    _ROOT: _Rule(children=_PHRASES | _BLOCKS, text=True),
    "p": _Rule(children=_PHRASES, text=True),
    "em": _Rule(children=_PHRASES, text=True),
    "strong": _Rule(children=_PHRASES, text=True),
    "a": _Rule({"href": _SAFE_ADDRESS, "title": _ANY}, _PHRASES, text=True),
    "code": _Rule({"class": re.compile(r"language-\S*")}, text=True),
    "pre": _Rule(children=frozenset({"code"})),
    "blockquote": _Rule(children=_BLOCKS, text=True),
    "ul": _Rule(children=frozenset({"li"}), text=True),
    "ol": _Rule({"start": _NUMBER}, frozenset({"li"}), text=True),
    "li": _Rule(children=_PHRASES | _BLOCKS, text=True),
    "br": _Rule(void=True),
    "hr": _Rule(void=True),
    PLACE: _Rule({"n": _NUMBER}),
}
_PLACE = re.compile(rf'<{PLACE} n="(\d+)"></{PLACE}>')


def rebuild_text(html: str, fillings: Sequence[str]) -> str | None:
    """The HTML of a text, rewritten; None if anything in it is not allowed.

    `<rl-place n="…"/>` is a placeholder for our own HTML, inserted afterwards: the item with that
    number in `fillings`, counted from zero.
    """
    rebuilt = _rebuild(html, _TEXT, lambda _, attributes: attributes)
    return rebuilt and _PLACE.sub(lambda match: "".join(fillings[int(match[1]) :][:1]), rebuilt)
