"""What pages say about the two sides of a claim, searches and predictions."""

import pytest

from readinglist.site.pages.forge_links import ForgeLinks
from readinglist.site.pages.render import Pages, Site

THEME = {"id": "t", "title": "T", "lead": "l", "introduction": "i"}
ADA, ALAN = ["Ada Lovelace"], ["Alan Turing"]


def evidence(stance, *works):
    return [{"work": work, "stance": stance, "locator": "s. 1"} for work in works]


@pytest.fixture
def page_of(graph_of, html_of):
    """The text of a page of a list with these claims, with single spaces, and the parsed page."""

    def render(name, claims, forge=""):
        papers = {"p": {"authors": ADA}, "q": {"authors": ADA}, "r": {"authors": ALAN}}
        graph = graph_of(papers, claims=claims, themes=[THEME])
        site = Site("Site", "", forge=ForgeLinks(forge))
        page = html_of(Pages(graph, site).render(name).body)
        return " ".join(page.text.split()), page

    return render


def test_each_side_has_its_number_of_groups(page_of):
    claim = {"evidence": evidence("supports", "p", "q", "r") + evidence("opposes", "p", "q")}
    text, _ = page_of("claims/c", {"c": claim})
    assert "For 3 3 works, 2 independent author groups" in text
    assert "Against 2 2 works, 1 author group" in text


def test_no_search_recorded(page_of):
    text, page = page_of("claims/c", {"c": {}})
    assert "No search for counter-evidence recorded. How to record one" in text
    assert "../../coverage/#opposition-not-sought" in page.links
    assert "Report counter-evidence" not in text
    text, page = page_of("claims/c", {"c": {}}, forge="https://forge.example/list")
    assert "Report counter-evidence" in text
    assert any("template=problem.yml" in link and "entry=c" in link for link in page.links)
    gaps, coverage = page_of("coverage", {"c": {}})
    assert "opposition-not-sought" in coverage.ids
    assert "Claims without a recorded search for opposing evidence" in gaps


@pytest.mark.parametrize("stance", ["opposes", "mixed"])
def test_known_opposition_is_not_denied(page_of, stance):
    """Such as evidence that the essay itself mentions."""
    text, _ = page_of("claims/c", {"c": {"evidence": evidence(stance, "p")}})
    assert "No search for further counter-evidence recorded. How to record one" in text


def test_the_latest_search_is_shown_and_the_others_are_collapsed(page_of):
    def search(on, where, result):
        return {"on": on, "where": where, "result": result}

    searches = [
        search("2026-11-21", "Abstracts <b>", "Only [@p], *in part*."),
        search("2025-01-05", "A library", "Nothing."),
    ]
    text, page = page_of("claims/c", {"c": {"opposition-sought": searches}})
    said = "Searched for opposing evidence 21 November 2026, Abstracts <b>: Only T, in part."
    assert said in text
    assert "1 earlier search 5 January 2025, A library: Nothing." in text
    assert page.all("time", datetime="2026-11-21")
    assert "No search for" not in text
    gaps, _ = page_of("coverage", {"c": {"opposition-sought": searches}})
    title = "Claims without a recorded search for opposing evidence"
    assert gaps.partition(title)[2].startswith(" None.")


@pytest.mark.parametrize("kind", ["question", "definition"])
def test_questions_and_definitions_have_no_other_side(page_of, kind):
    text, _ = page_of("claims/c", {"c": {"kind": kind}})
    assert "opposing evidence" not in text
    assert "The other side" not in text


def test_recommendations_have_reasons(page_of):
    text, page = page_of("claims/c", {"c": {"evidence": evidence("opposes", "p")}})
    assert "Contradicts the claim" in text
    assert page.ids.count("disagree") == 1


def test_contested_claims_show_both_sides(page_of):
    claims = {
        "c": {
            "claim": "Contested.",
            "evidence": evidence("supports", "p") + evidence("opposes", "q", "r"),
        },
        "m": {"claim": "Mixed.", "evidence": evidence("mixed", "p")},
        "s": {"claim": "Supported.", "evidence": evidence("supports", "p")},
    }
    text, _ = page_of("contested", claims)
    assert "Supported." not in text
    _, _, rest = text.partition("Contested.")
    first, _, second = rest.partition("Mixed.")
    assert "For 1 work" in first
    assert "Against 2 works, 2 independent author groups" in first
    assert "Mixed 1" not in first
    assert "Mixed 1 work" in second
    assert "Against" not in second


def test_the_scoreboard(page_of):
    base = {"kind": "prediction", "resolves-by": "2027-12-31"}
    outcome = {"result": "failed", "evidence": [{"work": "p"}]}
    text, page = page_of("predictions", {"a": base, "b": base | {"outcome": outcome}, "c": base})
    assert "E2011 of 3 (33%)" in text  # the cells: 2 open, 0 held, 1 failed
    # The date is shown, and nothing depends on the date of the build.
    assert "by 31 December 2027" in text
    assert "overdue" not in text
    assert len(page.all("th", scope="row")) == 1
