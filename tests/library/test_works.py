"""The status of a work: its version of record, its withdrawal, and the consequences."""

import csv
import dataclasses
import datetime
import io
import itertools
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from readinglist.entry.model import PaperEntry
from readinglist.entry.vocabulary import Stance, Standing, WorkType
from readinglist.graph.coverage import coverage, statistics
from readinglist.graph.impact import trace_impact
from readinglist.library import merging
from readinglist.library.lock.arxiv_records import Provenance, Record
from readinglist.library.merging import merge_paper, merge_published
from readinglist.library.works import Published, Retraction
from readinglist.site.exports.bibtex import render_bibtex
from readinglist.site.exports.csl import render_csl
from readinglist.site.exports.dump import render_dump, render_schema
from readinglist.site.exports.ris import render_ris
from readinglist.site.exports.selection import Cited, select
from readinglist.site.exports.table import render_csv
from readinglist.values.dates import PartialDate
from readinglist.values.identifiers import ArxivId, is_arxiv_doi, parse_dois
from readinglist.values.names import Name
from readinglist.values.references import find_arxiv_id

ID = ArxivId("2101.00001")
READ = datetime.datetime(2027, 1, 5, 6, 40, tzinfo=datetime.UTC)
REASON = "The proof of Lemma 3 is wrong, by 100%."
NOTICE = Retraction("retraction", PartialDate(2026, 5, 3), "https://doi.org/10.9999/n", "Crossref")


def record(arxiv=ID, **values):
    return Record(
        arxiv, "A Title", (Name("Roe", "Jane"),), Provenance("api", READ),
        submitted=PartialDate(2021, 1, 1), updated=PartialDate(2021, 3, 4), **values,
    )  # fmt: skip


def work_of(entry=None, **values):
    given_ = {"arxiv": ID.value, "themes": ["t"], "takeaway": "x"} | (entry or {})
    return merge_paper("p", PaperEntry.model_validate(given_), {ID: record(**values)})


@pytest.fixture
def retract(monkeypatch):
    """Marks works with these ids as retracted."""

    def patch(*ids):
        merge = merging.merge_paper

        def merged(entry_id, *arguments, **options):
            work = merge(entry_id, *arguments, **options)
            return dataclasses.replace(work, retracted=NOTICE) if entry_id in ids else work

        monkeypatch.setattr(merging, "merge_paper", merged)

    return patch


# The version of record


def test_a_preprint_has_no_version_of_record():
    work = work_of(version=3)
    assert (work.version, work.published, work.is_preprint) == (3, None, True)
    assert (work.withdrawn, work.retracted, work.is_void) == (None, None, False)
    assert (work.void_word, work.void_note) == ("", "")


def test_arxiv_names_the_version_of_record():
    work = work_of(journal_ref="J. Res. 7 (2022) 1-9", doi="10.1000/J.7")
    assert work.published == Published(("arXiv",), "J. Res. 7 (2022) 1-9", "10.1000/j.7")
    assert (work.venue, work.doi) == ("J. Res. 7 (2022) 1-9", "10.1000/j.7")
    assert not work.is_preprint
    assert work.issued == work.cited_date == PartialDate(2021, 1, 1)


@pytest.mark.parametrize(
    ("entry", "venue", "doi", "sources"),
    [
        # The other half is from arXiv, which is then named, too.
        ({"venue": "Neat Conference"}, "Neat Conference", "10.1000/j.7", ("entry", "arXiv")),
        ({"venue": "Neat 2022"}, "Neat 2022", "10.1000/j.7", ("entry", "arXiv")),
        ({"doi": "10.1000/J.7"}, "J. Res. 7 (2022)", "10.1000/j.7", ("entry", "arXiv")),
        ({"venue": "V", "doi": "10.1000/j.7"}, "V", "10.1000/j.7", ("entry",)),
        # A different year or DOI is a different publication, of which nothing is used.
        ({"venue": "Neat 2023"}, "Neat 2023", None, ("entry",)),
        ({"doi": "10.2000/other"}, None, "10.2000/other", ("entry",)),
        # arXiv's own DOI is the preprint's; it is kept, but is not a version of record.
        ({"doi": "10.48550/arXiv.2101.00001"}, "J. Res. 7 (2022)", "10.1000/j.7", ("arXiv",)),
    ],
)
def test_the_entry_wins_over_arxiv(entry, venue, doi, sources):
    published = work_of(entry, journal_ref="J. Res. 7 (2022)", doi="10.1000/j.7").published
    assert (published.venue, published.doi, published.sources) == (venue, doi, sources)


