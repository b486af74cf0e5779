"""The site's files are written by one process or two, and completely or not at all."""

import os
import subprocess
import sys

import pytest
from folders import files_of, first_differences

from readinglist.errors import StorageError, ToolError
from readinglist.site.writing import Ahead, SiteFiles, Writer, write_files


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


def site_files(*names, made=None):
    def make():
        if made is not None:
            made.extend(names)
        return tuple(f"content of {name}" for name in names)

    return SiteFiles(names, make)


def test_folders_are_created_and_files_replaced(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a/b.txt").write_text("something longer than what comes", "utf-8")
    writer = Writer(tmp_path)
    writer.write(SiteFiles(("a/b.txt", "c/d/e.txt"), lambda: ("ü\n", "")))
    writer.write(SiteFiles(("c/d/f.txt",), lambda: ("x",)))
    assert files_of(tmp_path) == {"a/b.txt": "ü\n".encode(), "c/d/e.txt": b"", "c/d/f.txt": b"x"}


def test_every_content_has_its_name(tmp_path):
    with pytest.raises(ValueError, match="shorter"):
        Writer(tmp_path).write(SiteFiles(("a", "b"), lambda: ("only one",)))


def test_a_file_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "papers").write_text("a file in place of a folder", "utf-8")
    with pytest.raises(StorageError, match=r"cannot write .*/papers/a/index\.html"):
        Writer(tmp_path).write(site_files("papers/a/index.html"))


@pytest.mark.parametrize("together", [0, 5, 30])
def test_every_file_is_made_once_and_progress_ends_at_the_total(tmp_path, together):
    made, seen = [], []
    files = [site_files(f"{number}.txt", made=made) for number in range(30)]
    write_files(tmp_path, files, lambda *numbers: seen.append(numbers), together=together)
    assert made == [f"{number}.txt" for number in range(30)]
    assert len(files_of(tmp_path)) == 30
    assert seen == sorted(seen)
    assert seen[-1] == (30, 30)


def test_nothing_to_write(tmp_path):
    write_files(tmp_path, [])
    assert files_of(tmp_path) == {}


def test_what_a_files_function_raises_is_passed_on(tmp_path):
    def fails():
        raise ToolError("differs", "Report it.")

    with pytest.raises(ToolError, match="differs"):
        write_files(tmp_path, [site_files("a"), SiteFiles(("b",), fails)])


def test_ahead_of_a_few_files_nothing_is_done(tmp_path):
    """Fewer files than are worth a second process."""
    files = [site_files(f"{number}") for number in range(20)]
    ahead = Ahead(tmp_path, files)
    assert ahead.stop() == files
    assert ahead.stop() == files, "stopping again changes nothing"
    assert files_of(tmp_path) == {}
