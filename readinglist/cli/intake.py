"""Commands that take works in: `add` and `import`."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from readinglist.cli.completion import complete_theme
from readinglist.cli.console import (
    AsData,
    DataFormat,
    Project,
    err,
    escape,
    name_of_input,
    one_of,
    out,
    progress,
    read_input,
    say,
    seen,
    telling,
)
from readinglist.cli.turn import Wait, share_state, take_turn
from readinglist.enrichment.arxiv import BASE_URL
from readinglist.entry.vocabulary import WorkType
from readinglist.errors import StorageError, UsageError
from readinglist.system.bounded_reads import LIBRARY
from readinglist.system.clock import read_clock
from readinglist.values.dates import PartialDate, parse_partial_date
from readinglist.values.folding import did_you_mean
from readinglist.values.identifiers import ArxivId, parse_doi, parse_entry_id, parse_url
from readinglist.values.names import parse_name
from readinglist.values.references import parse_reference
from readinglist.values.visible import dump_json

if TYPE_CHECKING:
    from readinglist.intake.drafts import Draft, Facts, Reading
    from readinglist.intake.duplicates import Match
    from readinglist.intake.filing import Filed, Plan
    from readinglist.library.library import Library
    from readinglist.library.lock.arxiv_records import Record
    from readinglist.library.lock.registry_records import PublishedRecord, Registry

T = TypeVar("T")

#: Seconds that `add` waits for arXiv at most.
_PATIENCE = 60.0

Themes = Annotated[
    list[str] | None,
    typer.Option(
        "--theme",
        "-t",
        metavar="THEME",
        autocompletion=complete_theme,
        help="A theme, or theme/section; can be repeated.",
    ),
]
DryRun = Annotated[bool, typer.Option("--dry-run", "-n", help="Write nothing.")]
AsDraft = Annotated[
    bool,
    typer.Option(
        "--draft/--no-draft",
        help="Mark what is written as a draft, which the site leaves out until it is complete.",
    ),
]


def add(
    reference: Annotated[
        str | None,
        typer.Argument(metavar="REF", help="An arXiv id, a DOI, or the address of either."),
    ] = None,
    project: Project = Path(),
    take: Annotated[
        bool, typer.Option("--take", help="Add it though it may be on the list already.")
    ] = False,
    manual: Annotated[
        bool, typer.Option("--manual", help="Without REF: all is said by the options.")
    ] = False,
    themes: Themes = None,
    takeaway: Annotated[
        str,
        typer.Option(
            "--takeaway", metavar="TEXT", help="The sentence that a reader should leave with."
        ),
    ] = "",
    entry_id: Annotated[
        str, typer.Option("--id", metavar="ID", help="The entry's id.", show_default="a proposal")
    ] = "",
    kind: Annotated[
        WorkType | None,
        typer.Option(
            "--type", metavar="TYPE", help=f"What it is, if not an article: {one_of(WorkType)}."
        ),
    ] = None,
    title: Annotated[str, typer.Option("--title", metavar="TEXT", help="The title.")] = "",
    authors: Annotated[
        list[str] | None,
        typer.Option("--author", metavar="NAME", help="An author; can be repeated."),
    ] = None,
    issued: Annotated[
        str, typer.Option("--issued", metavar="DATE", help="The date: 2017, 2017-06 or 2017-06-12.")
    ] = "",
    venue: Annotated[
        str, typer.Option("--venue", metavar="TEXT", help="Journal, proceedings, publisher.")
    ] = "",
    url: Annotated[str, typer.Option("--url", metavar="URL", help="Where to read it.")] = "",
    doi: Annotated[str, typer.Option("--doi", metavar="DOI", help="The DOI.")] = "",
    draft_only: AsDraft = False,
    dry_run: DryRun = False,
    offline: Annotated[
        bool, typer.Option("--offline", help="Ask nobody; the lock's record is used all the same.")
    ] = False,
    facts_only: Annotated[
        bool, typer.Option("--facts-only", help="Fetch no abstract and no comment.")
    ] = False,
    base_url: Annotated[
        str,
        typer.Option(
            "--base-url", metavar="URL", envvar="READINGLIST_ARXIV_URL", help="The API to ask."
        ),
    ] = BASE_URL,
    crossref_url: Annotated[
        str, typer.Option("--crossref-url", envvar="READINGLIST_CROSSREF_URL", hidden=True)
    ] = "",
    datacite_url: Annotated[
        str, typer.Option("--datacite-url", envvar="READINGLIST_DATACITE_URL", hidden=True)
    ] = "",
    contact: Annotated[
        str,
        typer.Option(
            "--contact",
            metavar="ADDRESS",
            envvar="READINGLIST_CONTACT",
            help="An e-mail or web address at which those who are asked can reach you.",
        ),
    ] = "",
    wait: Wait = True,
) -> None:
    """Write an entry for a work, with comments on what to fill in.

    The work's record is taken from the lock, or fetched from arXiv, Crossref or DataCite and put
    there. A work that is on the list already is refused. With --dry-run the entry is printed.

    Exits with 1 when the work is on the list already or arXiv does not know it.
    """
    from readinglist.intake.drafts import Draft, Reading
    from readinglist.intake.filing import Doubtful, locked_facts, plan_filing, write_entry
    from readinglist.library.lock.arxiv import write_record
    from readinglist.library.lock.arxiv_records import keep_facts
    from readinglist.library.lock.registries import write_published
    from readinglist.library.lock.registry_records import Registry

    if manual is (reference is not None):
        raise UsageError(
            "say what to add: REF or --manual, one of the two",
            "For instance: readinglist add 1706.03762 --theme THEME.",
        )
    given = Draft(
        title=title,
        authors=tuple(_parsed(parse_name, "--author", one) for one in authors or ()),
        issued=_parsed(parse_partial_date, "--issued", issued) if issued else None,
        venue=venue,
        type=kind,
        doi=_parsed(parse_doi, "--doi", doi).lower() if doi else "",
        url=_parsed(parse_url, "--url", url) if url else "",
        takeaway=takeaway,
        place="REF",
    )
    if manual and not title:
        raise UsageError("--manual needs --title", "Give the title, and --author and --url.")
    draft = (_identified(given, reference) if reference else given).identified()
    library = _read_list(project, dry_run=dry_run, wait=wait)
    wanted_themes = _checked_themes(library, themes)
    if entry_id:
        _check_id(library, entry_id)
    clock = read_clock()
    added = PartialDate(clock.year, clock.month, clock.day)

    def plan(facts: dict[ArxivId | str, Facts]) -> Plan:
        return plan_filing(
            library, Reading([draft]), facts, added,
            themes=wanted_themes, entry_id=entry_id, keep_given=True, trust_identifiers=True,
            doubtful=Doubtful.TAKE if take else Doubtful.BY_LIKENESS,
            as_drafts=draft_only,
        )  # fmt: skip

    facts = locked_facts(library, [draft])
    planned = plan(facts)
    record: Record | None = None
    published: PublishedRecord | None = None
    if planned.filed and not (facts or offline or manual):
        if draft.arxiv:
            record = _fetch_record(draft.arxiv, clock, base_url, contact)
            record = keep_facts(record) if record and facts_only else record
        elif draft.doi:
            urls = {Registry.CROSSREF: crossref_url, Registry.DATACITE: datacite_url}
            published = _fetch_published(draft.doi, urls, contact)
        planned = plan(_facts(draft, record, published))
    for note in planned.notes:
        err.print(escape(f"note: {note.message}"))
    if planned.twins:
        _tell_twin(planned.twins[0].match)
        raise typer.Exit(1)
    (filed,) = planned.filed
    if not entry_id and not filed.title:
        _tell_of_provisional_id(filed)
    if dry_run:
        print(filed.text, end="")
        err.print(escape(f"It would be {seen(filed.path)}."))
        return
    if record:
        write_record(library.lock_folder, record, library.root)
    if published:
        write_published(library.metadata_folder, published, library.root)
    write_entry(library.root, filed)
    out.print(escape(f"{seen(filed.path)}: {filed.title or 'written'}"))
    _tell_what_is_open(filed)


def _tell_twin(match: Match) -> None:
    """Say that the work is not added, and why."""
    verb = "is" if match.is_certain else "may be"
    err.print(
        escape(
            f"{seen(match.known.place)}: the work {verb} on the list as '{match.known.key}' "
            f"({match.reason}). Nothing was written."
        )
    )
    if not match.is_certain:
        err.print("If it is another one, add it with --take.")


def _read_list(project: Path, *, dry_run: bool, wait: bool) -> Library:
    """The list, to which this command alone may write unless it is to write nothing."""
    from readinglist.cli.project import read_project

    if not dry_run:
        take_turn(project, wait=wait)
    return read_project(project).library


def _parsed(parse: Callable[[str], T], option: str, text: str) -> T:
    """What an option's text stands for. Raises `UsageError` where it stands for nothing."""
    try:
        return parse(text.strip())
    except ValueError as error:
        message, hint = (*error.args, "")[:2]
        raise UsageError(f"{option}: {message}", hint) from None


