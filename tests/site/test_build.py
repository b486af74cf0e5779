"""Builds through MkDocs and the command line, of the real list and of tiny ones."""

import difflib
import json
import logging
import os
import re
import shutil
import subprocess
import sys
import textwrap
from dataclasses import dataclass
from html import unescape
from urllib.parse import urlsplit

import pytest
import yaml
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort, ConfigurationError

CONFIG = {
    "site_name": "Tiny list",
    "site_url": "https://tiny.example/",
    "theme": {"name": "material", "font": False, "features": ["navigation.indexes"]},
    "plugins": [{"readinglist": {"search": False}}],
}
THEMES = [
    {
        "id": "first",
        "title": "First theme",
        "lead": "A lead.",
        "introduction": "An introduction with [@doe2020].",
        "sections": [{"id": "part", "title": "A part", "lead": "Its lead."}],
    }
]
ENTRIES = {
    "papers/doe2020.yml": {
        "title": "A title",
        "authors": ["Jane Doe"],
        "issued": "2020",
        "url": "https://a.example/doe",
        "themes": ["first/part"],
        "mode": "structural",
        "takeaway": "What to remember.",
        "note": "A note.",
        "tags": ["a-tag"],
    },
    "papers/roe2021.yml": {
        "arxiv": "2101.00001",
        "themes": ["first"],
        "takeaway": "Something else.",
        "builds-on": ["doe2020"],
    },
    "essays/essay2022.yml": {
        "title": "An essay",
        "authors": [{"literal": "The Group"}],
        "issued": "2022-01-31",
        "url": "https://a.example/essay",
        "themes": ["first"],
        "takeaway": "It claims things.",
        "sections": [{"title": "Beginning", "cites": ["doe2020"]}],
    },
    "claims/a-claim.yml": {
        "claim": "Things are so.",
        "kind": "claim",
        "source": {"essay": "essay2022", "section": "Beginning", "quote": "things are so"},
        "themes": ["first/part"],
        "evidence": [
            {"work": "doe2020", "stance": "supports", "locator": "section 2", "note": "It shows."},
            {"work": "roe2021", "stance": "opposes", "quote": "not so", "note": "It denies."},
        ],
    },
    "paths/a-path.yml": {
        "title": "A path",
        "lead": "From here to there.",
        "note": "How to walk it.",
        "steps": [{"read": "doe2020", "why": "To begin.", "minutes": "30"}],
    },
}
RECORD = {
    "id": "2101.00001",
    "title": "A recorded title",
    "authors": ["Richard Roe", "Jane Doe"],
    "abstract": "It is not so.",
    "submitted": "2021-01-01",
    "categories": ["cs.LG"],
    "provenance": {"route": "copy", "read": "2026-01-01", "sources": {"title": "a copy"}},
}


def changed(base, changes):
    """A copy of nested mappings with the values in `changes` replaced."""
    return {
        **base,
        **{
            key: changed(base[key], value)
            if isinstance(value, dict) and isinstance(base.get(key), dict)
            else value
            for key, value in changes.items()
        },
    }


@pytest.fixture
def tiny(tmp_path):
    """Writes a tiny project: a function that takes changes to its files and returns its folder."""

    def write(*, entries=None, themes=None, record=None, config=None, docs=None):
        folder = tmp_path / "tiny"
        for name, entry in changed(ENTRIES, entries or {}).items():
            file = folder / "entries" / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(yaml.safe_dump(entry, allow_unicode=True), "utf-8")
        listed = [changed(theme, themes or {}) for theme in THEMES]
        (folder / "entries/themes.yml").write_text(yaml.safe_dump(listed), "utf-8")
        lock = folder / "entries/metadata/arxiv/2101.00001.json"
        lock.parent.mkdir(parents=True, exist_ok=True)
        lock.write_text(json.dumps(changed(RECORD, record or {})), "utf-8")
        (folder / "docs").mkdir(exist_ok=True)
        for name, text in (docs or {"guide.md": "# Guide\n\nA page.\n"}).items():
            (folder / "docs" / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / "docs" / name).write_text(textwrap.dedent(text), "utf-8")
        (folder / "mkdocs.yml").write_text(yaml.safe_dump(changed(CONFIG, config or {})), "utf-8")
        return folder

    return write


