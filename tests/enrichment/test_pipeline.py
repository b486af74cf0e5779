"""From arXiv to programs that read the exports: client → lock → site → exports → consumers.

300 real records of the large corpus (in the folder READINGLIST_DATA) go through all of it, in real
processes, without a single warning; 40 invented ones do without a corpus.
"""

import gzip
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import bibtexparser
import pytest
from standins.arxiv import Arxiv, paper_of

from readinglist.values.markup import strip_markup
from readinglist.values.tex import decode_loose_tex

MKDOCS = """\
site_name: Three hundred papers
site_url: https://three.example/hundred/
theme: {name: material, font: false}
plugins: [readinglist]
"""
ODD = re.compile(r"[\\${}%&#_^~<>]|[^\x00-\x7f]")


def corpus_papers():
    """Real papers, a third of them with TeX, signs or letters beyond ASCII in the title."""
    folder = os.environ.get("READINGLIST_DATA")
    if not folder:
        return None
    with gzip.open(Path(folder) / "corpus_10k.jsonl.gz", "rt", encoding="utf-8") as stream:
        values = [json.loads(line) for line in stream]
    odd = [record for record in values if ODD.search(record["title"])][:100]
    taken = {record["id"] for record in odd}
    rest = [record for record in values if record["id"] not in taken]
    return [paper_of(record) for record in odd + rest[:: len(rest) // 200][:200]]


def run(*arguments, folder, stdin="", **environment):
    program = str(arguments[0])
    if shutil.which(program) is None:
        if os.environ.get("READINGLIST_REQUIRE_CONSUMERS"):
            pytest.fail(f"READINGLIST_REQUIRE_CONSUMERS is set and there is no {program}")
        pytest.skip(f"there is no {program} on the PATH")
    env = {key: value for key, value in os.environ.items() if not key.startswith("READINGLIST_")}
    env |= {"COLUMNS": "200", "NO_MKDOCS_2_WARNING": "1", "TERM": "dumb", **environment}
    result = subprocess.run(
        [*map(str, arguments)], cwd=folder, env=env, input=stdin, capture_output=True, text=True,
        encoding="utf-8", check=False, timeout=300,
    )  # fmt: skip
    assert result.returncode == 0, result.stdout[-3000:] + result.stderr[-3000:]
    return result


@pytest.fixture(scope="module")
def papers(request):
    """The papers that go through all of it."""
    found = corpus_papers()
    if found is None:
        make = request.getfixturevalue("make_papers")
        return make(40)
    assert len({paper.id for paper in found}) == 300
    return found


@pytest.fixture(scope="module")
def make_papers():
    def make(count):
        values = [
            {
                "id": f"2301.{n:05}", "title": f"Odd & {{e}}ven $x_{n}$ 100% Schölkopf",
                "authors": ["Ada Lovelace", "Laurens van der Maaten"],
                "abstract": f"We find {n} < 100% of $x^2$ & more.", "published": "2023-01-02",
                "updated": "2023-01-02", "primary_category": "cs.LG", "categories": ["cs.LG"],
            }
            for n in range(1, count + 1)
        ]  # fmt: skip
        return [paper_of(record) for record in values]

    return make


@pytest.fixture(scope="module")
def project(papers, tmp_path_factory):
    """A list of the papers, with a lock filled by a real run of `enrich`."""
    root = tmp_path_factory.mktemp("pipeline")
    (root / "entries/papers").mkdir(parents=True)
    (root / "docs").mkdir()
    (root / "mkdocs.yml").write_text(MKDOCS, "utf-8")
    theme = "- id: all\n  title: All\n  lead: All of them.\n  introduction: All.\n"
    (root / "entries/themes.yml").write_text(theme, "utf-8")
    for number, paper in enumerate(papers):
        text = f'arxiv: "{paper.id}"\nthemes: [all]\ntakeaway: Paper {number}.\nadded: 2024-01-01\n'
        (root / f"entries/papers/p{number:03}.yml").write_text(text, "utf-8")
    with Arxiv(papers) as arxiv:
        result = run(
            sys.executable, "-m", "readinglist", "enrich", "-p", root, folder=root,
            READINGLIST_ARXIV_URL=arxiv.api, READINGLIST_SOURCES="arxiv",
            READINGLIST_STATE=str(root / "state"),
        )  # fmt: skip
        # As few requests as arXiv allows: a hundred ids each.
        assert len(arxiv.asked) == -(-len(papers) // 100), arxiv.asked
    assert "warning" not in (result.stdout + result.stderr).lower()
    shutil.rmtree(root / "state", ignore_errors=True)
    return root


@pytest.fixture(scope="module")
def site(project):
    """The site of the list, built strictly."""
    result = run(sys.executable, "-m", "readinglist", "build", "-p", project, folder=project)
    assert "WARNING" not in result.stdout + result.stderr
    return project / "site"


def test_the_lock_holds_every_paper_as_arxiv_has_it(project, papers):
    for paper in papers:
        file = project / f"entries/metadata/arxiv/{paper.id}.json"
        record = json.loads(file.read_text("utf-8"))
        assert record["id"] == paper.id
        assert record["title"] == decode_loose_tex(strip_markup(paper.title))
        assert record["abstract"] == decode_loose_tex(paper.abstract)
        assert len(record["authors"]) == len(paper.authors)
        assert record["provenance"]["route"] == "api"


def test_the_list_validates_without_a_finding(project):
    result = run(
        sys.executable, "-m", "readinglist", "validate", "--strict", "--notices", "-p", project,
        folder=project,
    )  # fmt: skip
    found = [line for line in result.stdout.splitlines() if " N504 " not in line]
    assert found == []


def test_every_paper_has_its_page(site, papers):
    pages = list((site / "papers").glob("p*/index.html"))
    assert len(pages) == len(papers)
    assert all("<h1" in page.read_text("utf-8") for page in pages)


def test_bibtexparser_reads_every_entry(site, papers):
    library = bibtexparser.parse_string((site / "exports/all.bib").read_text("utf-8"))
    assert library.failed_blocks == []
    eprints = {entry["eprint"] for entry in library.entries}
    assert eprints == {paper.id for paper in papers}


@pytest.mark.parametrize("name", ["all.bib", "all.csl.json"])
def test_pandoc_makes_a_bibliography(site, papers, name, tmp_path):
    # Pandoc's own reader goes by the file extension.
    file = tmp_path / name.replace(".csl.json", ".json")
    shutil.copy(site / "exports" / name, file)
    result = run(
        "pandoc", "--citeproc", "--fail-if-warnings", "--bibliography", file, "--from", "markdown",
        "--to", "markdown-citations", "--wrap", "none",
        stdin="---\nnocite: '@*'\n---\n", folder=tmp_path,
    )  # fmt: skip
    assert result.stderr == ""
    assert len(set(re.findall(r"\{#ref-(\S+)", result.stdout))) == len(papers)


def test_biber_reads_it_without_warnings(site, papers, tmp_path):
    result = run(
        "biber", "--tool", "--validate-datamodel", "--output-file", tmp_path / "out.bib",
        site / "exports/all.bib", folder=tmp_path,
    )  # fmt: skip
    assert "WARN" not in result.stdout
    assert "ERROR" not in result.stdout
    written = (tmp_path / "out.bib").read_text("utf-8")
    assert len(re.findall(r"^@", written, re.MULTILINE)) == len(papers)


def test_bibutils_read_the_ris_file(site, papers, tmp_path):
    result = run("ris2xml", site / "exports/all.ris", folder=tmp_path)
    assert result.stdout.count("<mods ") == len(papers)
    assert "Did not identify" not in result.stderr
