"""LaTeX in bibliographies: the text that TeX would print, with mathematics left as it is written.

pylatexenc does the decoding. What it loses or takes for something else in real bibliographies is
told it here: a bare percent or ampersand, which people write and BibTeX lets pass; commands that
print a character or their argument; addresses, which are never decoded.
"""

import functools
import re

from pylatexenc import macrospec
from pylatexenc.latex2text import (
    LatexNodes2Text,
    MacroTextSpec,
    get_default_latex_context_db,
)
from pylatexenc.latexwalker import LatexMacroNode
from pylatexenc.latexwalker import get_default_latex_context_db as get_walker_db

# Commands with the text that they print.
_PRINTED = {
    "TeX": "TeX",
    "LaTeX": "LaTeX",
    "BibTeX": "BibTeX",
    "textbraceleft": "{",
    "textbraceright": "}",
    "textgreater": ">",
    "textless": "<",
    "textbar": "|",
    "textasciicircum": "^",
    "textasciitilde": "~",
    "textunderscore": "_",
    "textdollar": "$",
    "textpercent": "%",
    "textquotesingle": "'",
    "textquotedbl": '"',
    "copyright": "©",
    "texttrademark": "™",
    "cprime": "ʹ",
    "cdprime": "ʺ",
    "slash": "/",
    "&": "&",
    "-": "",
}
# Commands that print their last argument, with the number of their arguments.
_PASSED_ON = {"texttt": 1, "url": 1, "path": 1, "href": 2, "textcolor": 2, "foreignlanguage": 2}
# Commands that only sort, or give a language: nothing of them is printed.
_SILENT = {"noopsort": 1, "SortNoop": 1, "relax": 0, "hspace": 1, "vspace": 1, "cite": 1, "cip": 1}
# A sign that TeX takes for a command and people write as it is, with any backslashes before it.
_BARE = re.compile(r"(?<!\\)(\\*+)([%&#])")
_MATH = re.compile(r"(?<!\\)\$[^$]*(?<!\\)\$")
# Beyond this nothing is decoded: pylatexenc follows braces by recursion.
_DEEPEST = 60
_URL_ESCAPE = re.compile(r"\\([%_&#~$])(?:\{\})?")


@functools.cache
def _decoder() -> LatexNodes2Text:
    printed = [MacroTextSpec(name, text) for name, text in _PRINTED.items()]
    passed = [MacroTextSpec(name, _last_argument) for name in _PASSED_ON]
    silent = [MacroTextSpec(name, "") for name in _SILENT]
    context = get_default_latex_context_db()
    context.add_context_category("intake", prepend=True, macros=[*printed, *passed, *silent])
    return LatexNodes2Text(
        latex_context=context, math_mode="verbatim", strict_latex_spaces=False, keep_comments=True
    )


def _last_argument(node: LatexMacroNode, l2tobj: LatexNodes2Text) -> str:
    arguments = [one for one in node.nodeargd.argnlist if one is not None] if node.nodeargd else []
    return l2tobj.nodelist_to_text(arguments[-1:])  # type: ignore[no-any-return]


@functools.cache
def _walker_context() -> macrospec.LatexContextDb:
    context = get_walker_db()
    macros = [
        macrospec.std_macro(name, False, n) for name, n in {**_PASSED_ON, **_SILENT}.items() if n
    ]
    context.add_context_category("intake", prepend=True, macros=macros)
    return context


def decode_latex(source: str) -> str:
    r"""The text that TeX would print for the source, on one line, without protective braces.

    Mathematics between `$` stays as it is written. A percent sign is no comment, and `&` and `#`
    need no backslash. A command that nobody knows is left out, its argument is not. Nothing is
    raised: a source that makes no sense is given back without its braces.
    """
    if not any(char in source for char in "\\{}$~%&#`'-"):
        return " ".join(source.split())
    if _depth(source) <= _DEEPEST:
        prepared = _escape_bare(source)
        try:
            text = _decoder().latex_to_text(prepared, latex_context=_walker_context())
        except Exception:  # noqa: BLE001 - pylatexenc raises many, as for commands without arguments
            text = source.replace("{", "").replace("}", "")
    else:
        text = source.replace("{", "").replace("}", "")
    return " ".join(text.replace("\xa0", " ").replace("\xad", "").split())


def _depth(source: str) -> int:
    depth = deepest = 0
    for char in source:
        depth += (char == "{") - (char == "}")
        deepest = max(deepest, depth)
    return deepest


def _escape_bare(source: str) -> str:
    """The source with a backslash before each sign that has none; in mathematics only for `%`."""
    in_math = [match.span() for match in _MATH.finditer(source)]

    def escape(match: re.Match[str]) -> str:
        slashes, sign = match.groups()
        if len(slashes) % 2 or (sign != "%" and any(a <= match.start() < b for a, b in in_math)):
            return match[0]
        return f"{slashes}\\{sign}"

    return _BARE.sub(escape, source)


def plain_url(source: str) -> str:
    r"""The address in a field such as `url`, whose text TeX reads as it is: only escapes go."""
    text = re.sub(r"^\\(?:url|path)\s*\{(.*)\}$", r"\1", source.strip(), flags=re.DOTALL)
    text = text.replace(r"\textasciitilde{}", "~").replace(r"\textasciitilde ", "~")
    text = _URL_ESCAPE.sub(r"\1", text)
    pairs = 0
    while pairs < len(text) // 2 and text[pairs] == "{" and text[-1 - pairs] == "}":
        pairs += 1
    return "".join(text[pairs : len(text) - pairs].split())
