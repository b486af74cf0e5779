"""A site is built next to the last one, which stays intact whatever goes wrong."""

import os
import shutil
import signal
import subprocess
import sys
import time

import pytest

PAPER = "entries/papers/fern2012shade.yml"


@pytest.fixture(scope="module")
def built_once(tmp_path_factory, command, write_project):
    """A list with its site, to be copied."""
    folder = write_project(tmp_path_factory.mktemp("built") / "project")
    assert command("readinglist", "build", "--project", folder).returncode == 0
    return folder


@pytest.fixture
def built(built_once, tmp_path):
    """A list with its site, and a change that is not yet on the site."""
    project = tmp_path / "project"
    shutil.copytree(built_once, project, symlinks=True)
    file = project / PAPER
    file.write_text(file.read_text("utf-8").replace("takeaway: ", "takeaway: Changed. "), "utf-8")
    return project


def hook(project, text):
    (project / "hooks.py").write_text(text, "utf-8")
    settings = project / "mkdocs.yml"
    settings.write_text(settings.read_text("utf-8") + "\nhooks: [hooks.py]\n", "utf-8")


def undecodable_page(project):
    (project / "docs/bad.md").write_bytes(b"\xff")


def page_in_the_way(project):
    (project / "docs/papers").mkdir()
    (project / "docs/papers/fern2012shade.md").write_text("# Mine\n", "utf-8")
    (project / "docs/papers/index.md").write_text("# Mine\n", "utf-8")


def hook_at_the_start(project):
    hook(project, "def on_files(files, config):\n    raise RuntimeError('boom')\n")


def hook_at_the_end(project):
    """Writes to a page that has not changed, and then fails."""
    hook(
        project,
        "from pathlib import Path\n"
        "def on_post_build(config):\n"
        "    for page in Path(config.site_dir).rglob('*.html'):\n"
        "        with page.open('a') as stream:\n"
        "            stream.write('spoilt')\n"
        "    raise RuntimeError('boom')\n",
    )


def broken_override(project):
    (project / "overrides").mkdir()
    (project / "overrides/main.html").write_text("{% extends 'base.html' %}\n{% if %}", "utf-8")
    settings = project / "mkdocs.yml"
    text = settings.read_text("utf-8")
    settings.write_text(text.replace("name: material", "name: material\n  custom_dir: overrides"))


def warning(project):
    (project / "docs/about.md").write_text("# About\n\n[gone](gone.md)\n", "utf-8")


def broken_entry(project):
    (project / PAPER).write_text("title: [", "utf-8")


MISTAKES = [
    undecodable_page, page_in_the_way, hook_at_the_start, hook_at_the_end, broken_override,
    warning, broken_entry,
]  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_failing_build_keeps_the_last_site(mistake, built, cli, files_of, monkeypatch):
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    site = files_of(built / "site")
    mistake(built)
    names = set(os.listdir(built))
    result = cli("build", "--project", built)
    assert result.code in (1, 2, 3), result.err
    assert "Traceback" not in result.err
    assert files_of(built / "site") == site
    assert set(os.listdir(built)) == names, "something was left behind"


@pytest.mark.parametrize("mistake", [hook_at_the_end, warning])
def test_a_failing_mkdocs_build_keeps_the_last_site(mistake, built, command, files_of):
    site = files_of(built / "site")
    mistake(built)
    names = set(os.listdir(built))
    result = command("mkdocs", "build", "--strict", "-f", built / "mkdocs.yml")
    assert result.returncode != 0
    assert files_of(built / "site") == site
    # Python may have compiled the hooks.
    assert set(os.listdir(built)) - {"__pycache__"} == names


@pytest.mark.parametrize(
    ("mistake", "told"),
    [(hook_at_the_start, "hooks.py:2: RuntimeError: boom"),
     (broken_override, "overrides/main.html:2: TemplateSyntaxError")],
)  # fmt: skip
def test_exceptions_of_plugins_are_reported_with_their_place(mistake, told, built, cli):
    mistake(built)
    assert told in cli("build", "--project", built).err


def test_a_hook_that_edits_pages_edits_each_once(built, cli, files_of):
    hook(
        built,
        "from pathlib import Path\n"
        "def on_post_build(config):\n"
        "    for page in Path(config.site_dir).rglob('*.html'):\n"
        "        with page.open('a') as stream:\n"
        "            stream.write('<!-- seen -->')\n",
    )
    for _ in range(2):
        assert cli("build", "-p", built).code == 0
        pages = {
            name: content
            for name, content in files_of(built / "site").items()
            if name.endswith(".html")
        }
        assert pages
        assert all(page.count(b"<!-- seen -->") == 1 for page in pages.values())


