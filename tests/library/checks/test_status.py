"""Withdrawn and retracted works, and differing versions of record."""

import json

import pytest

from readinglist.entry.catalogue import BASE
from readinglist.library.checks import status

LOCK = "metadata/arxiv/2403.99901.json"
WITHDRAWN = {LOCK: json.dumps(json.loads(BASE[LOCK]) | {"withdrawn": "A mistake."})}
WORK = "okafor2024patience"
RELIED = (
    f"warning W402 {{}}: '{WORK}' is withdrawn and does not count. "
    f"See 'readinglist impact {WORK}'; name another work or take it out."
)
MENTIONED = (
    f"notice N504 {{}}: '{WORK}' is withdrawn. "
    "It is marked as such; say in a note what follows from it."
)


@pytest.mark.parametrize(
    ("file", "text", "expected"),
    [
        ("claims/a.yml", f"evidence:\n  - {{work: x}}\n  - {{work: {WORK}, stance: supports}}\n",
         ("3:12", RELIED, "evidence[2].work")),
        ("claims/a.yml", f"evidence:\n  - {{work: ' {WORK} ', stance: odd}}\n",
         ("2:12", RELIED, "evidence[1].work")),
        ("claims/a.yml", f"evidence:\n  - {{work: {WORK}}}\n",
         ("2:12", RELIED, "evidence[1].work")),
        ("claims/a.yml", f"outcome: {{evidence: [{{work: {WORK}}}]}}\n",
         ("1:29", RELIED, "outcome.evidence[1].work")),
        ("paths/a.yml", f"steps:\n  - read: x\n  - read: {WORK}\n",
         ("3:11", RELIED, "steps[2].read")),
        ("claims/a.yml", f"evidence:\n  - {{work: {WORK}, stance: ' background'}}\n",
         ("2:12", MENTIONED, "evidence[1].work")),
        ("papers/a.yml", f"builds-on: [x, {WORK}]\n", ("1:16", MENTIONED, "builds-on[2]")),
        ("essays/a.yml", f"sections:\n  - cites: [x]\n  - cites: [x, {WORK}]\n",
         ("3:16", MENTIONED, "sections[2].cites[2]")),
        ("papers/a.yml", f"title: {WORK}\nnote: '[@{WORK}]'\n", None),
        ("claims/a.yml", "evidence:\n  - {stance: supports}\n  - {work: lindqvist2023caches}\n",
         None),
    ],
)  # fmt: skip
def test_what_relies_on_a_withdrawn_work(findings, file, text, expected):
    said = findings({**WITHDRAWN, file: text}, status.check_void_works)
    here = [line for line in said if line.startswith(file)]
    assert here == ([f"{file}:{expected[0]} {expected[1].format(expected[2])}"] if expected else [])


def test_everything_of_the_list_that_relies_on_it(findings):
    said = findings(WITHDRAWN, status.check_void_works)
    assert [" ".join(line.split()[:4]) for line in said] == [
        "claims/patience-pays.yml:9:11 warning W402 evidence[1].work:",
        "essays/haddad2024plain.yml:8:13 notice N504 sections[1].cites[1]:",
        "paths/first-hour.yml:7:11 warning W402 steps[2].read:",
    ]
    assert findings({LOCK: BASE[LOCK]}, status.check_void_works) == []


@pytest.mark.parametrize(
    ("fields", "stated", "expected"),
    [
        ("doi: 10.5555/x\n", {"doi": "10.5555/y", "journal_ref": "J 1 (2024)"},
         "2:6 notice N503 doi: arXiv names another publication: J 1 (2024), 10.5555/y. "),
        ("doi: 10.5555/x\n", {"doi": "10.5555/y"},
         "2:6 notice N503 doi: arXiv names another publication: 10.5555/y. "),
        ("venue: Journal 2020\n", {"journal_ref": "J 1 (2024)"},
         "2:8 notice N503 venue: arXiv names another publication: J 1 (2024). "),
        ("doi: 10.5555/x\n", {"doi": "10.5555/x"}, ""),
        ("venue: Journal 2024\n", {"journal_ref": "J 1 (2024)"}, ""),
        ("", {"doi": "10.5555/y"}, ""),
        ("doi: 10.5555/x\n", {}, ""),
        ("doi: 10.5555/x\ntags: x\n", {"doi": "10.5555/y"}, ""),
    ],
)  # fmt: skip
def test_another_version_of_record(findings, fields, stated, expected):
    entry = BASE["papers/okafor2024patience.yml"].replace("themes:", f"{fields}themes:")
    record = json.loads(BASE[LOCK]) | stated
    files = {"papers/okafor2024patience.yml": entry, LOCK: json.dumps(record)}
    hint = "The entry wins, and nothing is taken from arXiv's; correct it where it is wrong."
    assert findings(files, status.check_published) == (
        [f"papers/okafor2024patience.yml:{expected}{hint}"] if expected else []
    )
