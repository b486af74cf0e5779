"""What other programs write beside the usual: nothing of it is lost without a word."""

import pytest
from bibliographies import read_one

from readinglist.entry.vocabulary import WorkType
from readinglist.intake.bibtex import parse_bibtex
from readinglist.intake.drafts import dump_field


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ("doi={10.5555/a, 10.5555/b}", "the DOI 10.5555/b is left out"),
        ("doi={10.5555/a; https://doi.org/10.5555/b}", "the DOI 10.5555/b is left out"),
        ("eprint={123456}, eprinttype={jstor}", "eprint 123456; eprinttype jstor"),
        ("eprint={https://oup.example/1.pdf}", "eprint https://oup.example/1.pdf"),
        ("journal={J}, booktitle={B}", "booktitle B"),
        (r"url={https://a.example}, howpublished={At \url{https://b.example}}", "https://b.example"),
        ("date={2001-05}, year={1999}", "year '1999' is left out"),
        ("year=2001, month=feb, day={xx}", "only 2001-02 of"),
        ("year=2001, month={May (to appear)}", "only 2001-05 of"),
        ("url={https://a.example}, url={https://b.example}", "not 'https://b.example'"),
        (f"note={{{'long ' * 40}end}}", "long end"),
        ("isbn={n/a}", "'n/a' is not an ISBN"),
        ("date={1723~}", "'1723~' is kept as 1723"),
        ("url={https://a.example/;https://b.example/}", "'https://b.example/' is left out"),
    ],
)  # fmt: skip
def test_what_a_field_holds_beside_its_value_is_told(fields, said):
    assert said in read_one(f"@article{{k, title={{T}}, {fields}}}")[1]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("@patent{k, title={T}}", "@patent"),
        ('[{"type": "legal_case", "title": "T"}]', "'legal_case'"),
        ("TY  - PAT\nTI  - T\nER  -", "'PAT'"),
        ('<x><record><ref-type name="Patent"/><titles><title>T</title></titles></record></x>',
         "'patent'"),
    ],
)  # fmt: skip
def test_a_type_that_the_list_lacks_is_told(text, kind):
    draft, told = read_one(text)
    assert draft.type is None
    assert f"the list has no type for {kind}" in told


@pytest.mark.parametrize(
    ("fields", "name", "value"),
    [
        ("doi={10.1002/(SICI)1097(1998)49:8\\&lt;693::AID\\&gt;3.0.CO;2-O}", "doi",
         "10.1002/(sici)1097(1998)49:8<693::aid>3.0.co;2-o"),
        ("url={<https://a.example/x>}", "url", "https://a.example/x"),
        ("url={Available at https://a.example/x}", "url", "https://a.example/x"),
        (r"url={https://a.example/a\textunderscore b{-}c\-d}", "url", "https://a.example/a_b-cd"),
        ("journal={arXiv e-prints}, eid={arXiv:1706.03762}", "arxiv", "1706.03762"),
        ("title={Why?}, subtitle={Because}", "title", "Why? Because"),
        (r"title={\texorpdfstring{$\ell_1$}{l1}-norm}", "title", r"$\ell_1$-norm"),
        (r"title={A \textquotedblleft word\textquotedblright}", "title", "A “word”"),
        ("title={&notanentity; AT&T;}", "title", "&notanentity; AT&T;"),
        ("year=2004, month={3.}", "issued", "2004-03"),
        ("year=2004, month={7/8}", "issued", "2004-07"),
    ],
)  # fmt: skip
def test_values_in_unusual_spellings(fields, name, value):
    title = "" if fields.startswith("title") else "title={T}, "
    found = getattr(read_one(f"@article{{k, {title}{fields}}}")[0], name)
    assert getattr(found, "value", str(found)) == value


def test_of_a_part_of_a_book_the_book_is_the_venue():
    draft, told = read_one("@inproceedings{k, title={T}, journal={Series}, booktitle={Proc.}}")
    assert draft.venue == "Proc."
    assert "journal Series" in told


@pytest.mark.parametrize(
    ("text", "titles", "left_out"),
    [
        # A brace too many in the middle.
        ("@article{a, title={A}}, author={Ada Fern}, year=2001}\n@book{b, title={B}}", "AB", []),
        ("@article{a, title={A}}, author={Ada Fern\n@book{b, title={B}}", "AB",
         ["'author={Ada Fern' stands outside of an entry"]),
        ("@article a, title={A}}\n@book{b, title={B}}", "B", ["'@article a, title={A}}' stands"]),
        ("@book{b, title={B}} and author = {lost}", "B", ["'author = {lost}' stands outside"]),
        # A percent sign of an address is no comment for the next entry on the line.
        ("@misc{a, title={A}, url={https://a.example/%20}} @book{b, title={B}}", "AB", []),
        ("% @article{a, title={A}}\n@book{b, title={B}} % @misc{c, title={C}}", "B", []),
        ('@string{x = "X", y = {Y}}\n@book{b, title=y}', "Y", []),
        ("@control{c, options={x}}\n@IEEEtranBSTCTL{d, y={z}}\n@book{b, title={B}}", "B", []),
    ],
)  # fmt: skip
def test_slips_in_the_grammar(text, titles, left_out):
    reading = parse_bibtex(text, "f.bib")
    assert "".join(draft.title for draft in reading.drafts) == titles
    assert len(reading.left_out) == len(left_out)
    for remark, said in zip(reading.left_out, left_out, strict=True):
        assert remark.message.startswith(said)


