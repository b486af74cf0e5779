"""The command that checks the list: `validate`."""

from __future__ import annotations

import gc
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from readinglist.cli.console import (
    AsFindings,
    Format,
    Project,
    count_files,
    err,
    escape,
    exit_code,
    print_findings,
    progress,
    seen_place,
)
from readinglist.cli.turn import Wait, take_turn
from readinglist.entry.findings import Finding, Severity
from readinglist.system.git.changes import read_changes
from readinglist.system.git.revisions import files_at, merge_base
from readinglist.values.plurals import plural

if TYPE_CHECKING:
    from readinglist.library.library import Library

#: How many rounds of fixes are made for findings that earlier fixes revealed.
_ROUNDS = 5


def validate(
    project: Project = Path(),
    format: AsFindings = Format.TEXT,  # noqa: A002 - the option's name
    strict: Annotated[bool, typer.Option("--strict", help="Warnings count as errors.")] = False,
    notices: Annotated[bool, typer.Option("--notices", help="List notices one by one.")] = False,
    fix: Annotated[
        bool,
        typer.Option("--fix", help="First fix the findings that have a single right answer."),
    ] = False,
    changed_since: Annotated[
        str | None,
        typer.Option(
            "--changed-since",
            metavar="REV",
            help="Report only findings in files changed since this git revision, and new ones.",
        ),
    ] = None,
    cache: Annotated[
        bool,
        typer.Option("--cache/--no-cache", help="Check only what has changed since the last run."),
    ] = True,
    wait: Wait = True,
) -> None:
    """Check every entry and report every problem in one run.

    Exits with 1 if there is an error (or, with --strict, a warning).
    """
    from readinglist.library.last_check import check_project

    if fix:
        take_turn(project, wait=wait)
    with progress("Reading entries", count_files(project)) as advance:
        checked = check_project(project, advance, keep=cache and not fix)
    # What has been read is kept until the end, so collecting garbage is useless.
    gc.freeze()
    library, findings = checked.library, checked.findings
    if fix:
        library, findings = _fix(project, library, findings)
    site = _check_site(library)
    findings = sorted({*findings, *site})
    subject = plural(len(library.files), "entry")
    if changed_since is not None:
        findings = _since(library, changed_since, findings, keep=cache)
        subject += f", what is new since {changed_since}"
    print_findings(findings, format, notices=notices, subject=subject)
    if format is Format.TEXT:
        _advise(library, findings)
    raise typer.Exit(exit_code(findings, strict=strict))


def _advise(library: Library, findings: list[Finding]) -> None:
    """Print what to do next about errors."""
    from readinglist.library.fixing import apply_fixes

    errors = [finding for finding in findings if finding.severity is Severity.ERROR]
    if not errors:
        return
    err.print(f"'readinglist explain {errors[0].code}' explains a code.")
    if fixes := apply_fixes(library, errors, write=False):
        err.print(f"'readinglist validate --fix' fixes {len(fixes)} of them.")


def _read(project: Path) -> Library:
    from readinglist.library.reading import read_library

    with progress("Reading entries", count_files(project)) as advance:
        return read_library(project.resolve(), progress=advance)


def _fix(project: Path, library: Library, findings: list[Finding]) -> tuple[Library, list[Finding]]:
    """The list after all fixes; a fix may reveal another finding."""
    from readinglist.library.checks import check_library
    from readinglist.library.fixing import apply_fixes

    done = 0
    for _ in range(_ROUNDS):
        fixes = apply_fixes(library, findings)
        if not fixes:
            break
        done += len(fixes)
        for fix in fixes:
            err.print(escape(f"{seen_place(fix.finding.location)} {fix.text}"))
        library = _read(project)
        findings = check_library(library)
    err.print(f"{done} fixed." if done else "Nothing to fix that has one right answer.")
    return library, findings


def _check_site(library: Library) -> list[Finding]:
    """The findings about mkdocs.yml and the Markdown pages, if the project has a site."""
    from readinglist.library.checks.site import check_site

    def planned() -> Collection[str]:
        # Slow to import and to compute, and few sites name pages that depend on all entries.
        from readinglist.graph.preparing import prepare
        from readinglist.site.pages.render import Pages, Site

        return Pages(prepare(library.root).graph, Site("", "")).names()

    return check_site(library, planned)


def _since(
    library: Library, revision: str, findings: list[Finding], *, keep: bool
) -> list[Finding]:
    """The findings in files that changed since the revision, and those that it did not have.

    The latter are consequences in other files, such as a link to a removed entry.
    """
    from readinglist.entry.places import ENTRIES_FOLDER, SETTINGS_FILE
    from readinglist.library.checks import check_library
    from readinglist.library.last_check import findings_at, identity
    from readinglist.library.reading import read_library
    from readinglist.library.settings import read_settings

    root = library.root
    base = merge_base(root, revision, "HEAD")
    if not findings:
        return findings
    changed = read_changes(root, revision).files
    if all(finding.location.path in changed for finding in findings):
        return findings

    def check_before() -> list[Finding]:
        settings = read_settings(root)
        docs = settings.docs if settings else None
        pages = docs.relative_to(root).as_posix() if docs and docs.is_relative_to(root) else "docs"
        with files_at(root, base, ENTRIES_FOLDER, pages, SETTINGS_FILE) as before:
            earlier = read_library(before, like=library)
            return [*check_library(earlier), *_check_site(earlier)]

    old = findings_at(root, base, check_before, keep=keep)
    return [
        finding
        for finding in findings
        if finding.location.path in changed or identity(finding) not in old
    ]
