"""mkdocs.yml: whatever the checks accept builds, and mistakes are reported with their places."""

import logging

import pytest
from mkdocs.config import load_config
from mkdocs.config.config_options import Deprecated, Private
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort

from readinglist.entry.findings import Severity
from readinglist.library.checks import settings as checks
from readinglist.library.checks.settings import check_settings
from readinglist.library.settings import read_settings

MKDOCS = "site_name: S\ntheme: {name: material}\nplugins: [readinglist]\n"


@pytest.fixture
def project(tmp_path):
    (tmp_path / "docs").mkdir()
    (tmp_path / "entries/papers").mkdir(parents=True)
    return tmp_path


@pytest.fixture
def found(project):
    """The places of the findings about settings."""

    def find(text):
        (project / "mkdocs.yml").write_text(text, "utf-8")
        findings = list(check_settings(read_settings(project)))
        assert all(each.severity is Severity.ERROR and each.hint for each in findings)
        places = (f"{each.location} {each.code} {each.field}".rstrip() for each in findings)
        return [place.removeprefix("mkdocs.yml:") for place in places]

    return find


@pytest.mark.parametrize(
    ("mkdocs", "expected"),
    [
        (MKDOCS.replace("[readinglist]", "[readinglist, search]"), ["3:24 E012 plugins[2]"]),
        (MKDOCS.replace("[readinglist]", "[material/search, readinglist]"),
         ["3:11 E012 plugins[1]"]),
        (MKDOCS.replace("[readinglist]", "[readinglist, tgas]"), ["3:24 E012 plugins[2]"]),
        (MKDOCS.replace("[readinglist]", "[readinglist, {tags: 5}]"),
         ["3:31 E012 plugins[2].tags"]),
        (MKDOCS.replace("[readinglist]", "readinglist"), ["3:10 E012 plugins"] * 2),
        (MKDOCS.replace("[readinglist]", "[readinglist, [tags]]"), ["3:24 E012 plugins[2]"]),
        (MKDOCS.replace("material", "readthedocs"), ["2:15 E012 theme.name"]),
        ("site_name: S\nplugins: [readinglist]\n", ["1:1 E012"]),
        (MKDOCS.replace("{name: material}", "[material]"), ["2:8 E012 theme"]),
        ("site_name: S\ntheme: material\nplugins: [tags]\n", ["3:10 E012 plugins"]),
        ("theme: material\nplugins: [readinglist]\n", ["1:1 E012"]),
        (MKDOCS.replace("[readinglist]", "[readinglist: {entires: x}]"),
         ["3:25 E012 plugins[1].readinglist.entires"]),
        (MKDOCS.replace("[readinglist]", "{readinglist: {entries: 5, search: maybe}}"),
         ["3:25 E012 plugins.readinglist.entries", "3:45 E012 plugins.readinglist.search"]),
        (MKDOCS.replace("[readinglist]", "[readinglist: on]"),
         ["3:24 E012 plugins[1].readinglist"]),
        (MKDOCS + "docs_dir: nowhere\n", ["4:11 E012 docs_dir"]),
        (MKDOCS + "docs_dir: [docs]\n", ["4:11 E012 docs_dir"]),
        (MKDOCS + "site_dir: entries\n", ["4:11 E012 site_dir"]),
        (MKDOCS + "site_dir: entries/papers\n", ["4:11 E012 site_dir"]),
        (MKDOCS + "nav: {Home: index.md}\n", ["4:6 E012 nav"]),
        (MKDOCS + "nav: index.md\n", ["4:6 E012 nav"]),
        (MKDOCS + "nav:\n  - Home:\n  - 5\n  - {A: a.md, B: b.md}\n",
         ["5:10 E012 nav[1].Home", "6:5 E012 nav[2]", "7:5 E012 nav[3]"]),
        (MKDOCS.replace("site_name: S", "site_name: 2024"), ["1:12 E012 site_name"]),
        (MKDOCS.replace("site_name: S", "site_name: ''"), ["1:12 E012 site_name"]),
        (MKDOCS.replace("site_name: S", "site_name: ~"), ["1:12 E012 site_name"]),
        (MKDOCS.replace("site_name: S", "site_name: [S]"), ["1:12 E012 site_name"]),
        (MKDOCS + "copyright: 2026-01-01\n", ["4:12 E012 copyright"]),
        (MKDOCS + "site_url: example.org\nrepo_url: 5\n",
         ["5:11 E012 repo_url", "4:11 E012 site_url"]),
        (MKDOCS + "dev_addr: localhost\n", ["4:11 E012 dev_addr"]),
        (MKDOCS + "dev_addr: list.example:80\n", ["4:11 E012 dev_addr"]),
        (MKDOCS + "sitename: S\n", ["4:1 E012 sitename"]),
        (MKDOCS + "strict: 'yes'\nuse_directory_urls: 5\n",
         ["4:9 E012 strict", "5:21 E012 use_directory_urls"]),
        (MKDOCS + "extra_css: style.css\n", ["4:12 E012 extra_css"]),
        (MKDOCS + "extra_css: [a.css, 5]\n", ["4:20 E012 extra_css[2]"]),
        (MKDOCS + "extra_javascript: [a.js, {path: b.js}, {src: c.js}]\n",
         ["4:40 E012 extra_javascript[3]"]),
        (MKDOCS + "extra: [a]\n", ["4:8 E012 extra"]),
        (MKDOCS + "validation: warn\n", ["4:13 E012 validation"]),
        (MKDOCS + "validation: {nav: {anchor: warn}, links: {anchors: off}, nothing: info}\n",
         ["4:20 E012 validation.nav.anchor", "4:52 E012 validation.links.anchors",
          "4:58 E012 validation.nothing"]),
        (MKDOCS + "markdown_extensions: [tables, tabels, toc: 5, [x]]\n",
         ["4:47 E012 markdown_extensions[4]", "4:44 E012 markdown_extensions[3].toc",
          "4:31 E012 markdown_extensions[2]"]),
        (MKDOCS + "markdown_extensions: tables\n", ["4:22 E012 markdown_extensions"]),
        (MKDOCS + "markdown_extensions: [nowhere.at.all]\n", ["4:23 E012 markdown_extensions[1]"]),
        (MKDOCS + "hooks: [hook.py]\nwatch: [more]\n", ["4:9 E012 hooks[1]", "5:9 E012 watch[1]"]),
        (MKDOCS.replace("material}", "material, language: xx}"), ["2:35 E012 theme.language"]),
        (MKDOCS.replace("material}", "material, custom_dir: own}"), ["2:37 E012 theme.custom_dir"]),
        (MKDOCS.replace("material}", "material, palette: dark}"), ["2:34 E012 theme.palette"]),
        (MKDOCS.replace("material}", "material, palette: [dark, {toggle: {name: Dark}}]}"),
         ["2:35 E012 theme.palette[1]", "2:50 E012 theme.palette[2].toggle"]),
        (MKDOCS.replace("material}", "material, palette: [{toggle: {icon: moon, name: Dark}}]}"),
         ["2:51 E012 theme.palette[1].toggle.icon"]),
        (MKDOCS.replace("material}", "material, icon: {logo: x, admonition: {note: y}}}"),
         ["2:38 E012 theme.icon.logo", "2:60 E012 theme.icon.admonition.note"]),
        (MKDOCS + "extra: {social: [{icon: fontawesome/brands/git, link: x}, {icon: z}]}\n",
         ["4:66 E012 extra.social[2].icon"]),
        (MKDOCS + "INHERIT: no.yml\n", ["4:10 E012 INHERIT"]),
        ("- a\n", ["1:1 E012"]),
        ("", ["1:1 E012"]),
        ("site_name: [\n", ["1:13 E002"]),
    ],
)  # fmt: skip
def test_mistakes_have_places(found, mkdocs, expected):
    assert found(mkdocs) == expected


