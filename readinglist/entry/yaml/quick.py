"""A fast reader of plain YAML: the subset in which entries are nearly always written. Pure.

YAML is a large language, of which entries use a small part: mappings and lists by indentation,
texts that are plain, quoted or in a block, and short lists and mappings in brackets. This reader
supports only that part. For anything outside of it, or possibly wrong, it returns None, and the
caller uses libyaml. So it need not be complete, only correct in what it accepts; tests compare it
with PyYAML on all entries and on generated texts.

Left to libyaml are, among others: anchors, aliases and tags, directives and document markers, tabs,
comment lines except at the start, keys that are not simple names or are duplicates, escapes other
than of the quotation mark and the backslash, indentation indicators, indented lines in folded
blocks.
"""

import functools
import re
from typing import NoReturn, TypeAlias

import yaml

Tree: TypeAlias = str | list["Tree"] | dict[str, "Tree"]
FieldPath: TypeAlias = tuple[str | int, ...]
#: The paths of plain scalars that YAML 1.1 does not read as text, with the type, such as `float`.
Eaten: TypeAlias = dict[FieldPath, str]

_LONGEST = 65_536
_DEEPEST = 10
_WIDEST = 40
_CORE_TAG = "tag:yaml.org,2002:"
_NAME = "[A-Za-z][A-Za-z0-9_-]{0,63}"
_FIRST_COMMENTS = re.compile(r"(?:#.*\n|\n)*")
# Blank lines and comment lines.
_ODD = re.compile(r"\n +[#\n]|\n#")
_KEY = re.compile(rf"{_NAME}:(?: |$)")
# What may follow a value on its line: spaces, and a comment after at least one space.
_REST = r" *(?: #.*)?$"
_END = re.compile(_REST)
_DOUBLE = re.compile(rf'"([^"\\]*(?:\\["\\][^"\\]*)*)"{_REST}')
_SINGLE = re.compile(rf"'([^']*(?:''[^']*)*)'{_REST}")
_ESCAPE = re.compile(r'\\(["\\])')
# Characters that start something other than a plain text, or may do so before a space.
_INDICATORS = frozenset("-?:,[]{}#&*!|>'\"%@`")
_BLOCKS = frozenset({">", ">-", "|", "|-"})
_WORDS = re.compile(rf"\[(\w[\w ./+-]*(?:, *\w[\w ./+-]*)*)\]{_REST}")
_FLOW_KEY = re.compile(rf"({_NAME}): +")
_FLOW_CHAR = r"(?:[^ \n,\[\]{}:#?]|:(?=//))"
_FLOW_PLAIN = re.compile(rf"[^ \n\-?:,\[\]{{}}#&*!|>'\"%@`]{_FLOW_CHAR}*(?: +{_FLOW_CHAR}+)*")
_FLOW_DOUBLE = re.compile(r'"([^"\\\n]*(?:\\["\\][^"\\\n]*)*)"')
_FLOW_SINGLE = re.compile(r"'([^'\n]*(?:''[^'\n]*)*)'")
_SPACES = re.compile(r"[ \n]*")
_BREAKS = re.compile(r"(?<! ) *+\n[ \n]*+")
_BLANK_LINES = re.compile(r"\n\n+")
# `false` is the longest word that YAML 1.1 does not read as text.
_LONGEST_WORD = 5
_RESOLVERS: dict[str, list[tuple[str, re.Pattern[str]]]] = yaml.SafeLoader.yaml_implicit_resolvers


class _NotPlainError(Exception):
    """The text is not plain YAML."""