def test_fields_behind_a_brace_too_many_are_read():
    draft, told = read_one("@article{a, title={A}}, author={Fern, Ada}, year=2001}")
    assert ([name.display for name in draft.authors], str(draft.issued)) == (["Ada Fern"], "2001")
    assert "a brace too many before 'author'" in told


def test_crossrefs_own_form():
    draft, told = read_one(
        '{"status": "ok", "message": {"type": "journal-article", "title": ["A <i>B</i>"], '
        '"subtitle": ["And more"], "container-title": ["Nature", "Nat."], '
        '"ISSN": ["0028-0836", "1476-4687"], "DOI": "10.5555/x", "reference-count": 3, '
        '"author": [{"given": "Ada", "family": "Fern", "sequence": "first"}, {"name": "Lab"}]}}'
    )
    assert (draft.title, draft.venue, draft.type) == (
        "A B: And more", "Nature", WorkType.ARTICLE_JOURNAL,
    )  # fmt: skip
    assert [name.display for name in draft.authors] == ["Ada Fern", "Lab"]
    assert draft.imprint.issn == "0028-0836"
    assert "ISSN 1476-4687 is left out" in told
    assert "container-title Nat." in told
    assert "reference-count" not in told


def test_values_of_csl_that_are_lists_and_dates_are_kept_in_words():
    _, told = read_one(
        '[{"type": "book", "title": "T", "number": "3", "collection-number": "7",'
        '"translator": [{"family": "Moss", "given": "Bo"}], "event": "E", "event-title": "F",'
        '"original-date": {"date-parts": [[1850, 2]]}, "archive": "JSTOR",'
        '"note": "arXiv:1706.03762 [cs], read it twice"}]'
    )
    for said in ("translator Moss Bo", "original-date 1850-2", "collection-number 7", "event E",
                 "read it twice"):  # fmt: skip
        assert said in told


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ('"Ada Fern and Bo Moss"', ["Ada Fern", "Bo Moss"]),
        ('{"family": "Fern", "given": "Ada"}', ["Ada Fern"]),
        ('["Moss, Bo", {"family": "Team", "given": "Gemini"}]', ["Bo Moss", "Gemini Team"]),
    ],
)
def test_authors_of_csl_in_other_forms(author, names):
    draft, _ = read_one(f'[{{"type": "book", "title": "T", "author": {author}}}]')
    assert [name.display for name in draft.authors] == names


def test_every_tag_and_every_element_is_taken_or_told():
    ris = (
        "TY  - CHAP\nTI  - T\nT1  - Other\nBT  - Book\nT2  - Series\nL1  - https://a.example/p.pdf"
    )
    draft, told = read_one(
        f"{ris}\nSN  - 1476-4687 (Electronic) 0028-0836\nSP  - 1-9\nEP  - 9\nA4  - Oak, Cy\nER  -"
    )
    assert (draft.venue, draft.imprint.issn, draft.imprint.pages) == ("Book", "1476-4687", "1-9")
    for said in ("T1 Other", "T2 Series", "L1 https://a.example/p.pdf", "ISSN 0028-0836", "Oak"):
        assert said in told
    nbib = "PMID- 1\nTI  - T.\nTT  - Der Titel.\nPMC - PMC7\nFAU - Moss, Bo 3rd\nJT  - J\n"
    draft, told = read_one(nbib)
    assert draft.authors[0].suffix == "3rd"
    assert "TT Der Titel.; PMC PMC7" in told
    draft, told = read_one(
        "<xml><record><titles><title>CO<style face='subscript'>2</style></title><secondary-title>J"
        "</secondary-title></titles><contributors><translated-authors><author>Oak, Cy</author>"
        "</translated-authors></contributors><urls><related-urls><url>&lt;Go to ISI&gt;://WOS:1"
        "</url></related-urls></urls><research-notes>Read.</research-notes></record></xml>"
    )
    assert draft.title == "CO₂"
    assert told == "The file also says: translated-authors Oak, Cy; research-notes Read."


@pytest.mark.parametrize(
    "value",
    [
        "Time: And Again", "Ends in a colon:", "10.5555/x_(1)", "https://a.example/x?y=1&z=%20~",
        "558-565", "It's: 'quoted' text, " + "which is long and goes on " * 6,
        "Long words with (brackets), dashes – and such; " * 4 + "end", "yes", "12", "1-", "a: b #c",
        ["Ada Fern", "D'Arcy: B"], [f"{'x' * 50} {'y' * 50}", "Bo"],
    ],
)  # fmt: skip
def test_what_is_written_without_the_dumper_is_what_the_dumper_writes(value, monkeypatch):
    fast = dump_field("title", value)
    monkeypatch.setattr("readinglist.intake.drafts._dump_usual", lambda *_: None)
    assert fast == dump_field("title", value)
