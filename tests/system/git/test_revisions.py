"""A project's files at a revision, from real repositories."""

import os
import subprocess

import pytest

from readinglist.errors import UsageError
from readinglist.system.git.revisions import files_at, merge_base, resolve


@pytest.fixture
def git(tmp_path):
    """Runs git in a repository with a list in a subfolder."""
    (tmp_path / "list/entries/papers").mkdir(parents=True)
    environment = os.environ | {
        "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull,
        "GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@a.example",
        "GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@a.example",
    }  # fmt: skip

    def run(*arguments):
        command = ["git", "-C", tmp_path, *arguments]
        done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
        return done.stdout.strip()

    run("init", "-q", "-b", "main")
    return run


@pytest.fixture
def project(tmp_path, git):
    """A list with one commit, after which everything has changed."""
    project = tmp_path / "list"
    entries = project / "entries"
    (entries / "papers/a.yml").write_bytes(b"one\r\n\xff")
    (entries / "papers/\u00e9 \n\t.yml").write_text("odd", "utf-8")
    (entries / "papers/empty.yml").touch()
    (entries / "papers/run.yml").write_text("run", "utf-8")
    (entries / "papers/run.yml").chmod(0o755)
    (entries / "link.yml").symlink_to("papers/a.yml")
    (project / "mkdocs.yml").write_text("site_name: S\n", "utf-8")
    (tmp_path / "outside.txt").write_text("x", "utf-8")
    git("add", "-A")
    git("commit", "-q", "-m", "one")
    git("tag", "-a", "v1", "-m", "first")
    (entries / "papers/a.yml").write_text("two", "utf-8")
    (entries / "papers/new.yml").write_text("new", "utf-8")
    return project


def contents(root):
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if not path.is_dir()
    }


def test_files_are_those_of_the_commit(project):
    """With their bytes as committed, without links and what is not asked for."""
    with files_at(project, "HEAD", "entries") as root:
        assert contents(root) == {
            "entries/papers/a.yml": b"one\r\n\xff",
            "entries/papers/empty.yml": b"",
            "entries/papers/run.yml": b"run",
            "entries/papers/\u00e9 \n\t.yml": b"odd",
        }
    assert not root.exists()
    assert (project / "entries/papers/a.yml").read_text("utf-8") == "two"


def test_other_files_are_copied_if_the_commit_has_them(project):
    with files_at(project, "v1", "docs", "mkdocs.yml", "none.yml") as root:
        assert (root / "docs").is_dir()
        assert contents(root) == {"mkdocs.yml": b"site_name: S\n"}


def test_the_copy_is_removed_after_an_exception(project):
    with pytest.raises(ZeroDivisionError), files_at(project, "HEAD", "entries") as root:
        raise ZeroDivisionError
    assert not root.exists()


def test_revisions_become_commits(project, git):
    commit = git("rev-parse", "HEAD")
    for revision in ("HEAD", "main", "v1", commit, commit[:12], "v1^{}"):
        assert resolve(project, revision) == commit
    assert git("rev-parse", "v1") != commit, "the tag is an object of its own"


@pytest.mark.parametrize("revision", ["none", "HEAD~1", "", "--output=x", "HEAD:list/mkdocs.yml"])
def test_what_is_no_commit(project, revision):
    with pytest.raises(UsageError, match="git knows no revision") as caught:
        resolve(project, revision)
    assert f"'{revision}'" in caught.value.message
    assert "fetch-depth: 0" in caught.value.hint
    with pytest.raises(UsageError), files_at(project, revision, "entries"):
        pytest.fail("there is nothing to copy")


def test_the_best_common_ancestor(project, git):
    first = git("rev-parse", "HEAD")
    git("checkout", "-q", "-b", "side")
    git("commit", "-q", "--allow-empty", "-m", "on the side")
    git("checkout", "-q", "main")
    git("commit", "-q", "--allow-empty", "-m", "on main")
    assert merge_base(project, "main", "side") == first
    assert merge_base(project, "side", "side") == git("rev-parse", "side")
    git("checkout", "-q", "--orphan", "other")
    git("commit", "-q", "--allow-empty", "-m", "from nothing")
    with pytest.raises(UsageError, match="have no commit in common") as caught:
        merge_base(project, "main", "other")
    assert "BASE..HEAD" in caught.value.hint
    with pytest.raises(UsageError, match="git knows no revision 'none'"):
        merge_base(project, "main", "none")
