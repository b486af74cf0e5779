"""A list with endless or special files is checked to the end, and its site is kept."""

import os
import re
import shutil
import subprocess
import sys

import pytest
from bounded import run_bounded

pytestmark = pytest.mark.skipif(os.name == "nt", reason="pipes and devices have no names there")


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
    (root / "entries" / "papers" / "circle.yml").symlink_to("circle.yml")
    (root / "entries" / "metadata" / "arxiv" / "circle").symlink_to("circle")
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "from readinglist.library.checks import check_library\n"
        "from readinglist.library.reading import read_library\n"
        "print(*check_library(read_library(Path(sys.argv[1]))), sep='\\n')"
    )
    printed = run_bounded(code, str(root), seconds=60)
    for name in (lock.name, "links.json", "device.yml", "pipe.yml", "circle.yml", "arxiv/circle"):
        assert f"{name}:1:1 error" in printed
    (root / "entries" / "papers" / "pipe.yml").rename(root / "entries" / "claims" / "pipe.yml")
    done = subprocess.run(
        [sys.executable, "-m", "readinglist", "fmt", "--project", str(root)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0
    assert "claims/pipe.yml: left alone, it is a pipe, not a file" in done.stderr
    assert "papers/circle.yml: left alone, it cannot be opened: " in done.stderr


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
