import datetime
import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readinglist.library.lock.arxiv_records import (
    Provenance,
    Record,
    UnreadableLine,
    parse_bulk,
    parse_record,
    read_title,
    withdrawal_reason,
)
from readinglist.values.characters import clean
from readinglist.values.dates import PartialDate
from readinglist.values.identifiers import ArxivId
from readinglist.values.names import Name

READ = datetime.datetime(2026, 11, 21, 6, 40, tzinfo=datetime.UTC)


def read_lines(*lines):
    return list(parse_bulk(iter(lines), "file.jsonl", READ))


def read_one(values):
    ((number, record),) = read_lines(json.dumps(values))
    assert number == 1
    return record


# The lock's format

TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30).map(
    lambda text: " ".join(text.split())
)
SOME = TEXT.filter(bool)
DATES = st.dates().map(lambda day: PartialDate(day.year, day.month, day.day)) | st.builds(
    PartialDate, st.integers(1000, 9999), st.integers(1, 12)
)
MOMENTS = st.datetimes(min_value=datetime.datetime(1000, 1, 1)).map(  # noqa: DTZ001
    lambda moment: moment.replace(microsecond=0, tzinfo=datetime.UTC)
)
# A part of a name has a character that can be seen, or is empty.
SEEN = TEXT.filter(lambda text: not text or bool(clean(text).strip()))
NAMES = (
    st.builds(Name, SEEN.filter(bool), SEEN, SEEN, SEEN)
    | st.builds(lambda text: Name(literal=text), SEEN.filter(bool))
    | st.sampled_from(
        [Name("Maaten", "Laurens", "van der"), Name(literal="A B"), Name(literal="42")]
    )
)
RECORDS = st.builds(
    Record,
    st.sampled_from([ArxivId("1706.03762"), ArxivId("hep-th/9901001")]),
    SOME,
    st.lists(NAMES, min_size=1, max_size=4).map(tuple),
    st.builds(Provenance, SOME, MOMENTS, st.dictionaries(SOME, SOME, max_size=3), TEXT),
    abstract=st.none() | SOME,
    submitted=st.none() | DATES,
    updated=st.none() | DATES,
    primary_category=st.none() | SOME,
    categories=st.lists(SOME, max_size=3).map(tuple),
    doi=st.none() | SOME,
    journal_ref=st.none() | SOME,
    comment=st.none() | SOME,
    version=st.none() | st.integers(1, 99),
    license=st.none() | SOME,
    withdrawn=st.none() | SOME,
)


@given(RECORDS)
def test_records_round_trip(record):
    written = json.dumps(record.as_dict(), ensure_ascii=False)
    assert parse_record(json.loads(written)) == record


def sound():
    return {
        "id": "1706.03762",
        "title": "T",
        "authors": ["Ada Lovelace", {"literal": "Team X"}],
        "provenance": {"route": "copy", "read": "2026-11-21T06:40:00Z", "sources": {"title": "s"}},
    }


def test_absent_fields_are_left_out():
    record = parse_record(sound())
    assert record.abstract is None
    assert record.categories == ()
    assert record.as_dict() == sound() | {"authors": ["Ada Lovelace", {"literal": "Team X"}]}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"id": None}, "type"),
        ({"id": "1706.3762"}, "not an arXiv id"),
        ({"id": "1706.03762v2"}, "version"),
        ({"title": ""}, "type"),
        ({"title": 5}, "type"),
        ({"authors": "Ada Lovelace"}, "type"),
        ({"authors": "Ada"}, "type"),
        ({"authors": [5]}, "type"),
        ({"authors": ["123"]}, "not a name"),
        ({"authors": [{}]}, "an author"),
        ({"authors": [{"name": "x"}]}, "an author"),
        ({"categories": "cs.CL"}, "type"),
        ({"categories": [1]}, "type"),
        ({"submitted": "yesterday"}, "not a date"),
        ({"submitted": 2017}, "type"),
        ({"abstract": ""}, "type"),
        ({"version": 0}, "from 1"),
        ({"version": "2"}, "from 1"),
        ({"version": True}, "from 1"),
        ({"provenance": None}, "type"),
        ({"provenance": {}}, "no field 'route'"),
        ({"provenance": {"route": "copy", "read": "x"}}, "not a moment"),
        ({"provenance": {"route": "copy", "read": "2026-11-21", "sources": []}}, "type"),
    ],
    ids=str,
)
def test_mistakes_in_a_record_are_reported(change, reason):
    with pytest.raises(ValueError, match=reason):
        parse_record(sound() | change)


@pytest.mark.parametrize("name", ["id", "title", "authors", "provenance"])
def test_needed_fields(name):
    values = sound()
    del values[name]
    with pytest.raises(ValueError, match=f"no field '{name}'"):
        parse_record(values)


