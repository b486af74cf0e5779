"""What a run has learnt about whole hosts, so that not every page of theirs is asked for. Pure."""

from readinglist.links.ask.fetching import Failure
from readinglist.links.ask.jobs import Origin
from readinglist.links.verdicts import Verdict

#: So many pages of an origin without any connection, and its other pages are not asked for.
_SILENT = 3


class HostVerdicts:
    """Verdicts about hosts and origins; a host's other port may well answer."""

    def __init__(self) -> None:
        self._origins: dict[Origin, tuple[Verdict, Failure]] = {}
        self._hosts: dict[str, tuple[Verdict, Failure]] = {}
        self._silent: dict[Origin, int] = {}
        self._answered: set[Origin] = set()

    def find(self, host: str, origin: Origin) -> tuple[Verdict, Failure] | None:
        """What holds for every page of the host, or of the origin, if anything does."""
        return self._hosts.get(host) or self._origins.get(origin)

    def leave_alone(self, host: str, failure: Failure) -> None:
        """The host has asked for a longer silence than there is time for."""
        self._hosts[host] = (Verdict.UNKNOWN, failure)

    def note_answer(self, origin: Origin) -> None:
        """The origin has answered, and so no failure of its is that of all its pages."""
        self._answered.add(origin)

    def note_failure(self, origin: Origin, verdict: Verdict, failure: Failure) -> None:
        """A page of the origin has failed for good."""
        if not failure.is_of_host or origin in self._answered:
            return
        count = self._silent[origin] = self._silent.get(origin, 0) + 1
        if verdict is Verdict.BROKEN or not failure.may_pass or count >= _SILENT:
            self._origins[origin] = (verdict, failure)
