"""Verifies quotes against saved texts of the essays."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from readinglist.entry.findings import Finding, Severity
from readinglist.errors import StorageError, UsageError
from readinglist.library.library import Library
from readinglist.system.bounded_reads import DATA, read_bounded
from readinglist.values.folding import fold_quote

_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^)\[\s]*\)")
_HTML_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_EMPHASIS = re.compile(r"(?<!\w)[*_]{1,3}(?=\S)|(?<=\S)[*_]{1,3}(?!\w)|`")


@dataclass
class QuoteReport:
    """The result of a verification.

    `standing` counts the quotes found in the text of their essay, by essay; `unchecked` counts
    those of essays without a saved text. `findings` report the quotes that were not found.
    """

    standing: dict[str, int] = field(default_factory=dict)
    unchecked: dict[str, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


def strip_markup(text: str) -> str:
    """The text of a page saved as Markdown, without its links, emphasis and HTML tags."""
    text = _HTML_TAG.sub(" ", text)
    return _EMPHASIS.sub("", _LINK.sub(r"\1", text))


def find_text(folder: Path, essay_id: str) -> Path | None:
    """The saved text of an essay: the file whose stem is the id, or starts with it and a hyphen."""
    files = [file for file in sorted(folder.iterdir()) if file.suffix in (".txt", ".md")]
    exact = [file for file in files if file.stem == essay_id]
    return next(iter(exact or [f for f in files if f.stem.startswith(f"{essay_id}-")]), None)


def verify_quotes(library: Library, folder: Path) -> QuoteReport:
    """Look for the quote of every claim in the saved text of its essay.

    Quotes and texts are compared as `fold_quote` folds them, the text both with and without its
    Markdown. Raises `UsageError` if the folder does not exist and `StorageError` if a text cannot
    be read.
    """
    if not folder.is_dir():
        raise UsageError(f"there is no folder {folder}", "Name the folder with the essays' texts.")
    report = QuoteReport()
    texts = {
        essay_id: list(_read_texts(folder, essay_id)) for essay_id in sorted(library.ids("essays"))
    }
    for loaded in library.documents("claims"):
        document = loaded.document
        essay = document.text("source", "essay")
        quote = document.text("source", "quote")
        if not essay or not quote:
            continue
        if not texts.get(essay):
            report.unchecked[essay] = report.unchecked.get(essay, 0) + 1
        elif any(fold_quote(quote) in text for text in texts[essay]):
            report.standing[essay] = report.standing.get(essay, 0) + 1
        else:
            report.findings.append(
                document.report(
                    "E311",
                    f"the quote is not in the saved text of '{essay}'",
                    "Copy it word for word.",
                    at=("source", "quote"),
                    severity=Severity.ERROR,
                )
            )
    report.findings.sort()
    return report


def _read_texts(folder: Path, essay_id: str) -> Iterator[str]:
    file = find_text(folder, essay_id)
    if file is None:
        return
    try:
        text = read_bounded(file, most=DATA).decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not UTF-8 text"
        raise StorageError(f"cannot read {file}: {reason}") from error
    yield fold_quote(text)
    yield fold_quote(strip_markup(text))
