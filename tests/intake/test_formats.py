"""RIS, PubMed's format, EndNote's XML and lists of identifiers; recognising the format."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readinglist.entry.vocabulary import WorkType
from readinglist.intake.drafts import Remark
from readinglist.intake.endnote_xml import parse_endnote_xml
from readinglist.intake.formats import parse_bibliography
from readinglist.values.dates import PartialDate
from readinglist.values.identifiers import ArxivId
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

NBIB = """\

PMID- 31234567
OWN - NLM
IS  - 1476-4687 (Electronic)
IS  - 0028-0836 (Print)
VI  - 570
IP  - 7760
DP  - 2019 Jun 13
TI  - [Shade of trees
      in the city].
LID - 10.5555/nbib1 [doi]
LID - S0028 [pii]
AB  - Not ours.
FAU - Fern, Ada B
AU  - Fern AB
CN  - Tree Consortium
LA  - eng
PT  - Journal Article
PG  - 462-467
JT  - Journal of Trees
TA  - J Trees
AID - 10.5555/nbib1 [doi]

PMID- 31234568
AU  - Moss B
TI  - A second one.
DP  - 2018 Nov-Dec
JT  - Journal of Trees
"""

ENDNOTE = """\
<?xml version="1.0" encoding="UTF-8"?>
<xml><records>
<record><rec-number>7</rec-number><ref-type name="Journal Article">17</ref-type>
<contributors><authors><author><style face="normal">Fern, Ada</style></author>
<author>Tree Consortium,</author></authors>
<secondary-authors><author>Moss, Bo</author></secondary-authors></contributors>
<titles><title><style>Shade &amp; </style><style face="italic">city</style></title>
<secondary-title>Journal of Trees</secondary-title></titles>
<pages>11-19</pages><volume>4</volume><number>2</number>
<dates><year>2017</year><pub-dates><date>Jun 12</date></pub-dates></dates>
<isbn>0001-0782</isbn><electronic-resource-num>10.5555/shade</electronic-resource-num>
<urls><related-urls><url>https://a.example/1</url></related-urls></urls></record>
<record><ref-type name="Book">6</ref-type><titles><title>A Book</title>
<secondary-title>Notes</secondary-title></titles><publisher>North Press</publisher>
<pub-location>Oslo</pub-location><isbn>978-3-16-148410-0</isbn></record>
</records></xml>
"""


def one(text):
    reading = parse_bibliography(text, "file")
    (draft,) = reading.drafts
    return draft


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


def test_pubmed():
    first, second = parse_bibliography(NBIB, "pubmed.nbib").drafts
    assert first.title == "Shade of trees in the city"
    assert first.authors == (Name("Fern", "Ada B"), Name(literal="Tree Consortium"))
    assert (first.doi, first.url, first.key) == ("10.5555/nbib1", "", "PMID 31234567")
    assert (first.issued, first.venue) == (PartialDate(2019, 6, 13), "Journal of Trees")
    assert first.imprint == Imprint(
        volume="570", issue="7760", pages="462-467", issn="1476-4687", language="en"
    )
    assert second.authors == (Name("Moss", "B."),)
    assert second.url == "https://pubmed.ncbi.nlm.nih.gov/31234568/"
    assert second.issued == PartialDate(2018, 11)
    assert "Date: only the beginning of '2018 Nov-Dec' is kept." in second.remarks


def test_endnote():
    article, book = parse_bibliography(ENDNOTE, "library.xml").drafts
    assert (article.title, article.place) == ("Shade & city", "library.xml:3")
    assert article.authors == (Name("Fern", "Ada"), Name(literal="Tree Consortium"))
    assert article.issued == PartialDate(2017, 6, 12)
    assert (article.doi, article.url) == ("10.5555/shade", "https://a.example/1")
    assert article.imprint == Imprint(
        volume="4", issue="2", pages="11-19", issn="0001-0782", editors=(Name("Moss", "Bo"),)
    )
    assert book.imprint == Imprint(
        series="Notes", publisher="North Press", place="Oslo", isbn="9783161484100"
    )


@pytest.mark.parametrize(
    "text",
    [
        '<!DOCTYPE x [<!ENTITY a "b"><!ENTITY c "&a;&a;">]><xml><record>&c;</record></xml>',
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><xml><record>&a;</record></xml>',
        "<!DOCTYPE x [<!ATTLIST r a CDATA 'b'>]><xml><record><r/></record></xml>",
        f"<xml>{'<record>' * 200}",
        f"<xml><record>{'<r/>' * 100_000}</record></xml>",
    ],
)
def test_xml_with_entities_is_rejected(text):
    reading = parse_endnote_xml(text, "a.xml")
    assert reading.drafts == []
    (remark,) = reading.left_out
    assert remark.message.startswith("the file is not read: ")


def test_a_document_type_without_declarations_is_none_of_this():
    (draft,) = parse_endnote_xml(
        '<!DOCTYPE xml SYSTEM "RSXML.dtd"><xml><record><titles><title>A <style>day</style> &amp;'
        "<![CDATA[ night]]></title></titles></record></xml>",
        "a.xml",
    ).drafts
    assert draft.title == "A day & night"


def test_complete_records_of_a_truncated_file_are_imported():
    reading = parse_endnote_xml(ENDNOTE[: ENDNOTE.index("<titles><title>A Book")], "a.xml")
    assert [draft.title for draft in reading.drafts] == ["Shade & city"]
    assert reading.left_out == [
        Remark("a.xml:13", "the file is not XML from here on: no element found")
    ]


def test_a_list_of_identifiers():
    reading = parse_bibliography(
        "# To read\n1706.03762  # attention\nhttps://doi.org/10.5555/A, 2405.04434v2\n\n"
        "ISBN 978-3-16-148410-0\nhttps://a.example/post#part\nnonsense\n",
        "-",
    )
    found = [
        draft.arxiv or draft.doi or draft.url or draft.imprint.isbn for draft in reading.drafts
    ]
    assert found == [
        ArxivId("1706.03762"), "10.5555/a", ArxivId("2405.04434"), "9783161484100",
        "https://a.example/post#part",
    ]  # fmt: skip
    assert [draft.place for draft in reading.drafts] == ["-:2", "-:3", "-:3", "-:5", "-:6"]
    (remark,) = reading.left_out
    assert remark.place == "-:7"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("@article{a, title={B}, note={\nTY  - JOUR\nTI  - R\nER  - }}", "B"),
        ("TY  - JOUR\r\nTI  - R\r\nN1  - cites\r\n@article{a, title={B}}\r\nER  - ", "R"),
        ('\ufeff  [{"type": "book", "title": "C"}]', "C"),
        ("\nPMID- 1\nTI  - P.\nAB  - TY  - JOUR\n", "P"),
        ("<xml><record><titles><title>E</title></titles></record></xml>", "E"),
    ],
)
def test_the_format_is_recognised_by_content(text, title):
    assert one(text).title == title


def test_a_text_of_unknown_format_gives_nothing():
    reading = parse_bibliography("Dear reader,\nthis is a letter.\n", "letter.txt")
    assert (reading.drafts, reading.left_out) == ([], [])


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


@settings(max_examples=60)
@given(
    st.lists(
        st.one_of(
            st.sampled_from(["TY  - JOUR", "ER  - ", "PMID- 1", "@x{", "<xml>", "</xml>", "[{"]),
            st.builds("{}  - {}".format, st.sampled_from(["TI", "AU", "DA", "SN"]), st.text()),
            st.text(max_size=30),
        ),
        max_size=8,
    ).map("\n".join)
)
def test_any_text_is_accepted(text):
    for remark in parse_bibliography(text, "f").left_out:
        assert remark.place.startswith("f:")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("@book{b, isbn={978-3-16-148410-0}}", {"isbn": "9783161484100"}),
        ("@book{b, title={B}, publisher={North}}", {"title": "B", "publisher": "North"}),
        ("@online{b, url={https://a.example/x}}", {"url": "https://a.example/x"}),
        ('[{"type": "book", "ISBN": "3-16-148410-X"}]', {"isbn": "9783161484100"}),
        ('[{"type": "book", "title": "B", "publisher": "North"}]', {"publisher": "North"}),
        ('[{"type": "webpage", "URL": "https://a.example/x"}]', {"url": "https://a.example/x"}),
        ("TY  - BOOK\nSN  - 978-3-16-148410-0\nER  -", {"isbn": "9783161484100"}),
        ("TY  - ELEC\nUR  - https://a.example/x\nER  -", {"url": "https://a.example/x"}),
    ],
)
def test_one_identifying_field_is_enough_in_every_format(text, found):
    reading = parse_bibliography(text, "f")
    (draft,) = reading.drafts
    told = {"title": draft.title, "url": draft.url, **dict(draft.imprint.texts())}
    assert found.items() <= told.items()
    assert reading.left_out == []


@pytest.mark.parametrize(
    "text",
    [
        "@misc{b, note={x}}",
        '[{"type": "book", "publisher": "North"}]',
        "TY  - BOOK\nPB  - N\nER  -",
    ],
)
def test_works_without_one_are_left_out_and_reported(text):
    reading = parse_bibliography(text, "f")
    assert reading.drafts == []
    (remark,) = reading.left_out
    assert remark.message.endswith(" has no title, identifier or address")


IN_EACH_FORMAT = {
    "bibtex": "@misc{{a, title={{T}}, url={{{0}}}}}",
    "csl": '[{{"type": "webpage", "title": "T", "URL": "{0}"}}]',
    "ris": "TY  - ELEC\nTI  - T\nUR  - {0}\nER  - \n",
    "endnote": "<xml><record><titles><title>T</title></titles><urls><web-urls><url>{0}</url>"
    "</web-urls></urls></record></xml>",
}


@pytest.mark.parametrize("form", IN_EACH_FORMAT)
@pytest.mark.parametrize(
    ("url", "identifier"),
    [
        ("https://arxiv.org/pdf/1706.03762v5", ArxivId("1706.03762")),
        ("https://www.alphaxiv.org/abs/1706.03762", ArxivId("1706.03762")),
        ("https://huggingface.co/papers/1706.03762", ArxivId("1706.03762")),
        ("https://doi.org/10.48550/arXiv.1706.03762", ArxivId("1706.03762")),
        ("http://dx.doi.org/10.1038/NATURE14539", "10.1038/nature14539"),
        ("https://www.nature.com/articles/nature14539", "10.1038/nature14539"),
        ("https://dl.acm.org/doi/pdf/10.1145/3292500.3330701", "10.1145/3292500.3330701"),
        ("https://academic.oup.com/nar/article/doi/10.1093/nar/gky1049/5160994",
         "10.1093/nar/gky1049"),
    ],
)  # fmt: skip
def test_identifiers_are_extracted_from_addresses(form, url, identifier):
    draft = one(IN_EACH_FORMAT[form].format(url))
    assert (draft.arxiv or draft.doi, draft.url) == (identifier, "")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("TY  - JOUR\nTI  - T\nT2  - arXiv preprint arXiv:1706.03762\nER  -", ""),
        ("TY  - GEN\nTI  - T\nM1  - arXiv:1706.03762\nER  -", ""),
        ("TY  - GEN\nTI  - T\nAN  - arXiv:1706.03762 [cs]\nM1  - 7\nER  -", "7"),
        ('[{"type": "article", "title": "T", "number": "arXiv:1706.03762"}]', ""),
        ('[{"type": "article", "title": "T", "note": "arXiv:1706.03762 [cs]"}]', ""),
        ("@article{a, title={T}, journal={arXiv preprint arXiv:1706.03762}}", ""),
    ],
)
def test_an_arxiv_id_in_a_journal_or_a_number(text, number):
    draft = one(text)
    assert (draft.arxiv, draft.venue) == (ArxivId("1706.03762"), "")
    assert draft.imprint.number == number
