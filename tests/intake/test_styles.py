"""Files in the styles of other programs: nothing is lost on import and export.

The files were written for these tests; their works and identifiers are invented. Pandoc determines
what a `.bib` file says; for other formats it is determined line by line.
"""

import html
import json
import re
import shutil
import subprocess
import unicodedata
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from readinglist.entry.model import PaperEntry
from readinglist.entry.yaml.document import parse_document
from readinglist.intake.drafts import render_draft, spell_fields
from readinglist.intake.formats import parse_bibliography
from readinglist.library.merging import merge_paper
from readinglist.site.exports.bibtex import Dialect, render_bibliography
from readinglist.site.exports.csl import render_csl
from readinglist.site.exports.ris import render_ris
from readinglist.site.exports.selection import Cited
from readinglist.values.dates import PartialDate
from readinglist.values.references import find_arxiv_id_in, find_identifiers

STYLES = Path(__file__).parent / "styles"
#: The number of works in each file, without parents.
WORKS = {
    "acl.bib": 3, "acm.bib": 2, "ads.bib": 2, "arxiv.bib": 2, "better-biblatex.bib": 5,
    "dblp.bib": 3, "endnote.ris": 2, "endnote.xml": 3, "ieee.bib": 2, "inspire.bib": 3,
    "jabref.bib": 3, "mendeley.bib": 3, "mendeley.ris": 3, "pubmed.nbib": 2, "scholar.bib": 4,
    "semanticscholar.bib": 2, "thesis.bib": 7, "zotero.bib": 3, "zotero.json": 4, "zotero.ris": 4,
}  # fmt: skip
BIB = [name for name in WORKS if name.endswith(".bib")]
#: Parents that pandoc counts as works.
PARENTS = {"DBLP:conf/woods/2016", "proc91"}
#: Of no use to readers of the list, or internal to the program. `language` becomes a tag.
PASSED_OVER_CSL = frozenset(
    "id type abstract keyword language accessed title-short source journalAbbreviation "
    "container-title-short".split()
)
#: Mendeley's `annote`, pandoc's text for `type = {phdthesis}`, a 10-digit ISBN.
IN_OTHER_WORDS = frozenset({"From Duplicate 1 (Shade - Fern, Ada)", "PhD thesis", "3-16-148410-X"})
PASSED_OVER_LINES = frozenset(
    # RIS
    "TY ER AB N2 KW DB DP Y2 ST CN L1 ID J2 LA "
    # PubMed
    "OWN STAT DCOM LR AU AD PT DEP PL TA JID SB MH EDAT PST SO PMID".split()
)
PASSED_OVER_XML = frozenset(
    "database source-app key auth-address keyword abbr-1 alt-title language".split()
)


def words(text):
    """The words of a text in order, without markup, accents and case."""
    plain = unicodedata.normalize("NFKD", re.sub(r"<[^<>]+>", "", html.unescape(text))).casefold()
    return re.findall(r"[^\W_]+", "".join(c for c in plain if not unicodedata.combining(c)))


def read(name):
    reading = parse_bibliography((STYLES / name).read_text("utf-8"), name)
    assert reading.left_out == []
    return reading


def said_of(reading, draft):
    """Everything said about a work: its entry including comments, and the notes."""
    entry = render_draft(draft, (), PartialDate(2026), [draft.key])
    return "\n".join([re.sub(r"\n# +", " ", entry), *(note.message for note in reading.notes)])


def assert_said(value, draft, said):
    """A value of the file is in the entry (in a field or a comment) or in a note."""
    arxiv, doi = find_identifiers(value) if "/" in value else (None, None)
    arxiv = arxiv or find_arxiv_id_in(value)
    if (arxiv and arxiv == draft.arxiv) or (doi and doi == draft.doi):
        return
    # Numbers and titles may be split into words differently: `978-3-16`, `CO<sub>2</sub>`.
    is_there = "".join(words(value)) in "".join(words(said))
    assert is_there or set(words(value)) <= set(words(said)), (draft.key, value)


@pytest.fixture(scope="module")
def by_pandoc():
    """The works of all `.bib` files by key, as pandoc reads them."""
    if not shutil.which("pandoc"):
        pytest.skip("pandoc is not installed")
    works = {}
    for form, names in (
        ("biblatex", ["better-biblatex.bib"]),
        ("bibtex", [name for name in BIB if name != "better-biblatex.bib"]),
    ):
        works |= {work["id"]: work for work in pandoc(form, *(STYLES / name for name in names))}
    return works


def pandoc(form, *files):
    command = ["pandoc", "-f", form, "-t", "csljson", *map(str, files)]
    out = subprocess.run(command, capture_output=True, check=True, timeout=60).stdout
    return json.loads(out)


def test_every_style_has_its_file():
    assert {file.name for file in STYLES.iterdir()} == WORKS.keys()


