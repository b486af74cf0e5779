import json
import re

from readinglist.graph.coverage import coverage, statistics
from readinglist.graph.preparing import prepare
from readinglist.library.lock.arxiv_records import Provenance, Record
from readinglist.site.pages.plots.census import lay_out_growth, lay_out_years
from readinglist.site.pages.render import Pages, Site
from readinglist.site.pages.views import counts as spell_counts
from readinglist.values.dates import PartialDate
from readinglist.values.identifiers import ArxivId
from readinglist.values.names import Name

ID = ArxivId("1706.03762")


def record(**values):
    provenance = Provenance("copy", PartialDate(2026))
    return Record(ID, "Attention", (Name("Vaswani", "Ashish"),), provenance, **values)


def source(essay="e", section="One"):
    return {"essay": essay, "section": section, "quote": "q"}


def graph(graph_of, **record_values):
    return graph_of(
        {
            "locked": {"arxiv": "1706.03762", "mode": "structural"},
            "stub": {"arxiv": "2301.00010"},
            "book": {"type": "book", "tags": ["x", "y"]},
        },
        {
            "e": {"sections": [{"title": "One"}, {"title": "Two"}]},
            "f": {"authors": ["Ada Lovelace"]},
        },
        {
            "both": {
                "evidence": [
                    {"work": "locked", "stance": "supports"},
                    {"work": "book", "stance": "opposes"},
                ],
                "relations": [
                    {"claim": "bare", "type": "refines"},
                    {"claim": "far", "type": "agrees-with"},
                ],
            },
            "bare": {},
            "background": {"evidence": [{"work": "locked", "stance": "background"}]},
            "for": {
                "evidence": [
                    {"work": "locked", "stance": "supports"},
                    {"work": "book", "stance": "background"},
                ]
            },
            "far": {"source": source("f"), "kind": "question"},
            "word": {"kind": "definition"},
        },
        {"way": {"steps": [{"read": "locked", "why": "w", "minutes": "5"}]}},
        [{"id": "t", "title": "T", "lead": "l", "introduction": "i"}],
        {ID: record(**record_values)},
    )


def test_statistics(graph_of):
    data = statistics(graph(graph_of, abstract="Abc."))
    assert data == {
        "works": 5,
        "papers": 2,
        "other_works": 1,
        "essays": 2,
        "claims": 6,
        "kinds": {"claim": 4, "question": 1, "prediction": 0, "definition": 1},
        "standings": {"contested": 1, "defined": 1, "open": 1, "supported": 1, "untested": 2},
        "evidence": {"background": 2, "opposes": 1, "supports": 2},
        "relations": 2,
        "relations_between_essays": 1,
        "modes": {"structural": 1},
        "themes": {"t": {"works": 5, "claims": 6}},
        "claims_by_essay": {"e": 5, "f": 1},
        "published": 0,
        "withdrawn": 0,
        "retracted": 0,
        "authors": 3,
        "tags": 2,
        "paths": 1,
        "records": 1,
        "abstracts": 1,
    }
    assert json.loads(json.dumps(data)) == data


def test_published_and_withdrawn_works_are_counted(graph_of):
    data = statistics(graph(graph_of, journal_ref="Journal 3 (2017)", withdrawn="A mistake."))
    assert (data["published"], data["withdrawn"], data["retracted"]) == (1, 1, 0)


def gaps(graph_of, **values):
    return {
        gap.key: [
            (item[0].id, item[1]) if isinstance(item, tuple) else item.id for item in gap.items
        ]
        for gap in coverage(graph(graph_of, **values))
    }


def test_coverage(graph_of):
    assert gaps(graph_of) == {
        "withdrawn-works": [],
        "claims-on-withdrawn-works": [],
        "sections-without-claims": [("e", "Two")],
        "works-without-claims": ["stub"],
        "claims-without-evidence": ["background", "bare"],
        "claims-with-one-work": ["for"],
        "claims-without-opposition": ["for"],
        "opposition-not-sought": ["background", "bare", "both", "for"],
        "papers-without-record": ["stub"],
        "papers-without-abstract": ["locked", "stub"],
        "papers-without-mode": ["stub"],
    }
    assert gaps(graph_of, abstract="Abc.")["papers-without-abstract"] == ["stub"]


def test_gaps_from_a_withdrawal(graph_of):
    found = gaps(graph_of, withdrawn="A mistake.")
    assert found["withdrawn-works"] == ["locked"]
    # Background from a withdrawn work leaves a claim alone.
    assert found["claims-on-withdrawn-works"] == ["both", "for"]
    assert found["claims-without-evidence"] == ["background", "bare", "for"]
    assert found["claims-with-one-work"] == ["both"]
    assert found["claims-without-opposition"] == []