def test_a_preprints_own_doi_makes_no_version_of_record():
    for work in (work_of({"doi": "10.48550/arxiv.2101.00001"}), work_of(doi="10.48550/x")):
        assert work.is_preprint
        assert work.published is None
    assert work_of({"doi": "10.48550/arxiv.2101.00001"}).doi == "10.48550/arxiv.2101.00001"


STATEMENTS = st.builds(
    Published,
    st.sampled_from([("entry",), ("arXiv",), ("Crossref",), ("DBLP",)]),
    st.sampled_from([None, "V", "V 2020", "W 2021", "X 1999, 2020"]),
    st.sampled_from([None, "10.1/a", "10.1/b"]),
    st.sampled_from([None, PartialDate(2020), PartialDate(2021, 2)]),
    st.sampled_from([None, WorkType.ARTICLE_JOURNAL]),
)


@given(st.lists(st.none() | STATEMENTS, max_size=4))
def test_more_important_sources_are_never_overwritten(statements):
    merged = merge_published(statements)
    given_ = [text for text in statements if text]
    if not given_:
        assert merged is None
        return
    first = given_[0]
    for name in ("venue", "doi", "issued", "type"):
        value = getattr(merged, name)
        assert value == getattr(first, name) or getattr(first, name) is None
        assert value is None or value in [getattr(published, name) for published in given_]
    assert merged.sources[:1] == first.sources
    assert merge_published([merged]) == merged


@given(st.lists(STATEMENTS, min_size=1, max_size=3), STATEMENTS)
def test_nothing_is_used_from_a_contradicting_record(statements, other):
    merged = merge_published(statements)
    together = merge_published([*statements, other])
    if merged.contradicts(other):
        assert together == merged
    else:
        assert together.doi == (merged.doi or other.doi)
        assert together.venue == (merged.venue or other.venue)


@given(STATEMENTS, STATEMENTS)
def test_contradiction_is_symmetric_and_irreflexive(one, other):
    assert one.contradicts(other) == other.contradicts(one)
    assert not one.contradicts(one)


def test_the_date_of_a_citation():
    known = Published(("Crossref",), "J", issued=PartialDate(2023, 5))
    work = dataclasses.replace(work_of(), published=known)
    assert work.cited_date == PartialDate(2023, 5)
    assert work.year == 2021
    entry = PaperEntry.model_validate(
        {"arxiv": ID.value, "themes": ["t"], "takeaway": "x", "issued": "2022"}
    )
    assert dataclasses.replace(work, entry=entry).cited_date == PartialDate(2022)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("10.1000/A", ["10.1000/a"]),
        ("10.1000/a 10.1000/b", ["10.1000/a", "10.1000/b"]),
        ("https://doi.org/10.1000/a; doi:10.1000/b", ["10.1000/a", "10.1000/b"]),
        ("10.1000/a 10.1000/A", ["10.1000/a"]),
        ("10.1016/S0370-2693(01)00123-4", ["10.1016/s0370-2693(01)00123-4"]),
        ("to appear", []),
        ("", []),
    ],
)
def test_dois_in_external_text(text, found):
    assert parse_dois(text) == found


