r"""TeX to plain text, for bibliographies, arXiv's records and registries.

Commands that print characters become these characters; formulas stay formulas, between single
dollars; everything else is left as written, so that nothing is lost or guessed. There are two kinds
of sources:

`decode_tex` is for text that TeX itself will read, such as a field of a `.bib` file. Braces group,
`~` is a space, `--` a dash.

`decode_loose_tex` is for text copied from a manuscript, such as an abstract on arXiv. Braces and
tildes are literal, unless they belong to a command.

A literal dollar becomes `$`, or `\$` where it would otherwise start or end a formula.
"""

import re
import unicodedata
from collections.abc import Callable

from readinglist.values.formulas import Formula, find_formulas
from readinglist.values.normal_forms import normalize
from readinglist.values.scripts import lower_script, raise_script
from readinglist.values.tex_symbols import (
    ACCENTS,
    LETTERS,
    PREFIXES,
    PRINTS_LAST,
    SIGNS,
    SILENT,
    SPACES,
    SPACING,
    SYMBOLS,
    UNITS,
)

#: Marks for a space or a comma inside braces, where it separates nothing, and for a group's ends.
HELD_SPACE, HELD_COMMA, GROUP_START, GROUP_END = "\ue000", "\ue001", "\ue002", "\ue003"
_DOLLAR = "\ue004"
_PRIVATE = re.compile("[\ue000-\ue004]")
# Groups deeper than this lose their braces and are not decoded.
_DEEPEST = 60
#: Longer texts, in characters, are not decoded, because nested groups are scanned once per level.
LONGEST = 100_000
#: The most accents on one letter.
_MOST_ACCENTS = 4

_SPECIAL = re.compile(r"[\\{}$~]|--|``|''|[!?]`")
# Some copied texts have lost the backslash of an umlaut: `K"{a}hler`.
_SPECIAL_LOOSE = re.compile(r"[\\{}$]|``|''|\"(?=\{[aeiouAEIOU]\})")
_COMMAND = re.compile(r"\\(?:(?P<word>[A-Za-z]+)\*?|(?P<sign>.))", re.DOTALL)
#: A temperature's scale, which belongs to the sign of degrees before it.
_SCALE = re.compile(r"\s+[CFK]\b")
_LIGATURES = {"``": "“", "''": "”", "!`": "¡", "?`": "¿"}
_SPACE = re.compile(r"\s*")
# What the first argument of `\SI{5}{\micro\metre}` may hold.
_NUMBER = re.compile(r"[-+−]?[\d.,]+(?:\s*(?:\+-|\\pm)\s*[\d.]+|\(\d+\))?(?:[eEdD][-+]?\d+)?")
_FORMULA_OF_CHEMISTRY = re.compile(r"(?:[A-Z][a-z]?\d*|\((?:[A-Z][a-z]?\d*)+\)\d*)+")


def decode_tex(source: str) -> str:
    r"""The text that TeX prints for a field of a `.bib` file, on one line.

    A percent sign does not start a comment, and `&`, `#` and `_` need no backslash. Formulas become
    `$…$`. Unknown commands are left as written, with their arguments.
    """
    if len(source) > LONGEST or not _SPECIAL.search(source):
        return " ".join(source.split())
    return _finish(_Decoder(source, loose=False).run())


def decode_loose_tex(source: str) -> str:
    r"""The text with its TeX commands decoded; braces, tildes and dashes outside them are kept.

    White space is folded; a text without backslash, dollar or TeX's quotation marks is otherwise
    unchanged.
    """
    if len(source) > LONGEST or not _SPECIAL_LOOSE.search(source):
        return " ".join(source.split())
    return _finish(_Decoder(source, loose=True).run())


def decode_marked_tex(source: str) -> str:
    """Like `decode_tex`, with marks such as `HELD_SPACE` for what braces keep together."""
    source = _PRIVATE.sub("", source)
    if len(source) > LONGEST or not _SPECIAL.search(source):
        return " ".join(source.split())
    text = _Decoder(source, loose=False, marked=True).run().replace(_DOLLAR, "$")
    return normalize("NFC", " ".join(text.split()))


