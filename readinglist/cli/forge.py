"""Commands for the forge: `forms` and `from-issue`."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from readinglist.cli.completion import complete_suggestion
from readinglist.cli.console import Project, err, escape, name_of_input, open_input, out
from readinglist.cli.turn import Wait, take_turn
from readinglist.entry.findings import Finding, Severity
from readinglist.errors import StorageError, UsageError
from readinglist.system.bounded_reads import read_file
from readinglist.system.clock import read_clock
from readinglist.system.files import borders_of, write_whole
from readinglist.values.dates import day_of
from readinglist.values.markdown_escapes import escape_code, escape_markdown

if TYPE_CHECKING:
    from readinglist.intake.issues import Proposal

#: The first line of the comment, by which the workflow finds it again.
COMMENT_MARK = "<!-- readinglist-draft -->"
POLICY = "docs/policy.md"
#: At most this many findings or remarks are listed one by one.
_LISTED = 30
#: The most characters of one of them, and of all, escaped: GitHub takes comments of 65,536.
_LONGEST_LINE, _LONGEST = 500, 28_000


def forms(
    project: Project = Path(),
    write: Annotated[bool, typer.Option("--write", help="Write the form files.")] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Exit with 1 if a file is out of date.")
    ] = False,
    wait: Wait = True,
) -> None:
    """Keep the issue forms for suggestions and problems up to date.

    They ask for the fields of an entry, offer the list's themes and show the numbered rules of
    docs/policy.md. They are stored in .github/ISSUE_TEMPLATE/.
    """
    from readinglist.cli.project import read_project
    from readinglist.intake.issue_forms import render_forms

    if write is check:
        raise UsageError("give either --write or --check", "See 'readinglist forms --help'.")
    if write:
        take_turn(project, wait=wait)
    library = read_project(project).library
    policy = project / POLICY
    text = _read_text(policy) if policy.is_file() else ""
    stale = 0
    for name, content in render_forms(library.themes, text).items():
        file = project / name
        if file.is_file() and _read_text(file) == content:
            continue
        stale += 1
        if write:
            write_whole(file, content.encode(), within=project)
            out.print(escape(f"written: {name}"))
        else:
            out.print(escape(f"{name} is {'missing' if not file.exists() else 'not up to date'}"))
    if check and stale:
        err.print("Run 'readinglist forms --write' and commit the result.")
        raise typer.Exit(1)


def from_issue(
    body: Annotated[
        Path,
        typer.Option(
            "--body",
            metavar="FILE",
            help="A file with the text of the issue; - for standard input.",
        ),
    ],
    project: Project = Path(),
    kind: Annotated[
        str,
        typer.Option(
            "--kind",
            metavar="paper|claim",
            autocompletion=complete_suggestion,
            help="What is suggested.",
            show_default="the form's kind",
        ),
    ] = "",
    comment: Annotated[
        Path | None,
        typer.Option(
            "--comment",
            metavar="FILE",
            help="Write the answer to this file instead of printing.",
        ),
    ] = None,
    draft: Annotated[
        bool,
        typer.Option("--draft", help="Mark the entry as a draft, which the site leaves out."),
    ] = False,
    wait: Wait = True,
) -> None:
    """Turn an issue form into a draft entry and an answer in Markdown.

    Writes at most one new file, in entries/papers/ or entries/claims/. Exits with 1 if something is
    missing or no draft could be made; the answer says what.
    """
    from readinglist.cli.project import read_project
    from readinglist.intake.issues import find_kind, propose_entry

    text = _read_body(body)
    found = kind or find_kind(text)
    if found not in ("paper", "claim"):
        raise UsageError(
            f"'{kind}' is not a kind of suggestion"
            if kind
            else "the issue was not made with a form",
            "Use the form for a paper or a claim, or name the kind with --kind.",
        )
    take_turn(project, wait=wait)
    library = read_project(project).library
    proposal = propose_entry(text, found, library, day_of(read_clock()))
    findings: list[Finding] = []
    if proposal.path:
        text = f"draft: true\n{proposal.text}" if draft else proposal.text
        write_whole(library.root / proposal.path, text.encode(), within=library.root, new=True)
        findings = [
            finding
            for finding in read_project(project).findings
            if finding.location.path == proposal.path and finding.severity is not Severity.NOTICE
        ]
        err.print(escape(f"written: {proposal.path}"))
    answer = render_answer(proposal, findings)
    if comment:
        write_whole(comment, answer.encode(), within=borders_of(comment, project))
    else:
        print(answer, end="")
    raise typer.Exit(int(bool(findings) or bool(proposal.remarks) or not proposal.path))


def render_answer(proposal: Proposal, findings: Sequence[Finding]) -> str:
    """The comment on the issue, in Markdown."""
    lines = [COMMENT_MARK]
    if not proposal.path:
        lines += ["No draft was made.", ""]
    elif findings or proposal.remarks:
        lines += [f"A draft was made, {escape_code(proposal.path)}. To do:", ""]
    else:
        lines += [f"A draft was made, {escape_code(proposal.path)}. Nothing is missing.", ""]
    lines += _cut([f"- {escape_markdown(_shorten(remark))}" for remark in proposal.remarks])
    lines += _cut(
        [
            f"- [ ] line {finding.location.line}, {escape_code(finding.field or 'file')}: "
            f"{escape_markdown(_shorten(finding.message))}. "
            f"{escape_markdown(_shorten(finding.hint))} ({finding.code})"
            for finding in findings
        ]
    )
    lines += ["", "Edit the description of this issue to update this comment.", ""]
    return "\n".join(lines)


def _cut(lines: list[str]) -> list[str]:
    sizes = itertools.accumulate(map(len, lines))
    shown = min(sum(size <= _LONGEST for size in sizes), _LISTED)
    rest = len(lines) - shown
    return [*lines[:shown], f"- and {rest} more"] if rest else lines


def _shorten(text: str) -> str:
    return text if len(text) <= _LONGEST_LINE else f"{text[: _LONGEST_LINE - 1]}…"


def _read_body(file: Path) -> str:
    from readinglist.intake.issues import MAX_BODY

    try:
        with open_input(file) as stream:
            data = stream.read(4 * MAX_BODY + 1)
    except OSError as error:
        raise StorageError(
            f"cannot read {name_of_input(file)}: {error.strerror}", "Name a file that can be read."
        ) from error
    text = data.decode("utf-8", "replace")
    if len(text) > MAX_BODY:
        raise UsageError(f"the issue has more than {MAX_BODY:,} characters", "Shorten it.")
    return text


def _read_text(file: Path) -> str:
    return read_file(file).decode("utf-8", errors="replace")
