"""Fixes findings that have a single right answer: `readinglist validate --fix`.

A fix edits only the place of its finding. The file is parsed again with the edits made; if that
would leave it worse than before, it stays as it is.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import yaml

from readinglist.entry.findings import Finding
from readinglist.entry.forms import Form, OneOf
from readinglist.entry.kinds import FOLDERS
from readinglist.entry.lookup import form_at, is_list, record_at
from readinglist.entry.model import Schema, Theme
from readinglist.entry.places import THEMES_FILE
from readinglist.entry.theme_ids import section_id
from readinglist.entry.yaml.document import FieldPath, parse_document
from readinglist.entry.yaml.edits import Edit, Layout, Place, apply_edits, spell_scalar
from readinglist.library.checks.references import sections_by_theme
from readinglist.library.library import Library
from readinglist.system.bounded_reads import read_file
from readinglist.system.files import rename_file, write_whole
from readinglist.values.folding import fold_quote
from readinglist.values.references import find_identifiers
from readinglist.values.suggestions import KnownWords


@dataclass(frozen=True)
class Fix:
    """A fix: its finding, the old text and the new text."""

    finding: Finding
    before: str
    after: str

    @property
    def text(self) -> str:
        """What was fixed, without the place."""
        subject = f"{self.finding.field}: " if self.finding.field else ""
        return f"fixed {self.finding.code} {subject}{self.before} → {self.after}"

    def __str__(self) -> str:
        return f"{self.finding.location} {self.text}"


class _Names:
    """The names that a list gives its themes and entries, collected once for all fixes."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._ids: dict[tuple[str, ...], KnownWords] = {}

    def ids(self, folders: tuple[str, ...]) -> KnownWords:
        """The ids of the entries in these folders."""
        if folders not in self._ids:
            self._ids[folders] = KnownWords(self._library.ids(*folders))
        return self._ids[folders]

    @cached_property
    def themes(self) -> KnownWords:
        """The themes and their sections, as entries name them."""
        themes = sections_by_theme(self._library)
        sections = (section_id(theme, name) for theme, names in themes.items() for name in names)
        return KnownWords({*themes, *sections})

    def sections(self, essay: str) -> list[str]:
        """The titles of an essay's sections."""
        entry = self._library.essays.get(essay)
        return [section.title for section in entry.sections] if entry else []


@dataclass(frozen=True)
class _Case:
    """A finding with everything a fixer needs. `path` leads to the value within its record."""

    finding: Finding
    names: _Names
    layout: Layout
    place: Place
    schema: type[Schema]
    path: FieldPath

    @property
    def raw(self) -> str:
        return self.layout.raw(self.place.node)

    @property
    def value(self) -> str:
        node = self.place.node
        return str(node.value).strip() if isinstance(node, yaml.ScalarNode) else ""

    def spelt(self, value: str | None, *, quoted: bool = False) -> Edit | None:
        """The edit that replaces the value's text; None if there is no text or it is unchanged."""
        node = self.place.node
        if value is None or value == self.value or "\n" in self.raw:
            return None
        form = form_at(self.schema, self.path)
        plain = isinstance(form, Form) and form.is_harmless("int", value)
        spelt = spell_scalar(value, '"' if quoted else self.raw, plain=plain)
        return Edit(node.start_mark.index, self.layout.end_of(node), spelt)


def _fix_field_name(case: _Case) -> Edit | None:
    key, parent = case.place.key, case.place.parent
    if key is None or not isinstance(parent, yaml.MappingNode):
        return None
    known = record_at(case.schema, case.path[:-1]).field_names()
    name = KnownWords(known).find_sure(str(key.value))
    if name is None or name in _names_in(parent):
        return None
    return Edit(key.start_mark.index, key.end_mark.index, name)


@lru_cache(maxsize=1)
def _names_in(node: yaml.MappingNode) -> frozenset[str]:
    return frozenset(str(key.value) for key, _ in node.value)


def _fix_shape(case: _Case) -> Edit | None:
    if not is_list(case.schema, case.path) or not case.value or "\n" in case.raw:
        return None
    if re.search(r"[,;]|\sand\s", case.value):
        return None  # There may be several.
    node = case.place.node
    item = spell_scalar(case.value, case.raw)
    return Edit(node.start_mark.index, case.layout.end_of(node), f"[{item}]")


def _fix_word(case: _Case) -> Edit | None:
    form = form_at(case.schema, case.path)
    words = [word.value for word in form.vocabulary] if isinstance(form, OneOf) else []
    return case.spelt(KnownWords(words).find_sure(case.value))