def unmark(text: str) -> str:
    """A marked text with its marks replaced by the spaces and commas they stand for."""
    text = text.replace(HELD_SPACE, " ").replace(HELD_COMMA, ",")
    return " ".join(_PRIVATE.sub("", text).split())


def _finish(text: str) -> str:
    text = normalize("NFC", " ".join(text.split()))
    if _DOLLAR not in text:
        return text
    plain = text.replace(_DOLLAR, "$")
    dollars = {place for place, char in enumerate(text) if char == _DOLLAR}
    if any(dollars & {formula.start, formula.end - 1} for formula in find_formulas(plain)):
        return text.replace(_DOLLAR, r"\$")
    return plain


class _Decoder:
    """One pass over a source. `marked` adds the marks of `decode_marked_tex`."""

    def __init__(self, source: str, *, loose: bool, marked: bool = False, depth: int = 0) -> None:
        self._source = _PRIVATE.sub("", source) if depth == 0 else source
        self._loose = loose
        self._marked = marked
        self._depth = depth
        self._place = 0
        self._pieces: list[str] = []
        self._special = _SPECIAL_LOOSE if loose else _SPECIAL
        self._accents = 0
        self._has_opened = False
        # The position of the last closing quotation mark; one that opens after it has no partner.
        self._last_quote = self._source.rfind("''") if loose else -1
        self._formulas: dict[int, Formula] = {}
        if "$" in source or "\\(" in source or "\\[" in source:
            self._formulas = {formula.start: formula for formula in find_formulas(self._source)}
        self._braces = _match_braces(self._source) if "{" in source else {}

    def run(self) -> str:
        source = self._source
        if self._depth > _DEEPEST:
            return source.replace("{", "").replace("}", "")
        while found := self._special.search(source, self._place):
            self._pieces.append(source[self._place : found.start()])
            self._place = found.start()
            self._pieces.append(self._read(found[0]))
        self._pieces.append(source[self._place :])
        return "".join(self._pieces)

    def _read(self, mark: str) -> str:
        """The replacement for the source at the current place; moves past what was read."""
        if formula := self._formulas.get(self._place):
            return self._read_formula(formula)
        if mark == "\\":
            return self._read_command()
        if mark == "$":
            return self._take(1, "$")
        if mark == "{":
            return self._read_group()
        if mark == "}":
            return self._take(1, "}" if self._loose else "")
        if mark == "~":
            return self._take(1, " ")
        if mark == '"':
            self._place += 1
            return self._read_accent(mark)
        if mark == "--":
            return self._take(3, "—") if self._source.startswith("---", self._place) else (
                self._take(2, "–"))  # fmt: skip
        if self._loose and not self._is_quoted(mark):
            return self._take(2, mark)
        return self._take(2, _LIGATURES[mark])

    def _take(self, length: int, text: str) -> str:
        self._place += length
        return text

    def _is_quoted(self, mark: str) -> bool:
        """Whether the quotation mark has a partner, so is not part of a formula or of code."""
        if mark == "``":
            self._has_opened = self._last_quote > self._place
            return self._has_opened
        was_opened, self._has_opened = self._has_opened, False
        return was_opened

    def _read_formula(self, formula: Formula) -> str:
        whole = self._source[formula.start : formula.end]
        self._place = formula.end
        content = formula.source.strip()
        if (self._loose and formula.display) or "$" in content:
            # An abstract may have its formulas on lines of their own.
            return whole
        return f"${content}$" if content else ""

    def _read_group(self) -> str:
        end = self._braces.get(self._place, -1)
        if end < 0:
            return self._take(1, "{" if self._loose else "")
        content = self._source[self._place + 1 : end]
        self._place = end + 1
        if self._loose and not content.startswith("\\"):
            return f"{{{self._decoded(content)}}}"
        text = self._decoded(content)
        if not self._marked:
            return text
        held = " ".join(text.split()) if text.strip() else text
        held = held.replace(" ", HELD_SPACE).replace(",", HELD_COMMA)
        # To BibTeX `{\'E}` is a letter, not a name to be kept together.
        is_group = self._depth == 0 and not content.startswith("\\")
        return f"{GROUP_START}{held}{GROUP_END}" if is_group else held

    def _decoded(self, source: str) -> str:
        return _Decoder(source, loose=self._loose, marked=self._marked, depth=self._depth + 1).run()

    def _read_command(self) -> str:
        match = _COMMAND.match(self._source, self._place)
        if not match:
            return self._take(1, "\\" if self._loose else "")
        start, self._place = self._place, match.end()
        name = match["word"]
        if name is None:
            sign = match["sign"]
            if sign in ACCENTS:
                return self._read_accent(sign)
            if sign == "$":
                return _DOLLAR
            if self._loose and sign in " \\\n" and sign != " ":
                return match[0]
            return SIGNS.get(sign, match[0])
        return self._read_word(name, start)

    def _read_word(self, name: str, start: int) -> str:
        if (text := SYMBOLS.get(name)) is not None:
            is_degree = name in ("textdegree", "degree")
            if name in LETTERS or (is_degree and _SCALE.match(self._source, self._place)):
                self._end_word()
            elif self._source.startswith("{}", self._place):
                self._place += 2
            return text
        if name in ACCENTS:
            return self._read_accent(name)
        if name in SPACES:
            self._end_word()
            return " "
        if name in SILENT:
            return self._read_silent(name, start)
        if name in PRINTS_LAST:
            arguments = self._read_arguments(PRINTS_LAST[name])
            return self._raw(start) if arguments is None else self._decoded(arguments[-1])
        if reader := _SPECIAL_WORDS.get(name):
            count, read = reader
            arguments = self._read_arguments(count)
            text = read(self, arguments) if arguments is not None else None
            return self._raw(start) if text is None else text
        return self._raw(start)

    def _read_silent(self, name: str, start: int) -> str:
        if SILENT[name]:
            return "" if self._read_arguments(SILENT[name]) is not None else self._raw(start)
        self._end_word()
        return ""

    def _end_word(self) -> None:
        """Skip what ends a command: white space or an empty group."""
        space = _SPACE.match(self._source, self._place)
        if self._source.startswith("{}", self._place):
            self._place += 2
        elif space:
            self._place = space.end()

    def _raw(self, start: int) -> str:
        """The command as written, with the groups directly after it."""
        match = _COMMAND.match(self._source, start)
        self._place = match.end() if match else start + 1
        while self._source[self._place : self._place + 1] in ("{", "["):
            closing = self._braces.get(self._place, -1)
            if self._source[self._place] == "[":
                closing = self._source.find("]", self._place)
            if closing < 0:
                break
            self._place = closing + 1
        return self._source[start : self._place]

    def _read_arguments(self, count: int) -> list[str] | None:
        """The sources of the arguments, or None if there are fewer. Options are skipped."""
        arguments: list[str] = []
        while len(arguments) < count:
            space = _SPACE.match(self._source, self._place)
            place = space.end() if space else self._place
            mark = self._source[place : place + 1]
            if mark == "[" and not arguments and (end := self._source.find("]", place)) > 0:
                self._place = end + 1
                continue
            if mark != "{":
                return None
            end = self._braces.get(place, -1)
            if end < 0:
                return None
            arguments.append(self._source[place + 1 : end])
            self._place = end + 1
        return arguments

    def _read_accent(self, name: str) -> str:
        """The accented letter; in a longer argument the first letter gets the accent."""
        start = self._place
        space = _SPACE.match(self._source, self._place)
        place = space.end() if space else self._place
        mark = self._source[place : place + 1]
        if mark == "{" and (end := self._braces.get(place, -1)) >= 0:
            self._place = end + 1
            text = self._decoded(self._source[place + 1 : end]).lstrip()
        elif mark == "\\" and self._accents < _MOST_ACCENTS:
            self._place = place
            self._accents += 1
            text = self._read_command()
            self._accents -= 1
        elif mark and mark not in "\\}$~" and (mark.isalpha() or not self._loose):
            self._place = place + 1
            text = mark
        else:
            self._place = start
            return SPACING.get(name, "")
        if not text:
            return SPACING.get(name, "")
        first = {"ı": "i", "ȷ": "j"}.get(text[0], text[0]) if name not in "cdkb" else text[0]
        if not first.isalpha():
            return SPACING.get(name, "") + text
        if name in ("t", "newtie"):
            return text[0] + ACCENTS[name] + text[1:]
        # Marks that are already on the letter come first.
        rest = 1
        while rest < len(text) and unicodedata.combining(text[rest]):
            rest += 1
        return normalize("NFC", first + text[1:rest] + ACCENTS[name]) + text[rest:]

    # Commands with a method of their own, which gets the sources of the arguments.

    def _formula(self, arguments: list[str]) -> str | None:
        content = arguments[0].strip()
        return f"${content}$" if content and "$" not in content else None

    def _first(self, arguments: list[str]) -> str:
        return self._decoded(arguments[0])

    def _quoted(self, arguments: list[str]) -> str:
        return f"“{self._decoded(arguments[0])}”"

    def _raised(self, arguments: list[str]) -> str:
        return raise_script(self._decoded(arguments[0]))

    def _lowered(self, arguments: list[str]) -> str:
        return lower_script(self._decoded(arguments[0]))

    def _upper(self, arguments: list[str]) -> str:
        return self._decoded(arguments[0]).upper()

    def _lower(self, arguments: list[str]) -> str:
        return self._decoded(arguments[0]).lower()

    def _quantity(self, arguments: list[str]) -> str | None:
        number, unit = self._number(arguments[:1]), self._unit(arguments[1:])
        if number is None or unit is None:
            return None
        return f"{number}{'' if unit in ('°', '′', '″') else ' '}{unit}"

    def _number(self, arguments: list[str]) -> str | None:
        source = arguments[0].strip().replace("~", "")
        if not _NUMBER.fullmatch(source):
            return None
        mantissa, e, exponent = re.sub(
            r"(?<!\s)\s*+(?:\+-|\\pm)\s*+", " ± ", re.sub("[EdD]", "e", source)
        ).partition("e")
        mantissa = mantissa.replace("-", "−")
        if not e:
            return mantissa
        return f"{mantissa} × 10{raise_script(exponent.lstrip('+').replace('-', '−'))}"

    def _angle(self, arguments: list[str]) -> str | None:
        parts = arguments[0].split(";")
        if len(parts) > 3 or any(part.strip() and not _NUMBER.fullmatch(part) for part in parts):
            return None
        signs = zip(parts, "°′″", strict=False)
        return "".join(f"{part.strip()}{sign}" for part, sign in signs if part.strip())

    def _unit(self, arguments: list[str]) -> str | None:
        source = arguments[0].strip()
        if "\\" not in source:
            # `kg.m/s^2` and the like: only `.`, `~` and `^` are converted.
            if not re.fullmatch(r"[A-Za-zµΩ°%Å./~^0-9{}-]+", source):
                return None
            source = re.sub(r"\^(?:\{(-?\d+)\}|(-?\d+))", lambda m: raise_script(
                (m[1] or m[2]).replace("-", "−")), source)  # fmt: skip
            return source.replace("~", " ").replace(".", " ").strip()
        return _spell_units(source)

    def _chemistry(self, arguments: list[str]) -> str | None:
        source = arguments[0].strip()
        if not _FORMULA_OF_CHEMISTRY.fullmatch(source):
            return None
        return re.sub(r"\d+", lambda match: lower_script(match[0]), source)


