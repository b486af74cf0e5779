"""How responses are classified, and which address replaces another."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readinglist.links.verdicts import (
    NOT_LOOKED_AT,
    PERMANENT,
    Reason,
    Result,
    Verdict,
    classify_status,
    is_passing,
    is_redirect,
    moved_to,
)

OK, BROKEN, UNKNOWN = Verdict.OK, Verdict.BROKEN, Verdict.UNKNOWN


@pytest.mark.parametrize(
    ("statuses", "verdict", "reason"),
    [
        ([200, 201, 203, 206, 299, 304], OK, Reason.OK),
        ([202], UNKNOWN, Reason.CHALLENGE),
        ([404], BROKEN, Reason.NOT_FOUND),
        ([410], BROKEN, Reason.GONE),
        ([451], BROKEN, Reason.LEGAL),
        ([429], UNKNOWN, Reason.TOO_MANY_REQUESTS),
        ([401, 402, 403, 405, 406, 407, 421, 999], UNKNOWN, Reason.NOT_ALLOWED),
        ([500, 503, 599], UNKNOWN, Reason.SERVER_ERROR),
        ([301, 302, 303, 307, 308], UNKNOWN, Reason.BAD_REDIRECT),
        ([100, 199, 300, 305, 400, 408, 409, 418, 425, 499, 600, 998], UNKNOWN, Reason.ODD_STATUS),
    ],
)
def test_statuses(statuses, verdict, reason):
    assert {classify_status(status) for status in statuses} == {(verdict, reason)}


def test_redirects_and_failures_that_may_pass():
    every = range(100, 1000)
    assert [status for status in every if is_redirect(status)] == [301, 302, 303, 307, 308]
    assert [status for status in every if is_passing(status)] == [408, 425, 429, *range(500, 600)]
    assert {301, 308} == PERMANENT


@pytest.mark.parametrize(
    ("hops", "address"),
    [
        ((), None),
        (((301, "https://b.example/"),), "https://b.example/"),
        (((301, "https://b.example/"), (308, "https://c.example/#part")), "https://c.example/"),
        (((302, "https://b.example/"),), None),
        (((301, "https://b.example/"), (302, "https://c.example/")), None),
        (((302, "https://b.example/"), (301, "https://c.example/")), None),
        (((301, "https://b.example/"), (301, "https://a.example/#x")), None),
    ],
)
def test_the_address_to_write_instead(hops, address):
    assert moved_to("https://a.example/", hops) == address


def test_words_of_the_output():
    assert [verdict.value for verdict in Verdict] == ["ok", "broken", "unknown", "warning"]
    assert [reason.value for reason in Reason] == (
        "ok fresh in-lock excluded not-found gone legal no-host refused bad-certificate "
        "not-allowed too-many-requests asked-to-wait login challenge server-error odd-status "
        "timeout dropped not-http no-network bad-body redirect-loop bad-redirect unsafe left "
        "unanswered fault soft-404 parked to-home missing-anchor missing-text missing-quote "
        "withdrawn"
    ).split()
    assert {Reason.LEFT, Reason.ASKED_TO_WAIT, Reason.UNSAFE, Reason.EXCLUDED} == NOT_LOOKED_AT


def test_a_result_without_more_to_tell():
    assert Result("https://a.example/", OK) == Result(
        url="https://a.example/", verdict=OK, reason=Reason.OK, detail="", status=None,
        redirects=(), final_url="", moved_to=None, attempts=0, seconds=0.0, etag="",
        checked_at=0.0, missing=(),
    )  # fmt: skip


@given(st.integers(100, 1100))
def test_only_three_statuses_are_broken(status):
    assert (classify_status(status)[0] is Verdict.BROKEN) == (status in (404, 410, 451))
