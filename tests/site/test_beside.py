"""A site is built next to the last one, and moved into its place."""

import os
import shutil
import sys
from pathlib import Path

import pytest
from folders import files_of

from readinglist.errors import StorageError, UsageError
from readinglist.site import beside
from readinglist.site.beside import Beside, check_link


def new_site(site, files):
    one = Beside(site)
    one.recover()
    one.begin()
    for name, text in files.items():
        (one.next / name).parent.mkdir(exist_ok=True, parents=True)
        (one.next / name).write_text(text, "utf-8")
    return one


@pytest.fixture(params=["exchange", "renames", "content"])
def way(request, monkeypatch, tmp_path):
    """Each way in which a site is moved into place."""
    if request.param != "exchange":
        monkeypatch.setattr(beside, "exchange", lambda _one, _other: False)
    elif sys.platform != "linux":
        pytest.skip("only Linux can exchange two folders")
    site = tmp_path / "www/site"
    if request.param == "content":
        site.mkdir(parents=True)
        (site / ".keep").write_text("mine", "utf-8")
    return site


def shown(site):
    return {
        name: text
        for name, text in files_of(site).items()
        if name != ".keep" and not name.startswith(".build/")
    }


def test_each_way_installs_the_new_site_and_removes_the_last(way):
    new_site(way, {"a": "1", "b/c": "1"}).publish()
    assert shown(way) == {"a": b"1", "b/c": b"1"}
    two = new_site(way, {"a": "2", "d": "2"})
    two.publish()
    assert shown(way) == {"a": b"2", "d": b"2"}
    assert not two.folder.exists()
    assert {path.name for path in way.parent.iterdir()} == {"site"}


def test_files_made_ahead_take_precedence(way):
    new_site(way, {"a": "1", "b/c": "1"}).publish()
    two = new_site(way, {"b/c": "engine", "b/d": "engine"})
    for name in ("b/c", "b/e/f", "g/h"):
        (two.ahead / name).parent.mkdir(exist_ok=True, parents=True)
        (two.ahead / name).write_text("ahead", "utf-8")
    two.bring_in()
    two.bring_in()
    two.publish()
    assert shown(way) == {
        "b/c": b"ahead", "b/d": b"engine", "b/e/f": b"ahead", "g/h": b"ahead",
    }  # fmt: skip


def test_a_run_killed_at_any_step_is_completed_by_the_next(way, monkeypatch):
    class Killed(BaseException):
        pass

    rename = Path.rename
    left = 0

    def dies(self, target):
        nonlocal left
        left -= 1
        if left < 0:
            raise Killed
        return rename(self, target)

    old, new = {"a": b"1", "b/c": b"1", "x": b"1"}, {"a": b"2", "b/c": b"2", "d": b"2"}
    seen = []
    for steps in range(20):
        shutil.rmtree(way.parent, ignore_errors=True)
        way.mkdir(parents=True)
        if "content" in os.environ["PYTEST_CURRENT_TEST"]:
            (way / ".keep").write_text("mine", "utf-8")
        new_site(way, {name: text.decode() for name, text in old.items()}).publish()
        two = new_site(way, {name: text.decode() for name, text in new.items()})
        with monkeypatch.context() as patch:
            left = steps
            patch.setattr(Path, "rename", dies)
            try:
                two.publish()
            except Killed:
                seen.append(shown(way))
            else:
                break
        Beside(way).recover()
        assert shown(way) in (old, new), steps
    if "exchange" in os.environ["PYTEST_CURRENT_TEST"]:
        assert not seen, "there is one step, and no rename"
    assert shown(way) == new


def test_a_folder_that_cannot_be_moved_gets_new_content(tmp_path, monkeypatch):
    """As with a bind mount, which only the system knows about."""

    def busy(_one, other):
        raise OSError(16, "Device or resource busy", str(other))

    site = tmp_path / "site"
    new_site(site, {"a": "1"}).publish()
    monkeypatch.setattr(beside, "exchange", busy)
    new_site(site, {"b": "2"}).publish()
    assert files_of(site) == {"b": b"2"}
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_site_that_cannot_be_moved_into_place_keeps_the_last(tmp_path, monkeypatch):
    def fails(_one, other):
        raise OSError(28, "No space left on device", str(other))

    site = tmp_path / "site"
    new_site(site, {"a": "1"}).publish()
    monkeypatch.setattr(beside, "exchange", fails)
    with pytest.raises(StorageError, match="No space left"):
        new_site(site, {"b": "2"}).publish()
    assert files_of(site) == {"a": b"1"}


def test_the_folders_mode_is_kept(tmp_path):
    site = tmp_path / "site"
    new_site(site, {"a": "1"}).publish()
    site.chmod(0o750)
    new_site(site, {"a": "2"}).publish()
    assert site.stat().st_mode & 0o777 == 0o750


def test_a_link_to_a_site_of_ours_may_lead_anywhere(tmp_path):
    real = tmp_path / "www"
    (real / beside.MARK).mkdir(parents=True)
    link = tmp_path / "project/site"
    link.parent.mkdir()
    link.symlink_to(real)
    check_link(link)
    shutil.rmtree(real / "assets")
    check_link(link)
    (real / "mine").write_text("", "utf-8")
    with pytest.raises(UsageError, match="something else than a site"):
        check_link(link)
