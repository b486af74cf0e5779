"""A sample of what `run.py` does at length, and a disk that is really full."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

RUN = Path(__file__).with_name("run.py")

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="it looks into /proc")


def run(*arguments):
    result = subprocess.run(
        [sys.executable, RUN, "--json", *arguments],
        capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert result.stdout, result.stderr
    report = json.loads(result.stdout.splitlines()[-1])
    assert report["broken"] == []
    assert result.returncode == 0
    return report


def only(names):
    return [word for name in names for word in ("--only", name)]


#: One for each way of writing: a whole site, its content, many files, a record, a new folder.
KILLED = ("build", "build in a folder that stays", "import", "enrich --from", "init")


def test_killed_commands_leave_old_or_new_files():
    report = run("--kills", "6", *only(KILLED))
    assert report["runs"]["kill"] == 6
    assert min(report["events"].values()) >= 7


def test_commands_without_space_or_permission_leave_old_or_new_files():
    names = ("import", "from-issue", "init")
    report = run("--full", "6", "--read-only", "--cut-off", *only(names))
    assert report["runs"] == {"full": 6, "read-only": 3, "cut off": 3}
    runs = run("--full", "1", "--read-only", *only(["build"]))["runs"]
    assert runs == {"full": 1, "read-only": 1}


def test_two_simultaneous_commands_are_serialised():
    assert run("--pairs", *only(("import", "fmt")))["runs"] == {"pairs": 3}


@pytest.fixture
def small_disk(tmp_path):
    """A small file system."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = shutil.which("mount")
    command = [mount or "mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", str(folder)]
    if not mount or os.geteuid() or subprocess.run(command, check=False).returncode:
        pytest.skip("no file system can be mounted here")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def test_a_disk_that_is_really_full(small_disk, project, command, files_of):
    site = small_disk / "site"
    build = ("readinglist", "build", "--project", project, "--output", site)
    assert command(*build).returncode == 0
    before = files_of(site)
    full = small_disk / "full"
    size = os.statvfs(small_disk).f_bavail * os.statvfs(small_disk).f_frsize
    full.write_bytes(bytes(size))
    result = command(*build)
    assert result.returncode == 3, result.stderr
    assert "No space left on device" in result.stderr
    assert "Traceback" not in result.stderr
    assert files_of(site) == before
    assert {path.name for path in small_disk.iterdir()} == {"site", "full"}
    full.unlink()
    assert command(*build).returncode == 0
    assert files_of(site) == before


def test_a_site_on_its_own_file_system(small_disk, project, command, files_of):
    build = ("readinglist", "build", "--project", project, "--output", small_disk)
    for _ in range(2):
        assert command(*build).returncode == 0
        assert (small_disk / "index.html").is_file()
    site = {name for name in files_of(small_disk) if not name.startswith(".build/")}
    assert "papers/fern2012shade/index.html" in site
    assert sorted(path.name for path in small_disk.parent.iterdir()) == ["disk", "project"]
