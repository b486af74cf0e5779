"""`readinglist add`, as a newcomer would use it."""

import json
import re
import sys

import pytest
from projects import NEW, codes, files
from standins.arxiv import Arxiv, Paper
from standins.crossref import Crossref, work
from standins.server import Reply, Server

from readinglist.intake import filing

PAPER = "entries/papers/vaswani2017attention.yml"
GONE = Paper("2405.00001", "Gone", ("A B",), "This paper has been withdrawn by the authors.",
             comment="Withdrawn: an error in Lemma 2", version=2)  # fmt: skip


@pytest.fixture
def arxiv():
    with Arxiv([NEW, GONE]) as server:
        yield server


@pytest.fixture
def crossref():
    known = work("10.1000/Pearls", "Functional Pearls", "Peyton Jones, Simon")
    with Server(Crossref(known)) as server:
        yield server


@pytest.fixture
def datacite():
    with Server(lambda _: Reply(404, b"{}", {"Content-Type": "application/json"})) as server:
        yield server


@pytest.fixture
def add(cli, small_project, arxiv, crossref, datacite):
    options = ("-p", small_project, "--base-url", arxiv.api)
    options += ("--crossref-url", crossref.url, "--datacite-url", datacite.url)

    def run(*arguments):
        return cli("add", *arguments, *options)

    return run


def written(project, entry_id):
    return (project / f"entries/papers/{entry_id}.yml").read_text("utf-8")


def test_a_paper_is_fetched_and_its_entry_written(cli, add, small_project, arxiv):
    result = add("https://arxiv.org/pdf/2405.04434v5.pdf", "--theme", "objectives/prediction")
    assert (result.code, result.err) == (0, "")
    assert result.out == (
        "entries/papers/deepseek2024deepseekv2.yml: DeepSeek-V2: A Strong, Economical Model\n"
        "Fill in: takeaway (line 6). Then run: readinglist validate\n"
    )
    text = written(small_project, "deepseek2024deepseekv2")
    assert text.startswith(
        "# DeepSeek-V2: A Strong, Economical Model\n"
        "# DeepSeek-AI, Aixin Liu, Laurens van der Maaten, 2024\n"
        'arxiv: "2405.04434"\n'
        "themes: [objectives/prediction]\n"
        "# One sentence"
    )
    record = json.loads((small_project / "entries/metadata/arxiv/2405.04434.json").read_text())
    assert record["title"] == NEW.title
    assert record["abstract"] == NEW.abstract
    assert arxiv.asked == [["2405.04434"]]
    assert codes(cli, small_project) == [
        ("entries/papers/deepseek2024deepseekv2.yml", "6", "E105", "takeaway")
    ]
    # What is in the lock is not requested again.
    (small_project / "entries/papers/deepseek2024deepseekv2.yml").unlink()
    assert add("2405.04434", "--takeaway", "It is cheap.").code == 0
    assert len(arxiv.log) == 1
    assert "takeaway: It is cheap.\n" in written(small_project, "deepseek2024deepseekv2")


def test_facts_only(add, small_project):
    assert add("2405.04434", "--facts-only").code == 0
    record = json.loads((small_project / "entries/metadata/arxiv/2405.04434.json").read_text())
    assert "abstract" not in record


def test_nothing_is_written_by_a_dry_run(add, small_project):
    before = files(small_project)
    result = add("2405.04434", "--dry-run")
    assert result.code == 0
    assert result.out.startswith("# DeepSeek-V2")
    assert "entries/papers/deepseek2024deepseekv2.yml" in result.err
    assert files(small_project) == before


@pytest.mark.parametrize(
    "reference",
    ["1706.03762v2", "https://arxiv.org/abs/1706.03762", "https://doi.org/10.48550/arXiv.1706.03762",
     "https://huggingface.co/papers/1706.03762"],
)  # fmt: skip
def test_a_listed_work_is_rejected_with_its_place(add, small_project, arxiv, reference):
    before = files(small_project)
    result = add(reference)
    assert (result.code, result.out) == (1, "")
    assert result.err == (
        f"{PAPER}:1: the work is on the list as 'vaswani2017attention' (arXiv id 1706.03762). "
        "Nothing was written.\n"
    )
    assert files(small_project) == before
    assert arxiv.log == []


def test_a_record_may_reveal_a_duplicate(add, small_project):
    (small_project / PAPER).write_text(
        "title: 'deepseek-v2: a strong, economical model'\nauthors: [DeepSeek-AI]\n"
        "url: https://a.example/\nthemes: [objectives]\ntakeaway: x\n"
    )
    result = add("2405.04434")
    assert result.code == 1
    assert f"{PAPER}:1: " in result.err
    assert "same title and first author" in result.err
    assert not (small_project / "entries/metadata/arxiv/2405.04434.json").exists()


