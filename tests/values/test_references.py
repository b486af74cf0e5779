import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from readinglist.values.identifiers import ArxivId, parse_arxiv_id, parse_doi, parse_url
from readinglist.values.references import (
    Reference,
    find_arxiv_id,
    find_arxiv_id_in,
    find_doi,
    find_eprint,
    find_identifiers,
    fold_url,
    is_of_resolver,
    parse_reference,
    without_trackers,
)


@pytest.mark.parametrize(
    "text",
    [
        "1706.03762",
        " 1706.03762 ",
        "1706.03762v5",
        "arXiv:1706.03762",
        "arxiv: 1706.03762v2",
        "arXiv:1706.03762v5 [cs.CL] 6 Dec 2017",
        "https://arxiv.org/abs/1706.03762",
        "http://arxiv.org/abs/1706.03762v1",
        "https://arxiv.org/abs/1706.03762?context=cs",
        "https://arxiv.org/abs/1706.03762#comments",
        "arxiv.org/abs/1706.03762",
        "www.arxiv.org/abs/1706.03762/",
        "https://export.arxiv.org/abs/1706.03762",
        "https://arxiv.org/pdf/1706.03762",
        "https://arxiv.org/pdf/1706.03762.pdf",
        "https://arxiv.org/pdf/1706.03762v5.pdf#page=3",
        "https://arxiv.org/html/1706.03762v7",
        "https://arxiv.org/html/1706.03762v7/x1.png",
        "https://arxiv.org/e-print/1706.03762",
        "https://arxiv.org/src/1706.03762",
        "https://arxiv.org/format/1706.03762",
        "https://alphaxiv.org/abs/1706.03762",
        "https://www.alphaxiv.org/overview/1706.03762v3",
        "https://huggingface.co/papers/1706.03762",
        "https://hf.co/papers/1706.03762",
        "https://api.semanticscholar.org/arXiv:1706.03762",
        "https://www.semanticscholar.org/arxiv/1706.03762",
        "https://ar5iv.labs.arxiv.org/html/1706.03762",
        "https://ar5iv.org/abs/1706.03762",
        "https://www.arxiv-vanity.com/papers/1706.03762/",
        "https://scirate.com/arxiv/1706.03762",
        "https://papers.cool/arxiv/1706.03762",
        "10.48550/arXiv.1706.03762",
        "10.48550/ARXIV.1706.03762",
        "doi:10.48550/arXiv.1706.03762",
        "https://doi.org/10.48550/arXiv.1706.03762",
        "https://doi.org/10.48550%2FarXiv.1706.03762",
        "https://dx.doi.org/10.48550/arxiv.1706.03762",
        "<https://arxiv.org/abs/1706.03762>",
        '"1706.03762"',
    ],
)
def test_forms_of_an_arxiv_id(text):
    assert parse_reference(text) == Reference(arxiv=ArxivId("1706.03762"))


@pytest.mark.parametrize(
    ("text", "arxiv"),
    [
        ("hep-th/9901001v2", "hep-th/9901001"),
        ("https://arxiv.org/abs/hep-th/9901001", "hep-th/9901001"),
        ("https://arxiv.org/pdf/math.GT/0309136v1.pdf", "math/0309136"),
        ("https://arxiv.org/abs/cs/0112017", "cs/0112017"),
        ("https://doi.org/10.48550/arXiv.hep-th/9901001", "hep-th/9901001"),
        ("0704.0001", "0704.0001"),
    ],
)
def test_old_arxiv_ids(text, arxiv):
    assert parse_reference(text) == Reference(arxiv=ArxivId(arxiv))


