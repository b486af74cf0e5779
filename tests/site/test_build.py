"""Builds through MkDocs and the command line, of the real list and of tiny ones."""

import json
import re
import shutil
from html import unescape
from urllib.parse import urlsplit

import pytest
import yaml
from folders import files_of, first_differences
from tiny_lists import ENTRIES


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
