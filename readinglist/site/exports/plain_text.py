r"""Text without TeX, for formats that cannot hold formulas: `ℓ₁-norm` for `$\ell_1$-norm`.

Formulas are converted to MathML, as for a page, and this is written on one line. Superscripts and
subscripts become characters where Unicode has them, otherwise they follow `^` or `_`; fractions and
roots get parentheses where they need them. A formula that no page can show stays as its source.
"""

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable

from readinglist.site.pages.mathml import Budget
from readinglist.values.formulas import Formula, replace_formulas
from readinglist.values.normal_forms import normalize
from readinglist.values.scripts import LOWERED, RAISED
from readinglist.values.tex import decode_loose_tex

_RAISED = RAISED | dict(
    zip(
        "abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVWαβγδθϕχ∗*′″†‡∘",
        "ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵅᵝᵞᵟᶿᵠᵡ**′″†‡°",
        strict=True,
    )
)
_LOWERED = LOWERED | dict(zip("aehijklmnoprstuvxβγρϕχ", "ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ", strict=True))
#: Combining marks for what stands over a letter.
_OVER = {"¯": "\u0304", "‾": "\u0304", "ˆ": "\u0302", "^": "\u0302", "˜": "\u0303", "~": "\u0303",
         "→": "\u20d7", "⃗": "\u20d7", "˙": "\u0307", "¨": "\u0308", "ˇ": "\u030c"}  # fmt: skip
#: Signs between two sides, which get spaces.
_RELATION = re.compile(r"[=<>≠≤≥⩽⩾≈≃≅∼≡∝≪≫∈∉⊂⊃⊆⊇→←↔⇒⇐⇔⟶↦≲≳]")
#: Invisible signs; a variation selector for script letters.
_INVISIBLE = dict.fromkeys(map(ord, "\u2062\u2063\u2064\u200b\ufe00\ufe01"), None)
# What MathML has between a function and its argument; and our mark for the start of its name.
_APPLIED, _NAME = "\u2061", "\ue000"
_BESIDE_NAME = re.compile(rf"(?<=\w){_NAME}|{_APPLIED}(?=\w)")
#: Letters that are only bold, italic or sans-serif; script and double-struck ones are kept.
_STYLED = re.compile("[\U0001d400-\U0001d49b\U0001d5a0-\U0001d7ff]")
_DEEPEST = 60


def plain_text(text: str) -> str:
    """The text with TeX commands decoded and formulas as characters, on one line."""
    if "$" not in text and "\\" not in text:
        return decode_loose_tex(text)
    budget = Budget()

    def write(formula: Formula) -> str:
        mathml = budget.convert(formula)
        return _line_of(mathml) if mathml else decode_loose_tex(formula.source)

    # Decoding follows, so that an escaped dollar is none until then.
    return decode_loose_tex(replace_formulas(text, write)).replace(r"\$", "$")


def _line_of(mathml: str) -> str:
    line = _write(ET.fromstring(mathml), 0)  # noqa: S314 - rebuilt from an allowlist
    line = _BESIDE_NAME.sub(" ", line).replace(_APPLIED, "").replace(_NAME, "")
    line = _STYLED.sub(lambda match: normalize("NFKC", match[0]), line)
    return normalize("NFC", " ".join(line.split()))


def _write(element: ET.Element, depth: int) -> str:
    """The element on one line."""
    if depth > _DEEPEST:
        return "".join(element.itertext()).translate(_INVISIBLE)
    parts = [_write(part, depth + 1) for part in element]
    if element.tag == "mo":
        sign = "".join(element.itertext()).translate(_INVISIBLE)
        return f" {sign} " if _RELATION.fullmatch(sign) else sign
    if not parts:
        text = (element.text or "").translate(_INVISIBLE)
        return f"{_NAME}{text}" if element.tag == "mi" and len(text) > 1 else text
    if writer := _WRITERS.get(element.tag):
        count, write = writer
        if len(parts) == count:
            return write(*parts)
    if element.tag == "mfrac" and len(parts) == 2:
        is_binomial = element.get("linethickness") == "0"
        return ", ".join(parts) if is_binomial else f"{_held(parts[0])}/{_held(parts[1])}"
    return "".join(parts)


def _held(text: str) -> str:
    """The text, in parentheses if more than one sign."""
    text = "".join(text.split()).removeprefix(_NAME)
    is_one = text.isalnum() or len(text) <= 1 or re.fullmatch(r"\([^()]*\)|√?\w+", text)
    return text if is_one else f"({text})"


def _shifted(text: str, characters: dict[str, str], mark: str) -> str:
    text = "".join(text.split()).removeprefix(_NAME)
    if not text:
        return ""
    if all(char in characters for char in text):
        return "".join(characters[char] for char in text)
    return f"{mark}{_held(text)}"


def _raised(text: str) -> str:
    return _shifted(text, _RAISED, "^")


def _lowered(text: str) -> str:
    return _shifted(text, _LOWERED, "_")


def _over(base: str, sign: str) -> str:
    mark = _OVER.get(sign.strip(), "")
    return base[:1] + mark + base[1:] if mark else base + _raised(sign)


_WRITERS: dict[str, tuple[int, Callable[..., str]]] = {
    "msup": (2, lambda base, above: base.rstrip() + _raised(above)),
    "msub": (2, lambda base, below: base.rstrip() + _lowered(below)),
    "msubsup": (3, lambda base, below, above: base.rstrip() + _lowered(below) + _raised(above)),
    "munder": (2, lambda base, below: base.rstrip() + _lowered(below)),
    "munderover": (3, lambda base, below, above: base.rstrip() + _lowered(below) + _raised(above)),
    "mover": (2, _over),
    "msqrt": (1, lambda inside: f"√{_held(inside)}"),
    "mroot": (2, lambda inside, degree: f"{_raised(degree)}√{_held(inside)}"),
}
