"""The site's files are written by one process or two, and completely or not at all."""

import os
import subprocess
import sys

import pytest
from folders import files_of, first_differences


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
