"""`readinglist import --update`: a newer version of a bibliography meets curated entries."""

import datetime
import json

import pytest

from readinglist.library.lock.arxiv import write_record
from readinglist.library.lock.arxiv_records import Provenance, Record
from readinglist.values.identifiers import ArxivId
from readinglist.values.names import Name

FIRST = """@article{fern, title={Shade of tree}, author={Fern, Ada}, journal={Journal of Trees},
  year=2017}
@misc{moss, title={Patience}, author={Moss, Bo}, eprint={2405.04434}, eprinttype={arxiv}}
"""
NEWER = """@article{fern, title={Shade of Trees}, author={Fern, Ada}, journal={Journal of Trees},
  year=2017, month=jun, volume=4, doi={10.5555/shade}}
@inproceedings{moss2, title={Patience}, author={Moss, Bo}, booktitle={Proc. of Trees},
  doi={10.5555/patience}, eprint={2405.04434}, eprinttype={arxiv}}
@book{oak, title={Oaks}, author={Oak, Cy}, publisher={North}}
"""
FERN = "entries/papers/fern2017shade.yml"
MOSS = "entries/papers/moss2024patience.yml"


@pytest.fixture
def update(cli, small_project, tmp_path):
    """Imports a text under one name, the first version without `--update`."""
    file = tmp_path / "refs.bib"

    def run(text, *options):
        file.write_text(text, "utf-8")
        return cli("import", file, "-p", small_project, *options)

    assert run(FIRST).code == 0
    return run


def files(project):
    return {file.name: file.read_text("utf-8") for file in (project / "entries/papers").iterdir()}


def curate(project):
    """A curator's edits to the entry: a corrected date, themes, a sentence, a comment."""
    file = project / FERN
    text = file.read_text("utf-8").replace("issued: 2017\n", "issued: 2016-12 # says the cover\n")
    text = text.replace("themes:\n", "themes: [objectives]\n")
    file.write_text(text.replace("takeaway:\n", "takeaway: Trees cool.\n"), "utf-8")


def test_missing_fields_are_added_and_existing_ones_kept(update, small_project):
    curate(small_project)
    before = files(small_project)
    result = update(NEWER, "--update")
    assert result.code == 0
    place = result.out.splitlines()[1].rpartition(" (")[2].rstrip("):1")
    assert result.out.splitlines() == [
        f"entries/papers/oakoaks.yml: Oaks ({place}:5)",
        f"{FERN}: doi: '10.5555/shade' added ({place}:1)",
        f"{FERN}: volume: '4' added ({place}:1)",
        f"{MOSS}: doi: '10.5555/patience' added ({place}:3)",
        f"{MOSS}: type: 'paper-conference' added ({place}:3)",
        f"{MOSS}: venue: 'Proc. of Trees' added ({place}:3)",
    ]
    title, issued = result.err.splitlines()[:2]
    assert title == (
        f"{place}:1: proposed: title of 'fern2017shade': 'Shade of tree' → 'Shade of Trees'; "
        "--accept fern2017shade.title takes it"
    )
    assert "issued of 'fern2017shade': '2016-12' → '2017-06'; " in issued
    assert "2 entries updated; 2 other values of the file proposed." in result.err
    after = files(small_project)
    fern = before["fern2017shade.yml"]
    fern = fern.replace("type:", "doi: 10.5555/shade\ntype:")
    assert after["fern2017shade.yml"] == fern.replace("Trees\n#", "Trees\nvolume: 4\n#", 1)
    moss = before["moss2024patience.yml"]
    moss = moss.replace('434"\n', '434"\ndoi: 10.5555/patience\ntype: paper-conference\n')
    assert after["moss2024patience.yml"] == moss.replace(
        "Bo Moss\n", "Bo Moss\nvenue: Proc. of Trees\n"
    )
    # A second time there is nothing to add.
    again = update(NEWER, "--update")
    assert (again.code, again.out, files(small_project)) == (0, "", after)


@pytest.mark.parametrize(
    ("accepted", "title", "issued"),
    [
        (("fern2017shade.title",), "Shade of Trees", "2016-12"),
        (("fern2017shade",), "Shade of Trees", "2017-06"),
        (("all",), "Shade of Trees", "2017-06"),
    ],
)
def test_different_values_are_written_if_accepted(update, small_project, accepted, title, issued):
    curate(small_project)
    options = [part for proposal in accepted for part in ("--accept", proposal)]
    result = update(NEWER, "--update", *options)
    assert result.code == 0
    assert f"{FERN}: title: 'Shade of tree' → 'Shade of Trees' (" in result.out
    text = files(small_project)["fern2017shade.yml"]
    assert f"\ntitle: {title}\n" in text
    assert f"\nissued: {issued} # says the cover\n" in text
    assert "takeaway: Trees cool.\n" in text


