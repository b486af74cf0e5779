"""Ids, identifiers, lineage, relations and empty themes."""

import pytest

from readinglist.entry.catalogue import BASE
from readinglist.library.checks import consistency

THEMES = """\
- title: A theme whose id was forgotten
  lead: A lead.
  introduction: An introduction.
  sections: [{id: part, title: A part, lead: Its lead.}]
- id: data
  title: Data
  lead: A lead.
  introduction: An introduction.
  sections: [{id: sources, title: Sources, lead: Its lead.}]
"""
PAPER = "title: T\nurl: https://a.example/{0}\nthemes: [learning]\ntakeaway: X.\n"
CLAIM = BASE["claims/patience-pays.yml"]
BOTH = "Rename one of the two: ids are unique over all kinds."


def papers(**lines):
    return {f"papers/{name}.yml": PAPER.format(name) + more for name, more in lines.items()}


# Ids


def test_an_id_of_two_kinds(findings):
    files = {"claims/okafor2024patience.yml": CLAIM, **papers(haddad2024plain="")}
    assert findings(files, consistency.check_ids) == [
        (
            "claims/okafor2024patience.yml:1:1 error E007 "
            f"the id is also that of entries/papers/okafor2024patience.yml. {BOTH}"
        ),
        (
            "essays/haddad2024plain.yml:1:1 error E007 "
            f"the id is also that of entries/papers/haddad2024plain.yml. {BOTH}"
        ),
    ]


def test_ids_that_differ_only_in_case(findings):
    files = {"claims/Patience-Pays.yml": CLAIM, **papers(OKAFOR2024patience="")}
    assert findings(files, consistency.check_ids) == [
        (
            "claims/patience-pays.yml:1:1 error E006 the id differs from "
            "entries/claims/Patience-Pays.yml only in case. Rename one of the two."
        ),
        (
            "papers/okafor2024patience.yml:1:1 error E006 the id differs from "
            "entries/papers/OKAFOR2024patience.yml only in case. Rename one of the two."
        ),
    ]


def test_ids_of_themes(findings):
    themes = BASE["themes.yml"].replace("id: caching", "id: Cach ing") + (
        "    - id: batching\n      title: B\n    - id: batching\n      title: C\n"
        "- id: learning\n  title: L\n"
        "  sections:\n    - {id: batching, title: D}\n    - {title: E}\n"
    )
    found = findings({"themes.yml": themes}, consistency.check_theme_ids)
    assert [line.partition(":")[2].partition(". ")[0] for line in found] == [
        "13:11 error E005 [2].sections[1].id: 'Cach ing' is not a safe id",
        "17:11 error E007 [2].sections[3].id: the id 'batching' is given twice",
        "19:7 error E007 [3].id: the id 'learning' is given twice",
    ]
    assert found[1].endswith("Rename one.")


def test_without_themes(findings):
    for check in (consistency.check_theme_ids, consistency.check_empty_themes):
        assert findings({"themes.yml": "# nothing\n"}, check) == []


# Identifiers


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ('arxiv: "2405.00001"\n', 'arxiv: " 2405.00001"\n',
         ("papers/b.yml:5:8 error E301 arxiv: the arXiv id 2405.00001 is also that of "
         "entries/papers/a.yml:5:8. Keep one entry for the work.")),
        ("doi: 10.5555/A\n", "doi: 10.5555/a\n",
         ("papers/b.yml:5:6 error E302 doi: the DOI 10.5555/a is also that of "
         "entries/papers/a.yml:5:6. Keep one entry for the work.")),
        ("doi: 10.5555/a\n", "doi: 10.5555/b\n", ""),
        ("doi: odd\n", "doi: odd\n", ""),
        ('arxiv: "odd"\n', 'arxiv: "odd"\ndoi: 10.5555/a\n', ""),
    ],
)  # fmt: skip
def test_identifiers_of_two_entries(findings, first, second, expected):
    found = findings(papers(a=first, b=second), consistency.check_same_identifier)
    assert found == ([expected] if expected else [])


def test_an_entry_without_identifier_stops_nothing(findings):
    files = papers(a="", b="doi: 10.5555/x\n", c="doi: odd\n", d="doi: 10.5555/x\n",
                   e="doi: 10.5555/x\n")  # fmt: skip
    assert [line[:12] for line in findings(files, consistency.check_same_identifier)] == [
        "papers/d.yml", "papers/e.yml",
    ]  # fmt: skip


