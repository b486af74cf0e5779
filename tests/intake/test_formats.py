"""What every format has in common, and recognising the format."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readinglist.intake.formats import parse_bibliography
from readinglist.values.identifiers import ArxivId


def one(text):
    reading = parse_bibliography(text, "file")
    (draft,) = reading.drafts
    return draft


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
