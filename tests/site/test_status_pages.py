"""Every kind of page shows the status of a work: withdrawn, retracted, published, preprint."""

import dataclasses
import json
import re

import pytest
import yaml

from readinglist.entry.catalogue import write_example
from readinglist.graph.preparing import prepare
from readinglist.library import merging
from readinglist.library.works import Retraction
from readinglist.site.pages.render import Pages, Site
from readinglist.site.search import index_files
from readinglist.values.dates import PartialDate

REASON = "The fits of Section 4 are wrong, as $x^2$ shows."
PAPER = "themes: [learning/schedules]\ntakeaway: It shows things.\ntags: [odd]\nmode: structural\n"


def record(arxiv, **values):
    return json.dumps(
        {
            "id": arxiv,
            "title": f"Title of {arxiv}",
            "authors": ["Jane Roe"],
            "submitted": "2024-05-01",
            "updated": "2024-06-02",
            "provenance": {
                "route": "api",
                "endpoint": "https://export.arxiv.org/api/query",
                "read": "2027-01-05T06:40:00Z",
            },
        }
        | values
    )


FILES = {
    "papers/gone.yml": f'arxiv: "2405.00001"\n{PAPER}',
    "papers/taken-back.yml": f'arxiv: "2405.00002"\n{PAPER}builds-on: [gone]\n',
    "papers/printed.yml": f'arxiv: "2405.00003"\n{PAPER}',
    "papers/third.yml": f'arxiv: "2405.00004"\n{PAPER}builds-on: [gone]\n',
    "metadata/arxiv/2405.00001.json": record("2405.00001", version=3, withdrawn=REASON),
    "metadata/arxiv/2405.00002.json": record("2405.00002"),
    "metadata/arxiv/2405.00003.json": record(
        "2405.00003", version=2, journal_ref="J. Odd Res. 7 (2025) 1-9", doi="10.5555/J.7(1)"
    ),
    "metadata/arxiv/2405.00004.json": record("2405.00004", version=3),
    "claims/resting.yml": """\
claim: Things rest on others.
kind: claim
source: {essay: haddad2024plain, section: Patience, quote: Wait.}
themes: [learning/schedules]
tags: [odd]
evidence:
  - {work: gone, stance: supports, locator: section 4}
  - {work: taken-back, stance: opposes, locator: section 1}
  - {work: printed, stance: supports, locator: section 2}
""",
    "claims/standing-alone.yml": """\
claim: A thing stands alone.
kind: prediction
resolves-by: 2025-12-31
source: {essay: haddad2024plain, section: Patience, quote: It will.}
themes: [learning]
outcome: {result: held, on: 2025-06, evidence: [{work: gone, locator: table 1}]}
""",
    "essays/haddad2024plain.yml": """\
title: Plain Methods
authors: [Nour Haddad]
url: https://example.org/plain-methods
themes: [learning]
takeaway: Try the plain method first, see [@gone].
sections:
  - {title: Patience, cites: [okafor2024patience, gone]}
  - {title: Memory, cites: [lindqvist2023caches]}
""",
    "paths/first-hour.yml": """\
title: A first hour
lead: Some texts.
steps:
  - {read: gone, why: It states it., minutes: 20}
  - {read: third, why: It goes on., minutes: 20}
""",
}
TITLE = '<span class="rl-void">Withdrawn:</span> <s>Title of 2405.00001</s>'


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A list with a withdrawn, a retracted and a published paper and a preprint."""
    write_example(tmp_path, FILES)
    notice = Retraction(
        "partial_retraction", PartialDate(2026, 5, 3), "https://doi.org/10.9999/n", "Crossref",
        PartialDate(2027, 1, 4),
    )  # fmt: skip
    merge = merging.merge_paper

    def merged(entry_id, *arguments, **options):
        work = merge(entry_id, *arguments, **options)
        return dataclasses.replace(work, retracted=notice) if entry_id == "taken-back" else work

    monkeypatch.setattr(merging, "merge_paper", merged)
    return tmp_path


@pytest.fixture
def pages(project):
    return Pages(prepare(project).graph, Site("A list", "What it is."))


def words(body):
    return " ".join(re.sub("<[^>]*>", " ", body).split())


def test_a_withdrawn_paper_keeps_its_page_with_a_banner(pages):
    page = pages.render("papers/gone")
    banner, _, rest = page.body.partition("</aside>")
    assert banner.startswith('<aside class="rl-banner" aria-label="Withdrawn">')
    assert "Withdrawn from arXiv with v3, 2 June 2024" in words(banner)
    assert "The fits of Section 4 are wrong" in words(banner)
    assert "<math" in banner
    assert "According to arXiv , read on 5 January 2027." in words(banner)
    assert (
        '<h1 dir="auto"><s>Title of 2405.00001</s> <span class="rl-void">(withdrawn)</span></h1>'
        in rest
    )
    assert page.title == "Withdrawn: Title of 2405.00001"
    assert page.description == "Withdrawn. It shows things."
    assert "Cite" in rest
    assert "note = {Withdrawn: The fits" in rest


def test_a_withdrawn_paper_offers_the_version_before(pages):
    body = pages.render("papers/gone").body
    assert 'href="https://arxiv.org/pdf/2405.00001v2"' in body
    assert 'href="https://arxiv.org/pdf/2405.00001"' not in body
    assert 'href="https://arxiv.org/pdf/2405.00004"' in pages.render("papers/third").body


def test_a_retracted_paper_names_the_notice(pages):
    page = pages.render("papers/taken-back")
    banner = page.body.partition("</aside>")[0]
    assert "Retracted on 3 May 2026" in words(banner)
    assert '<a href="https://doi.org/10.9999/n" rel="noopener">' in banner
    assert "(partial retraction). According to Crossref, asked on 4 January 2027." in words(banner)
    assert page.title == "Retracted: Title of 2405.00002"


def test_a_published_paper_names_the_version_of_record(pages):
    body = pages.render("papers/printed").body
    assert "rl-banner" not in body
    assert "v2, 2 June 2024" in words(body)
    assert (
        "Published as J. Odd Res. 7 (2025) 1-9, doi:10.5555/j.7(1) (according to arXiv)"
        in words(body)
    )
    assert 'href="https://doi.org/10.5555/j.7(1)"' in body
    assert "preprint" not in words(body).partition("Cite")[0]


def test_a_preprint_says_so_with_its_version(pages):
    page = pages.render("papers/third")
    assert "paper · preprint · 2024" in words(page.body)
    assert "v3, 2 June 2024" in words(page.body)
    assert "Published as" not in page.body
    assert page.title == "Title of 2405.00004"


@pytest.mark.parametrize(
    "name",
    [
        "themes/learning",
        "papers/index",
        "structures",
        "years/2024",
        "authors/jane-roe",
        "tags/odd",
        "essays/haddad2024plain",
        "paths/first-hour",
        "claims/resting",
        "claims/standing-alone",
        "coverage",
        "papers/third",
        "essays/index",
    ],
)
def test_every_list_strikes_it_through_and_has_the_word(pages, name):
    body = pages.render(name).body
    assert TITLE in body
    # Its title is never shown as if nothing had happened.
    shown = re.sub(r"<s>.*?</s>", "", body)
    # In pictures a class strikes it through, and the accessible name has the word.
    shown = re.sub(r'<text[^>]* class="[^"]*rlp-name--void[^"]*"[^>]*>.*?</text>', "", shown)
    said = re.findall(r'aria-label="([^"]*)"|<title>([^<]*)</title>', shown)
    for text in map("".join, said):
        assert "Title of 2405.00001" not in text or "withdrawn" in text.lower()
    shown = re.sub(r'aria-label="[^"]*"|<title>[^<]*</title>', "", shown)
    assert "Title of 2405.00001" not in shown


def test_latest_additions_strike_it_through(project):
    file = project / "entries/papers/gone.yml"
    file.write_text(file.read_text("utf-8") + "added: 2026-11-21\n", "utf-8")
    home = Pages(prepare(project).graph, Site("A list", "What it is.")).render("index").body
    assert TITLE in home


def test_a_claim_says_which_evidence_does_not_count(pages):
    page = pages.render("claims/resting")
    note = page.body.partition("<aside")[2].partition("</aside>")[0]
    assert "2 of 3 pieces of evidence are withdrawn or retracted, and are not counted:" in words(
        note
    )
    assert {"../../papers/gone/", "../../papers/taken-back/"} == set(
        re.findall('href="([^"]*)"', note)
    )
    text = words(page.body)
    assert "claim · supported by one work" in text
    assert text.count("not counted Withdrawn: The fits") == 1
    assert "not counted Retracted 3 May 2026, says Crossref" in text
    assert "For 1 and 1 withdrawn or retracted" in text
    assert "Against 1 withdrawn or retracted" in text


def test_an_outcome_without_remaining_evidence(pages):
    text = words(pages.render("claims/standing-alone").body)
    assert "prediction · open" in text
    assert "The only piece of evidence is withdrawn, and is not counted:" in text
    assert "Recorded as “came true”, but every work that showed it has been withdrawn" in text


def test_rows_of_claims_have_a_mark(pages):
    for name in ("claims/index", "themes/learning", "tags/odd", "essays/haddad2024plain"):
        assert "2 withdrawn or retracted" in words(pages.render(name).body), name
    row = pages.render("papers/gone").body
    assert "not counted" in words(row.partition('id="claims"')[2])


def test_other_works_and_claims_have_no_mark(pages):
    for name in ("papers/okafor2024patience", "claims/patience-pays", "claims/index"):
        body = pages.render(name).body
        assert "rl-banner" not in body
        assert name == "claims/index" or "rl-void" not in body


def test_the_whole_site_builds_with_its_heads_and_search(project, html_of, command):
    (project / "docs").mkdir()
    (project / "docs/guide.md").write_text("# Guide\n\nSee [@gone] and [@third].\n", "utf-8")
    (project / "mkdocs.yml").write_text(
        yaml.safe_dump(
            {
                "site_name": "A list",
                "site_url": "https://tiny.example/",
                "theme": {"name": "material", "font": False},
                "plugins": [{"readinglist": {"search": False}}],
            }
        ),
        "utf-8",
    )
    result = command("mkdocs", "build", "--config-file", project / "mkdocs.yml")
    assert result.returncode == 0, result.stderr
    page = html_of((project / "site/papers/gone/index.html").read_text("utf-8"))
    assert page.title == "Withdrawn: Title of 2405.00001 - A list"
    assert page.meta("description") == "Withdrawn. It shows things."
    guide = (project / "site/guide/index.html").read_text("utf-8")
    assert f">{TITLE}</a>" in guide
    assert (project / "site/exports/papers/gone.bib").is_file()
    assert "W402" in result.stderr


def test_search_results_have_the_word(pages):
    files = index_files(pages)
    rows = "".join(text for name, text in files.items() if name.startswith("search/rows/"))
    assert "Withdrawn:</span> <s>Title of 2405.00001</s>" in rows
    status = json.loads(files["search/index.json"])["status"]
    assert status["rows"].count([value for value, _ in status["values"]].index("void")) == 2
