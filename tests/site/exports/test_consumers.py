"""Popular programs read every export without any warnings.

They are pandoc, biber and bibutils (Debian packages of these names). If one is missing its tests
are skipped, unless READINGLIST_REQUIRE_CONSUMERS is set.
"""

import csv
import datetime
import io
import json
import os
import re
import shutil
import subprocess
from dataclasses import replace
from xml.etree import ElementTree

import bibtexparser
import pytest
from bibtexparser.middlewares import SeparateCoAuthors, SplitNameParts

from readinglist.entry.model import PaperEntry
from readinglist.entry.vocabulary import WorkType
from readinglist.graph.preparing import prepare
from readinglist.intake.bibtex import parse_bibtex
from readinglist.library.lock.arxiv_records import Provenance, Record, parse_bulk
from readinglist.library.merging import merge_paper
from readinglist.library.works import Retraction
from readinglist.site.exports.bibtex import TOLD, Dialect, escape_tex, render_bibliography
from readinglist.site.exports.files import ExportFormat, plan_exports
from readinglist.site.exports.selection import ALL, Cited, join_notes, names_of_selections, select
from readinglist.values.dates import PartialDate
from readinglist.values.identifiers import ArxivId
from readinglist.values.names import Name
from readinglist.values.tex import decode_tex

READ = datetime.datetime(2027, 1, 5, tzinfo=datetime.UTC)
MODS = "{http://www.loc.gov/mods/v3}"


def run(program, *arguments, stdin="", folder):
    if shutil.which(program) is None:
        if os.environ.get("READINGLIST_REQUIRE_CONSUMERS"):
            pytest.fail(f"READINGLIST_REQUIRE_CONSUMERS is set and there is no {program}")
        pytest.skip(f"there is no {program} on the PATH")
    result = subprocess.run(
        [program, *map(str, arguments)], input=stdin, cwd=folder, capture_output=True,
        text=True, encoding="utf-8", check=False, timeout=120,
    )  # fmt: skip
    assert result.returncode == 0, result.stdout[-2000:] + result.stderr[-2000:]
    return result


@pytest.fixture(scope="module")
def whole_list(tools):
    return prepare(tools.REPOSITORY).graph


@pytest.fixture(scope="module")
def real_records(corpus):
    """300 works of the large corpus, a third with TeX or other unusual characters in the title."""
    if not corpus:
        pytest.skip("READINGLIST_DATA does not name the corpus")
    odd = [values for values in corpus if re.search(r"[\\${}%&#_^~<>]", values["title"])][:100]
    taken = {values["id"] for values in odd}
    chosen = [*odd, *(values for values in corpus if values["id"] not in taken)]
    lines = (json.dumps(values) for values in chosen)
    items = []
    for _, record in parse_bulk(lines, "corpus", PartialDate(2026, 1, 1)):
        if isinstance(record, Record):
            fields = {"arxiv": record.id.value, "themes": ["t"], "takeaway": "x"}
            work = merge_paper(
                f"work{len(items)}", PaperEntry.model_validate(fields), {record.id: record}
            )
            items.append(Cited(work, f"Supports: “{record.title}”" if len(items) % 3 else ""))
        if len(items) == 300:
            break
    return tuple(items)


@pytest.fixture(scope="module")
def statuses():
    """The same paper with each possible status, as each type of work."""
    arxiv = ArxivId("2101.00001")
    notice = Retraction("retraction", PartialDate(2026, 5, 3), "https://doi.org/10.9999/n_1")
    items = []
    for kind in (None, *WorkType):
        for status in ("plain", "withdrawn", "retracted", "published"):
            fields = {"arxiv": arxiv.value, "themes": ["t"], "takeaway": "x"}
            record = Record(
                arxiv, "A Title", (Name("Roe", "Jane"),), Provenance("api", READ), version=3,
                submitted=PartialDate(2021, 1, 1),
                withdrawn="A 100% wrong {proof & a} $x_1$ <b>bug</b>." * (status == "withdrawn")
                or None,
                journal_ref="J. Odd & Even Res. 7 (2022)" if status == "published" else None,
                doi="10.5555/J.7_1" if status == "published" else None,
            )  # fmt: skip
            entry = PaperEntry.model_validate(fields | ({"type": kind.value} if kind else {}))
            work = merge_paper(f"{status}-{kind or 'default'}", entry, {arxiv: record})
            if status == "retracted":
                work = replace(work, retracted=notice)
            items.append(Cited(work, "Why." if kind else ""))
    return tuple(items)


