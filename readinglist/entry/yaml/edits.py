"""The layout of a YAML file, for edits in place: positions of values, keys and comments.

Offsets count characters of the text, which has LF line ends and no byte order mark.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

import yaml

from readinglist.entry.yaml.document import FieldPath, compose

_COMMENT = re.compile(r"(?:(?<=\s)|^)#[^\n]*", re.MULTILINE)
#: Texts that need no quotes anywhere: they start with a letter, or like a DOI, and contain none of
#: YAML's special characters.
_SAFE_PLAIN = re.compile(r"(?:[^\W\d_]|\d[\d.]*/)(?:[\w./@+~%=&?;#()'’-]|:(?=\S)| (?=[^ #]))*")
# Words that YAML 1.1 reads as something else (yaml.org/type/bool.html, yaml.org/type/null.html).
_NOT_TEXTS = frozenset("y n yes no on off true false null".split())


@dataclass(frozen=True, order=True, slots=True)
class Edit:
    """The replacement of a part of a text."""

    start: int
    end: int
    text: str


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """The text with the edits made. Of overlapping edits the first one wins."""
    parts = []
    position = 0
    for edit in sorted(set(edits)):
        if edit.start >= position:
            parts += [text[position : edit.start], edit.text]
            position = edit.end
    return "".join([*parts, text[position:]])


@dataclass(frozen=True, slots=True)
class Place:
    """A value with its path, its key (None for a list item) and its parent node."""

    path: FieldPath
    node: yaml.Node
    key: yaml.ScalarNode | None
    parent: yaml.Node | None


class Layout:
    """A text of valid YAML, with the positions of its nodes. Raises `yaml.YAMLError`."""

    def __init__(self, text: str) -> None:
        self.text = text
        nodes = compose(text)
        self.root: yaml.Node | None = nodes[0] if nodes else None

    @cached_property
    def places(self) -> list[Place]:
        """Every value, in order; what an alias repeats is included only once."""
        return list(self._walk()) if self.root else []

    def _walk(self) -> Iterator[Place]:
        seen: set[int] = set()
        queue: list[Place] = [Place((), self.root, None, None)] if self.root else []
        while queue:
            place = queue.pop(0)
            if id(place.node) in seen:
                continue
            seen.add(id(place.node))
            yield place
            inner: list[Place] = []
            if isinstance(place.node, yaml.MappingNode):
                inner = [
                    Place((*place.path, key.value), value, key, place.node)
                    for key, value in place.node.value
                    if isinstance(key, yaml.ScalarNode)
                ]
            elif isinstance(place.node, yaml.SequenceNode):
                inner = [
                    Place((*place.path, i), value, None, place.node)
                    for i, value in enumerate(place.node.value)
                ]
            queue[:0] = inner

    def raw(self, node: yaml.Node) -> str:
        """The text of the node as written, without anything that follows it."""
        return self.text[node.start_mark.index : self.end_of(node)]

    def end_of(self, node: yaml.Node) -> int:
        """The end of the node's own text, without blank lines and comments after it."""
        start, end = node.start_mark.index, node.end_mark.index
        if isinstance(node, yaml.ScalarNode):
            if node.style in ("|", ">") and "+" not in self.text[start:end].split("\n", 1)[0]:
                return start + len(self.text[start:end].rstrip())
            return int(end)
        if not isinstance(node, yaml.CollectionNode) or node.flow_style or not node.value:
            return int(end)
        last = node.value[-1]
        return self.end_of(last[1] if isinstance(last, tuple) else last)

    def line_end(self, offset: int) -> int:
        """The end of the line that contains the offset."""
        end = self.text.find("\n", offset)
        return len(self.text) if end < 0 else end

    @cached_property
    def scalars(self) -> list[tuple[int, int]]:
        """Start and end of the text of every scalar, including keys but not block headers."""
        spans = []
        for place in self.places:
            for node in (place.key, place.node):
                if isinstance(node, yaml.ScalarNode):
                    start, end = node.start_mark.index, self.end_of(node)
                    if node.style in ("|", ">"):
                        start = min(end, self.line_end(start) + 1)
                    spans.append((start, end))
        return spans

    @cached_property
    def masked(self) -> str:
        """The text with every character of a scalar replaced by `x`, including line ends."""
        chars = list(self.text)
        for start, end in self.scalars:
            chars[start:end] = "x" * (end - start)
        return "".join(chars)

    @property
    def comments(self) -> list[str]:
        """The comments in order, without trailing white space."""
        return [match[0].rstrip() for match in _COMMENT.finditer(self.masked)]

    @property
    def has_references(self) -> bool:
        """Whether there are anchors, aliases, tags or directives, which link places together."""
        if re.search(r"(?:^|[\s\[{,])[&*!%]", self.masked):
            return True
        # A scalar's start mark is before its anchor or tag.
        return any(self.text[start : start + 1] in ("&", "!") for start, _ in self.scalars)


def spell_scalar(value: str, like: str = "", *, plain: bool = False) -> str:
    """The text as a scalar on one line.

    It is put in double quotes if `like`, the text it replaces, is in quotes of any kind, or if it
    could be read as something else; with `plain` it may look like a number or a date.
    """
    is_quoted = like[:1] in ("'", '"')
    is_safe = _SAFE_PLAIN.fullmatch(value) and value.casefold() not in _NOT_TEXTS
    if not is_quoted and (is_safe or (plain and re.fullmatch(r"[\d-]+", value))):
        return value
    return json.dumps(value, ensure_ascii=False)
