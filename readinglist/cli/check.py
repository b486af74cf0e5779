"""Commands that judge: `validate`, `quotes`, `reference`."""

from pathlib import Path
from typing import Annotated

import typer

from readinglist.checks.reference import render_reference
from readinglist.cli.console import Format, Project, exit_code, print_findings, read_project
from readinglist.errors import StorageError, UsageError
from readinglist.essay_texts import verify_quotes
from readinglist.loading import Library
from readinglist.pages.views import plural


def validate(
    project: Project = Path(),
    format: Annotated[  # noqa: A002 - the option's name
        Format,
        typer.Option("--format", "-f", help="Text, JSON, SARIF, or GitHub's workflow commands."),
    ] = Format.TEXT,
    strict: Annotated[bool, typer.Option("--strict", help="Warnings count as errors.")] = False,
    notices: Annotated[bool, typer.Option("--notices", help="List notices one by one.")] = False,
) -> None:
    """Check every entry and report every problem in one run.

    Exits with 1 when there is an error (with --strict: or a warning).
    """
    prepared = read_project(project)
    print_findings(prepared.findings, format, notices=notices, subject=_size(prepared.library))
    raise typer.Exit(exit_code(prepared.findings, strict=strict))


def _size(library: Library) -> str:
    return plural(len(library.files), "entry")


def quotes(
    texts: Annotated[
        Path, typer.Option("--texts", help="A folder of saved texts, <essay id>….txt or .md.")
    ],
    project: Project = Path(),
    format: Annotated[Format, typer.Option("--format", "-f")] = Format.TEXT,  # noqa: A002
) -> None:
    """Verify the quote of every claim against saved texts of the essays."""
    library = read_project(project).library
    report = verify_quotes(library, texts)
    if not report.standing and not report.findings:
        raise UsageError(
            f"there is no text of any essay in {texts}",
            "Save each as <id of the essay>.txt or .md.",
        )
    standing = sum(report.standing.values())
    unchecked = sum(report.unchecked.values())
    subject = f"{standing} quotes stand in {len(report.standing)} essays"
    if unchecked:
        subject += f", {unchecked} not checked (no text of {', '.join(report.unchecked)})"
    print_findings(report.findings, format, notices=True, subject=subject)
    raise typer.Exit(exit_code(report.findings))


def reference(
    write: Annotated[Path | None, typer.Option("--write", help="Write it into this file.")] = None,
) -> None:
    """Print the reference of all findings (docs/findings.md)."""
    text = render_reference()
    if write is None:
        print(text, end="")
        return
    try:
        write.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise StorageError(f"{write}: {error.strerror}") from error
