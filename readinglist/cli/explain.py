"""Commands that explain and verify: `explain`, `reference`, `quotes`."""

from pathlib import Path
from typing import Annotated, Any

import typer

from readinglist.cli.completion import complete_code
from readinglist.cli.console import (
    AsData,
    AsFindings,
    DataFormat,
    Format,
    Project,
    escape,
    exit_code,
    out,
    print_findings,
    print_line,
)
from readinglist.cli.turn import Wait, take_turn
from readinglist.entry.catalogue import RULES, Rule, rule_for
from readinglist.errors import UsageError
from readinglist.system.files import borders_of, write_whole
from readinglist.values.plurals import plural
from readinglist.values.suggestions import did_you_mean
from readinglist.values.visible import dump_json


def explain(
    code: Annotated[
        str | None,
        typer.Argument(
            metavar="CODE",
            autocompletion=complete_code,
            help="A code such as E203; all of them if none is named.",
        ),
    ] = None,
    format: AsData = DataFormat.TEXT,  # noqa: A002 - the option's name
) -> None:
    """Explain a code: what it means, why it matters, what to do."""
    from readinglist.library.findings_reference import render_rule

    if code is None:
        if format is DataFormat.JSON:
            print(dump_json([_as_data(rule) for rule in RULES]))
            return
        for rule in RULES:
            out.print(escape(f"{rule.code} {rule.severity.word:<7} {rule.title}"))
        return
    try:
        rule = rule_for(code.strip().upper())
    except KeyError:
        hint = did_you_mean(code.upper(), [rule.code for rule in RULES])
        raise UsageError(
            f"there is no code '{code}'", hint or "'readinglist explain' lists all codes."
        ) from None
    if format is DataFormat.JSON:
        print(dump_json(_as_data(rule)))
        return
    for line in render_rule(rule).splitlines():
        if line.startswith("    "):  # a file, or a command's output
            out.print(line, markup=False)
        else:
            print_line(line)


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
    """The content of an example, with bytes that are not UTF-8 escaped."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def quotes(
    texts: Annotated[
        Path,
        typer.Option(
            "--texts", metavar="FOLDER", help="A folder of saved texts, <essay id>….txt or .md."
        ),
    ],
    project: Project = Path(),
    format: AsFindings = Format.TEXT,  # noqa: A002 - the option's name
) -> None:
    """Verify the quotes of claims against saved texts of the essays."""
    from readinglist.cli.project import read_project
    from readinglist.library.essay_texts import verify_quotes

    library = read_project(project).library
    report = verify_quotes(library, texts)
    if not report.standing and not report.findings:
        raise UsageError(
            f"{texts} has no text of any essay",
            "Save each as <id of the essay>.txt or .md.",
        )
    standing = sum(report.standing.values())
    unchecked = sum(report.unchecked.values())
    subject = f"{plural(standing, 'quote')} found in {plural(len(report.standing), 'essay')}"
    if unchecked:
        subject += f", {unchecked} not checked (no text of {', '.join(report.unchecked)})"
    print_findings(report.findings, format, notices=True, subject=subject)
    raise typer.Exit(exit_code(report.findings))


def reference(
    write: Annotated[
        Path | None, typer.Option("--write", metavar="FILE", help="Write it to this file.")
    ] = None,
    fields: Annotated[
        bool,
        typer.Option("--fields", help="Print the reference of fields (docs/fields.md) instead."),
    ] = False,
    wait: Wait = True,
) -> None:
    """Print the reference of all findings, or of all fields."""
    from readinglist.entry.fields_reference import render_fields
    from readinglist.library.findings_reference import render_reference

    text = render_fields() if fields else render_reference()
    if write is None:
        print(text, end="")
        return
    take_turn(Path(), wait=wait)
    write_whole(write, text.encode(), within=borders_of(write, Path()))
