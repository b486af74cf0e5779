"""What the documentation shows works: every entry validates, every command has these options."""

import re
import shlex
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest
import typer
import yaml

from readinglist.cli import COMMANDS, app, load_command
from readinglist.entry.findings import Severity
from readinglist.graph.preparing import prepare

REPOSITORY = Path(__file__).parents[2]
#: Generated pages show mistakes on purpose; a record of changes may name what is gone.
PAGES = sorted(
    file
    for pattern in (
        "*.md",
        "docs/*.md",
        "docs/decisions/*.md",
        "readinglist/intake/new_list/files/**/*.md",
    )
    for file in REPOSITORY.glob(pattern)
    if file.name not in ("findings.md", "fields.md", "CHANGELOG.md")
)
FENCE = re.compile(
    r"^(?P<indent> *)```(?P<info>[^\n]*)\n(?P<text>.*?)^(?P=indent)```$", re.MULTILINE | re.DOTALL
)
COMMAND = re.compile(r"^(?:\$ )?(?:\.venv/bin/)?readinglist (?P<arguments>.*)$")
INLINE = re.compile(r"`readinglist (?P<arguments>[^`\n]+)`")
ROOT = SimpleNamespace(
    commands={name: load_command(name) for name in COMMANDS},
    params=typer.main.get_command(app).params,
)


def blocks(*languages):
    for file in PAGES:
        text = file.read_text("utf-8")
        for match in FENCE.finditer(text):
            if match["info"].split()[:1] in [[one] for one in languages]:
                line = text.count("\n", 0, match.start()) + 1
                indent = len(match["indent"])
                lines = [one[indent:] for one in match["text"].splitlines()]
                yield f"{file.relative_to(REPOSITORY).as_posix()}:{line}", "\n".join(lines) + "\n"


def folder_of(text):
    """The folder where such an entry belongs; None for a block that is no entry."""
    fields = yaml.safe_load(text)
    if not isinstance(fields, dict):
        return None
    for folder, telling in (
        ("claims", {"claim", "kind"}),
        ("essays", {"sections", "takeaway"}),
        ("paths", {"steps"}),
        ("papers", {"takeaway"}),
    ):
        if telling <= fields.keys():
            return folder
    return None


ENTRIES = [(place, text, folder_of(text)) for place, text in blocks("yaml")]
ENTRIES = [one for one in ENTRIES if one[2]]


def test_there_is_something_to_check():
    assert len(ENTRIES) >= 5
    assert len(SHELL) >= 15
    assert len(MENTIONS) >= 30


@pytest.fixture(scope="module")
def findings_of_examples(tmp_path_factory):
    """What the checks say of every entry in the documentation, as a part of this list."""
    project = tmp_path_factory.mktemp("docs")
    shutil.copytree(REPOSITORY / "entries", project / "entries")
    for number, (_, text, folder) in enumerate(ENTRIES):
        file = project / f"entries/{folder}/example-{number}.yml"
        file.write_text(text, "utf-8", newline="\n")
    return prepare(project).findings


@pytest.mark.parametrize("number", range(len(ENTRIES)), ids=[place for place, _, _ in ENTRIES])
def test_entries_validate(findings_of_examples, number):
    name = f"example-{number}.yml"
    # An example may be an entry of the list, which is then there twice, or a draft.
    is_draft = None in yaml.safe_load(ENTRIES[number][1]).values()
    meant = {"E301", "E302", *(["E105"] if is_draft else [])}
    wrong = [
        str(one)
        for one in findings_of_examples
        if one.location.path.endswith(f"/{name}")
        and one.severity is not Severity.NOTICE
        and one.code not in meant
    ]
    assert wrong == []
    open_fields = [
        one
        for one in findings_of_examples
        if one.location.path.endswith(f"/{name}") and one.code == "E105"
    ]
    assert bool(open_fields) == is_draft


def command_lines():
    for place, text in blocks("sh", "shell", "console", "bash", "text"):
        for offset, line in enumerate(text.splitlines(), 1):
            match = COMMAND.fullmatch(line.strip())
            if match:
                path, _, number = place.rpartition(":")
                yield f"{path}:{int(number) + offset}", match["arguments"]


def mentions():
    for file in PAGES:
        text = file.read_text("utf-8")
        for match in INLINE.finditer(text):
            line = text.count("\n", 0, match.start()) + 1
            yield f"{file.relative_to(REPOSITORY).as_posix()}:{line}", match["arguments"]


def table_of_commands():
    """The commands in the README's table, which leaves out the program's name."""
    text = (REPOSITORY / "README.md").read_text("utf-8")
    table = text.partition("## Commands")[2].partition("Exit codes")[0]
    for code in re.findall(r"`([^`]+)`", table):
        if code.split()[0] in ROOT.commands:
            yield "README.md", code


SHELL = list(command_lines())
MENTIONS = [*mentions(), *table_of_commands()]


def find_command(words):
    """The command that the words name, and what they say to it."""
    command = ROOT
    while words and words[0] in getattr(command, "commands", {}):
        command, words = command.commands[words[0]], words[1:]
    return command, words


@pytest.mark.parametrize(("place", "arguments"), SHELL, ids=map(" ".join, SHELL))
def test_commands_can_be_called_so(place, arguments):
    command, words = find_command(shlex.split(arguments.partition(" > ")[0], comments=True))
    assert command is not ROOT, place
    assert command.make_context(command.name, words).command is command


@pytest.mark.parametrize(("place", "arguments"), MENTIONS, ids=map(" ".join, MENTIONS))
def test_what_is_named_exists(place, arguments):
    """In a sentence, a command may stand without what it needs."""
    command, words = find_command(shlex.split(arguments))
    assert command is not ROOT or words[0].startswith("-"), place
    known = {option for one in command.params for option in (*one.opts, *one.secondary_opts)}
    known |= {"-h", "--help"}
    assert {word.partition("=")[0] for word in words if word.startswith("-")} <= known, place


def test_every_command_is_named_somewhere():
    named = {arguments.split()[0] for _, arguments in (*SHELL, *MENTIONS)}
    assert set(ROOT.commands) <= named


def test_policy_rules_are_numbered_without_a_gap():
    for file in ("docs/policy.md", "readinglist/intake/new_list/files/docs/policy.md"):
        text = (REPOSITORY / file).read_text("utf-8")
        numbers = [int(one) for one in re.findall(r"^(\d+)\. \*\*", text, re.MULTILINE)]
        assert numbers == list(range(1, len(numbers) + 1))
        assert len(numbers) > 5
