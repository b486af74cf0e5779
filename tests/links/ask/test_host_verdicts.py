"""What is known of a whole host after a few of its pages."""

import pytest

from readinglist.links.ask.fetching import Failure
from readinglist.links.ask.host_verdicts import HostVerdicts
from readinglist.links.verdicts import Reason, Verdict

A, A_TLS = ("http", "a.example", 80), ("https", "a.example", 443)
TIMEOUT = Failure(Reason.TIMEOUT, "no connection within 8 s", is_of_host=True)
REFUSED = Failure(Reason.REFUSED, "the connection was refused", is_of_host=True)
UNSAFE = Failure(Reason.UNSAFE, "not fetched", may_pass=False, is_of_host=True)
SLOW_PAGE = Failure(Reason.TIMEOUT, "no answer within 10 s")


def test_nothing_is_known_at_first():
    assert HostVerdicts().find("a.example", A) is None


@pytest.mark.parametrize(
    ("verdict", "failure", "needed"),
    [
        (Verdict.BROKEN, REFUSED, 1),
        (Verdict.UNKNOWN, UNSAFE, 1),
        # It may answer the next time, so one failure says nothing yet.
        (Verdict.UNKNOWN, TIMEOUT, 3),
    ],
)
def test_failures_that_decide_about_all_pages(verdict, failure, needed):
    known = HostVerdicts()
    for _ in range(needed):
        assert known.find("a.example", A) is None
        known.note_failure(A, verdict, failure)
    assert known.find("a.example", A) == (verdict, failure)


def test_another_port_of_the_host_may_answer():
    known = HostVerdicts()
    known.note_failure(A, Verdict.BROKEN, REFUSED)
    assert known.find("a.example", A_TLS) is None
    for _ in range(2):
        known.note_failure(A_TLS, Verdict.UNKNOWN, TIMEOUT)
    assert known.find("a.example", A_TLS) is None, "failures of the other port do not count"


def test_failures_of_single_pages_say_nothing_about_others():
    known = HostVerdicts()
    for _ in range(9):
        known.note_failure(A, Verdict.UNKNOWN, SLOW_PAGE)
    assert known.find("a.example", A) is None


def test_an_origin_that_has_answered_is_asked_for_every_page():
    known = HostVerdicts()
    known.note_answer(A)
    for _ in range(9):
        known.note_failure(A, Verdict.BROKEN, REFUSED)
    assert known.find("a.example", A) is None


def test_a_host_that_is_left_alone_is_left_alone_on_every_port():
    known = HostVerdicts()
    wait = Failure(Reason.ASKED_TO_WAIT, "the host asked to wait until tomorrow")
    known.note_answer(A)
    known.leave_alone("a.example", wait)
    for origin in (A, A_TLS):
        assert known.find("a.example", origin) == (Verdict.UNKNOWN, wait)
    assert known.find("b.example", ("http", "b.example", 80)) is None
