import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readinglist.values.identifiers import (
    MAX_ENTRY_ID,
    ArxivId,
    is_archive,
    parse_arxiv_id,
    parse_doi,
    parse_dois,
    parse_entry_id,
    parse_url,
)


def refusal(parse, text):
    """The message and the hint for a text that is rejected."""
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - its arguments are checked
        parse(text)
    message, hint = caught.value.args
    assert message
    assert hint.endswith(".")
    return message, hint


# arXiv


@pytest.mark.parametrize(
    ("text", "year", "month"),
    [
        ("0704.0001", 2007, 4),
        ("0912.4321", 2009, 12),
        ("1412.9999", 2014, 12),
        ("1501.00001", 2015, 1),
        ("1706.03762", 2017, 6),
        ("2301.00010", 2023, 1),
        ("9912.00001", 2099, 12),
        ("hep-th/9901001", 1999, 1),
        ("astro-ph/9204001", 1992, 4),
        ("math/0309136", 2003, 9),
        ("cs/0703148", 2007, 3),
        ("cond-mat/0001001", 2000, 1),
        ("q-bio/0612345", 2006, 12),
        ("quant-ph/9508027", 1995, 8),
        ("acc-phys/9411001", 1994, 11),
    ],
)
def test_arxiv_ids(text, year, month):
    parsed = parse_arxiv_id(text)
    assert parsed == ArxivId(text)
    assert (parsed.year, parsed.month) == (year, month)
    assert parsed.abs_url == f"https://arxiv.org/abs/{text}"
    assert parsed.pdf_url == f"https://arxiv.org/pdf/{text}"


@pytest.mark.parametrize(
    "text",
    [
        "0703.0001",  # before the new scheme
        "0704.00001",  # five digits too early
        "1412.00001",
        "1501.0001",  # four digits too late
        "1713.00001",  # no such month
        "1700.00001",
        "2301.001",
        "2301.0001",  # what YAML makes of 2301.00010
        "704.0001",
        "2301,00010",
        "17060.3762",
        "1706.03762a",
        "hep-th/9901",
        "hep-th/99010011",
        "hep-th/0704001",  # after the old scheme
        "hep-th/9013001",
        "hep-th/9000001",
        "Hep-Th/9901001",
        "no-such/9901001",
        "https://arxiv.org/list/cs.LG/recent",
        "https://arxiv.org.evil.example/abs/1706.03762",
        "https://example.org/abs/1706.03762",
        "١٧٠٦.٠٣٧٦٢",
        "1706.0376２",
        "",
        "v2",
        "arXiv:",
    ],
)
def test_invalid_arxiv_ids(text):
    message, hint = refusal(parse_arxiv_id, text)
    assert message == f"'{text}' is not an arXiv id"
    assert "2405.04434" in hint


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("1706.03762v7", "1706.03762"),
        ("hep-th/9901001v12", "hep-th/9901001"),
        ("arXiv:1706.03762", "1706.03762"),
        ("ARXIV:1706.03762v2", "1706.03762"),
        ("arxiv: 0704.0001", "0704.0001"),
        (" 1706.03762 ", "1706.03762"),
        ("https://arxiv.org/abs/1706.03762", "1706.03762"),
        ("http://www.arxiv.org/abs/1706.03762v1", "1706.03762"),
        ("https://arxiv.org/abs/1706.03762/", "1706.03762"),
        ("https://arxiv.org/pdf/1706.03762.pdf", "1706.03762"),
        ("https://arxiv.org/pdf/1706.03762v5.pdf", "1706.03762"),
        ("https://arxiv.org/pdf/1706.03762.PDF", "1706.03762"),
        ("https://arxiv.org/pdf/hep-th/9901001v3", "hep-th/9901001"),
        ("https://export.arxiv.org/abs/2405.04434", "2405.04434"),
        ("HTTPS://ArXiv.org/abs/2405.04434", "2405.04434"),
        ("arxiv.org/abs/2405.04434", "2405.04434"),
        ("https://arxiv.org/html/2405.04434v2", "2405.04434"),
        ("https://arxiv.org/abs/2405.04434?context=cs", "2405.04434"),
        ("https://arxiv.org/abs/2405.04434#abstract", "2405.04434"),
        ("10.48550/arXiv.1706.03762", "1706.03762"),
        ("https://doi.org/10.48550/arXiv.1706.03762", "1706.03762"),
        ("https://dx.doi.org/10.48550/ARXIV.1706.03762", "1706.03762"),
        ("math.GT/0309136", "math/0309136"),
        ("arXiv:math.GT/0309136", "math/0309136"),
        ("math.GT/0309136v2", "math/0309136"),
        ("https://arxiv.org/abs/math.GT/0309136", "math/0309136"),
    ],
)
def test_other_forms_of_arxiv_ids_are_rejected_with_the_right_one(text, bare):
    _, hint = refusal(parse_arxiv_id, text)
    assert re.search('Write "(.+?)"', hint)[1] == bare
    assert parse_arxiv_id(bare).value == bare


