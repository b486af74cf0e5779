"""Signatures of files: which changes they reveal, and which files are scanned."""

import os

import pytest

from readinglist.system.signatures import scan_tree, settled, signature_of


def test_signatures_of_the_files_beside_links_in_a_circle(tmp_path):
    names = {f"file-{number}" for number in range(40)}
    for name in names:
        (tmp_path / name).write_text(name, "utf-8")
    (tmp_path / "circle").symlink_to("circle")
    assert scan_tree(tmp_path).keys() == names


def write(file, text, moment=1_000_000_000):
    """Write a file with this time of modification, in nanoseconds."""
    file.write_text(text, "utf-8")
    os.utime(file, ns=(moment, moment))


def test_every_way_to_change_a_file_changes_its_signature(tmp_path):
    file = tmp_path / "file"
    write(file, "old")
    seen = [signature_of(file.stat())]
    write(file, "longer")
    seen.append(signature_of(file.stat()))
    write(file, "newest", 2_000_000_000)
    seen.append(signature_of(file.stat()))
    # Another file takes its name, with the same length and times.
    write(tmp_path / "other", "renewd", 2_000_000_000)
    (tmp_path / "other").replace(file)
    seen.append(signature_of(file.stat()))
    assert len(set(seen)) == 4
    assert signature_of(file.stat()) == seen[-1]


@pytest.mark.parametrize(
    ("age", "is_settled"),
    [(2_000_000_001, True), (10**12, True), (2_000_000_000, False), (0, False), (-5, False)],
)
def test_a_signature_of_a_moment_ago_may_hide_the_next_write(age, is_settled):
    """The two seconds are the steps of times on FAT; a time in the future is never certain."""
    now = 1_795_219_200_000_000_000
    assert settled((5, now - age, now, 1), now) is is_settled


def test_a_file_that_was_just_written_is_not_settled(tmp_path):
    (tmp_path / "file").write_text("x", "utf-8")
    assert not settled(signature_of((tmp_path / "file").stat()))
    os.utime(tmp_path / "file", (1, 1))
    assert settled(signature_of((tmp_path / "file").stat()))


def test_which_files_are_scanned(tmp_path):
    for name in ("a.yml", "sub/b.yml", "sub/deep/c", ".hidden", ".git/config", "sub/.x.part"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name, "utf-8")
    (tmp_path / "empty").mkdir()
    (tmp_path / "sub/up").symlink_to("..")
    (tmp_path / "link").symlink_to("a.yml")
    (tmp_path / "nowhere").symlink_to("nothing")
    found = scan_tree(tmp_path)
    assert found.keys() == {"a.yml", "link", "sub/b.yml", "sub/deep/c"}
    assert found["a.yml"] == found["link"] == signature_of((tmp_path / "a.yml").stat())
    assert scan_tree(tmp_path / "none") == scan_tree(tmp_path / "a.yml") == {}
