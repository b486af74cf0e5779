"""RIS: the records of a file as drafts."""

import pytest
from bibliographies import read_one

from readinglist.entry.vocabulary import WorkType
from readinglist.intake.drafts import Remark
from readinglist.intake.formats import parse_bibliography
from readinglist.values.dates import PartialDate
from readinglist.values.imprint import Imprint
from readinglist.values.names import Name

RIS = """\
Provider: A Publisher
TY  - JOUR
AU  - Fern, Ada
AU  - van der Oak, Cy, Jr.
A1  - et al.
TI  - Shade in the <i>city</i>
 and its measure
T2  - Journal of Trees
PY  - 2017
DA  - 2017/06/12/
VL  - 4
IS  - 2
SP  - 11
EP  - 19
SN  - 0001-0782
SN  - 0001-0783
PB  - North Press
LA  - English
DO  - https://doi.org/10.5555/SHADE
UR  - https://doi.org/10.5555/shade
UR  - not an address
N1  - A note.
C7  - e12
ER  -

TY  - CHAP
TI  - A chapter
T2  - The Book: A Reader
A2  - Moss, Bo
PY  - 1999///
ER  -
TY  - BOOK
TI  - Without an end
PB  - North
"""


def test_ris():
    reading = parse_bibliography(RIS, "a.txt")
    article, chapter, book = reading.drafts
    assert (article.title, article.venue) == ("Shade in the city and its measure",
                                              "Journal of Trees")  # fmt: skip
    assert article.authors == (Name("Fern", "Ada"), Name("Oak", "Cy", "van der", "Jr."))
    assert (article.type, article.issued) == (WorkType.ARTICLE_JOURNAL, PartialDate(2017, 6, 12))
    assert (article.doi, article.url, article.place) == ("10.5555/shade", "", "a.txt:2")
    assert article.imprint == Imprint(
        volume="4", issue="2", pages="11-19", publisher="North Press", issn="0001-0782",
        language="en",
    )  # fmt: skip
    assert article.remarks[-1] == "The file also says: N1 A note.; C7 e12"
    assert reading.notes == [
        Remark("a.txt:2", "the authors end in 'et al.'; list them all"),
        Remark(
            "a.txt:2",
            "'0001-0783' is not an ISSN: its check digit is 3 but should be 2; left out",
        ),
        Remark("a.txt:2", "'not an address' is not a web address; left out"),
    ]
    assert (chapter.type, chapter.venue, chapter.issued) == (
        WorkType.CHAPTER, "The Book: A Reader", PartialDate(1999),
    )  # fmt: skip
    assert chapter.imprint.editors == (Name("Moss", "Bo"),)
    assert (book.title, book.imprint.publisher) == ("Without an end", "North")


RIS_NAMES = """\
TY  - JOUR
TI  - Names
AU  - Ada Fern
AU  - Fern, Bo et al.
AU  - Ludwig van der Oak
AU  - OpenAI
AU  - Code Monkeys,
AU  - GTEx Consortium
AU  - Moss, C., Oak, D.
AU  - Moss, E.; Oak, F.
AU  - Jane Doe and John Smith
AU  - King, Martin Luther, Jr.
AU  - others
AU  - and others
A2  - et al.
PY  - 2017
DA  - Jun 12
ER  -
"""


def test_names_in_ris():
    reading = parse_bibliography(RIS_NAMES, "a.ris")
    (draft,) = reading.drafts
    assert draft.authors == (
        Name("Fern", "Ada"), Name("Fern", "Bo"), Name("Oak", "Ludwig", "van der"),
        Name(literal="OpenAI"), Name(literal="Code Monkeys"), Name(literal="GTEx Consortium"),
        Name("Moss", "C."), Name("Oak", "D."), Name("Moss", "E."), Name("Oak", "F."),
        Name("Doe", "Jane"), Name("Smith", "John"), Name("King", "Martin Luther", suffix="Jr."),
    )  # fmt: skip
    assert draft.imprint.editors == ()
    assert draft.issued == PartialDate(2017, 6, 12)
    told = [note.message for note in reading.notes]
    assert told == [
        (
            "authors: the names 'Moss, C., Oak, D.' are not separated by 'and'; "
            "read as Moss, C.; Oak, D."
        ),
        (
            "authors: the names 'Moss, E.; Oak, F.' are not separated by 'and'; "
            "read as Moss, E.; Oak, F."
        ),
        "authors: 'Jane Doe and John Smith' holds several names; read as Jane Doe; John Smith",
        "the authors end in 'et al.'; list them all",
        "the editors end in 'et al.'; list them all",
    ]
    assert "The authors end in 'et al.'; list them all." in draft.remarks


