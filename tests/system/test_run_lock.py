"""One run at a time at a project; how commands wait for each other: `faults/test_turns.py`."""

import pytest

from readinglist.system.run_lock import turn
from readinglist.system.state import BusyError, holder_of, locked, name_for, state_folder

WRITTEN = ("entries/papers", "entries", "docs/deep/er", "schemas", ".github/ISSUE_TEMPLATE")
OTHERS = (".", ".github", "site", "src")


@pytest.fixture
def project(tmp_path):
    """A project in which a killed run has left half-written files in every folder."""
    for name in (*WRITTEN, *OTHERS):
        (tmp_path / name).mkdir(parents=True, exist_ok=True)
        (tmp_path / name / ".x.yml.1.part").write_text("half", "utf-8")
    return tmp_path


@pytest.fixture
def lock(project):
    """The file that runs at the project lock."""
    return state_folder() / "writing" / f"{name_for(project)}.lock"


def parts(project):
    return {path.parent.relative_to(project).as_posix() for path in project.rglob("*.part")}


def test_a_run_clears_the_folders_that_runs_write_to(project, lock):
    with turn(project, print):
        assert parts(project) == set(OTHERS)
        assert holder_of(lock) is not None
    assert holder_of(lock) is None


def test_a_run_that_may_not_begin_touches_nothing(project, lock):
    """What looks half written may be what the other run is writing."""
    with locked(lock, 0.0, "something"), pytest.raises(BusyError), turn(project, print, 0.0):
        pytest.fail("it must not be entered")
    assert parts(project) == {*WRITTEN, *OTHERS}


def test_a_project_without_these_folders_is_fine(tmp_path):
    with turn(tmp_path, print), turn(tmp_path, print, 0.0):
        pass
    assert list(tmp_path.iterdir()) == []
