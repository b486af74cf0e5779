"""Importing BibTeX: the peculiarities of real files, and files that we exported."""

import datetime
import json
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from readinglist.entry.model import PaperEntry
from readinglist.entry.vocabulary import WorkType
from readinglist.graph.preparing import prepare
from readinglist.intake.bibtex import parse_bibtex
from readinglist.intake.csl_json import parse_csl_json
from readinglist.library.lock.arxiv_records import Record, parse_bulk
from readinglist.library.merging import merge_paper
from readinglist.site.exports.files import ExportFormat
from readinglist.site.exports.selection import ALL, Cited, select
from readinglist.values.identifiers import ArxivId
from readinglist.values.imprint import Imprint
from readinglist.values.name_lists import parse_name_list
from readinglist.values.names import Name
from readinglist.values.references import find_doi


def one(text):
    reading = parse_bibtex(text, "refs.bib")
    assert reading.left_out == []
    (draft,) = reading.drafts
    return draft


def entry(kind="article", **fields):
    lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items())
    return f"@{kind}{{key,\n{lines}\n}}\n"


def test_google_scholar():
    draft = one(
        """@article{vaswani2017attention,
  title={Attention is all you need},
  author={Vaswani, Ashish and Shazeer, Noam and Kaiser, {\\L}ukasz and others},
  journal={arXiv preprint arXiv:1706.03762},
  volume={30},
  year={2017}
}"""
    )
    assert draft.title == "Attention is all you need"
    assert [name.display for name in draft.authors] == [
        "Ashish Vaswani", "Noam Shazeer", "Łukasz Kaiser",
    ]  # fmt: skip
    assert draft.arxiv == ArxivId("1706.03762")
    assert (draft.venue, draft.type, str(draft.issued)) == ("", None, "2017")
    assert draft.key == "vaswani2017attention"
    assert draft.place == "refs.bib:1"
    assert draft.imprint == Imprint(volume="30")
    assert draft.remarks == ("The authors end in 'and others'; list them all.",)


def test_dblp():
    draft = one(
        """@inproceedings{DBLP:conf/naacl/DevlinCLT19,
  author       = {Jacob Devlin and
                  Ming{-}Wei Chang},
  editor       = {Jill Burstein},
  title        = {{BERT:} Pre-training of Deep Bidirectional Transformers for Language
                  Understanding},
  booktitle    = {Proceedings of {NAACL-HLT} 2019},
  pages        = {4171--4186},
  publisher    = {ACL},
  year         = {2019},
  url          = {https://doi.org/10.18653/v1/n19-1423},
  doi          = {10.18653/V1/N19-1423},
  timestamp    = {Fri, 06 Aug 2021 00:41:32 +0200},
  biburl       = {https://dblp.org/rec/conf/naacl/DevlinCLT19.bib},
}"""
    )
    assert draft.title == (
        "BERT: Pre-training of Deep Bidirectional Transformers for Language Understanding"
    )
    assert [name.display for name in draft.authors] == ["Jacob Devlin", "Ming-Wei Chang"]
    assert draft.venue == "Proceedings of NAACL-HLT 2019"
    assert draft.doi == "10.18653/v1/n19-1423"
    assert draft.type is WorkType.PAPER_CONFERENCE
    assert draft.imprint == Imprint(
        pages="4171-4186", publisher="ACL", editors=(Name("Burstein", "Jill"),)
    )
    assert draft.remarks == ()


def test_dblp_for_a_preprint():
    draft = one(
        entry(author="A B", title="T", journal="CoRR", volume="abs/1706.03762", year="2017",
              eprinttype="arXiv", eprint="1706.03762")
    )  # fmt: skip
    assert (draft.arxiv, draft.venue) == (ArxivId("1706.03762"), "")
    # Older ones have no eprint.
    draft = one(
        entry(author="A B", title="T", journal="CoRR", volume="abs/1706.03762", year="2017")
    )
    assert draft.arxiv == ArxivId("1706.03762")


