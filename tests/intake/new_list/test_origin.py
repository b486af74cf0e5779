"""Where the running generator came from (PEP 610), for the requirements of new lists."""

import re
from pathlib import Path

import pytest

from readinglist import __version__
from readinglist.intake.new_list.origin import read_origin

COMMIT = "0123456789abcdef0123456789abcdef01234567"
GIT = {"vcs": "git", "commit_id": COMMIT}
RELEASE = f"readinglist-site=={__version__}"
AT = "readinglist-site @ "


@pytest.mark.parametrize(
    ("source", "requirement"),
    [
        ({}, RELEASE),
        ({"url": "https://a.org/r.git", "vcs_info": GIT}, f"{AT}git+https://a.org/r.git@{COMMIT}"),
        (
            {"url": "ssh://git@a.org/r.git", "vcs_info": GIT},
            f"{AT}git+ssh://git@a.org/r.git@{COMMIT}",
        ),
        (
            {"url": "https://a.org/r.git", "vcs_info": GIT, "subdirectory": "tool"},
            f"{AT}git+https://a.org/r.git@{COMMIT}#subdirectory=tool",
        ),
        (
            {"url": "https://${TOKEN}@a.org/r.git", "vcs_info": GIT},
            f"{AT}git+https://${{TOKEN}}@a.org/r.git@{COMMIT}",
        ),
        ({"url": "https://a.org/r.whl", "archive_info": {}}, f"{AT}https://a.org/r.whl"),
        (
            {
                "url": "https://a.org/r.whl",
                "archive_info": {"hash": "sha256=ab", "hashes": {"sha256": "ab"}},
            },
            f"{AT}https://a.org/r.whl#sha256=ab",
        ),
    ],
)
def test_origins_that_others_can_install(source, requirement):
    origin = read_origin(source)
    assert origin.requirement == requirement
    assert origin.caution == ""


@pytest.mark.parametrize("kind", [{"dir_info": {"editable": True}}, {"archive_info": {}}])
def test_a_local_path_comes_with_a_warning(tmp_path, kind):
    origin = read_origin({"url": tmp_path.as_uri(), **kind})
    assert origin.requirement == f"{AT}{tmp_path.as_uri()}"
    assert "on the machine where the list was made" in origin.caution
    assert RELEASE in origin.caution


def test_a_path_that_no_longer_exists_is_not_used(tmp_path):
    origin = read_origin({"url": (tmp_path / "gone.whl").as_uri(), "archive_info": {}})
    assert origin.requirement == RELEASE
    assert "no longer exists" in origin.caution


@pytest.mark.parametrize("user", ["ada:secret", "secret", "ada:${TOKEN}"])
def test_passwords_are_left_out(user):
    origin = read_origin({"url": f"https://{user}@a.org/r.git", "vcs_info": GIT})
    assert origin.requirement == f"{AT}git+https://a.org/r.git@{COMMIT}"
    assert "secret" not in origin.caution
    assert origin.caution


def test_nothing_says_to_install_the_other_package():
    """On PyPI `readinglist` is another project."""
    root = Path(__file__).parents[3]
    # The package's name as a requirement: after an install command, or with a version.
    asks = re.compile(
        r"(?:pip|pipx|uv|uvx)[^\n`]*?(?:install|run|add|--with|uvx)\s+(?:-\S+\s+)*['\"]?readinglist(?![\w./-])"
        r"|\breadinglist\s*(?:[=~<>!]=|@\s*git\+)"
    )
    folders = ("readinglist", "docs", ".github", ".devcontainer", "schemas")
    texts = [file for name in folders for file in (root / name).rglob("*") if file.is_file()]
    texts += [file for file in root.iterdir() if file.is_file()]
    found = [
        f"{file.relative_to(root)}: {match[0]}"
        for file in texts
        if file.suffix in {".py", ".md", ".yml", ".yaml", ".toml", ".txt", ".html", ".json", ""}
        for match in asks.finditer(file.read_text("utf-8", errors="replace"))
    ]
    assert found == []
