"""Which pages there are, and what each has: sections only with content, a head, a description."""

import json
import re
from urllib.parse import urljoin

import pytest

from readinglist.graph.preparing import prepare
from readinglist.site.pages.browse import PER_PAGE
from readinglist.site.pages.render import Pages, Site

PAPER = "papers/vaswani2017attention"


@pytest.fixture
def sections(small_project):
    """The ids of the sections of a paper's page, according to its outline."""

    def found() -> list[str]:
        pages = Pages(prepare(small_project).graph, Site("A list", "What it is."))
        plan = pages.find(PAPER)
        body = plan.render().body
        outline = [entry.id for entry in plan.outline]
        assert all(f'id="{section}"' in body for section in outline)
        assert ["abstract" in outline, "claims" in outline] == [
            f'id="{section}"' in body for section in ("abstract", "claims")
        ]
        return outline

    return found


def test_without_an_abstract_there_is_no_section(tools, small_project, sections):
    place = "entries/metadata/arxiv/1706.03762.json"
    facts = json.loads((tools.REPOSITORY / place).read_text("utf-8"))
    record = small_project / place
    record.parent.mkdir(parents=True)
    record.write_text(json.dumps(facts | {"abstract": "We propose it."}), "utf-8")
    assert "abstract" in sections()
    record.write_text(json.dumps(facts), "utf-8")
    assert "abstract" not in facts
    assert "abstract" not in sections()


def test_claims_have_a_section_if_one_cites_the_work(small_project, sections):
    assert "claims" in sections()
    for claim in small_project.glob("entries/claims/*.yml"):
        claim.unlink()
    assert "claims" not in sections()


def test_a_draft_without_a_takeaway_has_a_description(small_project):
    # MkDocs would describe the page as it does the site, and the stamped page would differ.
    file = small_project / "entries/papers/fern2012.yml"
    file.write_text(
        "draft: true\ntitle: Shade\nurl: https://a.example/\nthemes:\ntakeaway:\n", "utf-8"
    )
    graph = prepare(small_project, drafts=True).graph
    page = Pages(graph, Site("A list", "What it is.")).find("papers/fern2012").render()
    assert page.description == "Shade"


# All pages


@pytest.fixture
def graph(graph_of):
    theme = {"id": "t", "title": "T", "lead": "l", "introduction": "i"}
    return graph_of(
        papers={
            "a2020": {"issued": "2020", "tags": ["x"], "mode": "structural"},
            "b2021": {"issued": "2021", "builds-on": ["a2020"], "authors": ["Bo Moss"]},
        },
        claims={
            "c": {
                "claim": "Trees cool streets.",
                "evidence": [
                    {"work": "a2020", "stance": "supports", "locator": "1"},
                    {"work": "b2021", "stance": "opposes", "locator": "1"},
                ],
                "relations": [{"claim": "d", "type": "refines"}],
            },
            "d": {
                "kind": "prediction", "resolves-by": "2021-12-31",
                "outcome": {"result": "held", "evidence": [{"work": "b2021", "locator": "1"}]},
            },
        },
        paths={"p": {"steps": [{"read": "a2020", "why": "w", "minutes": "5"}]}},
        themes=[theme],
    )  # fmt: skip


@pytest.fixture
def pages(graph):
    return Pages(graph, Site("A list", "What it is."))


def test_names_and_plans_agree(pages):
    plan = pages.plan()
    assert pages.names() == list(plan)
    assert next(iter(plan)) == "index"
    for name, planned in plan.items():
        found = pages.find(name)
        assert (found.name, found.kind, found.title, found.outline) == (
            name, planned.kind, planned.title, planned.outline,
        )  # fmt: skip
    for name in ("papers/nobody", "essays/a2020", "claims/a2020", "tags/y", "years/1999", "x", ""):
        assert pages.find(name) is None, name
        with pytest.raises(KeyError):
            pages.render(name)


def test_every_page_starts_with_its_only_heading_and_has_its_sections(pages, html_of):
    for name, plan in pages.plan().items():
        page = plan.render()
        html = html_of(page.body)
        assert page.body.count("<h1") == 1, name
        assert (page.name, page.title, page.outline) == (name, plan.title, plan.outline)
        assert {heading.id for heading in page.outline} <= set(html.ids), name
        assert len(set(html.ids)) == len(html.ids), name
        assert page.description, name


