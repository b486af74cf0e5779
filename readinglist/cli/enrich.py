"""The command that updates the lock: `enrich`."""

from __future__ import annotations

import datetime
import enum
import io
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from readinglist.cli.console import (
    Project,
    err,
    escape,
    name_of_input,
    one_of,
    open_input,
    out,
    print_finding,
    progress,
    seen_place,
    telling,
)
from readinglist.cli.service_options import BaseUrl, Contact
from readinglist.cli.turn import Wait, share_state, take_turn, tell_of_others
from readinglist.enrichment.arxiv import BASE_URL
from readinglist.entry.findings import Finding
from readinglist.errors import StorageError, UsageError
from readinglist.system.bounded_reads import bounded_lines
from readinglist.system.clock import read_clock
from readinglist.values.plurals import plural

if TYPE_CHECKING:
    from readinglist.library.library import Library
    from readinglist.library.lock.registry_records import Registry


class Source(enum.StrEnum):
    """A service that `enrich` asks."""

    ARXIV = "arxiv"
    CROSSREF = "crossref"
    DATACITE = "datacite"
    DBLP = "dblp"

    @property
    def registry(self) -> Registry | None:
        """The registry, if the service is one."""
        from readinglist.library.lock.registry_records import Registry

        return None if self is Source.ARXIV else Registry(self.value)


From = Annotated[
    Path | None,
    typer.Option(
        "--from",
        metavar="FILE",
        help="Take records from this file, one JSON object per line, without any requests; "
        "- for standard input.",
    ),
]
Refresh = Annotated[
    int | None,
    typer.Option(
        "--refresh", metavar="DAYS", min=0, help="Also fetch records that are this old or older."
    ),
]
Check = Annotated[
    bool, typer.Option("--check", help="Report what would change, but write nothing.")
]
FactsOnly = Annotated[
    bool,
    typer.Option(
        "--facts-only",
        help="Store only id, title, authors, dates, categories, DOI; no abstracts or comments.",
    ),
]
Budget = Annotated[
    float,
    typer.Option("--budget", metavar="SECONDS", min=1, help="The most time for each service."),
]
Sources = Annotated[
    list[Source] | None,
    typer.Option(
        "--source",
        metavar="SERVICE",
        envvar="READINGLIST_SOURCES",
        help=f"Ask this service: {one_of(Source)}; can be repeated.",
        show_default="all of them",
    ),
]
Proposals = Annotated[
    bool,
    typer.Option(
        "--proposals", help="Print what the lock's records propose, without any requests."
    ),
]
SourceName = Annotated[
    str | None,
    typer.Option(
        "--source-name",
        metavar="NAME",
        help="With --from: how provenance names the file.",
        show_default="its name",
    ),
]


def enrich(
    project: Project = Path(),
    source: From = None,
    refresh: Refresh = None,
    check: Check = False,
    facts_only: FactsOnly = False,
    budget: Budget = 900.0,
    base_url: BaseUrl = BASE_URL,
    contact: Contact = "",
    sources: Sources = None,
    proposals: Proposals = False,
    name: SourceName = None,
    wait: Wait = True,
) -> None:
    """Update the lock (entries/metadata/).

    Asks arXiv for records that are missing, that come from a copy of its metadata, or that have no
    abstract, and reports what is new. Records without an answer from arXiv stay as they are.

    Then asks Crossref and DataCite about the works' DOIs, and DBLP about papers whose venue is
    unknown, and reports what they know beyond the entries and where sources disagree. The entry
    takes precedence.

    With --from, records are taken from a file and nothing is fetched: arXiv's own bulk snapshot of
    its metadata, which Kaggle hosts as Cornell-University/arxiv, or any copy of arXiv's records
    with one JSON object per line.

    Exits with 1 if arXiv does not know a paper, if a quote no longer matches, or if --check finds
    differences; with 3 if a service did not answer for all.
    """
    from readinglist.cli.project import read_project
    from readinglist.cli.registry_output import print_proposals
    from readinglist.enrichment.registries.proposals import propose

    if source is not None:
        take_turn(project, wait=wait)
    elif not check and not proposals:
        # Requests take long and should not lock others out, so each answer is written under a lock
        # of its own. Runs that hold the lock now are waited for before the first request.
        tell_of_others(project, wait=wait)
    library = read_project(project).library
    for finding in _files_of_newer_versions(library):
        print_finding(finding, err)
    if source is not None:
        if check or refresh is not None:
            raise UsageError("--check and --refresh do not go with --from", "Leave them out.")
        shown = name or name_of_input(source).name
        raise typer.Exit(_copy(library, source, shown, facts_only=facts_only))
    if name is not None:
        raise UsageError("--source-name goes with --from only", "Leave it out.")
    if proposals:
        print_proposals(library, propose(library))
        raise typer.Exit
    asking = _Asking(
        sources or list(Source),
        base_url,
        contact,
        budget,
        share_state(),
        None if refresh is None else datetime.timedelta(days=refresh),
    )
    raise typer.Exit(_ask_services(library, asking, check=check, facts_only=facts_only))


