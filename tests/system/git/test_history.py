"""When files were added and changed, from real repositories."""

import datetime
import os
import subprocess

import pytest

from readinglist.system.git.history import read_history


class Repository:
    def __init__(self, folder):
        self.folder = folder
        self.day = 0
        self("init", "-q", "-b", "main")

    def __call__(self, *arguments):
        moment = f"{1_700_000_000 + self.day * 86400} +0000"
        env = os.environ | {
            "GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@a.example", "GIT_AUTHOR_DATE": moment,
            "GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@a.example",
            "GIT_COMMITTER_DATE": moment, "GIT_CONFIG_GLOBAL": os.devnull,
        }  # fmt: skip
        subprocess.run(["git", "-C", self.folder, *arguments], check=True, env=env)

    def commit(self, **files):
        """One commit per day; None removes a file."""
        self.day += 1
        for name, content in files.items():
            file = self.folder / "entries" / f"{name}.yml"
            file.parent.mkdir(parents=True, exist_ok=True)
            if content is None:
                file.unlink()
            else:
                file.write_text(content, "utf-8")
        self("add", "-A")
        self("commit", "-q", "-m", f"Day {self.day}")

    def moment(self, day):
        return datetime.datetime.fromtimestamp(1_700_000_000 + day * 86400, datetime.UTC)


@pytest.fixture
def repository(tmp_path):
    folder = tmp_path / "list"
    folder.mkdir()
    return Repository(folder)


def test_a_file_dates_from_the_commit_that_added_it(repository):
    repository.commit(a="1")
    repository.commit(b="1", a="2")
    history = read_history(repository.folder, "entries")
    assert history.added("entries/a.yml") == repository.moment(1)
    assert history.added("entries/b.yml") == repository.moment(2)
    assert history.added("entries/c.yml") is None
    blobs = [change.blob for change in history.changes["entries/a.yml"]]
    contents = history.contents([*blobs, "0" * 40])
    assert [contents[blob] for blob in blobs] == [b"1", b"2"]
    assert "0" * 40 not in contents


def test_a_restored_file_dates_from_its_return(repository):
    repository.commit(a="1")
    repository.commit(a=None, b="1")
    repository.commit(a="1")
    history = read_history(repository.folder, "entries")
    assert history.added("entries/a.yml") == repository.moment(3)
    repository.commit(a=None)
    assert read_history(repository.folder, "entries").added("entries/a.yml") is None


def test_a_merged_file_dates_from_the_merge(repository):
    repository.commit(a="1")
    repository("checkout", "-q", "-b", "side")
    repository.commit(b="1")
    repository("checkout", "-q", "main")
    repository.commit(c="1")
    repository.day = 9
    repository("merge", "-q", "--no-ff", "-m", "Merge", "side")
    history = read_history(repository.folder, "entries")
    assert history.added("entries/b.yml") == repository.moment(9)
    assert history.added("entries/c.yml") == repository.moment(3)


def test_odd_names_and_binary_contents(repository):
    odd = 'é \n\t"x'
    repository.commit(**{odd: "\0\n\n0 blob 5\n"})
    history = read_history(repository.folder, "entries")
    (change,) = history.changes[f"entries/{odd}.yml"]
    assert history.contents([change.blob]) == {change.blob: b"\0\n\n0 blob 5\n"}
    assert history.contents([]) == {}


def test_a_list_within_a_larger_repository(tmp_path):
    (tmp_path / "papers" / "list").mkdir(parents=True)
    outer = Repository(tmp_path)
    inner = Repository.__new__(Repository)
    inner.folder, inner.day = tmp_path / "papers/list", 0
    inner.commit(a="1")
    del outer
    assert read_history(inner.folder, "entries").added("entries/a.yml") == inner.moment(1)


def test_without_a_history(tmp_path, repository, monkeypatch):
    (tmp_path / "plain").mkdir()
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    assert read_history(tmp_path / "plain", "entries") is None
    assert read_history(repository.folder, "entries") is None, "a repository without a commit"
    repository.commit(a="1")
    repository.commit(a="2")
    url = f"file://{repository.folder}"
    subprocess.run(["git", "clone", "-q", "--depth=1", url, tmp_path / "shallow"], check=True)
    assert read_history(tmp_path / "shallow", "entries") is None, "a shallow clone"
    monkeypatch.setenv("PATH", str(tmp_path))
    assert read_history(repository.folder, "entries") is None, "no git"
