"""The documentation's examples work: entries validate, commands have the options shown."""

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
from readinglist.intake.new_list import render_starter
from readinglist.intake.new_list.origin import Origin
from readinglist.values.dates import PartialDate

REPOSITORY = Path(__file__).parents[2]
#: Generated pages show mistakes on purpose; the changelog may name what no longer exists.
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
            if match["info"].split()[:1] in [[language] for language in languages]:
                line = text.count("\n", 0, match.start()) + 1
                indent = len(match["indent"])
                lines = [line[indent:] for line in match["text"].splitlines()]
                yield f"{file.relative_to(REPOSITORY).as_posix()}:{line}", "\n".join(lines) + "\n"


def folder_of(text):
    """The folder for such an entry; None for a block that is not an entry."""
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
ENTRIES = [entry for entry in ENTRIES if entry[2]]


def test_there_are_examples():
    assert len(ENTRIES) >= 5
    assert len(SHELL) >= 15
    assert len(MENTIONS) >= 30


@pytest.fixture(scope="module")
def findings_of_examples(tmp_path_factory):
    """The findings in the documentation's entries, when added to this list."""
    project = tmp_path_factory.mktemp("docs")
    shutil.copytree(REPOSITORY / "entries", project / "entries")
    for number, (_, text, folder) in enumerate(ENTRIES):
        file = project / f"entries/{folder}/example-{number}.yml"
        file.write_text(text, "utf-8", newline="\n")
    return prepare(project).findings


@pytest.mark.parametrize("number", range(len(ENTRIES)), ids=[place for place, _, _ in ENTRIES])
def test_entries_validate(findings_of_examples, number):
    name = f"example-{number}.yml"
    # An example may duplicate an entry of the list, or be a draft.
    is_draft = None in yaml.safe_load(ENTRIES[number][1]).values()
    meant = {"E301", "E302", *(["E105"] if is_draft else [])}
    wrong = [
        str(finding)
        for finding in findings_of_examples
        if finding.location.path.endswith(f"/{name}")
        and finding.severity is not Severity.NOTICE
        and finding.code not in meant
    ]
    assert wrong == []
    open_fields = [
        finding
        for finding in findings_of_examples
        if finding.location.path.endswith(f"/{name}") and finding.code == "E105"
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
    """The commands in the README's table, without the program's name."""
    text = (REPOSITORY / "README.md").read_text("utf-8")
    table = text.partition("## Commands")[2].partition("Exit codes")[0]
    for code in re.findall(r"`([^`]+)`", table):
        if code.split()[0] in ROOT.commands:
            yield "README.md", code


SHELL = list(command_lines())
MENTIONS = [*mentions(), *table_of_commands()]


def find_command(words):
    """The command that the words call, and the arguments to it."""
    command = ROOT
    while words and words[0] in getattr(command, "commands", {}):
        command, words = command.commands[words[0]], words[1:]
    return command, words


@pytest.mark.parametrize(("place", "arguments"), SHELL, ids=map(" ".join, SHELL))
def test_commands_can_be_called_as_shown(place, arguments):
    command, words = find_command(shlex.split(arguments.partition(" > ")[0], comments=True))
    assert command is not ROOT, place
    assert command.make_context(command.name, words).command is command


@pytest.mark.parametrize(("place", "arguments"), MENTIONS, ids=map(" ".join, MENTIONS))
def test_commands_and_options_in_sentences_exist(place, arguments):
    """In a sentence, a command may be shown without its required arguments."""
    command, words = find_command(shlex.split(arguments))
    assert command is not ROOT or words[0].startswith("-"), place
    known = {
        option
        for parameter in command.params
        for option in (*parameter.opts, *parameter.secondary_opts)
    }
    known |= {"-h", "--help"}
    assert {word.partition("=")[0] for word in words if word.startswith("-")} <= known, place


def test_every_command_is_documented():
    named = {arguments.split()[0] for _, arguments in (*SHELL, *MENTIONS)}
    assert set(ROOT.commands) <= named


def test_policy_rules_are_numbered_without_a_gap():
    origin = Origin("readinglist-site")
    texts = [(REPOSITORY / "docs/policy.md").read_text("utf-8")]
    texts += [
        render_starter("A", PartialDate(2026), origin, bare=bare)["docs/policy.md"]
        for bare in (False, True)
    ]
    for text in texts:
        numbers = [int(number) for number in re.findall(r"^(\d+)\. \*\*", text, re.MULTILINE)]
        assert numbers == list(range(1, len(numbers) + 1))
        assert len(numbers) > 3
