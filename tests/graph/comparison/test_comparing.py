"""What differs between two lists."""

import json

import pytest

from readinglist.entry.catalogue import BASE, write_example
from readinglist.graph.comparison.changes import (
    Double,
    EdgeChange,
    FallenQuote,
    RecordChange,
    Side,
    StandingChange,
)
from readinglist.graph.comparison.comparing import compare
from readinglist.graph.comparison.trees import FieldChange
from readinglist.graph.preparing import prepare

PAPER, POST = "papers/okafor2024patience.yml", "papers/lindqvist2023caches.yml"
ESSAY, CLAIM = "essays/haddad2024plain.yml", "claims/patience-pays.yml"
LOCK = "metadata/arxiv/2403.99901.json"
RECORD = json.loads(BASE[LOCK])


@pytest.fixture
def differences(tmp_path):
    """The comparison of the catalogue's list with itself, with these files laid over the sides.

    An empty text leaves a file out.
    """

    def make(after, before=None):
        sides = []
        for name, files in (("main", before or {}), ("work", after)):
            write_example(tmp_path / name, files)
            prepared = prepare(tmp_path / name)
            sides.append(Side(name, prepared.graph, prepared.findings))
        return compare(*sides)

    return make


def told(entries):
    return [
        (entry.kind, entry.id, entry.title, entry.former_id, entry.standing, entry.is_readable)
        for entry in entries
    ]


def changed(path, old, new):
    assert old in BASE[path]
    return {path: BASE[path].replace(old, new)}


def test_the_same_list(differences):
    comparison = differences({})
    assert comparison.is_empty
    assert (comparison.before, comparison.after, comparison.unsound) == ("main", "work", [])


def test_entries_that_come(differences):
    comparison = differences(
        {
            "papers/new.yml": "title: New\nurl: https://n.example\nthemes: [learning]\n"
            "takeaway: It is new.\n",
            "claims/new-claim.yml": BASE[CLAIM].replace("Training for longer", "Something else")
            .replace("Wait before you tune.", "Do not wait."),
            "paths/new-path.yml": "title: New path\nlead: Short.\nsteps: []\n",
            "essays/bad.yml": "title: [\n",
            "themes.yml": BASE["themes.yml"] + "- {id: more, title: More, lead: L., "
            "introduction: I.}\n- {title: No id}\n",
        }
    )  # fmt: skip
    assert told(comparison.added) == [
        ("claim", "new-claim", "Something else helps more than tuning for longer.", None,
         "supported", True),
        ("essay", "bad", "", None, None, False),
        ("paper", "new", "New", None, None, True),
        ("path", "new-path", "New path", None, None, True),
        ("theme", "3", "No id", None, None, True),
        ("theme", "more", "More", None, None, True),
    ]  # fmt: skip
    fields = {entry.id: entry.fields for entry in comparison.added}
    assert fields["new"] == (FieldChange("takeaway", None, "It is new."),)
    assert fields["new-path"] == (FieldChange("lead", None, "Short."),)
    assert fields["new-claim"] == fields["bad"] == ()
    assert comparison.added[0].edges == (
        EdgeChange(
            "evidence", "okafor2024patience", "Patience as a Hyperparameter", None,
            {"work": "okafor2024patience", "stance": "supports",
             "quote": "the longest schedule won in every setting"},
        ),
    )  # fmt: skip
    assert comparison.unsound == ["work"]
    assert (comparison.changed, comparison.removed) == ([], [])


def test_entries_that_go(differences):
    comparison = differences({CLAIM: ""})
    assert told(comparison.removed) == [
        ("claim", "patience-pays", "Training for longer helps more than tuning for longer.", None,
         "supported", True)
    ]  # fmt: skip
    assert comparison.removed[0].edges[0].target_title == "Patience as a Hyperparameter"


def test_entries_that_change(differences):
    comparison = differences(
        {
            **changed(POST, "type: post-weblog", "type: webpage\nissued: 2023"),
            **changed(ESSAY, "title: Memory\n", "title: Memories\n"),
            **changed("themes.yml", "title: Caching", "title: Caches"),
            "claims/caches-outgrow-weights.yml": "claim: [\n",
            PAPER: BASE[PAPER].replace("arxiv:", "# why\narxiv:").replace('"2403', "'2403")
            .replace('01"', "01'"),
        }
    )  # fmt: skip
    assert told(comparison.changed) == [
        ("claim", "caches-outgrow-weights",
         "By the end of 2027, servers will hold more bytes of cache than of weights.", None, None,
         False),
        ("essay", "haddad2024plain", "Plain Methods", None, None, True),
        ("paper", "lindqvist2023caches", "Caches All the Way Down", None, None, True),
        ("theme", "serving", "Serving", None, None, True),
    ]  # fmt: skip
    assert [(f.field, f.before, f.after) for f in comparison.changed[2].fields] == [
        ("type", "post-weblog", "webpage"), ("issued", None, "2023"),
    ]  # fmt: skip
    assert [f.field for f in comparison.changed[3].fields] == [
        "sections “Caches”", "sections “Caching”",
    ]  # fmt: skip
    assert comparison.unsound == ["work"]


