"""Remembers what no registry has, so that not every run asks for it again.

This is kept in the user's state folder and not in the lock: that something was not found is not a
fact about a work. Losing the file only costs requests.
"""

import math
from pathlib import Path

from readinglist.library.lock.files import write_record_file
from readinglist.system.bounded_reads import DATA, UnfitFileError, read_bounded
from readinglist.values.strict_json import load_json


class Absences:
    """The DOIs and arXiv ids that no registry has, with the time, in seconds since 1970.

    Entries from before `since` are ignored. Without a file nothing is remembered between runs.
    """

    def __init__(self, file: Path | None, since: float) -> None:
        self._file = file
        self._since = since
        self._moments = self._read()
        self._new: dict[str, float] = {}
        self._gone: set[str] = set()

    def __contains__(self, subject: str) -> bool:
        return self._moments.get(subject, -math.inf) > self._since

    def add(self, subject: str, moment: float) -> None:
        """Remember that no registry had it at the given time."""
        self._moments[subject] = self._new[subject] = moment

    def discard(self, subject: str) -> None:
        """Forget it, because a registry has it now."""
        if subject in self._moments:
            self._gone.add(subject)

    def save(self) -> None:
        """Write the changes, merged with those that other runs have written meanwhile.

        Raises `StorageError` when the file cannot be written.
        """
        if self._file and (self._new or self._gone):
            moments = {**self._read(), **self._new}
            kept = {name: moment for name, moment in moments.items() if name not in self._gone}
            write_record_file(self._file, dict(sorted(kept.items())), within=None)

    def _read(self) -> dict[str, float]:
        if self._file is None:
            return {}
        try:
            values = load_json(read_bounded(self._file, most=DATA).decode("utf-8"))
            if not isinstance(values, dict):
                return {}
            return {name: float(at) for name, at in values.items() if isinstance(at, int | float)}
        except (OSError, UnfitFileError, ValueError, OverflowError):
            return {}