def _identified(given: Draft, reference: str) -> Draft:
    """The draft that the options give, with the identifier that the reference names."""
    found = _parsed(parse_reference, "REF", reference)
    for name, option, value in (("doi", "--doi", found.doi), ("url", "--url", found.url)):
        if value and getattr(given, name):
            raise UsageError(
                f"REF is an address already, so {option} says it twice", "Leave it out."
            )
    return replace(given, arxiv=found.arxiv, doi=found.doi or given.doi, url=found.url or given.url)


def _checked_themes(library: Library, themes: list[str] | None) -> tuple[str, ...]:
    """The themes as they were given, each once. Raises `UsageError` for one that is not there."""
    from readinglist.entry.theme_ids import theme_ids

    known = theme_ids(library.themes)
    for theme in themes or ():
        if theme not in known:
            listed = f"There are: {', '.join(known)}."
            raise UsageError(
                f"there is no theme '{theme}' in themes.yml", did_you_mean(theme, known) or listed
            )
    return tuple(dict.fromkeys(themes or ()))


def _check_id(library: Library, entry_id: str) -> None:
    _parsed(parse_entry_id, "--id", entry_id)
    taken = {loaded.id.casefold(): loaded.document.path for loaded in library.files}
    if entry_id.casefold() in taken:
        raise UsageError(
            f"--id: '{entry_id}' is taken by {taken[entry_id.casefold()]}",
            "Choose another, or leave it out for a proposal.",
        )


