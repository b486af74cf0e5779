"""The state folder of a user: who holds a lock, and what others are told."""

import datetime
import os
import re
import sys
import threading
from pathlib import Path

import pytest

from readinglist.errors import StorageError
from readinglist.system.run_lock import turn
from readinglist.system.state import (
    BusyError,
    exclusive,
    holder_of,
    locked,
    name_for,
    shared_folder,
    state_folder,
)


def test_the_lock_is_reentrant(tmp_path):
    with turn(tmp_path, print), exclusive(tmp_path, 0.0), exclusive(tmp_path, 0.0):
        pass
    with exclusive(tmp_path, 0.0):
        pass


def test_a_lock_without_a_note_is_still_a_lock(tmp_path):
    file = tmp_path / "x.lock"
    with locked(file, 0.0, "something"):
        for note in tmp_path.glob("*.holder"):
            note.write_text("{", "utf-8")
        told = []
        thread = threading.Thread(target=lambda: told.append(_busy(file)))
        thread.start()
        thread.join()
    assert told == ["another run is still at work on something"]


def _busy(file):
    try:
        with locked(file, 0.0, "something"):
            return ""
    except BusyError as error:
        return error.message


def test_control_characters_in_a_command_are_escaped(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["readinglist", "import", "\x1b[31m\n.bib"])
    file = tmp_path / "x.lock"
    with locked(file, 0.0, "something"):
        told = []
        thread = threading.Thread(target=lambda: told.append(_busy(file)))
        thread.start()
        thread.join()
    assert told[0].startswith("'readinglist import ?[31m?.bib' (process ")


def test_the_folder_is_the_named_one_or_the_systems(monkeypatch, tmp_path):
    monkeypatch.setenv("READINGLIST_STATE", str(tmp_path / "mine"))
    assert state_folder() == tmp_path / "mine"
    monkeypatch.setenv("READINGLIST_STATE", "")
    assert state_folder().name == "readinglist"
    assert state_folder().is_absolute()


def test_a_shared_folder_is_made_if_it_can_be(monkeypatch, tmp_path):
    monkeypatch.setenv("READINGLIST_STATE", str(tmp_path / "one/two"))
    assert shared_folder() == tmp_path / "one/two"
    assert (tmp_path / "one/two").is_dir()
    (tmp_path / "file").write_text("", "utf-8")
    monkeypatch.setenv("READINGLIST_STATE", str(tmp_path / "file/state"))
    assert shared_folder() is None


def test_a_folder_has_one_name_however_it_is_reached(tmp_path, monkeypatch):
    (tmp_path / "list").mkdir()
    (tmp_path / "link").symlink_to("list")
    monkeypatch.chdir(tmp_path)
    names = {
        name_for(path) for path in (tmp_path / "list", tmp_path / "link", Path("list/../list"))
    }
    assert len(names) == 1
    assert re.fullmatch("[0-9a-f]{24}", names.pop())
    assert name_for(tmp_path / "list") != name_for(tmp_path / "list2")


def test_the_holder_is_named_until_the_lock_is_released(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["/usr/bin/readinglist", "fmt", "x" * 500])
    file = tmp_path / "new/x.lock"
    with locked(file, 0.0, "something"):
        holder = holder_of(file)
        assert (holder.process, holder.command[:17]) == (os.getpid(), "readinglist fmt x")
        assert len(holder.command) == 200
        assert holder.since.utcoffset() == datetime.timedelta(0)
    assert holder_of(file) is None


@pytest.mark.parametrize("script", ["-c", "/usr/lib/readinglist/__main__.py", ""])
def test_a_run_as_a_module_has_the_commands_name(tmp_path, monkeypatch, script):
    monkeypatch.setattr(sys, "argv", [script, "fmt"])
    with locked(tmp_path / "x.lock", 0.0, "something"):
        assert holder_of(tmp_path / "x.lock").command == "readinglist fmt"


@pytest.mark.parametrize(
    "note",
    ["", "[]", "5", "{}", "\udcff", '{"process": "x", "command": "fmt", "since": "2026-11-21"}',
     '{"process": 1, "command": "fmt", "since": 5}', '{"process": 1, "command": "fmt"}'],
)  # fmt: skip
def test_a_holders_note_may_be_anything(tmp_path, note):
    (tmp_path / "x.holder").write_bytes(note.encode("utf-8", "surrogateescape"))
    assert holder_of(tmp_path / "x.lock") is None


def hold(file, is_held, may_end):
    with locked(file, 0.0, "something"):
        is_held.set()
        may_end.wait(60)


def test_a_lock_that_is_released_in_time_is_taken(tmp_path):
    """The message comes once, after a moment, and ends the waiting here."""
    file, told = tmp_path / "x.lock", []
    is_held, may_end = threading.Event(), threading.Event()
    thread = threading.Thread(target=hold, args=(file, is_held, may_end))
    thread.start()
    is_held.wait(60)

    def tell(message):
        told.append(message)
        may_end.set()

    with locked(file, 60.0, "the list", tell):
        assert len(told) == 1
    thread.join()
    assert told[0].startswith("Waiting for '")
    assert told[0].endswith(", at work on the list. Ctrl-C gives up.")


def test_a_folder_is_free_again_after_an_exception(tmp_path):
    with pytest.raises(ZeroDivisionError), exclusive(tmp_path, 0.0):
        raise ZeroDivisionError
    told = []
    thread = threading.Thread(target=lambda: told.append(_busy(_lock_of(tmp_path))))
    thread.start()
    thread.join()
    assert told == [""]


def _lock_of(folder):
    return state_folder() / "writing" / f"{name_for(folder)}.lock"


def test_another_run_at_the_folder_is_an_error(tmp_path):
    with (
        locked(_lock_of(tmp_path), 0.0, "something"),
        pytest.raises(BusyError, match=rf"is still at work on {tmp_path}$") as caught,
        exclusive(tmp_path, 0.0, print),
    ):
        pytest.fail("it must not be entered")
    assert "run the command again" in caught.value.hint


def test_without_a_state_folder_a_run_goes_on_if_it_can_tell(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("", "utf-8")
    monkeypatch.setenv("READINGLIST_STATE", str(tmp_path / "file/state"))
    with pytest.raises(StorageError, match="cannot write ") as caught, exclusive(tmp_path, 0.0):
        pytest.fail("it must not be entered")
    assert "READINGLIST_STATE" in caught.value.hint
    told, entered = [], []
    for _ in range(2):
        with exclusive(tmp_path, 0.0, told.append):
            entered.append(True)
    # Once is enough.
    assert (len(entered), len(told)) == (2, 1)
    assert "runs at the same time cannot be told apart" in told[0]
