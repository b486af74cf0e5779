"""Asks the registries about one work at a time, over the network."""

import datetime
import enum
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urlsplit

from readinglist.enrichment.registries import crossref, datacite, dblp
from readinglist.enrichment.registries.absences import Absences
from readinglist.enrichment.registries.answers import MalformedRecordError, looks_like_page
from readinglist.errors import UsageError
from readinglist.library.lock.registry_records import PublishedRecord, Registry
from readinglist.system.http import Clock, Fetcher, FetchError, Service
from readinglist.values.identifiers import is_arxiv_doi

_SERVICES = {
    Registry.CROSSREF: (crossref.URL, crossref.SERVICE),
    Registry.DATACITE: (datacite.URL, datacite.SERVICE),
    Registry.DBLP: (dblp.URL, dblp.SERVICE),
}
#: For how many days a registry is assumed to still not have a work.
ABSENCE_DAYS = 30


class Outcome(enum.StrEnum):
    """The result of looking up a work."""

    FOUND = "found"
    MISSING = "missing"  #: the registry answered, and does not have it
    AMBIGUOUS = "ambiguous"  #: several records fit, so none is taken
    MALFORMED = "malformed"  #: the registry's record does not follow its own format
    UNANSWERED = "not answered"  #: no usable response; the lock stays as it is


@dataclass(frozen=True)
class Lookup:
    """The result of looking up a DOI, or for DBLP an arXiv id.

    `registry` is the last one asked, `reason` a phrase for people. `record` is set if one was
    found.
    """

    subject: str
    registry: Registry
    outcome: Outcome
    reason: str = ""
    record: PublishedRecord | None = None


@dataclass(frozen=True)
class Settings:
    """How the registries are asked.

    `urls` overrides base addresses, `contact` is an e-mail or web address, `state` the folder with
    the state shared by runs, `budget` the seconds per registry. Records read before
    `refresh_before` are asked for again; without it none are. `entries` limits the run to entries
    with these ids. Unless `write` is set, the lock is not changed. `read` is the time for the
    provenance, in UTC, if not the current time. `impatient` and `tell` are passed to the fetchers.
    """

    sources: Collection[Registry] = tuple(Registry)
    urls: Mapping[Registry, str] = field(default_factory=dict)
    contact: str = ""
    state: Path | None = None
    budget: float = 900.0
    refresh_before: datetime.datetime | None = None
    entries: Collection[str] | None = None
    write: bool = True
    clock: Clock = field(default_factory=Clock)
    read: datetime.datetime | None = None
    impatient: bool = False
    tell: Callable[[str], None] = lambda _: None

    def url(self, registry: Registry) -> str:
        """The base address of the registry, without a trailing slash."""
        return (self.urls.get(registry) or _SERVICES[registry][0]).rstrip("/")

    @property
    def now(self) -> datetime.datetime:
        """The current time in UTC, to the second."""
        return self.read or datetime.datetime.fromtimestamp(int(self.clock.now()), datetime.UTC)


def registries_for(
    doi: str, known: PublishedRecord | None = None, sources: Collection[Registry] = tuple(Registry)
) -> list[Registry]:
    """The registries to ask for a DOI, in order; the one that had it before comes first."""
    both = [Registry.CROSSREF, Registry.DATACITE]
    if is_arxiv_doi(doi):
        both = [Registry.DATACITE]
    if known:
        both.sort(key=lambda registry: registry is not known.registry)
    return [registry for registry in both if registry in sources]