def test_values_that_mean_the_same(differences):
    comparison = differences(
        {
            **changed(POST, "[Maja Lindqvist]", "['Lindqvist, Maja']"),
            **changed(ESSAY, "takeaway: Try", "takeaway: >\n  Try"),
        }
    )
    assert comparison.changed == []


def test_an_entry_that_was_unreadable_on_both_sides(differences):
    bad = {POST: "title: [\n"}
    assert differences(bad, bad).changed == []
    assert told(differences({POST: "title: [ [\n"}, bad).changed) == []
    assert told(differences({}, bad).changed) == [
        ("paper", "lindqvist2023caches", "Caches All the Way Down", None, None, False)
    ]


def test_evidence_outcomes_and_relations(differences):
    prediction = "claims/caches-outgrow-weights.yml"
    comparison = differences(
        {
            CLAIM: BASE[CLAIM].replace("supports", "opposes")
            + "relations:\n  - {claim: caches-outgrow-weights, type: refines}\n  - odd\n",
            prediction: BASE[prediction]
            + "outcome:\n  result: held\n  evidence: [{work: lindqvist2023caches, locator: p}]\n",
        }
    )
    claim, told_ = comparison.changed[1], comparison.changed[0]
    quote = {"quote": "the longest schedule won in every setting"}
    work = {"work": "okafor2024patience"}
    assert claim.edges == (
        EdgeChange(
            "evidence", "okafor2024patience", "Patience as a Hyperparameter",
            work | {"stance": "supports"} | quote, work | {"stance": "opposes"} | quote,
        ),
        EdgeChange(
            "relation", "caches-outgrow-weights",
            "By the end of 2027, servers will hold more bytes of cache than of weights.", None,
            {"claim": "caches-outgrow-weights", "type": "refines"},
        ),
        EdgeChange("relation", "", "", None, {"value": "odd"}),
    )  # fmt: skip
    assert claim.fields == ()
    assert [(field.field, field.after) for field in told_.fields] == [
        ("outcome", {"result": "held"})
    ]
    assert [(edge.edge, edge.target, edge.target_title) for edge in told_.edges] == [
        ("outcome", "lindqvist2023caches", "Caches All the Way Down")
    ]


def test_standings(differences):
    before = {CLAIM: BASE[CLAIM].replace("supports", "mixed")}
    assert differences({CLAIM: BASE[CLAIM]}, before).standings == [
        StandingChange(
            "patience-pays", "Training for longer helps more than tuning for longer.",
            "contested", "supported",
        )
    ]  # fmt: skip


def test_a_renamed_claim_with_another_standing(differences):
    text = BASE[CLAIM].replace("supports", "mixed")
    comparison = differences({CLAIM: "", "claims/waiting-pays.yml": text})
    assert told(comparison.changed) == [
        ("claim", "waiting-pays", "Training for longer helps more than tuning for longer.",
         "patience-pays", None, True)
    ]  # fmt: skip
    assert [(change.id, change.after) for change in comparison.standings] == [
        ("waiting-pays", "contested")
    ]
    assert (comparison.added, comparison.removed, comparison.doubles) == ([], [], [])


def test_references_to_a_renamed_work_are_no_changes(differences):
    new = "papers/okafor2024waiting.yml"
    renamed = {
        path: BASE[path].replace("okafor2024patience", "okafor2024waiting")
        for path in (ESSAY, CLAIM, "paths/first-hour.yml")
    }
    comparison = differences({PAPER: "", new: BASE[PAPER], **renamed})
    assert told(comparison.changed) == [
        ("paper", "okafor2024waiting", "Patience as a Hyperparameter", "okafor2024patience", None,
         True)
    ]  # fmt: skip
    assert comparison.changed[0].fields == ()
    assert (comparison.new_findings, comparison.fixed_findings) == ([], [])
    assert comparison.doubles == []