@pytest.mark.parametrize("name", BIB)
def test_bibtex_says_what_pandoc_reads(name, by_pandoc):
    reading = read(name)
    assert len(reading.drafts) == WORKS[name]
    for draft in reading.drafts:
        assert_as_in_csl(by_pandoc[draft.key], draft, said_of(reading, draft))


def test_no_work_of_a_bib_file_is_missing(by_pandoc):
    keys = {draft.key for name in BIB for draft in read(name).drafts}
    assert by_pandoc.keys() - keys == PARENTS


def test_csl_json():
    reading = read("zotero.json")
    items = json.loads((STYLES / "zotero.json").read_text("utf-8"))
    assert len(reading.drafts) == len(items) == WORKS["zotero.json"]
    for item, draft in zip(items, reading.drafts, strict=True):
        assert_as_in_csl(item, draft, said_of(reading, draft))


def assert_as_in_csl(item, draft, said):
    for role, names in (("author", draft.authors), ("editor", draft.imprint.editors)):
        people = [person for person in item.get(role, []) if person.get("family") != "others"]
        people = [person for person in people if person.get("literal") != "others"]
        assert len(people) == len(names), (draft.key, role)
        for person, name in zip(people, names, strict=True):
            said_name = " ".join(map(str, person.values()))
            assert sorted(words(said_name)) == sorted(words(name.display)), draft.key
    parts = list(map(int, item["issued"]["date-parts"][0])) if "issued" in item else []
    found = draft.issued or PartialDate(0)
    # Pandoc cannot read `month = may # " 23--27"`.
    assert parts == [found.year, found.month, found.day][: len(parts)], draft.key
    if "$" in draft.title:
        # Pandoc writes formulas in its own way.
        prose = re.findall(r"(?<!\S)[A-Za-z]{2,}(?!\S)", re.sub(r"\$[^$]*\$", "|", draft.title))
        assert set(map(str.lower, prose)) <= set(words(item["title"]))
    for field, value in item.items():
        is_formula = field == "title" and "$" in draft.title
        is_text = isinstance(value, str | int) and field not in PASSED_OVER_CSL
        if is_text and not is_formula and value not in IN_OTHER_WORDS:
            assert_said(str(value), draft, said)
    assert draft.imprint.language or "language" not in item


@pytest.mark.parametrize("name", ["endnote.ris", "mendeley.ris", "pubmed.nbib", "zotero.ris"])
def test_every_line_of_a_tagged_file_is_used_or_reported(name):
    reading = read(name)
    text = (STYLES / name).read_text("utf-8")
    start = "PMID- " if name.endswith("nbib") else "TY  - "
    records = [start + part for part in text.split(start)[1:]]
    assert len(reading.drafts) == len(records) == WORKS[name]
    for record, draft in zip(records, reading.drafts, strict=True):
        said = said_of(reading, draft)
        lines = re.findall(r"^([A-Z][A-Z0-9]{1,3}) *- (.*(?:\n(?! *$|[A-Z][A-Z0-9]{1,3} *- ).*)*)",
                           record, re.MULTILINE)  # fmt: skip
        tags = ("FAU", "CN") if start == "PMID- " else ("AU",)
        people = [value for tag, value in lines if tag in tags]
        assert len(people) == len(draft.authors)
        for tag, value in lines:
            if tag in ("DA", "PY", "Y1") or (tag, start) == ("DP", "PMID- "):
                assert str(draft.issued.year) in value or tag == "DA"
            elif tag not in PASSED_OVER_LINES:
                labels = r" \[(?:doi|pii)\]$| \((?:Elec|Pri|Link)\w+\)$"
                assert_said(re.sub(labels, "", value), draft, said)


def test_every_element_of_endnote_is_used_or_reported():
    reading = read("endnote.xml")
    records = ET.parse(STYLES / "endnote.xml").getroot().findall(".//record")
    assert len(reading.drafts) == len(records) == WORKS["endnote.xml"]
    for record, draft in zip(records, reading.drafts, strict=True):
        said = said_of(reading, draft)
        assert len(record.findall(".//authors/author")) == len(draft.authors)
        for element in record.iter():
            text = " ".join(element.itertext())
            inner = {"style", "author", "url", "date", "year"}
            if all(child.tag in inner for child in element) and element.tag not in (
                *PASSED_OVER_XML, "style", "ref-type", "foreign-keys", "pub-dates", "date",
            ):  # fmt: skip
                assert_said(text, draft, said)


