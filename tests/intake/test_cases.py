"""Real-world peculiarities of bibliographies, and the right result for each entry."""

import datetime
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readinglist.entry.vocabulary import WorkType
from readinglist.intake.bibtex import parse_bibtex
from readinglist.intake.csl_json import parse_csl_json
from readinglist.intake.duplicates import Index, known_draft
from readinglist.library.lock.arxiv_records import parse_bulk
from readinglist.site.exports.bibtex import escape_tex
from readinglist.site.pages.tex import render_tex
from readinglist.values.identifiers import doi_url, parse_doi
from readinglist.values.imprint import Imprint
from readinglist.values.names import Name
from readinglist.values.search_words import index_words, split_words

CASES = Path(__file__).parent / "cases"


@pytest.fixture(scope="module")
def reading():
    return parse_bibtex((CASES / "fields.bib").read_text("utf-8"), "fields.bib")


@pytest.fixture(scope="module")
def drafts(reading):
    assert reading.left_out == []
    return {draft.key: draft for draft in reading.drafts}


@pytest.mark.parametrize(
    ("key", "name", "value"),
    [
        ("f1", "url", "https://a.example/"),
        ("f2", "title", "Three"),
        ("f2", "venue", "Proc."),
        ("f3", "doi", "10.1002/(sici)1096-987x(199803)19:4<377::aid-jcc1>3.0.co;2-p"),
        ("f4", "doi", "10.1890/0012-9658(2006)87[1465:atocst]2.0.co;2"),
        ("f5", "url", "http://a.example/a_b%20c"),
        ("f6", "url", "http://a.example/~ada/~x"),
        ("f7", "doi", "10.1007/978-3-642-13190-5_2"),
        ("f8", "url", "https://a.example/x"),
        ("f9", "url", "https://dl.acm.example/citation.cfm?id=1"),
        ("f10", "title", "Book: A Reader"),
        ("f10", "imprint", Imprint(editors=(Name("Moss", "Bo"),))),
        ("f11", "title", "Chapter"),
        ("f11", "venue", "Book: A Reader"),
        ("f11", "imprint", Imprint(pages="1-9", editors=(Name("Moss", "Bo"),))),
        ("f11", "remarks", ()),
        ("f12", "title", "The energy of 5 µm waves at z~4, § 2"),
        ("f13", "title", "Cost $5 to $10"),
        ("f14", "title", "Bounds for $L^2$ and $B_s$"),
        ("f15", "issued", "2019-05"),
        ("f16", "issued", "2020-10"),
        ("f17", "arxiv", "hep-th/0309136"),
        ("f18", "arxiv", "1502.03167"),
        ("f19", "title", "Markup in vivo & CO₂"),
        ("f22", "venue", "Commun. ACM"),
        ("f22", "imprint", Imprint(volume="21", issue="7", pages="558-565", publisher="ACM")),
        ("f23", "url", ""),
        (
            "f23",
            "imprint",
            Imprint(
                volume="3",
                publisher="North Press",
                place="Oslo",
                edition="2",
                series="Notes",
                isbn="9783161484100",
            ),
        ),
    ],
)
def test_fields(drafts, key, name, value):
    found = getattr(drafts[key], name)
    is_text = name not in ("imprint", "remarks")
    assert getattr(found, "value", str(found) if is_text else found) == value


def test_values_left_out_are_reported_with_their_lines(reading):
    told = {note.place: note.message for note in reading.notes}
    assert told["fields.bib:2"] == "a comma is missing before 'keywords'"
    assert told["fields.bib:4"] == "a comma is missing before 'booktitle'"
    assert "https://b.example/y" in told["fields.bib:10"]
    assert "no scheme" in told["fields.bib:11"]
    assert "23–27 May" in told["fields.bib:17"]
    assert "October-November" in told["fields.bib:18"]


@pytest.mark.parametrize(
    ("field", "line"),
    [
        ("url = {not an address}", "url: 'not an address' is not a web address"),
        ("url = {ftp://a.example/x}", "url: 'ftp://a.example/x' has the scheme 'ftp'"),
        ("doi = {see the web page}", "doi 'see the web page' is not a DOI"),
        ("eprint = {12345}, archiveprefix = {arXiv}", "eprint '12345' is not an arXiv id"),
        ("year = {in press}", "year: there is no year in 'in press'"),
        ("year = {342 BC}", "year: '342 BC' is before the year 1"),
        ("date = {2019-21}", "date: only the year of spring 2019 is kept"),
        ("date = {2019-05-23/2019-05-27}", "only the beginning of"),
    ],
)
def test_unusable_values_are_named(field, line):
    reading = parse_bibtex(f"@misc{{k,\n  title = {{T}},\n  {field}\n}}", "r.bib")
    assert [note.place for note in reading.notes] == ["r.bib:3"]
    assert line in reading.notes[0].message
    assert any(line[1:] in remark for remark in reading.drafts[0].remarks)