@pytest.mark.parametrize(
    "fields",
    [
        {"eprint": "1706.03762", "archivePrefix": "arXiv", "primaryClass": "cs.CL"},
        {"eprint": "1706.03762v5", "eprinttype": "arxiv"},
        {"eprint": "arXiv:1706.03762"},
        {"eprint": "https://arxiv.org/abs/1706.03762"},
        {"doi": "10.48550/arXiv.1706.03762"},
        {"doi": "https://doi.org/10.48550/arXiv.1706.03762"},
        {"url": "https://arxiv.org/abs/1706.03762v2"},
        {"url": r"\url{http://arxiv.org/pdf/1706.03762.pdf}"},
        {"howpublished": r"\url{https://arxiv.org/abs/1706.03762}"},
        {"note": "arXiv:1706.03762 [cs]"},
        {"journal": "ArXiv", "volume": "abs/1706.03762"},
    ],
)
def test_forms_of_an_eprint(fields):
    draft = one(entry("misc", title="T", author="A B", **fields))
    assert draft.arxiv == ArxivId("1706.03762")
    assert (draft.doi, draft.url, draft.venue) == ("", "", "")


def test_an_eprint_of_another_archive_is_not_an_arxiv_id():
    draft = one(entry("misc", title="T", eprint="1706.03762", eprinttype="pubmed"))
    assert draft.arxiv is None
    assert "eprint" not in draft.remarks


def test_identifiers_and_addresses():
    draft = one(
        entry(
            "misc", title="50% of {T}", author="A B", doi="https://doi.org/10.1000/A_b",
            url=r"https://a.example/c\_d%20e~f#g", year="2001",
        )
    )  # fmt: skip
    assert draft.title == "50% of T"
    assert draft.doi == "10.1000/a_b"
    assert draft.url == "https://a.example/c_d%20e~f#g"
    assert draft.type is None
    draft = one(entry("misc", title="T", howpublished=r"\url{https://a.example/x}, 2001"))
    assert (draft.url, draft.venue) == ("https://a.example/x", "")


@pytest.mark.parametrize(
    ("fields", "issued"),
    [
        ({"year": "2017", "month": "6", "day": "12"}, "2017-06-12"),
        ({"year": "2017", "month": "June"}, "2017-06"),
        ({"year": "2017", "month": "13"}, "2017"),
        ({"date": "2017-06-12"}, "2017-06-12"),
        ({"date": "2017-06-12/2017-06-14"}, "2017-06-12"),
        ({"date": "2017-06~"}, "2017-06"),
        ({"date": "2017-06-12T17:57:34"}, "2017-06-12"),
        ({"date": "XXXX"}, "None"),
        ({"year": "forthcoming"}, "None"),
        ({"year": "c. 1985"}, "1985"),
        ({"year": "{2001}"}, "2001"),
        ({}, "None"),
    ],
)
def test_dates(fields, issued):
    assert str(one(entry(title="T", **fields)).issued) == issued


def test_an_invalid_date_is_kept_as_a_remark():
    reading = parse_bibtex(entry(title="T", year="forthcoming"), "r.bib")
    assert reading.drafts[0].remarks == ("Year: there is no year in 'forthcoming'.",)
    assert [(note.place, note.message) for note in reading.notes] == [
        ("r.bib:3", "year: there is no year in 'forthcoming'")
    ]


def test_strings_concatenation_and_months():
    draft = one(
        '@string{ICML = "International Conference on {Machine} Learning"}\n'
        "@STRING(year_of = {20})\n"
        '@inproceedings(k, title = "A " # {B} # " C", author = "A B",\n'
        '  booktitle = "Proc. " # icml, year = year_of # 17, month = jun # "~12")'
    )
    assert draft.title == "A B C"
    assert draft.venue == "Proc. International Conference on Machine Learning"
    assert str(draft.issued) == "2017-06-12"


def test_an_undefined_string_is_reported():
    reading = parse_bibtex("@article{k, title = {T}, journal = jmlr}", "r.bib")
    assert reading.drafts[0].venue == "jmlr"
    assert [note.message for note in reading.notes] == ["there is no @string 'jmlr'; taken as text"]


