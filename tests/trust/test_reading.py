"""Nothing endless is read, and limits are checked before anything is read."""

import io
import os
import re
import shutil
import subprocess
import sys

import pytest
from bounded import run_bounded

from readinglist.entry.yaml.document import read_document
from readinglist.errors import StorageError
from readinglist.library.lock.dead_links import read_dead_links
from readinglist.library.lock.files import BrokenRecordError, read_record_file, write_record_file
from readinglist.system.bounded_reads import UnfitFileError, bounded_lines, read_bounded

pytestmark = pytest.mark.skipif(os.name == "nt", reason="pipes and devices have no names there")


@pytest.fixture(params=["pipe", "device", "folder", "long"])
def odd_file(request, tmp_path):
    file = tmp_path / "odd"
    if request.param == "pipe":
        os.mkfifo(file)
    elif request.param == "device":
        file.symlink_to("/dev/zero")
    elif request.param == "folder":
        file.mkdir()
    else:
        with file.open("wb") as stream:
            stream.truncate(3 << 30)
    return file


def test_endless_and_special_files_are_rejected(odd_file):
    with pytest.raises(UnfitFileError, match=r"it is a |more than 1,000,000 bytes"):
        read_bounded(odd_file)


def test_each_reader_reports_it_as_a_finding(odd_file):
    (finding,) = read_document(odd_file, "entries/papers/odd.yml").findings
    assert (finding.code, finding.location.path) == ("E001", "entries/papers/odd.yml")
    with pytest.raises(BrokenRecordError):
        read_record_file(odd_file, dict)
    folder = odd_file.parent / "metadata"
    folder.mkdir()
    odd_file.rename(folder / "links.json")
    (finding,) = read_dead_links(folder, folder.parent).findings
    assert (finding.code, finding.location.path) == ("E010", "metadata/links.json")


def test_a_list_with_odd_files_is_checked_completely(enriched_project, tmp_path):
    root = tmp_path / "list"
    shutil.copytree(enriched_project / "entries", root / "entries")
    lock = next((root / "entries" / "metadata" / "arxiv").glob("*.json"))
    lock.unlink()
    lock.symlink_to("/dev/zero")
    (root / "entries" / "metadata" / "links.json").unlink(missing_ok=True)
    os.mkfifo(root / "entries" / "metadata" / "links.json")
    (root / "entries" / "papers" / "device.yml").symlink_to("/dev/zero")
    os.mkfifo(root / "entries" / "papers" / "pipe.yml")
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "from readinglist.library.checks import check_library\n"
        "from readinglist.library.reading import read_library\n"
        "print(*check_library(read_library(Path(sys.argv[1]))), sep='\\n')"
    )
    printed = run_bounded(code, str(root), seconds=60)
    for name in (lock.name, "links.json", "device.yml", "pipe.yml"):
        assert f"{name}:1:1 error" in printed


def test_files_are_read_whole(tmp_path):
    file = tmp_path / "file"
    for data in (b"", b"x", os.urandom(999_999), b"y" * 1_000_000):
        file.write_bytes(data)
        assert read_bounded(file) == data
    file.write_bytes(b"y" * 1_000_001)
    with pytest.raises(UnfitFileError):
        read_bounded(file)
    with pytest.raises(FileNotFoundError):
        read_bounded(tmp_path / "nothing")


def test_a_pipe_given_by_the_user_is_read_up_to_the_limit(tmp_path):
    file = tmp_path / "pipe"
    os.mkfifo(file)
    for size, fits in ((300_000, True), (2_000_000, False)):
        code = f"open({str(file)!r}, 'wb').write(b'x' * {size})"
        writer = subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.DEVNULL)
        if fits:
            assert read_bounded(file, named=True) == b"x" * size
        else:
            with pytest.raises(UnfitFileError):
                read_bounded(file, named=True)
        writer.wait()


def test_a_long_line_is_truncated():
    lines = list(bounded_lines(io.StringIO("ab\n" + "x" * 25 + "\nlast"), 10))
    assert lines == ["ab\n", "x" * 10, "last"]
    assert list(bounded_lines(io.StringIO("x" * 9 + "\ny\n"), 10)) == ["x" * 9 + "\n", "y\n"]
    assert list(bounded_lines(io.StringIO("x" * 10 + "\ny\n"), 10)) == ["x" * 10, "y\n"]


def test_a_record_is_not_compared_with_something_endless(tmp_path):
    file = tmp_path / "a.json"
    file.symlink_to("/dev/zero")
    with pytest.raises(StorageError):
        write_record_file(file, {"a": 1}, within=tmp_path)
    assert file.is_symlink()


@pytest.fixture
def odd_page(request, tmp_path, enriched_project):
    """A list with a page in docs/ that is not a regular file."""
    root = tmp_path / "list"
    shutil.copytree(enriched_project, root, ignore=shutil.ignore_patterns(".cache", "site"))
    file = root / "docs" / "x.md"
    if request.param == "pipe":
        os.mkfifo(file)
    elif request.param == "device":
        file.symlink_to("/dev/zero")
    else:
        with file.open("wb") as stream:
            stream.truncate(3 << 30)
    return root


@pytest.mark.parametrize(
    ("odd_page", "command"),
    [("pipe", "readinglist serve"), ("device", "mkdocs build"), ("long", "readinglist build"),
     ("pipe", "readinglist validate")],
    indirect=["odd_page"],
)  # fmt: skip
def test_a_special_file_is_reported_before_mkdocs_reads_it(odd_page, command):
    """The site of the last build is kept, and nothing hangs or fills the memory."""
    name, _, verb = command.partition(" ")
    chosen = ["-f", str(odd_page / "mkdocs.yml")] if name == "mkdocs" else ["-p", str(odd_page)]
    code = f"import runpy, sys; runpy.run_module({name!r}, run_name='__main__', alter_sys=True)"
    limit = "import resource; resource.setrlimit(resource.RLIMIT_CPU, (40, 41))\n"
    limit += "resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))\n"
    done = subprocess.run(
        [sys.executable, "-c", limit + code, verb, *chosen],
        capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode in (1, 2), done.stderr[-1500:]
    told = done.stdout + done.stderr
    assert "Traceback" not in told
    assert re.search(r"docs/x\.md(:1:1)?.*: |docs/x\.md:1:1 error E0", told)
    assert re.search(r"it is a pipe|a link to '/dev/zero'|more than 20,000,000 bytes", told)
