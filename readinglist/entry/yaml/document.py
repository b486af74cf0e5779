"""YAML as text: scalars exactly as written, with their positions.

PyYAML's C composer builds the node graph, but nothing is constructed from it, so that `2301.00010`
stays the text `2301.00010`. The tag that YAML 1.1 would give to a plain scalar is recorded too, to
warn about values that other readers would turn into numbers, dates or booleans.

Composing takes several times as long as the quick reader (`plain_yaml`). So a file is composed only
if it is not plain, or if a position in it is needed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

import yaml

from readinglist.entry.findings import Finding, Location, Severity
from readinglist.entry.yaml import quick
from readinglist.entry.yaml.quick import Eaten, parse_plain
from readinglist.system.borders import HINT, what_is_wrong
from readinglist.system.bounded_reads import UnfitFileError, read_file

try:
    from yaml import CSafeLoader as _Loader
except ImportError:  # PyYAML built without libyaml: the same nodes, slower
    from yaml import SafeLoader as _Loader  # type: ignore[assignment]

Tree: TypeAlias = quick.Tree
FieldPath: TypeAlias = quick.FieldPath
Places: TypeAlias = dict[FieldPath, tuple[int, int]]

_TEXT_TAG = "tag:yaml.org,2002:str"
_CORE_TAG = "tag:yaml.org,2002:"
_COLLECTION_TAGS = frozenset({f"{_CORE_TAG}seq", f"{_CORE_TAG}map"})
MAX_NODES = 50_000
MAX_DEPTH = 30
MAX_BYTES = 1_000_000
# Line ends only in YAML 1.1: YAML 1.2, editors and git do not count them.
_ODD_BREAKS = ("\x85", "\u2028", "\u2029")
# Characters that are forbidden in files, and in escapes such as "\0".
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
# Deep nesting needs a long run of these; 100 levels show up as 5 of every 20th character.
_BLOCK_RUN = re.compile(r"[ \t?:-]{5}")


def spell_path(path: FieldPath) -> str:
    """A field path as printed: `evidence[1].quote`, with list items counted from 1."""
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part + 1}]"
        else:
            text += f".{part}" if text else part
    return text


@dataclass(slots=True)
class Document:
    """A YAML file as a tree of texts, lists and mappings, with positions of values and keys.

    `tree` is None if the file could not be read as YAML; `findings` then says why. `eaten` maps the
    paths of plain scalars that YAML 1.1 does not read as text to the short name of the type it
    reads, such as `float`, and those of values with a tag, such as `!ENV`, to the tag. The text of
    a plain file is kept in `unplaced` until a position is needed.
    """

    path: str
    tree: Tree | None = None
    findings: list[Finding] = field(default_factory=list)
    eaten: Eaten = field(default_factory=dict)
    unplaced: str | None = None
    _values: Places = field(default_factory=dict)
    _keys: Places = field(default_factory=dict)

    @property
    def values(self) -> Places:
        """The positions of the values by path: lines and columns, from 1."""
        self._find_places()
        return self._values

    @property
    def keys(self) -> Places:
        """The positions of the keys of mappings by the paths of their values."""
        self._find_places()
        return self._keys

    def _find_places(self) -> None:
        if self.unplaced is not None:
            composed = _compose_document(self.unplaced, self.path)
            self.unplaced = None
            self._values, self._keys = composed.values, composed.keys

    @property
    def fields(self) -> dict[str, Tree]:
        """The top-level mapping; empty if the document is something else."""
        return self.tree if isinstance(self.tree, dict) else {}

    def may_hold(self, words: str) -> bool:
        """Whether any text may contain these words, which have no spaces or escapes in them."""
        return self.unplaced is None or words in self.unplaced

    def locate(self, path: FieldPath = ()) -> Location:
        """Where the value at the path starts, or else its nearest existing ancestor."""
        values = self.values
        while path:
            if path in values:
                return Location(self.path, *values[path])
            path = path[:-1]
        return Location(self.path, *values.get((), (1, 1)))

    def locate_key(self, path: FieldPath) -> Location:
        """Where the key of the mapping's item is, or else its value."""
        if path in self.keys:
            return Location(self.path, *self.keys[path])
        return self.locate(path)

    def report(  # noqa: PLR0913 - the parts of a finding
        self,
        code: str,
        message: str,
        hint: str = "",
        *,
        at: FieldPath = (),
        on_key: bool = False,
        severity: Severity = Severity.ERROR,
    ) -> Finding:
        """A finding about the value, or the key, at the path."""
        location = self.locate_key(at) if on_key else self.locate(at)
        return Finding(code, severity, location, message, hint, spell_path(at))

    def text(self, *path: str | int) -> str | None:
        """The text at the path, or None if there is none or it is something else."""
        node = self.node(*path)
        return node if isinstance(node, str) else None

    def node(self, *path: str | int) -> Tree | None:
        """Whatever is at the path, or None."""
        node: Tree | None = self.tree
        if len(path) == 1 and isinstance(node, dict):
            return node.get(path[0])  # type: ignore[arg-type] # None for a number
        for part in path:
            if isinstance(node, dict):
                node = node.get(part)  # type: ignore[arg-type] # None for a number
            elif isinstance(node, list) and isinstance(part, int) and part < len(node):
                node = node[part]
            else:
                return None
        return node

    def list_items(self, *path: str | int) -> list[tuple[FieldPath, Tree]]:
        """The items of the list at the path, each with its own path; empty if there is none."""
        node = self.node(*path)
        return [((*path, i), item) for i, item in enumerate(node)] if isinstance(node, list) else []


