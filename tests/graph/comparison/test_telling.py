"""How a comparison is told, line by line."""

import pytest

from readinglist.entry.findings import Finding, Location, Severity
from readinglist.graph.comparison import telling
from readinglist.graph.comparison.changes import (
    Comparison,
    Double,
    EdgeChange,
    EntryChange,
    FallenQuote,
    RecordChange,
    StandingChange,
)
from readinglist.graph.comparison.marks import PLAIN
from readinglist.graph.comparison.telling import render_comparison
from readinglist.graph.comparison.trees import FieldChange


def told(**values):
    """The comparison as lines, without heading and empty lines."""
    text = render_comparison(Comparison("main", "work", **values))
    assert text.startswith("## What this changes\n\n")
    assert text.endswith("\n")
    return [line for line in text.splitlines()[1:] if line]


def changed(*fields, edges=(), **values):
    """The lines about one changed entry."""
    entry = EntryChange(
        "paper", "fern", "", edges=edges, fields=tuple(FieldChange(*f) for f in fields), **values
    )
    return told(changed=[entry])[2:]


def test_nothing():
    assert told() == ["Nothing that a reader of the list would notice."]
    assert told(unsound=["ma*n"]) == [
        (
            r"**ma\*n: there are errors.** Entries are compared as far as they can be read; "
            "standings are those of the sound."
        ),
        "Nothing that a reader of the list would notice.",
    ]


def finding(severity, message="m", line=3):
    return Finding("E101", severity, Location("a.yml", line), message, "H.", "f")


ENTRY = EntryChange("paper", "fern", "Ferns")


def test_counts_and_headings():
    two = {
        "added": [ENTRY] * 2, "changed": [ENTRY] * 2, "removed": [ENTRY] * 2,
        "standings": [StandingChange("c", "C", "open", "held")] * 2,
        "records": [RecordChange("1", "R", {}, {"title": "R"})] * 2,
        "fallen_quotes": [FallenQuote("c", "w", "q")] * 2,
        "doubles": [Double("claim", "a", "b", "B", 0.5)] * 2,
        "new_findings": [finding(Severity.ERROR)] * 2,
        "fixed_findings": [finding(Severity.ERROR)] * 2,
    }  # fmt: skip
    lines = told(**two)
    assert lines[0] == (
        "2 entries added, 2 entries changed, 2 entries removed, 2 standings changed, 2 records "
        "changed, 2 quotes no longer stand, 2 possible doubles, 2 new findings, 2 findings gone."
    )
    assert [line[4:] for line in lines if line.startswith("###")] == [
        "Standings", "Quotes that no longer stand", "Said already?", "Added", "Changed", "Removed",
        "Records", "New findings", "Findings that are gone",
    ]  # fmt: skip
    assert told(**{name: some[:1] for name, some in two.items()})[0] == (
        "1 entry added, 1 entry changed, 1 entry removed, 1 standing changed, 1 record changed, "
        "1 quote no longer stands, 1 possible double, 1 new finding, 1 finding gone."
    )


def test_paragraphs_are_apart():
    text = render_comparison(Comparison("a", "b", removed=[ENTRY], unsound=["b"]))
    assert text == (
        "## What this changes\n\n**b: there are errors.** Entries are compared as far as they can "
        "be read; standings are those of the sound.\n\n1 entry removed.\n\n### Removed\n\n"
        "- paper *Ferns* (`fern`)\n"
    )
    assert render_comparison(Comparison("a", "b", removed=[ENTRY]), PLAIN) == (
        "What this changes\n\n1 entry removed.\n\nRemoved:\n\n- paper “Ferns” (fern)\n"
    )