def test_drafts_come_first(graph_of):
    linked = graph_of(
        {"p": {"draft": "true"}, "q": {}}, claims={"c": {"draft": "true", "kind": "prediction"}}
    )
    first, *_ = coverage(linked)
    assert (first.key, [item.id for item in first.items]) == ("drafts", ["p", "c"])


def test_predictions_that_have_turned_out_need_no_search(graph_of):
    def unsought(**values):
        linked = graph_of({"p": {}}, claims={"c": {"kind": "prediction", **values}})
        return [item.id for gap in coverage(linked) if gap.key == "opposition-not-sought"
                for item in gap.items]  # fmt: skip

    assert unsought() == ["c"]
    for result in ("held", "failed"):
        assert unsought(outcome={"result": result, "evidence": [{"work": "p"}]}) == []
    sought = {"on": "2026-01-02", "where": "x", "result": "y"}
    assert unsought(**{"opposition-sought": [sought]}) == []


def test_gaps_are_explained(graph_of):
    told = [
        (gap.key, gap.title, gap.explanation)
        for gap in coverage(graph_of({"p": {"draft": "true"}}))
    ]
    assert all(title[0].isupper() and title[-1] != "." for _, title, _ in told)
    assert all(text[0].isupper() and text[-1] == "." for _, _, text in told)
    assert len({text for gap in told for text in gap}) == 3 * len(told)


def test_an_empty_list_has_every_key(graph_of):
    empty = graph_of({}, {}, {})
    assert set(statistics(empty)) == set(statistics(graph(graph_of)))
    assert coverage(empty) == []


def test_a_list_has_only_gaps_of_what_it_holds(graph_of):
    """Without claims none is about claims, and without papers on arXiv none about their records."""
    arxiv = {"arxiv": "1706.03762"}

    def keys(*args):
        return [gap.key for gap in coverage(graph_of(*args))]

    records = ["papers-without-record", "papers-without-abstract"]
    assert keys({"a": {}}, {}) == []
    assert keys({"a": arxiv}, {}) == records
    assert keys({"a": arxiv, "b": {"mode": "structural"}}, {}) == [*records, "papers-without-mode"]
    assert keys({"a": {}}, {"e": {}}) == []
    with_claims = keys({"a": {}}, {"e": {}}, {"c": {}})
    assert with_claims[:3] == [
        "withdrawn-works", "claims-on-withdrawn-works", "sections-without-claims",
    ]  # fmt: skip
    assert not set(with_claims) & set(records)


def test_counts_agree_on_the_real_list(tools):
    """What `stats` counts agrees with the home page and the lists."""
    graph = prepare(tools.REPOSITORY).graph
    data = statistics(graph)
    assert data["works"] == data["papers"] + data["other_works"] + data["essays"]
    pages = Pages(graph, Site("A list", ""))

    def said(name):
        text = " ".join(re.sub(r"<[^>]+>", " ", pages.render(name).body).split())
        return re.sub(r"(?<=\d),(?=\d)", "", text)

    home, essays = said("index"), data["essays"]
    claims = data["kinds"]["claim"]
    assert f"{data['works']} works, {essays} of them essays · {claims} claims" in home
    assert f"{data['works'] - essays} works, not counting the {essays} essays" in said(
        "papers/index"
    )
    assert f"{data['authors']} authors" in home
    for theme, counts in data["themes"].items():
        assert re.search(rf"\b{counts['works']} works?\b", said(f"themes/{theme}")), theme
    years = lay_out_years(graph)
    assert sum(column.total for column in years) == data["works"]
    for grown in lay_out_growth(graph)[-1:]:
        assert grown.parts == (data["works"], data["claims"])
    assert len(graph.works) + len(graph.claims) + len(graph.paths) == len(graph.library.files)


def test_counts_per_essay(graph_of):
    linked = graph_of({"p": {}, "q": {}}, {"e": {}, "f": {}})
    works = list(linked.works.values())
    assert spell_counts(works, []) == "4 works, 2 of them essays"
    assert spell_counts(linked.papers, []) == "2 works"
    assert spell_counts(linked.essays, []) == "2 essays"
    assert spell_counts([*linked.papers, linked.works["e"]], []) == "3 works, 1 of them an essay"
    assert spell_counts([], []) == ""
