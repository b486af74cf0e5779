"""Imprints from the fields of BibTeX and biblatex."""

import pytest

from readinglist.entry.vocabulary import WorkType
from readinglist.intake.bibtex_imprint import read_imprint, read_subtype
from readinglist.values.imprint import Imprint
from readinglist.values.names import Name


def read(fields, kind="article", type_=WorkType.ARTICLE_JOURNAL):
    """The imprint of an entry with these fields, and what is said about it."""
    imprint, problems = read_imprint(lambda name: fields.get(name, ""), (), kind, type_)
    return imprint, problems


@pytest.mark.parametrize(
    ("fields", "kind", "imprint"),
    [
        ({"number": "2"}, "article", Imprint(issue="2")),
        ({"issue": "2"}, "article", Imprint(issue="2")),
        ({"number": "2", "eid": "e7"}, "article", Imprint(issue="2", number="e7")),
        ({"number": "2", "issue": "2", "articleno": "9"}, "periodical",
         Imprint(issue="2", number="9")),
        ({"number": "2"}, "inproceedings", Imprint(number="2")),
        ({"eid": "e7", "issue": "Spring"}, "inproceedings", Imprint(number="e7", issue="Spring")),
        ({"volume": "abs/1706.03762"}, "article", Imprint()),
        ({"volume": "4"}, "article", Imprint(volume="4")),
        ({"pages": "11--19", "series": "LNCS", "edition": "2"}, "book",
         Imprint(pages="11-19", series="LNCS", edition="2")),
        ({"langid": "ngerman"}, "book", Imprint(language="de")),
        ({}, "book", Imprint()),
    ],
)  # fmt: skip
def test_fields_of_an_imprint(fields, kind, imprint):
    assert read(fields, kind) == (imprint, [])


@pytest.mark.parametrize(
    ("type_", "publisher"),
    [
        (WorkType.THESIS, "school"),
        (WorkType.REPORT, "institution"),
        (WorkType.BOOK, "publisher"),
        (None, "publisher"),
    ],
)
def test_who_publishes_a_work_of_a_type(type_, publisher):
    fields = {name: name for name in ("publisher", "school", "institution", "organization")}
    imprint, problems = read(fields, "misc", type_)
    assert imprint.publisher == publisher
    assert sorted(field for field, _ in problems) == sorted(fields.keys() - {publisher})
    (said,) = {text.partition(" is left out, ")[2] for _, text in problems}
    assert said == f"since {publisher} is '{publisher}'"


@pytest.mark.parametrize(
    ("fields", "kind", "problem"),
    [
        ({"number": "2", "issue": "3"}, "article",
         ("issue", "issue '3' is left out, since number is '2'")),
        ({"number": "2", "eid": "e7"}, "book",
         ("eid", "eid 'e7' is left out, since number is '2'")),
        ({"address": "Oslo", "location": "Rome"}, "book",
         ("location", "location 'Rome' is left out, since address is 'Oslo'")),
        ({"language": "klingonish"}, "book",
         ("language", "the language 'klingonish' is not known; left out")),
    ],
)  # fmt: skip
def test_what_has_no_place_in_an_imprint_is_told(fields, kind, problem):
    assert read(fields, kind)[1] == [problem]


def test_equal_values_are_told_of_once():
    fields = {"address": "Oslo", "location": "Oslo", "language": "german", "langid": "english",
              "number": "2", "issue": "2"}  # fmt: skip
    imprint, problems = read(fields)
    assert problems == []
    assert (imprint.place, imprint.language, imprint.issue) == ("Oslo", "de", "2")


def test_editors_are_passed_on():
    editors = (Name("Moss", "Bo"),)
    imprint, _ = read_imprint(lambda _: "", editors, "book", None)
    assert imprint == Imprint(editors=editors)


@pytest.mark.parametrize(
    ("text", "type_"),
    [("post-weblog", WorkType.POST_WEBLOG), ("Post-Weblog", None), ("", None), ("video", None)],
)
def test_our_own_subtypes(text, type_):
    assert read_subtype(text) is type_