def test_a_possible_duplicate_is_reported_and_added(add):
    first = add("--manual", "--title", "Notes on Waiting", "--author", "Ada Okafor",
                "--url", "https://a.example/1")  # fmt: skip
    assert (first.code, first.err) == (0, "")
    second = add("--manual", "--title", "Notes of Waiting", "--author", "Ada Okafor",
                 "--url", "https://a.example/2")  # fmt: skip
    assert second.code == 0
    assert "may be 'okafornotes' at entries/papers/okafornotes.yml:" in second.err


def test_an_id_unknown_to_arxiv_is_rejected(add, small_project):
    before = files(small_project)
    result = add("2405.09999")
    assert (result.code, result.out) == (1, "")
    assert "arXiv, asked twice, has no such paper" in result.err
    assert "--offline" in result.err
    assert files(small_project) == before


def test_the_entry_is_written_even_if_arxiv_fails(add, small_project, arxiv):
    arxiv.plan([], always=lambda _request, _reply: Reply(400, b"no"))
    result = add("2405.04434", "--id", "liu2024v2")
    assert result.code == 0
    assert "note: arXiv did not answer" in result.err
    assert "'readinglist enrich' gets it later" in result.err
    text = written(small_project, "liu2024v2")
    assert text.startswith("# The lock has no record of this work yet; 'readinglist enrich'")


def test_offline(add, small_project, arxiv):
    result = add("2405.04434", "--offline", "--title", "My title", "--author", "Ada Okafor")
    assert (result.code, result.err) == (0, "")
    assert arxiv.log == []
    text = written(small_project, "okafor2024my")
    assert "title: My title\nauthors:\n  - Ada Okafor\n" in text
    assert "Then delete title and authors here, or they take precedence." in " ".join(
        text.replace("\n#", "").split()
    )


def test_a_doi_is_looked_up(cli, add, small_project, crossref):
    result = add("https://doi.org/10.1000/PEARLS", "-t", "objectives")
    assert (result.code, result.err) == (0, "")
    text = written(small_project, "peytonjones2017functional")
    assert text.startswith(
        "# Functional Pearls\n# Simon Peyton Jones, 2017\n"
        "doi: 10.1000/pearls\nthemes: [objectives]\n"
    )
    assert len(crossref.log) == 1
    assert codes(cli, small_project) == [
        ("entries/papers/peytonjones2017functional.yml", "6", "E105", "takeaway")
    ]
    again = add("doi:10.1000/pearls")
    assert again.code == 1
    assert "the work is on the list as 'peytonjones2017functional'" in again.err


def test_an_unknown_doi(add, small_project):
    result = add("10.1000/nothing", "--dry-run")
    assert result.code == 0
    assert "note: there is no record of 10.1000/nothing: neither Crossref nor" in result.err
    assert "the id is 'doi-10-1000-nothing' for now" in result.err
    result = add("10.1000/nothing", "--id", "nothing")
    assert result.code == 0
    text = written(small_project, "nothing")
    assert text.startswith("# The lock has no record of this work yet; 'readinglist enrich' gets")
    assert "title:" not in text


def test_a_withdrawn_paper_is_reported(add):
    result = add("2405.00001")
    assert result.code == 0
    assert "note: the paper is withdrawn: " in result.err


def test_by_hand(cli, add, small_project):
    result = add(
        "--manual", "--title", "Functional Pearls", "--author", "Peyton Jones, Simon",
        "--author", "{not} a name: #1", "--url", "https://a.example/pearls", "--issued", "2003-02",
        "--type", "report", "--venue", "A & B", "-t", "objectives", "-t", "objectives",
        "--takeaway", "Small: and clear.", "--doi", "10.1000/X",
    )  # fmt: skip
    assert (result.code, result.err) == (0, "")
    assert "Look it over" in result.out
    assert codes(cli, small_project) == []
    text = written(small_project, "peytonjones2003functional")
    assert "themes: [objectives]\n" in text
    assert "doi: 10.1000/x\n" in text
    export = cli("export", "peytonjones2003functional", "-p", small_project).out
    assert "@techreport{peytonjones2003functional,\n  title = {Functional Pearls},\n" in export
    assert "author = {{Peyton Jones}, Simon and" in export.replace(
        "Peyton Jones, S", "{Peyton Jones}, S"
    )