def test_a_dry_run_shows_and_writes_nothing(update, small_project):
    before = files(small_project)
    result = update(NEWER, "--update", "--dry-run", "--format", "json")
    assert files(small_project) == before
    fern, moss = json.loads(result.out)["updates"]
    assert (fern["id"], moss["id"]) == ("fern2017shade", "moss2024patience")
    assert fern["changes"][1] == {
        "field": "title", "old": "Shade of tree", "new": "Shade of Trees", "taken": False,
    }  # fmt: skip
    text = update(NEWER, "--update", "--dry-run")
    assert "2 entries would be updated; 2 other values of the file proposed." in text.err
    assert f"{FERN}: volume: '4' added (" in text.out


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--accept", "all"), "--accept needs --update"),
        (("--update", "--accept", "fern2017shade.titel"), "Did you mean 'fern2017shade.title'?"),
        (("--update", "--accept", "moss2024patience.title"), "changes nothing in 'moss2024"),
    ],
)
def test_wrong_usage(update, small_project, options, said):
    before = files(small_project)
    result = update(NEWER, *options)
    assert (result.code, result.out) == (2, "")
    assert said in result.err
    assert files(small_project) == before


def test_changes_to_a_possible_match_are_only_proposed(update, small_project):
    before = files(small_project)
    other = "@misc{new, title={Patience}, author={Moss, Bo}, doi={10.5555/other}}"
    result = update(other, "--update")
    assert (result.code, files(small_project)) == (0, before)
    assert "proposed: doi of 'moss2024patience': '10.5555/other' to add (may be the same" in (
        result.err
    )
    assert update(other, "--update", "--accept", "moss2024patience.doi").code == 0
    assert "\ndoi: 10.5555/other\n" in files(small_project)["moss2024patience.yml"]


def test_a_key_now_used_for_another_work_is_not_an_update(update, small_project):
    before = files(small_project)
    result = update("@book{fern, title={Ferns}, author={Oak, Cy}, publisher={North}}", "--update")
    assert (result.code, len(files(small_project))) == (0, len(before) + 1)


def test_an_entry_that_cannot_be_edited_is_kept_and_reported(update, small_project):
    file = small_project / FERN
    text = file.read_text("utf-8").replace("title: Shade", "title:\n  # of the reprint\n  Shade")
    file.write_text(text, "utf-8")
    result = update(NEWER, "--update", "--accept", "fern2017shade")
    assert result.code == 1
    assert f"{FERN}: left alone, a comment stands inside the field; " in result.err
    assert file.read_text("utf-8") == text


def test_the_file_does_not_override_a_record(cli, small_project, tmp_path):
    day = datetime.datetime(2026, 11, 1, tzinfo=datetime.UTC)
    provenance = Provenance("copy", day, {"title": "s", "authors": "s"})
    authors = (Name("Vaswani", "Ashish"),)
    record = Record(ArxivId("1706.03762"), "Attention", authors, provenance)
    write_record(small_project / "entries/metadata/arxiv", record, small_project)
    file = tmp_path / "refs.bib"
    file.write_text("@article{a, title={Attention is all you want}, author={A B}, volume={3},"
                    "eprint={1706.03762}, archiveprefix={arXiv}}", "utf-8")  # fmt: skip
    result = cli("import", file, "-p", small_project, "--update", "--dry-run")
    assert [line.split(": ")[1] for line in result.out.splitlines()] == ["volume"]
    assert "proposed" not in result.err


def test_a_preprint_and_its_publication_in_one_file_become_one_entry(cli, small_project, tmp_path):
    file = tmp_path / "refs.bib"
    file.write_text(
        "@misc{pre, title={Oaks}, author={Oak, Cy}, eprint={2405.00003}, eprinttype={arxiv}}\n"
        "@article{pub, title={Oaks}, author={Oak, Cy}, eprint={2405.00003}, eprinttype={arxiv},\n"
        "  journal={Journal of Trees}, volume={4}, doi={10.5555/oaks}}\n"
        "@article{again, title={Oaks: a study}, author={Oak, Cy}, doi={10.5555/oaks}}\n",
        "utf-8",
    )
    result = cli("import", file, "-p", small_project)
    assert result.code == 1
    text = (small_project / "entries/papers/oak2024oaks.yml").read_text("utf-8")
    assert 'arxiv: "2405.00003"\ndoi: 10.5555/oaks\n' in text
    assert "venue: Journal of Trees\nvolume: 4\n" in text
    assert "added from here: doi 10.5555/oaks, type article-journal, venue" in result.err
    assert "“Oaks: a study” is 'oak2024oaks'" in result.err
