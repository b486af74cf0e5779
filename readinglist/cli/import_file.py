"""The command `import`: a bibliography becomes draft entries."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from readinglist.cli.console import (
    AsData,
    DataFormat,
    Project,
    err,
    escape,
    name_of_input,
    progress,
    read_input,
    say,
    seen,
    telling,
)
from readinglist.cli.filing_options import AsDraft, DryRun, Themes, checked_themes, read_list
from readinglist.cli.turn import Wait
from readinglist.errors import StorageError, UsageError
from readinglist.system.bounded_reads import LIBRARY
from readinglist.system.clock import read_clock
from readinglist.values.dates import PartialDate
from readinglist.values.suggestions import did_you_mean
from readinglist.values.visible import dump_json

if TYPE_CHECKING:
    from readinglist.intake.drafts import Reading
    from readinglist.intake.filing import Plan


def import_file(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="A file in BibTeX, CSL-JSON, RIS, PubMed's format or EndNote's XML, or a list of "
            "ids and addresses; - for standard input.",
        ),
    ],
    project: Project = Path(),
    themes: Themes = None,
    keep_keys: Annotated[
        bool, typer.Option("--keep-keys", help="Use the file's keys as ids where possible.")
    ] = False,
    take: Annotated[
        bool, typer.Option("--take", help="Include works that may be on the list already.")
    ] = False,
    skip: Annotated[
        bool, typer.Option("--skip", help="Leave out works that may be on the list already.")
    ] = False,
    update: Annotated[
        bool,
        typer.Option(
            "--update", help="Bring entries of works that are on the list up to date with the file."
        ),
    ] = False,
    accept: Annotated[
        list[str] | None,
        typer.Option(
            "--accept",
            metavar="WHAT",
            help="With --update, take the file's value in place of another one: ID.FIELD, ID for "
            "all fields of an entry, or 'all'; can be repeated.",
        ),
    ] = None,
    draft: AsDraft = True,
    dry_run: DryRun = False,
    format: AsData = DataFormat.TEXT,  # noqa: A002 - the option's name
    wait: Wait = True,
) -> None:
    """Turn the works in a bibliography into draft entries.

    The format is recognized by the content, not by the file's name. In a list of identifiers, arXiv
    ids, DOIs, ISBNs and URLs are on separate lines; # starts a comment. What cannot be read is
    reported with its line, and the rest is imported. A work that is certainly on the list already,
    or twice in the file, by its identifier, is left out. Works that only may be duplicates are
    included if their DOI, edition or year differs; --take and --skip decide for all of them.
    Nothing is fetched; run 'readinglist enrich' afterwards to get the records of arXiv papers.

    With --update, entries get the fields that they lack and the file has. Where the two say
    something different, the entry stays and the file's value is shown; --accept takes it.

    Exits with 1 if anything was left out.
    """
    from readinglist.intake.filing import (
        Doubtful,
        FilingOptions,
        locked_facts,
        plan_filing,
        write_entry,
        write_update,
    )
    from readinglist.intake.updating import Updating

    if take and skip:
        raise UsageError("--take and --skip exclude each other", "Give one of the two.")
    if accept and not update:
        raise UsageError("--accept needs --update", "Give both, or leave --accept out.")
    doubtful = Doubtful.TAKE if take else Doubtful.SKIP if skip else Doubtful.BY_LIKENESS
    library = read_list(project, dry_run=dry_run, wait=wait)
    wanted_themes = checked_themes(library, themes)
    reading, encoding = _read_bibliography(file)
    file = name_of_input(file)
    options = FilingOptions(
        themes=wanted_themes, keep_keys=keep_keys, source=file.name, doubtful=doubtful,
        as_drafts=draft,
    )  # fmt: skip
    clock = read_clock()
    with progress("Comparing works", len(reading.drafts)) as advance:
        plan = plan_filing(
            library,
            reading,
            locked_facts(library, reading.drafts),
            PartialDate(clock.year, clock.month, clock.day),
            options,
            updating=Updating(library, file.name, accept or ()) if update else None,
            advance=advance,
        )
    _check_accepted(accept or (), plan)
    if encoding:
        err.print(escape(f"{file}: read as {encoding}, because it is not UTF-8"))
    if not dry_run:
        with progress("Writing entries", len(plan.filed)) as advance:
            for count, filed in enumerate(plan.filed, 1):
                write_entry(library.root, filed)
                advance(count)
        for proposal in plan.updates:
            if proposal.taken and not proposal.reason:
                write_update(library.root, proposal)
    if format is DataFormat.JSON:
        print(dump_json(_as_json(plan, dry_run=dry_run)))
    else:
        _tell(plan, dry_run=dry_run, as_drafts=draft)
    failed = any(proposal.reason for proposal in plan.updates)
    raise typer.Exit(1 if plan.twins or plan.left_out or failed else 0)


def _check_accepted(accepted: Iterable[str], plan: Plan) -> None:
    """Raise `UsageError` for what --accept names and the file does not change."""
    from readinglist.intake.updating import ALL

    known = {ALL}
    for update in plan.updates:
        known.add(update.id)
        known |= {f"{update.id}.{change.field}" for change in update.changes}
    for name in accepted:
        if name not in known:
            raise UsageError(
                f"--accept: the file changes nothing in '{name}'",
                did_you_mean(name, known) or "With --dry-run, import says what it would change.",
            )


def _read_bibliography(file: Path) -> tuple[Reading, str]:
    """The works in a file, and its encoding if it is not UTF-8."""
    from readinglist.intake.filing import decode_bytes
    from readinglist.intake.formats import SPOKEN, parse_bibliography

    name = name_of_input(file)
    try:
        text, encoding = decode_bytes(read_input(file, most=LIBRARY))
    except OSError as error:
        raise StorageError(
            f"cannot read {name}: {error.strerror}", "Name a file that can be read."
        ) from error
    with telling() as tell:
        if err.is_terminal:
            tell(f"Reading {name}")
        reading = parse_bibliography(text, str(name))
    if not reading.drafts and not reading.left_out:
        raise UsageError(
            f"{name} contains no works that can be read",
            f"Supported are {SPOKEN}; every reference manager exports one of them.",
        )
    return reading, encoding


def _tell(plan: Plan, *, dry_run: bool, as_drafts: bool) -> None:
    from readinglist.values.plurals import plural

    for filed in plan.filed:
        say(f"{seen(filed.path)}: {filed.title or filed.id} ({filed.draft.place})")
    _tell_updates(plan)
    for note in plan.notes:
        err.print(escape(f"{note.place}: note: {note.message}"))
    for place, reason in _left_out(plan):
        err.print(escape(f"{place}: left out: {reason}"))
    verb = "would be written" if dry_run else "written"
    err.print(
        f"{plural(len(plan.filed), 'entry')} {verb}, {plural(len(plan.twins), 'duplicate')} "
        f"and {plural(len(plan.left_out), 'broken item')} left out."
    )
    if plan.updates:
        changed = {update.id for update in plan.updates if update.taken and not update.reason}
        verb = "would be updated" if dry_run else "updated"
        waiting = sum(len(update.proposed) for update in plan.updates)
        proposals = f"; {plural(waiting, 'other value')} of the file proposed" if waiting else ""
        err.print(f"{plural(len(changed), 'entry')} {verb}{proposals}.")
    waiting = sum(filed.needs_record for filed in plan.filed)
    if waiting and not dry_run:
        err.print(f"{waiting} without a record in the lock; to fetch them: readinglist enrich")
    if plan.filed and not dry_run:
        if as_drafts:
            err.print("They are drafts, which 'readinglist serve' shows and the site leaves out.")
        notices = " --notices" if as_drafts else ""
        err.print(f"To list what has to be filled in, run: readinglist validate{notices}")


def _tell_updates(plan: Plan) -> None:
    """A line for each field of an entry that the file adds or changes, or would change."""
    for update in plan.updates:
        path = seen(update.path)
        if update.reason:
            fields = ", ".join(change.field for change in update.taken)
            err.print(escape(f"{path}: left alone, {update.reason}; {update.place} gives {fields}"))
            continue
        for change in update.taken:
            said = f"'{change.old}' → '{change.new}'" if change.old else f"'{change.new}' added"
            say(f"{path}: {change.field}: {said} ({update.place})")
        for change in update.proposed:
            said = f"'{change.old}' → '{change.new}'" if change.old else f"'{change.new}' to add"
            why = "" if update.match.is_certain else f" (may be the same: {update.match.reason})"
            err.print(
                escape(
                    f"{update.place}: proposed: {change.field} of '{update.id}': {said}{why}; "
                    f"--accept {update.id}.{change.field} takes it"
                )
            )


def _left_out(plan: Plan) -> list[tuple[str, str]]:
    """The works left out and the reasons, in the order of the file."""
    told = [(reference.place, reference.message) for reference in plan.left_out]
    told += [
        (
            twin.draft.place,
            f"“{twin.draft.title or twin.draft.key}” {twin.match.message}"
            + ("" if twin.match.is_certain else "; --take includes it"),
        )
        for twin in plan.twins
    ]
    return sorted(told, key=lambda item: int(item[0].rpartition(":")[2]))


def _as_json(plan: Plan, *, dry_run: bool) -> dict[str, object]:
    return {
        "dry_run": dry_run,
        "entries": [
            {
                "id": filed.id,
                "path": filed.path,
                "title": filed.title,
                "place": filed.draft.place,
                "key": filed.draft.key,
                "open": list(filed.open_fields),
            }
            for filed in plan.filed
        ],
        "updates": [
            {
                "id": update.id,
                "path": update.path,
                "place": update.place,
                "reason": update.match.reason,
                "certain": update.match.is_certain,
                "left_alone": update.reason,
                "changes": [
                    {
                        "field": change.field,
                        "old": change.old,
                        "new": change.new,
                        "taken": change.is_taken and not update.reason,
                    }
                    for change in update.changes
                ],
            }
            for update in plan.updates
        ],
        "duplicates": [
            {
                "place": twin.draft.place,
                "key": twin.draft.key,
                "title": twin.draft.title,
                "of": twin.match.known.key,
                "at": twin.match.known.place,
                "reason": twin.match.reason,
                "certain": twin.match.is_certain,
            }
            for twin in plan.twins
        ],
        "broken": [
            {"place": reference.place, "reason": reference.message} for reference in plan.left_out
        ],
        "notes": [{"place": note.place, "message": note.message} for note in plan.notes],
    }
