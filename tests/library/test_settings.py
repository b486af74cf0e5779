"""Settings of mkdocs.yml with their places; what is wrong with them: `checks/test_settings.py`."""

import pytest

from readinglist.library.settings import kind_of, nav_pages, read_settings, texts_of


@pytest.fixture
def settings(tmp_path):
    """The settings in these files, of which the first is mkdocs.yml."""

    def read(text, **others):
        (tmp_path / "list").mkdir(exist_ok=True)
        (tmp_path / "list/mkdocs.yml").write_text(text, "utf-8")
        for name, content in others.items():
            (tmp_path / "list" / f"{name}.yml").write_text(content, "utf-8")
        return read_settings(tmp_path / "list")

    return read


def test_a_folder_without_settings(tmp_path):
    assert read_settings(tmp_path) is None
    (tmp_path / "mkdocs.yml").mkdir()
    assert read_settings(tmp_path) is None


def test_a_setting_is_found_in_the_nearest_file_that_has_it(settings):
    read = settings(
        "INHERIT: base.yml\nsite_name: Mine\n",
        base="INHERIT: more.yml\nsite_name: Theirs\ntheme: {name: material}\n",
        more="theme: {name: other, language: de}\nrepo_url: https://a.example/\n",
    )
    assert [document.path for document in read.documents] == ["mkdocs.yml", "base.yml", "more.yml"]
    assert read.text("site_name") == "Mine"
    document, value = read.find("theme", "name")
    assert (document.path, value) == ("base.yml", "material")
    assert read.text("theme", "language") == "de"
    assert read.find("copyright") is None


def test_files_that_inherit_from_each_other_end(settings):
    read = settings("INHERIT: base.yml\n", base="INHERIT: mkdocs.yml\nsite_name: S\n")
    assert read.text("site_name") == "S"
    assert len(read.documents) == 10


def test_a_missing_parent_is_left_to_mkdocs(settings):
    assert len(settings("INHERIT: none.yml\nsite_name: S\n").documents) == 1


def test_a_parent_outside_of_the_project_has_its_whole_path(settings, tmp_path):
    (tmp_path / "base.yml").write_text("site_name: S\n", "utf-8")
    read = settings("INHERIT: ../base.yml\n")
    assert read.documents[1].path.endswith("/../base.yml")
    assert read.text("site_name") == "S"


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("docs_dir: pages", "pages"),
        ("docs_dir: 5", "5"),
        ("docs_dir: ''", ""),
        ("other: 5", "docs"),
        # Only MkDocs knows what these become.
        ("docs_dir: !ENV DOCS", None),
        ("docs_dir: !ENV [DOCS, docs]", None),
        ("docs_dir: [a]", None),
        ("docs_dir: {a: b}", None),
    ],
)
def test_a_setting_as_text(settings, line, text):
    read = settings(f"{line}\n")
    assert read.text("docs_dir", default="docs") == text
    assert read.docs == (None if text is None else read.root / text)


PLUGINS = [
    ("plugins: [search, readinglist]\n", ("plugins", 1), ""),
    ("plugins:\n  - search\n  - readinglist: {entries: x}\n", ("plugins", 1, "readinglist"),
     {"entries": "x"}),
    ("plugins: {search: {}, readinglist: {entries: x}}\n", ("plugins", "readinglist"),
     {"entries": "x"}),
    ("plugins: [[readinglist], 5, {tags: {}, readinglist: }]\n", ("plugins", 2, "readinglist"), ""),
]  # fmt: skip


@pytest.mark.parametrize(("text", "at", "options"), PLUGINS)
def test_the_plugin_is_found_in_every_form(settings, text, at, options):
    document, found, value = settings(text).plugin
    assert (document.path, found, value) == ("mkdocs.yml", at, options)


@pytest.mark.parametrize(
    "text",
    ["site_name: S\n", "plugins: []\n", "plugins: readinglist\n", "plugins: [readinglists]\n",
     "plugins: [{tags: readinglist}]\n"],
)  # fmt: skip
def test_without_the_plugin(settings, text):
    assert settings(text).plugin is None


def test_all_plugins_come_in_order(settings):
    read = settings("plugins: [b, {a: {x: y}, c: }, b]\n")
    assert [(name, at) for name, _, at, _ in read.named("plugins")] == [
        ("b", ("plugins", 0)), ("a", ("plugins", 1, "a")), ("c", ("plugins", 1, "c")),
        ("b", ("plugins", 2)),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("validation", "warns"),
    [
        ("", True),
        ("validation: warn", True),
        ("validation: info", False),
        ("validation: ignore", False),
        ("validation: {links: {not_found: info}}", False),
        ("validation: {links: {not_found: warn}, not_found: info}", True),
        ("validation: {not_found: ignore}", False),
        ("validation: {links: info}", False),
        ("validation: {nav: {not_found: info}}", True),
        ("validation: {links: {anchors: info}}", True),
        ("validation: {links: {not_found: !ENV LEVEL}}", True),
    ],
)
def test_what_the_build_warns_about(settings, validation, warns):
    """https://www.mkdocs.org/user-guide/configuration/#validation."""
    assert settings(f"site_name: S\n{validation}\n").warns_of("links", "not_found") is warns


def test_pages_of_the_navigation(settings):
    nav = "nav:\n  - a.md\n  - B: b.md\n  - Deep:\n      - c.md\n      - X: https://x.example/\n"
    found = [(at, text) for _, at, text in nav_pages(settings(nav))]
    assert found == [
        (("nav", 0), "a.md"),
        (("nav", 1, "B"), "b.md"),
        (("nav", 2, "Deep", 0), "c.md"),
        (("nav", 2, "Deep", 1, "X"), "https://x.example/"),
    ]
    assert list(nav_pages(settings("site_name: S\n"))) == []


def test_texts_of_a_value():
    assert list(texts_of("x", ("nav",))) == [(("nav",), "x")]
    assert list(texts_of([], ("nav",))) == list(texts_of({}, ("nav",))) == []


@pytest.mark.parametrize(
    ("value", "kind"),
    [("x", ""), ("'5'", ""), ("5", "int"), ("on", "bool"), ("!ENV X", "!ENV")],
)
def test_what_mkdocs_reads_instead_of_a_text(settings, value, kind):
    (document,) = settings(f"site_author: {value}\n").documents
    assert kind_of(document, ("site_author",)) == kind
    assert kind_of(document, ("nothing",)) == ""