def _fix_missing_quotes(case: _Case) -> Edit | None:
    node = case.place.node
    if "\n" in case.raw:
        return None
    return Edit(node.start_mark.index, case.layout.end_of(node), spell_scalar(case.value, '"'))


def _fix_cut(case: _Case) -> Edit | None:
    """Quote a text that is cut by what YAML takes for a comment, in fields that hold free text."""
    form = form_at(case.schema, case.path)
    if not isinstance(form, Form) or form.parse is not str or form.names or "\n" in case.raw:
        return None
    start = case.place.node.start_mark.index
    end = case.layout.line_end(start)
    line = case.layout.text[start:end].rstrip()
    if " #" not in line and "\t#" not in line:
        return None  # The rest is on the next line.
    return Edit(start, start + len(line), spell_scalar(line, '"'))


def _fix_address(case: _Case) -> Edit | None:
    """Replace an address by the identifier in it, or remove it if the identifier is given too."""
    key, parent = case.place.key, case.place.parent
    if key is None or not isinstance(parent, yaml.MappingNode) or "\n" in case.raw:
        return None
    given = {str(sibling.value) for sibling, _ in parent.value}
    arxiv, doi = find_identifiers(case.value)
    name, value = ("arxiv", arxiv.value) if arxiv else ("doi", doi or "")
    start, end = key.start_mark.index, case.layout.end_of(case.place.node)
    if not value:
        return None
    if name in given:
        return Edit(start, min(case.layout.line_end(end) + 1, len(case.layout.text)), "")
    return Edit(start, end, f"{name}: {spell_scalar(value, chr(34) if arxiv else value)}")


def _fix_form(case: _Case) -> Edit | None:
    form = form_at(case.schema, case.path)
    if not isinstance(form, Form):
        return None
    return case.spelt(form.normal(case.value), quoted=form.quoted)


def _fix_theme(case: _Case) -> Edit | None:
    return case.spelt(case.names.themes.find_sure(case.value))


def _fix_id(*folders: str) -> Callable[[_Case], Edit | None]:
    def fix(case: _Case) -> Edit | None:
        return case.spelt(case.names.ids(folders).find_sure(case.value))

    return fix


def _fix_section(case: _Case) -> Edit | None:
    parent = case.place.parent
    pairs = parent.value if isinstance(parent, yaml.MappingNode) else []
    essay = next((str(value.value) for key, value in pairs if key.value == "essay"), "")
    folded = {fold_quote(title): title for title in case.names.sections(essay)}
    match = KnownWords(folded).find_sure(fold_quote(case.value))
    return case.spelt(folded[match]) if match else None


def _fix_double(case: _Case) -> Edit | None:
    """Remove a list item that repeats an earlier one."""
    node, parent = case.place.node, case.place.parent
    if not isinstance(node, yaml.ScalarNode) or not isinstance(parent, yaml.SequenceNode):
        return None
    before = parent.value[parent.value.index(node) - 1]
    start = case.layout.end_of(before)
    end = case.layout.end_of(node)
    if not parent.flow_style:
        start, end = case.layout.line_end(start), case.layout.line_end(end)
    return None if "#" in case.layout.masked[start:end] else Edit(start, end, "")


_FIXERS: dict[str, Callable[[_Case], Edit | None]] = {
    "E013": _fix_cut,
    "E101": _fix_field_name,
    "E103": _fix_shape,
    "E104": _fix_word,
    "E106": _fix_missing_quotes,
    "E107": _fix_form,
    "E108": _fix_form,
    "E109": _fix_form,
    "E201": _fix_theme,
    "E202": _fix_theme,
    "E203": _fix_id("papers", "essays"),
    "E204": _fix_id("claims"),
    "E205": _fix_id("essays"),
    "E207": _fix_section,
    "E209": _fix_id("papers", "essays", "claims"),
    "E309": _fix_double,
    "W403": _fix_address,
}
#: Codes of findings that `apply_fixes` may correct.
FIXABLE = frozenset({*_FIXERS, "E002", "E008"})