@given(st.text())
def test_any_text_of_dois_is_accepted(text):
    for doi in parse_dois(text):
        assert doi == doi.lower()
        assert doi.startswith("10.")
        is_arxiv_doi(doi)


@pytest.mark.parametrize(
    "text",
    ["2101.00001", "arXiv:2101.00001v3", "https://arxiv.org/pdf/2101.00001v2.pdf",
     "https://doi.org/10.48550/arXiv.2101.00001"],
)  # fmt: skip
def test_any_form_of_an_arxiv_id_is_found(text):
    assert find_arxiv_id(text) == ID


def test_other_texts_are_not_arxiv_ids():
    assert find_arxiv_id("vaswani2017attention") is None


# Withdrawn and retracted


def test_a_withdrawn_work_gives_the_reason():
    work = work_of(withdrawn=REASON)
    assert (work.is_void, work.void_word) == (True, "withdrawn")
    assert work.void_note == f"Withdrawn: {REASON}"


def test_a_retraction_takes_precedence_and_both_are_shown():
    work = dataclasses.replace(work_of(withdrawn=REASON), retracted=NOTICE)
    assert work.void_word == "retracted"
    assert work.void_note == (
        f"Retracted 3 May 2026, says Crossref: https://doi.org/10.9999/n; Withdrawn: {REASON}"
    )
    bare = dataclasses.replace(work_of(), retracted=Retraction("removal"))
    assert bare.void_note == "Retracted, says Crossref"


OTHER = ArxivId("2101.00002")


def void_graph(graph_of, stances, void, **more):
    """A claim with evidence of these stances; `void` lists the numbers of withdrawn works."""
    papers = {f"p{i}": {"arxiv": f"2101.{i:05}"} for i in range(1, len(stances) + 1)}
    records = {}
    for i in range(1, len(stances) + 1):
        arxiv = ArxivId(f"2101.{i:05}")
        records[arxiv] = record(arxiv, withdrawn=REASON if i in void else None)
    evidence = [
        {"work": f"p{i}", "stance": stance, "locator": "p. 1"}
        for i, stance in enumerate(stances, 1)
    ]
    claims = {"c": {"evidence": evidence}} | more.pop("claims", {})
    return graph_of(papers, claims=claims, records=records, **more)


@pytest.mark.parametrize("stances", [*itertools.product([s.value for s in Stance], repeat=3)])
def test_withdrawn_evidence_does_not_count(graph_of, stances):
    for void in itertools.chain.from_iterable(
        itertools.combinations((1, 2, 3), size) for size in range(4)
    ):
        claim = void_graph(graph_of, stances, void).claims["c"]
        left = [stance for i, stance in enumerate(stances, 1) if i not in void]
        assert claim.standing is void_graph(graph_of, left, ()).claims["c"].standing
        assert len(claim.evidence) == 3
        assert len(claim.void) == len(void)
        # The same result as without these works.
        whole = void_graph(graph_of, stances, ()).claims["c"]
        assert whole.standing_without(*(f"p{i}" for i in void)) is claim.standing


def test_a_claim_with_nothing_left_is_untested(graph_of):
    graph = void_graph(graph_of, ["supports"], {1})
    assert graph.claims["c"].standing is Standing.UNTESTED
    assert graph.claims["c"].void_words == "withdrawn"
    assert [work.id for work in graph.void_works] == ["p1"]


def test_retracted_evidence_does_not_count_either(graph_of, retract):
    retract("p2")
    claim = void_graph(graph_of, ["supports", "opposes"], ()).claims["c"]
    assert claim.standing is Standing.SUPPORTED
    assert claim.void_words == "retracted"
    claim = void_graph(graph_of, ["supports", "opposes"], {1}).claims["c"]
    assert claim.void_words == "withdrawn or retracted"
    assert claim.standing is Standing.UNTESTED