class Asking:
    """The registries' fetchers in one run, created when first needed."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.fetchers: dict[Registry, Fetcher] = {}
        since = settings.now - datetime.timedelta(days=ABSENCE_DAYS)
        if settings.refresh_before:
            since = max(since, settings.refresh_before)
        file = settings.state / "absences.json" if settings.state else None
        self.absences = Absences(file, since.timestamp())

    def fetcher(self, registry: Registry) -> Fetcher:
        """The fetcher for the registry in this run."""
        if registry not in self.fetchers:
            settings = self.settings
            service = _paced(_SERVICES[registry][1], settings.url(registry))
            self.fetchers[registry] = Fetcher(
                service,
                # A server on this machine needs no pace shared with other runs.
                state=settings.state if service.gap else None,
                contact=settings.contact,
                budget=settings.budget,
                clock=settings.clock,
                impatient=settings.impatient,
                tell=settings.tell,
            )
        return self.fetchers[registry]

    def look_up_doi(self, doi: str, known: PublishedRecord | None = None) -> Lookup:
        """The DOI's record from Crossref or DataCite, starting with the one that had it last time.

        Raises `ValueError` if the settings include no registry that could have it, and
        `StorageError` if the state cannot be written.
        """
        registries = registries_for(doi, known, self.settings.sources)
        lookup = None
        for registry in registries:
            lookup = self._look_up_at(registry, doi)
            if lookup.outcome is not Outcome.MISSING:
                break
        if lookup is None:
            raise ValueError(f"no registry of the settings could have {doi}")
        if lookup.outcome is Outcome.MISSING and len(registries) > 1:
            lookup = replace(lookup, reason="neither Crossref nor DataCite has it")
        self._remember(lookup, is_final=len(registries) == len(registries_for(doi, known)))
        return lookup

    def _look_up_at(self, registry: Registry, doi: str) -> Lookup:
        base = self.settings.url(registry)
        is_crossref = registry is Registry.CROSSREF

        def parse(body: bytes) -> PublishedRecord | MalformedRecordError | None:
            parse_work = crossref.parse_work if is_crossref else datacite.parse_work
            # The service is up, so this is a response and not a failure.
            try:
                return parse_work(body, doi, self.settings.now, base)
            except MalformedRecordError as error:
                return error

        contact = self.settings.contact
        params = {"mailto": contact} if "@" in contact and "/" not in contact else None
        try:
            found = self.fetcher(registry).get(
                (crossref if is_crossref else datacite).work_url(base, doi),
                parse,
                params=params,
                accept=crossref.ACCEPT if is_crossref else datacite.ACCEPT,
            )
        except FetchError as error:
            return _failed(doi, registry, error)
        if isinstance(found, MalformedRecordError):
            return Lookup(doi, registry, Outcome.MALFORMED, str(found))
        if found is None:
            return Lookup(doi, registry, Outcome.MISSING, "registered, but not public")
        return Lookup(doi, registry, Outcome.FOUND, record=found)

    def look_up_paper(self, wanted: dblp.Wanted) -> Lookup:
        """DBLP's version of record of an arXiv paper. Raises as `look_up_doi` does."""
        lookup = self._search(wanted)
        self._remember(lookup, is_final=True)
        return lookup

    def _search(self, wanted: dblp.Wanted) -> Lookup:
        base = self.settings.url(Registry.DBLP)
        subject = wanted.arxiv.value

        def parse(body: bytes) -> dblp.Hits:
            return dblp.parse_hits(body, wanted, self.settings.now, base)

        def result(outcome: Outcome, reason: str) -> Lookup:
            return Lookup(subject, Registry.DBLP, outcome, reason)

        try:
            hits = self.fetcher(Registry.DBLP).get(
                dblp.search_url(base),
                parse,
                params=dblp.search_parameters(wanted),
                accept=dblp.ACCEPT,
            )
        except FetchError as error:
            # A search never answers 404, so the response does not come from the search.
            return result(Outcome.UNANSWERED, error.reason)
        if len(hits.published) > 1:
            keys = ", ".join(sorted(record.key for record in hits.published))
            return result(Outcome.AMBIGUOUS, f"several records fit: {keys}")
        if hits.unreadable:
            return result(Outcome.MALFORMED, f"{hits.unreadable} of the hits cannot be read")
        if not hits.is_whole:
            return result(Outcome.AMBIGUOUS, f"more than {dblp.HITS} hits for the title")
        if not hits.published:
            reason = "the preprint alone is listed" if hits.has_preprint else "not listed"
            return result(Outcome.MISSING, reason)
        return Lookup(subject, Registry.DBLP, Outcome.FOUND, record=hits.published[0])

    def _remember(self, lookup: Lookup, *, is_final: bool) -> None:
        if lookup.outcome is Outcome.MISSING and is_final:
            self.absences.add(lookup.subject, self.settings.now.timestamp())
        elif lookup.outcome is Outcome.FOUND:
            self.absences.discard(lookup.subject)


def _failed(doi: str, registry: Registry, error: FetchError) -> Lookup:
    if error.status == 404 and not looks_like_page(error.body):
        return Lookup(doi, registry, Outcome.MISSING, f"{registry.spoken} does not have it")
    return Lookup(doi, registry, Outcome.UNANSWERED, error.reason)


def _paced(service: Service, url: str) -> Service:
    """The service with its pace for the given address: on this machine it needs no pauses.

    Raises `UsageError` if it is not an http or https address.
    """
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
        if not host or parts.scheme not in ("http", "https") or parts.query or parts.fragment:
            raise ValueError
    except ValueError:
        raise UsageError(
            f"'{url}' is not an address at which {service.name} could be asked",
            "Write it like https://api.example.org.",
        ) from None
    is_here = host in ("localhost", "::1") or host.startswith("127.")
    return replace(service, gap=0.0) if is_here else service
