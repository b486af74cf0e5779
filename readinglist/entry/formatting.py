"""Formats entry files in the canonical style: `readinglist fmt`.

Formatting never changes what a file says. It edits the text in places and leaves everything else as
it is; then it parses the result and compares. If it cannot show that a file still says the same, it
leaves the file alone.
"""

import itertools
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from readinglist.entry.forms import Form
from readinglist.entry.lookup import form_at, is_list, record_at
from readinglist.entry.model import NameParts, Schema
from readinglist.entry.yaml.document import Document, FieldPath, Tree, parse_document
from readinglist.entry.yaml.edits import Edit, Layout, Place, apply_edits, spell_scalar

#: The longest line, in characters, that prose is folded to.
WIDTH = 100
#: Lists whose order has no meaning.
UNORDERED = frozenset({"tags"})
_MANY_ROUNDS = 100


@dataclass(frozen=True)
class Formatted:
    """The result for a file: its new content, or a short reason why it was left alone."""

    data: bytes
    reason: str = ""


def format_entry(data: bytes, schema: type[Schema], *, many: bool = False) -> Formatted:
    """Format the content of an entry's file.

    `many` is for a file with a list of records, such as `themes.yml`.
    """
    before = parse_document(data, "")
    if before.tree is None or before.findings:
        return Formatted(data, "it cannot be read as YAML")
    model = _Model(schema, many=many)
    text = _plain_text(data)
    try:
        layout = Layout(text)
        comments = Counter(layout.comments)
        text = _tidied(layout)
        if not layout.has_references:
            text = _edited(text, model)
            text = _ordered(text, model)
        result = Layout(text)
    except yaml.YAMLError:  # pragma: no cover - the document above was valid
        return Formatted(data, "the result could not be read again")
    after = parse_document(text.encode(), "")
    is_same = not after.findings and model.meaning(before) == model.meaning(after)
    if not is_same or Counter(result.comments) != comments:
        return Formatted(data, "its layout is too unusual to be sure that nothing would change")
    return Formatted(text.encode())


def _plain_text(data: bytes) -> str:
    """The text with LF for every line end, and without a byte order mark."""
    return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")


class _Model:
    """The schema's view of the paths in a file."""

    def __init__(self, schema: type[Schema], *, many: bool) -> None:
        self.schema = schema
        self.skip = int(many)

    def form(self, path: FieldPath) -> Form | None:
        form = form_at(self.schema, path[self.skip :])
        return form if isinstance(form, Form) else None

    def order(self, path: FieldPath) -> list[str]:
        """The order of the fields in the mapping at the path."""
        if self.skip and not path:
            return []
        return record_at(self.schema, path[self.skip :]).field_names()

    def meaning(self, document: Document) -> Tree | None:
        """The tree with everything normalized that formatting may change."""
        return self._meaning(document.tree, ()) if document.tree is not None else None

    def _meaning(self, tree: Tree, path: FieldPath) -> Tree:
        if isinstance(tree, dict):
            return {key: self._meaning(value, (*path, key)) for key, value in tree.items()}
        if isinstance(tree, list):
            items = [self._meaning(item, (*path, i)) for i, item in enumerate(tree)]
            return sorted(items, key=str) if path and path[-1] in UNORDERED else items
        form = self.form(path)
        return (form.normal(tree) if form else None) or tree


# White space


def _tidied(layout: Layout) -> str:
    """The text without trailing white space and needless blank lines."""
    text = layout.text
    inside = [False] * (len(text) + 1)
    for start, end in layout.scalars:
        inside[start:end] = [True] * (end - start)
    lines: list[str] = []
    offset = 0
    for line in text.split("\n"):
        end = offset + len(line)
        in_scalar = inside[end] and inside[max(end - 1, 0)]
        kept = line if in_scalar else line.rstrip()
        is_needless = not kept and not in_scalar and (not lines or not lines[-1])
        if not is_needless:
            lines.append(kept)
        offset = end + 1
    return "\n".join(lines).rstrip("\n") + "\n" if any(lines) else text


# Single values and lists of values