@pytest.mark.parametrize(
    ("void", "standing"), [((), "held"), ((1,), "held"), ((2,), "held"), ((1, 2), "open")]
)
def test_an_outcome_holds_while_one_of_its_works_does(graph_of, void, standing):
    outcome = {"result": "held", "evidence": [{"work": "p1"}, {"work": "p2"}]}
    prediction = {"kind": "prediction", "resolves-by": "2026-12-31", "outcome": outcome}
    graph = void_graph(graph_of, ["background"] * 2, void, claims={"future": prediction})
    assert graph.claims["future"].standing == standing


def test_gaps_and_counts(graph_of, retract):
    retract("p2")
    graph = void_graph(graph_of, ["supports", "background", "supports"], {1})
    gaps = {gap.key: [item.id for item in gap.items if not isinstance(item, tuple)]
            for gap in coverage(graph)}  # fmt: skip
    assert gaps["withdrawn-works"] == ["p1", "p2"]
    assert gaps["claims-on-withdrawn-works"] == ["c"]
    assert gaps["claims-with-one-work"] == ["c"]
    numbers = statistics(graph)
    assert (numbers["withdrawn"], numbers["retracted"], numbers["published"]) == (1, 1, 0)


def test_withdrawn_background_leaves_a_claim_alone(graph_of):
    graph = void_graph(graph_of, ["supports", "background"], {2})
    gaps = {gap.key: gap.items for gap in coverage(graph)}
    assert gaps["claims-on-withdrawn-works"] == ()


# Impact


@pytest.fixture
def carried(graph_of):
    """A graph in which much rests on `p1`."""
    return graph_of(
        {
            "p1": {"arxiv": "2101.00001", "themes": ["t", "t/s"]},
            "p2": {"builds-on": ["p1"], "issued": "2022"},
            "p3": {"builds-on": ["p2"], "issued": "2023"},
            "p4": {"issued": "2024"},
        },
        {"e": {"sections": [{"title": "One", "cites": ["p1"]}, {"title": "Two", "cites": ["p1"]}]}},
        {
            "alone": {"evidence": [{"work": "p1", "stance": "supports"}]},
            "both": {
                "evidence": [
                    {"work": "p4", "stance": "opposes"},
                    {"work": "p1", "stance": "supports"},
                    {"work": "p1", "stance": "background"},
                ]
            },
            "future": {
                "kind": "prediction",
                "outcome": {"result": "failed", "evidence": [{"work": "p1"}]},
            },
            "other": {"evidence": [{"work": "p4", "stance": "supports"}]},
        },
        {"way": {"steps": [{"read": read, "why": "w", "minutes": "5"} for read in ("p4", "p1")]}},
        [{"id": "t", "title": "T", "lead": "l", "introduction": "i",
          "sections": [{"id": "s", "title": "S"}]}],
    )  # fmt: skip


def test_impact(carried):
    found = trace_impact(carried, carried.works["p1"])
    assert [
        (claim.claim.id, claim.roles, claim.standing, claim.without) for claim in found.claims
    ] == [
        ("alone", ("supports",), "supported", "untested"),
        ("both", ("supports", "background"), "contested", "opposed"),
        ("future", ("outcome",), "failed", "open"),
    ]
    assert all(claim.changes for claim in found.claims)
    assert [node.title for node in found.themes] == ["T", "S"]
    assert [(essay.id, title) for essay, title in found.cited_in] == [("e", "One"), ("e", "Two")]
    assert [(development.work.id, development.is_direct) for development in found.developments] == [
        ("p2", True),
        ("p3", False),
    ]
    assert [(path.id, step) for path, step in found.paths] == [("way", 2)]
    assert not found.is_empty


def test_impact_of_a_work_that_nothing_rests_on(carried):
    found = trace_impact(carried, carried.works["p3"])
    assert found.is_empty
    assert [node.title for node in found.themes] == ["T"]


# Exports


VOID = {"withdrawn": REASON, "version": 2}


