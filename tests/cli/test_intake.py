"""`readinglist add` and `readinglist import`, as a newcomer uses them."""

import io
import json
import re
import sys

import pytest
from standins.arxiv import Arxiv, Paper
from standins.crossref import Crossref, work
from standins.server import Reply, Server

from readinglist.intake import filing

PAPER = "entries/papers/vaswani2017attention.yml"
NEW = Paper(
    "2405.04434",
    "DeepSeek-V2: A Strong, Economical Model",
    ("DeepSeek-AI", "Aixin Liu", "Laurens van der Maaten"),
    "An abstract in our own words.",
    published="2024-05-07T15:56:43Z",
    updated="2024-06-19T06:04:17Z",
    version=5,
)
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


def codes(cli, project):
    """What `validate` has to say of the papers: field and line."""
    lines = cli("validate", "-p", project).out.splitlines()
    return [re.fullmatch(r"(\S+):(\d+):\d+ error (\w+) (\S+): .*", line).groups() for line in lines]


# add


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
    # What stands in the lock is not asked for again.
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


def files(project):
    return {
        file.relative_to(project).as_posix(): file.read_bytes()
        for file in project.rglob("*")
        if file.is_file()
    }


@pytest.mark.parametrize(
    "reference",
    ["1706.03762v2", "https://arxiv.org/abs/1706.03762", "https://doi.org/10.48550/arXiv.1706.03762",
     "https://huggingface.co/papers/1706.03762"],
)  # fmt: skip
def test_what_is_there_already_is_refused_with_its_place(add, small_project, arxiv, reference):
    before = files(small_project)
    result = add(reference)
    assert (result.code, result.out) == (1, "")
    assert result.err == (
        f"{PAPER}:1: the work is on the list as 'vaswani2017attention' (arXiv id 1706.03762). "
        "Nothing was written.\n"
    )
    assert files(small_project) == before
    assert arxiv.log == []


def test_a_record_may_show_that_the_work_is_there_under_another_name(add, small_project):
    (small_project / PAPER).write_text(
        "title: 'deepseek-v2: a strong, economical model'\nauthors: [DeepSeek-AI]\n"
        "url: https://a.example/\nthemes: [objectives]\ntakeaway: x\n"
    )
    result = add("2405.04434")
    assert result.code == 1
    assert f"{PAPER}:1: " in result.err
    assert "same title and first author" in result.err
    assert not (small_project / "entries/metadata/arxiv/2405.04434.json").exists()


def test_a_likely_double_is_told_and_added(add):
    first = add("--manual", "--title", "Notes on Waiting", "--author", "Ada Okafor",
                "--url", "https://a.example/1")  # fmt: skip
    assert (first.code, first.err) == (0, "")
    second = add("--manual", "--title", "Notes of Waiting", "--author", "Ada Okafor",
                 "--url", "https://a.example/2")  # fmt: skip
    assert second.code == 0
    assert "may be 'okafornotes' at entries/papers/okafornotes.yml:" in second.err


def test_an_id_that_arxiv_does_not_know_is_refused(add, small_project):
    before = files(small_project)
    result = add("2405.09999")
    assert (result.code, result.out) == (1, "")
    assert "arXiv, asked twice, has no such paper" in result.err
    assert "--offline" in result.err
    assert files(small_project) == before


def test_when_arxiv_fails_the_entry_is_written_all_the_same(add, small_project, arxiv):
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
    assert "Then delete title and authors: what stands here wins." in " ".join(
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


def test_a_doi_that_nobody_knows(add, small_project):
    result = add("10.1000/nothing", "--dry-run")
    assert result.code == 0
    assert "note: there is no record of 10.1000/nothing: neither Crossref nor" in result.err
    assert "the id is 'doi-10-1000-nothing' for now" in result.err
    result = add("10.1000/nothing", "--id", "nothing")
    assert result.code == 0
    text = written(small_project, "nothing")
    assert text.startswith("# The lock has no record of this work yet; 'readinglist enrich' gets")
    assert "title:" not in text


def test_a_withdrawn_paper_is_told(add):
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
def test_an_option_is_the_identifier_that_it_holds(add, option, field):
    result = add("--manual", "--title", "T", "--author", "Ada Fern", *option, "--dry-run")
    assert f"\n{field}\n" in f"\n{result.out}"
    assert "url" not in result.out.partition("themes:")[0].replace("# ", "")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "give either REF or --manual"),
        (("2405.04434", "--manual"), "give either REF or --manual"),
        (("--manual",), "--manual needs --title"),
        (("nonsense",), "neither an arXiv id nor a DOI nor an address"),
        (("2405.04434", "-t", "objectivs"), "Did you mean 'objectives'?"),
        (("2405.04434", "-t", "x"), "There are: objectives, objectives/prediction."),
        (("2405.04434", "--id", "Bad_Id"), "--id: 'Bad_Id' is not a safe id"),
        (("2405.04434", "--id", "a-way"), "is taken by entries/paths/a-way.yml"),
        (("2405.04434", "--issued", "soon"), "--issued: 'soon' is not a date"),
        (("2405.04434", "--author", "7"), "--author: '7' is not a name"),
        (("2405.04434", "--url", "x"), "--url: 'x' is not a whole URL"),
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


