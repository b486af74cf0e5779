"""The command that brings the lock up to date: `enrich`."""

from __future__ import annotations

import datetime
import enum
import io
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

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
        """The registry that it is, if it is one."""
        from readinglist.library.lock.registry_records import Registry

        return None if self is Source.ARXIV else Registry(self.value)


def enrich(
    project: Project = Path(),
    source: Annotated[
        Path | None,
        typer.Option(
            "--from",
            metavar="FILE",
            help="Take records from this file, one JSON object a line, and ask nobody; "
            "- for standard input.",
        ),
    ] = None,
    refresh: Annotated[
        int | None,
        typer.Option(
            "--refresh", metavar="DAYS", min=0, help="Fetch records this old or older, too."
        ),
    ] = None,
    check: Annotated[
        bool,
        typer.Option("--check", help="Ask, say what would change, write nothing."),
    ] = False,
    facts_only: Annotated[
        bool,
        typer.Option(
            "--facts-only",
            help="Take id, title, authors, dates, categories, DOI; no abstracts or comments.",
        ),
    ] = False,
    budget: Annotated[
        float,
        typer.Option(
            "--budget", metavar="SECONDS", min=1, help="Ask each service for this long at most."
        ),
    ] = 900.0,
    base_url: Annotated[
        str,
        typer.Option(
            "--base-url", metavar="URL", envvar="READINGLIST_ARXIV_URL", help="The API to ask."
        ),
    ] = BASE_URL,
    contact: Annotated[
        str,
        typer.Option(
            "--contact",
            metavar="ADDRESS",
            envvar="READINGLIST_CONTACT",
            help="An e-mail or web address at which the services can reach you.",
        ),
    ] = "",
    sources: Annotated[
        list[Source] | None,
        typer.Option(
            "--source",
            metavar="SERVICE",
            envvar="READINGLIST_SOURCES",
            help=f"Ask this service: {one_of(Source)}; can be repeated.",
            show_default="all of them",
        ),
    ] = None,
    proposals: Annotated[
        bool,
        typer.Option("--proposals", help="Print what the lock's records propose, and ask nobody."),
    ] = False,
    name: Annotated[
        str | None,
        typer.Option(
            "--source-name",
            metavar="NAME",
            help="With --from: how provenance names the file.",
            show_default="its name",
        ),
    ] = None,
    wait: Wait = True,
) -> None:
    """Bring the lock (entries/metadata/) up to date.

    Asks arXiv for the records that are missing, that come from a copy of its metadata, or that have
    no abstract, and tells what is new. Records that arXiv does not answer for stay as they are.

    Then asks Crossref and DataCite for the works' DOIs, and DBLP for papers whose venue nobody has
    told, and says what they know beyond the entries and where sources do not agree. The entry wins.

    With --from, records are taken from a file and nothing is fetched: arXiv's own bulk snapshot of
    its metadata, which Kaggle hosts as Cornell-University/arxiv, or any copy of arXiv's records
    with a JSON object a line.

    Exits with 1 when arXiv does not know a paper, when a quote no longer stands, or when --check
    finds differences; with 3 when a service did not answer for all.
    """
    from readinglist.cli.project import read_project
    from readinglist.cli.registry_output import ask_registries, print_proposals
    from readinglist.enrichment.registries.proposals import propose

    if source is not None:
        take_turn(project, wait=wait)
    elif not check and not proposals:
        # Asking takes long, and keeps nobody out. Each answer has a turn of its own; whoever is at
        # work now is named before the first question.
        tell_of_others(project, wait=wait)
    library = read_project(project).library
    for finding in _files_of_newer_versions(library):
        print_finding(finding, err)
    if source is None:
        if name is not None:
            raise UsageError("--source-name goes with --from only", "Leave it out.")
        if proposals:
            print_proposals(library, propose(library))
            raise typer.Exit
        days = None if refresh is None else datetime.timedelta(days=refresh)
        code = 0
        state = share_state()
        if Source.ARXIV in (sources or Source):
            code = _fetch(
                library,
                base_url,
                contact,
                budget,
                state,
                refresh=days,
                check=check,
                facts_only=facts_only,
            )
            if not check:
                library = read_project(project).library
        registries = ask_registries(
            library,
            sources or list(Source),
            read_clock(),
            contact=contact,
            budget=budget,
            state=state,
            refresh=days,
            check=check,
        )
        raise typer.Exit(max(code, registries))
    if check or refresh is not None:
        raise UsageError("--check and --refresh do not go with --from", "Leave them out.")
    raise typer.Exit(
        _copy(library, source, name or name_of_input(source).name, facts_only=facts_only)
    )


def _files_of_newer_versions(library: Library) -> list[Finding]:
    from readinglist.library.lock.arxiv import record_path

    paths = {
        record_path(library.lock_folder, arxiv_id).relative_to(library.root).as_posix()
        for arxiv_id in library.lock.newer
    }
    return [finding for finding in library.lock.findings if finding.location.path in paths]


def _copy(library: Library, source: Path, name: str, *, facts_only: bool) -> int:
    """Fill the lock from a file. The exit code."""
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
        raise StorageError(f"{shown}: {reason}", "Name a file of JSON lines.") from error
    for line in filling.unreadable:
        err.print(escape(f"{shown}:{line.number}: passed over, {line.reason}"))
    for arxiv_id in filling.missing:
        err.print(escape(f"{arxiv_id.value}: not in {shown.name}"))
    out.print(
        f"{plural(len(filling.written), 'record')} written, {len(filling.unchanged)} unchanged, "
        f"{len(filling.missing)} not in the file"
    )
    return 1 if filling.missing or filling.unreadable or library.lock.newer else 0


def _fetch(
    library: Library,
    base_url: str,
    contact: str,
    budget: float,
    state: Path | None,
    *,
    refresh: datetime.timedelta | None,
    check: bool,
    facts_only: bool,
) -> int:
    """Bring the lock up to date from arXiv. The exit code."""
    from readinglist.cli.enrich_output import print_enrichment
    from readinglist.enrichment.arxiv.client import Client, Outcome, service_for
    from readinglist.enrichment.lock_update import Need, enrich_lock, plan_enrichment
    from readinglist.system.http import Fetcher
    from readinglist.values.plurals import plural

    now = read_clock()
    service = service_for(base_url)
    wanted = plan_enrichment(library, now, refresh=refresh, facts_only=facts_only)
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
    # A server on this machine has no pace that other runs would have to keep.
    shared = state if service.gap else None
    with telling() as tell, progress("Asking arXiv", len(wanted)) as advance:
        fetcher = Fetcher(service, shared, contact, budget, tell=tell)
        client = Client(fetcher, now, base_url=base_url)
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