@pytest.mark.parametrize(
    ("text", "doi"),
    [
        ("10.1145/3442188.3445922", "10.1145/3442188.3445922"),
        ("doi:10.1145/3442188.3445922", "10.1145/3442188.3445922"),
        ("DOI: 10.1145/3442188.3445922.", "10.1145/3442188.3445922"),
        ("https://doi.org/10.1145/3442188.3445922", "10.1145/3442188.3445922"),
        ("http://dx.doi.org/10.1162/NECO.1997.9.8.1735", "10.1162/neco.1997.9.8.1735"),
        ("10.1214/08-AOS667; 10.1214/08-AOS668", "10.1214/08-aos667"),
        ("doi.org/10.1000/A%3Cb%3E", "10.1000/a<b>"),
        ("https://dl.acm.org/doi/10.1145/3442188.3445922", "10.1145/3442188.3445922"),
        ("https://dl.acm.org/doi/pdf/10.1145/3442188.3445922", "10.1145/3442188.3445922"),
        ("https://dl.acm.org/doi/abs/10.1145/3442188.3445922", "10.1145/3442188.3445922"),
        (
            "https://link.springer.com/article/10.1007/s11263-015-0816-y",
            "10.1007/s11263-015-0816-y",
        ),
        (
            "https://link.springer.com/chapter/10.1007/978-3-319-24574-4_28#Sec2",
            "10.1007/978-3-319-24574-4_28",
        ),
        (
            "https://link.springer.com/content/pdf/10.1007/978-3-319-24574-4_28.pdf",
            "10.1007/978-3-319-24574-4_28",
        ),
        ("https://www.nature.com/articles/s41586-021-03819-2", "10.1038/s41586-021-03819-2"),
        ("https://www.nature.com/articles/s41586-021-03819-2.pdf", "10.1038/s41586-021-03819-2"),
        ("https://nature.com/articles/nature14539", "10.1038/nature14539"),
        (
            "https://journals.plos.org/plosone/article?id=10.1371/journal.pone.0000308",
            "10.1371/journal.pone.0000308",
        ),
        (
            "https://www.frontiersin.org/articles/10.3389/fnins.2013.00272/full",
            "10.3389/fnins.2013.00272",
        ),
        (
            "https://www.biorxiv.org/content/10.1101/2020.03.01.972935v2.full.pdf",
            "10.1101/2020.03.01.972935",
        ),
        (
            "https://iopscience.iop.org/article/10.1088/1742-6596/1/1/001/meta",
            "10.1088/1742-6596/1/1/001",
        ),
        ("https://www.science.org/doi/10.1126/science.aaa8415", "10.1126/science.aaa8415"),
        (
            "https://onlinelibrary.wiley.com/doi/10.1002/(SICI)1097-4571(199009)41:6%3C391::AID-ASI1%3E3.0.CO;2-9",
            "10.1002/(sici)1097-4571(199009)41:6<391::aid-asi1>3.0.co;2-9",
        ),
        ("https://www.pnas.org/doi/full/10.1073/pnas.79.8.2554", "10.1073/pnas.79.8.2554"),
    ],
)
def test_forms_of_a_doi(text, doi):
    # A DOI with < and > is valid, but cannot be in an entry's field.
    assert find_doi(text) == doi
    if doi:
        assert parse_reference(text) == Reference(doi=doi)


@pytest.mark.parametrize(
    ("text", "url"),
    [
        (
            "https://openreview.net/forum?id=YicbFdNTTy",
            "https://openreview.net/forum?id=YicbFdNTTy",
        ),
        ("https://aclanthology.org/N19-1423/", "https://aclanthology.org/N19-1423/"),
        ("example.org/post", "https://example.org/post"),
        ("http://example.org/", "http://example.org/"),
        ("https://a.example/x?utm_source=feed&b=1&utm_medium=m#c", "https://a.example/x?b=1#c"),
        ("https://a.example/x?utm_source=feed", "https://a.example/x"),
        ("https://a.example/x?ref=a=b&q=ref=c", "https://a.example/x?q=ref=c"),
        # A number that looks like an arXiv id, on a site with other numbers.
        ("https://a.example/1706.03762", "https://a.example/1706.03762"),
        ("https://arxiv.org/list/cs.LG/recent", "https://arxiv.org/list/cs.LG/recent"),
    ],
)
def test_other_addresses_are_kept(text, url):
    assert parse_reference(text) == Reference(url=url)