def test_crossref_and_xdata():
    text = """@inproceedings{child, title = {A Paper}, author = {A B}, crossref = {Parent},
  xdata = {icml, years}}
@xdata{icml, publisher = {PMLR}}
@xdata{years, month = jul}
@proceedings{parent, title = {The Proceedings}, editor = {C D}, year = 2019, doi = {10.1000/p}}
@inproceedings{orphan, title = {Another}, crossref = {nobody}}
@article{loop, title = {L}, crossref = {loop}}
"""
    reading = parse_bibtex(text, "r.bib")
    child, orphan, loop = reading.drafts
    assert (child.title, child.venue, str(child.issued)) == (
        "A Paper", "The Proceedings", "2019-07",
    )  # fmt: skip
    assert child.doi == ""
    assert (orphan.title, loop.title) == ("Another", "L")
    assert [(note.place, note.message) for note in reading.notes] == [
        ("r.bib:6", "crossref names 'nobody', which is not in the file")
    ]


def test_biblatex_fields():
    draft = one(
        entry("article", title="T", subtitle="A Story", author="A B", journaltitle="J. of X",
              date="2019-03-02")
    )  # fmt: skip
    assert (draft.title, draft.venue, draft.type) == (
        "T: A Story", "J. of X", WorkType.ARTICLE_JOURNAL,
    )  # fmt: skip


def test_editors_are_not_authors():
    draft = one(entry("book", title="T", editor="A B", publisher="P"))
    assert (draft.authors, draft.venue, draft.type) == ((), "", WorkType.BOOK)
    assert draft.imprint == Imprint(publisher="P", editors=(Name("B", "A"),))
    assert draft.remarks == ()


@pytest.mark.parametrize(
    ("kind", "fields", "imprint"),
    [
        ("article", {"number": "7", "eid": "e2"}, Imprint(issue="7", number="e2")),
        ("techreport", {"number": "TR-1", "institution": "Lab"},
         Imprint(number="TR-1", publisher="Lab")),
        ("phdthesis", {"school": "A University", "address": "Oslo"},
         Imprint(publisher="A University", place="Oslo")),
        ("book", {"isbn": "3-16-148410-X", "edition": "Second", "series": "Notes"},
         Imprint(isbn="9783161484100", edition="Second", series="Notes")),
        ("inproceedings", {"eventtitle": "Conf", "langid": "ngerman"},
         Imprint(event="Conf", language="de")),
    ],
)  # fmt: skip
def test_the_imprint(kind, fields, imprint):
    draft = one(entry(kind, title="T", author="A B", **fields))
    assert (draft.imprint, draft.remarks) == (imprint, ())


