"""Record files: what is wrong with one has its place, and none is half written."""

import errno
import os
from dataclasses import dataclass

import pytest

from readinglist.errors import StorageError
from readinglist.library.lock.files import (
    BrokenRecordError,
    NewerRecordError,
    check_known,
    read_record_file,
    write_record_file,
    writing_records,
)
from readinglist.system.state import holder_of, name_for, state_folder


def test_a_record_is_not_compared_with_something_endless(tmp_path):
    file = tmp_path / "a.json"
    file.symlink_to("/dev/zero")
    with pytest.raises(StorageError):
        write_record_file(file, {"a": 1}, within=tmp_path)
    assert file.is_symlink()


@pytest.mark.parametrize(
    "raised",
    [IndexError("x"), AttributeError("x"), OverflowError("x"), ValueError(), ValueError("a\nb"),
     KeyError("x"), RecursionError(), AssertionError(), RuntimeError("x"), ZeroDivisionError("x")],
    ids=repr,
)  # fmt: skip
def test_any_exception_caused_by_a_record_is_reported(tmp_path, raised):
    file = tmp_path / "record.json"
    file.write_text("{}")

    def parse(_values):
        raise raised

    with pytest.raises(BrokenRecordError) as caught:
        read_record_file(file, parse)
    assert caught.value.reason
    assert "\n" not in caught.value.reason


@pytest.fixture
def file(tmp_path):
    return tmp_path / "record.json"


def reason(file, parse=dict):
    """What is wrong with the file, and where."""
    with pytest.raises(BrokenRecordError) as caught:
        read_record_file(file, parse)
    return caught.value


def test_a_record_is_written_as_people_can_compare_it(file, tmp_path):
    assert write_record_file(file, {"b": "é", "a": [1]}, within=tmp_path) is True
    assert file.read_text("utf-8") == '{\n  "b": "é",\n  "a": [\n    1\n  ]\n}\n'
    os.utime(file, (1, 1))
    assert write_record_file(file, {"b": "é", "a": [1]}, within=tmp_path) is False
    assert file.stat().st_mtime == 1
    assert read_record_file(file, dict) == {"b": "é", "a": [1]}
    assert read_record_file(tmp_path / "none.json", dict) is None


def test_line_endings_of_other_systems_are_read(file):
    file.write_bytes(b'{\r\n"a": 1,\r"b": "x\\r"\r\n}\r\n')
    assert read_record_file(file, dict) == {"a": 1, "b": "x\r"}
    file.write_bytes(b'{\r\n"a": 1,\r\n}')
    assert reason(file).line == 3


@pytest.mark.parametrize(
    ("content", "line", "column", "said"),
    [
        ('{\n  "a": }', 2, 8, "not JSON: Expecting value"),
        ("", 1, 1, "not JSON: Expecting value"),
        ("{\n<<<<<<< HEAD\n}", 2, 1, "the file holds both sides of a merge"),
        ('{"a": 1}\n=======\n', 2, 1, "the file holds both sides of a merge"),
        ('{\n  "a": 1,\n||||||| base\n}', 3, 1, "the file holds both sides of a merge"),
        # Not the marks of git, which begin a line and have seven characters.
        ("{\n ======= \n}", 2, 2, "not JSON: "),
        ("{\n========\n}", 2, 1, "not JSON: "),
        ("[" * 100_000, 1, 1, "not a record: the nesting is too deep"),
    ],
)  # fmt: skip
def test_a_mistake_has_its_place(file, content, line, column, said):
    file.write_text(content, "utf-8")
    error = reason(file)
    assert (error.line, error.column) == (line, column)
    assert error.reason.startswith(said)
    assert error.hint.startswith("Run 'readinglist enrich', which fetches the record anew")
    finding = error.report("entries/x.json")
    assert str(finding.location) == f"entries/x.json:{line}:{column}"
    assert (finding.code, finding.message) == ("E010", error.reason)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (r'{"a": "x\u0007"}', "#x07"),
        (r'{"a": ["x", {"b": "\u001b[31m"}]}', "#x1b"),
        (r'{"x\u0000": 1}', "#x00"),
        ('{"a": "\x7f"}', "#x7f"),
        ('{"a": "\x9b"}', "#x9b"),
    ],
)
def test_control_characters_are_refused_wherever_they_stand(file, text, said):
    file.write_text(text, "utf-8")
    assert reason(file).reason == f"a text holds the control character {said}"


def test_breaks_between_words_are_read_as_spaces(file):
    file.write_text(r'{"a": "one\u000atwo\u0009three \u00e9"}', "utf-8")
    assert read_record_file(file, dict) == {"a": "one\ntwo\tthree é"}


def test_a_fault_of_ours_is_not_blamed_on_the_file_alone(file):
    file.write_text("{}", "utf-8")

    def fail(values):
        raise values

    assert "READINGLIST_DEBUG" not in reason(file, lambda _: fail(ValueError("x"))).hint
    assert "READINGLIST_DEBUG" in reason(file, lambda _: fail(IndexError("x"))).hint


@dataclass
class Known:
    title: str
    issued: str = ""


def test_fields_of_a_newer_version(file):
    check_known({"title": "T"}, Known)
    check_known({}, Known)
    with pytest.raises(NewerRecordError, match=r"^an update has a field .* know: mood$"):
        check_known({"title": "T", "shape": "round", "mood": "good"}, Known, "an update")
    with pytest.raises(TypeError, match="expected fields"):
        check_known(["title"], Known)
    file.write_text('{"mood": "good"}', "utf-8")
    error = reason(file, lambda values: check_known(values, Known))
    assert error.newer
    assert error.hint.startswith("Upgrade readinglist")
    file.write_text("[]", "utf-8")
    assert not reason(file, lambda values: check_known(values, Known)).newer


def test_a_file_that_may_not_be_read_is_no_broken_record(tmp_path, monkeypatch):
    def refuse(*_arguments, **_more):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr("readinglist.library.lock.files.read_bounded", refuse)
    with pytest.raises(StorageError, match=r"^cannot read .*: Permission denied$"):
        read_record_file(tmp_path / "a.json", dict)
    with pytest.raises(StorageError, match=r"^cannot read .*: Permission denied$"):
        write_record_file(tmp_path / "a.json", {}, within=tmp_path)


def test_a_writer_removes_leftovers_and_locks_the_project(tmp_path):
    folder = tmp_path / "metadata"
    folder.mkdir()
    (folder / ".a.json.1.part").write_text("{", "utf-8")
    with writing_records(folder, tmp_path) as writer:
        assert list(folder.iterdir()) == []
        assert holder_of(state_folder() / "writing" / f"{name_for(tmp_path)}.lock")
        assert writer.write(folder / "doi/a.json", {"a": 1}) is True
        assert writer.write(folder / "doi/a.json", {"a": 1}) is False
        # What is written stands before the end.
        assert read_record_file(folder / "doi/a.json", dict) == {"a": 1}
    assert holder_of(state_folder() / "writing" / f"{name_for(tmp_path)}.lock") is None


def test_a_record_is_not_written_outside_of_the_project(tmp_path):
    project = tmp_path / "list"
    (project / "metadata").mkdir(parents=True)
    (tmp_path / "outside").mkdir()
    (project / "metadata/doi").symlink_to(tmp_path / "outside")
    with (
        writing_records(project / "metadata", project) as writer,
        pytest.raises(StorageError, match="a link leads out of"),
    ):
        writer.write(project / "metadata/doi/a.json", {})
    assert list((tmp_path / "outside").iterdir()) == []
