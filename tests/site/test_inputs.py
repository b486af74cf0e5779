"""Input digests: a file with the same digest has the same content."""

import dataclasses
import random

from hypothesis import example, given, settings
from hypothesis import strategies as st

from readinglist.site.exports.files import plan_exports_together
from readinglist.site.inputs import Inputs, digest_of_code
from readinglist.site.pages.feeds import feed_files, plan_feed_files, plan_feeds
from readinglist.site.pages.render import Pages, Site

PAPERS = [f"p{number}" for number in range(5)]
CLAIMS = [f"c{number}" for number in range(4)]
ESSAYS = ["e", "f"]
SITE = Site("A list", "Of things.", url="https://list.example/")
THEMES = [
    {
        "id": "t",
        "title": "Theme",
        "lead": "Lead.",
        "introduction": "About [@p0].",
        "sections": [{"id": "s", "title": "Section"}],
    }
]


def some(rng, items, most=2):
    return rng.sample(items, rng.randrange(min(most, len(items)) + 1))


def note(rng):
    return rng.choice(
        ["Plain.", "With *stress*.", f"See [@{rng.choice([*PAPERS, *CLAIMS, 'w'])}]."]
    )


def paper(rng, number):
    values = {
        "title": rng.choice(["Learning", "Attention: all of it", "On $x^2$"]),
        "authors": some(rng, ["Ada Lovelace", "Alan Turing", "Grace Hopper"], 3) or ["A B"],
        "themes": rng.choice([["t"], ["t/s"]]),
        "takeaway": note(rng),
        "note": note(rng),
        "tags": some(rng, ["x", "y"]),
        "builds-on": some(rng, PAPERS[:number]),
    }
    if rng.random() < 0.7:
        values["issued"] = str(rng.randrange(2018, 2023))
    if rng.random() < 0.5:
        values["mode"] = rng.choice(["structural", "developmental", "exploratory"])
    if rng.random() < 0.3:
        values["links"] = {"code": "https://code.example/x"}
    return values


def essay(rng):
    cites = some(rng, PAPERS, 3)
    return {"title": rng.choice(["E", "Essay"]), "sections": [{"title": "One", "cites": cites}]}


def claim(rng, number):
    kind = rng.choice(["claim", "claim", "claim", "question", "definition"])
    evidence = [
        {"work": work_id, "stance": rng.choice(["supports", "opposes", "mixed", "background"])}
        | {"locator": "p. 1", "note": note(rng)}
        for work_id in some(rng, PAPERS, 3)
    ]
    relations = [
        {
            "claim": claim_id,
            "type": rng.choice(["agrees-with", "disagrees-with", "refines", "answers"]),
        }
        for claim_id in some(rng, CLAIMS[:number])
    ]
    return {
        "claim": rng.choice(["Longer helps.", "So it is."]),
        "kind": kind,
        "themes": rng.choice([["t"], ["t/s"]]),
        "tags": some(rng, ["x", "y"]),
        "note": note(rng),
        "source": {"essay": rng.choice(ESSAYS), "section": "One", "quote": "longer"},
        "evidence": evidence,
        "relations": relations,
        "added": rng.choice(["2026-01-01", "2026-02-01"]),
    }


def path(rng):
    steps = [
        {"read": entry_id, "why": note(rng), "minutes": "5"}
        for entry_id in rng.sample(PAPERS + CLAIMS, 3)
    ]
    return {"title": rng.choice(["Way", "Road"]), "steps": steps}


def write(rng, folder, number):
    """Write an entry to this folder; None removes it."""
    if rng.random() < 0.15:
        return None
    values = {"papers": paper, "claims": claim}.get(folder)
    return values(rng, number) if values else {"essays": essay, "paths": path}[folder](rng)


PLACES = [
    *(("papers", entry_id, number) for number, entry_id in enumerate(PAPERS)),
    *(("claims", entry_id, number) for number, entry_id in enumerate(CLAIMS)),
    *(("essays", entry_id, 0) for entry_id in ESSAYS),
    ("paths", "w", 0),
]


def files_and_digests(graph):
    """Every file of a site with its content and its digest, except shells."""
    feeds = plan_feeds(graph, None)
    site = dataclasses.replace(SITE, feeds=frozenset(feed.name for feed in feeds))
    inputs = Inputs(graph, site, "")
    files = {}
    for plan in Pages(graph, site).plan().values():
        files[plan.name] = (repr(plan.render()), inputs.of_page(plan, "shell"))
    for selection, names, make in plan_exports_together(graph):
        digest = inputs.of_selection(selection) if selection else inputs.of_all(names[0])
        files |= {name: (text, digest) for name, text in zip(names, make(), strict=True)}
    rendered = plan_feed_files(graph, site, feeds)
    for feed in feeds:
        for name in feed_files(feed):
            files[name] = (rendered[name](), inputs.of_feed(feed))
    return files


def linked(graph_of, entries):
    folders = {folder: {} for folder, _, _ in PLACES}
    for (folder, entry_id), values in entries.items():
        if values is not None:
            folders[folder][entry_id] = values
    return graph_of(**folders, themes=THEMES)


@settings(max_examples=25)
@given(seed=st.integers(0, 2**32), edits=st.integers(1, 2))
@example(seed=1997, edits=1)
def test_the_same_digest_means_the_same_content(graph_of, seed, edits):
    rng = random.Random(seed)
    entries = {
        (folder, entry_id): write(rng, folder, number) for folder, entry_id, number in PLACES
    }
    before = files_and_digests(linked(graph_of, entries))
    for folder, entry_id, number in rng.sample(PLACES, edits):
        entries[folder, entry_id] = write(rng, folder, number)
    after = files_and_digests(linked(graph_of, entries))
    for name, (content, digest) in after.items():
        if name in before and before[name][1] == digest:
            assert content == before[name][0], name


def test_a_changed_entry_changes_few_digests(graph_of):
    papers = {f"p{number}": {"title": f"Paper {number}"} for number in range(40)}
    claims = {"c": {"evidence": [{"work": "p1", "stance": "supports", "locator": "p. 1"}]}}
    before = files_and_digests(graph_of(papers=papers, claims=claims, themes=THEMES))
    papers["p1"] = {"title": "Another title"}
    after = files_and_digests(graph_of(papers=papers, claims=claims, themes=THEMES))
    changed = {name for name in after if after[name][1] != before[name][1]}
    entries = {name for name in changed if name.startswith(("papers/", "claims/", "exports/"))}
    pages = {name for name in entries if not name.startswith("exports/") and "index" not in name}
    assert pages == {"papers/p1", "claims/c"}
    assert not any(name.startswith("exports/papers/p2.") for name in changed)
    assert {
        f"exports/papers/p1.{ending}" for ending in ("bib", "ris", "csl.json", "csv")
    } <= changed


def test_the_digest_of_the_code_is_stable():
    assert digest_of_code() == digest_of_code()