@pytest.mark.parametrize("values", [[], "x", 5, None])
def test_values_other_than_objects(values):
    with pytest.raises(ValueError, match="type"):
        parse_record(values)


# The API's format


def test_the_apis_format():
    record = read_one(
        {
            "id": "1706.03762",
            "title": "Attention  Is\n All You Need &amp; more",
            "authors": ["Ashish Vaswani", "Aäron van den Oord"],
            "abstract": " Two\n lines. ",
            "published": "2017-06-12T17:57:34Z",
            "updated": "2017-12-05",
            "primary_category": "cs.CL",
            "categories": ["cs.CL", "cs.LG"],
            "doi": None,
            "journal_ref": "",
            "comment": "15 pages",
            "crosscheck": {"title_from": "a copy", "abstract_source": "another"},
            "unknown": 1,
        }
    )
    assert record == Record(
        id=ArxivId("1706.03762"),
        title="Attention Is All You Need & more",
        authors=(Name("Vaswani", "Ashish"), Name("Oord", "Aäron", "van den")),
        abstract="Two lines.",
        submitted=PartialDate(2017, 6, 12),
        updated=PartialDate(2017, 12, 5),
        primary_category="cs.CL",
        categories=("cs.CL", "cs.LG"),
        comment="15 pages",
        provenance=Provenance(
            "copy",
            READ,
            {
                "abstract": "another",
                "authors": "file.jsonl",
                "categories": "file.jsonl",
                "comment": "file.jsonl",
                "primary_category": "file.jsonl",
                "submitted": "file.jsonl",
                "title": "a copy",
                "updated": "file.jsonl",
            },
        ),
    )
    assert parse_record(record.as_dict()) == record


def test_a_lone_primary_category():
    record = read_one(
        {"id": "1706.03762", "title": "T", "authors": ["A B"], "primary_category": "cs.CL"}
    )
    assert record.categories == ("cs.CL",)


# The format of arXiv's bulk snapshot


def snapshot(**values):
    return {
        "id": "0704.0001",
        "submitter": "Pavel Nadolsky",
        "authors": "C. Bal\\'azs, E. L. Berger",
        "title": "Calculation of prompt diphoton\n  production cross sections",
        "comments": "37 pages, 15 figures;  published version",
        "journal-ref": "Phys.Rev.D76:013009,2007",
        "doi": "10.1103/PhysRevD.76.013009",
        "report-no": "ANL-HEP-PR-07-12",
        "categories": "hep-ph astro-ph",
        "license": None,
        "abstract": "  A fully differential calculation\nis presented.\n",
        "versions": [
            {"version": "v1", "created": "Mon, 2 Apr 2007 19:18:42 GMT"},
            {"version": "v2", "created": "Tue, 24 Jul 2007 20:10:27 GMT"},
        ],
        "update_date": "2008-11-26",
        "authors_parsed": [["Balázs", "C.", ""], ["Berger", "E. L.", "Jr."]],
    } | values


def test_the_snapshots_format():
    record = read_one(snapshot())
    assert record == Record(
        id=ArxivId("0704.0001"),
        title="Calculation of prompt diphoton production cross sections",
        authors=(Name("Balázs", "C."), Name("Berger", "E. L.", suffix="Jr.")),
        abstract="A fully differential calculation is presented.",
        submitted=PartialDate(2007, 4, 2),
        updated=PartialDate(2007, 7, 24),
        primary_category="hep-ph",
        categories=("hep-ph", "astro-ph"),
        doi="10.1103/PhysRevD.76.013009",
        journal_ref="Phys.Rev.D76:013009,2007",
        comment="37 pages, 15 figures; published version",
        version=2,
        provenance=Provenance(
            "copy",
            READ,
            dict.fromkeys(
                [
                    "abstract",
                    "authors",
                    "categories",
                    "comment",
                    "doi",
                    "journal_ref",
                    "primary_category",
                    "submitted",
                    "title",
                    "updated",
                    "version",
                ],
                "file.jsonl",
            ),
        ),
    )
    assert parse_record(record.as_dict()) == record


@pytest.mark.parametrize(
    ("parsed", "name"),
    [
        (["van der Maaten", "Laurens", ""], Name("Maaten", "Laurens", "van der")),
        (["de la Rosa", "Javier", "", "Some University"], Name("Rosa", "Javier", "de la")),
        (["ATLAS Collaboration", "", ""], Name(literal="ATLAS Collaboration")),
        (["OpenAI", None, None], Name(literal="OpenAI")),
        (["", "Plato", ""], Name(literal="Plato")),
        (["  Two  Spaces ", " A.\n B. ", ""], Name("Two Spaces", "A. B.")),
        (["O&#39;Neil", "Conan", ""], Name("O'Neil", "Conan")),
        (["Ho", "Jonathan", "III"], Name("Ho", "Jonathan", suffix="III")),
        (["2", "1", ""], Name("2", "1")),
    ],
    ids=str,
)
def test_names_of_the_snapshot(parsed, name):
    record = read_one(snapshot(authors_parsed=[parsed]))
    assert record.authors == (name,)
    assert parse_record(record.as_dict()) == record


