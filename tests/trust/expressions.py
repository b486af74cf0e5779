"""Runs every regular expression of the package on texts made to be hard for it.

A script for `test_expressions.py`, which limits its CPU time: it prints each expression before
trying it, so that the last name is that of an expression that does not finish.

Hard texts are derived from the expression itself: something that a part of it matches, repeated,
with an ending that does not match. An expression is super-linear if a text ten times as long takes
much more than ten times the time.
"""

import ast
import importlib
import itertools
import pkgutil
import re
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from re import _constants as codes
from re import _parser as parser

import readinglist

SIZES = (30, 300, 3_000)
#: For the texts that take longest.
LARGE = (1_000, 10_000, 100_000)
#: A text ten times as long may take this many times as long; 10 would be exactly linear.
GROWTH = 30
#: Costs below this many CPU seconds are too small to compare.
QUICK = 0.004
#: CPU seconds that are long enough to compare.
CLEAR = 0.1
#: What stands before and after a hard text: expressions may match it at the start of a text alone.
AROUND = (("", ""), ("", "\0"), ("", "\n"), ("\0", "\0"))
#: How many texts per expression are tried at large sizes, too.
MOST = 3
_PACKAGE = Path(readinglist.__file__).parent
_SCANNING = frozenset({"search", "sub", "subn", "findall", "finditer", "split", "scanner"})
_METHODS = _SCANNING | {"match", "fullmatch"}
_WHERE = tuple(" xX0-./é漢\n<\"\\@_'{$")


def expressions() -> dict[tuple[str | bytes, int], set[str]]:
    """All expressions, by pattern and flags, with the methods used on them."""
    found: dict[tuple[str | bytes, int], set[str]] = {}
    for path in sorted(_PACKAGE.rglob("*.py")):
        if "files" in path.relative_to(_PACKAGE).parts:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if (one := _literal_call(node)) is not None:
                pattern, flags, method = one
                found.setdefault((pattern, re.compile(pattern, flags).flags), set()).add(method)
    for source, name, compiled in _compiled():
        uses = _uses_of(name, source)
        found.setdefault((compiled.pattern, compiled.flags), set()).update(uses)
    for methods in found.values():
        methods.discard("compile")
    return found


def _literal_call(node: ast.AST) -> tuple[str | bytes, int, str] | None:
    """Pattern, flags and method of a call such as `re.sub(r"…", …)`."""
    if not (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "re"
        and node.func.attr in _METHODS
        and node.args
        and isinstance(node.args[0], ast.Constant)
    ):
        return None
    flags = 0
    for given in [
        *node.args[1:],
        *(keyword.value for keyword in node.keywords if keyword.arg == "flags"),
    ]:
        for part in ast.walk(given):
            if isinstance(part, ast.Attribute) and part.attr in re.RegexFlag.__members__:
                flags |= re.RegexFlag[part.attr]
    return node.args[0].value, flags, node.func.attr


def _compiled() -> Iterator[tuple[str, str, re.Pattern]]:
    """Compiled expressions in modules and classes, including those in tuples and mappings.

    Each with its name, and the source of the code that uses the name.
    """
    for info in pkgutil.walk_packages([str(_PACKAGE)], "readinglist."):
        if ".new_list.files" in info.name or info.name.endswith("__main__"):
            continue
        module = importlib.import_module(info.name)
        own = Path(str(module.__file__)).read_text("utf-8")
        spaces = [vars(module)]
        spaces += [
            vars(namespace) for namespace in vars(module).values() if isinstance(namespace, type)
        ]
        for space in spaces:
            for name, value in list(space.items()):
                for pattern in _flatten(value):
                    yield (own if name.startswith("_") else _SOURCE), name, pattern


def _flatten(value: object) -> Iterator[re.Pattern]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _flatten(item)
    elif isinstance(value, tuple | list):
        for item in value[:1000]:
            yield from _flatten(item)


_SOURCE = "\n".join(path.read_text("utf-8") for path in sorted(_PACKAGE.rglob("*.py")))


