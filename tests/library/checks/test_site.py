"""mkdocs.yml and docs/: whatever `validate` accepts builds, and mistakes are reported."""

import os
import shutil
import subprocess

import pytest

from readinglist.entry.findings import Severity
from readinglist.errors import StorageError
from readinglist.graph.preparing import prepare
from readinglist.library.checks import site as site_checks
from readinglist.library.checks.site import Docs, check_site
from readinglist.library.generated_pages import GeneratedPages
from readinglist.library.reading import read_library
from readinglist.library.settings import read_settings
from readinglist.site.pages.render import Pages, Site
from readinglist.values.page_urls import Urls

MKDOCS = "site_name: S\ntheme: {name: material}\nplugins: [readinglist]\n"


@pytest.fixture
def site(small_project):
    """Writes files into a project with a valid site: `site({"docs/a.md": "# A\n"}, nav="…")`."""
    (small_project / "docs").mkdir()
    (small_project / "docs/about.md").write_text("# About\n", "utf-8")

    def write(files=None, mkdocs=MKDOCS, more=""):
        (small_project / "mkdocs.yml").write_text(mkdocs + more, "utf-8")
        for name, text in (files or {}).items():
            file = small_project / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return small_project

    return write


def found(project):
    graph = prepare(project).graph
    findings = check_site(read_library(project), lambda: Pages(graph, Site("", "")).names())
    assert all(finding.severity is Severity.ERROR and finding.hint for finding in findings)
    return [f"{finding.location} {finding.code} {finding.field}".rstrip() for finding in findings]


def test_a_valid_site_has_no_findings(site):
    assert found(site(more="nav:\n  - Home: index.md\n  - about.md\n  - themes/objectives.md\n"
                           "  - X: https://x.example/\n  - browse/index.md\n")) == []  # fmt: skip


def test_the_real_list_has_no_findings(tools):
    assert found(tools.REPOSITORY) == []


def test_nothing_is_checked_without_a_site(small_project):
    (small_project / "docs").mkdir()
    (small_project / "docs/index.md").write_text("[@nobody]\n", "utf-8")
    assert found(small_project) == []


@pytest.mark.parametrize(
    "more",
    [
        "validation: {nav: {not_found: info}}\nnav: [nope.md]\n",
        "validation: {not_found: ignore}\nnav: [nope.md]\n",
        "exclude_docs: |\n  drafts/\n",
    ],
)
def test_settings_known_only_to_mkdocs_are_not_checked(site, more):
    assert found(site({"docs/drafts/index.md": b"[@nobody] caf\xe9\n"}, more=more))[:1] in (
        [], ["docs/drafts/index.md:1:14 E001"]
    )  # fmt: skip
    assert not [line for line in found(site(more=more)) if "mkdocs.yml" in line]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("index.md", True),
        ("README.md", True),
        ("index.html", True),
        ("papers/index.md", True),
        ("papers.md", True),
        ("contested.md", True),
        ("contested/index.markdown", True),
        ("themes/objectives.md", True),
        ("papers/vaswani2017attention.md", True),
        ("authors/ada-lovelace.md", True),
        ("years/1815.md", False),
        ("tags/mine.md", False),
        ("papers/another.md", False),
        ("guide/index.md", False),
        (".hidden/index.md", False),
        ("templates/index.html", False),
        ("contested.html", False),
    ],
)
def test_files_in_the_place_of_generated_pages(site, name, told):
    expected = [f"docs/{name}:1:1 E011"] if told else []
    assert found(site({f"docs/{name}": "# Mine\n"})) == expected


def test_without_folders_for_pages_other_files_are_in_the_way(site):
    more = "use_directory_urls: false\n"
    files = {"docs/contested.html": "", "docs/contested/index.md": "# C\n"}
    assert found(site(files, more=more)) == ["docs/contested.html:1:1 E011"]


def test_citations_links_and_bytes_of_pages(site):
    text = (
        "---\ntitle: T\n---\n# T\n\nSee [@nobody], `[@code]` and [@vaswani2017attention].\n\n"
        "[One](about.md), [two](about.md#part), [three](nope.md), ![four](pic.png), "
        "[six](papers/).\n"
        "\n```\n[five](in-code.md) [@in-code]\n```\n\n[all](papers/index.md) and [seven][ref].\n\n"
        "[ref]: gone/away.md\n[mail](mailto:a@b.c) [abs](/x.md) [net](https://x.example/a.md)\n"
    )
    files = {"docs/page.md": text, "docs/bad.md": b"# caf\xe9\n"}
    assert found(site(files)) == [
        "docs/bad.md:1:6 E001",
        "docs/page.md:6:5 E208",
        "docs/page.md:8:48 E212",
        "docs/page.md:8:66 E212",
        "docs/page.md:16:8 E212",
    ]