#: Every kind of setting, with values that MkDocs accepts.
GOOD = MKDOCS.replace("{name: material}", """
  name: material
  language: pt-BR
  custom_dir: own
  features: [navigation.tabs]
  icon: {logo: material/library, admonition: {note: octicons/tag-16}, repo: mine/repo}
  palette:
    - {scheme: default, toggle: {icon: material/brightness-7, name: Dark}}
    - {scheme: slate, toggle: {icon: material/brightness-4, name: Light}}
""") + """
site_url: http://[::1]:8000/a
repo_url: ssh://host/a
repo_name: ''
copyright:
site_author: ~
dev_addr: 127.0.0.1:0
docs_dir: docs
use_directory_urls: off
extra_css: [own.css]
extra_javascript: [a.js, {path: b.js, async: true}, c.mjs]
extra: {social: [{icon: fontawesome/brands/github, link: https://a.example/}], number: 5}
hooks: [hook.py]
watch: [own, hook.py]
markdown_extensions:
  - tables
  - toc: {permalink: true}
  - pymdownx.superfences:
  - markdown.extensions.footnotes
validation: {nav: {not_found: info}, links: {absolute_links: relative_to_docs}, anchors: ignore}
exclude_docs: |
  drafts/
nav:
  - about.md
  - More: [about.md, X: https://x.example/]
"""  # fmt: skip


