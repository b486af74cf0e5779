"""Checks of references: to themes, works, claims and sections, and `[@id]` citations."""

from collections.abc import Iterable, Iterator

from pydantic import TypeAdapter, ValidationError

from readinglist.entry.findings import Finding, Location, Severity
from readinglist.entry.model import Many, NameField
from readinglist.entry.yaml.document import Document, FieldPath, Tree, text_in
from readinglist.library.checks.prose import markdown_texts
from readinglist.library.checks.scope import Scope
from readinglist.library.library import Library
from readinglist.library.schema_findings import is_draft
from readinglist.values.citations import find_citations
from readinglist.values.identifiers import parse_arxiv_id
from readinglist.values.names import Name
from readinglist.values.suggestions import KnownWords

WORKS = ("papers", "essays")
_ADD = "Add an entry for it first, or correct the id."


def check_themes(scope: Scope) -> Iterator[Finding]:
    """E201 and E202: a theme or section that is not in themes.yml."""
    sections = sections_by_theme(scope.library)
    if not sections:
        return
    themes = KnownWords(sections)
    sections_of = {theme: KnownWords(ids) for theme, ids in sections.items()}
    for loaded in scope.documents("papers", "essays", "claims"):
        for path, item in loaded.document.list_items("themes"):
            if not isinstance(item, str) or not item:
                continue
            theme, slash, section = item.partition("/")
            if theme not in sections:
                hint = themes.suggest(theme, f"Known are {themes.list_some()}.")
                yield loaded.document.report("E201", f"unknown theme '{theme}'", hint, at=path)
            elif slash and section not in sections[theme]:
                known = sections_of[theme].list_some()
                hint = f"Known are {known}." if known else f"Write {theme}."
                hint = sections_of[theme].suggest(section, hint)
                yield loaded.document.report(
                    "E202", f"theme '{theme}' has no section '{section}'", hint, at=path
                )


def sections_by_theme(library: Library) -> dict[str, list[str]]:
    """The ids in themes.yml, from the raw tree, so that mistakes elsewhere in it do not matter."""
    if library.themes_document is None:
        return {}
    themes: dict[str, list[str]] = {}
    for path, _ in library.themes_document.list_items():
        theme_id = library.themes_document.text(*path, "id")
        if theme_id:
            ids = [
                library.themes_document.text(*section_path, "id")
                for section_path, _ in library.themes_document.list_items(*path, "sections")
            ]
            themes[theme_id] = [section_id for section_id in ids if section_id]
    return themes


def check_works(scope: Scope) -> Iterator[Finding]:
    """E203, E205 and E206: a work or an essay that is not on the list, or is of another kind."""
    known = scope.library.ids(*WORKS)
    essays, papers, claims = (scope.library.ids(name) for name in ("essays", "papers", "claims"))
    works_meant, essays_meant = KnownWords(known), KnownWords(essays)
    for loaded in scope.documents("papers", "essays", "claims"):
        document = loaded.document
        for path, text in _named_works(document):
            if not text or text in known:
                continue
            if text in claims:
                yield document.report(
                    "E206",
                    f"'{text}' is a claim, and a work is needed here",
                    "Name a paper or an essay.",
                    at=path,
                )
            else:
                hint = works_meant.suggest(text, _ADD)
                yield document.report("E203", f"unknown work '{text}'", hint, at=path)
        essay = document.text("source", "essay") if loaded.folder == "claims" else None
        if essay and essay not in essays:
            if essay in papers | claims:
                yield document.report(
                    "E206",
                    f"'{essay}' is not an essay",
                    "The source of a claim is one of the list's essays.",
                    at=("source", "essay"),
                )
            else:
                hint = essays_meant.suggest(essay, _ADD)
                yield document.report(
                    "E205", f"unknown essay '{essay}'", hint, at=("source", "essay")
                )


def _named_works(document: Document) -> Iterator[tuple[FieldPath, str | None]]:
    for path, item in document.list_items("builds-on"):
        yield path, item if isinstance(item, str) else None
    for section_path, _ in document.list_items("sections"):
        for path, item in document.list_items(*section_path, "cites"):
            yield path, item if isinstance(item, str) else None
    for path, item in _evidence(document):
        yield (*path, "work"), text_in(item, "work")


def _evidence(document: Document) -> list[tuple[FieldPath, Tree]]:
    return document.list_items("evidence") + document.list_items("outcome", "evidence")


def check_claims(scope: Scope) -> Iterator[Finding]:
    """E204 and E206: a relation to a claim that is not on the list, or is not a claim."""
    known = scope.library.ids("claims")
    works, meant = scope.library.ids(*WORKS), KnownWords(known)
    for loaded in scope.documents("claims"):
        for path, item in loaded.document.list_items("relations"):
            text = text_in(item, "claim")
            if not text or text in known:
                continue
            at = (*path, "claim")
            if text in works:
                yield loaded.document.report(
                    "E206",
                    f"'{text}' is a work, and a claim is needed here",
                    "Works go under evidence.",
                    at=at,
                )
            else:
                hint = meant.suggest(text, _ADD)
                yield loaded.document.report("E204", f"unknown claim '{text}'", hint, at=at)