def test_links_between_pages_lead_to_pages(pages, html_of):
    names = {pages.site.urls.url(name) for name in pages.names()}
    for name, plan in pages.plan().items():
        here = "https://h/" + pages.site.urls.url(name)
        for link in html_of(plan.render().body).links:
            target, _, _ = urljoin(here, link).partition("#")
            path = target.removeprefix("https://h/").partition("?")[0]
            if target.startswith("https://h/") and (path.endswith("/") or not path):
                assert path in names, (name, link)


@pytest.mark.parametrize(
    ("name", "is_entry_like", "shows_rows", "is_wide"),
    [
        ("index", False, True, True), ("papers/index", False, True, False),
        ("papers/a2020", True, False, False), ("claims/c", True, False, False),
        ("tags/x", True, True, False), ("browse/index", False, True, True),
        ("themes/t", False, True, False),
    ],
)  # fmt: skip
def test_kinds_of_pages(pages, name, is_entry_like, shows_rows, is_wide):
    plan = pages.find(name)
    assert (plan.is_entry_like, plan.shows_rows, plan.is_wide) == (
        is_entry_like, shows_rows, is_wide,
    )  # fmt: skip


def test_sections_of_a_claim(pages):
    def sections(name):
        return [heading.id for heading in pages.find(name).outline]

    assert sections("claims/c") == ["source", "evidence", "relations", "disagree"]
    assert sections("claims/d")[:3] == ["source", "outcome", "evidence"]
    assert sections("papers/b2021") == ["claims", "lineage", "cite"]


def test_a_row_is_rendered_once_and_fits_wherever_it_stands(pages, html_of):
    def links(name):
        return [link for link in html_of(pages.render(name).body).links if "papers/a2020" in link]

    assert set(links("tags/x")) == {"../../papers/a2020/"}
    rendered = dict(pages.rows)
    assert set(links("papers/index")) == {"../papers/a2020/"}
    assert rendered.items() <= pages.rows.items()


def test_the_description_of_a_claim(pages):
    assert pages.find("claims/c").render().description == (
        "Contested: 1 work for, 1 work against. A claim in “E”. "
        "No search for opposing evidence recorded."
    )


def test_long_lists_are_browsed_page_by_page(graph_of):
    graph = graph_of({f"p{n:03}": {} for n in range(PER_PAGE + 1)}, essays={})
    pages = Pages(graph, Site("A list", ""))
    assert [name for name in pages.names() if name.startswith("browse")] == [
        "browse/index", "browse/2",
    ]  # fmt: skip
    assert pages.find("browse/2").title == "Browse, page 2"
    rows = [pages.render(name).body.count('class="rl-row__title"') for name in
            ("browse/index", "browse/2")]  # fmt: skip
    assert rows == [PER_PAGE, 1]


# The head of a page


def feeds_of(head):
    return re.findall(r'title="([^"]*)" href="([^"]*)"', head)


def test_a_page_names_its_own_feed_and_that_of_the_list():
    site = Site("A & B", "", url="https://a.example/", feeds=frozenset({"all", "themes/t"}))
    assert feeds_of(site.head("themes/t", "Trees", "d")) == [
        ("Trees", "https://a.example/feeds/themes/t.atom"),
        ("Trees", "https://a.example/feeds/themes/t.json"),
        ("A &amp; B", "https://a.example/feeds/all.atom"),
        ("A &amp; B", "https://a.example/feeds/all.json"),
    ]
    assert len(feeds_of(site.head("index", "Home", "d"))) == 2
    assert len(feeds_of(site.head("papers/x", "X", "d"))) == 2
    assert site.feeds_of("index") == ["all"]
    assert site.feeds_of("papers/x") == []
    assert feeds_of(Site("A", "").head("index", "Home", "d")) == []


def test_the_address_of_a_page_is_known_on_a_published_site_only():
    assert 'content="https://a.example/papers/x/"' in Site("A", "", url="https://a.example/").head(
        "papers/x", "X", "d"
    )
    assert "og:url" not in Site("A", "").head("papers/x", "X", "d")