def test_a_file_that_came_to_be_in_the_meantime_is_not_touched(add, small_project, monkeypatch):
    file = small_project / "entries/papers/mine.yml"
    real = filing.render_draft

    def render(*arguments, **options):
        file.write_text("mine\n")
        return real(*arguments, **options)

    monkeypatch.setattr(filing, "render_draft", render)
    result = add("2405.04434", "--id", "mine", "--offline")
    assert result.code == 3
    assert "the file exists already" in result.err
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


# import


BIB = """@article{vaswani2017,
  title = {Attention is all you need}, author = {Vaswani, Ashish},
  eprint = {1706.03762}, eprinttype = {arxiv}
}
@inproceedings{okafor, title = {Patience as a {Hyperparameter}: 50\\% of it},
  author = {Ok\\'afor, Ada{\\'e}ze and {Espresso AI}}, booktitle = {Proc. of {ICML}}, year = 2024,
  doi = {10.5555/patience}, pages = {1--9}}
@article{broken, title = {Never closed
@misc{again, title = {{Patience} as a hyperparameter, 50% of it}, author = {Okafor, A.}}
@misc{deepseek, title = {DeepSeek}, author = {DeepSeek-AI}, eprint = {2405.04434}}
@misc{crosslink, title = {Another Name}, author = {X Y}, doi = {10.48550/arXiv.2405.04434}}
"""

SAME_ID = "(arXiv id 1706.03762)"
AGAIN = "Patience as a hyperparameter, 50% of it"
TAKE = "--take includes it"
SAME_TITLE = "(same title and first author)"
UNCLOSED = "a brace '{' is not closed before the next entry"


@pytest.fixture
def bib(tmp_path):
    file = tmp_path / "refs.bib"
    file.write_text(BIB, "utf-8")
    return file


def test_import(cli, small_project, bib):
    result = cli("import", bib, "-p", small_project, "--theme", "objectives")
    assert result.code == 1
    assert result.out.splitlines() == [
        f"entries/papers/okafor2024patience.yml: Patience as a Hyperparameter: 50% of it ({bib}:5)",
        f"entries/papers/deepseek2024deepseek.yml: DeepSeek ({bib}:10)",
    ]
    lines = result.err.splitlines()
    assert lines[:4] == [
        f"{bib}:{line}: left out: {reason}"
        for line, reason in (
            (1, f"“Attention is all you need” is 'vaswani2017attention' at {PAPER}:1 {SAME_ID}"),
            (8, f"the block '@article{{broken, title = {{Never closed' cannot be read: {UNCLOSED}"),
            (9, f"“{AGAIN}” may be 'okafor2024patience' at {bib}:5 {SAME_TITLE}; {TAKE}"),
            (11, f"“Another Name” is 'deepseek2024deepseek' at {bib}:10 (arXiv id 2405.04434)"),
        )
    ]  # fmt: skip
    assert lines[4] == "2 entries written, 3 duplicates and 1 broken item left out."
    assert written(small_project, "okafor2024patience").startswith(
        "# Taken over from refs.bib, where it is called okafor.\n"
        "# Delete this line when the entry is complete; until then the site leaves it out.\n"
        "draft: true\n"
        "doi: 10.5555/patience\n"
        "type: paper-conference\n"
        "title: 'Patience as a Hyperparameter: 50% of it'\n"
        "authors:\n"
        "  - Adaéze Okáfor\n"
        "  - Espresso AI\n"
        "issued: 2024\n"
        "venue: Proc. of ICML\n"
        "pages: 1-9\n"
        "themes: [objectives]\n"
    )
    # What is missing in a draft is no mistake.
    assert codes(cli, small_project) == []
    # Once more: all of it is there.
    again = cli("import", bib, "-p", small_project)
    assert (again.code, again.out) == (1, "")
    assert "0 entries written, 5 duplicates and 1 broken item left out." in again.err