@dataclass
class Result:
    returncode: int
    stdout: str


class _Lines(logging.Handler):
    def __init__(self):
        super().__init__(logging.INFO)
        self.lines = []

    def emit(self, record):
        self.lines.append(f"{record.levelname:<7} -  {record.getMessage()}")
        assert record.exc_info is None, "a traceback in the log"


@pytest.fixture
def mkdocs():
    """Builds a project like `mkdocs build`, in this process; any other exception is a bug."""

    def run(folder, *, strict=False, command="build"):
        log = logging.getLogger("mkdocs")
        handler = _Lines()
        level = log.level
        log.addHandler(handler)
        log.setLevel(logging.INFO)
        try:
            config = load_config(str(folder / "mkdocs.yml"), strict=strict)
            config.plugins.on_startup(command=command, dirty=False)
            try:
                build(config)
            finally:
                config.plugins.on_shutdown()
        except (Abort, ConfigurationError) as error:
            return Result(1, "\n".join([*handler.lines, str(error)]))
        else:
            return Result(0, "\n".join(handler.lines))
        finally:
            log.removeHandler(handler)
            log.setLevel(level)

    return run


def files_of(folder):
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file()
    }


def first_differences(one, other):
    names = sorted(name for name in {*one, *other} if one.get(name) != other.get(name))
    lines = [f"{len(names)} files differ: {names[:10]}"]
    for name in names[:1]:
        texts = [site.get(name, b"").decode("utf-8", "replace") for site in (one, other)]
        lines += difflib.unified_diff(*(text.splitlines() for text in texts), lineterm="", n=0)
    return "\n".join(lines[:30])


def test_two_builds_are_the_same_byte_for_byte(real_site, tmp_path, command, tools):
    """In a folder with another name, by MkDocs' own command."""
    project = shutil.copytree(real_site.project, tmp_path / "elsewhere" / "a project")
    result = command(
        "mkdocs", "build", "--strict", "--config-file", project / "mkdocs.yml",
        "--site-dir", tmp_path / "out",
        READINGLIST_SITE_URL=tools.SITE_URL, READINGLIST_REPO_URL=tools.REPO_URL,
    )  # fmt: skip
    assert result.returncode == 0, result.stderr
    one, other = real_site.files, files_of(tmp_path / "out")
    assert one == other, first_differences(one, other)


def test_a_second_build_over_the_first_leaves_nothing_behind(tiny, mkdocs):
    folder = tiny()
    assert mkdocs(folder, strict=True).returncode == 0
    first = files_of(folder / "site")
    extra = folder / "entries/papers/new2023.yml"
    new = ENTRIES["papers/doe2020.yml"] | {"title": "New", "url": "https://new.example/"}
    extra.write_text(yaml.safe_dump(new), "utf-8")
    assert mkdocs(folder, strict=True).returncode == 0
    assert "papers/new2023/index.html" in files_of(folder / "site")
    extra.unlink()
    assert mkdocs(folder, strict=True).returncode == 0
    assert files_of(folder / "site") == first


def _edit(name, old, new):
    def edit(folder):
        file = folder / name
        text = file.read_text("utf-8")
        assert old in text
        file.write_text(text.replace(old, new), "utf-8")

    return edit


EDITS = {
    "nothing": lambda _: None,
    "a stance": _edit("entries/claims/a-claim.yml", "supports", "mixed"),
    "a path goes": lambda folder: (folder / "entries/paths/a-path.yml").unlink(),
}


#: Build a small site like a large one: no second process is started while threads run, as they do
#: in these tests.
BUILD_BY_TWO = """
import os
import sys
from readinglist.cli import main
from readinglist.site import writing

fork = os.fork
def told():
    child = fork()
    if child:
        print("forked", flush=True)
    return child
os.fork = told
writing.MANY = writing.CHUNK = 1
sys.argv[0] = "readinglist"
main()
"""