def parse_plain(text: str) -> tuple[dict[str, Tree], Eaten] | None:
    """The mapping in a plain YAML text, and what YAML 1.1 reads differently; None if not plain.

    Scalars are texts without surrounding white space. The text has no control characters except
    line ends.
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n")
    if len(text) > _LONGEST or "\t" in text or "\r" in text or "\ufeff" in text:
        return None
    if text[:1] in ("#", "\n"):
        match = _FIRST_COMMENTS.match(text)
        text = text[match.end() :] if match else text
    if text[-1:] != "\n":
        text += "\n"
    if _ODD.search(text):
        return None
    eaten: Eaten = {}
    try:
        tree = _mapping(text, 0, (), eaten)
    except _NotPlainError:
        return None
    return tree, eaten


def _refuse() -> NoReturn:
    raise _NotPlainError


@functools.cache
def _fields(column: int) -> re.Pattern[str]:
    """The fields of a mapping whose keys are at the column, counted from 0.

    Matches the name, the colon, the rest of the line, and the lines below that belong to it: those
    that are indented, and those of a list at the same column.
    """
    if column > _WIDEST:
        _refuse()
    margin = f" {{{column}}}"
    return re.compile(
        rf"{margin}({_NAME})(: +|:(?=\n))(.*)\n((?:{margin} .*\n|{margin}- .*\n|\n)*)"
    )


@functools.cache
def _items(column: int) -> re.Pattern[str]:
    """The items of a list with dashes at the column: dash, rest of the line, lines below."""
    if column > _WIDEST:
        _refuse()
    margin = f" {{{column}}}"
    return re.compile(rf"{margin}(- +)(.*)\n((?:{margin} .*\n|\n)*)")


def _mapping(text: str, column: int, path: FieldPath, eaten: Eaten) -> dict[str, Tree]:
    if len(path) > _DEEPEST:
        _refuse()
    tree: dict[str, Tree] = {}
    length = 0
    for name, colon, value, below in _fields(column).findall(text):
        length += len(name) + len(colon) + len(value) + len(below)
        if value:
            if below or value[0] in _INDICATORS:
                tree[name] = _value(value, below, column, (*path, name), eaten)
            else:
                tree[name] = _plain(value, path, name, eaten)
        else:
            tree[name] = _nested(below, column, (*path, name), eaten)
    if length + (column + 1) * len(tree) != len(text):
        # Something between the fields is not a field, or a name occurs twice.
        _refuse()
    return tree


def _sequence(text: str, column: int, path: FieldPath, eaten: Eaten) -> list[Tree]:
    if len(path) > _DEEPEST:
        _refuse()
    items: list[Tree] = []
    length = 0
    for dash, value, below in _items(column).findall(text):
        length += column + len(dash) + len(value) + 1 + len(below)
        place = (*path, len(items))
        if _KEY.match(value):
            # The dash counts as indentation for the keys after it.
            start = column + len(dash)
            items.append(_mapping(f"{' ' * start}{value}\n{below}", start, place, eaten))
        elif value:
            items.append(_value(value, below, column, place, eaten))
        else:
            _refuse()
    if length != len(text):
        _refuse()
    return items


def _nested(below: str, column: int, path: FieldPath, eaten: Eaten) -> Tree:
    """The value in the lines below a key."""
    text = below.lstrip("\n")
    if not text:
        return ""
    indent = len(text) - len(text.lstrip(" "))
    if text.startswith("- ", indent):
        return _sequence(text, indent, path, eaten)
    return _mapping(text, indent, path, eaten) if indent > column else _refuse()


def _value(value: str, below: str, column: int, path: FieldPath, eaten: Eaten) -> Tree:
    """A value that starts after a key or a dash and may continue in the lines below."""
    start = value[0]
    if below and below.isspace():
        below = ""
    if start not in _INDICATORS:
        if below:
            return _plain_lines(value, below, column, path, eaten)
        return _plain(value, path[:-1], path[-1], eaten)
    if start == ">" or start == "|":  # noqa: PLR1714 - twice as fast, and called often
        if value.rstrip(" ") not in _BLOCKS or not below:
            _refuse()
        return _block(below, column, folded=start == ">")
    if below:
        value = f"{value}\n{_indented(below, column)}"
    if start == "[" and (match := _WORDS.match(value)):
        items = match[1].split(",")
        for number, item in enumerate(items):
            _note(item.strip(" "), (*path, number), eaten)
        return [item.strip() for item in items]
    if start == '"' and (match := _DOUBLE.match(value)):
        return _unescape(_fold_quoted(match[1])).strip()
    if start == "'" and (match := _SINGLE.match(value)):
        return _fold_quoted(match[1]).replace("''", "'").strip()
    if start not in "[{":
        _refuse()
    tree, end = _flow(value, 0, path, eaten)
    if not _END.match(value, end):
        _refuse()
    return tree


def _plain(value: str, path: FieldPath, name: str | int, eaten: Eaten) -> str:
    """A plain text on one line."""
    if " #" in value:
        value = value[: value.index(" #")]
    if ": " in value or value[-1] == ":":
        _refuse()
    if value[0] in _RESOLVERS:
        _note(value.rstrip(" "), (*path, name), eaten)
    return value.strip()


def _indented(below: str, column: int) -> str:
    """The lines below a value without trailing blank lines; all others are indented."""
    text = below.rstrip("\n")
    margin = " " * (column + 1)
    if not all(line.startswith(margin) for line in text.split("\n") if line):
        _refuse()
    return text


def _plain_lines(value: str, below: str, column: int, path: FieldPath, eaten: Eaten) -> str:
    """A plain text of several lines, which may be a timestamp: a date with a time below it."""
    text = f"{value}\n{_indented(below, column)}"
    if " #" in text or ": " in text or ":\n" in text or text.rstrip(" ")[-1] == ":":
        _refuse()
    folded = _fold_quoted(text).rstrip(" ")
    _note(folded, path, eaten)
    return folded.strip()


def _block(below: str, column: int, *, folded: bool) -> str:
    text = below.strip("\n")
    indent = len(text) - len(text.lstrip(" "))
    margin = "\n" + " " * indent
    framed = "\n" + text
    if indent <= column or not text:
        _refuse()
    joined = framed.replace(margin, "\0")
    if "\n" not in joined and folded and "\0 " not in joined:
        return joined.replace("\0", " ").strip()
    if framed.count(margin) + framed.count("\n\n") != framed.count("\n"):
        _refuse()
    if not folded:
        return framed.replace(margin, "\n").strip()
    if f"{margin} " in framed:
        _refuse()
    return _fold(framed.replace(margin, "\n").removeprefix("\n")).strip()


def _fold(text: str) -> str:
    """The folded text: single line ends become spaces, longer runs lose one line end."""
    parts = _BLANK_LINES.split(text)
    ends = [match[0][1:] for match in _BLANK_LINES.finditer(text)]
    folded = [part.replace("\n", " ") for part in parts]
    return "".join(part + end for part, end in zip(folded, [*ends, ""], strict=True))


def _fold_quoted(text: str) -> str:
    """The folded text, without the spaces around its line ends."""
    if "\n" not in text:
        return text
    return _BREAKS.sub(lambda match: "\n" * (match[0].count("\n") - 1) or " ", text)


def _unescape(text: str) -> str:
    return _ESCAPE.sub(r"\1", text) if "\\" in text else text


def _note(text: str, path: FieldPath, eaten: Eaten) -> None:
    """Record the type that YAML 1.1 gives to a plain scalar, if it is not text."""
    if len(text) > _LONGEST_WORD and text[0].isalpha():
        return
    for tag, form in _RESOLVERS.get(text[0], ()):
        if form.match(text):
            eaten[path] = tag.removeprefix(_CORE_TAG)
            return


def _flow(text: str, at: int, path: FieldPath, eaten: Eaten) -> tuple[Tree, int]:
    """The value at a position within brackets, and the position after it."""
    if len(path) > _DEEPEST:
        _refuse()
    start = text[at : at + 1]
    if start == "[":
        return _flow_sequence(text, _skip(text, at + 1), path, eaten)
    if start == "{":
        return _flow_mapping(text, _skip(text, at + 1), path, eaten)
    if match := _FLOW_PLAIN.match(text, at):
        _note(match[0], path, eaten)
        return match[0].strip(), match.end()
    if match := _FLOW_DOUBLE.match(text, at):
        return _unescape(match[1]).strip(), match.end()
    if match := _FLOW_SINGLE.match(text, at):
        return match[1].replace("''", "'").strip(), match.end()
    return _refuse()


def _flow_sequence(text: str, at: int, path: FieldPath, eaten: Eaten) -> tuple[list[Tree], int]:
    items: list[Tree] = []
    if text[at : at + 1] == "]":
        return items, at + 1
    while True:
        item, at = _flow(text, at, (*path, len(items)), eaten)
        items.append(item)
        at = _skip(text, at)
        if text[at : at + 1] == "]":
            return items, at + 1
        if text[at : at + 1] != ",":
            _refuse()
        at = _skip(text, at + 1)


def _flow_mapping(text: str, at: int, path: FieldPath, eaten: Eaten) -> tuple[dict[str, Tree], int]:
    tree: dict[str, Tree] = {}
    if text[at : at + 1] == "}":
        return tree, at + 1
    while True:
        match = _FLOW_KEY.match(text, at)
        if match is None or match[1] in tree:
            _refuse()
        tree[match[1]], at = _flow(text, match.end(), (*path, match[1]), eaten)
        at = _skip(text, at)
        if text[at : at + 1] == "}":
            return tree, at + 1
        if text[at : at + 1] != ",":
            _refuse()
        at = _skip(text, at + 1)


def _skip(text: str, at: int) -> int:
    match = _SPACES.match(text, at)
    return match.end() if match else at