def _uses_of(name: str, source: str) -> set[str]:
    """The methods called on the name; all methods if it is passed elsewhere."""
    uses = set()
    for match in re.finditer(rf"(?<![\w.]){re.escape(name)}\b(?:\.(\w+))?", source):
        line = source[source.rfind("\n", 0, match.start()) + 1 : match.start()]
        rest = source[match.end() : match.end() + 30]
        if match[1] in _METHODS:
            uses.add(match[1])
        elif match[1] is None and not line.strip() and re.match(r"\s*(?::[^=]+)?=[^=]", rest):
            continue
        elif "import" not in line and match[1] not in ("pattern", "flags"):
            uses |= {"search", "fullmatch"}
    return uses or {"search", "fullmatch"}


# Hard texts


def samples(node: Iterable, limit: int = 6) -> list[str]:
    """Texts that match a parsed expression, or a part of it."""
    found = [""]
    for op, arg in node:
        parts = _samples_of(op, arg, limit)
        found = [a + b for a, b in itertools.islice(itertools.product(found, parts), limit)]
    return list(dict.fromkeys(found))


def _samples_of(op: object, arg: object, limit: int) -> list[str]:
    if op is codes.LITERAL:
        return [chr(arg)]
    if op is codes.NOT_LITERAL:
        return [char for char in _WHERE if ord(char) != arg][:3]
    if op is codes.ANY:
        return ["x", " "]
    if op is codes.IN:
        return _members(arg)[:limit]
    if op is codes.BRANCH:
        return [text for branch in arg[1] for text in samples(branch, 2)][: 4 * limit]
    if op is codes.SUBPATTERN:
        return samples(arg[3], limit)
    if op in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
        low, high, body = arg
        once = samples(body, limit)
        count = max(low, 1) if high else 0
        return [text * count for text in once] + ([""] if low == 0 else [])
    if op is codes.ATOMIC_GROUP:
        return samples(arg, limit)
    if op is codes.GROUPREF:
        return ["x", ""]
    return [""]


def _members(items: list) -> list[str]:
    negated = any(op is codes.NEGATE for op, _ in items)
    takes = [char for char in _WHERE if any(_holds(op, arg, char) for op, arg in items)]
    if negated:
        return [char for char in _WHERE if char not in takes][:4] or ["~"]
    first = [chr(arg if op is codes.LITERAL else arg[0]) for op, arg in items
             if op in (codes.LITERAL, codes.RANGE)]  # fmt: skip
    return list(dict.fromkeys([*takes[:4], *first[:4]])) or ["x"]


def _holds(op: object, arg: object, char: str) -> bool:
    if op is codes.LITERAL:
        return ord(char) == arg
    if op is codes.RANGE:
        return arg[0] <= ord(char) <= arg[1]
    if op is codes.CATEGORY:
        return {
            codes.CATEGORY_DIGIT: char.isdigit(),
            codes.CATEGORY_NOT_DIGIT: not char.isdigit(),
            codes.CATEGORY_SPACE: char.isspace(),
            codes.CATEGORY_NOT_SPACE: not char.isspace(),
            codes.CATEGORY_WORD: char.isalnum() or char == "_",
            codes.CATEGORY_NOT_WORD: not (char.isalnum() or char == "_"),
        }[arg]
    return False


def pumps(  # noqa: PLR0912 - one branch per kind of part
    tree: Iterable, before: str = ""
) -> Iterator[tuple[str, str]]:
    """A prefix and something to repeat, for each part that can be repeated."""
    items = list(tree)
    for place, (op, arg) in enumerate(items):
        head = before + samples(items[:place], 1)[0]
        if place:
            # The beginning repeated, so that a search starts anew at each repetition.
            for text in samples(items[: place + 1], 3):
                yield "", text
        if op in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
            _, high, body = arg
            if high > 1:
                texts = samples(body, 8)
                for text in texts:
                    yield head, text
                for text, other in itertools.islice(itertools.combinations(texts, 2), 12):
                    yield head, text + other
            yield from pumps(body, head)
        elif op is codes.SUBPATTERN:
            yield from pumps(arg[3], head)
        elif op is codes.ATOMIC_GROUP:
            yield from pumps(arg, head)
        elif op is codes.BRANCH:
            for branch in arg[1]:
                yield from pumps(branch, head)
        elif op in (codes.ASSERT, codes.ASSERT_NOT):
            yield from pumps(arg[1], head)
    for text in samples(items, 4):
        yield "", text


