"""Which papers arXiv is asked for, and what its answers change; the command: `test_enrich.py`."""

import datetime
from dataclasses import replace

import pytest

from readinglist.enrichment.arxiv.client import Answer, Outcome
from readinglist.enrichment.lock_update import Need, Wanted, enrich_lock, plan_enrichment
from readinglist.entry.findings import Location
from readinglist.library.lock.arxiv import read_lock, write_record
from readinglist.library.lock.arxiv_records import Provenance, Record
from readinglist.library.reading import read_library
from readinglist.values.identifiers import ArxivId
from readinglist.values.names import Name

A, B, C, OLD = IDS = tuple(
    map(ArxivId, ("2301.00001", "2302.00002", "2303.00003", "hep-th/9901001"))
)
NOW = datetime.datetime(2026, 11, 21, 12, 0, tzinfo=datetime.UTC)
MONTH = datetime.timedelta(days=30)


def record(arxiv_id=A, days=0, **values):
    """A complete record that the API gave, read so many days ago."""
    provenance = Provenance("api", NOW - datetime.timedelta(days=days), {}, "https://api.example")
    told = {"title": "Patience", "abstract": "Patience pays.", "version": 2} | values
    return Record(id=arxiv_id, authors=(Name("Lovelace", "Ada"),), provenance=provenance, **told)


@pytest.fixture
def listed(make_list):
    """The list of these papers, with these records in the lock."""

    def write(*records, ids=IDS, entries=None):
        root = make_list([arxiv_id.value for arxiv_id in ids], entries)
        for known in records:
            write_record(root / "entries/metadata/arxiv", known)
        return read_library(root)

    return write


def needs(library, **options):
    return {wanted.id: wanted.need for wanted in plan_enrichment(library, NOW, **options)}


def test_what_is_asked_for(listed):
    copy = replace(record(B), provenance=Provenance("copy", NOW))
    library = listed(copy, record(C, abstract=None), record(OLD))
    assert needs(library) == {A: Need.ABSENT, B: Need.COPY, C: Need.BARE}
    assert needs(library, facts_only=True) == {A: Need.ABSENT, B: Need.COPY}


def test_a_withdrawn_paper_needs_no_abstract(listed):
    library = listed(record(A, abstract=None, withdrawn="It is wrong."), ids=[A])
    assert needs(library) == {}


@pytest.mark.parametrize(("days", "is_old"), [(29, False), (30, True), (31, True)])
def test_a_record_is_old_from_the_day_of_the_refresh_on(listed, days, is_old):
    library = listed(record(A, days), ids=[A])
    assert needs(library, refresh=MONTH) == ({A: Need.OLD} if is_old else {})
    assert needs(library) == {}


def test_broken_files_are_asked_for_and_those_of_newer_versions_are_not(listed):
    library = listed(record(A), record(B), ids=[A, B])
    folder = library.lock_folder
    (folder / "2301.00001.json").write_text("{", "utf-8")
    (folder / "2302.00002.json").write_text('{"mood": "good"}', "utf-8")
    library = read_library(library.root)
    assert needs(library, refresh=datetime.timedelta(0)) == {A: Need.BROKEN}


def test_each_paper_is_asked_for_once_and_at_its_first_entry(listed):
    more = {
        "papers/aaa.yml": 'arxiv: "2302.00002"\nthemes: [learning]\ntakeaway: x\n',
        "papers/none.yml": "title: T\nurl: https://a.example/\nthemes: [learning]\ntakeaway: x\n",
        "papers/odd.yml": "arxiv: no-id\nthemes: [learning]\ntakeaway: x\n",
    }
    wanted = plan_enrichment(listed(ids=[A, B], entries=more), NOW)
    assert [(paper.id, str(paper.location)) for paper in wanted] == [
        (B, "entries/papers/aaa.yml:1:8"),
        (A, "entries/papers/p230100001.yml:1:8"),
    ]


def enrich(library, *answers, **options):
    """The updates after these answers, one at a time, for every paper of the list."""
    wanted = plan_enrichment(library, NOW, refresh=datetime.timedelta(0))
    return enrich_lock(library, wanted, ([answer] for answer in answers), **options)


def found(new):
    return Answer(new.id, Outcome.FOUND, new)


def lock_of(library):
    return read_lock(library.lock_folder, IDS, library.root).records