class _Asking(NamedTuple):
    """How the services are asked; `refresh` is the age from which records are fetched again."""

    sources: list[Source]
    base_url: str
    contact: str
    budget: float
    state: Path | None
    refresh: datetime.timedelta | None


def _ask_services(library: Library, asking: _Asking, *, check: bool, facts_only: bool) -> int:
    """Update the lock from arXiv and the registries. Returns the exit code."""
    from readinglist.cli.project import read_project
    from readinglist.cli.registry_output import ask_registries

    code = 0
    if Source.ARXIV in asking.sources:
        code = _fetch(library, asking, check=check, facts_only=facts_only)
        if not check:
            library = read_project(library.root).library
    registries = ask_registries(
        library,
        asking.sources,
        read_clock(),
        contact=asking.contact,
        budget=asking.budget,
        state=asking.state,
        refresh=asking.refresh,
        check=check,
    )
    return max(code, registries)


def _files_of_newer_versions(library: Library) -> list[Finding]:
    from readinglist.library.lock.arxiv import record_path

    paths = {
        record_path(library.lock_folder, arxiv_id).relative_to(library.root).as_posix()
        for arxiv_id in library.lock.newer
    }
    return [finding for finding in library.lock.findings if finding.location.path in paths]


def _copy(library: Library, source: Path, name: str, *, facts_only: bool) -> int:
    """Fill the lock from a file. Returns the exit code."""
    from readinglist.enrichment.arxiv.bulk import fill_lock

    ids = [entry.arxiv for entry in library.papers.values() if entry.arxiv]
    wanted = [arxiv_id for arxiv_id in ids if arxiv_id not in library.lock.newer]
    now = read_clock()
    shown = name_of_input(source)
    try:
        with (
            io.TextIOWrapper(open_input(source), encoding="utf-8") as lines,
            progress("Reading records") as advance,
        ):
            filling = fill_lock(
                library.lock_folder,
                wanted,
                library.lock.records,
                bounded_lines(lines),
                source=name,
                read=now,
                facts_only=facts_only,
                progress=advance,
                within=library.root,
            )
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not UTF-8 text"
        raise StorageError(
            f"cannot read {shown}: {reason}", "Name a file of JSON lines."
        ) from error
    for line in filling.unreadable:
        err.print(escape(f"{shown}:{line.number}: skipped, {line.reason}"))
    for arxiv_id in filling.missing:
        err.print(escape(f"{arxiv_id.value}: not in {shown.name}"))
    out.print(
        f"{plural(len(filling.written), 'record')} written, {len(filling.unchanged)} unchanged, "
        f"{len(filling.missing)} not in the file"
    )
    return 1 if filling.missing or filling.unreadable or library.lock.newer else 0


def _fetch(library: Library, asking: _Asking, *, check: bool, facts_only: bool) -> int:
    """Update the lock from arXiv. Returns the exit code."""
    from readinglist.cli.enrich_output import print_enrichment
    from readinglist.enrichment.arxiv.client import Client, Outcome, service_for
    from readinglist.enrichment.lock_update import Need, enrich_lock, plan_enrichment
    from readinglist.system.http import Fetcher
    from readinglist.values.plurals import plural

    now = read_clock()
    service = service_for(asking.base_url)
    wanted = plan_enrichment(library, now, refresh=asking.refresh, facts_only=facts_only)
    if not wanted:
        out.print(f"Nothing to ask for: {plural(len(library.lock.records), 'record')}.")
        return 1 if library.lock.newer else 0
    needs = Counter(paper.need for paper in wanted)
    listed = ", ".join(f"{count} with {need}" for need, count in needs.items())
    err.print(escape(f"{plural(len(wanted), 'paper')} to ask for: {listed}."))
    if check:
        for paper in wanted:
            if paper.need is not Need.OLD:
                out.print(escape(f"{seen_place(paper.location)} {paper.id.value}: {paper.need}"))
    # A server on this machine needs no pace shared with other runs.
    shared = asking.state if service.gap else None
    with telling() as tell, progress("Asking arXiv", len(wanted)) as advance:
        fetcher = Fetcher(service, shared, asking.contact, asking.budget, tell=tell)
        client = Client(fetcher, now, base_url=asking.base_url)
        answers = client.fetch(paper.id for paper in wanted)
        enrichment = enrich_lock(
            library, wanted, answers, write=not check, facts_only=facts_only, progress=advance
        )
    print_enrichment(enrichment, fetcher.asked, check=check)
    if enrichment.count(Outcome.UNANSWERED):
        return 3
    differs = check and any(update.is_difference for update in enrichment.updates)
    lost = enrichment.count(Outcome.MISSING) + enrichment.count(Outcome.MALFORMED)
    return 1 if lost or differs or enrichment.findings or library.lock.newer else 0
