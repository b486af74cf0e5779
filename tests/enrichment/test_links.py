"""`links` asks arXiv's API about linked papers, and does not fetch their pages."""

import json
import os
import subprocess
import sys

import pytest
from standins.arxiv import Arxiv

PAPER = "themes: [learning]\ntakeaway: A takeaway.\nnote: A note.\n"
THEMES = "- id: learning\n  title: Learning\n  lead: A lead.\n  introduction: An introduction.\n"


@pytest.fixture
def project(tmp_path):
    folder = tmp_path / "entries/papers"
    folder.mkdir(parents=True)
    (tmp_path / "docs").mkdir()
    (tmp_path / "entries/themes.yml").write_text(THEMES, "utf-8")
    for name, link in (
        ("found", 'arxiv: "2301.00001"\n'),
        ("gone", 'arxiv: "2301.00002"\n'),
        ("back", 'arxiv: "2301.00003"\n'),
        ("version", 'arxiv: "2301.00004"\nlinks: {pdf: https://arxiv.org/pdf/2301.00001v9}\n'),
    ):
        (folder / f"{name}.yml").write_text(link + PAPER, "utf-8")
    return tmp_path


def links(project, url, *options):
    env = os.environ | {"READINGLIST_ARXIV_URL": url, "COLUMNS": "200", "NO_PROXY": "*"}
    result = subprocess.run(
        [sys.executable, "-m", "readinglist", "links", "-p", project, "--format", "json", *options],
        env=env, capture_output=True, text=True, encoding="utf-8", check=False, timeout=120,
    )  # fmt: skip
    assert "Traceback" not in result.stderr, result.stderr
    return result


def verdicts(result):
    document = json.loads(result.stdout)
    return {
        link["url"].rpartition("/")[2]: (link["verdict"], link["reason"])
        for link in document["links"]
    }


def test_papers_are_requested_together(project, make_paper):
    withdrawn = make_paper(
        "2301.00003", comment="This paper has been withdrawn by the authors: Lemma 2 is wrong"
    )
    papers = [make_paper("2301.00001", version=2), withdrawn, make_paper("2301.00004")]
    with Arxiv(papers) as arxiv:
        found = verdicts(links(project, arxiv.api))
        # The missing one is requested again.
        assert [len(ids) for ids in arxiv.asked][:1] == [4]
        assert len(arxiv.asked) <= 2
    # Links that are fine are counted, not listed.
    assert "2301.00004" not in found
    assert found["2301.00002"][0] == "broken"
    assert found["2301.00003"] == ("warning", "withdrawn")
    # A link to version nine of a paper that has two.
    assert found["2301.00001"][0] == "broken"


def test_an_unreachable_arxiv_is_not_a_broken_link(project):
    result = links(project, "http://127.0.0.1:9/api/query")
    assert {verdict for verdict, _ in verdicts(result).values()} == {"unknown"}


def test_only_the_lock(project, make_paper):
    with Arxiv([make_paper("2301.00001")]) as arxiv:
        result = links(project, arxiv.api, "--lock-only")
        assert arxiv.asked == []
    assert {verdict for verdict, _ in verdicts(result).values()} == {"unknown"}