def test_the_navigation_names_files_and_lists_alone(site):
    more = (
        "nav:\n  - Home: index.md\n  - Deep:\n      - ./about.md\n      - contested.md\n"
        "      - themes/nothing.md\n      - papers/vaswani2017attention.md\n  - /abs/path.md\n"
    )
    assert found(site(more=more)) == [
        "mkdocs.yml:9:9 E211 nav[2].Deep[3]",
        "mkdocs.yml:10:9 E211 nav[2].Deep[4]",
    ]


def test_a_list_that_would_be_empty_can_be_in_the_navigation_but_not_be_linked(site):
    """Its name is taken all the same: the page comes with the first entry for it."""
    page = {"docs/page.md": "[a](predictions.md) [b](claims/index.md)\n"}
    project = site(page, more="nav:\n  - page.md\n  - predictions.md\n")
    findings = check_site(read_library(project), lambda: {"claims/index"})
    (finding,) = lines(findings)
    assert finding == (
        "docs/page.md:1:5 error E212 the link leads to no page and no file: 'predictions.md'. "
        "That page is generated as soon as the list has entries for it."
    )
    (project / "docs/page.md").write_text("# A page\n", "utf-8")
    (project / "docs/predictions.md").write_text("# Mine\n", "utf-8")
    (finding,) = lines(check_site(read_library(project), frozenset))
    assert finding == (
        "docs/predictions.md:1:1 error E011 the file conflicts with the page predictions/, which "
        "is generated as soon as the list has entries for it. Delete it, or give it another name."
    )


def test_broken_themes_do_not_break_the_navigation_too(site):
    project = site({"entries/themes.yml": "- id: [\n"}, more="nav:\n  - themes/objectives.md\n")
    assert check_site(read_library(project), frozenset) == []


def test_validate_reports_everything_in_every_format(cli, site):
    project = site({"docs/index.md": "# I\n"}, more="nav:\n  - nope.md\n")
    result = cli("validate", "--project", project)
    assert result.code == 1
    assert "docs/index.md:1:1 error E011" in result.out
    assert "mkdocs.yml:5:5 error E211 nav[1]: there is no page 'nope.md'" in result.out
    assert "file=docs/index.md" in cli("validate", "-p", project, "-f", "github").out
    assert '"uri": "mkdocs.yml"' in cli("validate", "-p", project, "-f", "sarif").out
    assert cli("validate", "-p", project, "--fix").code == 1


def test_new_findings_in_an_unchanged_page(cli, site):
    """The page refers to an entry that a change removes; older mistakes in it are not reported."""
    project = site({"docs/page.md": "[@a-way] and [@nobody]\n"})
    for command in ("init -q -b main", "add .", "-c user.name=A -c user.email=a@b.c commit -qm x"):
        subprocess.run(["git", *command.split()], cwd=project, check=True, timeout=60)
    assert cli("validate", "-p", project).code == 1
    assert cli("validate", "-p", project, "--changed-since", "HEAD").out == ""
    (project / "entries/paths/a-way.yml").unlink()
    result = cli("validate", "-p", project, "--changed-since", "HEAD")
    assert [line.split()[2] for line in result.out.splitlines()] == ["E208"]
    assert "[@a-way]" in result.out


# Parts of the check


def lines(findings):
    return [str(finding) for finding in findings]


def docs_of(*files, shown="docs"):
    pages = tuple(sorted(name for name in files if name.endswith(".md")))
    return Docs(frozenset(files), frozenset(files), pages, shown)


GENERATED = GeneratedPages(
    ["learning"], {"papers": {"fern"}}, lambda: {"papers/index", "tags/moss"}
)


@pytest.mark.parametrize(
    ("target", "is_lost"),
    [
        ("other.md", False), ("./other.md#part", False), ("../deep/other.md", False),
        ("pic.png?x=1", False), ("nope.md", True), ("../other.md", True), ("nope.png", True),
        ("oth%65r.md", False), ("n%6fpe.md", True), ("https://x.example/nope.md", False),
        ("//x.example/nope.md", False), ("mailto:a@b.md", False), ("/nope.md", False),
        ("\\nope.md", False), ("#nope.md", False), ("", False), ("nope", False),
        ("?nope.md", False),
        ("../papers/index.md", False), ("../themes/learning.md", False), ("../themes/no.md", True),
        ("../papers/fern.md", True), ("../papers/index.html", True), ("../contested.md", True),
        ("../assets/x.css", False), ("assets/x.css", True),
    ],
)  # fmt: skip
def test_lost_links(target, is_lost):
    docs = docs_of("deep/page.md", "deep/other.md", "deep/pic.png")
    assert site_checks._is_lost(target, "deep/page.md", docs, GENERATED) is is_lost
    unknown = GeneratedPages(None, {})
    assert site_checks._is_lost("themes/no.md", "page.md", docs, unknown) is False
    assert site_checks._is_lost("other.md", "page.md", docs, unknown) is True