def test_answers_are_written_and_told_in_the_order_of_the_files(listed):
    library = listed(record(B, 9), ids=[A, B])
    told = []
    enrichment = enrich(library, found(record(B)), found(record(A)), progress=told.append)
    assert [update.wanted.id for update in enrichment.updates] == [A, B]
    assert [update.is_difference for update in enrichment.updates] == [True, False]
    assert [update.changes is None for update in enrichment.updates] == [True, False]
    assert (enrichment.count(Outcome.FOUND), enrichment.count(Outcome.MISSING)) == (2, 0)
    assert told == [1, 2]
    # The unchanged one was read today.
    assert lock_of(library) == {A: record(A), B: record(B)}


def test_a_dry_run_tells_the_same_and_writes_nothing(listed):
    library = listed(record(B, 9, title="Haste"), ids=[A, B])
    answers = found(record(A)), found(record(B)), Answer(C, Outcome.MISSING)
    dry = enrich(library, *answers, write=False)
    assert lock_of(library) == {B: record(B, 9, title="Haste")}
    assert enrich(library, *answers).updates == dry.updates
    assert lock_of(library).keys() == {A, B}


def test_a_record_stays_if_none_is_found(listed):
    library = listed(record(A, 9), ids=[A, B])
    answers = (
        Answer(A, Outcome.MISSING, reason="none"),
        Answer(B, Outcome.UNANSWERED, reason="down"),
    )
    first, second = enrich(library, *answers).updates
    assert (first.kept, second.kept) == (NOW - datetime.timedelta(days=9), None)
    assert not first.is_difference
    assert lock_of(library) == {A: record(A, 9)}


def test_an_older_version_is_no_answer(listed):
    library = listed(record(A, 9, version=3), ids=[A])
    (update,) = enrich(library, found(record(A, version=2))).updates
    assert update.answer.outcome is Outcome.UNANSWERED
    assert update.answer.reason == "arXiv answered with version 2; the lock has 3 already"
    assert lock_of(library)[A].version == 3
    (update,) = enrich(library, found(record(A, version=3))).updates
    assert update.answer.outcome is Outcome.FOUND


def test_a_record_from_a_copy_differs_by_where_it_is_from(listed):
    copy = replace(record(A), provenance=Provenance("copy", NOW))
    library = listed(copy, ids=[A])
    (update,) = enrich(library, found(record(A))).updates
    assert update.is_difference
    assert update.changes.others == ("provenance",)


def test_what_another_run_has_written_meanwhile_counts(listed):
    library = listed(ids=[A])
    wanted = plan_enrichment(library, NOW)
    write_record(library.lock_folder, record(A, 1, version=5))
    enrichment = enrich_lock(library, wanted, [[found(record(A, version=4))]])
    assert enrichment.count(Outcome.UNANSWERED) == 1
    assert lock_of(library)[A].version == 5


def test_answers_that_nobody_asked_for_are_ignored(listed):
    library = listed(ids=[A])
    wanted = [Wanted(A, Need.ABSENT, Location("entries/papers/a.yml"))]
    enrichment = enrich_lock(library, wanted, [[found(record(B)), found(record(A))]])
    assert [update.answer.id for update in enrichment.updates] == [A]
    assert lock_of(library).keys() == {A}


def test_what_was_written_stays_if_answers_end_early(listed):
    library = listed(ids=[A, B])

    def answers():
        yield [found(record(A))]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        enrich_lock(library, plan_enrichment(library, NOW), answers())
    assert lock_of(library) == {A: record(A)}


CLAIM = """\
claim: Patience pays.
kind: claim
source: {essay: lovelace2024thoughts, section: On patience, quote: "patience pays"}
themes: [learning]
evidence:
  - {work: p230100001, stance: supports, quote: Patience pays.}
"""


def test_only_quotes_that_no_longer_match_are_found(listed):
    library = listed(record(A, 9), ids=[A], entries={"claims/patience.yml": CLAIM})
    other = record(A, abstract="Haste pays.", version=3)
    (finding,) = enrich(library, found(other), write=False).findings
    assert (finding.code, finding.location.path) == ("E306", "entries/claims/patience.yml")
    # Once it stands in the lock, it is no news.
    enrich(library, found(other))
    assert enrich(read_library(library.root), found(other)).findings == []
