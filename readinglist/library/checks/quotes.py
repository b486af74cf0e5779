"""Checks against the lock: papers without a record and records without a paper, quotes."""

from collections.abc import Iterator

from readinglist.entry.findings import Finding, Location, Severity
from readinglist.entry.yaml.document import Document, text_in
from readinglist.library.checks.scope import Scope
from readinglist.library.library import Library
from readinglist.library.lock.registries import doi_path
from readinglist.values.folding import fold_quote
from readinglist.values.identifiers import ArxivId, parse_arxiv_id, parse_doi, parse_dois
from readinglist.values.references import find_arxiv_id, find_doi
from readinglist.values.tex import decode_loose_tex


def _arxiv_of(document: Document) -> ArxivId | None:
    try:
        return parse_arxiv_id((document.text("arxiv") or "").strip())
    except ValueError:
        return None


def _doi_of(document: Document) -> str | None:
    try:
        return parse_doi((document.text("doi") or "").strip())
    except ValueError:
        return None


def check_records(scope: Scope) -> Iterator[Finding]:
    """N502: a paper whose page needs a record that the lock does not have yet."""
    broken = {
        finding.location.path
        for finding in (*scope.library.lock.findings, *scope.library.published.findings)
    }
    for loaded in scope.documents("papers"):
        document = loaded.document
        arxiv_id = _arxiv_of(document) if "arxiv" in document.fields else None
        if arxiv_id:
            name, spoken = "arxiv", arxiv_id.value
            if arxiv_id in scope.library.lock.records:
                continue
            file = scope.library.lock_folder / f"{arxiv_id.value}.json"
        elif "arxiv" not in document.fields and (doi := _doi_of(document)):
            name, spoken = "doi", f"the DOI {doi}"
            if (
                doi in scope.library.published.by_doi
                or {"title", "authors"} <= document.fields.keys()
            ):
                continue
            file = doi_path(scope.library.metadata_folder, doi)
        else:
            continue
        if file.relative_to(scope.library.root).as_posix() in broken:
            continue
        yield document.report(
            "N502",
            f"the lock has no record of {spoken}, so the page is a stub",
            "Run 'readinglist enrich'.",
            at=(name,),
            severity=Severity.NOTICE,
        )


def check_unused_records(library: Library) -> Iterator[Finding]:
    """N508: a file of a record that no entry names."""
    used: set[str] = set()
    dois: set[str] = set()
    for loaded in library.documents("papers"):
        texts = [loaded.document.text(name) or "" for name in ("arxiv", "doi", "url")]
        used |= {found.value for found in map(find_arxiv_id, texts) if found}
        dois |= {found for found in map(find_doi, texts) if found}
    for record in library.lock.records.values():
        dois.update(parse_dois(record.doi or ""))
    files = {f"{folder}/{value}.json" for value in used for folder in ("arxiv", "dblp")}
    metadata = library.metadata_folder
    files |= {doi_path(metadata, doi).relative_to(metadata).as_posix() for doi in dois}
    for name in sorted(library.record_files):
        if name.endswith(".json") and name.startswith(_OF_RECORDS) and name not in files:
            path = (metadata / name).relative_to(library.root).as_posix()
            yield Finding(
                "N508",
                Severity.NOTICE,
                Location(path),
                "no entry names the work of this record",
                "Delete the file, unless an entry will come back to it.",
            )


_OF_RECORDS = ("arxiv/", "doi/", "dblp/")


def check_quotes(scope: Scope) -> Iterator[Finding]:
    """E306 and N501: a quote of evidence that is not, or may not be, in the abstract."""
    arxiv: dict[str, ArxivId | None] = {
        loaded.id: None for loaded in scope.library.documents("essays")
    }
    for loaded in scope.library.documents("papers"):
        arxiv_id = _arxiv_of(loaded.document) if "arxiv" in loaded.document.fields else None
        # A work whose file or arXiv id is malformed has a finding of its own; one is enough.
        if arxiv_id or "arxiv" not in loaded.document.fields:
            arxiv[loaded.id] = arxiv_id
    folded: dict[ArxivId, str] = {}
    for loaded in scope.documents("claims"):
        document = loaded.document
        for path, item in (
            *document.list_items("evidence"),
            *document.list_items("outcome", "evidence"),
        ):
            quote, work = text_in(item, "quote"), text_in(item, "work")
            if not quote or work not in arxiv or text_in(item, "locator"):
                continue
            arxiv_id = arxiv[work]
            if arxiv_id is None:
                yield document.report(
                    "E306",
                    f"'{work}' has no abstract that could hold the quote",
                    "Say in locator where the quote stands.",
                    at=(*path, "quote"),
                )
                continue
            record = scope.library.lock.records.get(arxiv_id)
            if record is None or record.abstract is None:
                yield document.report(
                    "N501",
                    f"not yet verified: the lock has no abstract of '{work}'",
                    "Run 'readinglist enrich'.",
                    at=(*path, "quote"),
                    severity=Severity.NOTICE,
                )
                continue
            if quote in record.abstract and quote.isascii() and record.abstract.isascii():
                # Folding never removes such a text: it only joins white space.
                continue
            if arxiv_id not in folded:
                folded[arxiv_id] = fold_quote(decode_loose_tex(record.abstract))
            if not any(reading in folded[arxiv_id] for reading in _readings(quote)):
                yield document.report(
                    "E306",
                    f"the quote is not in the abstract of '{work}'",
                    "Copy it word for word, or say in locator where else it stands.",
                    at=(*path, "quote"),
                )


def _readings(quote: str) -> Iterator[str]:
    """The folded forms in which an abstract may hold the quote: as written, and as TeX prints it.

    A quote taken from within quotation marks may hold only one mark of a pair.
    """
    yield fold_quote(quote)
    if "\\" in quote or "``" in quote or "''" in quote:
        yield fold_quote(decode_loose_tex(quote).replace("``", "“").replace("''", "”"))
