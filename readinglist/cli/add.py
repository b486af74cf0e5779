"""The command `add`: an entry for one work, with the record that a service has of it."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from readinglist.cli.console import Project, err, escape, one_of, out, parsed, seen, telling
from readinglist.cli.filing_options import AsDraft, DryRun, Themes, checked_themes, read_list
from readinglist.cli.service_options import BaseUrl, Contact
from readinglist.cli.turn import Wait, share_state
from readinglist.enrichment.arxiv import BASE_URL
from readinglist.entry.vocabulary import WorkType
from readinglist.errors import UsageError
from readinglist.system.clock import read_clock
from readinglist.values.dates import PartialDate, parse_partial_date
from readinglist.values.identifiers import ArxivId, parse_doi, parse_entry_id, parse_url
from readinglist.values.names import parse_name
from readinglist.values.references import parse_reference

if TYPE_CHECKING:
    from readinglist.intake.drafts import Draft, Facts
    from readinglist.intake.duplicates import Match
    from readinglist.intake.filing import Filed, Plan
    from readinglist.library.library import Library
    from readinglist.library.lock.arxiv_records import Record
    from readinglist.library.lock.registry_records import PublishedRecord, Registry

#: Seconds that `add` waits for arXiv at most.
_PATIENCE = 60.0

Reference = Annotated[
    str | None,
    typer.Argument(metavar="REF", help="An arXiv id, a DOI, or the URL of either."),
]
Take = Annotated[
    bool, typer.Option("--take", help="Add it even though it may be on the list already.")
]
Manual = Annotated[
    bool, typer.Option("--manual", help="Without REF: the options describe the work.")
]
Takeaway = Annotated[
    str,
    typer.Option("--takeaway", metavar="TEXT", help="The sentence that a reader should remember."),
]
EntryId = Annotated[
    str, typer.Option("--id", metavar="ID", help="The entry's id.", show_default="a proposal")
]
Type = Annotated[
    WorkType | None,
    typer.Option(
        "--type", metavar="TYPE", help=f"What it is, if not an article: {one_of(WorkType)}."
    ),
]
Title = Annotated[str, typer.Option("--title", metavar="TEXT", help="The title.")]
Authors = Annotated[
    list[str] | None,
    typer.Option("--author", metavar="NAME", help="An author; can be repeated."),
]
Issued = Annotated[
    str, typer.Option("--issued", metavar="DATE", help="The date: 2017, 2017-06 or 2017-06-12.")
]
Venue = Annotated[
    str, typer.Option("--venue", metavar="TEXT", help="Journal, proceedings, publisher.")
]
Url = Annotated[str, typer.Option("--url", metavar="URL", help="Where to read it.")]
Doi = Annotated[str, typer.Option("--doi", metavar="DOI", help="The DOI.")]
Offline = Annotated[
    bool, typer.Option("--offline", help="Make no requests; the lock's record is still used.")
]
FactsOnly = Annotated[bool, typer.Option("--facts-only", help="Fetch no abstract and no comment.")]
CrossrefUrl = Annotated[
    str, typer.Option("--crossref-url", envvar="READINGLIST_CROSSREF_URL", hidden=True)
]
DataciteUrl = Annotated[
    str, typer.Option("--datacite-url", envvar="READINGLIST_DATACITE_URL", hidden=True)
]


def add(
    reference: Reference = None,
    project: Project = Path(),
    take: Take = False,
    manual: Manual = False,
    themes: Themes = None,
    takeaway: Takeaway = "",
    entry_id: EntryId = "",
    kind: Type = None,
    title: Title = "",
    authors: Authors = None,
    issued: Issued = "",
    venue: Venue = "",
    url: Url = "",
    doi: Doi = "",
    draft_only: AsDraft = False,
    dry_run: DryRun = False,
    offline: Offline = False,
    facts_only: FactsOnly = False,
    base_url: BaseUrl = BASE_URL,
    crossref_url: CrossrefUrl = "",
    datacite_url: DataciteUrl = "",
    contact: Contact = "",
    wait: Wait = True,
) -> None:
    """Write an entry for a work, with comments on what to fill in.

    The work's record is taken from the lock, or fetched from arXiv, Crossref or DataCite and stored
    there. A work that is already on the list is refused. With --dry-run the entry is printed.

    Exits with 1 if the work is already on the list or arXiv does not know it.
    """
    from readinglist.intake.drafts import Draft, Reading
    from readinglist.intake.filing import Doubtful, FilingOptions, locked_facts, plan_filing
    from readinglist.library.lock.registry_records import Registry

    if manual is (reference is not None):
        raise UsageError(
            "give either REF or --manual",
            "For instance: readinglist add 1706.03762 --theme THEME.",
        )
    given = Draft(
        title=title,
        authors=tuple(parsed(parse_name, "--author", author) for author in authors or ()),
        issued=parsed(parse_partial_date, "--issued", issued) if issued else None,
        venue=venue,
        type=kind,
        doi=parsed(parse_doi, "--doi", doi).lower() if doi else "",
        url=parsed(parse_url, "--url", url) if url else "",
        takeaway=takeaway,
        place="REF",
    )
    if manual and not title:
        raise UsageError("--manual needs --title", "Give the title, and --author and --url.")
    draft = (_identified(given, reference) if reference else given).identified()
    library = read_list(project, dry_run=dry_run, wait=wait)
    wanted_themes = checked_themes(library, themes)
    if entry_id:
        _check_id(library, entry_id)
    clock = read_clock()

    def plan(facts: dict[ArxivId | str, Facts]) -> Plan:
        return plan_filing(
            library,
            Reading([draft]),
            facts,
            PartialDate(clock.year, clock.month, clock.day),
            FilingOptions(
                themes=wanted_themes,
                entry_id=entry_id,
                keep_given=True,
                trust_identifiers=True,
                doubtful=Doubtful.TAKE if take else Doubtful.BY_LIKENESS,
                as_drafts=draft_only,
            ),
        )

    facts = locked_facts(library, [draft])
    planned = plan(facts)
    fetched = _Fetched()
    if planned.filed and not (facts or offline or manual):
        urls = {Registry.CROSSREF: crossref_url, Registry.DATACITE: datacite_url}
        fetched = _fetch(draft, clock, base_url, urls, contact, facts_only=facts_only)
        planned = plan(_facts(draft, fetched.record, fetched.published))
    filed = _only_filed(planned)
    if not entry_id and not filed.title:
        _tell_of_provisional_id(filed)
    if dry_run:
        print(filed.text, end="")
        err.print(escape(f"It would be {seen(filed.path)}."))
        return
    _write(library, filed, fetched)


class _Fetched(NamedTuple):
    """The records that were fetched for a work: arXiv's, or else a registry's."""

    record: Record | None = None
    published: PublishedRecord | None = None


def _fetch(
    draft: Draft,
    clock: datetime.datetime,
    base_url: str,
    urls: dict[Registry, str],
    contact: str,
    *,
    facts_only: bool,
) -> _Fetched:
    """Fetch the record of the draft's identifier, if it has one."""
    from readinglist.library.lock.arxiv_records import keep_facts

    if draft.arxiv:
        record = _fetch_record(draft.arxiv, clock, base_url, contact)
        return _Fetched(record=keep_facts(record) if record and facts_only else record)
    if draft.doi:
        return _Fetched(published=_fetch_published(draft.doi, urls, contact))
    return _Fetched()


