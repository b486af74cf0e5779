"""Markup to plain text: HTML's text styles, JATS, MathML and entities.

Crossref passes on what publishers deposit: styles (`<i>`, `<sub>`, `<scp>`), JATS (`<jats:p>`),
MathML and entities, some of them escaped twice. Bibliographies made from such records have the
same. Styles carry no meaning here, so their tags are dropped. Superscripts, subscripts and formulas
do: they become characters or a formula between dollars (see `scripts`). Words in angle brackets
that are not a known tag are text.
"""

import html
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from html.entities import html5

from readinglist.values.formulas import Formula, replace_formulas
from readinglist.values.scripts import lower_script, raise_script
from readinglist.values.tex import decode_loose_tex

_ATTRIBUTES = r"(?:\s+[\w:-]+\s*=[^<>]*|\s*/?)"
_PREFIX = r"(?:(?:jats|mml|m|ns\d):)?"
_MATH = re.compile(rf"<(?P<end>/?){_PREFIX}math\b[^<>]*>", re.IGNORECASE)
_TEX_MATH = re.compile(rf"<(?P<end>/?){_PREFIX}tex-math\b[^<>]*>", re.IGNORECASE)
_ALTERNATIVES = re.compile(rf"<(?P<end>/?){_PREFIX}alternatives\b[^<>]*>", re.IGNORECASE)
#: Tags that separate words: paragraphs, line breaks, headings.
_PARTING = re.compile(
    rf"</?{_PREFIX}(?:p|br|break|title|sec|div|li|list|list-item|h[1-6]){_ATTRIBUTES}>",
    re.IGNORECASE,
)
_FACE = re.compile(
    r"</?((?:jats|mml):(?!(?:sub|sup|inf)\b)[a-z-]+|b|i|u|s|em|strong|ovl|sc|scp|tt|span|italic|"
    r"bold|underline|strike|del|ins|mark|kbd|samp|var|cite|abbr|nobr|wbr|"
    r"monospace|roman|sans-serif|small|big|font|a|q|code|styled-content|inline-formula|"
    r"disp-formula|named-content|ext-link|xref|break|formula|"
    rf"m[a-z]{{1,13}}){_ATTRIBUTES}>",
    re.IGNORECASE,
)
_ENDS_OF_ONE_LETTER = re.compile(r"</([a-z])")
_SCRIPT = re.compile(
    rf"<(?:jats:)?(?P<kind>sub|sup|inf){_ATTRIBUTES}>(?P<inside>[^<>]*)"
    rf"</(?:jats:)?(?P=kind)\s*>",
    re.IGNORECASE,
)
_LONE_SCRIPT = re.compile(rf"</?(?:jats:)?(?:sub|sup|inf){_ATTRIBUTES}>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
# Of larger MathML formulas only the text is kept.
_MOST_TAGS = 2_000
_DEEPEST = 60


def strip_markup(text: str) -> str:
    """The text without markup and entities, on one line.

    Some records are escaped twice, so it is unescaped twice.
    """
    for _ in range(2):
        if "<" in text:
            text = _without_tags(text)
        if "&" not in text:
            break
        text = _ENTITY.sub(_unescape, text)
    if "<" in text:
        text = _without_tags(text)
    return " ".join(text.split())


def _unescape(match: re.Match[str]) -> str:
    """The character of an entity; a name that is none stays, whatever it begins with."""
    entity = match[0]
    return html.unescape(entity) if entity[1] == "#" or entity[1:] in html5 else entity


def plain_title(text: str) -> str:
    r"""The title, name or venue of an external record as plain text.

    Markup and TeX commands are converted, and every formula becomes an inline one: `$…$`.
    """
    return inline_formulas(decode_loose_tex(strip_markup(text)))


def inline_formulas(text: str) -> str:
    r"""The text with all formulas between single dollars: `$L^2$` for `$$L^2$$` and `\(L^2\)`."""
    if "$$" not in text and "\\" not in text:
        return text

    def inline(formula: Formula) -> str:
        source = formula.source.strip()
        keep = formula.dollars or "$" in source
        return text[formula.start : formula.end] if keep else f"${source}$"

    return replace_formulas(text, inline)


def _without_tags(text: str) -> str:
    if "<!" in text:
        text = _between(text, "<!--", "-->", lambda _: "")
        text = _between(text, "<![CDATA[", "]]>", lambda inside: html.escape(inside, quote=False))
    lowered = text.lower()
    if "math" in lowered:
        text = _replace(_ALTERNATIVES, text, _choose)
        text = _replace(_TEX_MATH, text, lambda inside, _: _tex_formula(inside))
        text = _replace(_MATH, text, _draw)
    # A tag of one letter that is never closed is more likely physics: <q>.
    closed = frozenset(_ENDS_OF_ONE_LETTER.findall(lowered))
    text = _FACE.sub(
        lambda match: "" if len(match[1]) > 1 or match[1].lower() in closed else match[0],
        _PARTING.sub(" ", text),
    )
    for _ in range(4):
        shifted = _SCRIPT.sub(_shift, text)
        if shifted == text:
            break
        text = shifted
    return _LONE_SCRIPT.sub("", text)


def _between(text: str, start: str, end: str, write: Callable[[str], str]) -> str:
    """The text with each part from `start` to `end` replaced by `write(what is between)`."""
    pieces: list[str] = []
    place = 0
    while (found := text.find(start, place)) >= 0:
        close = text.find(end, found + len(start))
        if close < 0:
            break
        pieces += [text[place:found], write(text[found + len(start) : close])]
        place = close + len(end)
    return "".join([*pieces, text[place:]])


def _shift(match: re.Match[str]) -> str:
    inside = html.unescape(match["inside"])
    return raise_script(inside) if match["kind"].lower() == "sup" else lower_script(inside)


def _replace(tag: re.Pattern[str], text: str, write: Callable[[str, str], str]) -> str:
    """The text with each element replaced by `write(content, whole element)`."""
    pieces: list[str] = []
    place, start, inside = 0, -1, -1
    for match in tag.finditer(text):
        if not match["end"]:
            if start < 0:
                start, inside = match.start(), match.end()
        elif start >= 0:
            before, behind = text[start - 1 : start], text[match.end() : match.end() + 1]
            written = write(text[inside : match.start()], text[start : match.end()])
            pieces += [text[place:start], _apart(before, written, behind)]
            place, start = match.end(), -1
    return "".join([*pieces, text[place:]])


def _apart(before: str, text: str, behind: str) -> str:
    """The text with a space wherever it would touch a word."""
    return f"{' ' if before.isalnum() else ''}{text}{' ' if behind.isalnum() else ''}"


def _choose(inside: str, _: str) -> str:
    """The TeX among alternative forms of one formula, or everything if there is none."""
    found: list[str] = []

    def keep(_: str, whole: str) -> str:
        found.append(whole)
        return ""

    _replace(_TEX_MATH, inside, keep)
    return found[0] if found else inside


def _tex_formula(source: str) -> str:
    _, begun, rest = source.partition(r"\begin{document}")
    document, ended, _ = rest.partition(r"\end{document}")
    inside = html.unescape(document if begun and ended else source).strip()
    inside = re.sub(r"^(?:\$\$?|\\[(\[])|(?:\$\$?|\\[)\]])$", "", inside).strip()
    return f"${inside}$" if inside and "$" not in inside else ""


def _draw(inside: str, _: str) -> str:
    """The formula as text if it is a plain row of symbols, otherwise as TeX."""
    plain = " ".join(re.sub(r"<[^<>]*>", "", inside).split())
    if inside.count("<") > _MOST_TAGS or "<!" in inside:
        return plain
    source = re.sub(r"<(/?)[\w-]+:", r"<\1", inside)
    source = re.sub(r"<([\w-]+)(?:\s[^<>]*?)?(/?)>", _without_attributes, source)
    source = re.sub(r"</annotation(?:-xml)?\s*>", "</annotation>", source)
    source = _ENTITY.sub(_spell_entity, source)
    try:
        root = ET.fromstring(f"<math>{source}</math>")  # noqa: S314 - no DTD, so no entities
    except ET.ParseError:
        return plain
    if all(element.tag in _LINE for element in root.iter()):
        return _line(root)
    drawn = _tex(root, 0).strip()
    return f"${drawn}$" if drawn else ""


def _without_attributes(match: re.Match[str]) -> str:
    if match[1].startswith("annotation"):
        return '<annotation kind="tex">' if "tex" in match[0].lower() else "<annotation>"
    return f"<{match[1]}{match[2]}>"


def _spell_entity(match: re.Match[str]) -> str:
    return match[0] if match[0] in ("&lt;", "&gt;", "&amp;") else html.unescape(match[0])


_LINE = frozenset("math mrow mi mn mo mtext mstyle mspace mpadded semantics".split())
_INVISIBLE = dict.fromkeys(map(ord, "\u2061\u2062\u2063\u2064\u200b"), None)
_SPECIAL = re.compile(r"[%#&_{}$]")
_OVER = {"¯": "bar", "‾": "bar", "̅": "bar", "^": "hat", "ˆ": "hat", "̂": "hat", "~": "tilde",
         "˜": "tilde", "→": "vec", "⃗": "vec", "˙": "dot", "¨": "ddot", "ˇ": "check"}  # fmt: skip


def _line(element: ET.Element) -> str:
    return " ".join("".join(element.itertext()).translate(_INVISIBLE).split())


def _tex(element: ET.Element, depth: int) -> str:
    """The element as TeX; unknown elements give their text."""
    tag, parts = element.tag, list(element)
    if depth > _DEEPEST:
        return _escaped("".join(element.itertext()))
    if tag in ("mi", "mn", "mo", "mtext", "ms"):
        text = _escaped((element.text or "").strip().translate(_INVISIBLE).replace("−", "-"))
        if tag == "mtext":
            return rf"\text{{{text}}}" if text else " "
        return rf"\mathrm{{{text}}}" if tag == "mi" and len(text) > 1 and text.isalpha() else text
    if tag == "semantics":
        written = next((part for part in parts if part.get("kind") == "tex" and part.text), None)
        if written is not None:
            return (written.text or "").strip().strip("$")
        return _tex(parts[0], depth + 1) if parts else ""
    drawn = [_tex(part, depth + 1) for part in parts if part.tag != "annotation"]
    if tag == "msqrt":
        # Several elements in a root are a row, as if in an `mrow`.
        drawn = ["".join(drawn)]
    if writer := _WRITERS.get(tag):
        count, form = writer
        if len(drawn) == count:
            return form.format(*drawn)
    if tag in ("mover", "munder") and len(drawn) == 2:
        if tag == "mover" and (name := _OVER.get(drawn[1])):
            return rf"\{name}{{{drawn[0]}}}"
        return f"{_base(drawn[0])}{'^' if tag == 'mover' else '_'}{{{drawn[1]}}}"
    if tag == "mfenced":
        return f"({','.join(drawn)})"
    return "".join(drawn)


_WRITERS = {
    "mfrac": (2, r"\frac{{{0}}}{{{1}}}"),
    "msqrt": (1, r"\sqrt{{{0}}}"),
    "mroot": (2, r"\sqrt[{1}]{{{0}}}"),
    "msub": (2, "{0}_{{{1}}}"),
    "msup": (2, "{0}^{{{1}}}"),
    "msubsup": (3, "{0}_{{{1}}}^{{{2}}}"),
    "munderover": (3, "{0}_{{{1}}}^{{{2}}}"),
}


def _base(text: str) -> str:
    return text if len(text) == 1 else f"{{{text}}}"


def _escaped(text: str) -> str:
    return _SPECIAL.sub(lambda match: f"\\{match[0]}", " ".join(text.replace("\\", "").split()))