def test_a_version_is_reported_as_such():
    assert "names a version" in refusal(parse_arxiv_id, "1706.03762v7")[0]
    assert "subject class" in refusal(parse_arxiv_id, "math.GT/0309136")[0]


def new_style():
    def spell(yymm, number):
        digits = 4 if yymm < 1501 else 5
        return f"{yymm:04}.{number % 10**digits:0{digits}}"

    months = st.builds(
        lambda year, month: year * 100 + month, st.integers(7, 99), st.integers(1, 12)
    )
    return st.builds(spell, months.filter(lambda one: one >= 704), st.integers(0, 99_999))


def old_style():
    return st.builds(
        lambda archive, year, month, number: f"{archive}/{year % 100:02}{month:02}{number:03}",
        st.sampled_from(["hep-th", "math", "cs", "cond-mat", "q-bio", "astro-ph", "cmp-lg"]),
        st.integers(1991, 2006),
        st.integers(1, 12),
        st.integers(0, 999),
    )


@given(new_style() | old_style())
def test_arxiv_ids_and_their_urls_read_back(text):
    parsed = parse_arxiv_id(text)
    assert parsed.value == text
    assert parse_arxiv_id(parsed.value) == parsed
    assert 1991 <= parsed.year <= 2099
    assert 1 <= parsed.month <= 12
    for other in (parsed.abs_url, parsed.pdf_url, f"arXiv:{text}v3", f"10.48550/arXiv.{text}"):
        assert f'"{text}"' in refusal(parse_arxiv_id, other)[1]


ODD = st.text("01579.-/:vV@[]()%#?&<>\"'\\ \t\n\x00é漢arxivdhtpsom.GT", max_size=40)
ARXIVISH = st.builds(
    lambda before, core, after: before + core + after, ODD, new_style() | old_style(), ODD
)


@pytest.mark.parametrize("parse", [parse_arxiv_id, parse_doi, parse_url, parse_entry_id])
@given(text=st.text() | ODD | ARXIVISH | st.builds("https://{}".format, st.text() | ODD))
def test_parsers_return_a_value_or_raise_message_and_hint(parse, text):
    try:
        value = parse(text)
    except ValueError as error:
        message, hint = error.args
        assert isinstance(message, str)
        assert isinstance(hint, str)
        assert message
        assert hint
    else:
        again = value.value if isinstance(value, ArxivId) else value
        assert parse(again) == value
        assert again.lower() == text.lower()


# DOI


@pytest.mark.parametrize(
    ("text", "doi"),
    [
        ("10.1038/nature14539", "10.1038/nature14539"),
        ("10.1103/PhysRevD.59.084009", "10.1103/physrevd.59.084009"),
        ("10.48550/arXiv.1706.03762", "10.48550/arxiv.1706.03762"),
        ("10.1016/0370-2693(93)90010-5", "10.1016/0370-2693(93)90010-5"),
        ("10.1000.10/123", "10.1000.10/123"),
        ("10.123/abc", None),
        ("10.1038/", None),
        ("10.1038/nature 14539", None),
        ("10.1038/nature14539\n", None),
        ("10.1038/a{b}", "10.1038/a{b}"),
        ("11.1038/nature14539", None),
        ("１０.1038/nature14539", None),
        ("nature14539", None),
        ("", None),
    ],
)
def test_dois(text, doi):
    if doi is None:
        refusal(parse_doi, text)
    else:
        assert parse_doi(text) == doi