def hard_texts(pattern: str | bytes, flags: int) -> list[tuple[str, str, str]]:
    """The beginning, the repeated part and the ending of each hard text."""
    plain = pattern.decode("latin-1") if isinstance(pattern, bytes) else pattern
    found = {pump: None for pump in pumps(parser.parse(plain, flags & ~re.UNICODE)) if pump[1]}
    return [(first + head, body, tail) for head, body in found for first, tail in AROUND]


def cost(run: Callable[[str], object], text: str) -> float:
    """CPU time in seconds."""
    # The clock of the process is coarse while its CPU time is limited.
    begun = time.thread_time()
    run(text)
    return time.thread_time() - begun


def runner(compiled: re.Pattern, method: str) -> Callable[[str], object]:
    is_bytes = isinstance(compiled.pattern, bytes)

    def run(text: str) -> object:
        subject = text.encode("utf-8", "replace") if is_bytes else text
        if method in ("search", "match", "fullmatch"):
            return getattr(compiled, method)(subject)
        # As for `sub`, `split` and `findall`.
        return sum(1 for _ in compiled.finditer(subject))

    return run


def judge(compiled: re.Pattern, method: str) -> str:
    """What makes the expression super-linear, or an empty string."""
    run = runner(compiled, method)
    held = []
    for text in hard_texts(compiled.pattern, compiled.flags):
        # The limit on CPU time ends the script here if an expression is exponential.
        cost(run, make(text, SIZES[0]))
        short = cost(run, make(text, SIZES[1]))
        long = cost(run, make(text, SIZES[2]))
        if is_steep(short, long) and grows(run, text, SIZES[1]):
            return spell(text)
        held.append((long, text))
    held.sort(key=lambda one: -one[0])
    for _, text in held[:MOST]:
        costs = [cost(run, make(text, size)) for size in LARGE]
        for size, (short, long) in zip(LARGE, pairwise(costs), strict=False):
            if is_steep(short, long) and grows(run, text, size):
                return spell(text)
    return ""


def is_steep(short: float, long: float) -> bool:
    """Whether the costs of a text and of one ten times as long require a careful measurement."""
    return long > max(QUICK, GROWTH * short)


def make(text: tuple[str, str, str], size: int) -> str:
    """A hard text of about this size."""
    head, body, tail = text
    return head + body * (size // len(body)) + tail


def spell(text: tuple[str, str, str]) -> str:
    """A description of the hard text."""
    head, body, tail = text
    return f"{head!r} + {body!r} * n + {tail!r}"


def grows(run: Callable[[str], object], text: tuple[str, str, str], size: int) -> bool:
    """Whether ten times the length takes more than linear time, measured carefully."""
    return careful_cost(run, make(text, 10 * size)) > GROWTH * careful_cost(run, make(text, size))


def careful_cost(run: Callable[[str], object], text: str) -> float:
    """CPU time of one run, from enough runs to compare."""
    spent, count = 0.0, 0
    while spent < CLEAR:
        spent += cost(run, text)
        count += 1
    return spent / count


def main() -> None:
    """Judge all expressions; prints a line for each that is super-linear."""
    count = 0
    for (pattern, flags), methods in expressions().items():
        compiled = re.compile(pattern, flags)
        kinds = {"finditer" if method in _SCANNING - {"search"} else method for method in methods}
        for method in sorted(kinds):
            print(f"trying {method} {pattern!r}", file=sys.stderr, flush=True)
            if found := judge(compiled, method):
                print(f"GROWS {method} {pattern!r}: {found}", flush=True)
        count += 1
    print(f"{count} expressions")


if __name__ == "__main__":
    main()
