"""Wheel and source distribution: their contents, and that builds are reproducible."""

import html.parser
import os
import subprocess
import sys
import tarfile
import zipfile
from urllib.parse import urlsplit

import pytest
from packaging.metadata import Metadata
from packaging.utils import parse_sdist_filename, parse_wheel_filename
from packaging.version import Version
from readme_renderer import markdown

import readinglist

from .conftest import build_distributions

NAME = "readinglist-site"


@pytest.fixture(scope="module")
def metadata(distributions):
    folder = f"readinglist_site-{readinglist.__version__}.dist-info"
    return Metadata.from_email(distributions.wheel_files[f"{folder}/METADATA"], validate=True)


# Reproducible builds


@pytest.fixture(scope="module")
def built_elsewhere(copy_tracked, tmp_path_factory):
    """Built under other conditions: folder, umask, file times, time zone and language."""
    root = tmp_path_factory.mktemp("elsewhere with a space")
    source = copy_tracked(root / "readinglist-copy", mode=0o600, time=1_600_000_000)
    return build_distributions(
        source, root / "out", umask=0o077, TZ="Asia/Kathmandu", LC_ALL="C", PYTHONHASHSEED="7"
    )


def test_the_wheel_is_reproducible(distributions, built_elsewhere):
    assert distributions.wheel.name == built_elsewhere.wheel.name
    assert distributions.wheel_files == built_elsewhere.wheel_files
    assert distributions.wheel.read_bytes() == built_elsewhere.wheel.read_bytes()


def test_the_source_distribution_is_reproducible(distributions, built_elsewhere):
    assert distributions.sdist.name == built_elsewhere.sdist.name
    assert distributions.sdist_files == built_elsewhere.sdist_files
    assert distributions.sdist.read_bytes() == built_elsewhere.sdist.read_bytes()


def test_both_have_the_commits_time(copy_tracked, distributions, tmp_path):
    """Equal bytes would prove nothing if the time were not used at all."""
    source = copy_tracked(tmp_path / "source")
    later = build_distributions(source, tmp_path / "dist", SOURCE_DATE_EPOCH="1800000000")
    assert distributions.wheel.read_bytes() != later.wheel.read_bytes()
    with tarfile.open(later.sdist) as archive:
        assert {member.mtime for member in archive.getmembers()} == {1_800_000_000}


def test_the_source_distribution_builds_the_same_wheel(distributions, tmp_path):
    source = distributions.unpack(tmp_path / "unpacked")
    again = build_distributions(source, tmp_path / "dist", "wheel")
    assert again.wheel.read_bytes() == distributions.wheel.read_bytes()


# Contents


def test_the_wheel_has_only_the_package(distributions, tracked):
    info = f"readinglist_site-{readinglist.__version__}.dist-info"
    described = {"METADATA", "WHEEL", "RECORD", "entry_points.txt", "licenses/LICENSE"}
    package = {name for name in tracked if name.startswith("readinglist/")}
    assert {
        "readinglist/py.typed",
        "readinglist/site/pages/templates/claim.html",
        "readinglist/site/theme/main.html",
        "readinglist/intake/new_list/files/dot-github/workflows/pages.yml",
    } <= package
    assert set(distributions.wheel_files) == package | {f"{info}/{name}" for name in described}


def test_the_source_distribution_has_the_repository(distributions, tracked):
    # Its tests also check documentation, entries, schemas and workflows.
    assert set(distributions.sdist_files) == {*tracked, "PKG-INFO"}


def test_only_tracked_files_are_included(distributions, tools):
    for name, content in (distributions.sdist_files | distributions.wheel_files).items():
        original = tools.REPOSITORY / name
        assert not original.is_file() or original.read_bytes() == content, name


def test_modes_and_owners_are_normalised(distributions):
    with tarfile.open(distributions.sdist) as archive:
        members = archive.getmembers()
    assert {(member.uid, member.gid, member.uname, member.gname) for member in members} == {
        (0, 0, "", "")
    }
    assert {oct(member.mode) for member in members} <= {"0o644", "0o755"}
    programs = [member.name for member in members if member.mode == 0o755 and member.isfile()]
    # Windows has no executable bit.
    folders = {".ci", "tests"} if os.name == "posix" else set()
    assert {name.split("/")[1] for name in programs} == folders
    with zipfile.ZipFile(distributions.wheel) as archive:
        modes = {info.external_attr >> 16 & 0o777 for info in archive.infolist()}
    assert modes == {0o644}


# Metadata


def test_file_names(distributions):
    version = Version(readinglist.__version__)
    name, told, build, tags = parse_wheel_filename(distributions.wheel.name)
    assert (name, told, build, {str(tag) for tag in tags}) == (NAME, version, (), {"py3-none-any"})
    assert parse_sdist_filename(distributions.sdist.name) == (NAME, version)


def test_metadata(metadata, distributions):
    assert metadata.name == NAME
    assert metadata.version == Version(readinglist.__version__)
    assert metadata.license_expression == "MIT"
    assert metadata.license_files == ["LICENSE"]
    assert metadata.requires_python.contains("3.11.0")
    assert not metadata.requires_python.contains("3.10.14")
    # People follow addresses in the metadata and report there, so none is better than a wrong one.
    for label, address in (metadata.project_urls or {}).items():
        assert urlsplit(address).scheme == "https", label
        assert "OWNER" not in address
        assert "example" not in address, label
    assert metadata.home_page is None
    assert metadata.download_url is None
    info = f"readinglist_site-{readinglist.__version__}.dist-info"
    entry_points = distributions.wheel_files[f"{info}/entry_points.txt"].decode().split()
    assert entry_points == [
        "[console_scripts]", "readinglist", "=", "readinglist.__main__:run",
        "[mkdocs.plugins]", "readinglist", "=", "readinglist.site.mkdocs.plugin:ReadingListPlugin",
    ]  # fmt: skip


class _Addresses(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):  # noqa: ARG002 - the parser calls it by name
        self.found += [value for name, value in attrs if name in ("href", "src")]


def test_the_description_renders_without_dead_links(metadata):
    assert metadata.description_content_type == "text/markdown"
    rendered = markdown.render(metadata.description)
    assert rendered
    assert "<h1" in rendered
    addresses = _Addresses()
    addresses.feed(rendered)
    # Relative links lead to files of the repository, which the index does not have.
    elsewhere = [address for address in addresses.found if not address.startswith("#")]
    assert [address for address in elsewhere if urlsplit(address).scheme != "https"] == []


def test_the_package_needs_nothing_from_a_checkout(distributions, tmp_path):
    """The wheel alone, without the repository on the path, creates a list."""
    target = tmp_path / "installed"
    with zipfile.ZipFile(distributions.wheel) as archive:
        archive.extractall(target)
    code = (
        f"import sys; sys.path.insert(0, {str(target)!r})\n"
        "import readinglist\n"
        f"assert readinglist.__file__.startswith({str(target)!r}), readinglist.__file__\n"
        "from readinglist.cli import main\n"
        f"sys.argv = ['readinglist', 'init', {str(tmp_path / 'list')!r}]\n"
        "main()\n"
    )
    # `-P` keeps the current folder off the path.
    result = subprocess.run(
        [sys.executable, "-P", "-c", code],
        cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert result.returncode == 0, result.stdout + result.stderr
    assert (tmp_path / "list/.github/workflows/pages.yml").is_file()
