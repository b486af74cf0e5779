r"""Formulas in a text: where they stand, and which of them are too much to convert.

The converter is native code that no signal interrupts. For every delimiter that opens, it looks at
what follows twice, so that a run of them without partners doubles the work each time: `(` forty
times takes longer than anybody waits. It also expands macros, and recurses into every group. So
what a formula would cost is reckoned from its characters first.

The delimiters are those of math-core 0.9; `tests/values/test_formulas.py` looks for others.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass

#: The most that the formulas of one text may cost together: a twentieth of a second or so.
MAX_WORK = 1 << 22
# Some hundreds of levels end a process whose threads have small stacks, without a word. Every
# level takes a brace or a command.
MAX_LEVELS = 200

_LEVEL = re.compile(r"\{|\\[A-Za-z]")
# A new line, `\left` with its delimiter, which has a partner of its own, or what may open.
_TOKEN = re.compile(
    r"\\\\|\\left\s*(?:[(\[]|\\\{|\\l[A-Za-z]+)|\\(?P<name>[A-Za-z]+)|\\[^\\]|[(\[]", re.DOTALL
)
# What starts with an l opens, but for these.
_HARMLESS = frozenset(
    "l lArr label lambda land large larr ldotp ldots le leadsto left leftarrow leftarrowtail "
    "leftharpoondown leftharpoonup leftleftarrows leftrightarrow leftrightarrows "
    "leftrightharpoons leftrightsquigarrow leftthreetimes leq leqq leqslant lessapprox lessdot "
    "lesseqgtr lesseqqgtr lessgtr lesssim lhd lightning lim liminf limits limsup ll lll llless "
    "ln lnapprox lneq lneqq lnot lnsim log longleftarrow longleftrightarrow longmapsto "
    "longrightarrow looparrowleft looparrowright lor lozenge lq lrArr lrarr lt ltimes "
    "lvertneqq".split()
)
_OPENERS = frozenset({"ulcorner", "bigl", "Bigl", "biggl", "Biggl"})
# What opens by its look, though Unicode does not class it so.
_OPENING_SIGNS = frozenset("⌜⌞⎰")
# A macro that repeats itself or its argument makes a long text out of a short one.
_DEFINITIONS = frozenset(
    "newcommand renewcommand providecommand newenvironment renewenvironment DeclareMathOperator "
    "DeclareRobustCommand def edef gdef xdef let futurelet global long".split()
)


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula in a text: from `start` to `end` with its marks, `source` without them."""

    start: int
    end: int
    source: str
    display: bool
    #: Whether its marks are single dollars.
    dollars: bool


def find_formulas(text: str) -> Iterator[Formula]:
    r"""The formulas between `$…$`, `$$…$$`, `\(…\)` and `\[…\]`, in their order.

    Dollars that are money are none. A dollar behind a backslash is itself.
    Takes time in proportion to the text's length, whatever it holds.
    """
    end = 0
    closed = {"$$": True, r"\)": True, r"\]": True}
    for mark in _MARK.finditer(text):
        start = mark.start()
        if start < end:
            continue
        found = None
        if mark[0] == "$":
            if text.startswith("$$", start):
                found = _find_display(text, start, closed)
            found = found or _find_inline(text, start)
        else:
            found = _find_bracketed(text, start, closed)
        if found:
            end = found.end
            yield found


_MARK = re.compile(r"(?<!\\)\$|\\\(|\\\[")
_DOUBLE_DOLLARS = re.compile(r"(?<!\\)\$\$")
_INLINE = re.compile(r"\$((?:[^$\\]|\\.)++)\$", re.DOTALL)


def replace_formulas(text: str, write: Callable[[Formula], str]) -> str:
    """The text with each formula, its delimiters included, as `write` gives it."""
    pieces: list[str] = []
    end = 0
    for formula in find_formulas(text):
        pieces += (text[end : formula.start], write(formula))
        end = formula.end
    return "".join([*pieces, text[end:]])


def _find_display(text: str, start: int, closed: dict[str, bool]) -> Formula | None:
    if not closed["$$"]:
        return None
    close = _DOUBLE_DOLLARS.search(text, start + 3)
    if not close:
        closed["$$"] = False
        return None
    source = text[start + 2 : close.start()]
    return Formula(start, close.end(), source, display=True, dollars=False)


def _find_inline(text: str, start: int) -> Formula | None:
    match = _INLINE.match(text, start)
    if not match or is_prose(match[1], text[match.end() : match.end() + 1]):
        return None
    return Formula(start, match.end(), match[1], display=False, dollars=True)


# What only mathematics has.
_MATHEMATICAL = re.compile(r"[\\^_{}=<>|]")
_AMOUNT = re.compile(r"\s*\d[\d.,]*")
_AMOUNT_AND_WORDS = re.compile(r"\s*\d[\d.,]*\s*(?:[A-Za-z]+\s+){2,}")
_WORD = re.compile(r"[^\W\d_]{2}")


def is_prose(between: str, behind: str) -> bool:
    """Whether what stands between two dollars is no formula, but two amounts of money or the like.

    `behind` is the character after the second dollar. So `$5 to $10` and `$HOME and $PATH` are
    prose. Whatever has a sign of mathematics is a formula, and so is what is not clearly prose.
    """
    if _AMOUNT.match(between):
        if _AMOUNT_AND_WORDS.match(between):
            return True
        if _MATHEMATICAL.search(between):
            return False
        if behind.isdigit():
            return True
        return between[-1].isspace() and (not between[0].isspace() or bool(_WORD.search(between)))
    return (
        between[-1].isspace()
        and not between[0].isspace()
        and bool(_WORD.search(between))
        and not _MATHEMATICAL.search(between)
    )


def _find_bracketed(text: str, start: int, closed: dict[str, bool]) -> Formula | None:
    display = text[start + 1] == "["
    mark = r"\]" if display else r"\)"
    if not closed[mark]:
        return None
    close = text.find(mark, start + 3)
    if close < 0:
        closed[mark] = False
        return None
    return Formula(start, close + 2, text[start + 2 : close], display=display, dollars=False)


def conversion_work(source: str) -> int | None:
    """What it takes at most to convert a formula, in steps; None where it cannot be bounded."""
    if len(_LEVEL.findall(source)) > MAX_LEVELS:
        return None
    openers = 0
    for match in _TOKEN.finditer(source):
        name = match["name"]
        if name in _DEFINITIONS:
            return None
        if name:
            openers += name in _OPENERS or (name[0] == "l" and name not in _HARMLESS)
        else:
            openers += match[0] in ("(", "[", r"\{")
    if not source.isascii():
        openers += sum(map(_is_opening_sign, source))
    # More than 64 are too many however short the formula is, and the number stays a small one.
    return len(source) << min(openers, 64)


def _is_opening_sign(char: str) -> bool:
    return char > "\x7f" and (unicodedata.category(char) == "Ps" or char in _OPENING_SIGNS)
