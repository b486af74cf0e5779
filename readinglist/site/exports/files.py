"""The export files of a site, with their paths below `exports/`.

A file is named after its selection, such as `exports/papers/vaswani2017attention.bib`. No page has
such a file extension, whatever the style of URLs.
"""

import enum
import functools
from collections.abc import Callable, Iterable, Iterator, Sequence

from readinglist.entry.json_schema import FOLDER as SCHEMAS
from readinglist.graph.editor_ids import names_of_schemas, render_schema_file
from readinglist.graph.graph import Graph
from readinglist.site.exports.bibtex import render_bibliography
from readinglist.site.exports.csl import render_csl
from readinglist.site.exports.dump import render_dump, render_schema
from readinglist.site.exports.ris import render_ris
from readinglist.site.exports.selection import Cited, has_works, names_of_selections, select
from readinglist.site.exports.table import render_csv

DUMP = "exports/readinglist.json"
SCHEMA = "exports/readinglist.schema.json"

_MakeAll = Callable[[], Sequence[str]]


class ExportFormat(enum.StrEnum):
    """The formats of selections; the value is what the command line calls them."""

    BIB = "bib"
    RIS = "ris"
    CSL = "csl"
    CSV = "csv"

    @property
    def label(self) -> str:
        """The name of the format on pages."""
        return {"bib": "BibTeX", "ris": "RIS", "csl": "CSL-JSON", "csv": "CSV"}[self]

    def file(self, name: str) -> str:
        """The file of the selection with this name, relative to the site's folder."""
        return f"exports/{name}.{'csl.json' if self is ExportFormat.CSL else self.value}"

    def render(self, items: Iterable[Cited]) -> str:
        """The works in this format."""
        return _RENDERERS[self](items)


_RENDERERS: dict[ExportFormat, Callable[[Iterable[Cited]], str]] = {
    ExportFormat.BIB: render_bibliography,
    ExportFormat.RIS: render_ris,
    ExportFormat.CSL: render_csl,
    ExportFormat.CSV: render_csv,
}


def formats_of(graph: Graph, name: str) -> tuple[ExportFormat, ...]:
    """The formats in which the site has the selection; none for an empty one."""
    return tuple(ExportFormat) if has_works(graph, name) else ()


def plan_exports(graph: Graph) -> dict[str, Callable[[], str]]:
    """Every export of the site by file name; nothing is rendered yet."""
    return {
        file: functools.partial(_render_one, render, number)
        for _, files, render in plan_exports_together(graph)
        for number, file in enumerate(files)
    }


def _render_one(render: _MakeAll, number: int) -> str:
    return render()[number]


def plan_exports_together(graph: Graph) -> Iterator[tuple[str, tuple[str, ...], _MakeAll]]:
    """The same exports, with all formats of a selection together.

    For each selection: its name, its files and a function that renders all of them; the name is
    empty for the dump and the schemas, which cover the whole list.
    """
    for name in names_of_selections(graph):
        if forms := formats_of(graph, name):
            files = tuple(form.file(name) for form in forms)
            yield name, files, functools.partial(_render_all, graph, name, forms)
    yield "", (DUMP,), lambda: (render_dump(graph),)
    yield "", (SCHEMA,), lambda: (render_schema(),)
    for name in names_of_schemas():
        yield "", (f"{SCHEMAS}/{name}",), functools.partial(_render_schema, graph, name)


def _render_all(graph: Graph, name: str, forms: Iterable[ExportFormat]) -> list[str]:
    items = select(graph, name)
    return [form.render(items) for form in forms]


def _render_schema(graph: Graph, name: str) -> tuple[str]:
    return (render_schema_file(graph, name),)
