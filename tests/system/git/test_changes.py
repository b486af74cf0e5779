"""Lines that a change adds, from diffs and real repositories."""

import subprocess
from pathlib import Path

import pytest

from readinglist.errors import UsageError
from readinglist.system.git.changes import Changes, parse_diff, read_changes

DIFF = """\
diff --git a/a.yml b/a.yml
--- a/a.yml
+++ b/a.yml
@@ -1,0 +2,2 @@ heading
+one
+++ b/not-a-file.yml
@@ -9 +11 @@
-old
+new
@@ -20,2 +21,0 @@
-gone
-gone
diff --git a/gone.yml b/gone.yml
--- a/gone.yml
+++ /dev/null
@@ -1 +0,0 @@
-x
diff --git a/b c.yml b/b c.yml
--- /dev/null
+++ b/b c.yml\t
@@ -0,0 +1 @@
+x
\\ No newline at end of file
"""


def test_parse_diff():
    assert parse_diff(DIFF) == {"a.yml": {2, 3, 11}, "b c.yml": {1}}


def git(folder: Path, *arguments: str) -> None:
    who = ["-c", "user.name=a", "-c", "user.email=a@b.example"]
    subprocess.run(["git", "-C", folder, *who, *arguments], check=True, capture_output=True)


def test_changes_since_a_revision(tmp_path):
    project = tmp_path / "lists" / "mine"
    project.mkdir(parents=True)
    git(tmp_path, "init", "--initial-branch=main")
    (project / "ä.yml").write_text("1\n2\n3\n", "utf-8")
    (tmp_path / "outside.yml").write_text("1\n", "utf-8")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-m", "one")
    git(tmp_path, "checkout", "-b", "topic")
    (project / "ä.yml").write_text("1\nchanged\n3\nmore\n", "utf-8")
    (tmp_path / "outside.yml").write_text("2\n", "utf-8")
    git(tmp_path, "commit", "-a", "-m", "two")
    git(tmp_path, "checkout", "main")
    (project / "ä.yml").write_text("0\n2\n3\n", "utf-8")
    git(tmp_path, "commit", "-a", "-m", "three")
    git(tmp_path, "checkout", "topic")
    (project / "new.yml").write_text("x\n", "utf-8")
    changes = read_changes(project, "main")
    # Later commits on main do not count, nor does anything outside the project.
    assert changes.lines == {"ä.yml": {2, 4}}
    assert changes.new == {"new.yml"}
    assert changes.touches("new.yml", 7)
    assert not changes.touches("ä.yml", 1)
    for revision in ("nonsense", "--output=x", ""):
        with pytest.raises(UsageError):
            read_changes(project, revision)


def test_a_folder_without_git(tmp_path):
    with pytest.raises(UsageError):
        read_changes(tmp_path, "HEAD")


@pytest.mark.parametrize(
    ("diff", "lines"),
    [
        ("", {}),
        ("+++ b/a.yml\n@@ -0,0 +5,3 @@\n+a\n+b\n+c\n", {"a.yml": {5, 6, 7}}),
        ("+++ b/a.yml\n@@ -1 +1 @@\n-a\n+b\n@@ -9,2 +9 @@ x\n-a\n-b\n+c\n", {"a.yml": {1, 9}}),
        ("+++ b/a.yml\n@@ -3,2 +2,0 @@\n-a\n-b\n", {}),
        ("+++ /dev/null\n@@ -1 +0,0 @@\n-x\n+++ b/b.yml\n@@ -0,0 +1 @@\n+x\n", {"b.yml": {1}}),
        # Lines that look like the marks of a diff.
        ("+++ b/a.yml\n@@ -1 +1,2 @@\n-x\n+++ b/x.yml\n+@@ -1 +7 @@\n", {"a.yml": {1, 2}}),
        ("+++ b/b/a.yml\n@@ -0,0 +1 @@\n+x\n", {"b/a.yml": {1}}),
    ],
    ids=range(7),
)
def test_added_lines_of_a_diff(diff, lines):
    assert parse_diff(diff) == lines


def test_what_is_touched():
    changes = Changes({"a.yml": frozenset({3})}, frozenset({"new.yml"}))
    assert changes.files == {"a.yml", "new.yml"}
    assert changes.touches("a.yml", 3)
    assert changes.touches("new.yml", 99)
    assert not changes.touches("a.yml", 4)
    assert not changes.touches("b.yml", 3)
    assert Changes().files == frozenset()
