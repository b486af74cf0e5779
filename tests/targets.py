"""Link targets for tests and benchmarks, and a run of the checker over a few of them."""

from collections.abc import Iterable
from typing import Any

from readinglist.entry.findings import Location
from readinglist.links.ask.checker import Checker
from readinglist.links.gather.targets import Expected, Gatherer, Place, Target
from readinglist.links.policy import Policy
from readinglist.links.verdicts import Reason, Result


def make_target(written: str, *, quotes: Iterable[str] = ()) -> Target:
    """The target for a single address, with the quotes expected on its page."""
    nowhere = Location("")
    gatherer = Gatherer()
    gatherer.add_page(Place(nowhere, written))
    for quote in quotes:
        gatherer.expect(written, Expected(Reason.MISSING_QUOTE, quote, nowhere))
    (target,) = gatherer.gathered().pages
    return target


async def check_targets(targets: Iterable[Target], policy: Policy, **more: Any) -> list[Result]:
    """The results of the targets, in the same order; `more` goes to the `Checker`."""
    wanted = list(targets)
    results: dict[str, Result] = {}
    checker = Checker(policy, **more)
    await checker.run(wanted, lambda target, result: results.update({target.url: result}))
    return [results[url] for url in dict.fromkeys(target.url for target in wanted)]
