"""The files of a site: each once, each with what makes it, and in an order that shares work."""

import pytest
from plain_engine import SITE, PlainEngine

from readinglist.errors import ToolError
from readinglist.site.builder import make_stamper
from readinglist.site.file_plan import FilePlan
from readinglist.site.site_plan import plan_site
from readinglist.site.writing import SiteFiles


@pytest.fixture
def files(small_project):
    claim = small_project / "entries/claims/objectives-matter.yml"
    claim.write_text(claim.read_text("utf-8") + "added: 2026-01-02\n", "utf-8")
    (small_project / "docs").mkdir()
    (small_project / "docs/guide.md").write_text("# Guide\n\nOf gardens.\n", "utf-8")
    plan = plan_site(small_project, SITE)
    return FilePlan(plan, PlainEngine(plan, small_project / "docs"))


def names_of(planned):
    return [name for files in planned for name in files.names]


def planned(files, exports=()):
    stamper = make_stamper(files.plan, files.engine)
    return files.pages_and_feeds(stamper, exports)


def test_the_exports_that_take_longest_come_first_and_those_of_single_works_last(files):
    exports = names_of(files.exports())
    assert len(set(exports)) == len(exports)
    of_all = [name.startswith(("exports/all.", "exports/themes/", "schemas/")) for name in exports]
    of_works = [name.startswith(("exports/papers/", "exports/essays/")) for name in exports]
    assert of_all.index(False) < of_works.index(True)
    assert of_works == sorted(of_works)
    assert "exports/claims/objectives-matter.bib" in exports


def test_every_page_feed_and_export_is_planned_once(files):
    exports = files.exports()
    made, _ = planned(files, exports)
    names = names_of(made)
    assert len(set(names)) == len(names)
    wanted = {files.plan.site.urls.file(name) for name in files.plan.plans}
    assert set(names) - set(names_of(exports)) - wanted == {
        "llms.txt",
        *(name for name in names if name.startswith("feeds/")),
    }
    assert wanted <= set(names)
    assert {"feeds/all.atom", "feeds/all.json"} <= set(names)


def test_files_made_from_the_same_texts_stand_together(files):
    made, together = planned(files, files.exports())
    names = names_of(made)
    # Lists come first, because they share rows.
    lists = names_of(made[:together])
    assert {"index.html", "papers/index.html", "claims/index.html", "llms.txt"} <= set(lists)
    rest = names[len(lists) :]
    claim = [number for number, name in enumerate(rest) if "claims/objectives-matter" in name]
    assert claim == list(range(claim[0], claim[0] + len(claim)))
    assert rest[claim[0]] == "claims/objectives-matter/index.html"
    assert "exports/claims/objectives-matter.bib" in rest[claim[0] : claim[-1] + 1]


def test_an_export_without_a_page_of_its_own_stands_with_the_lists(files):
    own = SiteFiles(("exports/cited-in/lovelace2024thoughts.bib",), lambda: ("x",))
    made, together = planned(files, [own])
    assert own in made[:together]


def test_the_projects_own_llms_txt_is_not_planned(files):
    files.engine.written["llms.txt"] = "Mine.\n"
    assert "llms.txt" not in names_of(planned(files)[0])


def test_a_page_is_compared_with_its_twin(files):
    made, _ = planned(files)
    (page,) = [one for one in made if one.names == ("papers/vaswani2017attention/index.html",)]
    (html,) = page.make()
    files.engine.twins["papers/vaswani2017attention"] = html
    assert page.make() == (html,)
    files.engine.twins["papers/vaswani2017attention"] = html.replace("</nav>", "<b>9</b></nav>")
    with pytest.raises(ToolError, match="vaswani2017attention differs from the rendered one, line"):
        page.make()


def test_the_index_has_the_projects_own_pages_too(files):
    index = files.index()
    assert set(index) >= {"search/index.json"}
    assert "Guide" in "".join(index.values())