@pytest.mark.parametrize(
    ("created", "date"),
    [
        ("Mon, 2 Apr 2007 23:59:59 GMT", PartialDate(2007, 4, 2)),
        ("Mon, 2 Apr 2007 23:30:00 -0400", PartialDate(2007, 4, 3)),
        ("Mon, 2 Apr 2007 00:30:00 -0000", PartialDate(2007, 4, 2)),
        ("Mon, 2 Apr 2007 23:30:00", PartialDate(2007, 4, 2)),
    ],
)
@pytest.mark.parametrize("zone", ["UTC", "Pacific/Auckland", "America/Los_Angeles"])
def test_dates_are_in_utc(created, date, zone, monkeypatch):
    if not hasattr(time, "tzset"):
        pytest.skip("this system cannot change its time zone")
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        assert read_one(snapshot(versions=[{"created": created}])).submitted == date
    finally:
        monkeypatch.undo()
        time.tzset()


# Broken lines


SOUND = json.dumps({"id": "1706.03762", "title": "T", "authors": ["A B"]})
BROKEN = [
    "{",
    "[]",
    "5",
    "null",
    '"x"',
    "not json",
    "{}",
    '{"id": "1706.03762"}',
    '{"id": "1706.3762", "title": "T", "authors": ["A B"]}',
    '{"id": 1706.03762, "title": "T", "authors": ["A B"]}',
    '{"id": "1706.03762", "title": "", "authors": ["A B"]}',
    '{"id": "1706.03762", "title": "T", "authors": []}',
    '{"id": "1706.03762", "title": "T", "authors": "A B"}',
    '{"id": "1706.03762", "title": "T", "authors": [null]}',
    '{"id": "1706.03762", "title": "T", "authors": ["..."]}',
    '{"id": "1706.03762", "title": "T", "authors": ["A B"], "published": "soon"}',
    '{"id": "1706.03762", "title": "T", "authors": ["A B"], "categories": "cs.CL"}',
    '{"id": "1706.03762", "title": "T", "authors": ["A B"], "categories": [5]}',
    '{"id": "1706.03762", "title": "T", "authors": ["A B"], "crosscheck": [1]}',
    '{"id": "1706.03762", "title": "half \\ud800", "authors": ["A B"]}',
    json.dumps(snapshot(authors_parsed=None)),
    json.dumps(snapshot(authors_parsed=[])),
    json.dumps(snapshot(authors_parsed=[["x"]])),
    json.dumps(snapshot(authors_parsed=[[1, 2, 3]])),
    json.dumps(snapshot(versions=[{}])),
    json.dumps(snapshot(versions=[{"created": 5}])),
    json.dumps(snapshot(versions=[{"created": "soon"}])),
    json.dumps(snapshot(versions=["v1"])),
    json.dumps(snapshot(versions=[{"created": "Fri, 31 Dec 9999 23:59:59 -1200"}])),
    json.dumps(snapshot(title=None)),
    "[" * 100_000,
    "9" * 10_000,
]


@pytest.mark.parametrize("line", BROKEN, ids=range(len(BROKEN)))
def test_broken_lines_are_reported_and_skipped(line):
    results = read_lines(SOUND, "", line, " \n", SOUND)
    assert [number for number, _ in results] == [1, 3, 5]
    assert results[0][1] == results[2][1]
    assert isinstance(results[0][1], Record)
    broken = results[1][1]
    assert isinstance(broken, UnreadableLine)
    assert broken.number == 3
    assert broken.reason


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)
FIELDS = st.sampled_from(
    [
        "id",
        "title",
        "authors",
        "abstract",
        "published",
        "updated",
        "primary_category",
        "categories",
        "doi",
        "journal_ref",
        "journal-ref",
        "comment",
        "comments",
        "crosscheck",
        "authors_parsed",
        "versions",
    ]
)


@given(st.booleans(), st.dictionaries(FIELDS, JSON, max_size=5))
def test_any_line_is_accepted_and_every_record_can_be_locked(api, values):
    base = json.loads(SOUND) if api else snapshot()
    ((_, item),) = read_lines(json.dumps(base | values))
    if isinstance(item, Record):
        written = json.dumps(item.as_dict(), ensure_ascii=False).encode("utf-8")
        assert parse_record(json.loads(written)) == item


def test_control_characters_are_removed():
    record = read_one({"id": "1706.03762", "title": "a\x00b\x7fc", "authors": ["A\x08 B"]})
    assert record.title == "a b c"
    assert record.authors == (Name("B", "A"),)


