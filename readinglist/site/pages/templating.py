"""Compiles Jinja templates to Python functions.

The templates are written for Jinja and parsed by it. Jinja's own code checks the type of everything
at each attribute, call and macro, which takes longer than the rest of the page if it has hundreds
of pieces. Here each template and each macro becomes one plain function, all in one module.

Names have the same meaning as in Jinja, with these exceptions: missing values raise a Python error,
macros are called by the names they are defined under, and only the part of Jinja that the pages
need is supported (`TemplateError` says what is not).
"""

import marshal
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from hashlib import sha256
from importlib.util import cache_from_source
from itertools import count
from pathlib import Path
from types import CodeType
from typing import Any

import jinja2
from jinja2 import nodes
from jinja2.runtime import Context, markup_join
from markupsafe import Markup

from readinglist.errors import StorageError
from readinglist.site.pages.escaping import escape_text
from readinglist.system.files import write_whole

Function = Callable[[Mapping[str, Any]], str]
Macro = Callable[..., str]


class TemplateError(Exception):
    """A template that cannot be compiled: a bug in this package."""


def _concat(*parts: Any) -> str:
    return markup_join(parts) if Markup in map(type, parts) else "".join(map(str, parts))


class Templates:
    """The templates in a folder. `names` and `filters` are available in all of them.

    `wrappers` wrap macros, by template and macro such as `_macros.row`; a macro takes the context,
    then its arguments.
    """

    def __init__(
        self,
        folder: Path,
        names: Mapping[str, Any],
        filters: Mapping[str, Callable[..., Any]],
        wrappers: Mapping[str, Callable[[Macro], Macro]] | None = None,
    ) -> None:
        self.folder = folder
        self.environment = jinja2.Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
        self.environment.filters.update(filters)
        self.names = names
        self._space: dict[str, Any] = {
            "_e": escape_text,
            "_concat": _concat,
            "_Markup": Markup,
            "_context": Context(self.environment, {}, "", {}),
            "_environment": self.environment,
            "_filters": self.environment.filters,
            **{f"g_{name}": value for name, value in names.items()},
        }
        exec(self._code(), self._space)  # noqa: S102 - compiled from our own templates
        for place, wrap in (wrappers or {}).items():
            name = _macro_name(*place.split("."))
            self._space[name] = wrap(self._space[name])

    def __getitem__(self, name: str) -> Function:
        """The function of a template, by the template's name without its extension."""
        function: Function = self._space[f"t_{_safe(name)}"]
        return function

    def _code(self) -> CodeType:
        """The module's code, from a cache file next to the templates if it is up to date."""
        files = sorted(self.folder.glob("*.html"))
        sources = {file.stem: file.read_text("utf-8") for file in files}
        parts = [jinja2.__version__, Path(__file__).read_text("utf-8"), *map(str, self.names)]
        parts += [text for pair in sources.items() for text in pair]
        digest = sha256("\0".join(parts).encode()).digest()
        cache = Path(cache_from_source(str(self.folder / "templates.py")))
        with suppress(OSError, ValueError, EOFError, TypeError):
            held = cache.read_bytes()
            if held.startswith(digest):
                code = marshal.loads(held[len(digest) :])  # noqa: S302 - like Python's own
                if isinstance(code, CodeType):
                    return code
        code = compile(self._module(sources), f"{self.folder}/*.html", "exec")
        with suppress(OSError, StorageError):
            cache.parent.mkdir(exist_ok=True)
            write_whole(cache, digest + marshal.dumps(code), within=None)
        return code

    def _module(self, sources: Mapping[str, str]) -> str:
        trees = {name: self.environment.parse(text, name) for name, text in sources.items()}
        return "\n".join(
            line
            for name, tree in trees.items()
            for line in _Compiler(self.environment, set(self.names), name, trees).lines(tree)
        )


def _safe(name: str) -> str:
    return name.replace("-", "_")


def _macro_name(template: str, macro: str) -> str:
    return f"m{_safe(template)}_{macro}"


