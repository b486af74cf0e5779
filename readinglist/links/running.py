"""A run from end to end: which links are selected, checked, recorded and reported."""

import asyncio
import dataclasses
import datetime
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from readinglist.errors import NetworkError
from readinglist.library.lock.dead_links import DeadLink
from readinglist.links.ask.archive import Snapshots, find_snapshots
from readinglist.links.ask.checker import Checker, Progress
from readinglist.links.ask.identified import MetadataSource, check_arxiv
from readinglist.links.gather.exclusions import Exclusions
from readinglist.links.gather.shards import select_shard
from readinglist.links.gather.targets import Gathered, Place, Target
from readinglist.links.history import History
from readinglist.links.policy import Policy
from readinglist.links.tell.fixes import Addition, Replacement
from readinglist.links.tell.report import Outcome, Run, looks_offline, new_address
from readinglist.links.verdicts import Reason, Result, Verdict
from readinglist.system.git.changes import Changes
from readinglist.values.dates import PartialDate
from readinglist.values.identifiers import ArxivId


@dataclass(frozen=True)
class Choice:
    """The links selected for a run. `new` holds the addresses that the changes introduced."""

    pages: list[Target]
    arxiv: Mapping[ArxivId, Target]
    new: frozenset[str] = frozenset()

    @property
    def count(self) -> int:
        """How many links are selected."""
        return len(self.pages) + len(self.arxiv)


def choose(
    gathered: Gathered, *, changes: Changes | None = None, shard: tuple[int, int] | None = None
) -> Choice:
    """Select the links to check: all of them, those on changed lines, or those of a shard.

    Works known to arXiv belong to the first shard because they are asked for together.
    """
    pages = [*gathered.pages, *gathered.dois.values()]
    arxiv = dict(gathered.arxiv)
    new: set[str] = set()
    if changes is not None:
        narrowed = [_narrow(target, changes) for target in pages]
        pages = [target for target, _ in narrowed if target is not None]
        new.update(target.url for target, is_new in narrowed if target is not None and is_new)
        found = {key: _narrow(target, changes)[0] for key, target in arxiv.items()}
        arxiv = {key: target for key, target in found.items() if target is not None}
        new.update(target.url for target in arxiv.values())
    if shard is not None:
        pages = select_shard(pages, *shard)
        arxiv = arxiv if shard[0] == 1 else {}
    return Choice(pages, arxiv, frozenset(new))


def _narrow(target: Target, changes: Changes) -> tuple[Target | None, bool]:
    """The target reduced to its places on changed lines, and whether its address is among them."""
    places = tuple(
        place
        for place in target.places
        if changes.touches(place.location.path, place.location.line)
    )
    expects = tuple(
        expected
        for expected in target.expects
        if changes.touches(expected.location.path, expected.location.line)
    )
    if not places and not expects:
        return None, False
    # A new quote from a page that was already linked: reported where the quote is.
    shown = places or tuple(
        Place(expected.location, target.url, expected.field) for expected in expects
    )
    return Target(target.url, shown, expects), bool(places)


@dataclass
class Recorder:
    """Records results in the history and in the run.

    Until some host has answered, failures are held back: the fault may be our own connection, and
    then the history must not record them.
    """

    history: History
    new: frozenset[str] = frozenset()
    run: Run = field(default_factory=Run)
    held: list[tuple[Target, Result]] = field(default_factory=list)
    is_online: bool = False

    def take(self, target: Target, result: Result) -> None:
        """Record a result, or hold it back."""
        if not self.is_online and result.attempts and result.status is None:
            self.held.append((target, result))
            return
        if result.attempts and not self.is_online:
            self.is_online = True
            self.release()
        self._keep(target, result)

    def release(self) -> None:
        """Record the results that were held back."""
        held, self.held = self.held, []
        for target, result in held:
            self._keep(target, result)

    def finish(self) -> Run:
        """The finished run. Raises `NetworkError` when there seems to be no network."""
        if looks_offline(result for _, result in self.held) and not self.is_online:
            raise NetworkError(
                "no host answered: there seems to be no network",
                "Nothing was recorded. Try again when other sites can be reached.",
            )
        self.release()
        return self.run

    def _keep(self, target: Target, result: Result) -> None:
        standing = self.history.record(target, result)
        is_new = target.url in self.new
        self.run.add(Outcome(target, result, standing, is_new))


