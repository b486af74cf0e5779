r"""Formulas in a text: where they are, and which are too expensive to convert.

The converter is native code that no signal interrupts. It scans what follows an opening delimiter
twice, so every unmatched one doubles the work: forty `(` in a row never finish. It also expands
macros, and recurses into every group. So the cost of a formula is estimated from its characters
before it is converted.

The delimiters are those of math-core 0.9; `tests/values/test_formulas.py` looks for others.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass

#: The most that the formulas of one text may cost together: about a twentieth of a second.
MAX_WORK = 1 << 22
# A few hundred levels overflow a thread's small stack and kill the process without a message. Every
# level takes a brace or a command.
MAX_LEVELS = 200

_LEVEL = re.compile(r"\{|\\[A-Za-z]")
# A line break; `\left` with its delimiter, which always has a partner; or a possible opener.
_TOKEN = re.compile(
    r"\\\\|\\left\s*(?:[(\[]|\\\{|\\l[A-Za-z]+)|\\(?P<name>[A-Za-z]+)|\\[^\\]|[(\[]", re.DOTALL
)
# Commands that start with l count as openers, except these.
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
# Openers that Unicode does not classify as opening punctuation.
_OPENING_SIGNS = frozenset("⌜⌞⎰")
# Macros that repeat themselves or their argument turn a short text into a long one.
_DEFINITIONS = frozenset(
    "newcommand renewcommand providecommand newenvironment renewenvironment DeclareMathOperator "
    "DeclareRobustCommand def edef gdef xdef let futurelet global long".split()
)


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula: text[start:end] with its delimiters, `source` without them."""

    start: int
    end: int
    source: str
    display: bool
    #: Whether its delimiters are single dollars.
    dollars: bool


def find_formulas(text: str) -> Iterator[Formula]:
    r"""The formulas in `$…$`, `$$…$$`, `\(…\)` and `\[…\]`, in order.

    Dollars that mean money and escaped dollars are not delimiters. Takes linear time whatever the
    text.
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
    """The text with each formula, delimiters included, replaced by what `write` returns."""
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
    """Whether the text between two dollars is prose: `$5 to $10`, `$HOME and $PATH`.

    `behind` is the character after the second dollar. Anything with mathematical signs is a
    formula, and so is anything that is not clearly prose.
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
    """An upper bound on the steps to convert a formula; None if there is no bound."""
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
    # 64 are already too many for any formula; the cap keeps the number small.
    return len(source) << min(openers, 64)


def _is_opening_sign(char: str) -> bool:
    return char > "\x7f" and (unicodedata.category(char) == "Ps" or char in _OPENING_SIGNS)
