"""The checker's history: a SQLite file with the results of earlier runs.

One row per address holds its last result and how long it has been failing; a second table keeps
the last checks of each address for people to read. Results are written in small transactions, so
a run that is killed loses a few results but never the file.

The file is a cache: it can be deleted at any time and is refilled by the next run. Times are
POSIX times from the clock of the machine that checked. No stored time is trusted to be in the
past: a time in the future counts as now.
"""

import hashlib
import json
import math
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from readinglist.errors import StorageError, UsageError
from readinglist.links.gather.targets import Target
from readinglist.links.verdicts import NOT_LOOKED_AT, Reason, Result, Verdict
from readinglist.values.strict_json import load_json

_VERSION = 1
DAY = 86_400.0
#: A link counts as dead when it was broken in two runs at least this far apart, in seconds.
CONFIRMED_AFTER = DAY
#: Consecutive runs without a verdict after which a page counts as at risk.
AT_RISK_AFTER = 3
_KEPT_CHECKS = 20
_BATCH = 100
_SCHEMA = """
CREATE TABLE IF NOT EXISTS links (
  url TEXT PRIMARY KEY, verdict TEXT NOT NULL, reason TEXT NOT NULL, detail TEXT NOT NULL,
  status INTEGER, redirects TEXT NOT NULL, final_url TEXT NOT NULL, moved_to TEXT,
  missing TEXT NOT NULL, etag TEXT NOT NULL, expects TEXT NOT NULL, seconds REAL NOT NULL,
  checked_at REAL NOT NULL, good_at REAL, first_broken REAL, broken_runs INTEGER NOT NULL,
  unknown_runs INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS checks (
  url TEXT NOT NULL, checked_at REAL NOT NULL, verdict TEXT NOT NULL, reason TEXT NOT NULL,
  detail TEXT NOT NULL, status INTEGER, seconds REAL NOT NULL,
  PRIMARY KEY (url, checked_at)
) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """How long an address has been failing, including the last run.

    `first_broken` is the time of the first broken result of the current streak and `broken_runs` is
    the length of that streak; results without a verdict neither count towards it nor end it.
    `is_confirmed` means dead, not merely down for the moment. `unknown_runs` counts consecutive
    results without a verdict.
    """

    first_broken: float | None = None
    broken_runs: int = 0
    unknown_runs: int = 0
    good_at: float | None = None
    is_confirmed: bool = False

    @property
    def is_at_risk(self) -> bool:
        """Whether the page should be archived while that is still possible."""
        return self.broken_runs > 0 or self.unknown_runs >= AT_RISK_AFTER


@dataclass(frozen=True, slots=True)
class Check:
    """A past check."""

    checked_at: float
    verdict: str
    reason: str
    detail: str
    status: int | None
    seconds: float


def advance(before: Standing, result: Result) -> Standing:
    """The standing after one more result. Pure."""
    now = result.checked_at
    if result.reason in NOT_LOOKED_AT:
        return before
    if result.verdict is Verdict.BROKEN:
        first = before.first_broken
        first = now if first is None or first > now else first
        runs = before.broken_runs + 1
        confirmed = runs >= 2 and now - first >= CONFIRMED_AFTER
        return Standing(first, runs, 0, before.good_at, confirmed or before.is_confirmed)
    if result.verdict is Verdict.UNKNOWN:
        return Standing(
            before.first_broken,
            before.broken_runs,
            before.unknown_runs + 1,
            before.good_at,
            before.is_confirmed,
        )
    return Standing(good_at=now)


class History:
    """The open history; a context manager that keeps what was recorded even when a run fails.

    `fresh_for` is how many seconds a good result stays valid without another request.
    """

    def __init__(self, file: Path | None, *, fresh_for: float = 3 * DAY) -> None:
        self._fresh_for = fresh_for
        self._pending = 0
        self.was_damaged = False
        try:
            if file is not None:
                file.parent.mkdir(parents=True, exist_ok=True)
            self._db = self._open(file)
        except sqlite3.DatabaseError:
            # A cache that cannot be read is moved aside, and the run goes on without it.
            assert file is not None
            self.was_damaged = True
            try:
                file.replace(file.with_name(file.name + ".damaged"))
                self._db = self._open(file)
            except (OSError, sqlite3.Error) as error:
                raise StorageError(f"cannot replace {file}: {error}", "Delete it.") from error
        except OSError as error:
            raise StorageError(f"cannot open {file}: {error.strerror}") from error

    @staticmethod
    def _open(file: Path | None) -> sqlite3.Connection:
        try:
            db = sqlite3.connect(file or ":memory:")
        except sqlite3.OperationalError as error:
            raise StorageError(
                f"cannot open {file}: {error}", "Name another file with --cache."
            ) from error
        try:
            (version,) = db.execute("PRAGMA user_version").fetchone()
            if version > _VERSION:
                raise UsageError(
                    f"{file}: written by a newer version of readinglist",
                    "Update readinglist, or name another file with --cache.",
                )
            db.execute("PRAGMA synchronous = NORMAL")
            db.executescript(_SCHEMA)
            # Checks every page's header, so that damage shows here and not in the middle of a run.
            (sound,) = db.execute("PRAGMA quick_check(1)").fetchone()
            if sound != "ok":
                raise sqlite3.DatabaseError(sound)
            db.execute(f"PRAGMA user_version = {_VERSION}")
            db.commit()
        except BaseException:
            db.close()
            raise
        return db

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Write pending results and close the file."""
        self._write(self._db.commit)
        self._db.close()

    @staticmethod
    def _write(action: object) -> None:
        try:
            action()  # type: ignore[operator]
        except sqlite3.Error as error:
            raise StorageError(
                f"the history could not be written: {error}", "Is the disk full?"
            ) from error

    # Read by the checker

    def recall(self, target: Target, now: float) -> Result | None:
        """The last result if it was good, is still fresh, and checked for the same expectations."""
        if self._fresh_for <= 0:
            return None
        row = self._row(target.url)
        if row is None or row["verdict"] != Verdict.OK or row["expects"] != _digest(target):
            return None
        age = now - row["checked_at"]
        if not 0 <= age < self._fresh_for:
            return None
        hops = load_json(row["redirects"])
        return Result(
            target.url,
            Verdict.OK,
            Reason.FRESH,
            status=row["status"],
            redirects=tuple((int(status), str(url)) for status, url in hops),
            final_url=row["final_url"],
            moved_to=row["moved_to"],
            etag=row["etag"],
            checked_at=row["checked_at"],
        )

    def etag(self, target: Target) -> str:
        """The page's ETag if it was last good and was checked for the same expectations."""
        row = self._row(target.url)
        if row is None or row["verdict"] != Verdict.OK or row["expects"] != _digest(target):
            return ""
        return str(row["etag"])

    def urgency(self, url: str) -> float:
        """Seconds that the address took last time, plus a large bonus if it failed."""
        row = self._row(url)
        if row is None:
            return 0.0
        return float(row["seconds"]) + (1000.0 if row["verdict"] != Verdict.OK else 0.0)

    def standing(self, url: str) -> Standing:
        """The address's standing after everything recorded so far."""
        row = self._row(url)
        return _standing(row) if row is not None else Standing()

    def checks(self, url: str) -> list[Check]:
        """The last checks of the address, latest first."""
        rows = self._db.execute(
            "SELECT checked_at, verdict, reason, detail, status, seconds FROM checks"
            " WHERE url = ? ORDER BY checked_at DESC",
            (url,),
        )
        wanted = ((float, int), (str,), (str,), (str,), (int, type(None)), (float, int))
        return [Check(*row) for row in rows if all(map(isinstance, row, wanted))]

    def urls(self) -> Iterator[str]:
        """Every known address, in alphabetical order."""
        for (url,) in self._db.execute("SELECT url FROM links ORDER BY url"):
            yield url

    def _row(self, url: str) -> sqlite3.Row | None:
        with closing(self._db.cursor()) as cursor:
            cursor.row_factory = sqlite3.Row
            row: sqlite3.Row | None = cursor.execute(
                "SELECT * FROM links WHERE url = ?", (url,)
            ).fetchone()
        # SQLite does not enforce column types, and the file may have been edited or restored by
        # somebody else. Rows that make no sense are ignored; the next result replaces them.
        return row if row is not None and _is_sound(row) else None

    # Written by a run

    def record(self, target: Target, result: Result) -> Standing:
        """Record a result and return the address's new standing.

        Results for pages that were not actually looked at change nothing.
        """
        row = self._row(target.url)
        before = _standing(row) if row is not None else Standing()
        if result.reason in NOT_LOOKED_AT or result.reason in (Reason.FRESH, Reason.IN_LOCK):
            return before
        after = advance(before, result)
        self._write(lambda: self._insert(target, result, after))
        self._pending += 1
        if self._pending >= _BATCH:
            self._write(self._db.commit)
            self._pending = 0
        return after

    def _insert(self, target: Target, result: Result, after: Standing) -> None:
        values = (
            result.url, result.verdict, result.reason, result.detail, result.status,
            json.dumps(result.redirects), result.final_url, result.moved_to,
            json.dumps([(missing.reason, missing.text) for missing in result.missing]), result.etag,
            _digest(target), result.seconds, result.checked_at, after.good_at,
            after.first_broken, after.broken_runs, after.unknown_runs,
        )  # fmt: skip
        marks = ", ".join("?" * len(values))
        self._db.execute(
            f"INSERT OR REPLACE INTO links VALUES ({marks})",  # noqa: S608 - placeholders only
            values,
        )
        self._db.execute(
            "INSERT OR REPLACE INTO checks VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                result.url,
                result.checked_at,
                result.verdict,
                result.reason,
                result.detail,
                result.status,
                result.seconds,
            ),
        )
        self._db.execute(
            "DELETE FROM checks WHERE url = ?1 AND checked_at NOT IN"
            " (SELECT checked_at FROM checks WHERE url = ?1 ORDER BY checked_at DESC LIMIT ?2)",
            (result.url, _KEPT_CHECKS),
        )

    def forget_all_but(self, urls: set[str]) -> None:
        """Drop addresses that are no longer in the list, so that the file does not grow forever."""
        gone = [(url,) for url in self.urls() if url not in urls]

        def delete() -> None:
            self._db.executemany("DELETE FROM links WHERE url = ?", gone)
            self._db.executemany("DELETE FROM checks WHERE url = ?", gone)
            self._db.commit()

        self._write(delete)

    def absorb(self, file: Path) -> None:
        """Merge in the newer results of another history file, such as one from a shard.

        Raises `StorageError` when the file is not a history.
        """
        # Opened like any other history first, so that it is known to be intact before attaching it.
        if not file.is_file():
            raise StorageError(f"there is no file {file}")
        other = History(file)
        damaged = other.was_damaged
        other.close()
        if damaged:
            raise StorageError(f"{file}: not a history of links", "Leave it out.")

        def take_over() -> None:
            self._db.commit()
            self._db.execute("ATTACH ? AS other", (str(file),))
            try:
                self._db.execute(
                    "INSERT OR REPLACE INTO main.links SELECT theirs.* FROM other.links AS theirs"
                    " LEFT JOIN main.links AS ours USING (url)"
                    " WHERE ours.url IS NULL OR theirs.checked_at > ours.checked_at"
                )
                self._db.execute("INSERT OR REPLACE INTO main.checks SELECT * FROM other.checks")
                self._db.commit()
            finally:
                self._db.execute("DETACH other")

        self._write(take_over)