@pytest.fixture(scope="module")
def imprints():
    """A work of each type with every field of a reference, and one with only editors."""
    fields = {
        "title": "A Title", "authors": ["Jane Roe"], "editors": ["Bo Moss", {"literal": "A Lab"}],
        "issued": "2019-05-23", "venue": "Odd & Even", "volume": "21", "issue": "7",
        "number": "3_b", "pages": "558-565", "publisher": "North #1 Press", "place": "Oslo",
        "edition": "2", "series": "Notes", "event": "Meeting 5%", "isbn": "9783161484100",
        "issn": "0001-0782", "language": "de", "url": "https://a.example/x", "themes": ["t"],
        "takeaway": "x",
    }  # fmt: skip
    items = []
    for kind in WorkType:
        entry = PaperEntry.model_validate(fields | {"type": kind.value})
        items.append(Cited(merge_paper(f"whole-{kind.value}", entry, {})))
    edited = {key: fields[key] for key in ("title", "editors", "publisher", "themes", "takeaway")}
    entry = PaperEntry.model_validate(edited | {"type": "book"})
    return (*items, Cited(merge_paper("edited", entry, {})))


ALL_ITEMS = ["the list", "statuses", "imprints", "real records"]


@pytest.fixture(scope="module", params=ALL_ITEMS)
def items(request):
    """Works to export: the list with notes on evidence, each status, real records."""
    if request.param in ("statuses", "imprints"):
        return request.getfixturevalue(request.param)
    if request.param == "real records":
        return request.getfixturevalue("real_records")
    graph = request.getfixturevalue("whole_list")
    evidence = {
        item.work.id: item
        for name in names_of_selections(graph)
        if name.startswith("claims/")
        for item in select(graph, name)
    }
    assert all(item.note for item in evidence.values())
    return tuple(evidence.get(item.work.id, item) for item in select(graph, ALL))


@pytest.mark.parametrize("form", [ExportFormat.BIB, ExportFormat.CSL])
def test_pandoc_makes_a_bibliography(items, form, tmp_path):
    file = tmp_path / ("refs.bib" if form is ExportFormat.BIB else "refs.json")
    file.write_bytes(form.render(items).encode())
    result = run(
        "pandoc", "--citeproc", "--fail-if-warnings", "--bibliography", file,
        "--from", "markdown", "--to", "markdown-citations", "--wrap", "none",
        stdin="---\nnocite: '@*'\n---\n", folder=tmp_path,
    )  # fmt: skip
    assert result.stderr == ""
    found = set(re.findall(r"\{#ref-(\S+)", result.stdout))
    assert found == {item.work.id for item in items}


def test_pandoc_reads_csl_json(items, tmp_path):
    text = ExportFormat.CSL.render(items)
    result = run(
        "pandoc", "--fail-if-warnings", "--from", "csljson", "--to", "csljson",
        stdin=text, folder=tmp_path,
    )  # fmt: skip
    assert result.stderr == ""
    read = {item["id"]: item for item in json.loads(result.stdout)}
    written = {item["id"]: item for item in json.loads(text)}
    assert read.keys() == written.keys()
    for key, item in written.items():
        for name in ("type", "author", "issued", "URL", "DOI"):
            # A particle may be read as another part of the same name.
            if name == "author":
                assert len(read[key].get(name, ())) == len(item.get(name, ()))
            else:
                assert read[key].get(name) == item.get(name), (key, name)


def test_pandoc_reads_ris(items, tmp_path):
    listing = run("pandoc", "--list-input-formats", folder=tmp_path).stdout.split()
    if "ris" not in listing:
        pytest.skip("this pandoc is older than 3.0 and knows no RIS")
    result = run(
        "pandoc", "--fail-if-warnings", "--from", "ris", "--to", "csljson",
        stdin=ExportFormat.RIS.render(items), folder=tmp_path,
    )  # fmt: skip
    assert result.stderr == ""
    assert [item["id"] for item in json.loads(result.stdout)] == [item.work.id for item in items]