_OPERATORS = {
    "eq": "==", "ne": "!=", "gt": ">", "gteq": ">=", "lt": "<", "lteq": "<=",
    "in": "in", "notin": "not in",
}  # fmt: skip
_BINARY: dict[type[nodes.BinExpr], str] = {
    nodes.Add: "+", nodes.Sub: "-", nodes.Mul: "*", nodes.Div: "/", nodes.Mod: "%",
    nodes.And: "and", nodes.Or: "or",
}  # fmt: skip


def _assigned(body: Iterable[nodes.Node]) -> Iterator[str]:
    """The names that statements assign, except those local to loops and macros."""
    for node in body:
        if isinstance(node, nodes.Macro) or (isinstance(node, nodes.Name) and node.ctx == "store"):
            yield node.name
        elif not isinstance(node, nodes.For):
            yield from _assigned(node.iter_child_nodes())


class _Compiler:
    """Compiles one template: its macros if it has nothing else, otherwise its page."""

    def __init__(
        self,
        environment: jinja2.Environment,
        names: set[str],
        template: str,
        trees: Mapping[str, nodes.Template],
    ) -> None:
        self.environment = environment
        self.names = names
        self.template = template
        self.trees = trees
        self.imports: dict[str, str] = {}
        #: Macros that can be called, by name, with the function of each.
        self.macros: dict[str, str] = {}
        #: Assigned names and their Python names, by function or loop.
        self.scopes: list[dict[str, str]] = []
        self.loops: list[str] = []
        self.numbers = count()
        self.out: list[str] = []
        self.depth = 0

    def lines(self, tree: nodes.Template) -> list[str]:
        """The lines of the template's part of the module."""
        if self.template.startswith("_"):
            macros = list(tree.find_all(nodes.Macro))
            self.macros = {macro.name: _macro_name(self.template, macro.name) for macro in macros}
            for macro in macros:
                self._macro(macro, self.macros[macro.name])
            return self.out
        self.macros = {macro.name: f"l_{macro.name}" for macro in tree.find_all(nodes.Macro)}
        self._line(f"def t_{_safe(self.template)}(_c):")
        self._function(tree.body, set())
        return self.out

    def _line(self, text: str) -> None:
        self.out.append(f"{' ' * self.depth}{text}")

    def _function(self, body: Sequence[nodes.Node], parameters: set[str]) -> None:
        self.scopes.append({name: f"l_{name}" for name in (*parameters, *_assigned(body))})
        self.depth += 1
        self._line("_w = []")
        self._body(body)
        self._line('return "".join(_w)')
        self.depth -= 1
        self.scopes.pop()

    def _macro(self, node: nodes.Macro, name: str) -> None:
        names = [argument.name for argument in node.args]
        without = len(names) - len(node.defaults)
        self.scopes.append({})
        defaults = ["", *(f"={self._value(default)}" for default in node.defaults)]
        self.scopes.pop()
        shown = [
            f"l_{argument}{defaults[max(0, i + 1 - without)]}" for i, argument in enumerate(names)
        ]
        self._line(f"def {name}({', '.join(['_c', *shown])}):")
        self._function(node.body, set(names))

    # Statements

    def _body(self, body: Sequence[nodes.Node]) -> None:
        if not body:
            self._line("pass")
        for node in body:
            match node:
                case nodes.Output():
                    self._output(node)
                case nodes.If():
                    self._if(node)
                case nodes.For():
                    self._for(node)
                case nodes.Assign():
                    self._line(f"{self._target(node.target)} = {self._value(node.node)}")
                case nodes.Macro():
                    self._macro(node, self.macros[node.name])
                case nodes.Import(template=nodes.Const(value=str() as name)):
                    self.imports[node.target] = name.removesuffix(".html")
                case _:
                    raise self._unknown(node)

    def _unknown(self, node: nodes.Node) -> TemplateError:
        what = type(node).__name__
        return TemplateError(f"{self.template}.html:{node.lineno}: {what} cannot be compiled")

    def _output(self, node: nodes.Output) -> None:
        parts: list[str] = []
        for part in node.nodes:
            if isinstance(part, nodes.TemplateData):
                parts.append(repr(part.data))
            elif isinstance(part, nodes.Const):
                parts.append(repr(escape_text(part.value)))
            elif isinstance(part, nodes.Call) and self._macro_of(part):
                parts.append(self._call(part))
            else:
                parts.append(f"_e({self._value(part)})")
        if len(parts) == 1:
            self._line(f"_w.append({parts[0]})")
        else:
            self._line(f"_w += ({', '.join(parts)})")

    def _if(self, node: nodes.If) -> None:
        self._line(f"if {self._value(node.test)}:")
        self._nested(node.body)
        for branch in node.elif_:
            self._line(f"elif {self._value(branch.test)}:")
            self._nested(branch.body)
        if node.else_:
            self._line("else:")
            self._nested(node.else_)

    def _nested(self, body: Sequence[nodes.Node]) -> None:
        self.depth += 1
        self._body(body)
        self.depth -= 1

    def _for(self, node: nodes.For) -> None:
        items = self._value(node.iter)
        number = next(self.numbers)
        own = (*_assigned([node.target]), *_assigned(node.body))
        self.scopes.append({name: f"l{number}_{name}" for name in own})
        target = self._target(node.target)
        if node.test:
            # As in Jinja, a loop's test has the scope of the loop.
            items = f"[{target} for {target} in {items} if {self._value(node.test)}]"
        counted = any(name.name == "loop" for name in node.find_all(nodes.Name))
        if counted or node.else_:
            self._line(f"_l{number} = list({items})")
            items = f"_l{number}"
        if counted:
            self._line(f"for _i{number}, {target} in enumerate({items}, 1):")
        else:
            self._line(f"for {target} in {items}:")
        self.loops.append(f"{number}")
        self._nested(node.body)
        self.loops.pop()
        self.scopes.pop()
        if node.else_:
            self._line(f"if not _l{number}:")
            self._nested(node.else_)

    def _target(self, node: nodes.Node) -> str:
        if isinstance(node, nodes.Tuple):
            return f"({', '.join(map(self._target, node.items))},)"
        if isinstance(node, nodes.Name):
            return self._name(node)
        raise self._unknown(node)

    # Expressions

    def _value(self, node: nodes.Node) -> str:  # noqa: PLR0912 - one case per kind
        match node:
            case nodes.Const():
                return repr(node.value)
            case nodes.TemplateData():
                return repr(node.data)
            case nodes.Name():
                return self._name(node)
            case nodes.Getattr(node=nodes.Name(name="loop")):
                number = self.loops[-1]
                return {"index": f"_i{number}", "last": f"(_i{number} == len(_l{number}))"}[
                    node.attr
                ]
            case nodes.Getattr():
                return f"{self._value(node.node)}.{node.attr}"
            case nodes.Getitem(arg=nodes.Slice() as part):
                ends = [self._value(bound) if bound else "" for bound in (part.start, part.stop)]
                return f"{self._value(node.node)}[{':'.join(ends)}]"
            case nodes.Getitem():
                return f"{self._value(node.node)}[{self._value(node.arg)}]"
            case nodes.Tuple() | nodes.List():
                items = "".join(f"{self._value(item)}, " for item in node.items)
                return f"({items})" if isinstance(node, nodes.Tuple) else f"[{items}]"
            case nodes.CondExpr():
                other = self._value(node.expr2) if node.expr2 else "''"
                return f"({self._value(node.expr1)} if {self._value(node.test)} else {other})"
            case nodes.Compare():
                rest = (
                    f" {_OPERATORS[operand.op]} {self._value(operand.expr)}" for operand in node.ops
                )
                return f"({self._value(node.expr)}{''.join(rest)})"
            case nodes.Not():
                return f"(not {self._value(node.node)})"
            case nodes.Concat():
                return f"_concat({', '.join(map(self._value, node.nodes))})"
            case nodes.BinExpr() if type(node) in _BINARY:
                sides = f"{self._value(node.left)} {_BINARY[type(node)]} {self._value(node.right)}"
                return f"({sides})"
            case nodes.Test():
                return self._test(node)
            case nodes.Filter():
                return self._filter(node)
            case nodes.Call() if self._macro_of(node):
                return f"_Markup({self._call(node)})"
            case nodes.Call():
                return self._call(node)
        raise self._unknown(node)

    def _name(self, node: nodes.Name) -> str:
        for scope in reversed(self.scopes):
            if node.name in scope:
                return scope[node.name]
        return f"g_{node.name}" if node.name in self.names else f"_c[{node.name!r}]"

    def _macro_of(self, node: nodes.Call) -> str | None:
        """The function that a call calls, if it calls a macro."""
        match node.node:
            case nodes.Getattr(node=nodes.Name(name=alias), attr=macro) if alias in self.imports:
                return _macro_name(self.imports[alias], macro)
            case nodes.Name(name=name) if name in self.macros:
                return self.macros[name]
        return None

    def _call(self, node: nodes.Call) -> str:
        macro = self._macro_of(node)
        arguments = list(self._arguments(node, "l_" if macro else ""))
        if macro:
            return f"{macro}({', '.join(['_c', *arguments])})"
        return f"{self._value(node.node)}({', '.join(arguments)})"

    def _arguments(self, node: nodes.Call | nodes.Filter, prefix: str = "") -> Iterator[str]:
        if node.dyn_args or node.dyn_kwargs:
            raise self._unknown(node)
        yield from map(self._value, node.args)
        yield from (
            f"{prefix}{keyword.key}={self._value(keyword.value)}" for keyword in node.kwargs
        )

    def _test(self, node: nodes.Test) -> str:
        match node:
            case nodes.Test(name="defined", node=nodes.Getattr() as place):
                return f"hasattr({self._value(place.node)}, {place.attr!r})"
            case nodes.Test(name="none"):
                return f"({self._value(node.node)} is None)"
            case nodes.Test(name="sameas"):
                return f"({self._value(node.node)} is {self._value(node.args[0])})"
        raise self._unknown(node)

    def _filter(self, node: nodes.Filter) -> str:
        if node.node is None:
            raise self._unknown(node)
        value = self._value(node.node)
        match node.name:
            case "length":
                return f"len({value})"
            case "list":
                return f"list({value})"
            case "string":
                return f"str({value})"
            case "selectattr" | "rejectattr":
                return self._selection(node, value)
        function = self.environment.filters[node.name]
        first = {
            "context": "_context, ",
            "eval_context": "_context.eval_ctx, ",
            "environment": "_environment, ",
        }.get(str(getattr(getattr(function, "jinja_pass_arg", None), "name", "")), "")
        arguments = ", ".join([value, *self._arguments(node)])
        return f"_filters[{node.name!r}]({first}{arguments})"

    def _selection(self, node: nodes.Filter, value: str) -> str:
        """`selectattr` and `rejectattr`: the items with, or without, a property."""
        match node.args:
            case [nodes.Const(value=int() as place)]:
                test = f"one[{place}]"
            case [nodes.Const(value=str() as path)]:
                test = f"one{_steps(path)}"
            case [nodes.Const(value=str() as path), nodes.Const(value="defined")]:
                test = f"hasattr(one, {path!r})"
            case [nodes.Const(value=str() as path), nodes.Const(value="equalto"), other]:
                test = f"one{_steps(path)} == {self._value(other)}"
            case [nodes.Const(value=str() as path), nodes.Const(value="sameas"), other]:
                test = f"one{_steps(path)} is {self._value(other)}"
            case _:
                raise self._unknown(node)
        sign = "not " if node.name == "rejectattr" else ""
        return f"[one for one in {value} if {sign}({test})]"


def _steps(path: str) -> str:
    return "".join(f"[{step}]" if step.isdigit() else f".{step}" for step in path.split("."))
