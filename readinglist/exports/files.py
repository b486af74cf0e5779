"""Files: the exports of a site with their addresses below `exports/`.

A file is named after its selection, such as `exports/papers/vaswani2017attention.bib`. No page ends
like these files, whatever the style of addresses.
"""

import enum
import functools
from collections.abc import Callable, Iterable

from readinglist.exports.bibtex import render_bibliography
from readinglist.exports.csl import render_csl
from readinglist.exports.dump import render_dump, render_schema
from readinglist.exports.ris import render_ris
from readinglist.exports.selection import Cited, has_works, names_of_selections, select
from readinglist.exports.table import render_csv
from readinglist.graph import Graph
from readinglist.schemas import FOLDER as SCHEMAS
from readinglist.schemas import names_of_schemas, render_schema_file

DUMP = "exports/readinglist.json"
SCHEMA = "exports/readinglist.schema.json"


class ExportFormat(enum.StrEnum):
    """The formats of selections; the value is what the command line calls them."""

    BIB = "bib"
    RIS = "ris"
    CSL = "csl"
    CSV = "csv"

    @property
    def label(self) -> str:
        """What pages call the format."""
        return {"bib": "BibTeX", "ris": "RIS", "csl": "CSL-JSON", "csv": "CSV"}[self]

    def file(self, name: str) -> str:
        """The file of the selection of this name, relative to the site's folder."""
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


def selection_of(file: str) -> str | None:
    """The name of the selection that a file holds; None for the dump and the schemas."""
    stem, _, ending = file.removeprefix("exports/").partition(".")
    is_one = any(ending == form.file("").partition(".")[2] for form in ExportFormat)
    return stem if is_one else None


def plan_exports(graph: Graph) -> dict[str, Callable[[], str]]:
    """Every export of the site by its file's name; nothing is rendered yet."""
    plan: dict[str, Callable[[], str]] = {}
    # The formats of a selection are written one after the other.
    recent = functools.lru_cache(len(ExportFormat))(functools.partial(select, graph))

    def render(form: ExportFormat, name: str) -> str:
        return form.render(recent(name))

    for name in names_of_selections(graph):
        for form in formats_of(graph, name):
            plan[form.file(name)] = functools.partial(render, form, name)
    plan[DUMP] = functools.partial(render_dump, graph)
    plan[SCHEMA] = render_schema
    for name in names_of_schemas():
        plan[f"{SCHEMAS}/{name}"] = functools.partial(render_schema_file, graph, name)
    return plan