@pytest.mark.skipif(
    sys.platform != "linux" or len(os.sched_getaffinity(0)) < 2,
    reason="a second process is for Linux on several cores",
)
def test_two_processes_write_the_same_as_one(tiny, mkdocs):
    # The engine writes into a folder of exports too, while the other process makes them.
    folder = tiny(docs={"guide.md": "# Guide\n", "exports/own.md": "# Own\n"})

    def build_by_two():
        return subprocess.run(
            [sys.executable, "-c", BUILD_BY_TWO, "build", "--project", str(folder), "--no-strict"],
            capture_output=True, text=True, check=False,
        )  # fmt: skip

    for name, edit in EDITS.items():
        edit(folder)
        result = build_by_two()
        assert result.returncode == 0, result.stdout + result.stderr
        assert result.stdout.count("forked") == 2, "for the exports, and for all else"
        by_two = files_of(folder / "site")
        assert mkdocs(folder).returncode == 0
        alone = files_of(folder / "site")
        assert by_two == alone, f"{name}: {first_differences(by_two, alone)}"
    (folder / "docs/guide.md").write_text("# Guide\n\nSee [@gone].\n", "utf-8")
    (folder / "entries/papers/doe2020.yml").unlink()
    result = build_by_two()
    assert result.returncode == 1, result.stdout + result.stderr
    assert not list((folder / "site").glob(".*")), "what was put aside"
    assert files_of(folder / "site") == alone


def test_a_build_that_fails_half_way_leaves_nothing_behind(tiny, mkdocs):
    folder = tiny()
    assert mkdocs(folder).returncode == 0
    (folder / "docs/guide.md").write_text("# Guide\n\nSee [@gone].\n", "utf-8")
    assert mkdocs(folder, strict=True).returncode == 1
    assert not list((folder / "site").glob(".*"))


@pytest.mark.parametrize("directories", [True, False], ids=["directories", "files"])
@pytest.mark.parametrize(
    "site_url", ["https://tiny.example/sub/", "https://tiny.example/", ""], ids=["sub", "root", "-"]
)
def test_all_links_work_in_either_style(  # noqa: PLR0913, PLR0917 - fixtures and parameters
    tiny, mkdocs, checked, tools, directories, site_url
):
    folder = tiny(
        config={
            "use_directory_urls": directories,
            "site_url": site_url,
            "repo_url": "https://github.com/example/tiny",
            "edit_uri": "edit/main/docs/",
        },
        docs={"guide.md": "See [@doe2020].\n", "deep/down.md": "See [@a-claim], [@a-path].\n"},
    )
    result = mkdocs(folder, strict=True)
    assert result.returncode == 0, result.stdout
    checker = checked(tools.BuiltSite(folder / "site", folder, site_url))
    style = "/index.html" if directories else ".html"
    assert {f"papers/doe2020{style}", f"deep/down{style}"} <= set(checker.pages)
    assert len(checker.pages) > 20
    assert checker.dead_ends() == []
    if site_url:
        listed = re.findall("<loc>(.*?)</loc>", (folder / "site/sitemap.xml").read_text("utf-8"))
        pages = {file for file in checker.pages if file != "404.html"}
        if directories:
            pages = {re.sub(r"(^|/)index\.html$", r"\1", file) for file in pages}
        assert set(listed) == {site_url + page for page in pages}
        for file, page in checker.pages.items():
            assert file == "404.html" or page.canonical[0] in listed, file


def test_the_real_list_builds_without_directories(real_site, tmp_path, command, checked, tools):
    project = shutil.copytree(real_site.project, tmp_path / "list")
    config = project / "mkdocs.yml"
    config.write_text(
        config.read_text("utf-8").replace(
            "plugins:\n  - readinglist\n",
            "use_directory_urls: false\nplugins:\n  - readinglist:\n      search: false\n",
        ),
        "utf-8",
    )
    result = command("mkdocs", "build", "--strict", "--config-file", config)
    assert result.returncode == 0, result.stderr
    checker = checked(tools.BuiltSite(project / "site", project, ""))
    assert "papers/vaswani2017attention.html" in checker.pages
    problems = checker.dead_ends()
    assert not problems, "\n".join(problems[:40])


# Failures


