"""The lock of a command that writes."""

import os
import subprocess
import sys

from readinglist.cli import turn
from readinglist.system.run_lock import PATIENCE

TAKE = """
import sys
from pathlib import Path
from readinglist.cli.turn import take_turn
take_turn(Path(sys.argv[1]), wait=False)
"""


def test_the_lock_is_held_until_the_command_ends(small_project):
    turn.take_turn(small_project, wait=False)
    other = [sys.executable, "-c", TAKE, small_project]
    try:
        busy = subprocess.run(other, capture_output=True, text=True, check=False)
        assert f"process {os.getpid()}" in busy.stderr
        assert "is still at work on" in busy.stderr
    finally:
        turn.turns.close()
    free = subprocess.run(other, capture_output=True, text=True, check=False)
    assert (free.returncode, free.stderr) == (0, "")


def test_to_wait_and_not_to_wait():
    assert turn.patience_of(wait=True) == PATIENCE
    assert turn.patience_of(wait=False) == 0


def test_the_shared_state(monkeypatch, tmp_path, capsys):
    monkeypatch.setenv("READINGLIST_STATE", str(tmp_path / "state"))
    assert turn.share_state() == tmp_path / "state"
    assert capsys.readouterr().err == ""
    (tmp_path / "file").write_text("", "utf-8")
    monkeypatch.setenv("READINGLIST_STATE", str(tmp_path / "file/state"))
    assert turn.share_state() is None
    assert "READINGLIST_STATE" in capsys.readouterr().err