@pytest.mark.parametrize(
    ("values", "line"),
    [
        ({"standings": [StandingChange("c", "A claim", "open", "held")]},
         "- *A claim* (`c`): open → **held**"),
        ({"fallen_quotes": [FallenQuote("c", "w", "so\nit *is*")]},
         r"- `c` quotes `w`: “so it \*is\*” is not in the abstract any more"),
        ({"doubles": [Double("claim", "a", "b", "B", 0.666)]},
         "- Is `a` this claim: *B* (`b`)? (67 % of the words are the same)"),
        ({"added": [ENTRY]}, "- paper *Ferns* (`fern`)"),
        ({"added": [EntryChange("claim", "c", "C", standing="open")]},
         "- claim *C* (`c`): **open**"),
        ({"added": [EntryChange("claim", "c", "", is_readable=False)]},
         "- claim `c`: cannot be read yet"),
        ({"changed": [EntryChange("paper", "fern", "F", former_id="old")]},
         "- paper *F* (`fern`), renamed from `old`"),
        ({"changed": [EntryChange("paper", "fern", "F", is_readable=False)]},
         "- paper *F* (`fern`): cannot be compared, one side is no YAML"),
        ({"removed": [ENTRY]}, "- paper *Ferns* (`fern`)"),
        ({"removed": [EntryChange("claim", "c", "C", standing="open")]},
         "- claim *C* (`c`), which was open"),
        ({"removed": [EntryChange("paper", "fern", "x" * 121)]},
         f"- paper *{'x' * 119}…* (`fern`)"),
        ({"records": [RecordChange("1", "R", {}, {"title": "R"})]}, "- *R* (`1`): new"),
        ({"records": [RecordChange("1", "R", {"title": "R"}, {})]}, "- *R* (`1`): removed"),
    ],
)  # fmt: skip
def test_single_lines(values, line):
    assert told(**values)[2:] == [line]


def test_a_changed_record():
    change = RecordChange(
        "1", "R", {"version": "1", "doi": "x"}, {"version": "2", "withdrawn": "W."}
    )
    assert told(records=[change])[2:] == [
        "- *R* (`1`) **withdrawn**",
        "  - version: `1` → `2`",
        "  - withdrawn: `W.`",
        "  - doi removed; it was `x`",
    ]
    change = RecordChange("1", "R", {}, {"version": "2"})
    assert told(records=[change])[2:] == ["- *R* (`1`)", "  - version: `2`"]
    change = RecordChange("1", "R", {"version": "2"}, {})
    assert told(records=[change])[2:] == ["- *R* (`1`)", "  - version removed; it was `2`"]