def _spell_units(source: str) -> str | None:
    r"""`µm` for `\micro\metre`, `m s⁻²` for `\metre\per\second\squared`; None if not known."""
    words = re.findall(r"\\([A-Za-z]+)|(\S)", source.replace("{}", ""))
    if any(sign for _, sign in words):
        return None
    spelt: list[str] = []
    prefix, power, is_below = "", "", False
    for name, _ in words:
        if name in PREFIXES:
            prefix = PREFIXES[name]
        elif name == "per":
            is_below = True
        elif name in ("square", "cubic"):
            power = "2" if name == "square" else "3"
        elif name in ("squared", "cubed"):
            if not spelt:
                return None
            below = "⁻" if spelt[-1].endswith("⁻¹") else ""
            spelt[-1] = spelt[-1].removesuffix("⁻¹") + below + ("²" if name == "squared" else "³")
        elif name in UNITS:
            raised = raise_script(f"−{power or 1}" if is_below else power)
            spelt.append(f"{prefix}{UNITS[name]}{raised}")
            prefix, power, is_below = "", "", False
        else:
            return None
    return None if prefix or power or is_below or not spelt else " ".join(spelt)


_Reader = Callable[[_Decoder, list[str]], str | None]
_SPECIAL_WORDS: dict[str, tuple[int, _Reader]] = {
    "ensuremath": (1, _Decoder._formula),  # noqa: SLF001 - of this module
    "texorpdfstring": (2, _Decoder._first),  # noqa: SLF001
    "enquote": (1, _Decoder._quoted),  # noqa: SLF001
    "mkbibquote": (1, _Decoder._quoted),  # noqa: SLF001
    "textsuperscript": (1, _Decoder._raised),  # noqa: SLF001
    "mkbibsuperscript": (1, _Decoder._raised),  # noqa: SLF001
    "textsubscript": (1, _Decoder._lowered),  # noqa: SLF001
    "mkbibsubscript": (1, _Decoder._lowered),  # noqa: SLF001
    "uppercase": (1, _Decoder._upper),  # noqa: SLF001
    "lowercase": (1, _Decoder._lower),  # noqa: SLF001
    "textquote": (1, _Decoder._quoted),  # noqa: SLF001
    "MakeUppercase": (1, _Decoder._upper),  # noqa: SLF001
    "MakeLowercase": (1, _Decoder._lower),  # noqa: SLF001
    "SI": (2, _Decoder._quantity),  # noqa: SLF001
    "qty": (2, _Decoder._quantity),  # noqa: SLF001
    "num": (1, _Decoder._number),  # noqa: SLF001
    "ang": (1, _Decoder._angle),  # noqa: SLF001
    "si": (1, _Decoder._unit),  # noqa: SLF001
    "unit": (1, _Decoder._unit),  # noqa: SLF001
    "ce": (1, _Decoder._chemistry),  # noqa: SLF001
}