# Lineage


def test_lineage(findings):
    files = papers(
        a="builds-on: [b]\n",
        b="builds-on: [x, c, d]\n",
        c="builds-on: [d]\n",
        d="builds-on:\n  - e\n  - a\n",
        e="builds-on: [nowhere, [a]]\n",
        x="builds-on: [y]\n",
        y="builds-on: [x, y]\n",
    )
    circular = "builds-on[{}]: the lineage is circular: {}. Remove the link that is wrong."
    assert findings(files, consistency.check_lineage) == [
        "papers/a.yml:5:13 error E304 " + circular.format(1, "a → b → d → a"),
        "papers/x.yml:5:13 error E304 " + circular.format(1, "x → y → x"),
        "papers/y.yml:5:16 error E303 builds-on[2]: the paper builds on itself. Remove it.",
    ]


@pytest.mark.parametrize(
    ("lineage", "cycles"),
    [
        ({"a": "b c", "b": "d", "c": "d", "d": ""}, []),
        ({"a": "b", "b": "c", "c": "b"}, ["b → c → b"]),
        ({"a": "b", "b": "a", "c": "a d", "d": "c"}, ["a → b → a", "c → d → c"]),
        ({"b": "a c", "a": "b", "c": "b"}, ["a → b → a"]),
        ({"a": "b c", "b": "c", "c": "d", "d": "a"}, ["a → c → d → a"]),
        ({"a": "c", "b": "c", "c": "b"}, ["b → c → b"]),
        ({"a": "b", "b": "c", "c": "d", "d": "b e", "e": "c"}, ["b → c → d → b"]),
        ({"a": "a"}, []),
    ],
)
def test_cycles(findings, lineage, cycles):
    files = papers(
        **{name: f"builds-on: [{', '.join(on.split())}]\n" for name, on in lineage.items()}
    )
    found = findings(files, consistency.check_lineage)
    assert [
        line.partition("circular: ")[2].partition(".")[0] for line in found if "E304" in line
    ] == cycles


# Evidence and relations


def claim(evidence="", relations=""):
    head = CLAIM.partition("evidence:")[0]
    parts = [head]
    if evidence:
        parts.append(f"evidence:\n{evidence}")
    if relations:
        parts.append(f"relations:\n{relations}")
    return {"claims/patience-pays.yml": "".join(parts)}


@pytest.mark.parametrize(
    ("evidence", "expected"),
    [
        ("  - {work: w, stance: supports, locator: p. 1}\n", []),
        ("  - {work: w, stance: supports, quote: q}\n", []),
        ("  - {work: w, stance: background}\n", []),
        ("  - {work: w}\n  - {stance: supports}\n  - odd\n", []),
        ("  - {work: w, stance: odd}\n", []),
        *(
            (f"  - {{work: w, stance: {stance}}}\n",
             [(f"9:5 error E307 evidence[1]: evidence that {stance} does not say where. "
              "Add a quote from the abstract, or a locator.")])
            for stance in ("supports", "opposes", "mixed")
        ),
        (("  - {work: w, stance: supports, locator: p. 1}\n"
         "  - {work: w, stance: opposes, locator: p. 1}\n"
         "  - {work: w, stance: supports, locator: p. 2}\n"),
         ["11:5 error E309 evidence[3]: 'w' is given twice as evidence that supports. Keep one."]),
        ("  - {work: w, stance: background}\n  - {work: w, stance: background}\n",
         [("10:5 error E309 evidence[2]: 'w' is given twice as evidence that background."
          " Keep one.")]),
        ("  - {work: haddad2024plain, stance: background}\n",
         [("9:12 error E310 evidence[1].work: the essay that makes the claim is not evidence for "
          "it. Name another work.")]),
    ],
)  # fmt: skip
def test_evidence(findings, evidence, expected):
    found = findings(claim(evidence), consistency.check_edges)
    assert found == [f"claims/patience-pays.yml:{line}" for line in expected]