def check_links(  # noqa: PLR0913 - the parts of a run
    choice: Choice,
    policy: Policy,
    history: History,
    *,
    source: MetadataSource,
    exclusions: Exclusions,
    clock: Callable[[], float] = time.time,
    progress: Progress | None = None,
) -> Run:
    """Check the selected links and record the results.

    Raises `NetworkError` when nothing at all could be reached and `StorageError` when the history
    cannot be written.
    """
    recorder = Recorder(history, choice.new)
    policy = dataclasses.replace(policy, hosts={**policy.hosts, **exclusions.hosts})
    for target, result in check_arxiv(choice.arxiv, source, clock()):
        # An answer from arXiv's API says nothing about whether the web can be reached.
        if exclusions.holds_for(target.url):
            excluded = Result(target.url, Verdict.OK, Reason.EXCLUDED)
            recorder.run.add(Outcome(target, excluded))
        else:
            standing = history.record(target, result)
            recorder.run.add(Outcome(target, result, standing, target.url in choice.new))
    checker = Checker(
        policy,
        history=history,
        clock=clock,
        progress=progress,
        is_excluded=exclusions.holds_for,
    )
    asyncio.run(checker.run(choice.pages, recorder.take))
    return recorder.finish()


def ask_archive(
    run: Run,
    policy: Policy,
    *,
    api: str,
    progress: Callable[[int], object] | None = None,
) -> Snapshots:
    """Look up archived copies of pages that are broken or at risk, and add them to the outcomes.

    arXiv papers do not need any.
    """
    wanted = [outcome.result.url for outcome in run.outcomes if needs_copy(outcome)]
    snapshots = asyncio.run(find_snapshots(wanted, policy, api=api, progress=progress))
    run.outcomes = [
        dataclasses.replace(outcome, snapshot=found.url)
        if (found := snapshots.found.get(outcome.result.url)) and needs_copy(outcome)
        else outcome
        for outcome in run.outcomes
    ]
    return snapshots


def needs_copy(outcome: Outcome) -> bool:
    """Whether to look for an archived copy of the page."""
    url = outcome.result.url
    if url.startswith(("https://arxiv.org/", "https://doi.org/", "https://web.archive.org/")):
        return False
    verdict = outcome.result.verdict
    return (
        verdict is Verdict.BROKEN
        or (verdict is Verdict.WARNING and not outcome.result.missing)
        or (verdict is Verdict.UNKNOWN and outcome.standing.is_at_risk)
    )


def plan_edits(run: Run) -> Iterable[Replacement | Addition]:
    """The edits that the run proposes: new addresses for moved pages, and archived copies."""
    for outcome in run.outcomes:
        for place in outcome.target.places:
            if outcome.result.moved_to and place.is_exact:
                new = new_address(place, outcome.result)
                yield Replacement(place.location, place.written, new)
            if outcome.snapshot and place.is_exact and place.field == "url":
                yield Addition(place.location, outcome.snapshot)


def dead_links_of(run: Run, before: Mapping[str, DeadLink]) -> dict[str, DeadLink]:
    """The dead links after a run over all links; where the run could not tell, as before."""
    dead: dict[str, DeadLink] = {}
    for outcome in run.outcomes:
        url, standing = outcome.result.url, outcome.standing
        if outcome.result.verdict is Verdict.BROKEN and standing.first_broken is not None:
            day = datetime.datetime.fromtimestamp(standing.first_broken, datetime.UTC)
            since = PartialDate(day.year, day.month, day.day)
            dead[url] = DeadLink(since, standing.is_confirmed)
        elif outcome.result.verdict is Verdict.UNKNOWN and url in before:
            dead[url] = before[url]
    return dead