def test_a_broken_entry_ends_the_build_and_keeps_the_last_site(tiny, mkdocs):
    folder = tiny()
    assert mkdocs(folder).returncode == 0
    good = files_of(folder / "site")
    entry = folder / "entries/papers/doe2020.yml"
    entry.write_text(entry.read_text("utf-8").replace("takeaway:", "takeawya:"), "utf-8")
    theme = folder / "entries/claims/a-claim.yml"
    theme.write_text(theme.read_text("utf-8").replace("first/part", "frist/part"), "utf-8")
    result = mkdocs(folder)
    assert result.returncode == 1
    # Every finding with its place and advice.
    assert re.search(r"entries/papers/doe2020\.yml:\d+:\d+ error E\d+ .*takeawya", result.stdout)
    assert "Did you mean 'takeaway'?" in result.stdout
    assert re.search(r"entries/claims/a-claim\.yml:\d+:\d+ error E201 .*frist", result.stdout)
    assert "nothing was built" in result.stdout
    assert files_of(folder / "site") == good


def test_a_missing_entries_folder_ends_the_build_with_a_hint(tiny, mkdocs):
    folder = tiny()
    shutil.rmtree(folder / "entries")
    result = mkdocs(folder)
    assert result.returncode == 1
    assert "entries" in result.stdout


def test_a_page_in_place_of_a_generated_one_is_named(tiny, mkdocs):
    result = mkdocs(tiny(docs={"index.md": "# Mine\n"}))
    assert result.returncode == 1
    assert "docs/index.md" in result.stdout


@pytest.mark.parametrize("other", ["search", "material/search"])
def test_another_search_plugin_is_rejected_with_a_hint(tiny, mkdocs, other):
    result = mkdocs(tiny(config={"plugins": ["readinglist", other]}))
    assert result.returncode == 1
    assert "remove 'search' from plugins" in result.stdout


@pytest.mark.parametrize(
    ("config", "said"),
    [
        ({"plugins": ["readinglist", "search"]}, "mkdocs.yml:"),
        ({"plugins": ["search", "readinglist"]}, "plugins[1]"),
        ({"theme": {"name": "mkdocs"}}, "the theme is 'mkdocs'"),
        ({"theme": {"language": "klingon"}}, "Material has no language 'klingon'"),
        ({"plugins": [{"readinglist": {"entries": "mine"}}]}, "configuration name: entries"),
        ({"plugins": [{"readinglist": {"search": "maybe"}}]}, "expected 'true' or 'false'"),
        ({"site_dir": "entries"}, "replace the entries"),
        ({"site_dir": "entries/site"}, "replace the entries"),
    ],
    ids=lambda one: json.dumps(one) if isinstance(one, dict) else "",
)
@pytest.mark.parametrize("strict", [True, False])
def test_a_mistake_in_the_settings_is_only_reported(tiny, mkdocs, config, said, strict):
    """Any exception other than MkDocs' own would propagate."""
    folder = tiny(config=config)
    before = files_of(folder)
    result = mkdocs(folder, strict=strict)
    assert result.returncode == 1
    assert said in result.stdout
    assert files_of(folder) == before


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("index.md", b"# Mine\n", "E011"),
        ("README.md", b"# Mine\n", "E011"),
        ("papers.md", b"# Mine\n", "E011"),
        ("papers/doe2020.md", b"# Mine\n", "E011"),
        ("papers/index.html", b"<p>", "E011"),
        ("bad.md", b"# caf\xe9\n", "E001"),
    ],
)
def test_an_impossible_page_keeps_the_last_site(tiny, mkdocs, name, content, code):
    folder = tiny()
    assert mkdocs(folder).returncode == 0
    good = files_of(folder / "site")
    file = folder / "docs" / name
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(content)
    result = mkdocs(folder)
    assert result.returncode == 1
    assert re.search(rf"docs/{name}:1:\d+ error {code} ", result.stdout)
    assert files_of(folder / "site") == good


def test_events_may_come_before_the_list_is_read(tiny):
    """A build may end at any moment, and then every plugin is notified."""
    config = load_config(str(tiny() / "mkdocs.yml"))
    config.plugins.on_build_error(error=ValueError("another plugin's"))
    config.plugins.on_shutdown()