def _edited(text: str, model: _Model) -> str:
    layout = Layout(text)
    document = parse_document(text.encode(), "")
    edits: list[Edit] = []
    for place in layout.places:
        if isinstance(place.node, yaml.ScalarNode):
            edits += _edits_of_scalar(layout, place, model, document)
        elif isinstance(place.node, yaml.SequenceNode) and _is_unordered(place, model):
            edits += _edits_of_unordered(layout, place.node)
    return apply_edits(text, edits)


def _is_unordered(place: Place, model: _Model) -> bool:
    path = place.path[model.skip :]
    return bool(path) and path[-1] in UNORDERED and is_list(model.schema, path)


def _edits_of_scalar(
    layout: Layout, place: Place, model: _Model, document: Document
) -> Iterator[Edit]:
    node = place.node
    form = model.form(place.path)
    raw = layout.raw(node)
    value = document.text(*place.path)
    if form is None or not value or not isinstance(node, yaml.ScalarNode):
        return
    start, end = node.start_mark.index, node.start_mark.index + len(raw)
    if node.style in ("|", ">"):
        if form.folded and node.style == ">":
            yield from _refolded(place, raw, value)
        return
    normal = form.normal(value)
    if normal is not None and normal != value and "\n" not in raw:
        value = normal
        yield Edit(
            start,
            end,
            spell_scalar(value, '"' if form.quoted else raw, plain=form.is_harmless("int", value)),
        )
    elif (form.quoted and raw[:1] != '"') or (
        place.path in document.eaten and not form.is_harmless(document.eaten[place.path], value)
    ):
        yield Edit(start, end, spell_scalar(value, '"'))
    elif form.folded:
        yield from _folded(layout, place, raw, value)


def _folded(layout: Layout, place: Place, raw: str, value: str) -> Iterator[Edit]:
    """Turn prose on an overlong line into a folded block."""
    node, key, parent = place.node, place.key, place.parent
    if (
        key is None
        or not isinstance(parent, yaml.MappingNode)
        or parent.flow_style
        or "\n" in value
    ):
        return
    start = node.start_mark.index
    line_start = layout.text.rfind("\n", 0, key.start_mark.index) + 1
    line_end = layout.line_end(start + len(raw))
    lines = layout.text[line_start:line_end].split("\n")
    # Ignore a comment after the value when deciding.
    lines[-1] = layout.text[line_end - len(lines[-1]) : start + len(raw)]
    if max(map(len, lines)) <= WIDTH:
        return
    comment = layout.text[start + len(raw) : line_end].strip()
    header = f">- {comment}" if comment else ">-"
    yield Edit(start, line_end, f"{header}\n{_wrapped(value, key.start_mark.column + 2)}")


def _refolded(place: Place, raw: str, value: str) -> Iterator[Edit]:
    """Fold a folded block again if it has an overlong line."""
    header, *lines = raw.split("\n")
    filled = [line for line in lines if line.strip()]
    indents = {len(line) - len(line.lstrip(" ")) for line in filled}
    if max(map(len, lines), default=0) <= WIDTH or len(indents) != 1:
        return
    if not re.fullmatch(r">-?(\s+#.*)?", header):
        return
    new = f"{header}\n{_wrapped(value, indents.pop())}"
    if new != raw:
        start = place.node.start_mark.index
        yield Edit(start, start + len(raw), new)


def _wrapped(value: str, indent: int) -> str:
    """The lines of a folded block with this text."""
    lines: list[str] = []
    for number, paragraph in enumerate(value.split("\n")):
        if number:
            lines.append("")
        line = ""
        # Only a single space between words may become a line end.
        for word in re.split(r"(?<! ) (?! )", paragraph):
            if line and len(line) + 1 + len(word) > WIDTH - indent:
                lines.append(" " * indent + line)
                line = word
            else:
                line = f"{line} {word}" if line else word
        if line:
            lines.append(" " * indent + line)
    return "\n".join(lines)


def _edits_of_unordered(layout: Layout, node: yaml.SequenceNode) -> Iterator[Edit]:
    """Sort the texts of the list's items alphabetically. Comments stay on their lines."""
    items = node.value
    if not all(isinstance(item, yaml.ScalarNode) for item in items):
        return
    raws = [layout.raw(item) for item in items]
    start, end = node.start_mark.index, layout.line_end(layout.end_of(node))
    if any("\n" in raw for raw in raws) or "#" in layout.masked[start:end]:
        return
    ordered = sorted(zip(items, raws, strict=True), key=lambda pair: pair[0].value.casefold())
    for item, (_, raw) in zip(items, ordered, strict=True):
        at = item.start_mark.index
        yield Edit(at, at + len(layout.raw(item)), raw)