def test_bibtex_has_the_status_of_a_work():
    text = render_bibtex(work_of(**VOID), "Supports: “C.”")
    assert (
        "  note = {Withdrawn: The proof of Lemma 3 is wrong, by 100\\%. Supports: “C.”},\n" in text
    )
    assert "  version = {2},\n" in text
    assert text.startswith("@misc{p,")
    unstopped = work_of(withdrawn="wrong")
    assert "note = {Withdrawn: wrong. Why.}," in render_bibtex(unstopped, "Why.")
    assert "note = {Withdrawn: wrong}," in render_bibtex(unstopped)


def test_only_preprints_have_a_version():
    published = work_of({"type": "article-journal", "venue": "J"}, version=2)
    text = render_bibtex(published)
    assert "version" not in text
    assert text.startswith("@article{p,")
    (item,) = json.loads(render_csl([Cited(published)]))
    assert "version" not in item
    assert "status" not in item


def test_a_citation_of_the_version_of_record_has_its_date():
    known = Published(("Crossref",), "J", "10.1/x", PartialDate(2023, 5))
    work = dataclasses.replace(work_of(), published=known, venue="J", doi="10.1/x")
    assert "  year = {2023},\n  month = may,\n" in render_bibtex(work)
    assert "PY  - 2023\nDA  - 2023/05//\n" in render_ris([Cited(work)])
    (item,) = json.loads(render_csl([Cited(work)]))
    assert item["issued"] == {"date-parts": [[2023, 5]]}
    (row,) = csv.DictReader(io.StringIO(render_csv([Cited(work)])))
    assert (row["issued"], row["published"]) == ("2021-01-01", "2023-05")


def test_csl_ris_and_csv_have_the_status_of_a_work():
    items = [Cited(work_of(**VOID), "Why.")]
    (item,) = json.loads(render_csl(items))
    assert (item["status"], item["version"]) == ("withdrawn", "2")
    assert item["note"] == f"Withdrawn: {REASON} Why."
    assert f"N1  - Withdrawn: {REASON} Why.\n" in render_ris(items)
    (row,) = csv.DictReader(io.StringIO(render_csv(items)))
    assert (row["status"], row["version"]) == ("withdrawn", "2")
    assert row["note"] == f"Withdrawn: {REASON} Why."


def test_the_dump_has_version_record_and_withdrawal(graph_of, retract):
    retract("p2")
    graph = void_graph(graph_of, ["supports", "opposes", "supports"], {1})
    dump = json.loads(render_dump(graph))
    Draft202012Validator(json.loads(render_schema())).validate(dump)
    works = {work["id"]: work for work in dump["works"]}
    assert works["p1"]["withdrawn"] == REASON
    assert works["p2"]["retracted"] == {
        "kind": "retraction", "on": "2026-05-03", "source": "Crossref",
        "notice_url": "https://doi.org/10.9999/n",
    }  # fmt: skip
    assert works["p3"]["withdrawn"] is works["p3"]["retracted"] is works["p3"]["published"] is None
    (claim,) = dump["claims"]
    assert claim["standing"] == "supported"
    assert [edge["counts"] for edge in claim["evidence"]] == [False, False, True]


def test_the_dump_names_the_source_of_the_publication(graph_of):
    graph = graph_of(
        {"p": {"arxiv": ID.value, "venue": "V"}}, records={ID: record(doi="10.1000/x")}
    )
    (work,) = (item for item in json.loads(render_dump(graph))["works"] if item["id"] == "p")
    assert work["published"] == {
        "venue": "V", "doi": "10.1000/x", "issued": None, "sources": ["entry", "arXiv"]
    }  # fmt: skip


def test_an_export_of_evidence_marks_what_is_withdrawn(graph_of):
    graph = void_graph(graph_of, ["supports", "opposes"], {2})
    text = render_ris(select(graph, "claims/c"))
    assert text.count("N1  - Withdrawn: ") == 1
    assert f"N1  - Withdrawn: {REASON} Opposes (p. 1): “C.”" in text
