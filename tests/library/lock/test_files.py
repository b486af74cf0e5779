"""Record files: what is wrong with one has its place, and none is half written."""

import pytest

from readinglist.errors import StorageError
from readinglist.library.lock.files import BrokenRecordError, read_record_file, write_record_file


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
