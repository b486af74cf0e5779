"""Shared fixtures for releases: what git tracks, and distributions built from it."""

import os
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

#: Whole seconds, like the time of a commit.
EPOCH = 1_790_000_000


@dataclass(frozen=True)
class Distributions:
    """A wheel and a source distribution on disk."""

    wheel: Path
    sdist: Path

    @property
    def wheel_files(self) -> dict[str, bytes]:
        with zipfile.ZipFile(self.wheel) as archive:
            return {name: archive.read(name) for name in archive.namelist()}

    @property
    def sdist_files(self) -> dict[str, bytes]:
        """Without their common top folder."""
        with tarfile.open(self.sdist) as archive:
            return {
                member.name.partition("/")[2]: archive.extractfile(member).read()
                for member in archive.getmembers()
                if member.isfile()
            }

    def unpack(self, folder: Path) -> Path:
        """Unpack the source distribution; returns its folder."""
        with tarfile.open(self.sdist) as archive:
            archive.extractall(folder, filter="data")
        (inside,) = folder.iterdir()
        return inside


def build_distributions(
    source: Path, out: Path, *targets: str, umask: int = 0o022, **environment: str
) -> Distributions:
    """Build with the back end in pyproject.toml, as `pip` and `build` do."""
    env = os.environ | {"SOURCE_DATE_EPOCH": str(EPOCH), **environment}
    result = subprocess.run(
        [
            sys.executable, "-m", "hatchling", "build", "--directory", out,
            *(part for target in targets for part in ("--target", target)),
        ],
        cwd=source, env=env, umask=umask if os.name == "posix" else -1,
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert result.returncode == 0, result.stdout + result.stderr
    wheel = next(out.glob("*.whl"), None)
    sdist = next(out.glob("*.tar.gz"), None)
    return Distributions(wheel or out, sdist or out)


@pytest.fixture(scope="session")
def project_table(tools: Any) -> dict[str, Any]:
    """The table `project` of pyproject.toml."""
    text = (tools.REPOSITORY / "pyproject.toml").read_text("utf-8")
    return tomllib.loads(text)["project"]


@pytest.fixture(scope="session")
def tracked(tools: Any) -> list[str]:
    """The paths of all files that git tracks; without a clone the test is skipped."""
    git = shutil.which("git")
    if git is None or not (tools.REPOSITORY / ".git").exists():
        pytest.skip("what a release holds is compared with what git tracks, and this is no clone")
    listed = subprocess.run(
        [git, "ls-files", "-z"], cwd=tools.REPOSITORY, capture_output=True, check=True, timeout=30
    ).stdout.decode()
    # A deleted file that has not been committed is still in the index.
    return sorted(
        name for name in listed.split("\0") if name and (tools.REPOSITORY / name).is_file()
    )


@pytest.fixture(scope="session")
def copy_tracked(tools: Any, tracked: list[str]) -> Any:
    """Copy the tracked files to a new folder, with modes and times of its own."""

    def copy(target: Path, *, mode: int = 0o644, time: int = EPOCH) -> Path:
        for name in tracked:
            file = target / name
            file.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(tools.REPOSITORY / name, file)
            executable = os.access(tools.REPOSITORY / name, os.X_OK)
            file.chmod(mode | (0o100 if executable else 0))
            os.utime(file, (time, time))
        return target

    return copy


@pytest.fixture(scope="session")
def distributions(
    copy_tracked: Any, tools: Any, tmp_path_factory: pytest.TempPathFactory
) -> Distributions:
    """Wheel and source distribution of the current files."""
    root = tools.made_once(
        tmp_path_factory,
        "distributions",
        lambda root: build_distributions(copy_tracked(root / "source"), root / "dist"),
    )
    return Distributions(next(root.glob("dist/*.whl")), next(root.glob("dist/*.tar.gz")))