def test_import_as_json_without_writing(cli, small_project, bib):
    before = files(small_project)
    result = cli("import", bib, "-p", small_project, "--dry-run", "--format", "json")
    assert result.code == 1
    report = json.loads(result.out)
    assert report["dry_run"] is True
    assert [one["id"] for one in report["entries"]] == [
        "okafor2024patience", "deepseek2024deepseek",
    ]  # fmt: skip
    assert report["entries"][0]["open"] == ["themes", "takeaway"]
    assert report["duplicates"][0] == {
        "place": f"{bib}:1",
        "key": "vaswani2017",
        "title": "Attention is all you need",
        "of": "vaswani2017attention",
        "at": f"{PAPER}:1",
        "reason": "arXiv id 1706.03762",
        "certain": True,
    }
    assert [one["place"] for one in report["broken"]] == [f"{bib}:8"]
    assert files(small_project) == before


def test_keys_are_kept_on_request(cli, small_project, tmp_path):
    file = tmp_path / "refs.bib"
    file.write_text(
        "@misc{mine, title = {One}, author = {A B}}\n"
        "@misc{DBLP:conf/x, title = {Two}, author = {C D}}\n"
        "@misc{a-way, title = {Three}, author = {E F}}\n"
    )
    result = cli("import", file, "-p", small_project, "--keep-keys")
    assert result.code == 0
    assert [line.partition(":")[0] for line in result.out.splitlines()] == [
        f"entries/papers/{one}.yml" for one in ("mine", "dtwo", "fthree")
    ]
    assert "the key 'DBLP:conf/x' cannot be an id; the id is 'dtwo'" in result.err
    assert "the key 'a-way' is taken; the id is 'fthree'" in result.err


def test_import_of_csl_json(cli, small_project, tmp_path):
    file = tmp_path / "refs.json"
    file.write_text('[{"title": "One", "author": [{"family": "Ho", "given": "J."}]}]\n', "utf-8")
    result = cli("import", file, "-p", small_project)
    assert (result.code, result.out) == (0, f"entries/papers/hoone.yml: One ({file}:1)\n")
    assert codes(cli, small_project) == []
    text = written(small_project, "hoone")
    (small_project / "entries/papers/hoone.yml").write_text(text.replace("draft: true\n", ""))
    assert "url" in {field for _, _, _, field in codes(cli, small_project)}


def test_a_file_in_latin_1_is_read_and_said_so(cli, small_project, tmp_path):
    file = tmp_path / "old.bib"
    file.write_bytes("@misc{k, title = {Über}, author = {Müller, K.}}".encode("latin-1"))
    result = cli("import", file, "-p", small_project)
    assert result.code == 0
    assert f"{file}: read as Windows-1252, because it is not UTF-8" in result.err
    assert "title: Über" in written(small_project, "mulleruber")


def test_the_lock_says_more_than_the_file(cli, small_project, tmp_path, arxiv):
    assert cli("add", "2405.04434", "-p", small_project, "--base-url", arxiv.api).code == 0
    (small_project / "entries/papers/deepseek2024deepseekv2.yml").unlink()
    file = tmp_path / "r.bib"
    file.write_text(
        "@inproceedings{k, title = {Deepseek v2}, author = {Liu, A.}, booktitle = {ICML}, "
        "eprint = {2405.04434}, url = {https://b.example/}}"
    )
    assert cli("import", file, "-p", small_project).code == 0
    text = written(small_project, "deepseek2024deepseekv2")
    assert 'arxiv: "2405.04434"\ntype: paper-conference\nvenue: ICML\n# The themes' in text
    assert "# The file has the address https://b.example/\n" in text


@pytest.mark.parametrize(
    ("content", "code", "said"),
    [
        (b"", 2, "contains no works"),
        (b"hello", 2, "contains no works"),
        (b"@article{x", 1, "cannot be read"),
        (b"\x00\xff\xfe@", 2, "contains no works"),
        (None, 3, "No such file"),
    ],
)
def test_files_that_hold_nothing(  # noqa: PLR0913, PLR0917 - fixtures and parameters
    cli, small_project, tmp_path, content, code, said
):
    file = tmp_path / "x.bib"
    if content is not None:
        file.write_bytes(content)
    result = cli("import", file, "-p", small_project)
    assert (result.code, result.out) == (code, "")
    assert said in result.err
    assert "Traceback" not in result.err