def test_whatever_validate_accepts_builds(tiny, mkdocs, cli):
    folder = tiny(
        config={"nav": ["index.md", "guide.md", "themes/first.md", {"All": "papers/index.md"}]},
        docs={"guide.md": "# Guide\n\nSee [@doe2020], [all](papers/index.md).\n"},
    )
    assert cli("validate", "--strict", "-p", folder).code == 0
    assert mkdocs(folder, strict=True).returncode == 0
    for old, new in (("[@doe2020]", "[@nobody]"), ("papers/index.md", "papers/nothing.md")):
        page = folder / "docs/guide.md"
        page.write_text(page.read_text("utf-8").replace(old, new), "utf-8")
        assert cli("validate", "--strict", "-p", folder).code == 1
        assert mkdocs(folder, strict=True).returncode == 1
        page.write_text(page.read_text("utf-8").replace(new, old), "utf-8")


@pytest.mark.parametrize(
    "override",
    [
        pytest.param("{{ page.title | length }}", id="length"),
        pytest.param("{{ page.title | truncate(9, true, '') }}", id="truncated"),
        pytest.param("{{ page.title | upper }}", id="upper"),
        pytest.param("{{ page.toc | length }}", id="outline"),
        pytest.param("{{ page.content | length }}", id="content"),
        pytest.param("{% if 'doe' in page.url %}a friend{% endif %}", id="url"),
        pytest.param("{% if page.toc|first and (page.toc|first).id=='abstract' %}A{% endif %}",
                     id="anchor"),
    ],
)  # fmt: skip
def test_the_guard_detects_templates_that_depend_on_content(tiny, mkdocs, override):
    folder = tiny(config={"theme": {"custom_dir": "overrides"}})
    (folder / "overrides").mkdir()
    template = folder / "overrides/main.html"
    template.write_text(
        '{% extends "base.html" %}{% block announce %}<b>' + override + "</b>{% endblock %}"
    )
    result = mkdocs(folder)
    assert result.returncode == 1, "the override went unnoticed"
    assert re.search("differs from the rendered one|cannot be cut into a shell", result.stdout)


def test_an_override_independent_of_content_is_accepted(tiny, mkdocs, html_of):
    folder = tiny(config={"theme": {"custom_dir": "overrides"}})
    (folder / "overrides").mkdir()
    (folder / "overrides/main.html").write_text(
        '{% extends "base.html" %}{% block announce %}<b>{{ page.title }}, {{ page.url }}</b>'
        "{% endblock %}"
    )
    result = mkdocs(folder, strict=True)
    assert result.returncode == 0, result.stdout
    page = html_of((folder / "site/papers/doe2020/index.html").read_text("utf-8"))
    assert "A title, papers/doe2020/" in page.text


# Commands and settings


@pytest.mark.parametrize("name", ["build", "gh-deploy"])
def test_it_builds_for_every_command(tiny, mkdocs, name):
    """`mkdocs gh-deploy` builds in this way, and pushes afterwards."""
    folder = tiny(config={"plugins": ["readinglist"]})
    result = mkdocs(folder, strict=True, command=name)
    assert result.returncode == 0, result.stdout
    files = files_of(folder / "site")
    assert "papers/doe2020/index.html" in files
    assert "search/index.json" in files
    assert b"A title" in files["papers/doe2020/index.html"]


def test_without_search_there_is_no_index_and_no_button(tiny, mkdocs):
    folder = tiny()
    assert mkdocs(folder).returncode == 0
    files = files_of(folder / "site")
    assert not any(name.startswith("search/") for name in files)
    assert "browse/index.html" in files
    assert b"data-rl-search" not in files["index.html"]


def test_docs_outside_the_project_build(tiny, mkdocs, tmp_path):
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages/guide.md").write_text("See [@doe2020] and [@deo2020].\n")
    folder = tiny(
        config={
            "docs_dir": "../pages",
            "repo_url": "https://github.com/example/all",
            "edit_uri": "edit/main/pages/",
            "theme": {"features": ["content.action.edit"]},
        }
    )
    result = mkdocs(folder)
    assert result.returncode == 0, result.stdout
    assert "pages/guide.md:1:20 " in result.stdout
    paper = (folder / "site/papers/doe2020/index.html").read_text("utf-8")
    assert "https://github.com/example/all/edit/main/tiny/entries/papers/doe2020.yml" in paper


