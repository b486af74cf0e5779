"""The stand-in site, and one run of the checker over all of it per session."""

import asyncio
import contextlib
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from targets import check_targets, make_target

from links.site.behaviours import BEHAVIOURS
from links.site.journal import Journal
from links.site.samples import Sample, all_samples
from links.site.server import write_ca
from links.site.world import LOOPBACK, World, make_world
from readinglist.links.policy import Policy
from readinglist.links.verdicts import Result


@pytest.fixture(scope="session")
def world() -> Iterator[World]:
    """The running site."""
    if sys.platform != "linux":
        pytest.skip("elsewhere 127.0.0.1 is the only loopback address")
    made = make_world()
    with made.site:
        yield made


@pytest.fixture(scope="session")
def policy(world: World, tmp_path_factory: pytest.TempPathFactory) -> Policy:
    """Limits for the loopback interface: short waits, and its own network allowed."""
    return Policy(
        timeout=3.0,
        connect_timeout=3.0,
        retry_pause=0.05,
        longest_wait=5.0,
        budget=60.0,
        allow_private=LOOPBACK,
        resolve=world.resolve,
        ca_file=write_ca(world.site, tmp_path_factory.mktemp("ca")),
    )


@dataclass(frozen=True)
class Run:
    """Results of a run by URL without fragment, and what the site recorded."""

    results: dict[str, Result]
    journal: Journal

    def __getitem__(self, url: str) -> Result:
        return self.results[url.partition("#")[0]]


@pytest.fixture(scope="session")
def check(world: World, policy: Policy) -> Callable[..., Run]:
    """Check URLs with a cleared journal and these changes to the policy."""

    def run(*urls: str, history: Any = None, clock: Any = None, **changes: Any) -> Run:
        world.site.journal.clear()
        more = {"clock": clock} if clock else {}
        targets = [url if not isinstance(url, str) else make_target(url) for url in urls]
        results = asyncio.run(
            check_targets(targets, replace(policy, **changes), history=history, **more)
        )
        return Run({result.url: result for result in results}, world.site.journal.copy())

    return run


@pytest.fixture(scope="session")
def whole(world: World, check: Callable[..., Run]) -> Run:
    """One run over all behaviours."""
    return check(
        *(
            make_target(world.url(name), quotes=behaviour.quotes)
            for name, behaviour in BEHAVIOURS.items()
        )
    )


@pytest.fixture(scope="session")
def judged(world: World, check: Callable[..., Run]) -> dict[Sample, Result]:
    """One run over all samples of pages."""
    run = check(*map(world.sample_url, all_samples()))
    return {sample: run[world.sample_url(sample)] for sample in all_samples()}


@pytest.fixture
def bucket(world: World) -> Iterator[Callable[..., None]]:
    """Give a host a rate limit during a test."""
    with contextlib.ExitStack() as stack:

        def limit(host: str, made: Any) -> None:
            world.site.buckets[host] = made
            stack.callback(world.site.buckets.pop, host)

        yield limit


@pytest.fixture
def history_file(tmp_path: Path) -> Path:
    """A path for a history file."""
    return tmp_path / "links.sqlite"
