"""The canonical spelling of identifiers, addresses and dates."""

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readinglist.values.dates import normal_date, parse_partial_date
from readinglist.values.identifiers import (
    normal_arxiv_id,
    normal_doi,
    normal_url,
    parse_arxiv_id,
    parse_doi,
    parse_url,
)

FORMS = [
    (normal_arxiv_id, parse_arxiv_id),
    (normal_doi, parse_doi),
    (normal_url, parse_url),
    (normal_date, parse_partial_date),
]
PIECES = st.sampled_from(
    "https:// HTTP:// arxiv.org/abs/ doi.org/ 10.1000/ 2301.00010 hep-th/9901001 v2 .pdf "
    "arXiv: doi: Example.ORG :443 :80 :8080 / ? # A%20b é 2024 - / 3 18 [::1] a@".split()
)
TEXTS = st.one_of(st.lists(PIECES, max_size=5).map("".join), st.text(max_size=20))


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("https://arxiv.org/abs/1706.03762v5", "1706.03762"),
        ("arXiv: math.GT/0309136v1", "math/0309136"),
        ("10.48550/arXiv.1706.03762", "1706.03762"),
        ("1706.3762", None),
    ],
)
def test_arxiv_ids(text, normal):
    assert normal_arxiv_id(text) == normal


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("https://DX.doi.org/10.1000/ABC", "10.1000/abc"),
        ("doi: 10.1000/a%28b%29", "10.1000/a(b)"),
        ("10.1000/a%28b%29", "10.1000/a%28b%29"),
        ("nature14539", None),
    ],
)
def test_dois(text, normal):
    assert normal_doi(text) == normal


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("HTTPS://Example.ORG:443/A/../B?C=%7e#D", "https://example.org/A/../B?C=%7e#D"),
        ("http://example.org:80", "http://example.org"),
        ("http://example.org:/x", "http://example.org/x"),
        ("https://example.org:80/", "https://example.org:80/"),
        ("https://Bücher.example/", "https://Bücher.example/"),
        ("https://user@example.org/", None),
        ("example.org", None),
    ],
)
def test_urls(text, normal):
    assert normal_url(text) == normal


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("2024/3/18", "2024-03-18"),
        ("2024-3-8", "2024-03-08"),
        ("2024-03", "2024-03"),
        ("18/3/2024", None),
        ("2024/13/1", None),
        ("2024-3/8", None),
    ],
)
def test_dates(text, normal):
    assert normal_date(text) == normal


@pytest.mark.parametrize(("normal", "parse"), FORMS, ids=lambda one: one.__name__)
@given(text=TEXTS)
def test_normal_forms_are_valid_and_idempotent(normal, parse, text):
    form = normal(text)
    if form is None:
        with pytest.raises(ValueError):  # noqa: PT011 - the message is the parser's own
            parse(text.strip())
        return
    parse(form)
    assert normal(form) == form


@given(text=TEXTS)
def test_everything_after_the_host_is_unchanged(text):
    form = normal_url(text)
    if form is not None:
        before, after = urlsplit(text.strip()), urlsplit(form)
        assert (before.path, before.query, before.fragment) == after[2:]
        assert (before.hostname or "").casefold() == (after.hostname or "").casefold()