# The order of fields


def _ordered(text: str, model: _Model) -> str:
    """The text with the fields of every mapping in the model's order, unknown ones last."""
    for _ in range(_MANY_ROUNDS):
        layout = Layout(text)
        edit = next(filter(None, (_order_edit(layout, p, model) for p in layout.places)), None)
        if edit is None:
            break
        text = apply_edits(text, [edit])
    return text


def _order_edit(layout: Layout, place: Place, model: _Model) -> Edit | None:
    node = place.node
    if not isinstance(node, yaml.MappingNode):
        return None
    names = model.order(place.path)
    if _is_nameless(names, place):
        return None

    def rank(item: tuple[yaml.Node, yaml.Node]) -> int:
        key = str(item[0].value)
        return names.index(key) if key in names else len(names)

    wanted = sorted(node.value, key=rank)
    if wanted == node.value:
        return None
    return (_order_flow if node.flow_style else _order_block)(layout, place, wanted)


def _is_nameless(names: list[str], place: Place) -> bool:
    """Whether the model lacks this mapping."""
    is_name = not {"authors", "editors"}.isdisjoint(place.path)
    return names == NameParts.field_names() and not is_name


_Item = tuple[yaml.Node, yaml.Node]


def _order_flow(layout: Layout, place: Place, wanted: list[_Item]) -> Edit | None:
    """The edit that orders a mapping in braces, if it is on one line."""
    old = [_span(layout, item) for item in place.node.value]
    start, end = old[0][0], old[-1][1]
    if "\n" in layout.text[start:end]:
        return None
    new = [layout.text[a:b] for a, b in (_span(layout, item) for item in wanted)]
    gaps = [layout.text[a[1] : b[0]] for a, b in itertools.pairwise(old)]
    return Edit(start, end, "".join(a + b for a, b in zip(new, [*gaps, ""], strict=True)))


def _span(layout: Layout, item: _Item) -> tuple[int, int]:
    return item[0].start_mark.index, layout.end_of(item[1])


@dataclass
class _Chunk:
    """A field of a block with the blank lines and comments above that belong to it."""

    lead: list[str]
    body: str


def _order_block(layout: Layout, place: Place, wanted: list[_Item]) -> Edit | None:
    items: list[_Item] = place.node.value
    column = items[0][0].start_mark.column
    chunks: dict[int, _Chunk] = {}
    end = 0
    for number, item in enumerate(items):
        key = item[0].start_mark.index
        if item[0].start_mark.column != column:
            return None
        lead = layout.text[end + 1 : key - column].split("\n")[:-1] if number else []
        # A comment that is indented more than the fields belongs to the field above it.
        deeper = 0
        while deeper < len(lead) and _indent(lead[deeper]) > column:
            deeper += 1
        if deeper:
            chunks[id(items[number - 1][0])].body += "\n" + "\n".join(lead[:deeper])
        end = layout.line_end(layout.end_of(item[1]))
        chunks[id(item[0])] = _Chunk(lead[deeper:], layout.text[key:end])
    # So does such a comment after the last field.
    while (line := layout.text[end + 1 : layout.line_end(end + 1)]).lstrip(" ").startswith("#"):
        if _indent(line) <= column:
            break
        chunks[id(items[-1][0])].body += f"\n{line}"
        end += 1 + len(line)
    new = [chunks[id(item[0])] for item in wanted]
    if any(line.strip() for line in new[0].lead) and place.path:
        return None  # No comment line fits between a dash and its first field.
    first = "\n".join(new[0].lead).strip("\n")
    lines = [f"{first}\n{new[0].body}" if first.strip() else new[0].body]
    for chunk in new[1:]:
        lines += [*chunk.lead, " " * column + chunk.body]
    return Edit(items[0][0].start_mark.index, end, "\n".join(lines))


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" ")) if line.strip() else 0