def test_authors_of_two_tags_keep_the_order_of_the_file():
    draft, _ = read_one(
        "TY  - JOUR\nTI  - T\nA1  - Moss, Bo\nAU  - Fern, Ada\nA1  - Oak, Cy\nER  -"
    )
    assert [name.display for name in draft.authors] == ["Bo Moss", "Ada Fern", "Cy Oak"]


def test_tags_without_a_space_behind_them():
    draft, _ = read_one("TY  -JOUR\nTI  -A title\nAU  -Fern, Ada\nUR  -https://a.example/\nER  -")
    assert (draft.title, draft.authors[0].display) == ("A title", "Ada Fern")


@pytest.mark.parametrize(
    ("lines", "type_", "unknown"),
    [
        ("TY  - CPAPER", WorkType.PAPER_CONFERENCE, ""),
        ("TY  - GEN", None, ""),
        ("TY  - MAP", None, "the list has no type for 'MAP'; the entry gets none"),
        # Our own exports say it in M3, since RIS has one tag for several types.
        ("TY  - ICOMM\nM3  - post", WorkType.POST, ""),
        ("TY  - JOUR\nM3  - Journal Article", WorkType.ARTICLE_JOURNAL, ""),
    ],
)
def test_types(lines, type_, unknown):
    draft, told = read_one(f"{lines}\nTI  - T\nER  -")
    assert draft.type is type_
    assert unknown in told
    assert ("the list has no type" in told) is bool(unknown)
    assert "M3" not in told


@pytest.mark.parametrize(
    ("lines", "pages"),
    [
        ("SP  - 11\nEP  - 19", "11-19"),
        ("SP  - 11", "11"),
        ("EP  - 19", "19"),
        ("SP  - 11\nEP  - 11", "11"),
        ("SP  - 11-19\nEP  - 19", "11-19"),
        ("SP  - 11-119\nEP  - 19", "11-119-19"),
    ],
)
def test_pages(lines, pages):
    draft, _ = read_one(f"TY  - JOUR\nTI  - T\n{lines}\nER  -")
    assert draft.imprint.pages == pages


@pytest.mark.parametrize(
    ("lines", "editors", "series", "venue"),
    [
        # For a book with both, A3 is its editors and A2 those of the series.
        ("TY  - BOOK\nA2  - Oak, Cy\nA3  - Moss, Bo\nT2  - Notes", "Moss", "Notes", ""),
        ("TY  - BOOK\nA2  - Moss, Bo\nT3  - Notes", "Moss", "Notes", ""),
        ("TY  - CHAP\nA2  - Moss, Bo\nA3  - Oak, Cy\nT2  - Book\nT3  - Notes", "Moss", "Notes",
         "Book"),
        ("TY  - CONF\nC3  - Proc.\nT2  - Conf 2017", "", "", "Proc."),
    ],
)  # fmt: skip
def test_what_a_whole_work_and_a_part_call_things(lines, editors, series, venue):
    draft, told = read_one(f"{lines}\nTI  - T\nPB  - P\nER  -")
    assert [name.family for name in draft.imprint.editors] == ([editors] if editors else [])
    assert (draft.imprint.series, draft.venue) == (series, venue)
    assert ("Oak" in told) is ("Oak" in lines), "the editors of the series are told"
    assert draft.imprint.event == ("Conf 2017" if "CONF" in lines else "")


def test_the_number_of_a_report_stands_where_others_have_an_isbn():
    report = read_one("TY  - RPRT\nTI  - T\nSN  - TR-7\nSN  - 0001-0782\nER  -")[0].imprint
    assert (report.number, report.issn, report.isbn) == ("TR-7", "0001-0782", "")
    book = read_one("TY  - BOOK\nTI  - T\nSN  - 978-3-16-148410-0 (hbk.)\nER  -")[0].imprint
    assert (book.number, book.isbn) == ("", "9783161484100")