_BRACE = re.compile(r"[{}]")


def _match_braces(source: str) -> dict[int, int]:
    """The places of closing braces by those of their opening braces."""
    open_places: list[int] = []
    ends: dict[int, int] = {}
    for match in _BRACE.finditer(source):
        if match[0] == "{":
            open_places.append(match.start())
        elif open_places:
            ends[open_places.pop()] = match.start()
    return ends


_URL_COMMAND = re.compile(r"^\\(?:url|path|nolinkurl|href)\s*\{([^{}]*(?:\{[^{}]*\}[^{}]*)*)\}.*$",
                          re.DOTALL)  # fmt: skip
_TILDES = re.compile(
    r"\$\s*\\sim\s*\$|\\ensuremath\{\\sim\}|\{?\\textasciitilde(?:\{\}|\s|(?=[^A-Za-z]))\}?"
    r"|\{\\~(?:\{\})?\}|\\~(?:\{\})?|\\string~"
)
_URL_ESCAPES = re.compile(
    r"\{\\([%_&#$])(?:\{\})?\}|\\([%_&#$])(?:\{\})?|\{([^\w\\{}\s]|_)\}"
    r"|\\textunder(score)(?:\{\}|\s|(?=[^A-Za-z]))"
)
_URL_NOTHING = re.compile(
    r"\\(?:allowbreak|linebreak)(?:\{\}|\s+|(?=[^A-Za-z]))|\\[-/!,](?:\{\})?|\{\}"
)


def _without_outer_braces(text: str) -> str:
    if not text.startswith("{"):
        return text
    ends = _match_braces(text)
    start, end = 0, len(text)
    while ends.get(start) == end - 1:
        start, end = start + 1, end - 1
    return text[start:end].strip()


def decode_address(source: str) -> str:
    r"""The text of a field that TeX reads verbatim, such as `url` or `doi`, without escapes.

    Inner white space is kept, since it may separate two addresses.
    """
    text = " ".join(source.split())
    if "\\" not in text and "{" not in text and "$" not in text:
        return text
    text = _without_outer_braces(text)
    text = _URL_COMMAND.sub(r"\1", text)
    text = _TILDES.sub("~", text)
    text = _URL_ESCAPES.sub(_unescape_in_address, text)
    text = _URL_NOTHING.sub("", text.replace(r"\slash ", "/"))
    return _without_outer_braces(text)


def _unescape_in_address(match: re.Match[str]) -> str:
    return "_" if match[4] else match[1] or match[2] or match[3]