@pytest.mark.parametrize(
    "text",
    [
        "https://doi.org/10.1038/nature14539",
        "http://dx.doi.org/10.1038/nature14539",
        "doi:10.1038/nature14539",
        "DOI: 10.1038/nature14539",
        " 10.1038/nature14539 ",
        "https://doi.org/10.1038%2Fnature14539",
    ],
)
def test_other_forms_of_dois_are_rejected_with_the_right_one(text):
    message, hint = refusal(parse_doi, text)
    assert "bare" in message
    assert hint == 'Write "10.1038/nature14539".'


# URLs


@pytest.mark.parametrize(
    "text",
    [
        "https://example.org",
        "http://example.org/",
        "HTTPS://Example.ORG/Path",
        "https://example.org:8080/a?b=c&d=e#f",
        "https://sub.domain.example.co.uk/~user/x_(y).html",
        "https://müller.example/straße",
        "https://例え.テスト/",
        "https://xn--mller-kva.example/",
        "https://example.org/%7Ea",
        "https://192.0.2.1/x",
        "https://example.org/a[1]",
        "https://example.org/a@b",
    ],
)
def test_urls(text):
    assert parse_url(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)//example.org",
        "data:text/html,<b>",
        "ftp://example.org/x",
        "file:///etc/passwd",
        "mailto:a@example.org",
        "example.org",
        "www.example.org/x",
        "//example.org/x",
        "/papers/x",
        "https:",
        "https://",
        "https:///path",
        "https:example.org",
        "https://localhost/x",
        "https://.example.org",
        "https://a..b/",
        "https://?x=a.b",
        "https://#a.b",
        "https://user@example.org/",
        "https://user:secret@example.org/",
        "https://@example.org/",
        "https://example.org:99999/",
        "https://example.org:x/",
        "https://example.org:0/",
        "https://[::1]/",
        "https://[::1",
        "https://[not-an-address]/",
        "https://exa mple.org/",
        "https://example.org/a b",
        "https://example.org/\n",
        "https://example.org/<b>",
        'https://example.org/"onmouseover="x',
        "https://example.org\\@evil.example/",
        "https://example.org/\x00",
        "https://exam℀ple.org/",
        "",
        " https://example.org",
    ],
)
def test_invalid_urls(text):
    refusal(parse_url, text)


def test_why_a_url_is_rejected():
    assert "'javascript'" in refusal(parse_url, "javascript:alert(1)")[0]
    assert "user name" in refusal(parse_url, "https://user@example.org/")[0]
    assert "no host" in refusal(parse_url, "https:///path")[0]
    assert "not a full URL" in refusal(parse_url, "example.org")[0]


# Ids of entries


@pytest.mark.parametrize(
    "text", ["vaswani2017attention", "a", "0", "gpt-4", "a-b-c", "connection", "com10", "x" * 80]
)
def test_entry_ids(text):
    assert parse_entry_id(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        "-a",
        "a-",
        "a--b",
        "A",
        "Vaswani2017",
        "a_b",
        "a.b",
        "a b",
        "a/b",
        "../a",
        "a\n",
        "é",
        "漢字",
        "ａ",
        "ß",
        "a\u0301",
        "٣",
        "x" * (MAX_ENTRY_ID + 1),
        "con",
        "prn",
        "aux",
        "nul",
        "com1",
        "com9",
        "lpt1",
        "lpt9",
        "index",
    ],
)
def test_invalid_entry_ids(text):
    refusal(parse_entry_id, text)


@given(st.from_regex(r"[a-z0-9]{1,9}(-[a-z0-9]{1,9}){0,7}", fullmatch=True))
def test_safe_ids_are_unchanged(text):
    reserved = re.fullmatch(r"con|prn|aux|nul|index|(com|lpt)[1-9]", text)
    if reserved:
        refusal(parse_entry_id, text)
    else:
        assert parse_entry_id(text) == text


@pytest.mark.parametrize(
    ("value", "year", "month"),
    [
        ("hep-th/9108001", 1991, 8),
        ("hep-th/9901001", 1999, 1),
        ("math/0703001", 2007, 3),
        ("0704.0001", 2007, 4),
        ("1706.03762", 2017, 6),
        ("9107.00001", 2091, 7),
    ],
)
def test_the_month_of_an_arxiv_id(value, year, month):
    assert (ArxivId(value).year, ArxivId(value).month) == (year, month)
    assert ArxivId(value).abs_url == f"https://arxiv.org/abs/{value}"
    assert ArxivId(value).pdf_url == f"https://arxiv.org/pdf/{value}"