def _fetch_published(doi: str, urls: dict[Registry, str], contact: str) -> PublishedRecord | None:
    """The record that Crossref or DataCite has of the DOI; None, with a word on why, otherwise."""
    from readinglist.enrichment.registries.asking import Asking, Settings

    given = {registry: url for registry, url in urls.items() if url}
    with telling() as tell:
        settings = Settings(
            urls=given, contact=contact, state=share_state(), budget=_PATIENCE, impatient=True,
            tell=tell,
        )  # fmt: skip
        lookup = Asking(settings).look_up_doi(doi)
    if lookup.record is None:
        err.print(escape(f"note: there is no record of {doi}: "
                         f"{lookup.reason or lookup.outcome.value}."))  # fmt: skip
    return lookup.record


def _fetch_record(
    arxiv_id: ArxivId, now: datetime.datetime, base_url: str, contact: str
) -> Record | None:
    """The record that arXiv has, or None where arXiv did not say, which is told.

    Exits with 1 for an id that arXiv does not know: an entry for it would never get a record.
    """
    from readinglist.enrichment.arxiv.client import Client, Outcome, service_for
    from readinglist.system.http import Fetcher

    service = service_for(base_url)
    state = share_state() if service.gap else None
    with telling() as tell:
        fetcher = Fetcher(service, state, contact, _PATIENCE, impatient=True, tell=tell)
        ((answer,),) = Client(fetcher, now, base_url=base_url).fetch([arxiv_id])
    if answer.outcome in (Outcome.MISSING, Outcome.MALFORMED):
        err.print(escape(f"{answer.id.value}: {answer.reason}. Nothing was written."))
        err.print("Correct the id, or add it all the same with --offline.")
        raise typer.Exit(1)
    if answer.record is None:
        err.print(
            escape(f"note: arXiv did not answer ({answer.reason}), so the entry goes without its "
                   "record. 'readinglist enrich' gets it later.")
        )  # fmt: skip
    elif answer.outcome is Outcome.WITHDRAWN:
        err.print(escape(f"note: the paper is withdrawn: {answer.reason}"))
    return answer.record


def _facts(
    draft: Draft, record: Record | None, published: PublishedRecord | None
) -> dict[ArxivId | str, Facts]:
    """What was fetched, by the draft's identifiers."""
    from readinglist.intake.drafts import facts_of_published, facts_of_record

    facts: dict[ArxivId | str, Facts] = {}
    if draft.arxiv and record:
        facts[draft.arxiv] = facts_of_record(record)
    if draft.doi and published:
        facts[draft.doi] = facts_of_published(published)
    return facts


def _tell_of_provisional_id(filed: Filed) -> None:
    """Say that the id is not the last word. Raises `UsageError` where there can be none at all."""
    if not filed.draft.subjects:
        raise UsageError(
            f"{filed.draft.url} does not tell a title, so no id can be proposed",
            "Give --title and --author, or --id.",
        )
    err.print(
        escape(f"note: no title is known yet, so the id is '{filed.id}' for now: rename the file "
               "before others link to it, or say --id.")
    )  # fmt: skip