def text_in(node: Tree, name: str) -> str | None:
    """The mapping's text under the name, or None if there is none or it is something else."""
    text = node.get(name) if isinstance(node, dict) else None
    return text if isinstance(text, str) else None


def read_document(file: Path | str, path: str, like: Document | None = None) -> Document:
    """Read the file as a document. Findings call it `path`.

    If the file has the same text as `like`, a valid document with the same path, `like` is
    returned.

    What is wrong with the content is in `findings`; a file that cannot be read at all raises
    `StorageError`.
    """
    try:
        data = read_file(file, path, most=MAX_BYTES)
    except UnfitFileError as error:
        return _unreadable(path, "E001", (1, 1), error.reason, error.hint)
    if like and like.unplaced is not None and like.unplaced.encode() == data:
        return like
    return parse_document(data, path)


def parse_document(data: bytes, path: str) -> Document:
    """As `read_document`, from the content of a file."""
    try:
        return _parse(data, path)
    except Exception as error:  # noqa: BLE001 - a YAML reader may raise anything for a foreign file
        return _unreadable(path, "E002", (1, 1), what_is_wrong(error), HINT)


def _parse(data: bytes, path: str) -> Document:
    if len(data) > MAX_BYTES:
        message = f"the file has more than {MAX_BYTES:,} bytes"
        return _unreadable(path, "E001", (1, 1), message, "Split it.")
    text = decode_text(data, path)
    if isinstance(text, Finding):
        return Document(path, findings=[text])
    if not text.isascii():
        for odd in _ODD_BREAKS:
            text = text.replace(odd, " ")
    # `isprintable` is fast and rejects more than control characters.
    if not text.replace("\n", "").isprintable() and (match := _CONTROL.search(text)):
        # Checked before libyaml, which reports its position in bytes.
        message = f"not YAML: the control character #x{ord(match[0]):04x}"
        return _unreadable(path, "E002", _end_of(text[: match.start()]), message, "Remove it.")
    plain = parse_plain(text)
    if plain is None:
        document = _compose_document(text, path)
    else:
        tree, eaten = plain
        document = Document(path, tree, eaten=eaten, unplaced=text)
    if document.tree is not None and _CUT.search(text):
        document.findings += _find_cuts(text, path)
    return document


# A `#` that YAML takes for the start of a comment but is probably meant as text: no space after it.
# It may also begin the second line of a text.
_CUT = re.compile(r"(?:(?<=\S)|^)[ \t]+#(?=[^\s#])", re.MULTILINE)


def _find_cuts(text: str, path: str) -> Iterator[Finding]:
    """E013 for each unquoted text that is cut off at a `#`, at the start of the text."""
    lines = text.split("\n")
    cuts = {
        (number, match.start()): match
        for number, line in enumerate(lines)
        for match in _CUT.finditer(line)
    }
    key, key_start = "", (-1, 0)
    for token in yaml.scan(text, Loader=_Loader):
        if not isinstance(token, yaml.ScalarToken):
            continue
        end = (token.end_mark.line, token.end_mark.column)
        start = (token.start_mark.line, token.start_mark.column)
        below = cuts.get((end[0] + 1, 0))
        if end not in cuts and below and key:
            # A line that is not deeper than the key or the item may be a field that is left out.
            least = key_start[1] + 1 if key_start[0] == start[0] else start[1]
            is_at_end = end[1] == len(lines[end[0]].rstrip())
            if is_at_end and below.end() - 1 >= least:
                end = (end[0] + 1, 0)
        if not token.plain or end not in cuts:
            key, key_start = str(token.value), start
            continue
        comment = lines[end[0]][cuts[end].end() - 1 :].strip()
        shown = comment if len(comment) <= 40 else f"{comment[:39]}…"
        yield Finding(
            "E013",
            Severity.ERROR,
            Location(path, token.start_mark.line + 1, token.start_mark.column + 1),
            f"YAML takes '{shown}' for a comment, so the text ends before it",
            "Write the text in quotes, or put a space behind the # of a comment.",
            key,
        )