@pytest.mark.parametrize(
    ("relations", "expected"),
    [
        ("  - {claim: c, type: refines}\n  - {claim: c, type: answers}\n", []),
        ("  - {claim: c}\n  - {type: refines}\n  - odd\n", []),
        ("  - {claim: c}\n  - {claim: c}\n", []),
        ("  - {claim: c, type: refines}\n  - {claim: c, type: refines}\n",
         ["10:5 error E309 relations[2]: 'refines c' is given twice. Keep one."]),
        ("  - {claim: patience-pays, type: refines}\n",
         ["9:13 error E308 relations[1].claim: the claim is related to itself. Remove it."]),
        ("  - {claim: patience-pays, type: refines}\n  - {claim: patience-pays, type: refines}\n",
         ["9:13 error E308 relations[1].claim: the claim is related to itself. Remove it.",
          "10:13 error E308 relations[2].claim: the claim is related to itself. Remove it."]),
        ("  - odd\n  - {claim: patience-pays, type: refines}\n",
         ["10:13 error E308 relations[2].claim: the claim is related to itself. Remove it."]),
    ],
)  # fmt: skip
def test_relations(findings, relations, expected):
    found = findings(claim(relations=relations), consistency.check_edges)
    assert found == [f"claims/patience-pays.yml:{line}" for line in expected]


ESSAY = BASE["essays/haddad2024plain.yml"]


@pytest.mark.parametrize(
    ("file", "text", "expected"),
    [
        ("papers/a.yml", PAPER + "tags: [x, y]\n", []),
        ("papers/a.yml", PAPER + "tags: [x, x]\n", ["5:11 error E309 tags[2]: 'x'"]),
        ("papers/a.yml", PAPER + "tags: [x, y, x, x]\n",
         ["5:14 error E309 tags[3]: 'x'", "5:17 error E309 tags[4]: 'x'"]),
        ("papers/a.yml", PAPER + 'tags: ["", "", [x], [x]]\n', []),
        ("papers/a.yml", PAPER + "tags: x\n", []),
        ("papers/a.yml", PAPER + "builds-on: [b, b]\n", ["5:16 error E309 builds-on[2]: 'b'"]),
        ("papers/a.yml", PAPER.replace("[learning]", "[learning, serving, learning]"),
         ["3:29 error E309 themes[3]: 'learning'"]),
        ("essays/e.yml", ESSAY.replace("title: Memory", "title: Patience"),
         ["9:12 error E309 sections[2].title: 'Patience'"]),
        ("essays/e.yml", ESSAY.replace("[okafor2024patience]", "[a, b, a]"),
         ["8:19 error E309 sections[1].cites[3]: 'a'"]),
        # Sections may cite the same work.
        ("essays/e.yml", ESSAY.replace("okafor2024patience", "lindqvist2023caches"), []),
        ("claims/c.yml", CLAIM + "tags: [x, x]\n", ["12:11 error E309 tags[2]: 'x'"]),
    ],
)  # fmt: skip
def test_what_is_given_twice(findings, file, text, expected):
    found = findings({file: text}, consistency.check_edges)
    assert found == [f"{file}:{line} is given twice. Keep one." for line in expected]


# Themes


def test_empty_sections_are_reported_only_in_valid_themes(findings):
    files = {"themes.yml": THEMES, "papers/doe2020.yml": "themes: [data]\n"}
    assert findings(files, consistency.check_empty_themes) == [
        (
            "themes.yml:9:19 notice N505 [2].sections[1].id: "
            "no entry belongs to the section 'data/sources'. It may stay empty for now."
        )
    ]


def test_an_empty_theme_is_reported_without_its_sections(findings):
    files = {
        "themes.yml": BASE["themes.yml"] + THEMES.replace("- id: data", "- id: more"),
        "papers/a.yml": "themes: [learning, [odd], more2]\n",
        "papers/b.yml": "themes: odd\n",
    }
    assert findings(files, consistency.check_empty_themes) == [
        (
            "themes.yml:19:7 notice N505 [4].id: no entry belongs to the theme 'more'. "
            "It may stay empty for now."
        )
    ]


@pytest.mark.parametrize("folder", ["papers", "essays", "claims"])
def test_entries_of_every_kind_fill_a_theme(findings, folder):
    themes = BASE["themes.yml"] + "- {id: more, title: M, lead: L., introduction: I.}\n"
    files = {"themes.yml": themes, f"{folder}/a.yml": "themes: [more]\n"}
    assert findings(files, consistency.check_empty_themes) == []
