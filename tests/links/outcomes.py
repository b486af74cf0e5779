"""Results and outcomes of one link, as a run of the checker records them."""

from readinglist.entry.findings import Location
from readinglist.links.gather.targets import Place, Target
from readinglist.links.history import DAY, Standing
from readinglist.links.tell.report import Outcome
from readinglist.links.verdicts import Reason, Result, Verdict

URL = "https://a.example/x"
TARGET = Target(URL, (Place(Location("entries/papers/a.yml", 5, 6), URL, "url", is_exact=True),))
#: When the link was checked, as POSIX time: 2027-01-15.
T0 = 1_800_000_000.0
B, U, G, W = Verdict.BROKEN, Verdict.UNKNOWN, Verdict.OK, Verdict.WARNING


def result(verdict=Verdict.OK, at=T0, reason=None, **more) -> Result:
    reasons = {
        Verdict.OK: Reason.OK, Verdict.BROKEN: Reason.NOT_FOUND,
        Verdict.UNKNOWN: Reason.SERVER_ERROR, Verdict.WARNING: Reason.SOFT_404,
    }  # fmt: skip
    return Result(URL, verdict, reason or reasons[verdict], checked_at=at, final_url=URL, **more)


def outcome(verdict=B, confirmed=False, target=TARGET, **more) -> Outcome:
    standing = Standing(T0 - 2 * DAY, 2, 0, None, True) if confirmed else Standing(T0, 1)
    return Outcome(target, result(verdict, **more), standing if verdict is B else Standing())


def silent(n: int, reason=Reason.TIMEOUT, attempts=1) -> Result:
    url = f"https://h{n}.example/"
    return Result(url, U, reason, attempts=attempts, final_url=url)
