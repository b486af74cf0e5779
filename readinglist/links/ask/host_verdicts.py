"""What a run has learnt about whole hosts, so that it need not request all their pages. Pure."""

from readinglist.links.ask.fetching import Failure
from readinglist.links.ask.jobs import Origin
from readinglist.links.verdicts import Verdict

#: After this many failed connections to an origin, its other pages are not requested.
_SILENT = 3


class HostVerdicts:
    """Verdicts about hosts and origins; another port of a host may well answer."""

    def __init__(self) -> None:
        self._origins: dict[Origin, tuple[Verdict, Failure]] = {}
        self._hosts: dict[str, tuple[Verdict, Failure]] = {}
        self._silent: dict[Origin, int] = {}
        self._answered: set[Origin] = set()

    def find(self, host: str, origin: Origin) -> tuple[Verdict, Failure] | None:
        """The verdict for every page of the host or of the origin, if there is one."""
        return self._hosts.get(host) or self._origins.get(origin)

    def leave_alone(self, host: str, failure: Failure) -> None:
        """Give up on a host that has asked for a longer pause than there is time for."""
        self._hosts[host] = (Verdict.UNKNOWN, failure)

    def note_answer(self, origin: Origin) -> None:
        """Note that the origin has answered: later failures do not apply to all its pages."""
        self._answered.add(origin)

    def note_failure(self, origin: Origin, verdict: Verdict, failure: Failure) -> None:
        """Note that a page of the origin has failed for good."""
        if not failure.is_of_host or origin in self._answered:
            return
        count = self._silent[origin] = self._silent.get(origin, 0) + 1
        if verdict is Verdict.BROKEN or not failure.may_pass or count >= _SILENT:
            self._origins[origin] = (verdict, failure)
