"""The pinned versions: complete, hashed, for every supported Python, within pyproject's ranges."""

import re
import tomllib
from importlib.metadata import PackageNotFoundError, distributions, version
from pathlib import Path

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
RANGES = {
    "requirements.txt": PROJECT["project"]["dependencies"],
    "requirements-dev.txt": [
        *PROJECT["project"]["dependencies"],
        *PROJECT["dependency-groups"]["test"],
        *PROJECT["dependency-groups"]["lint"],
    ],
    "requirements-build.txt": [
        *PROJECT["build-system"]["requires"],
        *PROJECT["dependency-groups"]["build"],
    ],
}
PYTHONS = ["3.11.0", "3.11.2", "3.11.7", "3.12.0", "3.13.0", "3.14.0"]
PLATFORMS = [("linux", "Linux", "posix"), ("darwin", "Darwin", "posix"), ("win32", "Windows", "nt")]


def pins(name):
    """The requirements in a file, each with its number of hashes."""
    text = (ROOT / name).read_text("utf-8").replace("\\\n", " ")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            head, *hashes = re.split(r"\s+--hash=", line)
            yield Requirement(head), hashes


def chosen(name, python, platform):
    """What a file installs on one Python and system: versions by name."""
    system, platform_system, os_name = platform
    environment = default_environment() | {
        "python_full_version": python,
        "python_version": python.rpartition(".")[0],
        "sys_platform": system,
        "platform_system": platform_system,
        "os_name": os_name,
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
    }
    found = {}
    for requirement, _ in pins(name):
        if requirement.marker is None or requirement.marker.evaluate(environment):
            key = canonicalize_name(requirement.name)
            assert key not in found, f"two versions of {key} on Python {python}"
            (exact,) = requirement.specifier
            assert exact.operator == "=="
            found[key] = exact.version
    return found


@pytest.mark.parametrize("name", RANGES)
def test_every_pin_has_hashes(name):
    for requirement, hashes in pins(name):
        assert hashes, requirement
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", digest.strip()) for digest in hashes)


@pytest.mark.parametrize("name", RANGES)
@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("platform", PLATFORMS, ids=lambda platform: platform[0])
def test_pins_are_within_the_ranges_of_the_project(name, python, platform):
    versions = chosen(name, python, platform)
    for text in RANGES[name]:
        requirement = Requirement(text)
        assert versions[canonicalize_name(requirement.name)] in requirement.specifier, text


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("platform", PLATFORMS, ids=lambda platform: platform[0])
def test_the_three_files_agree(python, platform):
    site = chosen("requirements.txt", python, platform)
    development = chosen("requirements-dev.txt", python, platform)
    build = chosen("requirements-build.txt", python, platform)
    assert site.items() <= development.items()
    for name in build.keys() & development.keys():
        assert build[name] == development[name]


def test_nothing_is_missing_in_the_lock():
    """pip installs the lock without looking at the dependencies of what it installs.

    This environment was installed from it.
    """
    missing = [
        f"{found.metadata['Name']} needs {requirement}"
        for found in distributions()
        for requirement in map(Requirement, found.requires or ())
        if not requirement.marker or requirement.marker.evaluate({"extra": ""})
        if not is_installed(requirement)
    ]
    assert missing == []


def is_installed(requirement):
    try:
        return requirement.specifier.contains(version(requirement.name), prereleases=True)
    except PackageNotFoundError:
        return False


def test_the_site_needs_none_of_the_tests_packages():
    site = chosen("requirements.txt", "3.13.0", PLATFORMS[0])
    development = chosen("requirements-dev.txt", "3.13.0", PLATFORMS[0])
    assert {"pytest", "playwright", "mypy", "ruff"} <= development.keys() - site.keys()


def test_the_lock_is_for_the_oldest_supported_python():
    promised = SpecifierSet(PROJECT["project"]["requires-python"])
    assert "3.11.0" in promised
    assert "3.10.99" not in promised
    assert "--python-version 3.11.0" in (ROOT / "Makefile").read_text("utf-8")


def test_new_lists_start_with_the_same_lock():
    copy = ROOT / "readinglist/intake/new_list/files/requirements-lock.txt"
    assert copy.read_bytes() == (ROOT / "requirements.txt").read_bytes()


@pytest.mark.parametrize("name", RANGES)
def test_no_address_of_an_index_is_pinned(name):
    assert "://" not in (ROOT / name).read_text("utf-8")
