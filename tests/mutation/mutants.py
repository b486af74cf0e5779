"""Mutants of a module: its source with one small mistake, made by mutmut's operators.

mutmut's own runner leaves out module-level code and decorated functions, which is where most
regular expressions, tables and validators are, so only its operators are used.
"""

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import libcst as cst
from libcst.metadata import MetadataWrapper, ParentNodeProvider, PositionProvider
from mutmut.mutation.mutators import mutation_operators

#: Mutants of their arguments raise a TypeError, which proves nothing about the tests.
_NOT_MUTATED_CALLS = frozenset({"len", "isinstance"})


@dataclass(frozen=True)
class Mutant:
    """One mistake. `lines` are the first and last line of the statement that it is in."""

    file: Path
    module: cst.Module
    lines: tuple[int, int]
    old: cst.CSTNode
    new: cst.CSTNode

    def undone(self) -> "Mutant":
        """The module as it is, to be tried in the same way."""
        return replace(self, new=self.old)

    @cached_property
    def source(self) -> str:
        """The whole source of the module with the mistake."""
        return self.module.deep_replace(self.old, self.new).code

    @cached_property
    def change(self) -> tuple[str, str]:
        """The lines that differ, before and after, joined and without indentation."""
        before, after = self.module.code.splitlines(), self.source.splitlines()
        parts: tuple[list[str], list[str]] = ([], [])
        matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
        for kind, *at in matcher.get_opcodes():
            if kind != "equal":
                parts[0].extend(line.strip() for line in before[at[0] : at[1]])
                parts[1].extend(line.strip() for line in after[at[2] : at[3]])
        return " ".join(parts[0]), " ".join(parts[1])

    @property
    def compiles(self) -> bool:
        """Whether the result is another program, and not a syntax error."""
        try:
            compile(self.source, self.file, "exec")
        except SyntaxError:
            return False
        return self.change[0] != self.change[1]


class _Visitor(cst.CSTVisitor):
    METADATA_DEPENDENCIES = (PositionProvider, ParentNodeProvider)

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[tuple[int, int], cst.CSTNode, cst.CSTNode]] = []
        self._ignoring_case = 0

    def on_visit(self, node: cst.CSTNode) -> bool:
        if isinstance(node, (cst.Annotation, cst.Decorator)) or _is_without_effect(node):
            return False
        if isinstance(node, cst.Call) and getattr(node.func, "value", "") in _NOT_MUTATED_CALLS:
            return False
        self._ignoring_case += _ignores_case(node)
        for kind, operator in mutation_operators:
            if isinstance(node, kind):
                self.found.extend(
                    (self._lines(node), node, new)
                    for new in operator(node)
                    if not (self._ignoring_case and _is_same_without_case(node, new))
                )
        return True

    def on_leave(self, original_node: cst.CSTNode) -> None:
        self._ignoring_case -= _ignores_case(original_node)

    def _lines(self, node: cst.CSTNode) -> tuple[int, int]:
        """The lines of the simple statement; in the head of a compound one, those of the node."""
        around = node
        while not isinstance(
            around, (cst.SimpleStatementLine, cst.BaseCompoundStatement, cst.Module)
        ):
            around = self.get_metadata(ParentNodeProvider, around)
        if not isinstance(around, cst.SimpleStatementLine) and not isinstance(node, cst.Match):
            around = node
            while not (place := self.get_metadata(PositionProvider, around, None)):
                around = self.get_metadata(ParentNodeProvider, around)
        place = self.get_metadata(PositionProvider, around)
        return place.start.line, place.end.line


def _is_without_effect(node: cst.CSTNode) -> bool:
    """Whether it is a type such as `Literal["a", "b"]`, or `strict=False`, which is the default."""
    if isinstance(node, cst.Subscript):
        return getattr(node.value, "value", "") == "Literal"
    return (
        isinstance(node, cst.Arg)
        and getattr(node.keyword, "value", "") == "strict"
        and getattr(node.value, "value", "") == "False"
    )


def _ignores_case(node: cst.CSTNode) -> bool:
    """Whether it is a call such as `re.compile(…, re.IGNORECASE)`."""
    if not isinstance(node, cst.Call):
        return False
    values = [argument.value for argument in node.args]
    return any(
        isinstance(value, cst.Attribute) and value.attr.value == "IGNORECASE" for value in values
    )


#: What letter case changes in any expression: classes such as `\w`, and names of groups.
_CASED = re.compile(r"\\[a-zA-Z]|\?P[<=>][^)>]*")


def _is_same_without_case(old: cst.CSTNode, new: cst.CSTNode) -> bool:
    """Whether expressions that ignore case match the same."""
    if not isinstance(old, cst.SimpleString) or not isinstance(new, cst.SimpleString):
        return False
    one, other = old.value, new.value
    return one.casefold() == other.casefold() and _CASED.findall(one) == _CASED.findall(other)


def find_mutants(file: Path) -> Iterator[Mutant]:
    """All mutants of a module, in the order of its source."""
    wrapper = MetadataWrapper(cst.parse_module(file.read_text("utf-8")))
    visitor = _Visitor()
    wrapper.visit(visitor)
    for lines, old, new in visitor.found:
        yield Mutant(file, wrapper.module, lines, old, new)
