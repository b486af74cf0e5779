"""What a newer version of a bibliography changes; the command: `cli/test_import_update.py`."""

import pytest

from readinglist.intake.drafts import Draft
from readinglist.intake.duplicates import Known, Match
from readinglist.intake.updating import Updating, draft_of_entry, spoken
from readinglist.library.reading import read_library
from readinglist.values.dates import PartialDate
from readinglist.values.identifiers import ArxivId
from readinglist.values.imprint import Imprint
from readinglist.values.names import Name

FERN = """\
# Taken over from refs.bib, where it is called
# fern:12.
title: Shade of tree
authors: [Ada Fern]
url: https://a.example/x
themes: [objectives]
takeaway: Trees cool. # as measured
"""
MOSS = "# Taken over from other.bib, where it is called moss.\n" + FERN.partition("12.\n")[2]


@pytest.fixture
def updating(small_project):
    """Makes updates of a list that has the two entries; `accepted` are proposals."""
    (small_project / "entries/papers/fern.yml").write_text(FERN, "utf-8")
    (small_project / "entries/papers/moss.yml").write_text(MOSS, "utf-8")
    (small_project / "entries/papers/broken.yml").write_text("title: [\n", "utf-8")

    def make(*accepted, source="refs.bib"):
        return Updating(read_library(small_project), source, accepted)

    return make


CERTAIN = Match(Known("entries/papers/fern.yml:3", "fern"), "DOI 10.5555/x")
POSSIBLE = Match(Known("entries/papers/fern.yml:3", "fern"), "same title", is_certain=False)
NEWER = Draft(
    "Shade of Trees", (Name("Fern", "Ada"),), PartialDate(2012), doi="10.5555/x",
    url="http://www.a.example/x/", imprint=Imprint(volume="4"), place="refs.bib:7",
)  # fmt: skip


def told(changes):
    return [(change.field, change.old, change.new) for change in changes]


def test_missing_fields_are_taken_and_others_proposed(updating):
    update = updating().update(NEWER, CERTAIN)
    assert (update.id, update.path) == ("fern", "entries/papers/fern.yml")
    assert (update.place, update.reason) == ("refs.bib:7", "")
    assert told(update.taken) == [
        ("doi", "", "10.5555/x"), ("issued", "", "2012"), ("volume", "", "4"),
    ]  # fmt: skip
    # The address differs in its spelling alone, and the authors not at all.
    assert told(update.proposed) == [("title", "Shade of tree", "Shade of Trees")]
    text = update.data.decode()
    assert "title: Shade of tree\n" in text
    assert "doi: 10.5555/x\n" in text
    assert text.startswith(FERN[: FERN.index("title")])
    assert "takeaway: Trees cool. # as measured\n" in text


@pytest.mark.parametrize(
    ("accepted", "is_taken"),
    [("all", True), ("fern", True), ("fern.title", True), ("fern.issued", False), ("moss", False),
     ("title", False)],
)  # fmt: skip
def test_proposals_are_written_if_accepted(updating, accepted, is_taken):
    update = updating(accepted).update(NEWER, CERTAIN)
    assert ("title" in [change.field for change in update.taken]) is is_taken
    assert ("title: Shade of Trees\n" in update.data.decode()) is is_taken


def test_of_a_possible_match_everything_is_only_proposed(updating):
    update = updating().update(NEWER, POSSIBLE)
    assert (update.taken, update.data) == ([], b"")
    assert [change.field for change in update.proposed] == ["doi", "title", "issued", "volume"]
    accepted = updating("fern.doi").update(NEWER, POSSIBLE)
    assert [change.field for change in accepted.taken] == ["doi"]


def test_a_work_without_news(updating):
    update = updating().update(Draft("Shade of tree", url="https://a.example/x"), CERTAIN)
    assert (update.changes, update.data, update.reason) == ((), b"", "")


def test_later_drafts_build_on_earlier_ones(updating):
    works = updating()
    works.update(Draft(doi="10.5555/x"), CERTAIN)
    update = works.update(Draft(doi="10.5555/y", venue="Journal"), CERTAIN)
    assert told(update.taken) == [("venue", "", "Journal")]
    assert told(update.proposed) == [("doi", "10.5555/x", "10.5555/y")]
    assert b"doi: 10.5555/x\n" in update.data
    assert works.state("fern").doi == "10.5555/x"
    assert works.known("fern", CERTAIN.known).doi == "10.5555/x"
    assert works.known("fern", CERTAIN.known).place == "entries/papers/fern.yml:3"


def test_a_file_that_cannot_be_edited_says_why(updating, small_project):
    updating()
    (small_project / "entries/papers/fern.yml").write_text(
        "{title: Shade of tree, url: 'https://a.example/x', themes: [objectives], takeaway: T}\n",
        "utf-8",
    )
    works = Updating(read_library(small_project), "refs.bib", ())
    update = works.update(NEWER, CERTAIN)
    assert update.reason
    assert update.data == b""
    assert works.state("fern").doi == ""


def test_entries_know_where_they_come_from(updating):
    works = updating()
    assert works.find_origin("fern:12") == "fern"
    assert works.find_origin("fern") == works.find_origin("moss") == works.find_origin("") == ""
    assert updating(source="other.bib").find_origin("moss") == "moss"
    assert updating(source="").find_origin("fern:12") == ""
    # The name of the file is no pattern.
    assert updating(source="refs.*").find_origin("fern:12") == ""


def test_which_entries_can_be_updated(updating):
    works = updating()
    assert works.can_update("fern")
    assert not works.can_update("broken")
    assert not works.can_update("lovelace2024thoughts"), "an essay"
    assert not works.can_update("nobody")


def test_an_entry_as_a_draft(updating, small_project):
    updating()
    library = read_library(small_project)
    assert draft_of_entry(library.papers["fern"]) == Draft(
        "Shade of tree", (Name("Fern", "Ada"),), url="https://a.example/x"
    )
    paper = draft_of_entry(library.papers["vaswani2017attention"])
    assert paper == Draft(arxiv=ArxivId("1706.03762"))


@pytest.mark.parametrize(
    ("name", "shown"),
    [("title", "Shade of Trees"), ("authors", "Ada Fern"), ("issued", "2012"), ("volume", "4"),
     ("venue", ""), ("arxiv", ""), ("type", ""), ("editors", "")],
)  # fmt: skip
def test_fields_for_display(name, shown):
    assert spoken(NEWER, name) == shown
    assert spoken(Draft(arxiv=ArxivId("1706.03762")), "arxiv") == "1706.03762"