def _only_filed(plan: Plan) -> Filed:
    """The one entry of the plan, after printing its notes; exits with 1 if it is a duplicate."""
    for note in plan.notes:
        err.print(escape(f"note: {note.message}"))
    if plan.twins:
        _tell_twin(plan.twins[0].match)
        raise typer.Exit(1)
    (filed,) = plan.filed
    return filed


def _write(library: Library, filed: Filed, fetched: _Fetched) -> None:
    """Write the entry and the fetched records, and print what to do next."""
    from readinglist.intake.filing import write_entry
    from readinglist.library.lock.arxiv import write_record
    from readinglist.library.lock.registries import write_published

    if fetched.record:
        write_record(library.lock_folder, fetched.record, library.root)
    if fetched.published:
        write_published(library.metadata_folder, fetched.published, library.root)
    write_entry(library.root, filed)
    out.print(escape(f"{seen(filed.path)}: {filed.title or 'written'}"))
    _tell_what_is_open(filed)


def _tell_twin(match: Match) -> None:
    """Report that the work is not added, and why."""
    verb = "is" if match.is_certain else "may be"
    err.print(
        escape(
            f"{seen(match.known.place)}: the work {verb} on the list as '{match.known.key}' "
            f"({match.reason}). Nothing was written."
        )
    )
    if not match.is_certain:
        err.print("If it is a different work, add it with --take.")