def test_findings_about_a_renamed_work_are_the_same(differences):
    withdrawn = {LOCK: json.dumps(RECORD | {"withdrawn": "A mistake."})}
    renamed = {
        path: BASE[path].replace("okafor2024patience", "okafor2024waiting")
        for path in (ESSAY, CLAIM, "paths/first-hour.yml")
    }
    new = {PAPER: "", "papers/okafor2024waiting.yml": BASE[PAPER]}
    comparison = differences({**withdrawn, **new, **renamed}, withdrawn)
    assert (comparison.new_findings, comparison.fixed_findings) == ([], [])


def test_records(differences):
    other = RECORD | {"id": "2401.00001", "title": "Other"}
    later = RECORD | {"version": 2, "title": "Patience", "authors": ["Ada Fern", "Bo Moss"]}
    later["provenance"] = RECORD["provenance"] | {"read": "2026-11-22"}
    paper = {"papers/a.yml": BASE[PAPER].replace("2403.99901", "2401.00001")}
    comparison = differences(
        {LOCK: json.dumps(later), "metadata/arxiv/2401.00001.json": json.dumps(other), **paper},
        paper,
    )
    assert [change.arxiv for change in comparison.records] == ["2401.00001", "2403.99901"]
    new, changed_ = comparison.records
    assert (new.title, new.before) == ("Other", {})
    assert new.after["title"] == "Other"
    assert new.after["authors"] == "Adaeze Okafor"
    assert changed_ == RecordChange(
        "2403.99901", "Patience",
        {"title": "Patience as a Hyperparameter", "authors": "Adaeze Okafor"},
        {"title": "Patience", "authors": "Ada Fern, Bo Moss", "version": "2"},
    )  # fmt: skip


def test_a_record_that_goes(differences):
    (change,) = differences({LOCK: ""}).records
    assert (change.arxiv, change.title, change.after) == (
        "2403.99901", "Patience as a Hyperparameter", {},
    )  # fmt: skip
    assert change.before["submitted"] == "2024-03-18"


def test_findings_are_the_same_on_other_lines(differences):
    bad = BASE[POST] + "tags: [x, x, x]\n"
    comparison = differences(
        {POST: f"# A comment\n{bad}", PAPER: BASE[PAPER] + "tags: [y, y]\n"}, {POST: bad}
    )
    assert [finding.code for finding in comparison.new_findings] == ["E309"]
    assert comparison.new_findings[0].location.path == f"entries/{PAPER}"
    assert comparison.fixed_findings == []
    comparison = differences({POST: BASE[POST] + "tags: [x, x]\n"}, {POST: bad})
    assert (len(comparison.new_findings), len(comparison.fixed_findings)) == (0, 1)


def test_quotes_that_no_longer_stand(differences):
    changed_ = json.dumps(RECORD | {"abstract": "Another text."})
    quote = "the longest schedule won in every setting"
    assert differences({LOCK: changed_}).fallen_quotes == [
        FallenQuote("patience-pays", "okafor2024patience", quote)
    ]
    # It did not stand before either; there is no abstract; it has a locator.
    assert differences({LOCK: changed_}, {LOCK: changed_}).fallen_quotes == []
    without = {name: value for name, value in RECORD.items() if name != "abstract"}
    assert differences({LOCK: json.dumps(without)}).fallen_quotes == []
    located = {CLAIM: BASE[CLAIM] + "    locator: p. 1\n"}
    assert differences({LOCK: changed_, **located}, located).fallen_quotes == []


def test_claims_that_may_be_said_already(differences):
    prediction = "claims/caches-outgrow-weights.yml"
    same = changed(prediction, "By the end of 2027, servers will hold more bytes of cache than of "
                   "weights.", "Training longer helps more than tuning longer does.")  # fmt: skip
    title = "Training for longer helps more than tuning for longer."
    assert differences(same).doubles == [
        Double("claim", "caches-outgrow-weights", "patience-pays", title, 1.0)
    ]
    # Both were there before.
    assert differences(same, same).doubles == []


def test_works_that_may_be_on_the_list(differences):
    new = {"papers/new.yml": BASE[POST].replace("example.org", "n.example")}
    assert differences(new).doubles == [
        Double("work", "new", "lindqvist2023caches", "Caches All the Way Down", 1.0)
    ]
    assert differences(new, new).doubles == []
    text = "arxiv: '2405.00001'\nthemes: [learning]\ntakeaway: X.\n"
    stub = {"papers/new.yml": text, "papers/newer.yml": text}
    assert differences(stub).doubles == []
