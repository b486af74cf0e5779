"""Pages that say with status 200 that they are not there, and good ones that only look so."""

from collections import Counter

import pytest

from links.site.samples import PARTS, VERDICTS, read_samples
from readinglist.links.judge.heuristics import judge_page

KINDS = [kind for kind in VERDICTS if kind != "good"]
#: How many of a kind must be told at least, by part. The held-out part is what nobody has tuned
#: for; its figures are those that were found, and stand here so that they get no worse unnoticed.
LEAST = {
    "tuning": {"soft-404": 16, "parked": 14, "home": 15, "login": 15, "good": 32},
    "held_out": {"soft-404": 12, "parked": 11, "home": 13, "login": 10, "good": 26},
}


def test_there_are_enough_samples():
    for part in PARTS:
        counts = Counter(sample.kind for sample in read_samples(part))
        assert counts["good"] >= 30
        assert all(counts[kind] >= 15 for kind in KINDS)
    urls = [sample.url for part in PARTS for sample in read_samples(part)]
    assert len(set(urls)) == len(urls)


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("kind", VERDICTS)
def test_score(judged, part, kind):
    samples = [sample for sample in read_samples(part) if sample.kind == kind]
    if kind == "good":
        wrong = [one for one in samples if judged[one].verdict.name != "OK"]
    else:
        # What a rule takes for another kind is told all the same.
        wrong = [one for one in samples if judged[one].verdict.name == "OK"]
    right = len(samples) - len(wrong)
    # Of the held-out part no page is shown, so that nobody tunes for it by mistake.
    shown = [one.url for one in wrong] if part == "tuning" else len(wrong)
    assert right >= LEAST[part][kind], shown


def test_no_rule_calls_a_page_broken(judged):
    assert "BROKEN" not in {result.verdict.name for result in judged.values()}
    assert {result.status for result in judged.values()} <= {200, 302}


def test_logins_are_unknown_and_not_doubtful(judged):
    for sample, result in judged.items():
        if result.reason == "login":
            assert result.verdict.name == "UNKNOWN"
            assert sample.kind != "soft-404", sample.url


PAGE = "<title>Streets</title><h1>Streets</h1><p>" + "Trees cool streets. " * 200
LOGIN = '<title>Members</title><form><input type="password"></form>' + "Welcome back. " * 150


@pytest.mark.parametrize(
    ("url", "end", "page", "reason"),
    [
        ("https://a.example/blog/x", "https://a.example/ok", PAGE, None),
        ("https://a.example/blog/x", "https://a.example/go/", PAGE, None),
        ("https://a.example/blog/x", "https://a.example/de/", PAGE, "TO_HOME"),
        ("https://a.example/blog/x", "https://a.example/pt-br", PAGE, "TO_HOME"),
        ("https://old.example/x", "https://ww38.old.example/", PAGE, "PARKED"),
        ("https://old.example/x", "https://p.example/?domain=old.example", PAGE, "PARKED"),
        ("https://old.example/x", "https://b.example/?from=newsletter", PAGE, None),
        (
            "https://a.example/x",
            "https://members.b.example/in?next=https%3A%2F%2Fa.example%2Fx",
            LOGIN,
            "LOGIN",
        ),
    ],
)
def test_redirects(url, end, page, reason):
    judged = judge_page(url, end, page)
    assert (judged[0].name if judged else None) == reason