@pytest.mark.parametrize(
    ("name", "key", "field", "value"),
    [
        ("ads.bib", "2017ApJ...835...77F", "venue", "Astrophysical Journal"),
        ("ads.bib", "1998MNRAS.300..100M", "authors", "B. Moss; É. Noor"),
        ("acm.bib", "10.5555/3292500.3330701", "place", "New York, NY, USA"),
        ("acm.bib", "10.5555/3386252", "number", "63"),
        ("dblp.bib", "DBLP:journals/corr/abs-1806-00014", "arxiv", "1806.00014"),
        ("dblp.bib", "DBLP:conf/woods/Moss16", "series", "Lecture Notes in Trees"),
        ("scholar.bib", "moss2014leaf", "arxiv", "1412.0018"),
        ("semanticscholar.bib", "Fern2018ShadeOT", "arxiv", "1810.00020"),
        ("inspire.bib", "TREE:2012def", "arxiv", "hep-ex/0409016"),
        ("acl.bib", "moss-etal-2022-bark", "issued", "2022-05"),
        ("better-biblatex.bib", "fernShadeCity2018", "authors",
         "Ada Fern; Cy van der Oak; Élie Noor"),
        ("better-biblatex.bib", "mossPatience2021", "event", "Fourth Conference on Trees"),
        ("thesis.bib", "fern86", "authors", "A. Fern; B. C. Moss; László Őry; Ch. Yew"),
        ("thesis.bib", "fern86", "issued", "1986-01-12"),
        ("thesis.bib", "elm03", "url", "http://reports.example/~elm/17.pdf"),
        ("mendeley.bib", "Fern2016", "issn", "0001-0782"),
        ("mendeley.bib", "Fern2016", "isbn", ""),
        ("zotero.bib", "fern_leaf_2023", "publisher", ""),
        ("zotero.json", "http://zotero.org/users/1/items/GH78", "number", ""),
        ("endnote.ris", "7", "authors", "A. Fern; C. van der Oak; Tree Consortium"),
        ("endnote.ris", "7", "issued", "2021-06-12"),
        ("pubmed.nbib", "PMID 31000002", "language", "de"),
    ],
)  # fmt: skip
def test_peculiarities_of_each_style(name, key, field, value):
    (draft,) = (draft for draft in read(name).drafts if draft.key == key)
    if field == "authors":
        found = "; ".join(author.display for author in draft.authors)
    elif field == "arxiv":
        found = draft.arxiv.value
    else:
        found = dict(draft.imprint.texts()).get(field) or str(getattr(draft, field, ""))
    # Here `place` is a field of the imprint.
    assert found == value


@pytest.mark.parametrize(
    "text",
    [
        "@article{a, title={T}, journal={arXiv preprint arXiv:1412.00018}}",
        '[{"type": "article", "title": "T", "container-title": "arXiv:1412.00018"}]',
        "TY  - JOUR\nTI  - T\nT2  - arXiv preprint arXiv:1412.00018\nER  -",
    ],
)
def test_an_invalid_arxiv_id_is_reported(text):
    reading = parse_bibliography(text, "f")
    assert (reading.drafts[0].arxiv, reading.drafts[0].venue) == (None, "")
    (note,) = reading.notes
    assert "1412.00018' does not contain a valid arXiv id; left out" in note.message


# Out and in again


def works_of_all_styles():
    works = []
    for name in WORKS:
        for draft in read(name).drafts:
            fields = {}
            for spelt in spell_fields(draft).values():
                fields |= parse_document(spelt.encode(), name).fields
            entry = PaperEntry.model_validate({**fields, "themes": ["t"], "takeaway": "x"})
            works.append((draft, merge_paper(f"w{len(works)}", entry, {})))
    return works


FORMATS = {
    "bibtex": render_bibliography,
    "biblatex": lambda items: render_bibliography(items, Dialect.BIBLATEX),
    "csl": render_csl,
    "ris": render_ris,
}


def fields_of(draft):
    """The fields to compare; names in display form, since formats split them differently."""
    names = {
        "authors": [name.display for name in draft.authors],
        "editors": [name.display for name in draft.imprint.editors],
    }
    return {**spell_fields(draft), **names}


@pytest.mark.parametrize("form", FORMATS)
def test_imported_works_round_trip(form):
    works = works_of_all_styles()
    assert len(works) == sum(WORKS.values())
    reading = parse_bibliography(FORMATS[form]([Cited(work) for _, work in works]), "file")
    assert (reading.left_out, reading.notes) == ([], [])
    for (draft, _), back in zip(works, reading.drafts, strict=True):
        assert fields_of(back) == fields_of(draft)


def test_pandoc_reads_the_same_number_of_names_from_exports(by_pandoc, tmp_path):
    works = works_of_all_styles()
    file = tmp_path / "out.bib"
    file.write_text(render_bibliography([Cited(work) for _, work in works]), "utf-8")
    items = {item["id"]: item for item in pandoc("bibtex", file)}
    assert len(items) == len(works)
    for draft, work in works:
        item = items[work.id]
        assert len(item.get("author", [])) == len(draft.authors)
        assert len(item.get("editor", [])) == len(draft.imprint.editors)
        assert words(draft.title) == words(item["title"]) or "$" in draft.title
    assert by_pandoc
