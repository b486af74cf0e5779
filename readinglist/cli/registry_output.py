"""Asks the registries for `enrich`, and prints the results."""

import datetime
import os
from collections import defaultdict
from collections.abc import Collection, Mapping
from pathlib import Path

from rich.text import Text

from readinglist.cli.console import err, escape, out, progress, seen, telling
from readinglist.cli.enrich import Source
from readinglist.enrichment.registries.asking import Lookup, Outcome, Settings
from readinglist.enrichment.registries.proposals import Proposal, ProposalKind, propose
from readinglist.enrichment.registries.update import Report, fetch_registries
from readinglist.library.library import Library
from readinglist.library.lock.registry_records import Registry
from readinglist.values.identifiers import parse_dois
from readinglist.values.plurals import plural

#: The environment variables that override the registries' addresses.
URL_VARIABLES: Mapping[Registry, str] = {
    Registry.CROSSREF: "READINGLIST_CROSSREF_URL",
    Registry.DATACITE: "READINGLIST_DATACITE_URL",
    Registry.DBLP: "READINGLIST_DBLP_URL",
}
_STYLES = {
    ProposalKind.TAKEN_BACK: "bold red",
    ProposalKind.DISAGREEMENT: "yellow",
    ProposalKind.PUBLISHED: "bold",
    ProposalKind.UPDATE: "bold",
}
#: How many works are named for each reason why a registry did not answer.
_NAMED = 3


def ask_registries(
    library: Library,
    sources: Collection[Source],
    now: datetime.datetime,
    *,
    contact: str,
    budget: float,
    state: Path | None,
    refresh: datetime.timedelta | None,
    check: bool,
) -> int:
    """Update the registries' part of the lock and print what is new. Returns the exit code."""
    with telling() as tell, progress("Asking registries") as advance:
        settings = Settings(
            sources=[source.registry for source in sources if source.registry],
            urls={registry: os.environ.get(name, "") for registry, name in URL_VARIABLES.items()},
            contact=contact,
            state=state,
            budget=budget,
            refresh_before=None if refresh is None else now - refresh,
            write=not check,
            read=now,
            tell=tell,
        )
        report = fetch_registries(library, settings, advance)
    if not report.lookups:
        return 0
    _print_report(library, report, check=check)
    if report.of(Outcome.UNANSWERED):
        return 3
    return 1 if check and report.changed else 0


def print_proposals(library: Library, proposals: Collection[Proposal]) -> None:
    """Print proposals, each with the file of its entry."""
    for proposal in proposals:
        path = seen(library.path_of(proposal.entry) or proposal.entry)
        out.print(
            Text.assemble(
                f"{path} ",
                (proposal.kind.value, _STYLES[proposal.kind]),
                f" {' '.join(proposal.text.split())}",
            )
        )


def _print_report(library: Library, report: Report, *, check: bool) -> None:
    news = {lookup.subject for lookup in report.changed}
    names = {entry_id: _names(library, entry_id) for entry_id in sorted(library.papers)}
    proposals = propose(library, report.published)
    print_proposals(library, [proposal for proposal in proposals if names[proposal.entry] & news])
    for lookup in report.lookups:
        # A preprint that DBLP does not list is not news.
        if lookup.outcome in (Outcome.FOUND, Outcome.UNANSWERED) or (
            lookup.outcome is Outcome.MISSING and lookup.registry is Registry.DBLP
        ):
            continue
        entry = next(
            (entry_id for entry_id, subjects in names.items() if lookup.subject in subjects), ""
        )
        spoken = f"{lookup.registry.spoken}: " if lookup.outcome is not Outcome.MISSING else ""
        line = f"{seen(library.path_of(entry) or entry)} {lookup.subject} is {lookup.outcome}, "
        out.print(escape(f"{line}{spoken}{lookup.reason}"))
    _print_unanswered(report.of(Outcome.UNANSWERED))
    asked = ", ".join(
        f"{registry.spoken} {count}" for registry, count in sorted(report.requests.items()) if count
    )
    counts = ", ".join(
        f"{len(found)} {outcome}" for outcome in Outcome if (found := report.of(outcome))
    )
    out.print(escape(f"Registries: {counts}; requests: {asked or 'none'}"))
    verb = "would be written" if check else "written"
    same = len(report.of(Outcome.FOUND)) - len(report.changed)
    out.print(f"{plural(len(report.changed), 'record')} {verb}, {same} unchanged")


def _names(library: Library, entry_id: str) -> set[str]:
    """The DOIs and the arXiv id for which the registries are asked about an entry."""
    entry = library.papers[entry_id]
    record = library.lock.records.get(entry.arxiv) if entry.arxiv else None
    dois = [entry.doi, *(parse_dois(record.doi or "") if record else [])]
    return {identifier for identifier in (*dois, entry.arxiv and entry.arxiv.value) if identifier}


def _print_unanswered(lookups: Collection[Lookup]) -> None:
    reasons = defaultdict(list)
    for lookup in lookups:
        reasons[lookup.registry.spoken, lookup.reason].append(lookup.subject)
    for (registry, reason), subjects in reasons.items():
        named = ", ".join(subjects[:_NAMED])
        more = f" and {len(subjects) - _NAMED} more" if len(subjects) > _NAMED else ""
        err.print(
            Text.assemble(
                ("error", "bold red"),
                f" no answer of {registry} for {plural(len(subjects), 'work')}: {reason} "
                f"({named}{more})",
            )
        )
    if reasons:
        err.print(
            "Their records stay as they are. Run the command again later; it continues from there."
        )