def page(text, with_links=True):
    docs = docs_of("page.md", "other.md", "pic.png")
    return lines(
        site_checks.check_page(text, "page.md", docs, {"fern"}, GENERATED, with_links=with_links)
    )


HINT = "Correct it, or take the link out."
LOST = f"error E212 the link leads to no page and no file: 'nope.md'. {HINT}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[a](nope.md)\n", [f"1:5 {LOST}"]),
        ("x\r\n[a](nope.md)\r\n", [f"2:5 {LOST}"]),
        ("x\r[a](nope.md)\r", [f"2:5 {LOST}"]),
        ("---\na: b\n---\n\n[a](nope.md)\n",
         [f"5:5 error E212 the link leads to no page and no file: 'nope.md'. {HINT}"]),
        ("![a](pik.png)", [("1:6 error E212 the link leads to no page and no file: 'pik.png'. "
                           "Did you mean 'pic.png'?")]),
        ("[a](papers/fern.md)", [("1:5 error E212 the link leads to no page and no file: "
                                 "'papers/fern.md'. Write [@fern] to link to an entry.")]),
        ("[a](tags/moss.md)", [("1:5 error E212 the link leads to no page and no file: "
                               "'tags/moss.md'. Write [@moss] to link to an entry.")]),
        ("[a](<two words.md>)", [("1:6 error E212 the link leads to no page and no file: "
                                 f"'two words.md'. {HINT}")]),
        ("[a](no_(pe).md)", [("1:5 error E212 the link leads to no page and no file: "
                             f"'no_(pe).md'. {HINT}")]),
        ("[a][b]\n\n> [b]: nope.md\n",
         [f"3:8 error E212 the link leads to no page and no file: 'nope.md'. {HINT}"]),
        ("[a][b]\n\n[b]: <no pe.md>\n",
         [f"3:7 error E212 the link leads to no page and no file: 'no pe.md'. {HINT}"]),
        ("[a][b]\n\n[b]: nope.md\n",
         [f"3:6 error E212 the link leads to no page and no file: 'nope.md'. {HINT}"]),
        ("a\n\n[a](nope.md) [b](nope.md#x)\n",
         [f"3:5 error E212 the link leads to no page and no file: 'nope.md'. {HINT}",
          f"3:18 error E212 the link leads to no page and no file: 'nope.md#x'. {HINT}"]),
        ("[@nobody]\n", [("1:1 error E208 [@nobody] names no entry. "
                         "Add an entry for it first, or correct the id.")]),
        ("---\na: b\n...\n[@nobody] [@fern]\n",
         [("4:1 error E208 [@nobody] names no entry. "
           "Add an entry for it first, or correct the id.")]),
        ("```\n[@nobody] [a](nope.md)\n```\n", []),
        ("~~~~\n[a](nope.md)\n~~~\n[a](nope.md)\n~~~~\n", []),
        ("``` x\n[a](nope.md)\n``` y\n[a](nope.md)\n```\n", []),
        ("    [a](nope.md)\n", []),
        ("`[a](nope.md)` and `[@nobody]`\n", []),
        ("[a](other.md) [b](pic.png) [@fern] <b>x</b>\n", []),
        ("<pre>\n[@nobody]\n</pre>\n", []),
    ],
)  # fmt: skip
def test_one_page(text, expected):
    assert page(text) == [f"docs/page.md:{line}" for line in expected]


def test_links_are_checked_only_if_the_settings_say_so():
    assert page("[a](nope.md)\n", with_links=False) == []
    assert len(page("[a](nope.md) [@nobody]\n", with_links=False)) == 1


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a\n```\nb\n```\nc\n", "a\nc\n"),
        ("a\n```\nb\n", "a\n```\nb\n"),
        ("~~~\nb\n```\n~~~~\nc", "c"),
        ("````\nb\n```\nc\n````\n", ""),
        ("```\nb\n``` x\nc\n```\t \nd\n", "d\n"),
        ("    ```\nb\n", "    ```\nb\n"),
        ("   ```x\nb\n   ```\n", ""),
        ("``\nb\n``\n", "``\nb\n``\n"),
    ],
)
def test_code_blocks(text, kept):
    assert site_checks._without_blocks(text) == kept