def _identified(given: Draft, reference: str) -> Draft:
    """The draft from the options, with the identifier in the reference."""
    found = parsed(parse_reference, "REF", reference)
    for name, option, value in (("doi", "--doi", found.doi), ("url", "--url", found.url)):
        if value and getattr(given, name):
            raise UsageError(f"REF is already an address, so {option} repeats it", "Leave it out.")
    return replace(given, arxiv=found.arxiv, doi=found.doi or given.doi, url=found.url or given.url)


def _check_id(library: Library, entry_id: str) -> None:
    parsed(parse_entry_id, "--id", entry_id)
    taken = {loaded.id.casefold(): loaded.document.path for loaded in library.files}
    if entry_id.casefold() in taken:
        raise UsageError(
            f"--id: '{entry_id}' is taken by {taken[entry_id.casefold()]}",
            "Choose another, or leave it out to get a proposal.",
        )


def _fetch_published(doi: str, urls: dict[Registry, str], contact: str) -> PublishedRecord | None:
    """The record from Crossref or DataCite, or None after a message saying why there is none."""
    from readinglist.enrichment.registries.asking import Asking, Settings

    given = {registry: url for registry, url in urls.items() if url}
    with telling() as tell:
        settings = Settings(
            urls=given,
            contact=contact,
            state=share_state(),
            budget=_PATIENCE,
            impatient=True,
            tell=tell,
        )
        lookup = Asking(settings).look_up_doi(doi)
    if lookup.record is None:
        err.print(
            escape(f"note: there is no record of {doi}: {lookup.reason or lookup.outcome.value}.")
        )
    return lookup.record


def _fetch_record(
    arxiv_id: ArxivId, now: datetime.datetime, base_url: str, contact: str
) -> Record | None:
    """The record from arXiv, or None, after a message, if arXiv did not answer.

    Exits with 1 if arXiv does not know the id: an entry for it would never get a record.
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
        err.print("Correct the id, or add it anyway with --offline.")
        raise typer.Exit(1)
    if answer.record is None:
        err.print(
            escape(
                f"note: arXiv did not answer ({answer.reason}), so the entry goes without its "
                "record. 'readinglist enrich' gets it later."
            )
        )
    elif answer.outcome is Outcome.WITHDRAWN:
        err.print(escape(f"note: the paper is withdrawn: {answer.reason}"))
    return answer.record


def _facts(
    draft: Draft, record: Record | None, published: PublishedRecord | None
) -> dict[ArxivId | str, Facts]:
    """The fetched records, by the draft's identifiers."""
    from readinglist.intake.drafts import facts_of_published, facts_of_record

    facts: dict[ArxivId | str, Facts] = {}
    if draft.arxiv and record:
        facts[draft.arxiv] = facts_of_record(record)
    if draft.doi and published:
        facts[draft.doi] = facts_of_published(published)
    return facts


def _tell_of_provisional_id(filed: Filed) -> None:
    """Report that the id is provisional. Raises `UsageError` if there cannot be one at all."""
    if not filed.draft.subjects:
        raise UsageError(
            f"{filed.draft.url} gives no title, so no id can be proposed",
            "Give --title and --author, or --id.",
        )
    err.print(
        escape(
            f"note: no title is known yet, so the id is '{filed.id}' for now: rename the file "
            "before other entries refer to it, or use --id."
        )
    )


def _tell_what_is_open(filed: Filed) -> None:
    fields = [f"{name} (line {line})" for name, line in filed.open_fields.items()]
    if fields:
        out.print(escape(f"Fill in: {', '.join(fields)}. Then run: readinglist validate"))
    else:
        out.print("Look it over, then run: readinglist validate")