def decode_text(data: bytes, path: str) -> str | Finding:
    """The text of a file without its byte order mark, or E001 if it is not UTF-8."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # Count from the error's own bytes, because its position ignores a byte order mark.
        place = _end_of(error.object[: error.start].decode("utf-8", "replace"))
        return Finding(
            "E001",
            Severity.ERROR,
            Location(path, *place),
            "the file is not UTF-8 text",
            "Save it as UTF-8.",
        )


def _unreadable(path: str, code: str, place: tuple[int, int], message: str, hint: str) -> Document:
    """A document that could not be read at all, with the reason."""
    return Document(
        path, findings=[Finding(code, Severity.ERROR, Location(path, *place), message, hint)]
    )


def _compose_document(text: str, path: str) -> Document:
    """Parse any text with PyYAML, with all positions."""
    end = _end_of(text.rstrip())
    try:
        if place := _find_too_deep(text):
            return _unreadable(path, "E009", place, _TOO_DEEP, "Flatten it.")
        nodes = compose(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        if error.context_mark and "end of stream" in (error.problem or ""):
            # For an unclosed quotation mark or bracket, report where it opens, not the end of the
            # file.
            mark = error.context_mark
        place = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        if "maximum nesting depth" in (error.problem or ""):  # libyaml's own limit
            return _unreadable(path, "E009", place, _TOO_DEEP, "Flatten it.")
        hint = _syntax_hint(text, place[0])
        # What is missing at the end of the file is reported at the end of its text.
        return _unreadable(path, "E002", min(place, end), f"not YAML: {_problem(error)}", hint)
    except yaml.YAMLError as error:
        message = f"not YAML: {error}".splitlines()[0]
        return _unreadable(path, "E002", (1, 1), message, "Remove it.")
    except RecursionError:  # without libyaml
        return _unreadable(path, "E009", (1, 1), _TOO_DEEP, "Flatten it.")
    if len(nodes) > 1:
        mark = nodes[1].start_mark
        place = min((mark.line + 1, mark.column + 1), end)
        hint = "Write one entry a file, without ---."
        return _unreadable(path, "E004", place, "a second document starts here", hint)
    if not nodes:
        hint = "Fill it in; an entry that is not needed can be deleted."
        return _unreadable(path, "E004", (1, 1), "the file is empty", hint)
    document = Document(path)
    _Reader(document, end).read(nodes[0])
    return document


_TOO_DEEP = f"the nesting is deeper than {MAX_DEPTH} levels"


def _end_of(before: str) -> tuple[int, int]:
    """The line and column right after the text, from 1."""
    before = before.replace("\r\n", "\n").replace("\r", "\n")
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def _find_too_deep(text: str) -> tuple[int, int] | None:
    """Where the nesting gets too deep, for texts that look as if it might.

    libyaml's composer recurses in C: some ten thousand levels would crash the process. Its parser
    does not recurse, so texts with very many brackets or indicators go through it first.
    """
    if text.count("[") + text.count("{") < 200 and not _BLOCK_RUN.search(text[::20]):
        return None
    loader = _Loader(text)
    depth = 0
    try:
        while loader.check_event():
            event = loader.get_event()
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
                mark = event.start_mark
                if depth > MAX_DEPTH + 1:
                    return (mark.line + 1, mark.column + 1) if mark else (1, 1)
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
    finally:
        loader.dispose()
    return None


def compose(text: str) -> list[yaml.Node]:
    """The root node of the first document, and of the second if there is one.

    Raises `yaml.YAMLError`.
    """
    loader = _Loader(text)
    nodes: list[yaml.Node] = []
    try:
        while loader.check_node():
            node = loader.get_node()
            if node is not None:
                nodes.append(node)
            if len(nodes) > 1:
                break
    finally:
        loader.dispose()
    return nodes


def _problem(error: yaml.MarkedYAMLError) -> str:
    context = f"{error.context}, " if error.context else ""
    return f"{context}{error.problem}"


def _syntax_hint(text: str, line: int) -> str:
    lines = text.splitlines()
    # libyaml reports some errors at the start of the line after the actual one.
    for number in (line, line - 1):
        if not 1 <= number <= len(lines):
            continue
        content = lines[number - 1]
        if "\t" in content[: len(content) - len(content.lstrip())]:
            return "Indent with spaces, not tabs."
        value = content.split(": ", 1)[1] if ": " in content else ""
        if ": " in value and value[:1] not in ("'", '"', "{", "["):
            return "Put quotes around a text that holds ': '."
        if value[:1] in ("@", "`", "%", "*", "&"):
            return f"Put quotes around a text that starts with {value[0]}."
    return "Check the quotes, the indentation and the brackets here and on the line before."


class _Reader:
    """Turns nodes into a tree with positions, resolving aliases within limits."""

    def __init__(self, document: Document, end: tuple[int, int]) -> None:
        self.document = document
        self.values, self.keys = document.values, document.keys
        self.end = end
        self.budget = MAX_NODES
        self.open: set[int] = set()

    def read(self, root: yaml.Node) -> None:
        tree = self._read(root, ())
        if any(finding.code == "E009" for finding in self.document.findings):
            return  # A partial tree would only give false findings.
        if isinstance(tree, str):
            self._fail(
                "E004", root, "the file holds a single value", "Write fields as 'name: value'."
            )
            return
        self.document.tree = tree

    def _fail(
        self, code: str, node: yaml.Node, message: str, hint: str, path: FieldPath = ()
    ) -> None:
        location = Location(self.document.path, *self._place(node))
        self.document.findings.append(
            Finding(code, Severity.ERROR, location, message, hint, spell_path(path))
        )

    def _place(self, node: yaml.Node) -> tuple[int, int]:
        # The position of an empty value at the end of the file may be beyond it.
        return min((node.start_mark.line + 1, node.start_mark.column + 1), self.end)

    def _read(self, node: yaml.Node, path: FieldPath) -> Tree:
        self.budget -= 1
        self.values[path] = self._place(node)
        if isinstance(node, yaml.ScalarNode):
            return self._read_scalar(node, path)
        if id(node) in self.open or self.budget < 0 or len(path) > MAX_DEPTH:
            if not any(finding.code == "E009" for finding in self.document.findings):
                at = path if len(path) <= MAX_DEPTH else ()
                self._fail("E009", node, *self._bound(node), at)
            return ""
        if node.tag not in _COLLECTION_TAGS:
            self.document.eaten[path] = node.tag.removeprefix(_CORE_TAG)
        self.open.add(id(node))
        try:
            if isinstance(node, yaml.SequenceNode):
                return [self._read(item, (*path, i)) for i, item in enumerate(node.value)]
            return self._read_mapping(node, path)
        finally:
            self.open.discard(id(node))

    def _bound(self, node: yaml.Node) -> tuple[str, str]:
        """The limit that the node exceeds, and what to do."""
        if id(node) in self.open:
            return "an alias contains itself", "Write the value out."
        if self.budget < 0:
            what = f"the file has more than {MAX_NODES:,} values, each alias counted in full"
            return what, "Write aliases out, or split the file."
        return _TOO_DEEP, "Flatten it."

    def _read_scalar(self, node: yaml.ScalarNode, path: FieldPath) -> str:
        if node.tag != _TEXT_TAG and node.value:
            kind = node.tag.removeprefix(_CORE_TAG)
            self.document.eaten[path] = kind
        return self._text(node, path).strip()

    def _text(self, node: yaml.ScalarNode, path: FieldPath) -> str:
        text = str(node.value)
        if match := _CONTROL.search(text):
            self._fail(
                "E002",
                node,
                f"the text holds the control character #x{ord(match[0]):04x}",
                "Remove it.",
                path,
            )
            return _CONTROL.sub("\ufffd", text)
        return text

    def _read_mapping(self, node: yaml.Node, path: FieldPath) -> dict[str, Tree]:
        mapping: dict[str, Tree] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                self._fail(
                    "E004", key_node, "a field's name is not a text", "Write 'name: value'.", path
                )
                continue
            key = self._text(key_node, path)
            place = (*path, key)
            if key in mapping:
                first = self.keys[place][0]
                self._fail(
                    "E003",
                    key_node,
                    f"'{key}' is given twice, first on line {first}",
                    "Keep one of the two.",
                    place,
                )
                continue
            self.keys[place] = self._place(key_node)
            mapping[key] = self._read(value_node, place)
        return mapping