@pytest.mark.parametrize("form", ["bib", "csl"])
def test_an_exported_list_imported_elsewhere_is_the_same(cli, small_project, tmp_path, tools, form):
    """The works of this repository's list, through a file, into a list without them."""
    suffix = "bib" if form == "bib" else "json"
    file = tmp_path / f"refs.{suffix}"
    cli("export", "--all", "-f", form, "-o", file, "-p", tools.REPOSITORY)
    (small_project / PAPER).unlink()
    result = cli(
        "import", file, "-p", small_project, "--keep-keys", "-t", "objectives", "--no-draft"
    )
    assert result.code == 0
    assert "0 duplicates and 0 broken items left out" in result.err
    for one in (small_project / "entries/papers").iterdir():
        text = one.read_text("utf-8")
        one.write_text(text.replace("\ntakeaway:\n", "\ntakeaway: x\n"), "utf-8")
    errors = [
        line for line in cli("validate", "-p", small_project).out.splitlines() if " error " in line
    ]
    assert errors == []
    again = tmp_path / f"again.{suffix}"
    cli("export", "--all", "-f", form, "-o", again, "-p", small_project)
    expected = works(file, form)
    assert len(expected) > 100
    assert works(again, form).items() >= expected.items()


def works(file, form):
    """The exported works by id, without what no bibliography carries."""
    text = file.read_text("utf-8")
    if form == "csl":
        return {one["id"]: json.dumps(one, sort_keys=True) for one in json.loads(text)}
    return {
        re.match(r"@\w+\{(.*),", block)[1]: re.sub(r"  eprintclass = .*\n", "", block)
        for block in text.strip().split("\n\n")
    }


# Standard input


@pytest.fixture
def stdin(monkeypatch):
    def give(data):
        stream = io.TextIOWrapper(io.BytesIO(data), encoding="utf-8")
        monkeypatch.setattr(sys, "stdin", stream)

    return give


@pytest.mark.parametrize(
    "data",
    [
        b"@article{x, title={On Moss}, author={Green, Ada}, year={2020}, url={https://m.example/x}}",
        b'[{"id": "x", "title": "On Moss", "author": [{"family": "Green"}], "URL": "https://m.org/x"}]',
        b"TY  - JOUR\nTI  - On Moss\nER  - \n",
        b"PMID- 1\nTI  - On Moss.\n",
        b"<xml><record><titles><title>On Moss</title></titles></record></xml>",
    ],
    ids=["BibTeX", "CSL-JSON", "RIS", "nbib", "EndNote"],
)
def test_import_of_standard_input(cli, small_project, stdin, data):
    stdin(data)
    result = cli("import", "-", "-p", small_project)
    assert result.code == 0
    assert "On Moss (standard input:1)" in result.out
    assert not (small_project / "-").exists()


@pytest.mark.parametrize(
    "data",
    [b"", b"Dear reader,\n", b"\x00\xff\xfe"],
    ids=["nothing", "a letter", "?"],
)
def test_what_is_no_bibliography_is_told_what_is(cli, small_project, stdin, data):
    stdin(data)
    result = cli("import", "-", "-p", small_project)
    assert (result.code, result.out) == (2, "")
    assert "standard input contains no works that can be read" in result.err
    assert "Supported are BibTeX, CSL-JSON, RIS" in result.err


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
def test_an_address_of_the_list_is_told(add, small_project, address, way):
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
def test_another_address_is_not(add, address):
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
def test_an_identifier_that_stands_in_a_url_field(add, small_project, listed, told):
    entry = small_project / "entries/papers/first.yml"
    entry.write_text(
        f"title: Moss\nauthors: [Ada Green]\nurl: {listed}\nthemes: [objectives]\ntakeaway: x\n",
        "utf-8",
    )
    result = add(told, "--id", "second", "--title", "Fern", "--author", "Bo Li", "--offline")
    assert result.code == 1
    assert "the work is on the list as 'first'" in result.err


TWINS = """@article{one, title={Same title}, author={Fern, Ada}, year={2001}, doi={10.5555/one}}
@article{two, title={Same title}, author={Fern, Ada}, year={2009}, doi={10.5555/two}}
@article{three, title={Same title}, author={Fern, Ada}, year={2009}, url={https://a.example/}}
"""


@pytest.mark.parametrize(
    ("option", "count"), [((), 2), (("--take",), 3), (("--skip",), 1)], ids=["", "take", "skip"]
)
def test_what_may_be_the_same_is_taken_or_skipped(cli, small_project, tmp_path, option, count):
    file = tmp_path / "twins.bib"
    file.write_text(TWINS, "utf-8")
    result = cli("import", file, "-p", small_project, *option, "--dry-run")
    assert len(result.out.splitlines()) == count
    assert result.code == (0 if count == 3 else 1)


def test_take_and_skip_exclude_each_other(cli, small_project, bib):
    result = cli("import", bib, "-p", small_project, "--take", "--skip")
    assert result.code == 2
