"""A parser of `.bib` files: entries with their fields, strings, and syntax errors with lines.

The grammar is BibTeX's (see "Tame the BeaST", section 2, and biber's btparse). Two mistakes are so
common that the entry is read anyway: a missing comma where the next field clearly begins, which is
reported, and an extra comma. After any other mistake the entry would be a guess, so it is left out,
and parsing continues at the next line that starts an entry.
"""

import bisect
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

#: The longest value of a field, in characters.
MAX_VALUE = 100_000
_SHOWN = 80
#: BibTeX's own strings, as texts.
MONTHS = dict(
    zip(
        "jan feb mar apr may jun jul aug sep oct nov dec".split(),
        "January February March April May June July August September October November "
        "December".split(),
        strict=True,
    )
)

_START = re.compile(r"@[ \t]*+(?P<kind>[A-Za-z][\w-]*+)\s*+(?P<open>[{(])")
_NEXT_ENTRY = re.compile(r"^[ \t]*+@[ \t]*+[A-Za-z][\w-]*+\s*+[{(]", re.MULTILINE)
_KEY = re.compile(
    r"\s*+(?P<key>[^\s,{}()\"=#%@]++(?:[ \t]++[^\s,{}()\"=#%@]++)*+)\s*+(?=[,})]|[A-Za-z])"
)
_KEY_AND_FIELD = re.compile(r"\s*+(?P<key>[^\s,{}()\"=#%@]++)\s++(?=[A-Za-z][\w-]*+\s*+=)")
_FIELD = re.compile(r"\s*+(?P<name>[^\s=,{}\"#()@%']++)\s*+=\s*+")
#: What stands behind an entry if a brace too many has ended it: a comma and the next field.
_MORE_FIELDS = re.compile(r"\s*+,\s*+(?P<name>[A-Za-z][\w-]*+)\s*+=\s*+(?=[\"{\w])")
#: An entry without its brace, or a field, where neither should be.
_OUTSIDE = re.compile(
    r"^[ \t]*+(@[ \t]*+[A-Za-z]++[ \t]++[^\s,{}()=]++[ \t]*+,.*)|"
    r"(?<![\w=])(?<!\w-)([A-Za-z][\w-]*+[ \t]*+=[ \t]*+[{\"].*)",
    re.MULTILINE,
)
_COMMAS = re.compile(r"[\s,]*")
_SPACE = re.compile(r"\s*")
_BARE = re.compile(r"[^\s{}\"#,=()@]+")
_BRACE = re.compile(r"[{}]")
_QUOTE = re.compile(r"[{}\"]")


@dataclass(frozen=True)
class Slip:
    """A mistake in the file. If it `is_fatal`, the block is left out."""

    line: int
    message: str
    is_fatal: bool = True


@dataclass
class SourceEntry:
    """An entry. Its type and the names of its fields are in lower case; `lines` are per field.

    Of two fields with one name, the first counts.
    """

    line: int
    kind: str
    key: str
    fields: dict[str, str] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)


def read_source(text: str) -> Iterator[SourceEntry | Slip]:
    """The entries and the mistakes of a file, in order. Raises nothing."""
    yield from _Reader(text).read()


@dataclass
class Room:
    """A budget of characters that strings and parents may add to a file's entries.

    They are written once and can be used any number of times, so without a limit a short file could
    exhaust the memory.
    """

    left: int

    def take(self, length: int) -> bool:
        """Use up this many characters. Returns False, using none, if fewer are left."""
        if length > self.left:
            return False
        self.left -= length
        return True


def room_for(text: str) -> Room:
    """The budget for a file's text: far more than any real bibliography needs."""
    return Room(1_000_000 + 4 * len(text))


class _BrokenError(Exception):
    """The current entry cannot be read: why, and where."""

    def __init__(self, message: str, place: int) -> None:
        super().__init__(message)
        self.message = message
        self.place = place


