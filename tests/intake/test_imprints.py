"""Imprints of imported works: normalized, and never what the file does not say."""

import pytest

from readinglist.intake.imprints import find_venue, is_no_venue, make_imprint, sort_numbers
from readinglist.values.imprint import Imprint
from readinglist.values.names import Name

ISBN, OTHER_ISBN = "9783161484100", "9780262035613"


@pytest.mark.parametrize(
    ("values", "imprint"),
    [
        ({}, Imprint()),
        ({"volume": "4", "pages": "11--19"}, Imprint(volume="4", pages="11-19")),
        ({"language": "English"}, Imprint(language="en")),
        ({"isbn": "3-16-148410-X"}, Imprint(isbn=ISBN)),
        ({"isbn": "978-3-16-148410-0 (hbk.)"}, Imprint(isbn=ISBN)),
        ({"issn": "0001-0782 (print)"}, Imprint(issn="0001-0782")),
        # A journal's ISSN stands in both fields, or in the wrong one.
        ({"isbn": "0001-0782"}, Imprint(issn="0001-0782")),
        ({"isbn": "0001-0782", "issn": "1476-4687"}, Imprint(issn="1476-4687")),
        # arXiv is no publisher, and its ids are no numbers.
        ({"publisher": "arXiv", "number": "arXiv:1706.03762", "pages": "arXiv:1706.03762v2"},
         Imprint()),
        ({"publisher": "CoRR"}, Imprint()),
        ({"number": "arXiv report 7"}, Imprint(number="arXiv report 7")),
        ({"series": "arXiv"}, Imprint(series="arXiv")),
    ],
)  # fmt: skip
def test_texts_become_an_imprint(values, imprint):
    assert make_imprint(values) == (imprint, [])


@pytest.mark.parametrize(
    ("values", "imprint", "problem"),
    [
        ({"isbn": f"978-3-16-148410-0; {OTHER_ISBN}"}, Imprint(isbn=ISBN),
         ("isbn", f"ISBN {OTHER_ISBN} is left out; an entry has only one")),
        ({"isbn": "978-3-16-148410-1"}, Imprint(),
         ("isbn", ("'978-3-16-148410-1' is not an ISBN: its check digit is 1 but should be 0; "
                   "left out"))),
        ({"issn": "0001-0783"}, Imprint(),
         ("issn", "'0001-0783' is not an ISSN: its check digit is 3 but should be 2; left out")),
        ({"language": "Klingonish"}, Imprint(),
         ("language", "the language 'Klingonish' is not known; left out")),
        ({"volume": "x" * 201}, Imprint(),
         ("volume", "volume has more than 200 characters; left out")),
        ({"publisher": "x" * 5_001}, Imprint(),
         ("publisher", "publisher has more than 5,000 characters; left out")),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_told(values, imprint, problem):
    assert make_imprint(values) == (imprint, [problem])


def test_limits_are_those_of_the_entries():
    values = {"volume": "x" * 200, "publisher": "y" * 5_000, "event": "z" * 5_000}
    assert make_imprint(values)[1] == []


def test_numbers_of_two_bindings_are_one():
    text = "978-3-16-148410-0 (hbk.), 3-16-148410-X (pbk.)"
    assert make_imprint({"isbn": text}) == (Imprint(isbn=ISBN), [])


def test_editors_are_passed_on():
    editors = [Name("Moss", "Bo")]
    assert make_imprint({}, editors)[0].editors == tuple(editors)


@pytest.mark.parametrize(
    ("text", "is_none"),
    [("arXiv", True), ("arXiv preprint arXiv:1706.03762", True), ("CoRR", True),
     ("corr abs/1706.03762", True), ("ArXiv e-prints", True), ("arXivist Quarterly", False),
     ("Correspondence", False), ("The arXiv", False), ("", False)],
)  # fmt: skip
def test_arxiv_is_no_venue(text, is_none):
    assert is_no_venue(text) is is_none


@pytest.mark.parametrize(
    ("text", "is_preprint", "venue", "said"),
    [
        ("Journal of Trees", False, "Journal of Trees", []),
        ("arXiv", False, "", []),
        ("arXiv preprint arXiv:1706.03762", True, "", []),
        ("arXiv preprint arXiv:1706.3762", False, "",
         ["'arXiv preprint arXiv:1706.3762' does not contain a valid arXiv id; left out"]),
        ("", False, "", []),
    ],
)  # fmt: skip
def test_venues(text, is_preprint, venue, said):
    problems = []
    assert find_venue(text, is_preprint=is_preprint, problems=problems) == venue
    assert problems == said


@pytest.mark.parametrize(
    ("texts", "books", "serials"),
    [
        ([], "", ""),
        (["978-3-16-148410-0"], "978-3-16-148410-0", ""),
        (["0001-0782"], "", "0001-0782"),
        (["0001-0782 (print)", "978-3-16-148410-0"], "978-3-16-148410-0", "0001-0782"),
        ([f"{ISBN}; {OTHER_ISBN}"], f"{ISBN}; {OTHER_ISBN}", ""),
        (["1476-4687 0028-0836"], "", "1476-4687; 0028-0836"),
        # Wrong ones go where their length puts them, to be told there.
        (["0001-0783", "978-3-16-148410-1"], "978-3-16-148410-1", "0001-0783"),
    ],
)
def test_numbers_of_books_and_of_serials(texts, books, serials):
    assert sort_numbers(texts) == (books, serials)
