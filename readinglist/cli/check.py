"""Commands that judge and explain: `validate`, `quotes`, `explain`, `reference`."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape

from readinglist.build import Prepared
from readinglist.changes import read_changes
from readinglist.checks import check_library
from readinglist.checks.catalogue import RULES, Rule, rule_for
from readinglist.checks.reference import render_reference, render_rule
from readinglist.cli.console import (
    AsData,
    DataFormat,
    Format,
    Project,
    err,
    exit_code,
    out,
    print_findings,
    read_project,
)
from readinglist.errors import UsageError
from readinglist.essay_texts import verify_quotes
from readinglist.fields_reference import render_fields
from readinglist.findings import Finding, Severity
from readinglist.fixing import apply_fixes
from readinglist.folding import did_you_mean
from readinglist.loading import Library, read_library
from readinglist.pages.views import plural
from readinglist.revisions import files_at, merge_base
from readinglist.writing import write_whole

#: How often findings that a fix brings to light are fixed in turn.
_ROUNDS = 5


def validate(
    project: Project = Path(),
    format: Annotated[  # noqa: A002 - the option's name
        Format,
        typer.Option("--format", "-f", help="Text, JSON, SARIF, or GitHub's workflow commands."),
    ] = Format.TEXT,
    strict: Annotated[bool, typer.Option("--strict", help="Warnings count as errors.")] = False,
    notices: Annotated[bool, typer.Option("--notices", help="List notices one by one.")] = False,
    fix: Annotated[
        bool,
        typer.Option("--fix", help="First correct in the files what has one right answer."),
    ] = False,
    changed_since: Annotated[
        str | None,
        typer.Option(
            "--changed-since",
            metavar="REV",
            help="Report on files changed since this git revision, and what else is new since.",
        ),
    ] = None,
) -> None:
    """Check every entry and report every problem in one run.

    Exits with 1 when there is an error (with --strict: or a warning).
    """
    prepared = read_project(project)
    if fix:
        prepared = _fix(project, prepared)
    findings, subject = prepared.findings, _size(prepared.library)
    if changed_since is not None:
        findings = _since(project.resolve(), changed_since, findings)
        subject += f", what is new since {changed_since}"
    print_findings(findings, format, notices=notices, subject=subject)
    if format is Format.TEXT:
        _advise(prepared.library, findings)
    raise typer.Exit(exit_code(findings, strict=strict))


def _advise(library: Library, findings: list[Finding]) -> None:
    """What to do next about errors."""
    errors = [one for one in findings if one.severity is Severity.ERROR]
    if not errors:
        return
    err.print(f"'readinglist explain {errors[0].code}' tells more about a code.")
    if fixes := apply_fixes(library, errors, write=False):
        err.print(f"'readinglist validate --fix' corrects {len(fixes)} of them.")


def _fix(project: Path, prepared: Prepared) -> Prepared:
    """The list with all fixes made; a fix may bring another finding to light."""
    done = 0
    for _ in range(_ROUNDS):
        fixes = apply_fixes(prepared.library, prepared.findings)
        if not fixes:
            break
        done += len(fixes)
        for one in fixes:
            err.print(escape(str(one)))
        prepared = read_project(project)
    err.print(f"{done} fixed." if done else "Nothing to fix that has one right answer.")
    return prepared


def _since(root: Path, revision: str, findings: list[Finding]) -> list[Finding]:
    """The findings in files that changed since the revision, and those that it did not have.

    The latter are what a change does to other files, such as a link to an entry that went.
    """
    changed = read_changes(root, revision).files
    with files_at(root, merge_base(root, revision, "HEAD"), "entries") as before:
        old = {_identity(one) for one in check_library(read_library(before))}
    return [one for one in findings if one.location.path in changed or _identity(one) not in old]


def _identity(finding: Finding) -> tuple[str, str, str, str]:
    """What makes a finding the same one although lines before it came or went."""
    return finding.location.path, finding.code, finding.field, finding.message


def explain(
    code: Annotated[
        str | None, typer.Argument(help="A code such as E203; all of them if none is named.")
    ] = None,
    format: AsData = DataFormat.TEXT,  # noqa: A002 - the option's name
) -> None:
    """Explain a code: what it means, why it matters, what to do, with an example."""
    if code is None:
        if format is DataFormat.JSON:
            print(json.dumps([_as_data(rule) for rule in RULES], ensure_ascii=False, indent=2))
            return
        for rule in RULES:
            out.print(escape(f"{rule.code} {rule.severity.word:<7} {rule.title}"))
        return
    try:
        rule = rule_for(code.strip().upper())
    except KeyError:
        hint = did_you_mean(code.upper(), [rule.code for rule in RULES])
        raise UsageError(
            f"there is no code '{code}'", hint or "'readinglist explain' lists all."
        ) from None
    if format is DataFormat.JSON:
        print(json.dumps(_as_data(rule), ensure_ascii=False, indent=2))
        return
    out.print(render_rule(rule), markup=False)


def _as_data(rule: Rule) -> dict[str, Any]:
    return {
        "code": rule.code,
        "severity": rule.severity.word,
        "title": rule.title,
        "why": rule.why,
        "fix": rule.fix,
        "bad": {path: _shown(text) for path, text in rule.bad.items()},
        "good": {path: _shown(text) for path, text in rule.good.items()},
    }


def _shown(text: str) -> str:
    """The content of an example, bytes that are not UTF-8 written as an escape."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


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
    fields: Annotated[
        bool, typer.Option("--fields", help="That of all fields (docs/fields.md) instead.")
    ] = False,
) -> None:
    """Print the reference of all findings (docs/findings.md), or of all fields."""
    text = render_fields() if fields else render_reference()
    if write is None:
        print(text, end="")
        return
    write_whole(write, text.encode())