class _Reader:
    """One pass over a file."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._strings = dict(MONTHS)
        self._room = room_for(text)
        self._last_parenthesis = text.rfind(")")
        self._slips: list[Slip] = []
        self._line_starts = [match.end() for match in re.finditer("\n", text)]
        # Includes the end of the text, so that there is always one.
        self._percents = [*(match.start() for match in re.finditer("%", text)), len(text)]
        self._entry_starts = [match.start() for match in _NEXT_ENTRY.finditer(text)]

    def line(self, place: int) -> int:
        return bisect.bisect_right(self._line_starts, place) + 1

    def _is_commented(self, place: int, since: int) -> bool:
        """Whether a percent sign stands before the place on its line, behind the last entry."""
        index = bisect.bisect_right(self._line_starts, place)
        start = max(self._line_starts[index - 1] if index else 0, since)
        return self._percents[bisect.bisect_left(self._percents, start)] < place

    def _next_entry(self, place: int) -> int:
        """The next place at which a line starts an entry, or the end of the text."""
        index = bisect.bisect_right(self._entry_starts, place)
        return self._entry_starts[index] if index < len(self._entry_starts) else len(self._text)

    def read(self) -> Iterator[SourceEntry | Slip]:
        # Where the last block ends, and how far text outside of blocks was looked at.
        place = behind = since = 0
        while match := _START.search(self._text, place):
            yield from self._tell_of_fields_outside(since, match.start(), behind)
            since = max(since, match.start())
            if self._is_commented(match.start(), behind):
                place = match.end()
                continue
            kind = match["kind"].lower()
            closing = "}" if match["open"] == "{" else ")"
            try:
                entry, place = self._read_block(match, kind, closing)
                behind = since = place
            except _BrokenError as error:
                shown = self._text[match.start() : match.start() + 40].partition("\n")[0].strip()
                at = self.line(error.place)
                where = f" (line {at})" if at != self.line(match.start()) else ""
                yield from self._slips
                yield Slip(
                    self.line(match.start()),
                    f"the block '{shown}' cannot be read: {error.message}{where}",
                )
                self._slips = []
                place = since = max(self._next_entry(match.start()), match.end())
                continue
            yield from self._slips
            self._slips = []
            if entry:
                yield entry
        yield from self._tell_of_fields_outside(since, len(self._text), behind)

    def _tell_of_fields_outside(self, start: int, end: int, behind: int) -> Iterator[Slip]:
        """Slips for what stands outside of blocks and looks like a part of one.

        `behind` is where the last block ends.
        """
        for match in _OUTSIDE.finditer(self._text, start, end):
            place = match.start(match.lastindex or 0)
            if not self._is_commented(place, behind):
                shown = " ".join(self._text[place : min(place + _SHOWN, match.end())].split())
                message = f"'{shown}' stands outside of an entry and is not read"
                yield Slip(self.line(place), message)

    def _read_block(
        self, match: re.Match[str], kind: str, closing: str
    ) -> tuple[SourceEntry | None, int]:
        start = match.end()
        if kind in ("comment", "preamble"):
            if closing == "}":
                end = self._closing(start - 1)
            else:
                end = self._text.find(")", start) if start <= self._last_parenthesis else -1
            return None, end + 1 if end >= 0 else start
        if kind == "string":
            return None, self._read_strings(start, closing)
        entry = SourceEntry(self.line(match.start()), kind, "")
        place = self._read_fields(entry, self._read_key(entry, start), closing)
        if closing == "}" and (more := _MORE_FIELDS.match(self._text, place)):
            place = self._read_rest(entry, more["name"], place)
        return entry, place

    def _read_rest(self, entry: SourceEntry, name: str, place: int) -> int:
        """Where the entry ends that a brace too many has closed in its middle.

        If what follows is no list of fields, the entry is what it was.
        """
        fields, lines, slips = dict(entry.fields), dict(entry.lines), list(self._slips)
        self._slip(place, f"a brace too many before '{name}', which is read all the same")
        try:
            return self._read_fields(entry, place, "}")
        except _BrokenError:
            entry.fields, entry.lines, self._slips = fields, lines, slips
            return place

    def _read_strings(self, place: int, closing: str) -> int:
        """Where the definitions of a @string end; BibTeX has one in each, biber several."""
        while found := _FIELD.match(self._text, place):
            value, place = self._read_value(found["name"], found.end(), closing)
            self._strings[found["name"].lower()] = value
            commas = _COMMAS.match(self._text, place)
            place = commas.end() if commas else place
            if self._text[place : place + 1] == closing:
                return place + 1
        if self._text[place : place + 1] not in ("", "@"):
            raise _BrokenError("a @string needs a name, '=' and a value", place)
        raise _BrokenError(f"'{closing}' is missing after the value", place)

    def _read_key(self, entry: SourceEntry, place: int) -> int:
        if found := _KEY_AND_FIELD.match(self._text, place):
            self._slip(found.end(), f"a comma is missing after the key '{found['key']}'")
            entry.key = found["key"]
            return found.end()
        if _FIELD.match(self._text, place):
            self._slip(place, "the entry has no key")
            return place
        found = _KEY.match(self._text, place)
        if found:
            entry.key = " ".join(found["key"].split())
            return found.end()
        return place

    def _read_fields(self, entry: SourceEntry, place: int, closing: str) -> int:
        text = self._text
        is_first = True
        while True:
            commas = _COMMAS.match(text, place)
            end = commas.end() if commas else place
            has_comma = "," in text[place:end]
            if text[end : end + 1] == closing:
                return end + 1
            found = _FIELD.match(text, end)
            if not found:
                raise _BrokenError(self._what_is_there(end, closing), end)
            name = found["name"].lower()
            if not has_comma and not is_first:
                self._slip(end, f"a comma is missing before '{name}'")
            is_first = False
            value, place = self._read_value(name, found.end(), closing)
            if name in entry.fields:
                if value != entry.fields[name]:
                    shown = value if len(value) <= _SHOWN else f"{value[: _SHOWN - 1]}…"
                    self._slip(end, f"{name} is given twice; the first counts, not '{shown}'")
                continue
            entry.fields[name] = value
            entry.lines[name] = self.line(found.start("name"))

    def _what_is_there(self, place: int, closing: str) -> str:
        if place >= len(self._text):
            return f"the file ends before its '{closing}'"
        if self._text[place] == "@":
            return f"the next entry begins before its '{closing}'"
        shown = " ".join(self._text[place : place + 30].split())
        return f"'{shown}' is not a field with '=' and a value"

    def _read_value(self, name: str, place: int, closing: str) -> tuple[str, int]:
        """The value that starts at the place, and where it ends.

        Strings made of other strings can grow exponentially, so a value is cut off after
        `MAX_VALUE` characters.
        """
        text = self._text
        parts: list[str] = []
        length = 0
        while True:
            char = text[place : place + 1]
            if char == "{":
                end = self._closing(place)
                part, place = text[place + 1 : end], end + 1
            elif char == '"':
                end = self._closing_quote(place)
                part, place = text[place + 1 : end], end + 1
            elif bare := _BARE.match(text, place):
                part, place = self._resolve(bare[0], place), bare.end()
            else:
                raise _BrokenError(f"the field '{name}' has no value", place)
            if length < MAX_VALUE:
                parts.append(part)
                length += len(part)
            space = _SPACE.match(text, place)
            behind = space.end() if space else place
            mark = text[behind : behind + 1]
            if mark == "#":
                space = _SPACE.match(text, behind + 1)
                place = space.end() if space else behind + 1
                continue
            if mark == "@":
                raise _BrokenError(self._what_is_there(behind, closing), behind)
            if mark not in (",", closing, "") and not _FIELD.match(text, behind):
                shown = " ".join(text[behind : behind + 30].split())
                raise _BrokenError(
                    f"'{shown}' follows the value of '{name}' without a comma or '#'", behind
                )
            return "".join(parts)[:MAX_VALUE].strip(), place

    def _resolve(self, word: str, place: int) -> str:
        value = self._strings.get(word.lower())
        if value is None:
            if not word.isdecimal():
                self._slip(place, f"there is no @string '{word}'; taken as text")
            return word
        if not self._room.take(len(value)):
            self._slip(place, f"@string '{word}' is not expanded: the file's strings grow too long")
            return word
        return value

    def _closing(self, start: int) -> int:
        """Where the group that opens at `start` ends. Raises `_BrokenError` if it does not."""
        depth = 0
        limit = self._next_entry(start)
        for match in _BRACE.finditer(self._text, start, limit):
            depth += 1 if match[0] == "{" else -1
            if depth == 0:
                return match.start()
        raise _BrokenError("a brace '{' is not closed before the next entry", start)

    def _closing_quote(self, start: int) -> int:
        depth = 0
        for match in _QUOTE.finditer(self._text, start + 1, self._next_entry(start)):
            if match[0] == '"':
                if depth <= 0:
                    return match.start()
            else:
                depth += 1 if match[0] == "{" else -1
        raise _BrokenError("a quotation mark is not closed before the next entry", start)

    def _slip(self, place: int, message: str) -> None:
        self._slips.append(Slip(self.line(place), message, is_fatal=False))


def parents_of(fields: Mapping[str, str]) -> list[tuple[str, str]]:
    """The entries that an entry inherits from: for each the field that names it, and its key."""
    return [
        (name, key.strip())
        for name in ("xdata", "crossref")
        for key in fields.get(name, "").split(",")
        if key.strip()
    ]