def test_bibutils_reads_ris(items, tmp_path):
    file = tmp_path / "refs.ris"
    file.write_bytes(ExportFormat.RIS.render(items).encode())
    result = run("ris2xml", file, folder=tmp_path)
    assert result.stderr == f"ris2xml: Processed {len(items)} references.\n"
    records = ElementTree.fromstring(result.stdout.lstrip("\ufeff")).findall(f"{MODS}mods")
    assert [record.get("ID") for record in records] == [item.work.id for item in items]
    for record, item in zip(records, items, strict=True):
        # It merges two authors with the same name.
        assert len(list(record.iter(f"{MODS}name"))) == len(
            {*item.work.authors, *item.work.imprint.editors}
        ), item.work.id


@pytest.mark.parametrize("dialect", Dialect)
def test_biber_validates_bibtex(items, dialect, tmp_path):
    (tmp_path / "refs.bib").write_bytes(render_bibliography(items, dialect).encode())
    result = run("biber", "--tool", "--validate-datamodel", "refs.bib", folder=tmp_path)
    complaints = re.findall("^(?:WARN|ERROR).*", result.stdout + result.stderr, re.MULTILINE)
    # Fields unknown for an entry's type are still written, for other programs.
    assert [
        complaint for complaint in complaints if not FIELD_OF_OTHER_TYPES.search(complaint)
    ] == []
    read = (tmp_path / "refs_bibertool.bib").read_text("utf-8")
    assert len(re.findall("^@", read, re.MULTILINE)) == len(items)


# BibTeX's own styles use a book's editors if it has no authors; biblatex does not.
FIELD_OF_OTHER_TYPES = re.compile(
    r"Entry '(?:whole-.*Invalid field '\w+' for entrytype|edited.*Missing mandatory field 'author')"
)


# What TeX prints for sequences of signs: both forms count as equal when read back.
LIGATURES = {"---": "—", "--": "–", "``": "“", "''": "”", "!`": "¡", "?`": "¿"}


def printed(text):
    """The text with all of TeX's ligatures in their printed form."""
    for signs, sign in LIGATURES.items():
        text = text.replace(signs, sign)
    return text


def written_plainly(parts):
    """The words of a part of a name, without the braces that hold them together."""
    return printed(decode_tex(" ".join(parts)))


def assert_reads_back(text, items):
    """Check that bibtexparser reads from the text what the works say, including every name."""
    library = bibtexparser.parse_string(
        text, append_middleware=[SeparateCoAuthors(), SplitNameParts()]
    )
    assert library.failed_blocks == []
    assert library.comments == []
    assert len(library.entries) == len(items)
    for entry, item in zip(library.entries, items, strict=True):
        work = item.work
        read = {field.key: field.value for field in entry.fields}
        assert len(read) == len(entry.fields)
        date = work.cited_date
        expected = {
            "title": work.title,
            "year": str(date.year) if date else None,
            "date": None if date else "XXXX",
            "month": MONTHS[date.month - 1] if date and date.month else None,
            "day": str(date.day) if date and date.day else None,
            "entrysubtype": work.type.value if TOLD[entry.entry_type] is not work.type else None,
            "eprint": work.arxiv.value if work.arxiv else None,
            "eprinttype": "arxiv" if work.arxiv else None,
            "eprintclass": work.categories[0] if work.arxiv and work.categories else None,
            "doi": work.doi,
            "url": work.url or None,
            "version": str(work.version)
            if work.is_preprint and work.version and entry.entry_type == "misc"
            else None,
            "note": join_notes(work, item.note) or None,
            "abstract": work.abstract,
        }
        venues = {"journal", "booktitle", "publisher", "institution", "school", "howpublished",
                  "organization"}  # fmt: skip
        assert entry.key == work.id
        assert read.keys() - venues - {"author"} - (IMPRINT if work.imprint else set()) == {
            key for key, value in expected.items() if value
        }
        assert sorted(read[name] for name in venues & read.keys()) == sorted(
            escape_tex(text) for text in (work.container, work.publisher) if text
        )
        for name in ("title", "note", "abstract"):
            assert read.get(name) is None or (
                printed(decode_tex(read[name])) == printed(expected[name])
            )
        for name in (
            "eprint",
            "eprinttype",
            "eprintclass",
            "year",
            "date",
            "month",
            "day",
            "entrysubtype",
            "doi",
            "version",
        ):
            assert read.get(name) == expected[name]
        assert read.get("url", "").replace("\\%", "%") == work.url
        assert_protected(read["title"], work.title)
        assert len(read.get("author", ())) == len(work.authors)
        for parts, name in zip(read.get("author", ()), work.authors, strict=True):
            assert_name(parts, name)


