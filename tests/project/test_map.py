"""The map of the code is up to date; documents for developers mention only existing files."""

import importlib.util
import re
import tomllib
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
PACKAGE = REPOSITORY / "readinglist"
#: Names in backticks that look like paths: with a slash, or with one of our extensions.
MENTION = re.compile(r"`([\w.-]+(?:/[\w.-]+)*(?:/|\.(?:py|html|md|js|css|toml|yml)))`")
#: Files that a project may have, or that a build makes, and pages as named in `mkdocs.yml`.
NOT_HERE = {
    "links.yml", ".cache/", ".site.build/", "contested.md", "papers/index.md", "site/", "llms.txt",
}  # fmt: skip


@pytest.fixture(scope="module")
def code_map():
    spec = importlib.util.spec_from_file_location("code_map", REPOSITORY / ".ci/code_map.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_map_is_up_to_date(code_map):
    assert code_map.render() == (REPOSITORY / "docs/map.md").read_text("utf-8"), "run: make map"


def test_every_package_and_module_is_listed(code_map):
    page = code_map.render()
    for file in code_map.modules(PACKAGE):
        folder = file.parent.relative_to(PACKAGE).as_posix()
        if file.name == "__init__.py":
            continue
        heading = "## readinglist" if folder == "." else f"# {folder}"
        assert f"{heading}\n" in page
        assert f"| `{file.name}` |" in page.partition(f"{heading}\n")[2].partition("\n#")[0]


def test_the_floors_match_the_import_contract(code_map):
    settings = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))
    layers = settings["tool"]["importlinter"]["contracts"][0]["layers"]
    floors = [name.strip() for layer in layers for name in layer.split("|")]
    assert [name for name in floors if name != "errors"] == list(code_map.FLOORS)


def test_a_module_without_a_docstring_is_an_error(code_map, tmp_path):
    file = tmp_path / "silent.py"
    file.write_text("x = 1\n", "utf-8")
    with pytest.raises(ValueError, match="needs a docstring"):
        code_map.summary(file)


@pytest.mark.parametrize("page", ["CONTRIBUTING.md", "docs/architecture.md"])
def test_every_path_mentioned_exists(page):
    text = (REPOSITORY / page).read_text("utf-8")
    text = text.partition("## Change the code")[2] or text
    named = set(MENTION.findall(text)) - NOT_HERE
    assert len(named) > 30
    lost = [
        name
        for name in sorted(named)
        if not any(
            (root / name).exists()
            for root in (REPOSITORY, PACKAGE, REPOSITORY / "docs", *(
                # A sentence about a folder may name its files without the folder.
                PACKAGE / folder for folder in (
                    "site/mkdocs", "site/theme/assets/readinglist", "site/pages/templates",
                )
            ))
        )
    ]  # fmt: skip
    assert lost == []


def test_the_contributors_table_has_full_paths():
    text = (REPOSITORY / "CONTRIBUTING.md").read_text("utf-8")
    table = text.partition("| To change |")[2].partition("\n\n")[0]
    rows = [row for row in table.splitlines() if row.startswith("|") and "---" not in row]
    assert len(rows) > 15
    for row in rows[1:]:
        paths = [name for name in MENTION.findall(row) if name != "mkdocs.yml"]
        assert paths, row
        assert all((REPOSITORY / name).exists() for name in paths), row


def test_code_shown_to_contributors_is_the_code_there_is():
    text = (REPOSITORY / "CONTRIBUTING.md").read_text("utf-8")
    sections = text.partition("## Change the code")[2].split("\n### ")
    shown = [
        (block, [REPOSITORY / name for name in MENTION.findall(section) if name.endswith(".py")])
        for section in sections
        for block in re.findall(r"```python\n(.*?)```", section, re.DOTALL)
    ]
    assert len(shown) > 5
    for block, files in shown:
        lines = _unindented(block)
        assert any(lines in _unindented(file.read_text("utf-8")) for file in files), block


def _unindented(code):
    return "".join(f"{line.strip()}\n" for line in code.splitlines())
