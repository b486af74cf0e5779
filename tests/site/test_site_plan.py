"""The plan of a site: which pages need a shell or a sample, feeds, and the footer."""

import pytest

from readinglist.graph.preparing import prepare
from readinglist.site.pages.forge_links import ForgeLinks
from readinglist.site.pages.render import Site
from readinglist.site.site_plan import SitePlan, plan_site
from readinglist.values.dates import PartialDate

PUBLISHED = Site("Name", "Description", url="https://a.example/")


@pytest.fixture
def plan(small_project):
    return SitePlan(prepare(small_project), PUBLISHED)


def test_there_is_one_shape_for_all_pages_alike(plan):
    shapes = plan.shapes(with_edit_links=True)
    # The first page of each shape; entries have an edit link, lists do not.
    assert shapes["papers", True, True].name == "papers/vaswani2017attention"
    assert shapes["claims", True, True].name == "claims/objectives-matter"
    assert shapes["papers/index", True, False].name == "papers/index"
    assert "papers/vaswani2017attention" not in {place for place, _, _ in shapes}
    without = plan.shapes(with_edit_links=False)
    assert not any(has_edit_link for _, _, has_edit_link in without)
    assert {shape[:2] for shape in without} == {shape[:2] for shape in shapes}


def test_samples_are_the_first_of_each_folder_and_the_one_with_the_longest_outline(small_project):
    paper = (small_project / "entries/papers/vaswani2017attention.yml").read_text("utf-8")
    for name, number in (("aaa2020", "2001.00001"), ("zzz2020", "2001.00002")):
        (small_project / f"entries/papers/{name}.yml").write_text(
            paper.replace("1706.03762", number), "utf-8"
        )
    plan = SitePlan(prepare(small_project), PUBLISHED)
    papers = [name for name in plan.plans if name.startswith("papers/")]
    outlines = {name: len(plan.plans[name].outline) for name in papers}
    assert papers[1:] == ["papers/aaa2020", "papers/vaswani2017attention", "papers/zzz2020"]
    assert outlines["papers/vaswani2017attention"] > outlines["papers/aaa2020"]
    chosen = [sample.name for sample in plan.samples()]
    assert [name for name in chosen if name.startswith("papers/")] == papers[1:3]
    assert [name for name in chosen if name.startswith("claims/")] == ["claims/objectives-matter"]
    assert all(plan.plans[name].is_entry_like for name in chosen)


def test_the_home_page_comes_first(plan):
    assert next(iter(plan.plans)) == "index"
    assert plan.theme_titles == [("objectives", "Objectives")]


def test_the_footer(plan):
    assert plan.footer == {"changed": None, "report": plan.site.forge.report_any(), "feeds": []}
    site = Site(
        "Name", "", url="https://a.example/", feeds=frozenset({"all"}),
        forge=ForgeLinks(repository="https://forge.example/o/r"),
    )  # fmt: skip
    footer = SitePlan(plan.prepared, site, changed=PartialDate(2026, 3, 1)).footer
    assert footer["changed"] == {"iso": "2026-03-01", "spoken": "1 March 2026"}
    assert footer["feeds"] == [("Atom feed", "feeds/all.atom"), ("JSON Feed", "feeds/all.json")]
    assert footer["report"].startswith("https://forge.example/o/r/issues/new")


def test_feeds_need_a_published_site(small_project):
    for site, with_feeds in ((Site("Name", ""), True), (PUBLISHED, False)):
        plan = plan_site(small_project, site, with_feeds=with_feeds)
        assert (plan.feeds, plan.site.feeds) == ((), frozenset())
    # Without a history in git the field `added` counts.
    claim = small_project / "entries/claims/objectives-matter.yml"
    claim.write_text(claim.read_text("utf-8") + "added: 2026-01-02\n", "utf-8")
    plan = plan_site(small_project, PUBLISHED)
    assert plan.changed == PartialDate(2026, 1, 2)
    assert plan.site.feeds == {feed.name for feed in plan.feeds} >= {"all", "themes/objectives"}


def test_drafts_are_planned_on_request(small_project):
    file = small_project / "entries/papers/vaswani2017attention.yml"
    draft = file.with_name("draft2020.yml")
    text = file.read_text("utf-8").replace("1706.03762", "2001.00001")
    draft.write_text(f"draft: true\n{text}", "utf-8")
    for with_drafts in (False, True):
        plan = plan_site(small_project, Site("Name", ""), with_drafts=with_drafts)
        assert ("papers/draft2020" in plan.plans) is with_drafts
