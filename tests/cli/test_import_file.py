"""`readinglist import`, as a newcomer would use it."""

import io
import json
import re
import sys

import pytest
from projects import NEW, codes, files
from standins.arxiv import Arxiv

PAPER = "entries/papers/vaswani2017attention.yml"


@pytest.fixture
def arxiv():
    with Arxiv([NEW]) as server:
        yield server


def written(project, entry_id):
    return (project / f"entries/papers/{entry_id}.yml").read_text("utf-8")


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
    # Missing fields of a draft are not mistakes.
    assert codes(cli, small_project) == []
    # A second time everything is already there.
    again = cli("import", bib, "-p", small_project)
    assert (again.code, again.out) == (1, "")
    assert "0 entries written, 5 duplicates and 1 broken item left out." in again.err


def test_import_as_json_without_writing(cli, small_project, bib):
    before = files(small_project)
    result = cli("import", bib, "-p", small_project, "--dry-run", "--format", "json")
    assert result.code == 1
    report = json.loads(result.out)
    assert report["dry_run"] is True
    assert [entry["id"] for entry in report["entries"]] == [
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
    assert [item["place"] for item in report["broken"]] == [f"{bib}:8"]
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
        f"entries/papers/{entry_id}.yml" for entry_id in ("mine", "dtwo", "fthree")
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


def test_a_file_in_latin_1_is_read_and_reported(cli, small_project, tmp_path):
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
def test_files_without_works(  # noqa: PLR0913, PLR0917 - fixtures and parameters
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
def test_an_exported_list_round_trips(cli, small_project, tmp_path, tools, form):
    """This repository's list, exported to a file and imported into an empty list."""
    suffix = "bib" if form == "bib" else "json"
    file = tmp_path / f"refs.{suffix}"
    cli("export", "--all", "-f", form, "-o", file, "-p", tools.REPOSITORY)
    (small_project / PAPER).unlink()
    result = cli(
        "import", file, "-p", small_project, "--keep-keys", "-t", "objectives", "--no-draft"
    )
    assert result.code == 0
    assert "0 duplicates and 0 broken items left out" in result.err
    for path in (small_project / "entries/papers").iterdir():
        text = path.read_text("utf-8")
        path.write_text(text.replace("\ntakeaway:\n", "\ntakeaway: x\n"), "utf-8")
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
    """The exported works by id, without what no bibliography has."""
    text = file.read_text("utf-8")
    if form == "csl":
        return {item["id"]: json.dumps(item, sort_keys=True) for item in json.loads(text)}
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
def test_a_file_of_unknown_format_is_told_the_supported_ones(cli, small_project, stdin, data):
    stdin(data)
    result = cli("import", "-", "-p", small_project)
    assert (result.code, result.out) == (2, "")
    assert "standard input contains no works that can be read" in result.err
    assert "Supported are BibTeX, CSL-JSON, RIS" in result.err


TWINS = """@article{one, title={Same title}, author={Fern, Ada}, year={2001}, doi={10.5555/one}}
@article{two, title={Same title}, author={Fern, Ada}, year={2009}, doi={10.5555/two}}
@article{three, title={Same title}, author={Fern, Ada}, year={2009}, url={https://a.example/}}
"""


@pytest.mark.parametrize(
    ("option", "count"), [((), 2), (("--take",), 3), (("--skip",), 1)], ids=["", "take", "skip"]
)
def test_possible_duplicates_are_taken_or_skipped(cli, small_project, tmp_path, option, count):
    file = tmp_path / "twins.bib"
    file.write_text(TWINS, "utf-8")
    result = cli("import", file, "-p", small_project, *option, "--dry-run")
    assert len(result.out.splitlines()) == count
    assert result.code == (0 if count == 3 else 1)


def test_take_and_skip_exclude_each_other(cli, small_project, bib):
    result = cli("import", bib, "-p", small_project, "--take", "--skip")
    assert result.code == 2
