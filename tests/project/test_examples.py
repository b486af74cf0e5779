"""The documentation's commands, run on the real list, do what it says."""

import re
import shlex
import subprocess
from pathlib import Path

import pytest
import yaml
from standins.arxiv import Arxiv, Paper

REPOSITORY = Path(__file__).parents[2]
PAGES = ("README.md", "CONTRIBUTING.md", "docs/adding.md")
LINE = re.compile(r"^ *(?:\$ )?readinglist (?P<arguments>[^\n#]+?)(?: {2,}#.*)?$", re.MULTILINE)
#: Placeholders, and what a reader would replace them with.
PLACEHOLDER = re.compile(r"\b[A-Z]{2,}\b|\.\.")
#: Runs until stopped; see tests/site/mkdocs/test_preview.py.
ENDLESS = frozenset({"serve"})
#: Shown with mistakes that the list does not have.
WITH_FINDINGS = "$ readinglist validate"
PAPER = Paper(
    "2404.02258",
    "Mixture-of-Depths: Dynamically allocating compute in transformer-based language models",
    (
        "David Raposo",
        "Sam Ritter",
        "Blake Richards",
        "Timothy Lillicrap",
        "Peter Conway Humphreys",
        "Adam Santoro",
    ),
    "An abstract in our own words.",
    published="2024-04-02T19:28:11Z",
    updated="2024-04-02T19:28:11Z",
)
BIB = "@misc{ours, title = {Notes on Batches}, author = {Ada Green}, url = {https://b.example/}}\n"
CSL = (
    '[{"id": "ours", "type": "webpage", "title": "Notes on Batches", '
    '"author": [{"family": "Green", "given": "Ada"}], "URL": "https://b.example/"}]'
)
RIS = """TY  - ELEC
ID  - ours
TI  - Notes on Batches
AU  - Green, Ada
UR  - https://b.example/
ER  -
"""


def examples():
    for name in PAGES:
        text = (REPOSITORY / name).read_text("utf-8")
        found = [match["arguments"] for match in LINE.finditer(text)]
        if name == "README.md":
            table = text.partition("## Commands")[2].partition("Exit codes")[0]
            found += re.findall(r"`((?:add|import|init) [^`]+)`", table)
        for arguments in dict.fromkeys(found):
            if not PLACEHOLDER.search(arguments) and arguments.split()[0] not in ENDLESS:
                yield name, arguments


EXAMPLES = list(examples())


def test_there_are_examples_of_each_page():
    assert {name for name, _ in EXAMPLES} == set(PAGES)
    assert len(EXAMPLES) >= 10
    assert {"add", "import", "init", "validate", "fmt", "diff"} <= {
        arguments.split()[0] for _, arguments in EXAMPLES
    }


@pytest.fixture
def here(project, monkeypatch):
    """The list under version control, as in a clone, with bibliographies next to it."""
    (project / "refs.bib").write_text(BIB, "utf-8")
    (project / "refs.json").write_text(CSL, "utf-8")
    (project / "library.ris").write_text(RIS, "utf-8")
    for command in ("init -q -b main", "add .", "-c user.name=A -c user.email=a@b.c commit -qm x"):
        subprocess.run(["git", *command.split()], cwd=project, check=True, timeout=60)
    monkeypatch.chdir(project)
    with Arxiv([PAPER]) as arxiv:
        monkeypatch.setenv("READINGLIST_ARXIV_URL", arxiv.api)
        yield project


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(("page", "arguments"), EXAMPLES, ids=map(": ".join, EXAMPLES))
def test_examples_run_as_printed(cli, page, arguments):
    result = cli(*shlex.split(arguments))
    assert result.code == 0, f"{page}: {arguments}\n{result.out}{result.err}"
    assert "note:" not in result.err


def test_add_writes_what_is_shown(cli, here):
    text = (REPOSITORY / "docs/adding.md").read_text("utf-8")
    (command,) = re.findall(rf"^readinglist (add {PAPER.id} .*)$", text, re.MULTILINE)
    (path,) = re.findall(r"^The result is a file such as `(\S+)`:$", text, re.MULTILINE)
    shown = next(
        block for block in re.findall(r"```yaml\n(.*?)```", text, re.DOTALL) if PAPER.id in block
    )
    assert cli(*shlex.split(command)).code == 0
    written = (here / path).read_text("utf-8")
    # The date is that of the run.
    assert [line for line in written.splitlines() if not line.startswith("added:")][
        : len(shown.splitlines())
    ] == shown.splitlines()
    assert yaml.safe_load(shown).items() <= yaml.safe_load(written).items()