@pytest.mark.parametrize(
    "text",
    ["", "  ", "vaswani", "Attention Is All You Need", "1706.0376", "1713.00001", "ftp://a.example/",
     "https://", "https:///x", "//", "[", "https://[", "10.1", "doi:", "arxiv:", "\x00"],
)  # fmt: skip
def test_invalid_references(text):
    with pytest.raises(ValueError, match=r".") as caught:
        parse_reference(text)
    message, hint = caught.value.args
    assert message
    assert hint


PIECES = st.sampled_from(
    "https:// http:// arxiv.org/ abs/ pdf/ 1706.03762 v5 .pdf doi.org/ 10.1145/ 10.48550/arXiv. "
    "arXiv: hep-th/ 9901001 / ? # % %2F [ ] : @ . x doi: nature.com/articles/ é".split()
) | st.text(max_size=5)


@given(st.lists(PIECES, max_size=8).map("".join))
@example("https://[::1]/10.1145/x")
@example("doi.org/10.1145/é")
def test_any_text_gives_valid_identifiers_or_an_explanation(text):
    try:
        found = parse_reference(text)
    except ValueError as error:
        arguments = error.args
    else:
        _assert_sound(found)
        return
    assert len(arguments) == 2
    assert all(arguments)


def _assert_sound(found):
    assert sum(identifier is not None for identifier in (found.arxiv, found.doi, found.url)) == 1
    if found.arxiv:
        assert parse_arxiv_id(found.arxiv.value) == found.arxiv
        assert parse_reference(found.arxiv.abs_url) == found
        assert find_arxiv_id(f"10.48550/arXiv.{found.arxiv.value}") == found.arxiv
    if found.doi:
        assert parse_doi(found.doi) == found.doi
        assert not found.doi.startswith("10.48550/arxiv.")
    if found.url:
        assert parse_url(found.url) == found.url


@pytest.mark.parametrize(
    ("text", "doi"),
    [
        ("https://academic.oup.com/nar/article/10.1093/nar/gkaa1100/6018440",
         "10.1093/nar/gkaa1100"),
        ("https://academic.oup.com/nar/article/10.1093/nar/gkaa1100", "10.1093/nar/gkaa1100"),
        ("https://x.example/doi/pdf/10.1000/abc/pdf/file.pdf", "10.1000/abc"),
        ("https://x.example/10.1000/A.full-text", "10.1000/a"),
        ("https://x.example/10.1000/a/full/html/", "10.1000/a"),
        ("https://x.example/?doi=10.1000/X", "10.1000/x"),
        ("https://x.example/?id=5", None),
        ("https://www.medrxiv.org/content/10.1101/2020.01.01.1v3", "10.1101/2020.01.01.1"),
        ("https://x.example/content/10.1101/2020.01.01.1v3", "10.1101/2020.01.01.1v3"),
        ("https://doi.org/10.1000/x?y#z", "10.1000/x"),
        ("https://hdl.handle.net/10.1000/x", "10.1000/x"),
        ("https://nature.com/articles/x10.1038", None),
        ("info:doi/10.1000/x", "10.1000/x"),
        ("urn:doi:10.1000/x", "10.1000/x"),
        ("doi.10.1000/x", "10.1000/x"),
        ("10.1000/a;10.1000/b", "10.1000/a"),
        ("10.1000/a, doi:10.1000/b", "10.1000/a"),
        ("10.1000/a;b", "10.1000/a;b"),
        ("10.1000/a(b)", "10.1000/a(b)"),
        ("10.1000/a).", "10.1000/a"),
        ("10.1000/a.]", "10.1000/a"),
        ("10.1000/a&lt;b&gt;", "10.1000/a<b>"),
        ("10.1002/%28SICI%29x", "10.1002/(sici)x"),
        ("10.48550/arXiv.odd", None),
        ("https://[", None),
    ],
)  # fmt: skip
def test_dois_in_texts_and_addresses(text, doi):
    assert find_doi(text) == doi