def apply_fixes(library: Library, findings: Iterable[Finding], *, write: bool = True) -> list[Fix]:
    """Fix the findings that have a single right answer, and report what was fixed.

    Findings that only show up after a fix need another call. With `write` false nothing is changed,
    and the result says what would be. Raises `StorageError`.
    """
    by_path: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding.code in FIXABLE:
            by_path[finding.location.path].append(finding)
    done: list[Fix] = []
    names = _Names(library)
    for path, ours in by_path.items():
        file = library.root / path
        renamed = [
            _rename(library.root, file, finding, write=write)
            for finding in ours
            if finding.code == "E008"
        ]
        done += [fix for fix in renamed if fix]
        rest = [finding for finding in ours if finding.code != "E008"]
        if rest:
            done += _fix_file(library, names, file, rest, write=write)
    return done


def _rename(root: Path, file: Path, finding: Finding, *, write: bool) -> Fix | None:
    new = file.with_suffix(".yml")
    if file.suffix != ".yaml" or not file.is_file() or new.exists():
        return None
    if write:
        rename_file(file, new, within=root)
    return Fix(finding, file.name, new.name)


def _fix_file(
    library: Library, names: _Names, file: Path, findings: list[Finding], *, write: bool
) -> list[Fix]:
    data = read_file(file)
    has_mark, has_crlf = data.startswith(b"\xef\xbb\xbf"), b"\r\n" in data
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        return []
    pairs = [pair for finding in findings for pair in _edits(library, names, file, text, finding)]
    new = apply_edits(text, [edit for _, edit in pairs])
    before, after = parse_document(data, ""), parse_document(new.encode(), "")
    if not pairs or "\r" in text or len(after.findings) > len(before.findings):
        return []
    if after.tree is None:
        return []
    if write:
        new = new.replace("\n", "\r\n") if has_crlf else new
        mark = b"\xef\xbb\xbf" if has_mark else b""
        write_whole(file, mark + new.encode(), within=library.root)
    return [Fix(finding, _shown(text, edit), edit.text or "taken out") for finding, edit in pairs]


def _shown(text: str, edit: Edit) -> str:
    return " ".join(text[edit.start : edit.end].split()).lstrip(", ")


def _edits(
    library: Library, names: _Names, file: Path, text: str, finding: Finding
) -> Iterator[tuple[Finding, Edit]]:
    if finding.code == "E002":
        edit = _quote_line(text, finding.location.line)
    else:
        edit = _fix_place(library, names, file, text, finding)
    if edit:
        yield finding, edit


def _fix_place(
    library: Library, names: _Names, file: Path, text: str, finding: Finding
) -> Edit | None:
    folder = file.parent.name
    is_themes = file == library.folder / THEMES_FILE
    schema = Theme if is_themes else FOLDERS.get(folder)
    if schema is None:
        return None
    layout, keys, values = _laid_out(text)
    at = (finding.location.line - 1, finding.location.column - 1)
    place = (keys if finding.code == "E101" else values).get(at)
    if layout is None or place is None:
        return None
    path = place.path[1:] if is_themes else place.path
    return _FIXERS[finding.code](_Case(finding, names, layout, place, schema, path))


_Places = dict[tuple[int, int], Place]


@lru_cache(maxsize=1)
def _laid_out(text: str) -> tuple[Layout | None, _Places, _Places]:
    """The layout of a file, and its places by where their keys begin and by where their values do.

    It is asked for with each finding of the file, of which there may be as many as lines.
    """
    keys: _Places = {}
    values: _Places = {}
    try:
        layout = Layout(text)
    except yaml.YAMLError:
        return None, keys, values
    for place in layout.places:
        for found, node in ((keys, place.key), (values, place.node)):
            if node and place.path:
                mark = node.start_mark
                found.setdefault((mark.line, mark.column), place)
    return layout, keys, values


_FIELD_LINE = re.compile(
    r"""(?P<head>\s*(?:- )?[\w-]+: +)(?P<value>[^\s"'{\[|>&*#](?:[^\n]*\S)?)\s*"""
)


def _quote_line(text: str, line: int) -> Edit | None:
    """Quote a value that contains `: ` or starts with an indicator, if that makes valid YAML."""
    lines = text.split("\n")
    for number in (line, line - 1):
        match = _FIELD_LINE.fullmatch(lines[number - 1]) if 1 <= number <= len(lines) else None
        if match is None or " #" in match["value"]:
            continue
        if ": " not in match["value"] and match["value"][0] not in "@`%":
            continue
        start = sum(len(previous) + 1 for previous in lines[: number - 1]) + match.start("value")
        edit = Edit(start, start + len(match["value"]), spell_scalar(match["value"], '"'))
        if parse_document(apply_edits(text, [edit]).encode(), "").tree is not None:
            return edit
    return None
