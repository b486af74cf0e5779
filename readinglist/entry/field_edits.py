"""Sets fields in an entry's file; everything else in the file is unchanged."""

from collections import Counter, defaultdict
from collections.abc import Mapping

import yaml

from readinglist.entry.model import Schema
from readinglist.entry.yaml.document import parse_document
from readinglist.entry.yaml.edits import Edit, Layout, Place, apply_edits

_MARK = b"\xef\xbb\xbf"


class UnfitLayoutError(Exception):
    """The file is laid out so that an edit of it could change more than it should."""


def set_fields(data: bytes, schema: type[Schema], fields: Mapping[str, str]) -> bytes:
    """The content of an entry's file with these fields, each spelt in YAML with its name.

    A field that is there is replaced, another one goes to its place in the schema's order. Raises
    `UnfitLayoutError` with a reason where it is not certain that comments and other fields stay.
    """
    before = parse_document(data, "")
    if not isinstance(before.tree, dict) or before.findings:
        raise UnfitLayoutError("it cannot be read as YAML")
    has_mark, has_crlf = data.startswith(_MARK), b"\r\n" in data
    text = data.decode("utf-8-sig").replace("\r\n", "\n")
    try:
        layout = Layout(text)
        is_block = isinstance(layout.root, yaml.MappingNode) and not layout.root.flow_style
        if not is_block or layout.has_references or "\r" in text:
            raise UnfitLayoutError("its layout is too unusual to be sure what would change")
        new = apply_edits(text, _edits(layout, schema.field_names(), fields))
        comments = Counter(Layout(new).comments)
    except yaml.YAMLError as error:
        raise UnfitLayoutError("the result could not be read again") from error
    wanted = dict(before.tree)
    for spelt in fields.values():
        wanted.update(parse_document(spelt.encode(), "").fields)
    if parse_document(new.encode(), "").tree != wanted:
        raise UnfitLayoutError("its layout is too unusual to be sure what would change")
    if Counter(layout.comments) - comments:
        raise UnfitLayoutError("a comment stands inside the field")
    new = new.replace("\n", "\r\n") if has_crlf else new
    return (_MARK if has_mark else b"") + new.encode()


def _edits(layout: Layout, order: list[str], fields: Mapping[str, str]) -> list[Edit]:
    places = {str(place.path[0]): place for place in layout.places if len(place.path) == 1}
    edits: list[Edit] = []
    added: dict[int, list[str]] = defaultdict(list)
    for name in sorted(fields, key=order.index):
        spelt = fields[name].rstrip("\n")
        if name in places:
            start, end = _span(layout, places[name])
            edits.append(Edit(start, end, spelt))
        else:
            above = [field for field in order[: order.index(name)] if field in places]
            added[_end_of_field(layout, places[above[-1]]) if above else -1].append(spelt)
    first = min(place.key.start_mark.index for place in places.values() if place.key)
    for offset, lines in added.items():
        block = "\n".join(lines)
        if offset < 0:
            edits.append(Edit(first, first, f"{block}\n"))
        else:
            edits.append(Edit(offset, offset, f"\n{block}"))
    return edits


def _span(layout: Layout, place: Place) -> tuple[int, int]:
    """Where a field's key starts and its value ends, or the colon where there is no value."""
    key = place.key or place.node
    start, behind_key = key.start_mark.index, key.end_mark.index
    colon = layout.text.index(":", behind_key) + 1
    return start, max(colon, layout.end_of(place.node))


def _end_of_field(layout: Layout, place: Place) -> int:
    """The end of a field's last line, comments that are indented below it included."""
    end = layout.line_end(_span(layout, place)[1])
    while (line := layout.text[end + 1 : layout.line_end(end + 1)]).startswith(" "):
        if not line.lstrip(" ").startswith("#"):
            break
        end += 1 + len(line)
    return end
