"""Files are written atomically, and never through a link that leads out of the project."""

import os
import shutil
import stat
from pathlib import Path

import pytest

from readinglist.errors import StorageError
from readinglist.system.files import (
    borders_of,
    check_within,
    remove_parts,
    rename_file,
    write_whole,
)


@pytest.fixture
def root(tmp_path):
    folder = tmp_path / "root"
    folder.mkdir()
    return folder


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_file_keeps_its_mode_and_nothing_else_is_left(root):
    file = root / "a"
    file.write_text("old")
    file.chmod(0o640)
    write_whole(file, b"new", within=root)
    assert file.read_bytes() == b"new"
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert names(root) == ["a"]


def test_a_link_within_is_followed_and_stays(root):
    (root / "there").mkdir()
    (root / "there/b").write_text("old")
    (root / "a").symlink_to("there/b")
    write_whole(root / "a", b"new", within=root)
    assert (root / "a").is_symlink()
    assert (root / "there/b").read_bytes() == b"new"


@pytest.mark.parametrize(
    "what", ["the file", "a file that is not there", "its folder", "two links"]
)
def test_a_link_out_is_not_followed(what, root, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "a").write_text("mine")
    (root / "in").mkdir()
    file = root / "in/a"
    if what == "the file":
        file.symlink_to(outside / "a")
    elif what == "a file that is not there":
        file.symlink_to(outside / "b")
    elif what == "its folder":
        (root / "in").rmdir()
        (root / "in").symlink_to(outside)
    else:
        (root / "way").symlink_to(outside)
        file.symlink_to("../way/a")
    with pytest.raises(StorageError, match="a link leads out of"):
        write_whole(file, b"new", within=root)
    assert (outside / "a").read_text() == "mine"
    assert names(outside) == ["a"]


def test_a_new_file_is_not_written_over_a_file_or_through_a_link(root, tmp_path):
    (root / "a").write_text("mine")
    (root / "b").symlink_to(tmp_path / "nowhere")
    for name in "ab":
        with pytest.raises(StorageError, match="already exists"):
            write_whole(root / name, b"new", within=root, new=True)
    assert (root / "a").read_text() == "mine"
    assert not (tmp_path / "nowhere").exists()


def test_a_file_system_without_links(root, monkeypatch):
    def link(*_arguments, **_more):
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", link)
    write_whole(root / "a", b"1", within=root, new=True)
    with pytest.raises(StorageError, match="already exists"):
        write_whole(root / "a", b"2", within=root, new=True)
    assert (root / "a").read_bytes() == b"1"
    assert names(root) == ["a"]


def test_leftovers_of_earlier_runs_are_removed(root):
    (root / ".a.999999999.part").write_text("half")
    (root / f".a.{os.getppid()}.part").write_text("another run's")
    (root / ".mine.part").write_text("not our file")
    write_whole(root / "a", b"new", within=None)
    assert set(names(root)) == {"a", f".a.{os.getppid()}.part", ".mine.part"}


def test_devices_and_pipes_are_written_to_directly(root):
    write_whole(root / "../../../../../../../../dev/null", b"new", within=None)
    assert not Path("/dev/null").is_file()


def test_paths_given_by_the_user_may_be_outside_the_project(root):
    assert borders_of(root / "x/../y.bib", root) == root
    assert borders_of(root / "../y.bib", root) is None


def test_a_renamed_link_stays_one(root, tmp_path):
    (tmp_path / "mine").write_text("mine")
    (root / "a.yaml").symlink_to(tmp_path / "mine")
    rename_file(root / "a.yaml", root / "a.yml", within=root)
    assert (root / "a.yml").is_symlink()
    assert names(root) == ["a.yml"]


def test_missing_folders_are_made(root):
    file = root / "one/two/a"
    for data in (b"1", b"2"):
        write_whole(file, data, within=root)
        assert file.read_bytes() == data
        assert stat.S_IMODE(file.stat().st_mode) == 0o644
        # Another run may remove them in between.
        shutil.rmtree(root / "one")


def test_what_cannot_be_written_is_named(root):
    (root / "a").mkdir()
    with pytest.raises(StorageError, match=f"^cannot write {root / 'a'}: ") as caught:
        write_whole(root / "a", b"new", within=root)
    assert caught.value.hint == "Nothing was written."
    (root / "b").write_text("mine")
    for name in ("b/c", "b/c/d"):
        for new in (True, False):
            with pytest.raises(StorageError, match=rf"^cannot write {root / name}: Not a dir"):
                write_whole(root / name, b"new", within=root, new=new)
    assert names(root) == ["a", "b"]
    assert names(root / "a") == []


def test_a_file_with_the_longest_name_is_written(root):
    for name in ("x" * 255, "ü" * 127, "x" + "題" * 84):
        write_whole(root / name, b"new", within=root)
        assert (root / name).read_bytes() == b"new"


@pytest.mark.parametrize(
    ("target", "is_within"),
    [("root", True), ("root/a/b", True), ("root2", False), ("root2/a", False), ("", False)],
)
def test_only_paths_below_a_folder_are_within_it(tmp_path, target, is_within):
    if is_within:
        check_within(tmp_path / target, tmp_path / "root", Path("shown"))
        return
    with pytest.raises(StorageError, match=r"^shown: a link leads out of "):
        check_within(tmp_path / target, tmp_path / "root", Path("shown"))
    check_within(tmp_path / target, None, Path("shown"))


def test_everything_is_within_the_root_of_the_file_system(tmp_path):
    check_within(tmp_path, Path("/"), Path("shown"))


def test_a_file_is_not_renamed_to_a_name_in_use(root):
    (root / "a.yaml").write_text("new")
    (root / "a.yml").write_text("old")
    rename_file(root / "a.yaml", root / "a.yml", within=root)
    assert (root / "a.yaml").read_text() == "new"
    assert (root / "a.yml").read_text() == "old"


def test_a_file_outside_is_not_renamed(root, tmp_path):
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/a.yaml").write_text("mine")
    (root / "in").symlink_to(tmp_path / "outside")
    with pytest.raises(StorageError, match="a link leads out of"):
        rename_file(root / "in/a.yaml", root / "in/a.yml", within=root)
    assert names(tmp_path / "outside") == ["a.yaml"]
    with pytest.raises(StorageError, match=f"^cannot rename {root / 'none'}: "):
        rename_file(root / "none", root / "a", within=root)


def test_half_written_files_are_removed_at_any_depth(root):
    kept = ["a.part", ".b.parts", ".part.yml"]
    for folder in (root, root / "deep/deeper"):
        folder.mkdir(parents=True, exist_ok=True)
        for name in (".a.yml.12.part", ".part", *kept):
            (folder / name).write_text("half")
    (root / "folder.part").mkdir()
    remove_parts(root, within=root)
    assert names(root) == sorted([*kept, "deep", "folder.part"])
    assert names(root / "deep/deeper") == sorted(kept)
    remove_parts(root / "none", within=root)


def test_no_half_written_file_outside_is_removed(root, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / ".a.12.part").write_text("half")
    (root / "docs").symlink_to(outside)
    remove_parts(root, within=root)
    remove_parts(root / "docs", within=root)
    assert names(outside) == [".a.12.part"]
    remove_parts(outside, within=None)
    assert names(outside) == []