# Where a site is


def test_names_with_a_dot_stay_in_the_folder_as_with_mkdocs(built, cli):
    site = built / "site"
    (site / ".git").mkdir()
    (site / ".git/config").write_text("mine", "utf-8")
    (site / "CNAME").write_text("gone with every build, unless it stands in docs/", "utf-8")
    number = site.stat().st_ino
    for _ in range(2):
        assert cli("build", "-p", built).code == 0
        assert (site / ".git/config").read_text("utf-8") == "mine"
        assert not (site / "CNAME").exists()
        assert site.stat().st_ino == number, "the folder itself stays"
    page = (site / "papers/fern2012shade/index.html").read_text("utf-8")
    assert "Changed." in page
    assert not (built / ".site.build").exists()


def test_a_site_behind_a_link(built, cli, tmp_path):
    real = tmp_path / "www"
    (built / "site").rename(real)
    (built / "site").symlink_to(real)
    assert cli("build", "-p", built).code == 0
    assert (built / "site").is_symlink()
    assert "Changed." in (real / "papers/fern2012shade/index.html").read_text("utf-8")


def test_a_link_to_something_else_is_not_followed(built, cli, tmp_path, files_of):
    other = tmp_path / "home"
    other.mkdir()
    (other / "diary.txt").write_text("mine", "utf-8")
    shutil.rmtree(built / "site")
    (built / "site").symlink_to(other)
    result = cli("build", "-p", built)
    assert result.code == 2
    assert "which holds something else than a site" in result.err
    assert files_of(other) == {"diary.txt": b"mine"}


@pytest.mark.parametrize("place", [".", "docs", "entries", ".."])
def test_a_site_does_not_replace_its_sources(place, project, cli, files_of):
    before = files_of(project)
    result = cli("build", "-p", project, "-o", project / place)
    assert result.code == 2
    assert files_of(project) == before


def test_a_file_in_place_of_a_site(project, cli, tmp_path):
    file = tmp_path / "site"
    file.write_text("mine", "utf-8")
    result = cli("build", "-p", project, "-o", file)
    assert result.code == 3
    assert file.read_text("utf-8") == "mine"


# Signals

#: A build that announces that it has begun to write, and then continues slowly.
SLOW = """
import sys, time
from readinglist.site import writing
from readinglist.__main__ import run
write = writing.Writer.write
def slowly(self, files):
    print("writing", flush=True)
    time.sleep(30)
    return write(self, files)
writing.Writer.write = slowly
sys.argv[0] = "readinglist"
run()
"""


@pytest.mark.skipif(os.name == "nt", reason="signals are another matter there")
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_an_interrupted_build_keeps_the_last_site(name, built, files_of):
    site, names = files_of(built / "site"), set(os.listdir(built))
    number = getattr(signal, name)
    with subprocess.Popen(
        [sys.executable, "-c", SLOW, "build", "--project", str(built)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stdout.readline() == "writing\n"
        assert (built / ".site.build").exists()
        process.send_signal(number)
        _, told = process.communicate(timeout=60)
    assert process.returncode == 128 + number
    assert "Traceback" not in told
    assert files_of(built / "site") == site
    assert set(os.listdir(built)) == names


@pytest.mark.skipif(os.name == "nt", reason="locks differ there")
def test_a_killed_build_leaves_no_lock(built, cli):
    with subprocess.Popen(
        [sys.executable, "-c", SLOW, "build", "--project", str(built)],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    ) as process:  # fmt: skip
        process.stdout.readline()
        result = cli("build", "-p", built, "--no-wait")
        assert result.code == 3
        assert f"process {process.pid}" in result.err
        process.kill()
    assert cli("build", "-p", built, "--no-wait").code == 0
    page = (built / "site/papers/fern2012shade/index.html").read_text("utf-8")
    assert "Changed." in page


def test_mkdocs_serve_with_clean_leaves_nothing_behind(project, tmp_path):
    """It builds whole sites, into a folder that it removes at the end."""
    environment = {**os.environ, "TMPDIR": str(tmp_path), "NO_MKDOCS_2_WARNING": "1"}
    with subprocess.Popen(
        [sys.executable, "-m", "mkdocs", "serve", "--clean", "-a", "127.0.0.1:0",
         "-f", str(project / "mkdocs.yml")],
        env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        for line in process.stderr:
            if "Serving on" in line:
                break
        time.sleep(0.2)  # until it handles interrupts
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
    assert [path.name for path in tmp_path.iterdir() if "mkdocs_" in path.name] == []
