"""Pages that say that they do not exist, with status 200, and good pages that only look like it."""

from collections import Counter

import pytest
from links.site.samples import PARTS, VERDICTS, read_samples

from readinglist.links.judge.heuristics import judge_page

KINDS = [kind for kind in VERDICTS if kind != "good"]
#: The minimum share of each kind to detect, by part. Nothing has been tuned on the held-out part;
#: its figures are those measured, and are fixed here so that they do not get worse unnoticed.
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
        wrong = [sample for sample in samples if judged[sample].verdict.name != "OK"]
    else:
        # A page that a rule takes for another kind is still reported.
        wrong = [sample for sample in samples if judged[sample].verdict.name == "OK"]
    right = len(samples) - len(wrong)
    # No page of the held-out part is shown, so that nobody tunes for it by mistake.
    shown = [sample.url for sample in wrong] if part == "tuning" else len(wrong)
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