def test_our_own_subtypes_are_read_and_others_kept_as_remarks():
    ours = one(entry("misc", title="T", author="A B", entrysubtype="dataset"))
    assert (ours.type, ours.remarks) == (WorkType.DATASET, ())
    other = one(entry("article", title="T", author="A B", journal="J", entrysubtype="magazine"))
    assert other.type is WorkType.ARTICLE_JOURNAL
    assert other.remarks == ("The file also says: entrysubtype magazine",)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"isbn": "978-3-16-148410-6"}, "its check digit is 6 but should be 0; left out"),
        ({"isbn": "9783161484100 9780262035613"}, "ISBN 9780262035613 is left out"),
        ({"issn": "none"}, "'none' is not an ISSN; left out"),
        ({"language": "Klingonese"}, "the language 'Klingonese' is not known; left out"),
        ({"volume": "9" * 300}, "volume has more than 200 characters; left out"),
        (
            {"publisher": "P", "organization": "O"},
            "organization 'O' is left out, since publisher is 'P'",
        ),
    ],
)
def test_unusable_imprint_fields_are_reported_with_their_lines(fields, told):
    reading = parse_bibtex("\n" + entry("book", title="T", author="A B", **fields), "refs.bib")
    (remark,) = reading.notes
    # The entry starts on the second line, and its title and author come before the field.
    assert remark.place == f"refs.bib:{4 + len(fields)}"
    assert told in remark.message
    assert any(told[1:] in text for text in reading.drafts[0].remarks)


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("Vaswani, Ashish and Noam Shazeer", [Name("Vaswani", "Ashish"), Name("Shazeer", "Noam")]),
        ("{ATLAS Collaboration}", [Name(literal="ATLAS Collaboration")]),
        ("{Barnes and Noble} and {Smith, Jones \\& Co}",
         [Name(literal="Barnes and Noble"), Name(literal="Smith, Jones & Co")]),
        ("OpenAI", [Name(literal="OpenAI")]),
        ("{{DeepSeek-AI}}", [Name(literal="DeepSeek-AI")]),
        ("van der Maaten, Laurens", [Name("Maaten", "Laurens", "van der")]),
        ("Laurens van~der~Maaten", [Name("Maaten", "Laurens", "van der")]),
        ("{van der Berg}, Jan", [Name("van der Berg", "Jan")]),
        ("Ludwig {van Beethoven}", [Name("van Beethoven", "Ludwig")]),
        ("Ho, Jr., Jonathan", [Name("Ho", "Jonathan", suffix="Jr.")]),
        ("Martin Luther King Jr.", [Name("King", "Martin Luther", suffix="Jr.")]),
        ("King, Martin Luther, Jr.", [Name("King", "Martin Luther", suffix="Jr.")]),
        ("Sch{\\\"o}lkopf, B. and Erd{\\H o}s, P{\\'a}l",
         [Name("Schölkopf", "B."), Name("Erdős", "Pál")]),
        ("{\\'E}. Galois", [Name("Galois", "É.")]),
        ("{\\L}ukasz Kaiser", [Name("Kaiser", "Łukasz")]),
        ("D'Arcy, Jean-Baptiste", [Name("D'Arcy", "Jean-Baptiste")]),
        ("A B AND C D and\nE F", [Name("B", "A"), Name("D", "C"), Name("F", "E")]),
        ("a, b, c, d", [Name(literal="a, b, c, d")]),
        ("{\\relax Ch}arles Babbage", [Name("Babbage", "Charles")]),
        ("李飞飞 and 李, 飞飞", [Name("李", "飞飞"), Name("李", "飞飞")]),
        (" and . and {} and A B", [Name("B", "A")]),
        ("", []),
    ],
)  # fmt: skip
def test_names(source, names):
    found = parse_name_list(source)
    assert (found.names, found.has_more) == (list(names), False)


BROKEN = """% A comment at the start.
@article{sound1, title = {One}, author = {A B}}

@article{unclosed,
  title = {Two,
  author = {C D},

@article{sound2, title = {Three}, author = {E F}}
@article{noequals, title {Four}}
@book{sound3, title = {Five}}
@article{twice, title = {Six}, title = {Seven}}
@article{sound1, title = {Eight}, author = {G H}}
@misc{empty, note = {nothing}}
@misc{}
Text in between @ someone.
@article{last, title = "Nine", author = "I J
"""


def test_broken_blocks_are_reported_and_the_rest_is_imported():
    reading = parse_bibtex(BROKEN, "refs.bib")
    assert [draft.title for draft in reading.drafts] == ["One", "Three", "Five", "Six", "Eight"]
    assert [remark.place for remark in reading.left_out] == [
        "refs.bib:4", "refs.bib:9", "refs.bib:16", "refs.bib:13", "refs.bib:14",
    ]  # fmt: skip
    assert "'@article{unclosed,' cannot be read" in reading.left_out[0].message
    assert reading.left_out[3].message == ("'empty' has no title, identifier or address")
    assert [(note.place, note.message) for note in reading.notes] == [
        ("refs.bib:11", "title is given twice; the first counts, not 'Seven'"),
        ("refs.bib:12", "the key 'sound1' is also that of line 2"),
    ]


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_other_line_endings_give_the_same_result(end):
    reading = parse_bibtex(BROKEN.replace("\n", end), "refs.bib")
    assert [draft.place for draft in reading.drafts] == [
        f"refs.bib:{line}" for line in (2, 8, 10, 11, 12)
    ]
    assert reading.left_out == parse_bibtex(BROKEN, "refs.bib").left_out


