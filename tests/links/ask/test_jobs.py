"""A target on its way through redirects, and what the last response says about it."""

import asyncio
from http.cookies import SimpleCookie

import pytest
from targets import make_target

from readinglist.links.ask.fetching import Answer, make_url
from readinglist.links.ask.jobs import Job
from readinglist.links.judge import heuristics
from readinglist.links.verdicts import Missing, Reason, Verdict

URL = "https://a.example/essay"
WORDS = "Trees cool the streets of a town. " * 20


def job(written=URL, *, quotes=(), **more):
    target = make_target(written, quotes=quotes)
    return Job(target, target.url, make_url(target.url), **more)


def page(text=WORDS, status=200, **more):
    return Answer(status, text=f"<title>Trees</title><p id=part>{text}</p>", **more)


def judged(made, answer):
    found = made.judge(answer, 7.0)
    assert found.checked_at == 7.0
    return found.verdict, found.reason


def test_a_page_that_holds_what_is_expected():
    made = job(f"{URL}#part", quotes=["cool the streets"])
    made.attempts, made.seconds = 2, 1.23456
    found = made.judge(page(etag='"1"'), 7.0)
    assert (found.verdict, found.reason, found.detail) == (Verdict.OK, Reason.OK, "")
    assert (found.url, found.final_url, found.status) == (URL, URL, 200)
    assert (found.attempts, found.seconds, found.etag) == (2, 1.235, '"1"')


def test_each_expectation_that_is_not_met_is_named_once():
    made = job(f"{URL}#gone:~:text=no%20such", quotes=["cool the streets", "heat the streets"])
    found = made.judge(page(), 7.0)
    assert (found.verdict, found.reason) == (Verdict.WARNING, Reason.MISSING_ANCHOR)
    assert found.missing == (
        Missing(Reason.MISSING_ANCHOR, "gone"),
        Missing(Reason.MISSING_TEXT, "no%20such"),
        Missing(Reason.MISSING_QUOTE, "heat the streets"),
    )


@pytest.mark.parametrize(
    "answer",
    [
        page(is_whole=False),
        Answer(200, text="<script></script><p>Loading"),  # a frame that the script fills
        Answer(200, text=None),  # a PDF, say
        Answer(304),
    ],
    ids=["cut", "frame", "no text", "unchanged"],
)
def test_nothing_is_missing_on_a_page_that_was_not_read(answer):
    made = job(f"{URL}#gone", quotes=["heat the streets"])
    assert judged(made, answer) == (Verdict.OK, Reason.OK)


@pytest.mark.parametrize(
    ("status", "verdict", "reason"),
    [
        (404, Verdict.BROKEN, Reason.NOT_FOUND),
        (410, Verdict.BROKEN, Reason.GONE),
        (403, Verdict.UNKNOWN, Reason.NOT_ALLOWED),
    ],
)
def test_a_status_decides_whatever_the_page_says(status, verdict, reason):
    made = job(quotes=["heat the streets"])
    found = made.judge(page(status=status), 7.0)
    assert (found.verdict, found.reason, found.status) == (verdict, reason, status)
    assert found.detail == f"the server answers {status}"


def test_a_status_after_redirects_says_where():
    made = job()
    made.redirects = [(301, "https://b.example/x")]
    made.url = "https://b.example/x"
    found = made.judge(Answer(404), 7.0)
    assert found.detail == "the server answers 404 at https://b.example/x, to which it redirects"
    assert found.final_url == "https://b.example/x"
    assert found.moved_to is None, "nobody should write the address of a page that is gone"


@pytest.mark.parametrize(
    ("title", "verdict", "reason"),
    [
        ("Page not found", Verdict.WARNING, Reason.SOFT_404),
        ("Just a moment...", Verdict.UNKNOWN, Reason.CHALLENGE),
    ],
)
def test_a_page_that_looks_wrong_is_not_searched(title, verdict, reason):
    found = job(quotes=["q"]).judge(Answer(200, text=f"<title>{title}</title>"), 7.0)
    assert (found.verdict, found.reason, found.missing) == (verdict, reason, ())


@pytest.mark.parametrize(
    ("bad_body", "reason"),
    [
        ("the page did not arrive in time", Reason.TIMEOUT),
        ("the page cannot be decompressed", Reason.BAD_BODY),
    ],
)
def test_a_body_of_which_nothing_arrived(bad_body, reason):
    answer = Answer(200, text=None, is_whole=False, bad_body=bad_body)
    found = job().judge(answer, 7.0)
    assert (found.verdict, found.reason, found.detail) == (Verdict.UNKNOWN, reason, bad_body)
    # What did arrive is enough for a page from which nothing is expected.
    assert judged(job(), page(is_whole=False, bad_body=bad_body)) == (Verdict.OK, Reason.OK)


def test_a_page_that_cannot_be_read_is_not_broken(monkeypatch):
    def fails(_page):
        raise RecursionError

    monkeypatch.setattr(heuristics, "is_challenge", fails)
    found = job().judge(page(), 7.0)
    assert (found.verdict, found.reason) == (Verdict.UNKNOWN, Reason.FAULT)
    assert found.detail == "the page could not be read: RecursionError"


def moved(**more):
    made = job(**more)
    made.redirects = [(301, "https://a.example/new")]
    made.url = "https://a.example/new"
    return made


def take(made, answer):
    """Keep the cookies of the answer; their jar needs a running event loop."""

    async def run():
        made.take_cookies(answer)

    asyncio.run(run())


def test_the_new_address_of_a_page():
    assert moved().judge(page(), 7.0).moved_to == "https://a.example/new"
    # The page is there, even if a quote is not.
    assert moved(quotes=["gone"]).judge(page(), 7.0).moved_to == "https://a.example/new"


def test_no_new_address_behind_a_cookie_or_an_api():
    made = moved()
    take(made, Answer(301, cookies=SimpleCookie("seen=1; Path=/")))
    assert made.judge(page(), 7.0).moved_to is None
    assert made.cookies_here() == {"seen": "1"}
    asked = moved(is_api=True).judge(Answer(200, text='{"responseCode": 1}'), 7.0)
    assert (asked.verdict, asked.moved_to, asked.final_url) == (Verdict.OK, None, URL)


def test_cookies_go_only_where_they_came_from():
    made = job()
    assert made.cookies_here() is None
    take(made, Answer(200))
    assert made.cookies_here() is None, "no cookie was set"
    take(made, Answer(302, cookies=SimpleCookie("a=1; Path=/")))
    assert made.cookies_here() == {"a": "1"}
    made.address = make_url("https://b.example/")
    assert made.cookies_here() == {}


def test_the_mark_of_a_page_is_that_of_its_own_address():
    assert job().judge(page(etag='"1"'), 7.0).etag == '"1"'
    assert moved().judge(page(etag='"1"'), 7.0).etag == ""
    assert job().judge(page(status=404, etag='"1"'), 7.0).etag == ""
    # Unchanged since the run that stored the mark.
    assert job(etag='"1"').judge(Answer(304), 7.0).etag == '"1"'
    assert job(etag='"1"').judge(page(), 7.0).etag == ""


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://a.example/x", ("https", "a.example", 443)),
        ("http://a.example/x", ("http", "a.example", 80)),
        ("http://a.example:8080/", ("http", "a.example", 8080)),
    ],
)
def test_origins(url, origin):
    assert job(url).origin == origin


def test_a_detail_from_a_server_is_printable_and_short():
    found = job().result(
        Verdict.UNKNOWN, Reason.FAULT, checked_at=1.0, detail="\x1b[31m" + "x" * 999
    )
    assert found.detail == " [31m" + "x" * 295
