"""A memory of what no registry has, so that not every run asks for it again.

It stands in the user's state folder and not in the lock: that something was not found is no fact
about a work. Losing it costs requests and nothing else.
"""

import json
from pathlib import Path

from readinglist.record_files import write_record_file


class Absences:
    """The DOIs and arXiv ids that were looked up in vain, with the time, in seconds since 1970.

    Those found missing before `since` are forgotten. Without a file nothing outlives the run.
    """

    def __init__(self, file: Path | None, since: float) -> None:
        self._file = file
        self._since = since
        self._moments = self._read()
        self._gone: set[str] = set()
        self._is_changed = False

    def __contains__(self, subject: str) -> bool:
        return subject in self._moments

    def add(self, subject: str, moment: float) -> None:
        """Remember that nobody had it at the moment."""
        self._moments[subject] = moment
        self._is_changed = True

    def discard(self, subject: str) -> None:
        """Forget it: somebody has it."""
        self._gone.add(subject)
        self._is_changed |= self._moments.pop(subject, None) is not None

    def save(self) -> None:
        """Write what has changed, with what other runs have written meanwhile.

        Raises `StorageError` when the file cannot be written.
        """
        if self._file and self._is_changed:
            moments = {**self._read(), **self._moments}
            kept = {one: moment for one, moment in moments.items() if one not in self._gone}
            write_record_file(self._file, dict(sorted(kept.items())))

    def _read(self) -> dict[str, float]:
        if self._file is None:
            return {}
        try:
            values = json.loads(self._file.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            return {}
        if not isinstance(values, dict):
            return {}
        return {
            one: float(moment)
            for one, moment in values.items()
            if isinstance(moment, int | float) and moment >= self._since
        }