#: Fields of the imprint, which `tests/intake/test_round_trips.py` covers.
IMPRINT = set(
    "editor volume number issue eid pages address edition series eventtitle isbn issn "
    "language".split()
)
MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()


def assert_protected(source, title):
    """Check that exactly the words with an inner capital are in braces."""
    if "$" in title:
        return
    for written, word in zip(source.split(), title.split(), strict=True):
        is_protected = written.startswith("{") and written.endswith("}")
        assert is_protected is any(char.isupper() for char in word[1:]), (written, word)


def assert_name(parts, name):
    if name.literal:
        assert (parts.first, parts.von, parts.jr) == ([], [], [])
        assert len(parts.last) == 1
        assert written_plainly(parts.last) == printed(name.literal)
        return
    read = {
        "given": written_plainly(parts.first),
        "particle": written_plainly(parts.von),
        "family": written_plainly(parts.last),
        "suffix": written_plainly(parts.jr),
    }
    assert read == {key: printed(getattr(name, key)) for key in read}, name


def test_bibtexparser_reads_back_what_was_written(items):
    assert_reads_back(ExportFormat.BIB.render(items), items)


def test_bibtexparser_reads_back_every_file_of_the_site(whole_list):
    plan = plan_exports(whole_list)
    names = [name for name in names_of_selections(whole_list) if select(whole_list, name)]
    assert len(names) > 300
    for name in names:
        text = plan[ExportFormat.BIB.file(name)]()
        assert_reads_back(text, select(whole_list, name))


def test_bibtexparser_reads_back_names_that_the_entry_corrects():
    names = [
        Name("Peyton Jones", "Simon"),
        Name("Mühle zu Hohenstein", "Ludwig", "von der"),
        Name("van Gogh", "Vincent"),
        Name("Van den Hof", "Paul M. J."),
        Name("d'Arc", "Jeanne"),
        Name("Ho", "Jonathan", suffix="Jr."),
        Name("李", "飞飞"),
        Name(literal="Gemini Team, Google"),
        Name("Ōe no Masafusa", "A."),
    ]
    entry = PaperEntry.model_validate(
        {
            "title": "T", "url": "https://a.example/", "themes": ["t"], "takeaway": "x",
            "authors": [name.as_plain() for name in names],
        }
    )  # fmt: skip
    work = merge_paper("w", entry, {})
    assert work.authors == tuple(names)
    text = ExportFormat.BIB.render([Cited(work)])
    assert_reads_back(text, [Cited(work)])
    assert parse_bibtex(text, "r").drafts[0].authors == tuple(names)


def test_csv_round_trips(items):
    table = csv.DictReader(io.StringIO(ExportFormat.CSV.render(items), newline=""))
    # An apostrophe keeps a cell from being a formula; the documentation says how to remove it.
    shown = re.compile(r"(^|;)'(?=\s*'*[=+\-@])")
    rows = [{name: shown.sub(r"\1", cell) for name, cell in row.items()} for row in table]
    for row, item in zip(rows, items, strict=True):
        work = item.work
        assert (row["id"], row["title"], row["url"]) == (work.id, work.title, work.url)
        assert row["authors"] == "; ".join(name.inverted for name in work.authors) or ";" in str(
            work.authors
        )
        assert (row["takeaway"], row["note"]) == (work.entry.takeaway, join_notes(work, item.note))
