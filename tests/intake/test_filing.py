"""Drafts become files of the list, without duplicates and under unique ids."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readinglist.errors import StorageError
from readinglist.intake.drafts import Draft, Facts, Reading
from readinglist.intake.filing import (
    Doubtful,
    FilingOptions,
    decode_bytes,
    plan_filing,
    write_entry,
)
from readinglist.library.reading import read_library
from readinglist.values.dates import PartialDate
from readinglist.values.identifiers import ArxivId
from readinglist.values.names import Name

TODAY = PartialDate(2026, 11, 21)


@pytest.mark.parametrize(
    ("data", "text", "encoding"),
    [
        ("é漢".encode(), "é漢", ""),
        (b"\xef\xbb\xbf\xc3\xa9", "é", ""),
        (b"\xe9 \x93x\x94", "é “x”", "Windows-1252"),
        (b"\xe9\x81", "é\x81", "ISO 8859-1"),
        (b"% Encoding: ISO8859_2\n\xb1", "% Encoding: ISO8859_2\ną", "ISO8859_2"),
        (b"% Encoding: nonsense\n\xe9", "% Encoding: nonsense\né", "Windows-1252"),
        ("é".encode("utf-16"), "é", "UTF-16-LE"),
        (b"", "", ""),
    ],
)
def test_encodings(data, text, encoding):
    assert decode_bytes(data) == (text, encoding)


@given(st.binary())
def test_any_bytes_can_be_decoded(data):
    text, encoding = decode_bytes(data)
    assert isinstance(text, str)
    assert encoding or text.encode("utf-8", "replace") in (data, data[3:])


def test_a_file_of_two_encodings():
    data = "title = {Wörter},\n".encode() + "title = {Öfen},\n".encode("cp1252")
    assert decode_bytes(data) == (
        "title = {Wörter},\ntitle = {Öfen},\n", "UTF-8 and Windows-1252 by turns",
    )  # fmt: skip
    assert decode_bytes(codecs.BOM_UTF8 + "Öfen".encode()) == ("Öfen", "")


def test_a_date_of_years_to_come_is_told_and_left_out(small_project):
    draft = Draft(title="T", url="https://a.example/", issued=PartialDate(2091), place="f:1")
    plan = plan_filing(read_library(small_project), Reading([draft]), {}, PartialDate(2026, 11, 30))
    assert "2091" not in plan.filed[0].text.partition("\n")[2]
    assert plan.notes[0].message == "the date 2091 is more than a year ahead; left out"


@pytest.mark.parametrize(
    ("data", "text", "encoding"),
    [
        (codecs.BOM_UTF16_LE + "é".encode("utf-16-le"), "é", "UTF-16-LE"),
        (codecs.BOM_UTF16_BE + "é".encode("utf-16-be"), "é", "UTF-16-BE"),
        # What is declared counts only for what is not UTF-8.
        ("% Encoding: Cp1252\né".encode(), "% Encoding: Cp1252\né", ""),
        (b"%% coding = latin-1\n\x81", "%% coding = latin-1\n\x81", "latin-1"),
        (b"% !TeX encoding = ISO-8859-2\n\xb1", "% !TeX encoding = ISO-8859-2\ną", "ISO-8859-2"),
        (b"% Encoding: UTF-7\n\xe9", "% Encoding: UTF-7\né", "Windows-1252"),
        # A declaration stands in the first two thousand bytes.
        (b"x" * 2_000 + b"\n% Encoding: ISO8859_2\n\xb1",
         "x" * 2_000 + "\n% Encoding: ISO8859_2\n±", "Windows-1252"),
        # Bytes that the declared encoding lacks: it is not the file's.
        (b"% Encoding: ascii\n\xe9", "% Encoding: ascii\né", "Windows-1252"),
    ],
)  # fmt: skip
def test_declared_encodings(data, text, encoding):
    assert decode_bytes(data) == (text, encoding)


@pytest.fixture
def plan(small_project):
    """The plan for drafts, given a list of three entries."""

    def make(*drafts, facts=None, updating=None, project=small_project, **options):
        library = read_library(project)
        reading = Reading([*drafts])
        return plan_filing(
            library, reading, facts or {}, TODAY, FilingOptions(**options), updating=updating
        )

    return make


def comments_of(filed):
    """The comments of an entry on one line."""
    lines = [line for line in filed.text.splitlines() if line.startswith("#")]
    return " ".join(" ".join(line.strip("# ") for line in lines).split())


def fern(**values):
    return Draft("Shade of trees", (Name("Fern", "Ada"),), **{"place": "f:1"} | values)


def test_a_new_work_becomes_an_entry(plan):
    (filed,) = plan(fern(issued=PartialDate(2012), url="https://a.example/")).filed
    assert (filed.id, filed.path) == ("fern2012shade", "entries/papers/fern2012shade.yml")
    assert filed.title == "Shade of trees"
    assert not filed.needs_record
    lines = filed.text.splitlines()
    assert {name: lines[line - 1] for name, line in filed.open_fields.items()} == {
        "themes": "themes:", "takeaway": "takeaway:",
    }  # fmt: skip


def test_options_of_an_entry(plan):
    (filed,) = plan(
        fern(key="Fern12", doi="10.5555/x"), themes=("objectives",), source="refs.bib",
        as_drafts=True, keep_keys=False, entry_id="my-own",
    ).filed  # fmt: skip
    assert filed.id == "my-own"
    assert "themes: [objectives]\n" in filed.text
    assert "\ndraft: true\n" in filed.text
    comments = comments_of(filed)
    assert "Taken over from refs.bib, where it is called Fern12." in comments
    assert filed.needs_record


def test_fields_that_a_record_will_replace_are_named(plan):
    (filed,) = plan(fern(arxiv=ArxivId("2405.04434"))).filed
    comments = comments_of(filed)
    assert (
        "The lock has no record of this work yet; 'readinglist enrich' gets its title" in comments
    )
    assert "Then delete title and authors here, or they take precedence." in comments
    (bare,) = plan(Draft(arxiv=ArxivId("2405.04434"))).filed
    assert "Then delete" not in bare.text


@pytest.mark.parametrize(
    ("key", "entry_id", "note"),
    [
        ("fern12", "fern12", ""),
        ("vaswani2017attention", "fernshade",
         "the key 'vaswani2017attention' is taken; the id is 'fernshade'"),
        ("Fern/12", "fernshade", "the key 'Fern/12' cannot be an id; the id is 'fernshade'"),
        ("", "fernshade", ""),
    ],
)  # fmt: skip
def test_keys_are_kept_where_they_can_be_ids(plan, key, entry_id, note):
    made = plan(fern(key=key), keep_keys=True)
    assert [filed.id for filed in made.filed] == [entry_id]
    assert [remark.message for remark in made.notes] == ([note] if note else [])


def test_ids_in_use_are_those_of_every_file_in_any_case(plan, small_project):
    (small_project / "entries/papers/FernShade.YAML").write_text("x", "utf-8")
    assert [filed.id for filed in plan(fern()).filed] == ["fernshade-trees"]


def test_works_of_the_list_are_left_out(plan):
    again = Draft("Other", arxiv=ArxivId("1706.03762"), place="f:2")
    made = plan(fern(), again, fern(place="f:3"))
    assert [filed.id for filed in made.filed] == ["fernshade"]
    assert [(twin.draft.place, twin.match.known.key) for twin in made.twins] == [
        ("f:2", "vaswani2017attention"), ("f:3", "fernshade"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("doubtful", "likely", "possible"),
    [
        (Doubtful.BY_LIKENESS, False, True),
        (Doubtful.TAKE, True, True),
        (Doubtful.SKIP, False, False),
    ],
)
def test_what_happens_to_works_that_may_be_known(plan, doubtful, likely, possible):
    """Nothing distinguishes the second from the first; the third has another year."""
    first = fern(issued=PartialDate(2012))
    for other, is_taken in (
        (fern(issued=PartialDate(2012)), likely),
        (fern(issued=PartialDate(2019)), possible),
    ):
        made = plan(first, other, doubtful=doubtful)
        assert len(made.filed) == 1 + is_taken
        assert len(made.twins) == 1 - is_taken
        assert len(made.notes) == is_taken
    certain = plan(fern(doi="10.5555/x"), fern(doi="10.5555/x"), doubtful=doubtful)
    assert len(certain.filed) == 1


def test_a_preprint_and_its_publication_become_one_entry(plan):
    preprint = fern(arxiv=ArxivId("2405.04434"), key="a")
    published = fern(
        arxiv=ArxivId("2405.04434"), doi="10.5555/x", venue="Journal of Trees", place="f:9"
    )
    made = plan(preprint, published)
    (filed,) = made.filed
    assert "doi: 10.5555/x\n" in filed.text
    assert "venue: Journal of Trees\n" in filed.text
    (twin,) = made.twins
    assert twin.match.reason == (
        "arXiv id 2405.04434; added from here: doi 10.5555/x, venue Journal of Trees"
    )


def test_what_the_lock_knows_is_not_written(plan):
    facts = Facts(title="Shade of Trees", authors=(Name("Fern", "Ada"),), issued=PartialDate(2012))
    draft = fern(doi="10.5555/x", issued=PartialDate(2012), venue="Journal of Trees")
    (filed,) = plan(draft, facts={"10.5555/x": facts}).filed
    assert (filed.id, filed.needs_record) == ("fern2012shade", False)
    assert filed.text.startswith("# Shade of Trees\n# Ada Fern, 2012\n")
    assert "\ntitle:" not in filed.text
    assert "venue: Journal of Trees\n" in filed.text
    (given,) = plan(draft, facts={"10.5555/x": facts}, keep_given=True).filed
    assert "\ntitle: Shade of trees\n" in given.text


@pytest.mark.parametrize(
    ("issued", "is_kept"),
    [(PartialDate(2027, 11, 21), True), (PartialDate(2027), True), (PartialDate(2028), False)],
)
def test_a_date_up_to_a_year_ahead_is_kept(plan, issued, is_kept):
    made = plan(fern(issued=issued))
    assert (f"issued: {issued}\n" in made.filed[0].text) is is_kept
    assert len(made.notes) == (not is_kept)


def test_an_entry_is_never_written_over_a_file(plan, small_project):
    (filed,) = plan(fern()).filed
    write_entry(small_project, filed)
    assert (small_project / filed.path).read_text("utf-8") == filed.text
    (small_project / filed.path).write_text("mine", "utf-8")
    with pytest.raises(StorageError, match="already exists") as caught:
        write_entry(small_project, filed)
    assert caught.value.hint == "Choose another id with --id."
    assert (small_project / filed.path).read_text("utf-8") == "mine"