JUNK = st.lists(
    st.sampled_from(
        ["@article{k, ", "@string{a = ", "@comment{", "title = ", "{", "}", '"', ",", "=", "#",
         "\\", "\n", "author = {A and B}", "\\'e", "$", "%", "@", "(", ")", "and", "é",
         "crossref = {k}"]
    ),
    max_size=25,
).map("".join)  # fmt: skip
SOUND = "\n@misc{sound-%d, title = {Sound %d}, author = {Ada Lovelace}, year = 2001}\n"


@given(JUNK | st.text(max_size=80))
@example('@article{k, title = "')
@example("@comment{")
@example("@string{a = {")
@example("@article{k, title = {x @misc{")
def test_junk_does_not_affect_valid_neighbours(junk):
    reading = parse_bibtex(SOUND % (1, 1) + junk + SOUND % (2, 2), "r.bib")
    titles = [draft.title for draft in reading.drafts]
    assert titles[0] == "Sound 1"
    assert titles[-1] == "Sound 2"


@given(st.binary(max_size=300).map(lambda data: data.decode("latin-1")))
def test_any_bytes_are_accepted(text):
    reading = parse_bibtex(text, "r.bib")
    for draft in reading.drafts:
        assert re.fullmatch(r"r\.bib:[1-9]\d*", draft.place)


def test_exported_works_are_imported_again(tools):
    items = select(prepare(tools.REPOSITORY).graph, ALL)
    reading = parse_bibtex(ExportFormat.BIB.render(items), "refs.bib")
    assert reading.left_out == reading.notes == []
    assert len(items) > 100
    for item, draft in zip(items, reading.drafts, strict=True):
        work = item.work
        assert draft.key == work.id
        assert draft.title == work.title
        assert draft.authors == work.authors
        assert str(draft.issued or "") == str(work.issued or "")
        assert (draft.venue or draft.imprint.publisher or None) == work.venue
        assert (draft.arxiv, draft.doi or None) == (work.arxiv, work.doi)
        # An address that only repeats an identifier is redundant.
        repeats = work.arxiv or work.url == f"https://doi.org/{work.doi}"
        assert draft.url == ("" if repeats else work.url)


@pytest.mark.parametrize(
    ("form", "parse"), [(ExportFormat.BIB, parse_bibtex), (ExportFormat.CSL, parse_csl_json)]
)
def test_real_records_round_trip(corpus, form, parse):
    if not corpus:
        pytest.skip("READINGLIST_DATA does not name the corpus")
    odd = [
        record for record in corpus if re.search(r"[\\${}%&#_^~-]{2}|[\\${}%&#^~]", record["title"])
    ]
    chosen = [*odd, *corpus[::7]]
    assert len(chosen) > 1500
    items = []
    moment = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    for number, record in parse_bulk(map(json.dumps, chosen), "corpus", moment):
        if isinstance(record, Record):
            fields = {"arxiv": record.id.value, "themes": ["t"], "takeaway": "x"}
            paper = PaperEntry.model_validate(fields)
            items.append(Cited(merge_paper(f"w{number}", paper, {record.id: record})))
    reading = parse(form.render(items), "refs")
    assert reading.left_out == []
    # Two words, a comma, two words: the importer asks whether that is one name.
    assert all("is read as one person" in note.message for note in reading.notes)
    assert len(reading.notes) < 10
    for item, draft in zip(items, reading.drafts, strict=True):
        work = item.work
        assert draft.title == work.title
        assert [name.inverted for name in draft.authors] == [name.inverted for name in work.authors]
        assert draft.arxiv == work.arxiv
        assert draft.doi == (find_doi(work.doi or "") or "")
