"""Links in a project that lead out of it. What commands make of them: `faults/test_writing.py`."""

import pytest

from readinglist.system.outside import find_links_out, leads_out, message_of


@pytest.fixture
def project(tmp_path):
    """A project with a neighbour whose name begins like its own."""
    (tmp_path / "list/docs").mkdir(parents=True)
    (tmp_path / "list/.git").mkdir()
    (tmp_path / "list2").mkdir()
    return tmp_path / "list"


def links_out(folder, project):
    """The links found, relative to the project, with their targets."""
    return {
        link.relative_to(project).as_posix(): target
        for link, target in find_links_out(folder, project)
    }


@pytest.mark.parametrize(
    ("target", "is_outside"),
    [
        ("docs", False),
        (".", False),
        ("none", False),
        (".github", False),
        (".gitignore", False),
        (".git", True),
        (".git/config", True),
        ("..", True),
        ("../list2", True),
        ("../none", True),
        ("/", True),
    ],
)
def test_what_a_link_leads_to(project, target, is_outside):
    link = project / "link"
    link.symlink_to(project / target)
    assert leads_out(link, project) == ((project / target).resolve() if is_outside else None)


def test_a_path_through_a_link_counts_by_its_end(project, tmp_path):
    (project / "docs/away").symlink_to("../../list2")
    assert leads_out(project / "docs/away/page.md", project) == tmp_path / "list2/page.md"
    (tmp_path / "list2/back").symlink_to("../list/docs")
    assert leads_out(project / "docs/away/back/page.md", project) is None


def test_a_project_may_itself_be_behind_a_link(project, tmp_path):
    (tmp_path / "short").symlink_to("list")
    assert leads_out(tmp_path / "short/docs", tmp_path / "short") is None
    assert leads_out(project / "docs", tmp_path / "short") is None
    assert leads_out(tmp_path / "list2", tmp_path / "short") == tmp_path / "list2"


def test_links_in_a_circle_lead_to_themselves(project):
    (project / "docs/one").symlink_to("other")
    (project / "docs/other").symlink_to("one")
    assert leads_out(project / "docs/one", project) in (
        project / "docs/one",
        project / "docs/other",
    )
    assert links_out(project / "docs", project).keys() == {"docs/one", "docs/other"}


def test_links_are_found_below_linked_folders(project, tmp_path):
    (project / "docs/sub").mkdir()
    (project / "docs/sub/page.md").write_text("x", "utf-8")
    (project / "docs/sub/leak").symlink_to(tmp_path / "list2")
    (project / "docs/gone").symlink_to(tmp_path / "none")
    (project / "docs/page.md").symlink_to("sub/page.md")
    (project / "shared/deep").mkdir(parents=True)
    (project / "shared/deep/git").symlink_to(project / ".git/config")
    (project / "docs/shared").symlink_to("../shared")
    assert links_out(project / "docs", project) == {
        "docs/gone": tmp_path / "none",
        "docs/sub/leak": tmp_path / "list2",
        "docs/shared/deep/git": project / ".git/config",
    }


def test_the_links_of_a_folder_come_in_order(project, tmp_path):
    for name in ("b", "c", "a"):
        (project / "docs" / name).symlink_to(tmp_path / "list2")
    found = [link.name for link, _ in find_links_out(project / "docs", project)]
    assert found == ["a", "b", "c"]


def test_links_whose_paths_would_never_end_lead_out(project):
    """One to a folder above it, and one to a folder inside a folder that is linked itself."""
    (project / "docs/sub").mkdir()
    (project / "docs/sub/up").symlink_to("..")
    (project / "shared/more").mkdir(parents=True)
    (project / "shared/second").symlink_to("more")
    (project / "docs/first").symlink_to("../shared")
    assert links_out(project / "docs", project) == {
        "docs/sub/up": project / "docs",
        "docs/first/second": project / "shared/more",
    }


def test_the_folder_itself_may_be_the_link(project, tmp_path):
    (tmp_path / "list2/inner").symlink_to("/")
    (project / "entries").symlink_to("../list2")
    assert list(find_links_out(project / "entries", project)) == [
        (project / "entries", tmp_path / "list2")
    ]


def test_a_file_or_a_missing_folder_has_no_links(project):
    (project / "file").write_text("x", "utf-8")
    assert list(find_links_out(project / "file", project)) == []
    assert list(find_links_out(project / "none", project)) == []


def test_the_message_names_the_place(tmp_path):
    reason, hint = message_of(tmp_path / "list2")
    assert reason.startswith(f"a link to '{tmp_path / 'list2'}', ")
    assert hint.endswith("remove the link.")
