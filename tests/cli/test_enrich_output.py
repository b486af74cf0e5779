"""What `enrich` prints about arXiv's answers."""

import datetime

import pytest

from readinglist.cli.enrich_output import print_enrichment
from readinglist.enrichment.arxiv.client import Answer, Outcome
from readinglist.enrichment.lock_update import Enrichment, Need, Update, Wanted
from readinglist.entry.findings import Finding, Location, Severity
from readinglist.library.lock.arxiv_changes import Changes, Kind, Piece, TextChange
from readinglist.library.lock.arxiv_records import parse_record
from readinglist.values.identifiers import ArxivId


def update(number, outcome, *, changes=None, kept=None, reason="", **fields):
    """The answer for the paper of this number, whose entry is the file of the same name."""
    arxiv_id = ArxivId(f"2301.{number:05}")
    record = None
    if outcome in (Outcome.FOUND, Outcome.WITHDRAWN):
        record = parse_record(
            {
                "id": arxiv_id.value, "title": f"Title {number}", "authors": ["Ada Fern"],
                "provenance": {"route": "api", "read": "2026-01-01T00:00:00Z"}, **fields,
            }
        )  # fmt: skip
    wanted = Wanted(arxiv_id, Need.ABSENT, Location(f"entries/papers/p{number}.yml", 1, 8))
    return Update(wanted, Answer(arxiv_id, outcome, record, reason), changes, kept)


@pytest.fixture
def printed(capsys):
    def run(*updates, asked=1, check=False, findings=()):
        print_enrichment(Enrichment(list(updates), list(findings)), asked, check=check)
        return capsys.readouterr()

    return run


def test_records_that_are_only_new_are_counted(printed):
    shown = printed(update(1, Outcome.FOUND), update(2, Outcome.FOUND, changes=Changes()), asked=2)
    assert shown.out == (
        "2 found, 0 withdrawn, 0 missing, 0 malformed, 0 not answered; 2 requests\n"
        "1 record written, 1 unchanged\n"
    )
    assert shown.err == ""


def test_with_check_nothing_was_written(printed):
    shown = printed(update(1, Outcome.FOUND), check=True)
    assert shown.out.endswith("; 1 request\n1 record would be written, 0 unchanged\n")


def test_changes_are_shown_word_by_word(printed):
    pieces = (
        Piece(Kind.SKIPPED, "many words"), Piece(Kind.SKIPPED, "more words"),
        Piece(Kind.KEPT, "we"), Piece(Kind.GONE, "show"), Piece(Kind.NEW, "prove"),
    )  # fmt: skip
    authors = (Piece(Kind.KEPT, "Ada Fern"), Piece(Kind.NEW, "Bo Moss"))
    changes = Changes(
        ("version 2 of 2026-01-01",),
        (TextChange("abstract", pieces), TextChange("authors", authors)),
        ("comment", "licence"),
    )
    shown = printed(update(1, Outcome.FOUND, changes=changes))
    assert shown.out.splitlines()[:5] == [
        "entries/papers/p1.yml:1:8 2301.00001 Title 1",
        "  version 2 of 2026-01-01",
        "  abstract: … we [-show-] {+prove+}",
        "  authors: Ada Fern, {+Bo Moss+}",
        "  also new: comment, licence",
    ]


def test_a_change_of_other_fields_alone_is_only_counted(printed):
    shown = printed(update(1, Outcome.FOUND, changes=Changes(others=("licence",))))
    assert "Title 1" not in shown.out
    assert "1 record written, 0 unchanged" in shown.out


def test_a_paper_that_was_withdrawn_before_it_was_first_seen(printed):
    shown = printed(update(1, Outcome.WITHDRAWN, withdrawn="The proof is [wrong]."))
    assert shown.out.splitlines()[:2] == [
        "entries/papers/p1.yml:1:8 2301.00001 Title 1",
        "  withdrawn: The proof is [wrong].",
    ]


def test_papers_that_arxiv_does_not_know(printed):
    day = datetime.datetime(2026, 3, 1, tzinfo=datetime.UTC)
    shown = printed(
        update(1, Outcome.MISSING, reason="arXiv has no such paper", kept=day),
        update(2, Outcome.MALFORMED, reason="the record has no title"),
    )
    first, second = shown.out.splitlines()[:2]
    assert first.startswith(
        "entries/papers/p1.yml:1:8 error 2301.00001 is missing: arXiv has no such paper. "
        "The record of 2026-03-01 stays. Look at https://arxiv.org/abs/2301.00001: "
    )
    assert second.startswith(
        "entries/papers/p2.yml:1:8 error 2301.00002 is malformed: the record has no title. "
        "Compare the id with https://arxiv.org/abs/2301.00002; "
    )


def test_the_unanswered_are_named_by_reason_up_to_three(printed):
    shown = printed(
        *(update(n, Outcome.UNANSWERED, reason="it is down") for n in range(1, 6)),
        update(6, Outcome.UNANSWERED, reason="the time ran out"),
    )
    assert shown.err.splitlines() == [
        "error no answer for 5 papers: it is down (2301.00001, 2301.00002, 2301.00003 and 2 more)",
        "error no answer for 1 paper: the time ran out (2301.00006)",
        "Their records stay as they are. Run the command again later; it continues from there.",
    ]
    assert "6 not answered" in shown.out
    assert "0 records written, 0 unchanged" in shown.out


def test_quotes_that_no_longer_match_are_findings(printed):
    finding = Finding("E310", Severity.ERROR, Location("entries/claims/c.yml", 9, 5), "gone")
    assert "entries/claims/c.yml:9:5 error E310 gone" in printed(findings=[finding]).out
