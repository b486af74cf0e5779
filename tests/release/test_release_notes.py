"""A release requires that tag, module, changelog and citation agree."""

import importlib.util
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

import readinglist

REPOSITORY = Path(__file__).parents[2]
_spec = importlib.util.spec_from_file_location("notes", REPOSITORY / ".ci/release_notes.py")
notes = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(notes)

CHANGELOG = """\
# Changelog

## [Unreleased]

## [0.3.0] - 2027-01-31

### Added

- `readinglist sing`, with [links](docs/about.md) and ## in a line.

## [0.2.0] - 2026-11-30

- The first.
"""


@pytest.fixture
def tree(tmp_path):
    """A repository ready to release 0.3.0."""
    (tmp_path / ".ci").mkdir()
    shutil.copy(REPOSITORY / ".ci/release_notes.py", tmp_path / ".ci")
    (tmp_path / "readinglist").mkdir()
    (tmp_path / "readinglist/__init__.py").write_text('"""R."""\n\n__version__ = "0.3.0"\n')
    (tmp_path / "CHANGELOG.md").write_text(CHANGELOG)
    (tmp_path / "CITATION.cff").write_text('version: 0.3.0\ndate-released: "2027-01-31"\n')
    return tmp_path


def run(tree, *arguments):
    return subprocess.run(
        [sys.executable, ".ci/release_notes.py", *arguments],
        cwd=tree, capture_output=True, text=True, check=False, timeout=30,
    )  # fmt: skip


def change(file, old, new):
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


def test_the_notes_are_the_versions_section(tree):
    result = run(tree, "v0.3.0")
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout == (
        "### Added\n\n- `readinglist sing`, with [links](docs/about.md) and ## in a line.\n"
    )


@pytest.mark.parametrize("tag", ["v0.3.1", "0.3.0", "v0.3.0rc1", "v0.3.00", "v0.3.0 ", "v", ""])
def test_another_tag_is_rejected(tree, tag):
    result = run(tree, tag)
    assert (result.returncode, result.stdout) == (1, "")
    assert "the version is '0.3.0', so the tag is 'v0.3.0'" in result.stderr


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("CHANGELOG.md", "[0.3.0] - 2027-01-31", "[0.3]", "no section '## [0.3.0] - <day>'"),
        ("CHANGELOG.md", " - 2027-01-31", "", "'[0.3.0]' has no day"),
        ("CHANGELOG.md", "2027-01-31", "soon", "'[0.3.0]' has no day"),
        ("CHANGELOG.md", "[0.2.0]", "[0.4.0]", None),
        ("CHANGELOG.md", "## [Unreleased]\n", "## [Unreleased]\n\n- More.\n", "is not empty"),
        (
            "CHANGELOG.md",
            CHANGELOG[CHANGELOG.index("### Added") : CHANGELOG.index("## [0.2.0]")],
            "",
            "'[0.3.0]' is empty",
        ),
        (
            "CHANGELOG.md",
            "## [Unreleased]\n",
            "## [0.4.0] - 2027-02-01\n",
            "'[0.4.0]' stands above",
        ),
        ("CITATION.cff", "0.3.0", "0.2.0", "version is '0.2.0'. Write '0.3.0'"),
        ("CITATION.cff", "01-31", "01-30", "date-released is '2027-01-30'. Write '2027-01-31'"),
        ("CITATION.cff", "version: 0.3.0\n", "", "version is ''. Write '0.3.0'"),
    ],
)
def test_disagreements(tree, file, old, new, told):
    change(tree / file, old, new)
    result = run(tree, "v0.3.0")
    if told is None:  # older sections are not checked
        assert result.returncode == 0
    else:
        assert (result.returncode, result.stdout) == (1, "")
        assert told in result.stderr
        assert file in result.stderr


def test_all_mistakes_are_reported_at_once(tree):
    change(tree / "CITATION.cff", "0.3.0", "0.2.0")
    change(tree / "CHANGELOG.md", "## [Unreleased]\n", "## [Unreleased]\n\n- More.\n")
    told = run(tree, "v1.0.0").stderr
    assert len(told.splitlines()) == 4


# This repository


def test_this_version_has_its_section_and_its_citation():
    """Upcoming changes may be under *Unreleased*; what has been released is described and dated."""
    sections = notes.sections_of((REPOSITORY / "CHANGELOG.md").read_text("utf-8"))
    assert next(iter(sections)) == "Unreleased"
    day, text = sections[readinglist.__version__]
    assert notes.DAY.fullmatch(day)
    assert text
    citation = yaml.safe_load((REPOSITORY / "CITATION.cff").read_text("utf-8"))
    assert citation["version"] == readinglist.__version__
    assert citation["date-released"] == day


def test_the_citation_is_valid():
    schema = [sys.executable, "-m", "check_jsonschema", "--builtin-schema"]
    result = subprocess.run(
        [*schema, "vendor.citation-file-format", REPOSITORY / "CITATION.cff"],
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert result.returncode == 0, result.stdout + result.stderr


def test_an_invalid_citation_is_detected(tmp_path):
    text = (REPOSITORY / "CITATION.cff").read_text("utf-8").replace("authors:", "writers:")
    file = tmp_path / "CITATION.cff"
    file.write_text(text, "utf-8")
    result = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema",
         "vendor.citation-file-format", file],
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert result.returncode == 1
    assert "'authors' is a required property" in result.stdout


def test_the_containers_commands_exist():
    told = json.loads((REPOSITORY / ".devcontainer/devcontainer.json").read_text("utf-8"))
    target = told["postCreateCommand"].removeprefix("make ")
    assert f"\n{target}: " in (REPOSITORY / "Makefile").read_text("utf-8")
    recommended = json.loads((REPOSITORY / ".vscode/extensions.json").read_text("utf-8"))
    assert set(recommended["recommendations"]) <= set(
        told["customizations"]["vscode"]["extensions"]
    )
    # An image without a version may change at any time.
    assert told["image"].rpartition(":")[2] not in ("", "latest", told["image"])