def test_another_edition_is_never_a_certain_duplicate(drafts):
    index = Index()
    index.add(known_draft(drafts["f20"]))
    match = index.find(known_draft(drafts["f21"]))
    assert not match.is_certain
    assert not match.is_likely
    assert "different DOI and edition and year" in match.message


@pytest.mark.parametrize(
    ("key", "names"),
    [
        ("n1", ["Ada Gomez", "Łukasz Kaiser", "R. Ørsøe", "Éva Tardos"]),
        ("n2", ["Jane Doe", "Jan Šimeček", "Ali Özgür", "Ewa Świerk", "Hakan İnan", "Ola Ås",
                "Bela őry"]),
        ("n3", ["Wim van Hasselt", "Ana Boronat"]),
        ("n4", ["Kurt Gödel", "Élie Noor"]),
        ("n5", ["Ada Fern", "Bo Moss", "Cy Oak"]),
        ("n6", ["Ada Fern", "Bo Moss", "Cy Oak"]),
    ],
)  # fmt: skip
def test_names(key, names):
    reading = parse_bibtex((CASES / "names.bib").read_text("utf-8"), "names.bib")
    (draft,) = (draft for draft in reading.drafts if draft.key == key)
    assert [name.display for name in draft.authors] == names
    assert {note.place for note in reading.notes} == {"names.bib:5", "names.bib:6"}


def test_csl_json():
    reading = parse_csl_json((CASES / "works.csl.json").read_text("utf-8"), "w.json")
    mass, letters, page = reading.drafts
    assert mass.title == "Mass of W in vitro"
    assert mass.authors == (Name(literal="GTEx Consortium"), Name("Fern", "Ada"))
    assert str(mass.issued) == "2020-05-04"
    assert mass.imprint == Imprint(volume="7", issue="2", pages="1-9", publisher="North Press")
    assert letters.imprint == Imprint(publisher="North Press", isbn="9783161484100")
    assert letters.authors == (Name("Moss", "Bo"),)
    assert "list them all" in letters.remarks[0]
    assert "'-342' is before the year 1" in reading.notes[1].message
    assert (page.type, str(page.issued)) == (WorkType.WEBPAGE, "2021-03-09")


def test_snapshot():
    lines = iter((CASES / "snapshot.jsonl").read_text("utf-8").splitlines())
    ((_, record),) = parse_bulk(lines, "snapshot", datetime.datetime.now(datetime.UTC))
    assert record.title == "On the Kähler metric and $L^2$"
    assert record.authors == (Name("Lévy", "André"), Name("Müller", "J."))
    assert record.abstract == "We study Kähler metrics via flows at 5% cost."
    assert record.journal_ref == "Ann. Inst. Poincaré 3 (2021)"
    assert record.withdrawn is None


def test_money_and_mathematics_on_pages_in_exports_and_in_search():
    assert render_tex("Cost $5 to $10") == "Cost $5 to $10"
    assert escape_tex("Cost $5 to $10") == r"Cost \$5 to \$10"
    assert render_tex("Bounds for $L^2$").count("<math") == 1
    assert escape_tex("Bounds for $L^2$") == "Bounds for $L^2$"
    assert {"l1", "l2"} <= set(index_words(r"$\ell_1$ and $L^2$"))
    assert set(split_words("l1")) <= set(index_words(r"$\ell_1$"))


# Every printable character allowed in DOI suffixes by the DOI handbook and in a line of a file.
_PRINTABLE = st.characters(exclude_categories=("C", "Z"), max_codepoint=0x2FF)


@given(st.text(_PRINTABLE, min_size=1, max_size=20).map(lambda text: f"10.1234/{text}"))
def test_any_doi_is_imported_and_linked(doi):
    parsed = parse_doi(doi)
    assert parse_doi(parsed) == parsed
    assert re.fullmatch(r"https://doi\.org/[!-~]+", doi_url(parsed))
    assert not re.search(r'[<>"{}|\\^`\[\]#?]', doi_url(parsed))