@pytest.mark.parametrize(
    ("settings", "edit"),
    [
        pytest.param({"repo_url": "https://github.com/example/tiny"},
                     "https://github.com/example/tiny/edit/master/entries/papers/doe2020.yml",
                     id="github"),
        pytest.param({"repo_url": "https://gitlab.com/example/tiny/", "edit_uri": "-/edit/x/docs/"},
                     "https://gitlab.com/example/tiny/-/edit/x/entries/papers/doe2020.yml",
                     id="gitlab"),
        pytest.param({"repo_url": "https://git.example/tiny", "edit_uri": "src/docs",
                      "docs_dir": "site/docs"},
                     "https://git.example/tiny/entries/papers/doe2020.yml",
                     id="nested"),
        pytest.param({"repo_url": "https://git.example/tiny", "edit_uri": ""}, None, id="off"),
        pytest.param({"edit_uri": "edit/main/docs/"}, None, id="no-forge"),
    ],
)  # fmt: skip
def test_edit_links_stand_next_to_the_docs(tiny, mkdocs, html_of, settings, edit):
    folder = tiny(
        config={"theme": {"features": ["content.action.edit"]}, "site_dir": "public", **settings}
    )
    if "docs_dir" in settings:
        (folder / "site").mkdir()
        (folder / "docs").rename(folder / settings["docs_dir"])
    result = mkdocs(folder, strict=True)
    assert result.returncode == 0, result.stdout
    page = html_of((folder / "public/papers/doe2020/index.html").read_text("utf-8"))
    found = [link["href"] for link in page.all("a") if "edit" in link.get("rel", "")]
    assert found == ([edit] if edit else [])


# [@id] in Markdown pages


def test_citations_become_links(tiny, mkdocs, html_of):
    folder = tiny(
        docs={
            "guide.md": "# Guide\n\nSee [@doe2020], *[@a-claim]* and `[@doe2020]`.\n\n"
            "    [@a-claim]\n\n```\n[@essay2022]\n```\n",
            "deep/down/page.md": "# Deep\n\n| a |\n|---|\n| [@essay2022] |\n\n- [@a-path]\n",
        },
        config={"markdown_extensions": ["tables", "pymdownx.superfences"]},
    )
    result = mkdocs(folder, strict=True)
    assert result.returncode == 0, result.stdout
    guide = html_of((folder / "site/guide/index.html").read_text("utf-8"))
    cited = [link for link in guide.links if re.search("doe2020|a-claim|essay2022", link)]
    assert cited == ["../papers/doe2020/", "../claims/a-claim/"]
    assert "See A title, Things are so and [@doe2020]." in guide.text
    assert guide.text.count("[@a-claim]") == 1
    assert guide.text.count("[@essay2022]") == 1
    deep = html_of((folder / "site/deep/down/page/index.html").read_text("utf-8"))
    assert {"../../../essays/essay2022/", "../../../paths/a-path/"} <= set(deep.links)


UNKNOWN = """\
    ---
    title: A guide
    ---

    # Guide

    Known is [@doe2020], in code `[@nobody2000]` is not looked at.
    But [@deo2020] is wrong.
    """


def test_an_unknown_citation_is_a_warning_with_its_place(tiny, mkdocs, html_of):
    folder = tiny(docs={"guide.md": UNKNOWN})
    result = mkdocs(folder)
    assert result.returncode == 0, result.stdout
    (line,) = [line for line in result.stdout.splitlines() if "E208" in line]
    assert line.startswith("WARNING")
    assert "docs/guide.md:8:5 " in line
    assert "[@deo2020]" in line
    assert "Did you mean 'doe2020'?" in line
    assert "[@deo2020]" in html_of((folder / "site/guide/index.html").read_text("utf-8")).text


def test_an_unknown_citation_fails_a_strict_build(tiny, mkdocs):
    result = mkdocs(tiny(docs={"guide.md": UNKNOWN}), strict=True)
    assert result.returncode == 1
    assert "docs/guide.md:8:5 " in result.stdout


