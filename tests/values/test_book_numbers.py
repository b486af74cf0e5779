"""ISBNs and ISSNs: check digits, accepted forms, normal form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readinglist.values.book_numbers import normal_isbn, normal_issn, parse_isbn, parse_issn


@pytest.mark.parametrize(
    ("text", "isbn"),
    [
        ("9783161484100", "9783161484100"),
        ("978-3-16-148410-0", "9783161484100"),
        ("978 3 16 148410 0", "9783161484100"),
        ("ISBN 978\u20103\u201016\u2010148410\u20100", "9783161484100"),
        ("ISBN 13: 978 3161484100", "9783161484100"),
        ("ISBN-10 3-16-148410-X", "9783161484100"),
        ("ISBN-13: 979-10-90636-07-1", "9791090636071"),
        ("3-16-148410-X", "9783161484100"),
        ("316148410x", "9783161484100"),
        ("urn:isbn:0-262-03561-8", "9780262035613"),
    ],
)
def test_valid_isbns(text, isbn):
    assert parse_isbn(text) == isbn
    assert normal_isbn(isbn) == isbn


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("9783161484101", "its check digit is 1 but should be 0"),
        ("3161484109", "its check digit is 9 but should be X"),
        ("9773161484100", "is not an ISBN"),
        ("978316148410", "is not an ISBN"),
        ("978316148410٠", "is not an ISBN"),
        ("9783161484100 9780262035613", "is not an ISBN"),
        ("X161484100", "is not an ISBN"),
    ],
)
def test_invalid_isbns(text, reason):
    with pytest.raises(ValueError, match=reason):
        parse_isbn(text)
    assert normal_isbn(text) is None


@pytest.mark.parametrize(
    ("text", "issn"),
    [("0001-0782", "0001-0782"), ("00010782", "0001-0782"), ("eISSN 2434-561x", "2434-561X")],
)
def test_valid_issns(text, issn):
    assert parse_issn(text) == issn
    assert normal_issn(issn) == issn


@pytest.mark.parametrize("text", ["0001-0783", "0001-078", "0001-0782 0001-0782", "X001-0782"])
def test_invalid_issns(text):
    with pytest.raises(ValueError, match="ISSN"):
        parse_issn(text)
    assert normal_issn(text) is None


@given(st.from_regex(r"\A97[89][0-9]{9}\Z"), st.integers(0, 12), st.integers(1, 9))
def test_any_wrong_digit_of_an_isbn_is_detected(digits, place, difference):
    (isbn,) = filter(normal_isbn, (f"{digits}{check}" for check in range(10)))
    wrong = str((int(isbn[place]) + difference) % 10)
    assert normal_isbn(isbn[:place] + wrong + isbn[place + 1 :]) is None


@given(st.from_regex(r"\A[0-9]{7}\Z"), st.integers(0, 6))
def test_swapped_digits_of_an_issn_are_detected(digits, place):
    (issn,) = filter(normal_issn, (f"{digits}{check}" for check in "0123456789X"))
    text = issn.replace("-", "")
    swapped = text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    assert swapped == text or normal_issn(swapped) is None


@given(st.text(max_size=20))
def test_any_text_gives_a_normal_form_or_none(text):
    for normal, parse in ((normal_isbn, parse_isbn), (normal_issn, parse_issn)):
        found = normal(text)
        assert found is None or parse(found) == found