@pytest.mark.parametrize(
    ("text", "dois"),
    [
        ("10.1000/x.", ["10.1000/x"]),
        ("10.1000/x., 10.2000/Y.", ["10.1000/x", "10.2000/y"]),
        ("10.1000/x.y 10.1000/X.Y", ["10.1000/x.y"]),
        ("see 10.1000/x", ["10.1000/x"]),
        ("see ten", []),
        ("10.1000/a,b", ["10.1000/a,b"]),
    ],
)
def test_a_full_stop_after_a_doi_is_no_part_of_it(text, dois):
    assert parse_dois(text) == dois


NOT_ALLOWED = "'https://a.example/{0}' has a character not allowed in a URL"


@pytest.mark.parametrize(
    ("char", "message", "hint"),
    [
        *((char, NOT_ALLOWED.format(char), "Percent-encode it.")
          for char in '\x01\x1f\t \x85\u2028<>"`{}|\\^'),
        ("\x7f", "the address holds the hidden character U+007F", "Remove it."),
        ("\u200b", "the address holds the hidden character U+200B", "Remove it."),
    ],
    ids=ascii,
)  # fmt: skip
def test_characters_that_no_address_has(char, message, hint):
    with pytest.raises(ValueError, match="character") as caught:
        parse_url(f"https://a.example/{char}")
    assert caught.value.args == (message, hint)
    with pytest.raises(ValueError, match="character"):
        parse_url(f"https://a{char}b.example/")


@pytest.mark.parametrize(
    ("parse", "text", "message", "hint"),
    [
        (parse_doi, "odd", "'odd' is not a DOI", 'Write it like "10.1038/nature14539".'),
        (parse_doi, "doi:10.1038/X", "'doi:10.1038/X' is not a bare DOI", 'Write "10.1038/x".'),
        (parse_doi, "1706.03762", "'1706.03762' is not a DOI",
         'It is an arXiv id: write arxiv: "1706.03762".'),
        (parse_doi, "10.1038/a\u200b", "the DOI holds the hidden character U+200B", "Remove it."),
        (parse_arxiv_id, "odd", "'odd' is not an arXiv id",
         'Write it like "2405.04434" or, before April 2007, "hep-th/9901001".'),
        (parse_arxiv_id, "10.1038/X", "'10.1038/X' is not an arXiv id",
         "It is a DOI: write doi: 10.1038/x."),
        (parse_arxiv_id, "1706.03762v5", "'1706.03762v5' names a version",
         'Write "1706.03762": an entry stands for every version.'),
        (parse_arxiv_id, "arXiv:1706.03762", "'arXiv:1706.03762' is not a bare arXiv id",
         'Write "1706.03762".'),
        (parse_arxiv_id, "math.GT/0309136", "'math.GT/0309136' names a subject class",
         'Write "math/0309136".'),
        (parse_url, "arXiv:1706.03762", "'arXiv:1706.03762' has the scheme 'arxiv'",
         'It is an arXiv id: write arxiv: "1706.03762".'),
        (parse_url, "10.1038/x", "'10.1038/x' is not a full URL",
         "It is a DOI: write doi: 10.1038/x."),
        (parse_url, "a.example", "'a.example' is not a full URL",
         "Write the whole address, starting with https:// or http://."),
        (parse_url, "https://localhost/", "'https://localhost/' has no host",
         "Write the whole address, starting with https:// or http://."),
        (parse_url, "https://me@a.example/", "'https://me@a.example/' includes a user name",
         "Remove it and the @."),
        (parse_url, f"https://a.example/{'[' * 4000}", "the address has 4,018 characters",
         "Give a shorter one."),
    ],
)  # fmt: skip
def test_what_is_said_about_other_texts(parse, text, message, hint):
    with pytest.raises(ValueError, match=r".") as caught:
        parse(text)
    assert caught.value.args == (message, hint)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("hep-th", True), ("math.GT", True), ("Math", True), ("cs.LG", True), ("hep", False),
     ("", False), (".cs", False)],
)  # fmt: skip
def test_archives(text, expected):
    assert is_archive(text) is expected