# Hostile text


MARKER = "7061776e"
HOSTILE = {
    "script": f"<script>alert({MARKER})</script>",
    "title": f"</title><script>alert({MARKER})</script>",
    "attribute": f'" onload="alert({MARKER})" x="',
    "single-quote": f"' onload='alert({MARKER})' x='",
    "markdown-link": f"[x](javascript:alert({MARKER}))",
    "entity-link": f"[x](javascript&#58;alert({MARKER}))",
    "autolink": f"<javascript:alert({MARKER})>",
    "image": f"<img src=x onerror=alert({MARKER})>",
    "markdown-image": f"![{MARKER}](https://evil.example/pixel.png)",
    "jinja": f"{{{{ 7*{MARKER} }}}}{{% raw %}}",
    "tex-href": rf"$\href{{javascript:alert({MARKER})}}{{x}}$",
    "tex-html": rf"$\text{{<script>alert({MARKER})</script>}}$ \textbf{{<img src=x onerror=y>}}",
    "comment": f"<!-- {MARKER} --><b onmouseover=alert(1)>",
    "cdata": f"</p></article></body>]]><svg onload=alert({MARKER})>",
}


def hostile_project(text):
    """Changes that put the text into every field that accepts one."""
    return {
        "entries": {
            "papers/doe2020.yml": {
                "title": text,
                "authors": [text, {"family": text, "given": text}, {"literal": text}],
                "venue": text,
                "takeaway": text,
                "note": text,
                "mode-reason": text,
                "tags": [text],
            },
            "essays/essay2022.yml": {
                "title": text,
                "authors": [{"literal": text}],
                "takeaway": text,
                "note": text,
                "sections": [{"title": text, "cites": ["doe2020"]}],
            },
            "claims/a-claim.yml": {
                "claim": text,
                "source": {"essay": "essay2022", "section": text, "quote": text},
                "note": text,
                "evidence": [
                    {"work": "doe2020", "stance": "mixed", "locator": text, "note": text},
                    {"work": "roe2021", "stance": "opposes", "quote": text, "note": text},
                ],
            },
            "claims/b-claim.yml": {
                "claim": text + " b",
                "kind": "prediction",
                "resolves-by": "2025-12-31",
                "source": {"essay": "essay2022", "section": text, "quote": text},
                "themes": ["first"],
                "tags": [text],
                "outcome": {
                    "result": "held",
                    "note": text,
                    "evidence": [{"work": "doe2020", "locator": text, "note": text}],
                },
                "relations": [{"claim": "a-claim", "type": "refines", "note": text}],
            },
            "paths/a-path.yml": {
                "title": text,
                "lead": text,
                "note": text,
                "steps": [{"read": "a-claim", "why": text, "minutes": "5"}],
            },
        },
        "themes": {
            "title": text,
            "lead": text,
            "introduction": text,
            "sections": [{"id": "part", "title": text, "lead": text}],
        },
        "record": {
            "title": text,
            "authors": [{"literal": text}, {"family": text, "given": text}],
            "abstract": text,
            "comment": text,
            "journal_ref": text,
            "doi": "10.1000/x",
            "categories": [text],
        },
    }


def active_content(page):
    """Everything on the page that a browser would run, except what the theme adds."""
    found = []
    for tag, attributes in page.tags:
        for name, value in attributes.items():
            if name.startswith("on"):
                found.append(f"<{tag} {name}={value!r}>")
            if name in ("href", "src", "action", "formaction", "xlink:href", "data"):
                scheme = urlsplit(re.sub(r"[\s\x00-\x1f]", "", unescape(value))).scheme
                if scheme not in ("", "http", "https", "mailto"):
                    found.append(f"<{tag} {name}={value!r}>")
            if name in ("src", "srcset", "poster") and "evil.example" in value:
                found.append(f"<{tag} {name}={value!r}>")
        if tag in ("iframe", "object", "embed", "base", "foreignobject"):
            found.append(f"<{tag}>")
        if tag == "img":
            found.append(f"<img {attributes}>")
    return found