@pytest.fixture
def full(project):
    (project / "own/.icons/mine").mkdir(parents=True)
    (project / "own/.icons/mine/repo.svg").write_text("<svg/>", "utf-8")
    (project / "hook.py").write_text("", "utf-8")
    (project / "docs/about.md").write_text("# About\n", "utf-8")
    return project


def test_good_settings_are_accepted_as_by_mkdocs(full, found, caplog):
    caplog.set_level(logging.WARNING)
    assert found(GOOD) == []
    load_config(str(full / "mkdocs.yml"))
    assert not caplog.records


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ("language: pt-BR", "locale: [pt]"),
        ("custom_dir: own", "custom_dir: nowhere"),
        ("site_url: http://[::1]:8000/a", "site_url: a"),
        ("repo_name: ''", "repo_name: 5"),
        ("dev_addr: 127.0.0.1:0", "dev_addr: a:b"),
        ("docs_dir: docs", "docs_dir: nowhere"),
        ("use_directory_urls: off", "use_directory_urls: 'off'"),
        ("[own.css]", "own.css"),
        ("[a.js, {path: b.js, async: true}, c.mjs]", "[{src: a.js}]"),
        ("extra: {", "exrta: {"),
        ("hooks: [hook.py]", "hooks: [hok.py]"),
        ("watch: [own, hook.py]", "watch: [nowhere]"),
        ("  - tables\n", "  - tabels\n"),
        ("{permalink: true}", "5"),
        ("not_found: info", "not_found: never"),
        ("{nav: {not_found", "{nvo: {not_found"),
        ("[readinglist]", "[readinglist, nowhere]"),
        ("[readinglist]", "[readinglist, tags: 5]"),
        ("  - about.md\n", "  - {a: about.md, b: about.md}\n"),
    ],
)
def test_mkdocs_refuses_what_is_refused_here(full, found, caplog, good, bad):
    assert good in GOOD
    lines = found(GOOD.replace(good, bad))
    caplog.set_level(logging.WARNING)
    try:
        load_config(str(full / "mkdocs.yml"))
        refused = bool(caplog.records)
    except Abort:
        refused = True
    assert refused
    assert lines


@pytest.mark.parametrize(
    "more",
    [
        "extra: {x: !!python/name:material.extensions.emoji.twemoji }\n",
        "docs_dir: !ENV [DOCS, docs]\nsite_dir: !ENV SITE\n",
        "nav:\n  - !ENV PAGE\n",
        "nav: !ENV PAGES\nhooks: !ENV [HOOKS, []]\nmarkdown_extensions: !ENV [MORE, []]\n",
        "site_url: !ENV [SITE, 5]\nstrict: !ENV [STRICT, true]\nvalidation: !ENV [LEVEL]\n",
    ],
)
def test_settings_known_only_to_mkdocs_are_not_checked(found, more):
    assert found(MKDOCS + more) == []


def test_settings_that_are_inherited(project, found):
    (project / "base").mkdir()
    base = MKDOCS.replace("[readinglist]", "[search, readinglist]")
    (project / "base/base.yml").write_text(f"{base}nonsense: 1\n", "utf-8")
    assert found("INHERIT: base/base.yml\n") == [
        "base/base.yml:4:1 E012 nonsense", "base/base.yml:3:11 E012 plugins[1]",
    ]  # fmt: skip
    assert read_settings(project).docs == project / "docs"


def test_every_setting_of_mkdocs_has_a_shape():
    known = checks.TEXTS | checks.TRUTHS | checks.LISTS | checks.MAPPINGS | checks.OTHERS
    theirs = {
        name
        for name, option in MkDocsConfig._schema
        if not isinstance(option, Deprecated | Private) and name != "config_file_path"
    }
    assert known == theirs | {"INHERIT"}
