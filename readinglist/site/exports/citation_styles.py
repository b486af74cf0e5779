"""citeproc-py's elements of a style, corrected where references would come out wrong.

citeproc-py finds the class of an element among the direct subclasses of `CitationStylesElement`, by
name, the last one first. So the classes here replace those of the package, without a change to it.
They are about what CSL's specification requires and the package leaves out:

- What stands in place of missing authors is not printed a second time.
- Initials are made of letters that have a capital form only.
- A hyphen in a report's number is no range.
- Names and labels in place of others are written like them.
- Quotation marks inside of quotation marks are the inner ones of the language.
- Sorting ignores accents.

This module needs the extra `citations`.
"""

import re
from typing import Any

from citeproc import model
from citeproc.source import VariableError
from citeproc.string import MixedString, String

from readinglist.values.folding import strip_accents

#: In `Layout.repressed`, which the package empties for every work: the variables printed so far,
#: and those not to be printed again.
_PRINTED, _HIDDEN = "printed", "hidden"
_COUNT = re.compile(r"[A-Za-z]?\d+")


def _may_print(element: Any, context: Any, variable: str) -> bool:
    """Whether the variable is not hidden; then it counts as printed."""
    repressed = (element if context is None else context).get_layout().repressed
    if variable in repressed.get(_HIDDEN, ()):
        return False
    repressed.setdefault(_PRINTED, []).append(variable)
    return True


class Substitute(model.Substitute, model.CitationStylesElement):  # type: ignore[misc]
    """What stands in place of missing names. The variables in it are not printed again."""

    def render(self, item: Any, context: Any = None, **kwargs: Any) -> Any:
        """The first of its elements that is not empty, or None."""
        repressed = context.get_layout().repressed
        outer = repressed.get(_PRINTED, [])
        for child in self:
            repressed[_PRINTED] = []
            try:
                text = child.render(item, context=context, **kwargs)
            except VariableError:
                text = None
            if text:
                repressed.setdefault(_HIDDEN, set()).update(repressed[_PRINTED])
                repressed[_PRINTED] = [*outer, *repressed[_PRINTED]]
                return text
        repressed[_PRINTED] = outer
        return None


class _PlainNumbers:
    """For elements that print numbers: only pages and counts have ranges."""

    def _process(self, value: Any, variable: str) -> Any:
        parts = re.split(r"(?<!\s)\s*+[-–,&]\s*+", str(value))
        if variable.startswith("page") or all(map(_COUNT.fullmatch, parts)):
            return super()._process(value, variable)  # type: ignore[misc]
        return value


def _own(text: Any) -> Any:
    return String(text) if isinstance(text, str) and not isinstance(text, String) else text


class _Cased:
    """For elements whose letters a style may change."""

    def case(self, text: Any, language: str | None = None) -> Any:
        # The package leaves plain texts among its own.
        if isinstance(text, MixedString):
            cased: Any = MixedString(_own(piece) for piece in text)
        else:
            cased = _own(text)
        return super().case(cased, language or self._language)  # type: ignore[misc]

    @property
    def _language(self) -> str:
        language: str = self.get_root().get("default-locale", "en")  # type: ignore[attr-defined]
        return language[:2]


class Text(_PlainNumbers, _Cased, model.Text, model.CitationStylesElement):  # type: ignore[misc]
    """A variable, a macro, a term or a fixed text."""

    def _variable(self, item: Any, context: Any) -> Any:
        return super()._variable(item, context) if _may_print(
            self, context, self.get("variable")) else None  # fmt: skip

    def quote(self, string: Any) -> Any:
        """The text in quotation marks, if the style wants them."""
        if self.get("quotes", "false").lower() != "true":
            return string
        for end in ("open", "close"):
            inner = self.get_single_term(name=f"{end}-inner-quote")
            string = string.replace(self.get_single_term(name=f"{end}-quote"), inner)
        return super().quote(string)


class Number(_PlainNumbers, _Cased, model.Number, model.CitationStylesElement):  # type: ignore[misc]
    """A number, with its form."""

    def process(self, item: Any, context: Any = None, **kwargs: Any) -> Any:
        """The number as text; None if it is hidden."""
        if not _may_print(self, context, self.get("variable")):
            return None
        return super().process(item, context, **kwargs)


class Date(model.Date, model.CitationStylesElement):  # type: ignore[misc]
    """A date."""

    def process(self, item: Any, variable: Any = None, *args: Any, **kwargs: Any) -> Any:
        """The date as text; None if it is hidden."""
        name = variable or self.get("variable")
        context = kwargs.get("context")
        # Dates of a locale are printed for one of the style, which has been asked already.
        if not self.is_locale_date() and not _may_print(self, context, name):
            return None
        return super().process(item, variable, *args, **kwargs)


class Names(model.Names, model.CitationStylesElement):  # type: ignore[misc]
    """The people in one or more roles."""

    def process(
        self, item: Any, names_context: Any = None, context: Any = None, **kwargs: Any
    ) -> Any:
        """The names as text; None if all are hidden."""
        if names_context is None and self.name is None:
            # In place of other names these are written like them, wherever they stand.
            above = self.xpath_search("./ancestor::cs:substitute[1]/parent::cs:names")
            if above and above[0].name is not None:
                names_context = above[0]
            else:
                self.insert(0, self.makeelement(f"{{{self.nsmap['cs']}}}name"))
        written = self.get("variable")
        roles = written.split()
        shown = [role for role in roles if role not in item.reference
                 or _may_print(self, context, role)]  # fmt: skip
        if not shown:
            return None
        self.set("variable", " ".join(shown))
        try:
            return super().process(item, names_context, context, **kwargs)
        finally:
            self.set("variable", written)


class Name(model.Name, model.CitationStylesElement):  # type: ignore[misc]
    """How the names in a role are written."""

    def initialize(self, given: str, mark: str, context: Any) -> str:
        """The given names as initials; names in scripts without capitals, and particles, stay."""
        if not any(char.isupper() for char in given):
            return given
        hyphen = "-" if self.get_option("initialize-with-hyphen", context) else " "
        keeps_words = self.get("initialize", "true").lower() == "false"
        written: list[str] = []
        for word in given.replace(".", ". ").split():
            is_initial = word.endswith(".") or len(word) == 1
            if not word[0].isupper() or (keeps_words and not is_initial):
                written.append(f" {word} ")
                continue
            initials = [part[0] for part in word.rstrip(".").split("-") if part]
            end = mark.rstrip() if hyphen == "-" else mark
            written.append(f"{end}{hyphen.strip()}".join(initials) + mark)
        text = "".join(written).replace(f"{mark}-", f"{mark.rstrip()}-")
        return " ".join(text.split())


class Label(_Cased, model.Label, model.CitationStylesElement):  # type: ignore[misc]
    """A term beside names or a number, such as *Eds.* Without these it is not printed."""

    def process(self, item: Any, variable: Any = None, *args: Any, **kwargs: Any) -> Any:
        """The term; None if what it stands beside is missing."""
        name = variable or self.get("variable")
        if name != "locator" and name.replace("-", "_") not in item.reference:
            return None
        return super().process(item, variable, *args, **kwargs)


class Key(model.Key, model.CitationStylesElement):  # type: ignore[misc]
    """What works are sorted by."""

    def sort_keys(self, items: Any, context: Any) -> list[Any]:
        """The keys of the works, in the order of the works."""
        keys = super().sort_keys(items, context)
        return [
            key if key is None or isinstance(key, int) else strip_accents(str(key)).casefold()
            for key in keys
        ]