#: The types allowed in each column, by name; NoneType where it may be null.
_TYPES: dict[str, tuple[type, ...]] = {
    **dict.fromkeys("verdict reason detail final_url etag expects".split(), (str,)),
    **dict.fromkeys("seconds checked_at".split(), (float, int)),
    **dict.fromkeys("broken_runs unknown_runs".split(), (int,)),
    **dict.fromkeys("good_at first_broken".split(), (float, int, type(None))),
    "status": (int, type(None)),
    "moved_to": (str, type(None)),
    "redirects": (str,),
}


def _is_sound(row: sqlite3.Row) -> bool:
    if not all(isinstance(row[name], kinds) for name, kinds in _TYPES.items()):
        return False
    if any(isinstance(value, float) and not math.isfinite(value) for value in row):
        return False
    try:
        return all(
            isinstance(status, int) and isinstance(url, str)
            for status, url in load_json(row["redirects"])
        )
    except (ValueError, TypeError):
        return False


def _standing(row: sqlite3.Row) -> Standing:
    first, checked = row["first_broken"], row["checked_at"]
    runs = int(row["broken_runs"])
    confirmed = first is not None and runs >= 2 and checked - first >= CONFIRMED_AFTER
    return Standing(first, runs, int(row["unknown_runs"]), row["good_at"], confirmed)


def _digest(target: Target) -> str:
    """A short hash of what the page was expected to hold; equal for equal expectations."""
    if not target.expects:
        return ""
    wanted = sorted({(expected.reason.value, expected.text) for expected in target.expects})
    return hashlib.sha256(json.dumps(wanted).encode()).hexdigest()[:16]