@pytest.mark.parametrize(
    ("text", "arxiv"),
    [
        ("arXiv preprint arXiv:1706.03762", "1706.03762"),
        ("ArXiv 1706.03762", "1706.03762"),
        ("abs/1706.03762", "1706.03762"),
        ("arXiv:1706.03762 [cs]", "1706.03762"),
        ("arxiv hep-th/9901001", "hep-th/9901001"),
        ("Journal 1706.03762", None),
        ("CoRR, abs/1706.03762", None),
        ("arXiv: 1706.0376", None),
    ],
)
def test_the_id_after_the_word_arxiv(text, arxiv):
    assert find_arxiv_id_in(text) == (ArxivId(arxiv) if arxiv else None)


@pytest.mark.parametrize(
    ("fields", "arxiv"),
    [
        (("1706.03762",), "1706.03762"),
        (("0309136", "math.GT"), "math/0309136"),
        ((" 0309136 ", "odd", " Hep-th"), "hep-th/0309136"),
        (("9901001v2", "hep-th"), "hep-th/9901001"),
        (("0309136", ""), None),
        (("x", "hep-th"), None),
    ],
)
def test_an_eprint_with_its_archive_elsewhere(fields, arxiv):
    assert find_eprint(*fields) == (ArxivId(arxiv) if arxiv else None)


def test_identifiers_of_an_address():
    assert find_identifiers("https://arxiv.org/abs/1706.03762") == (ArxivId("1706.03762"), None)
    assert find_identifiers("https://doi.org/10.1000/X") == (None, "10.1000/x")
    assert find_identifiers("https://a.example/") == (None, None)


@pytest.mark.parametrize(
    ("address", "expected"),
    [("https://doi.org/10.1/x", True), ("DX.doi.org/", True), ("http://hdl.handle.net/1", True),
     ("https://a.example/doi.org/", False), ("doi.org", False)],
)  # fmt: skip
def test_resolvers(address, expected):
    assert is_of_resolver(address) is expected


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("https://a.example/?ref=x&y=1#z", "https://a.example/?y=1#z"),
        ("https://a.example/?gclid=1&source=2&ref_src=3&a", "https://a.example/?a"),
        ("https://a.example/?fbclid=1&utm_x=2", "https://a.example/"),
        ("https://a.example/?reference=x", "https://a.example/?reference=x"),
        ("https://a.example/#/post?ref=x", "https://a.example/#/post?ref=x"),
        ("https://a.example/", "https://a.example/"),
    ],
)
def test_what_only_counts_visitors(address, kept):
    assert without_trackers(address) == kept


@pytest.mark.parametrize(
    ("url", "folded"),
    [
        ("https://www.A.example:443/x/?b=2&a=1#f", "a.example/x?a=1&b=2"),
        ("http://a.example/x?a=1&utm_source=u&b=2", "a.example/x?a=1&b=2"),
        ("https://a.example./%7Eme/", "a.example/~me"),
        ("https://a.example:8080", "a.example:8080"),
        ("https://a.example/X", "a.example/X"),
        ("odd", ""),
        ("https://[", ""),
        ("https://a.example:99999/", ""),
    ],
)
def test_folded_addresses(url, folded):
    assert fold_url(url) == folded


@pytest.mark.parametrize(
    "view",
    [
        "/abstract", "/full", "/fulltext", "/html", "/pdf", "/epdf", "/epub", "/meta",
        "/references", "/figures", "/summary", "/download", ".pdf", ".full", ".full-text",
        ".abstract", "/", "/full/html", "/pdf/view.html",
    ],
)  # fmt: skip
def test_views_of_publishers_are_not_part_of_a_doi(view):
    assert find_doi(f"https://list.example/doi/10.1234/abc{view}") == "10.1234/abc"
