"""Nothing endless is read, and limits are checked before anything is read."""

import io
import os
import subprocess
import sys

import pytest

from readinglist.entry.yaml.document import read_document
from readinglist.errors import StorageError
from readinglist.library.lock.dead_links import read_dead_links
from readinglist.library.lock.files import BrokenRecordError, read_record_file
from readinglist.system.bounded_reads import (
    UnfitFileError,
    bounded_lines,
    check_file,
    read_bounded,
    read_file,
)

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


@pytest.fixture(params=["circle", "below a file", "long name"])
def out_of_reach(request, tmp_path):
    if request.param == "circle":
        (tmp_path / "one").symlink_to("other")
        (tmp_path / "other").symlink_to("one")
        return tmp_path / "one"
    if request.param == "below a file":
        (tmp_path / "file").write_text("x", "utf-8")
        return tmp_path / "file" / "links.json"
    return tmp_path.joinpath(*["x" * 200] * 25)


def test_what_cannot_be_reached_is_a_finding_too(out_of_reach):
    """Who sends a change decides how files, folders and links stand."""
    with pytest.raises(UnfitFileError, match=r"it cannot be opened: "):
        read_bounded(out_of_reach)
    (finding,) = read_document(out_of_reach, "entries/papers/odd.yml").findings
    assert (finding.code, finding.location.path) == ("E001", "entries/papers/odd.yml")
    with pytest.raises(BrokenRecordError) as raised:
        read_record_file(out_of_reach, dict)
    assert "enrich" not in raised.value.hint
    if out_of_reach.name == "links.json":
        folder = out_of_reach.parent
        (finding,) = read_dead_links(folder, folder.parent).findings
        assert (finding.code, finding.location.path) == ("E010", "file/links.json")


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
    for size, fits in ((300_000, True), (300_001, False), (2_000_000, False)):
        code = f"open({str(file)!r}, 'wb').write(b'x' * {size})"
        writer = subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.DEVNULL)
        if fits:
            assert read_bounded(file, most=300_000, named=True) == b"x" * size
        else:
            with pytest.raises(UnfitFileError):
                read_bounded(file, most=300_000, named=True)
        writer.wait()


def test_a_long_line_is_truncated():
    lines = list(bounded_lines(io.StringIO("ab\n" + "x" * 25 + "\nlast"), 10))
    assert lines == ["ab\n", "x" * 10, "last"]
    assert list(bounded_lines(io.StringIO("x" * 9 + "\ny\n"), 10)) == ["x" * 9 + "\n", "y\n"]
    assert list(bounded_lines(io.StringIO("x" * 10 + "\ny\n"), 10)) == ["x" * 10, "y\n"]


def test_errors_name_the_file_as_they_are_told_to(tmp_path):
    for path, shown in (("docs/x.md", "docs/x.md"), ("", str(tmp_path))):
        with pytest.raises(UnfitFileError) as caught:
            read_bounded(tmp_path, path)
        assert caught.value.message == f"{shown}: it is a folder, not a file"
        assert caught.value.reason == "it is a folder, not a file"
        assert caught.value.hint == "Put a file in its place."
    with pytest.raises(UnfitFileError) as caught:
        read_bounded(tmp_path, named=True)
    assert caught.value.hint == "Name a file."


@pytest.mark.parametrize("most", [1, 9, 10])
def test_the_limit_is_the_last_length_that_fits(tmp_path, most):
    file = tmp_path / "file"
    file.write_bytes(b"x" * most)
    assert read_bounded(file, most=most) == b"x" * most
    file.write_bytes(b"x" * (most + 1))
    with pytest.raises(UnfitFileError, match=rf"the file has more than {most} bytes$"):
        read_bounded(file, "file", most=most)


def test_a_missing_file_is_an_error_of_storage(tmp_path):
    assert read_file(_written(tmp_path / "file", b"x")) == b"x"
    with pytest.raises(StorageError, match=f"^cannot read {tmp_path / 'none'}: No such file"):
        read_file(tmp_path / "none")
    with pytest.raises(StorageError, match=r"^refs\.bib: the file has more than 2 bytes"):
        read_file(_written(tmp_path / "file", b"xxx"), "refs.bib", most=2)


def _written(file, data):
    file.write_bytes(data)
    return file


def test_files_are_checked_without_being_read(tmp_path):
    with _written(tmp_path / "long", b"").open("wb") as stream:
        stream.truncate(3 << 30)
    (tmp_path / "link").symlink_to("long")
    check_file(tmp_path / "link", "docs/link")
    (tmp_path / "lost").symlink_to("nothing")
    os.mkfifo(tmp_path / "pipe")
    for name, reason in (("lost", "it cannot be read: No such file"), ("pipe", "it is a pipe,")):
        with pytest.raises(UnfitFileError, match=rf"^docs/{name}: {reason}"):
            check_file(tmp_path / name, f"docs/{name}")
