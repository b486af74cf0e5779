"""EndNote's XML: the records of a file as drafts."""

import pytest

from readinglist.intake.drafts import Remark
from readinglist.intake.endnote_xml import _DEEPEST, parse_endnote_xml
from readinglist.intake.formats import parse_bibliography
from readinglist.values.dates import PartialDate
from readinglist.values.imprint import Imprint
from readinglist.values.names import Name

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


def nested(levels):
    """A record with so many levels of elements, the outermost included."""
    inside = "<a>" * (levels - 2) + "</a>" * (levels - 2)
    return f"<xml><record>{inside}<titles><title>T</title></titles></record></xml>"


def test_bounds_of_nesting_and_of_elements():
    assert len(parse_endnote_xml(nested(_DEEPEST), "f").drafts) == 1
    assert parse_endnote_xml(nested(_DEEPEST + 1), "f").left_out[0].message == (
        f"the file is not read: its elements are nested deeper than {_DEEPEST} levels"
    )


@pytest.mark.parametrize(
    ("elements", "number", "issue"),
    [
        ('<ref-type name="Journal Article"/><number>2</number>', "", "2"),
        ('<ref-type name="Report"/><number>2</number>', "2", ""),
        (('<ref-type name="Journal Article"/><number>2</number>'
          "<electronic-article-number>e7</electronic-article-number>"), "e7", "2"),
    ],
)  # fmt: skip
def test_the_number_of_an_article_is_its_issue(elements, number, issue):
    title = "<titles><title>T</title></titles>"
    (draft,) = parse_endnote_xml(f"<xml><record>{elements}{title}</record></xml>", "f").drafts
    assert (draft.imprint.number, draft.imprint.issue) == (number, issue)


@pytest.mark.parametrize(
    ("dates", "issued"),
    [
        ("<year>2017</year>", PartialDate(2017)),
        ("<year>2017</year><pub-dates><date>Jun 12</date></pub-dates>", PartialDate(2017, 6, 12)),
        ("<year>2017</year><pub-dates><date>12 June 2017</date></pub-dates>",
         PartialDate(2017, 6, 12)),
        ("<pub-dates><date>2017-06</date></pub-dates>", PartialDate(2017, 6)),
        ("", None),
    ],
)  # fmt: skip
def test_the_year_stands_beside_the_day(dates, issued):
    title = "<titles><title>T</title></titles>"
    text = f"<xml><record>{title}<dates>{dates}</dates></record></xml>"
    (draft,) = parse_endnote_xml(text, "f").drafts
    assert draft.issued == issued