def _tell_what_is_open(filed: Filed) -> None:
    fields = [f"{name} (line {line})" for name, line in filed.open_fields.items()]
    if fields:
        out.print(escape(f"Fill in: {', '.join(fields)}. Then run: readinglist validate"))
    else:
        out.print("Look it over, then run: readinglist validate")


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
        bool, typer.Option("--keep-keys", help="Keys of the file become ids where they can.")
    ] = False,
    take: Annotated[
        bool, typer.Option("--take", help="Take works that may be on the list already.")
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
    """Make draft entries of the works in a bibliography.

    The content tells the format, whatever the file is called. In a list of identifiers, arXiv ids,
    DOIs, ISBNs and addresses stand on lines of their own; # begins a comment. What cannot be read
    is reported with its line, and the rest goes in. A work that is on the list already, or twice in
    the file, is left out: one identifier is certain. Of works that only may be there, those with
    another DOI, edition or year are taken; --take and --skip decide for all of them. Nothing is
    fetched; 'readinglist enrich' gets the records of arXiv's papers afterwards.

    With --update, entries get the fields that they lack and the file has. Where the two say
    something different, the entry stays and the file's value is shown; --accept takes it.

    Exits with 1 when anything was left out.
    """
    from readinglist.intake.filing import (
        Doubtful,
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
    library = _read_list(project, dry_run=dry_run, wait=wait)
    wanted_themes = _checked_themes(library, themes)
    reading, encoding = _read_bibliography(file)
    file = name_of_input(file)
    clock = read_clock()
    with progress("Comparing works", len(reading.drafts)) as advance:
        plan = plan_filing(
            library, reading, locked_facts(library, reading.drafts),
            PartialDate(clock.year, clock.month, clock.day), advance=advance,
            themes=wanted_themes, keep_keys=keep_keys, source=file.name, doubtful=doubtful,
            as_drafts=draft,
            updating=Updating(library, file.name, accept or ()) if update else None,
        )  # fmt: skip
    _check_accepted(accept or (), plan)
    if encoding:
        err.print(escape(f"{file}: read as {encoding}, for it is not UTF-8"))
    if not dry_run:
        with progress("Writing entries", len(plan.filed)) as advance:
            for count, filed in enumerate(plan.filed, 1):
                write_entry(library.root, filed)
                advance(count)
        for one in plan.updates:
            if one.taken and not one.reason:
                write_update(library.root, one)
    if format is DataFormat.JSON:
        print(dump_json(_as_json(plan, dry_run=dry_run)))
    else:
        _tell(plan, dry_run=dry_run, as_drafts=draft)
    failed = any(one.reason for one in plan.updates)
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
    """The works of a file, and its encoding where that is not UTF-8."""
    from readinglist.intake.filing import decode_bytes
    from readinglist.intake.formats import SPOKEN, parse_bibliography

    name = name_of_input(file)
    try:
        text, encoding = decode_bytes(read_input(file, most=LIBRARY))
    except OSError as error:
        raise StorageError(f"{name}: {error.strerror}", "Name a file that can be read.") from error
    with telling() as tell:
        if err.is_terminal:
            tell(f"Reading {name}")
        reading = parse_bibliography(text, str(name))
    if not reading.drafts and not reading.left_out:
        raise UsageError(
            f"{name} holds no works that can be read",
            f"Read are {SPOKEN}; every reference manager exports one of them.",
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
        changed = {one.id for one in plan.updates if one.taken and not one.reason}
        verb = "would be updated" if dry_run else "updated"
        waiting = sum(len(one.proposed) for one in plan.updates)
        proposals = f"; {plural(waiting, 'other value')} of the file proposed" if waiting else ""
        err.print(f"{plural(len(changed), 'entry')} {verb}{proposals}.")
    waiting = sum(filed.needs_record for filed in plan.filed)
    if waiting and not dry_run:
        err.print(f"{waiting} of them have no record in the lock yet: readinglist enrich")
    if plan.filed and not dry_run:
        if as_drafts:
            err.print("They are drafts, which 'readinglist serve' shows and the site leaves out.")
        notices = " --notices" if as_drafts else ""
        err.print(f"What is to be filled in is listed by: readinglist validate{notices}")


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
    """What is left out with the reason, in the order of the file."""
    told = [(one.place, one.message) for one in plan.left_out]
    told += [
        (
            twin.draft.place,
            f"“{twin.draft.title or twin.draft.key}” {twin.match.message}"
            + ("" if twin.match.is_certain else "; --take takes it"),
        )
        for twin in plan.twins
    ]
    return sorted(told, key=lambda one: int(one[0].rpartition(":")[2]))


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
                "id": one.id,
                "path": one.path,
                "place": one.place,
                "reason": one.match.reason,
                "certain": one.match.is_certain,
                "left_alone": one.reason,
                "changes": [
                    {
                        "field": change.field,
                        "old": change.old,
                        "new": change.new,
                        "taken": change.is_taken and not one.reason,
                    }
                    for change in one.changes
                ],
            }
            for one in plan.updates
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
        "broken": [{"place": one.place, "reason": one.message} for one in plan.left_out],
        "notes": [{"place": one.place, "message": one.message} for one in plan.notes],
    }
