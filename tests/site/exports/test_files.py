"""Exports: which works are selected, and what each format contains."""

from urllib.parse import unquote, urljoin, urlsplit

from readinglist.site.exports.files import DUMP, SCHEMA, plan_exports


def test_files(graph):
    plan = plan_exports(graph)
    assert {DUMP, SCHEMA, "exports/all.csv", "exports/claims/c.bib"} <= set(plan)
    assert {"exports/cited-in/e.csl.json", "exports/papers/new.ris"} <= set(plan)
    assert {"exports/themes/t.bib", "exports/themes/t/s.csv", "exports/papers/new.csv"} <= set(plan)
    # No file for an empty selection.
    assert not any("/bare." in file for file in plan)
    # Paths that differ only in case would be one file on some systems; none is a page's.
    assert len({file.casefold() for file in plan}) == len(plan)
    assert not any(file.endswith((".html", "/")) for file in plan)
    for render in plan.values():
        text = render()
        assert text.endswith("\n")
        assert "\r" not in text
        assert text == render()


# The site's exports


def test_every_export_of_the_site_is_linked_and_every_link_leads_to_one(real_site, real_pages):
    # docs/exports.md is a page in the same folder.
    written = {file for file in real_site.files if file.startswith("exports/")}
    written -= {"exports/index.html"}
    mount = urlsplit(real_site.url).path
    linked = {
        unquote(urlsplit(urljoin(real_site.url + file, href)).path.removeprefix(mount))
        for file, page in real_pages.pages.items()
        for href in page.links
        if "exports/" in href
    }
    pages = {file for file in linked if file.endswith(("/", ".html"))}
    assert linked - pages == written
    assert len(written) > 1000