def test_files_in_the_way():
    said = lines(
        site_checks.check_places(
            [("a.md", "tags/moss/index.html"), ("b.md", "index.html"), ("c.md", "c/index.html")],
            "docs", GENERATED, Urls(),
        )
    )  # fmt: skip
    hint = "which is generated. Delete it, or give it another name."
    assert said == [
        f"docs/a.md:1:1 error E011 the file conflicts with the page tags/moss/, {hint}",
        f"docs/b.md:1:1 error E011 the file conflicts with the home page, {hint}",
    ]


def test_what_is_said_about_the_navigation(site):
    more = (
        "nav:\n  - abuot.md\n  - themes/nothing.md\n  - papers/vaswani2017attention.md\n  - ''\n"
        "  - https://x.example/a.md\n  - //x.example/a.md\n  - /a.md\n"
    )
    project = site(more=more)
    said = lines(check_site(read_library(project), frozenset))
    assert [line for line in said if " E211 " in line] == [
        "mkdocs.yml:5:5 error E211 nav[1]: there is no page 'abuot.md'. Did you mean 'about.md'?",
        (
            "mkdocs.yml:6:5 error E211 nav[2]: there is no page 'themes/nothing.md'. "
            "Write docs/themes/nothing.md, or take the line out."
        ),
        (
            "mkdocs.yml:7:5 error E211 nav[3]: there is no page 'papers/vaswani2017attention.md'. "
            "Only lists can stand there; take the line out."
        ),
    ]


def test_files_that_cannot_be_read(tmp_path):
    (tmp_path / "a.md").write_bytes(b"caf\xe9")
    (tmp_path / "gone.md").symlink_to(tmp_path / "nowhere")
    (tmp_path / "folder.md").mkdir()
    assert site_checks.read_page(tmp_path / "a.md", "docs/a.md").location.column == 4
    assert str(site_checks.read_page(tmp_path / "gone.md", "docs/gone.md")) == (
        "docs/gone.md:1:1 error E001 the link leads to no file: No such file or directory. "
        "Remove it."
    )
    with pytest.raises(StorageError, match=r"^cannot read docs/none\.md: No such file"):
        site_checks.read_page(tmp_path / "none.md", "docs/none.md")
    found = site_checks.read_page(tmp_path / "folder.md", "docs/folder.md")
    assert (found.code, found.location.path) == ("E001", "docs/folder.md")
    os.mkfifo(tmp_path / "pipe.png")
    (tmp_path / "real.png").write_bytes(b"x")
    files = [(tmp_path / name, f"docs/{name}") for name in ("real.png", "pipe.png")]
    assert [line.partition(" it ")[0] for line in lines(site_checks.check_copied(files))] == [
        "docs/pipe.png:1:1 error E001"
    ]


@pytest.mark.parametrize(
    ("more", "shown"),
    [
        ("", "about.md b/c.md pic.png"),
        ("exclude_docs: |\n  b/\n", "about.md pic.png"),
        ("draft_docs: |\n  *.png\nexclude_docs: about.md\n", "b/c.md"),
    ],
)
def test_files_that_get_into_the_site(site, more, shown):
    names = ("docs/b/c.md", "docs/pic.png", "docs/.h/a.md", "docs/templates/a.md")
    files = dict.fromkeys(names, "x")
    project = site(files, more=more)
    docs = site_checks.list_docs(read_settings(project))
    assert sorted(docs.shown_files) == shown.split()
    assert docs.pages == tuple(name for name in shown.split() if name.endswith(".md"))
    assert docs.files == {"about.md", "b/c.md", "pic.png", ".h/a.md", "templates/a.md"}
    assert docs.shown == "docs"


def test_links_out_of_the_project_are_left_out(site, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.md").write_text("[@nobody]\n", "utf-8")
    project = site()
    (project / "docs/file.md").symlink_to(outside / "secret.md")
    (project / "docs/folder").symlink_to(outside)
    docs = site_checks.list_docs(read_settings(project))
    assert docs.files == {"about.md"}
    said = lines(check_site(read_library(project), frozenset))
    assert [line[: line.index(" error")] for line in said] == [
        "docs/file.md:1:1", "docs/folder:1:1",
    ]  # fmt: skip
    assert all(" E008 " in line and ". " in line for line in said)
    assert site_checks.list_docs(read_settings(site(more="docs_dir: nowhere\n"))) is None
    shutil.rmtree(project / "docs")
    (project / "docs").symlink_to(outside)
    assert site_checks.list_docs(read_settings(site())) is None


def test_the_place_of_a_target():
    lines = ["see [a](x.md)", "and", "[b]: <a%20b.md>"]
    assert site_checks._place_of("x.md", lines, 0, 1) == (1, 9)
    assert site_checks._place_of("a b.md", lines, 0, 1) == (3, 7)
    # Written with an escape that only Markdown knows.
    assert site_checks._place_of("y.md", lines, 1, 9) == (2, 1)
