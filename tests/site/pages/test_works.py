"""Pages of works: a section exists only if it has content."""

import json

import pytest

from readinglist.graph.preparing import prepare
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
