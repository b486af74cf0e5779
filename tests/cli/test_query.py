"""`readinglist show` and `readinglist stats`."""

import json

import pytest
from small_list import CLAIM, PAPER


@pytest.mark.parametrize(
    ("entry_id", "expected"),
    [
        (
            "vaswani2017attention",
            {
                "kind": "paper",
                "file": PAPER,
                "paths": ["a-way"],
                "claims": [{"stance": "supports", "claim": "objectives-matter"}],
                "cited_in": [
                    {"essay": "lovelace2024thoughts", "section": "Changing the objective"}
                ],
            },
        ),
        (
            "lovelace2024thoughts",
            {"kind": "essay", "title": "Thoughts", "authors": ["Ada Lovelace"]},
        ),
        (
            "objectives-matter",
            {
                "kind": "claim",
                "standing": "supported",
                "file": CLAIM,
                "quote": "the objective is what matters",
            },
        ),
        ("a-way", {"kind": "path", "title": "A way"}),
    ],
    ids=["paper", "essay", "claim", "path"],
)
def test_show(cli, small_project, entry_id, expected):
    result = cli("show", entry_id, "-p", small_project, "-f", "json")
    assert result.code == 0
    data = json.loads(result.out)
    assert data["id"] == entry_id
    assert expected.items() <= data.items()
    text = cli("show", entry_id, "-p", small_project)
    assert text.code == 0
    assert f"id {entry_id}\n" in text.out
    for value in expected.values():
        if isinstance(value, str):
            assert value in text.out


def test_show_of_an_unknown_id(cli, small_project):
    result = cli("show", "vaswani2017atention", "-p", small_project)
    assert result.code == 2
    assert "Did you mean 'vaswani2017attention'?" in result.err
    assert result.out == ""
    assert "readinglist list" in cli("show", "zzz", "-p", small_project).err


def test_stats(cli, small_project):
    data = json.loads(cli("stats", "-p", small_project, "-f", "json").out)
    assert (data["works"], data["papers"], data["essays"], data["claims"]) == (2, 1, 1, 1)
    assert data["standings"] == {"supported": 1}
    text = cli("stats", "-p", small_project)
    assert text.code == 0
    assert "works 2\n" in text.out
    assert "standings\n  supported 1\n" in text.out
    assert "  objectives 2 works, 1 claim\n" in text.out


def test_gaps(cli, small_project):
    data = json.loads(cli("stats", "--gaps", "-p", small_project, "-f", "json").out)
    assert data["papers-without-record"] == ["vaswani2017attention"]
    assert data["sections-without-claims"] == []
    text = cli("stats", "--gaps", "-p", small_project).out
    assert "papers-without-record 1\n  vaswani2017attention\n" in text