WORDS = "one two three four five six seven eight nine ten"
LONG = " ".join(f"w{i}" for i in range(20))


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (None, "x", "f: `x`"),
        (None, "x y", "f: “x y”"),
        ("x y", None, "f removed; it was “x y”"),
        ("x", "y", "f: `x` → `y`"),
        ("x", "y z", "f: “x” → “y z”"),
        ("a b c d", "a b c e", "f: “a b c d” → “a b c e”"),
        ("a b c d e", "a b c e", "f: a b c ~~d~~ e"),
        (WORDS, f"{WORDS} more", f"f: {WORDS} **more**"),
        (WORDS, WORDS.replace("five", "5"), ("f: one two three four ~~five~~ **5** six seven eight "
         "nine ten")),
        (WORDS, "quite other words that say something else", (f"f: “{WORDS}” → “quite other words "
         "that say something else”")),
        (f"{LONG} a {LONG}", f"{LONG} b {LONG}",
         "f: … w15 w16 w17 w18 w19 ~~a~~ **b** w0 w1 w2 w3 w4 …"),
        (f"a {LONG} b", f"c {LONG} d", ("f: ~~a~~ **c** w0 w1 w2 w3 w4 … w15 w16 w17 w18 w19 ~~b~~ "
         "**d**")),
        ("a " + "x " * 12 + "b", "c " + "x " * 12 + "b",
         "f: ~~a~~ **c** x x x x x …"),
        ("a " + "x " * 12, "c " + "x " * 12, "f: ~~a~~ **c** " + "x " * 11 + "x"),
        ("x " * 500, "y " * 501, "f: rewritten, 500 → 501 words"),
        ("x " * 500, "x " * 500 + "y", "f: rewritten, 500 → 501 words"),
        (["a", "b"], ["b", "a"], "f: in another order: `b`, `a`"),
        (["a", "b"], ["b", "c"], "f: added `c`, removed `a`"),
        (["a"], ["a", "b"], "f: added `b`"),
        ([], ["x"] * 11, f"f: added {', '.join(['`x`'] * 10)} and 1 more"),
        (["x"] * 10, [], f"f: removed {', '.join(['`x`'] * 10)}"),
        ({"a": "x"}, "y", "f: `x` → `y`"),
        ([], "y", "f: nothing → `y`"),
        (None, {"a": ["x", "y z"], "b": "z" * 81}, f"f: `x`, `y z`, `{'z' * 79}…`"),
        ("x" * 301, None, f"f removed; it was `{'x' * 299}…`"),
        (None, "x " * 200, f"f: “{'x ' * 149}x…”"),
    ],
)  # fmt: skip
def test_fields(before, after, said):
    assert changed(("f", before, after)) == ["- paper `fern`", f"  - {said}"]


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (None, {"stance": "mixed", "quote": "q *r*", "locator": "p. 1"},
         r"evidence added: mixed *W* (`w`), “q \*r\*”, p. 1"),
        (None, {"type": "refines"}, "evidence added: refines *W* (`w`)"),
        (None, {}, "evidence added:  *W* (`w`)"),
        ({"stance": "mixed", "quote": "q"}, None, "evidence removed: mixed *W* (`w`)"),
        ({"stance": "mixed", "quote": "q", "x": "1"}, {"stance": "mixed", "locator": "p. 2"},
         "evidence *W* (`w`): locator: “p. 2”; quote removed; it was `q`; x removed; it was `1`"),
        ({"stance": "mixed"}, {"stance": "supports"}, "evidence *W* (`w`): mixed → **supports**"),
        ({"type": "a"}, {"type": "b"}, "evidence *W* (`w`): a → **b**"),
        ({}, {"stance": "b"}, "evidence *W* (`w`): nothing → **b**"),
        ({"stance": "b"}, {}, "evidence *W* (`w`): b → **nothing**"),
    ],
)  # fmt: skip
def test_edges(before, after, said):
    edge = EdgeChange("evidence", "w", "W", before, after)
    assert changed(edges=(edge,)) == ["- paper `fern`", f"  - {said}"]


def test_edges_of_a_new_entry():
    edge = EdgeChange("outcome", "w", "", None, {"locator": "p. 1"})
    entry = EntryChange("claim", "c", "C", edges=(edge,), fields=(FieldChange("f", None, "x"),))
    assert told(added=[entry])[2:] == ["- claim *C* (`c`)", "  - f: `x`", "  - outcome:  `w`, p. 1"]


def test_findings():
    said = told(
        new_findings=[
            finding(Severity.NOTICE), finding(Severity.WARNING, "w"),
            finding(Severity.ERROR, "*e*"), finding(Severity.ERROR, "b", 2),
        ]
    )  # fmt: skip
    assert said[2:] == [
        "- **error** E101 `a.yml:2` f: b. H.",
        r"- **error** E101 `a.yml:3` f: \*e\*. H.",
        "- **warning** E101 `a.yml:3` f: w. H.",
        "- 1 notice",
    ]
    assert told(fixed_findings=[finding(Severity.NOTICE)] * 2)[2:] == ["- 2 notices"]


def test_at_most_a_hundred_lines_are_told_of_a_kind():
    assert len(told(removed=[ENTRY] * 100)) == 102
    assert told(removed=[ENTRY] * 102)[-1] == "- and 2 more"


def test_long_lists_are_cut(monkeypatch):
    monkeypatch.setattr(telling, "LONGEST_LIST", 2)
    assert told(removed=[ENTRY] * 2)[2:] == ["- paper *Ferns* (`fern`)"] * 2
    assert told(removed=[ENTRY] * 4)[2:] == ["- paper *Ferns* (`fern`)"] * 2 + ["- and 2 more"]
    assert changed(*[("f", None, "x")] * 3)[1:] == ["  - f: `x`"] * 2 + ["- and 1 more"]
