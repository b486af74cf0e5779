"""Links from the site's pages to the forge."""

from urllib.parse import parse_qs, urlsplit

import pytest

REPO = "https://github.com/example/trees"
SITE = "https://trees.example/list/"


@pytest.fixture(scope="module")
def pages_with(command, checked, tools, tmp_path_factory):
    """The parsed pages of a new list, built with these environment variables."""
    folder = tmp_path_factory.mktemp("forge") / "list"
    assert command("readinglist", "init", folder).returncode == 0
    built = {}

    def build(**environment):
        key = tuple(sorted(environment.items()))
        if key not in built:
            out = folder.parent / f"site{len(built)}"
            result = command("readinglist", "build", "-p", folder, "-o", out, **environment)
            assert result.returncode == 0, result.stderr
            built[key] = checked(tools.BuiltSite(out, folder, "/")).pages
        return built[key]

    build.folder = folder
    return build


@pytest.fixture
def linked(pages_with):
    return pages_with(READINGLIST_REPO_URL=REPO, READINGLIST_SITE_URL=SITE)


def links_to(page, part):
    return [link for link in page.links if part in link]


@pytest.mark.parametrize(
    ("page", "source", "entry"),
    [
        ("papers/fern2012shade", "papers/fern2012shade.yml", "fern2012shade"),
        ("essays/brook2024streets", "essays/brook2024streets.yml", "brook2024streets"),
        ("claims/trees-cool-streets", "claims/trees-cool-streets.yml", "trees-cool-streets"),
        ("paths/from-shade-to-roots", "paths/from-shade-to-roots.yml", "from-shade-to-roots"),
    ],
)
def test_an_entry_can_be_edited_and_reported(linked, page, source, entry):
    html = linked[f"{page}/index.html"]
    # The theme's button, and the link in words.
    assert set(links_to(html, "/edit/")) == {f"{REPO}/edit/main/entries/{source}"}
    assert "Edit this entry" in html.text
    # Claims without a recorded search for opposing evidence ask for some by the same form.
    report, *_ = sorted(
        links_to(html, "template=problem.yml"), key=lambda one: "Problem" not in one
    )
    assert report.startswith(f"{REPO}/issues/new?")
    asked = parse_qs(urlsplit(report).query)
    assert asked["entry"] == [entry]
    assert asked["page"] == [f"{SITE}{page}/"]
    assert asked["title"][0].startswith("Problem: ")


def test_an_essay_asks_for_claims(linked):
    (suggest,) = links_to(linked["essays/brook2024streets/index.html"], "template=claim.yml")
    assert parse_qs(urlsplit(suggest).query)["essay"] == ["brook2024streets"]


@pytest.mark.parametrize(
    "page",
    "index papers/index claims/index contested/index themes/streets/index coverage/index".split(),
)
def test_lists_ask_for_missing_entries(linked, page):
    html = linked[f"{page}.html"]
    for form in ("paper", "claim"):
        assert links_to(html, "/issues/new") == links_to(html, "template=")
        assert links_to(html, f"template={form}.yml") == [f"{REPO}/issues/new?template={form}.yml"]


def test_without_a_repository_there_are_no_links(pages_with):
    for page in pages_with(READINGLIST_SITE_URL=SITE).values():
        assert not links_to(page, "/issues/new")
        assert not links_to(page, "/edit/")
        assert "Something" not in page.text


def test_without_forms_there_are_no_links_to_forms(command, checked, tools, tmp_path):
    folder = tmp_path / "list"
    assert command("readinglist", "init", folder).returncode == 0
    for form in (folder / ".github/ISSUE_TEMPLATE").iterdir():
        form.unlink()
    result = command(
        "readinglist", "build", "-p", folder, "-o", tmp_path / "site", READINGLIST_REPO_URL=REPO
    )
    assert result.returncode == 0, result.stderr
    pages = checked(tools.BuiltSite(tmp_path / "site", folder, "/")).pages
    assert not any(links_to(page, "/issues/new") for page in pages.values())
    assert links_to(pages["papers/fern2012shade/index.html"], "/edit/")