def test_real_records(corpus):
    if not corpus:
        pytest.skip("READINGLIST_DATA does not name the corpus")
    results = read_lines(*map(json.dumps, corpus))
    # One of the 10,000 names an author "2", left over from a footnote.
    unreadable = [item for _, item in results if isinstance(item, UnreadableLine)]
    assert [line.reason for line in unreadable] == ["'2' is not a name"]
    assert len(results) == len(corpus)
    for _, record in results:
        if record in unreadable:
            continue
        assert parse_record(json.loads(json.dumps(record.as_dict()))) == record


# Withdrawals


@pytest.mark.parametrize(
    "comment",
    [
        "This paper has been withdrawn",
        "This paper has been withdrawn by the author due to a crucial sign error in equation 1",
        "7 pages, 12 figures. The paper is withdrawn by the author owing to change in results",
        "This article has been withdrawn by arXiv administrators due to verbatim text overlap",
        "arXiv admin note: This submission has been withdrawn by arXiv administrators",
        "arXiv admin note: withdrawn by arXiv administrators",
        "Withdrawn: The main results are contained in the new paper arXiv:1110.4217",
        "Withdrawn.",
        "withdrawn by the authors",
        "Paper withdrawn due to conflict of interest in conference call for paper",
        "This paper is withdrwan due to duplication",
        "This paper has been temporarily withdrawn",
        "The authors have withdrawn this paper because of an error",
        "We withdraw this paper",
        "This version has been removed by arXiv administrators",
        "1. This withdraw request is made because of confidential issues",
        "This paper was withdrawn from arXiv by its authors",
    ],
)
def test_withdrawals(comment):
    assert withdrawal_reason(comment, "We prove a theorem.")


@pytest.mark.parametrize(
    ("comment", "abstract"),
    [
        (None, None),
        ("5 pages", "Proofs."),
        ("The other writings to be withdrawn are 1503.03488 and 1412.4178", "Proofs."),
        ("One author has withdrawn", "Proofs."),
        ("It appeared as arXiv:1911.09023 (has been submitted to be withdrawn)", "Proofs."),
        ("This paper was withdrawn from ICLR 2020", "Proofs."),
        ("Withdrawn from NeurIPS", "Proofs."),
        ("This paper will be withdrawn", "Proofs."),
        ("This paper has not been withdrawn", "Proofs."),
        ("Tell us if this paper is withdrawn", "Proofs."),
        ("Section 3 of the previous version has been withdrawn", "Proofs."),
        (None, "Statistics by the agent have been withdrawn directly from the router."),
        (None, "We study why this paper has been withdrawn by its authors."),
        (None, "Severe withdrawals are based on entrenchment relations."),
    ],
)
def test_comments_that_are_not_withdrawals(comment, abstract):
    assert withdrawal_reason(comment, abstract) is None


def test_the_reason_of_a_withdrawal():
    notice = "This paper has been withdrawn by the author, due to an error in claim 1."
    assert withdrawal_reason("This paper has been withdrawn", notice) == notice
    comment = "5 pages. This paper has been withdrawn. Lemma 2 is wrong"
    assert (
        withdrawal_reason(comment, notice[:30]) == "This paper has been withdrawn. Lemma 2 is wrong"
    )
    assert withdrawal_reason(None, f"{notice} We prove it all the same.") == notice


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_is_accepted(comment, abstract):
    reason = withdrawal_reason(comment, abstract)
    assert reason is None or reason


def test_withdrawals_of_bulk_records():
    notice = "This paper has been withdrawn by the author"
    assert read_one(snapshot(comments=notice)).withdrawn == notice
    values = {"id": "1706.03762", "title": "T", "authors": ["A B"], "comment": notice}
    assert read_one(values).withdrawn == notice


def test_withdrawals_in_the_corpus(corpus):
    if not corpus:
        pytest.skip("READINGLIST_DATA does not name the corpus")
    found = [
        record["id"]
        for record in corpus
        if withdrawal_reason(record.get("comment"), record.get("abstract"))
    ]
    # All checked by hand: each is a withdrawal, and no other comment announces one.
    assert len(found) == 45
    said = [record["id"] for record in corpus if "withdr" in (record.get("comment") or "").lower()]
    assert sorted(set(said) - set(found)) == ["1501.07227", "1810.03319", "1905.11151"]


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("Set-Theoretic<br> Semantics", "Set-Theoretic Semantics"),
        ("Multi &#8211; Signature, CO<sub>2</sub>", "Multi – Signature, CO₂"),
        ("Where $a<b$ and $c>d$, <x|y>, List<int>", "Where $a<b$ and $c>d$, <x|y>, List<int>"),
    ],
)
def test_html_in_titles(written, title):
    assert read_title(written) == title