def is_data(script):
    """Whether a script is JSON-LD that its content cannot end."""
    start = '<script type="application/ld+json">'
    inner = script.removeprefix(start).removesuffix("</script>")
    return script.startswith(start) and "<" not in inner and isinstance(json.loads(inner), dict)


def scripts_of(text):
    return re.findall(r"<script\b[^>]*>.*?</script\s*>", text, re.DOTALL | re.IGNORECASE)


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_text_stays_text(tiny, mkdocs, html_of, kind):
    text = HOSTILE[kind]
    folder = tiny(
        **hostile_project(text),
        config={
            "theme": {"features": ["navigation.tabs", "content.action.edit"]},
            "repo_url": "https://github.com/example/tiny",
        },
        docs={"guide.md": "# Guide\n\nSee [@doe2020], [@a-claim], [@essay2022], [@a-path].\n"},
    )
    result = mkdocs(folder)
    assert result.returncode == 0, result.stdout
    problems, shown = [], 0
    for file in sorted((folder / "site").rglob("*.html")):
        source = file.read_text("utf-8")
        page = html_of(source)
        name = file.relative_to(folder / "site").as_posix()
        problems += [f"{name}: {problem}" for problem in active_content(page)]
        problems += [
            f"{name}: {script}"
            for script in scripts_of(source)
            if MARKER in script and not is_data(script)
        ]
        # Pictures have their own titles, in SVG.
        titles = html_of(re.sub(r"<svg.*?</svg>", "", source, flags=re.DOTALL)).all("title")
        if name != "404.html" and (len(page.all("h1")), len(titles)) != (1, 1):
            problems.append(f"{name}: more or fewer than one h1 or title")
        for tag in ("html", "head", "body", "article", "main"):
            if source.count(f"</{tag}>") != 1:
                problems.append(f"{name}: </{tag}> is there {source.count(f'</{tag}>')} times")
        shown += MARKER in page.text
        if str(7 * int(MARKER[:4])) in page.text:
            problems.append(f"{name}: a template was run")
    assert not problems, "\n".join(problems[:40])
    assert shown > 10, "the text is not on the pages, so this test shows nothing"


def test_hostile_text_is_indexed_as_text(tiny, mkdocs):
    folder = tiny(
        **hostile_project(HOSTILE["title"]),
        config={"plugins": [{"readinglist": {"search": True}}]},
    )
    result = mkdocs(folder)
    assert result.returncode == 0, result.stdout
    rows = [
        row
        for file in (folder / "site/search/rows").iterdir()
        for row in json.loads(file.read_text("utf-8"))
    ]
    titles = [unescape(re.search(r"<a [^>]*>(.*?)</a>", row)[1]) for row in rows]
    assert scripts_of("".join(rows)) == []
    words = (folder / "site/search/words" / f"{MARKER[0]}.json").read_text("utf-8")
    assert MARKER in json.loads(words)
    assert HOSTILE["title"] in titles


def test_a_projects_own_files_take_precedence(project, tmp_path, command):
    """Its templates take precedence over ours, and its icon and llms.txt replace ours."""
    (project / "own").mkdir()
    (project / "own/main.html").write_text(
        '{% extends "base.html" %}{% block extrahead %}<meta name="own">{% endblock %}', "utf-8"
    )
    (project / "docs/own.ico").write_bytes(b"icon")
    (project / "docs/llms.txt").write_text("# Ours\n", "utf-8")
    settings = project / "mkdocs.yml"
    text = settings.read_text("utf-8")
    text = text.replace("  font: false\n", "  font: false\n  custom_dir: own\n  favicon: own.ico\n")
    settings.write_text(text, "utf-8")
    result = command("mkdocs", "build", "-q", "-f", settings, "-d", tmp_path / "site")
    assert result.returncode == 0, result.stderr
    page = (tmp_path / "site/papers/vaswani2017attention/index.html").read_text("utf-8")
    assert '<meta name="own">' in page
    assert '<link rel="icon" href="../../own.ico">' in page
    assert "data-rl-drawer" in page, "the parts that it does not replace are ours"
    assert (tmp_path / "site/llms.txt").read_text("utf-8") == "# Ours\n"