@pytest.mark.parametrize(
    ("option", "field"),
    [
        (("--url", "https://arxiv.org/abs/2405.04434v2"), 'arxiv: "2405.04434"'),
        (("--doi", "10.48550/arXiv.2405.04434"), 'arxiv: "2405.04434"'),
        (("--url", "https://dl.acm.org/doi/10.1145/3292500.3330701"),
         "doi: 10.1145/3292500.3330701"),
    ],
)  # fmt: skip
def test_identifiers_are_extracted_from_options(add, option, field):
    result = add("--manual", "--title", "T", "--author", "Ada Fern", *option, "--dry-run")
    assert f"\n{field}\n" in f"\n{result.out}"
    assert "url" not in result.out.partition("themes:")[0].replace("# ", "")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "give either REF or --manual"),
        (("2405.04434", "--manual"), "give either REF or --manual"),
        (("--manual",), "--manual needs --title"),
        (("nonsense",), "is not an arXiv id, a DOI or an address"),
        (("2405.04434", "-t", "objectivs"), "Did you mean 'objectives'?"),
        (("2405.04434", "-t", "x"), "There are: objectives, objectives/prediction."),
        (("2405.04434", "--id", "Bad_Id"), "--id: 'Bad_Id' is not a safe id"),
        (("2405.04434", "--id", "a-way"), "is taken by entries/paths/a-way.yml"),
        (("2405.04434", "--issued", "soon"), "--issued: 'soon' is not a date"),
        (("2405.04434", "--author", "7"), "--author: '7' is not a name"),
        (("2405.04434", "--url", "x"), "--url: 'x' is not a full URL"),
        (("2405.04434", "--doi", "x"), "--doi: 'x' is not a DOI"),
        (("10.1000/x", "--doi", "10.1000/y"), "--doi repeats it"),
        (("https://a.example/x",), "Give --title and --author, or --id."),
        (("2405.04434", "--type", "novel"), "novel"),
    ],
)
def test_wrong_usage(add, small_project, arxiv, arguments, said):
    before = files(small_project)
    result = add(*arguments)
    assert (result.code, result.out) == (2, "")
    assert said in re.sub(r"[│\s]+", " ", result.err)
    assert files(small_project) == before
    assert arxiv.log == []


def test_a_file_created_meanwhile_is_not_overwritten(add, small_project, monkeypatch):
    file = small_project / "entries/papers/mine.yml"
    real = filing.render_draft

    def render(*arguments, **options):
        file.write_text("mine\n")
        return real(*arguments, **options)

    monkeypatch.setattr(filing, "render_draft", render)
    result = add("2405.04434", "--id", "mine", "--offline")
    assert result.code == 3
    assert "already exists" in result.err
    assert file.read_text() == "mine\n"
    assert not list(file.parent.glob(".*"))


@pytest.mark.skipif(sys.platform == "win32", reason="no modes of folders")
def test_a_folder_that_cannot_be_written(add, small_project):
    papers = small_project / "entries/papers"
    saved = (papers / "vaswani2017attention.yml").read_bytes()
    (papers / "vaswani2017attention.yml").unlink()
    papers.rmdir()
    papers.write_bytes(saved)
    result = add("--manual", "--title", "T", "--author", "A B", "--url", "https://a.example/")
    assert result.code == 3
    assert "Traceback" not in result.err


# Addresses


@pytest.mark.parametrize(
    "address",
    [
        "https://moss.example/Papers/one?b=2&a=1",
        "http://www.moss.example/Papers/one/?a=1&b=2",
        "HTTPS://MOSS.example:443/Papers/one?a=1&b=2#abstract",
        "https://moss.example/Pap%65rs/one?a=1&utm_source=x&b=2",
    ],
)
@pytest.mark.parametrize("way", ["REF", "--manual"])
def test_a_listed_address_is_reported(add, small_project, address, way):
    named = ("--id", "second", "--title", "Quite Another Title", "--author", "Bo Li")
    first = ("https://moss.example/Papers/one?a=1&b=2", "--id", "first", "--title", "Moss")
    assert add(*first, "--author", "Ada Green").code == 0
    result = add(address, *named) if way == "REF" else add("--manual", "--url", address, *named)
    assert result.code == 1
    assert "the work is on the list as 'first' (address " in result.err
    assert not (small_project / "entries/papers/second.yml").exists()


@pytest.mark.parametrize(
    "address",
    [
        "https://moss.example/papers/one?a=1&b=2",
        "https://moss.example/Papers/one?a=1&b=3",
        "https://moss.example:8443/Papers/one?a=1&b=2",
        "https://other.example/Papers/one?a=1&b=2",
    ],
)
def test_a_different_address_is_not_reported(add, address):
    first = ("https://moss.example/Papers/one?a=1&b=2", "--id", "first", "--title", "Moss")
    assert add(*first, "--author", "Ada Green").code == 0
    assert add(address, "--id", "second", "--title", "Fern", "--author", "Bo Li").code == 0


@pytest.mark.parametrize(
    ("listed", "told"),
    [
        ("https://arxiv.org/abs/2001.00001v2", "https://arxiv.org/pdf/2001.00001"),
        ("https://arxiv.org/pdf/2001.00001", "10.48550/arXiv.2001.00001"),
        ("https://doi.org/10.1000/Moss", "https://dx.doi.org/10.1000/moss"),
        ("https://doi.org/10.1000/Moss", "10.1000/MOSS"),
    ],
)
def test_an_identifier_in_a_url_field(add, small_project, listed, told):
    entry = small_project / "entries/papers/first.yml"
    entry.write_text(
        f"title: Moss\nauthors: [Ada Green]\nurl: {listed}\nthemes: [objectives]\ntakeaway: x\n",
        "utf-8",
    )
    result = add(told, "--id", "second", "--title", "Fern", "--author", "Bo Li", "--offline")
    assert result.code == 1
    assert "the work is on the list as 'first'" in result.err