def check_paths(scope: Scope) -> Iterator[Finding]:
    """E209: a step of a reading path that is not the id of an entry."""
    known = scope.library.ids(*WORKS, "claims")
    meant = KnownWords(known)
    for loaded in scope.documents("paths"):
        for path, _ in loaded.document.list_items("steps"):
            at = (*path, "read")
            text = loaded.document.text(*at)
            if text and text not in known:
                hint = meant.suggest(text, _ADD)
                yield loaded.document.report(
                    "E209", f"'{text}' names no work or claim", hint, at=at
                )


def check_essay_sections(scope: Scope) -> Iterator[Finding]:
    """E207: a claim that names a section that its essay's entry does not have."""
    sections: dict[str, KnownWords] = {}
    for loaded in scope.library.documents("essays"):
        titles = [
            loaded.document.text(*path, "title")
            for path, _ in loaded.document.list_items("sections")
        ]
        if titles and all(titles):
            # A section title that cannot be read may be the one that the claim names.
            sections[loaded.id] = KnownWords(title for title in titles if title)
    for loaded in scope.documents("claims"):
        essay = loaded.document.text("source", "essay")
        section = loaded.document.text("source", "section")
        if essay in sections and section and section.strip() not in sections[essay]:
            hint = f"See sections in {scope.library.path_of(essay)}."
            hint = sections[essay].suggest(section, hint)
            yield loaded.document.report(
                "E207", f"'{essay}' has no section '{section}'", hint, at=("source", "section")
            )


def check_drafts(scope: Scope) -> Iterator[Finding]:
    """E213: something published refers to a draft, which the site leaves out."""
    drafts = {
        loaded.id
        for loaded in scope.library.documents(*WORKS, "claims")
        if is_draft(loaded.document)
    }
    if not drafts:
        return
    for loaded in scope.files:
        document = loaded.document
        if is_draft(document) or not any(map(document.may_hold, drafts)):
            continue
        for path, text in _named_entries(document):
            if text in drafts:
                yield document.report(
                    "E213",
                    f"'{text}' is a draft, which the site leaves out",
                    f"Complete it and delete its 'draft: true', see "
                    f"{scope.library.path_of(text)}; or do not name it yet.",
                    at=path,
                )


def _named_entries(document: Document) -> Iterator[tuple[FieldPath, str]]:
    """Every reference to another entry, with its place."""
    places = [(path, text) for path, text in _named_works(document)]
    places += [
        ((*path, "read"), text_in(item, "read")) for path, item in document.list_items("steps")
    ]
    places += [
        ((*path, "claim"), text_in(item, "claim"))
        for path, item in document.list_items("relations")
    ]
    places.append((("source", "essay"), document.text("source", "essay")))
    for path, text in places:
        if text:
            yield path, text
    for path, text in _citing_texts(document):
        for citation in find_citations(text):
            yield path, citation.id


def check_citations(scope: Scope) -> Iterator[Finding]:
    """E208: an `[@id]` in a Markdown text that is not the id of an entry."""
    known = scope.library.ids("papers", "essays", "claims", "paths")
    meant = KnownWords(known)
    for document in scope.with_themes():
        if not document.may_hold("[@"):
            continue
        for path, text in _citing_texts(document):
            for citation in find_citations(text):
                if citation.id not in known:
                    yield document.report("E208", *_unknown(citation.id, meant), at=path)


def check_page(
    text: str, path: str, known: Iterable[str], lines_before: int = 0
) -> Iterator[Finding]:
    """E208 for a Markdown page of the site.

    Findings call the page `path`; `lines_before` is the number of lines before the text in its
    file.
    """
    known = set(known)
    meant = KnownWords(known)
    for citation in find_citations(text):
        if citation.id not in known:
            message, hint = _unknown(citation.id, meant)
            location = Location(path, citation.line + lines_before, citation.column)
            yield Finding("E208", Severity.ERROR, location, message, hint)


def _unknown(entry_id: str, meant: KnownWords) -> tuple[str, str]:
    return f"[@{entry_id}] names no entry", meant.suggest(entry_id, _ADD)


def check_names(scope: Scope) -> Iterator[Finding]:
    """E210: a corrected name that matches no author of the work."""
    for loaded in scope.documents("papers", "essays"):
        document = loaded.document
        corrections = document.node("names")
        if not isinstance(corrections, dict) or not (known := _authors(scope.library, document)):
            continue
        meant = KnownWords(known)
        for text in corrections:
            if text.strip() not in meant:
                hint = meant.suggest(text, f"Write it as one of: {meant.list_some('; ')}.")
                yield document.report(
                    "E210",
                    f"no author of the work is called '{text}'",
                    hint,
                    at=("names", text),
                    on_key=True,
                )


def _authors(library: Library, document: Document) -> list[str]:
    """The displayed names of the work's authors, or nothing if they are unknown."""
    if "authors" not in document.fields:
        try:
            record = library.lock.records.get(parse_arxiv_id(document.text("arxiv") or ""))
        except ValueError:
            return []
        return [name.display for name in record.authors] if record else []
    try:
        return [name.display for name in _AUTHORS.validate_python(document.node("authors"))]
    except ValidationError:
        return []


_AUTHORS: TypeAdapter[tuple[Name, ...]] = TypeAdapter(Many[NameField])


def _citing_texts(document: Document) -> list[tuple[FieldPath, str]]:
    """The Markdown texts that seem to contain citations, with their places."""
    return [(path, text) for path, text in markdown_texts(document.tree) if "[@" in text]
