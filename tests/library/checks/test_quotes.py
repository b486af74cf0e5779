"""Checks against the lock: missing records, and quotes of evidence.

Records that no entry needs: `test_records.py`.
"""

import json

import pytest

from readinglist.entry.catalogue import BASE
from readinglist.library.checks import quotes

LOCK = "metadata/arxiv/2403.99901.json"
REST = "themes: [learning]\ntakeaway: X.\n"
RUN = "Run 'readinglist enrich'."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('arxiv: "2403.99901"\n', ""),
        ('arxiv: "2405.00001"\n',
         ("1:8 notice N502 arxiv: the lock has no record of 2405.00001, so the page is a stub. "
         f"{RUN}")),
        ('arxiv: " 2405.00001"\ndoi: 10.5555/x\n',
         ("1:8 notice N502 arxiv: the lock has no record of 2405.00001, so the page is a stub. "
         f"{RUN}")),
        ("doi: 10.5555/X\n",
         ("1:6 notice N502 doi: the lock has no record of the DOI 10.5555/x, so the page is a "
         f"stub. {RUN}")),
        ("doi: 10.5555/x\ntitle: T\n",
         ("1:6 notice N502 doi: the lock has no record of the DOI 10.5555/x, so the page is a "
         f"stub. {RUN}")),
        ("doi: 10.5555/x\ntitle: T\nauthors: [Ada Fern]\n", ""),
        ("doi: odd\n", ""),
        ('arxiv: "odd"\ndoi: 10.5555/x\n', ""),
        ("title: T\n", ""),
    ],
)  # fmt: skip
def test_works_without_a_record(findings, text, expected):
    found = findings({"papers/a.yml": text + REST}, quotes.check_records)
    assert found == ([f"papers/a.yml:{expected}"] if expected else [])


@pytest.mark.parametrize(
    ("text", "record"),
    [
        ('arxiv: "2405.00001"\n', "metadata/arxiv/2405.00001.json"),
        ("doi: 10.5555/x\n", "metadata/doi/10.5555%2Fx.json"),
    ],
)
def test_a_record_that_cannot_be_read_has_its_own_finding(findings, text, record):
    files = {"papers/a.yml": text + REST, "papers/b.yml": 'arxiv: "2405.00009"\n', record: "{"}
    assert [line[:12] for line in findings(files, quotes.check_records)] == ["papers/b.yml"]


# Quotes

ABSENT = (
    "error E306 evidence[1].quote: the quote is not in the abstract of 'okafor2024patience'. "
    "Copy it word for word, or say in locator where else it stands."
)


def claim(quote, work="okafor2024patience", more="", within="evidence"):
    lines = f"  - work: {work}\n    stance: supports\n    quote: {json.dumps(quote)}\n{more}"
    lines = f"outcome:\n  evidence:\n{lines}" if within != "evidence" else f"evidence:\n{lines}"
    return {"claims/a.yml": lines}


@pytest.mark.parametrize(
    ("quote", "abstract", "is_there"),
    [
        ("longest schedule", "The longest schedule won.", True),
        ("longest  schedule", "The longest\nschedule won.", True),
        ("Longest schedule", "The longest schedule won.", False),
        ("shortest schedule", "The longest schedule won.", False),
        ("“fast” words", 'So "fast" words.', True),
        ("naïve words", 'Some na\\"ive words.', True),
        (r"na\"ive words", "Some naïve words.", True),
        ("``fast'' words", "Some “fast” words.", True),
        ("``slow'' words", "Some “fast” words.", False),
        ("words''", "Some “fast words” here.", True),
        ("``fast", "Some “fast words” here.", True),
        (r"about $\ell_1$", r"It is about $\ell_1$.", True),
    ],
)
def test_quotes_of_abstracts(findings, quote, abstract, is_there):
    record = json.loads(BASE[LOCK]) | {"abstract": abstract}
    found = findings({LOCK: json.dumps(record), **claim(quote)}, quotes.check_quotes)
    here = [line for line in found if line.startswith("claims/a.yml")]
    assert here == ([] if is_there else [f"claims/a.yml:4:12 {ABSENT}"])


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"more": "    locator: p. 2\n"}, ""),
        ({"work": "nobody"}, ""),
        ({"work": "odd"}, ""),
        ({"work": "haddad2024plain"},
         ("4:12 error E306 evidence[1].quote: 'haddad2024plain' has no abstract that could hold "
         "the quote. Say in locator where the quote stands.")),
        ({"work": "lindqvist2023caches"},
         ("4:12 error E306 evidence[1].quote: 'lindqvist2023caches' has no abstract that could "
         "hold the quote. Say in locator where the quote stands.")),
        ({"work": "new"},
         ("4:12 notice N501 evidence[1].quote: not yet verified: the lock has no abstract of "
         f"'new'. {RUN}")),
        ({"work": "bare"},
         ("4:12 notice N501 evidence[1].quote: not yet verified: the lock has no abstract of "
         f"'bare'. {RUN}")),
        ({"within": "outcome"},
         "5:12 " + ABSENT.replace("evidence[1]", "outcome.evidence[1]")),
    ],
)  # fmt: skip
def test_where_a_quote_could_be(findings, values, expected):
    record = json.loads(BASE[LOCK]) | {"id": "2405.00002"}
    del record["abstract"]
    files = {
        "papers/new.yml": 'arxiv: "2405.00001"\n',
        "papers/bare.yml": 'arxiv: "2405.00002"\n',
        "papers/odd.yml": 'arxiv: "odd"\n',
        "metadata/arxiv/2405.00002.json": json.dumps(record),
        **claim("no such words", **values),
    }
    found = findings(files, quotes.check_quotes)
    assert found == ([f"claims/a.yml:{expected}"] if expected else [])


def test_a_good_quote_stops_nothing(findings):
    lines = "".join(
        f"  - {{work: {work}, stance: supports, quote: {quote}}}\n"
        for work, quote in (
            ("okafor2024patience", "longest schedule won"),
            ("lindqvist2023caches", "x"),
            ("okafor2024patience", "no such words"),
            ("nobody", "x"),
            ("okafor2024patience", "nor these"),
        )
    )
    found = findings({"claims/a.yml": f"evidence:\n{lines}"}, quotes.check_quotes)
    assert [line.split()[3] for line in found] == [
        "evidence[2].quote:", "evidence[3].quote:", "evidence[5].quote:",
    ]  # fmt: skip
