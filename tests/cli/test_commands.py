import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from readinglist.cli import COMMANDS as PLACES
from readinglist.cli import load_command
from readinglist.entry.catalogue import RULES
from readinglist.entry.findings import Severity

COMMANDS = (
    "init validate fmt explain schema build serve diff show list stats impact export add import "
    "forms from-issue enrich quotes reference"
).split()
CLAIM = "entries/claims/objectives-matter.yml"
PAPER = "entries/papers/vaswani2017attention.yml"
LINE = re.compile(
    r"(?P<path>\S+):(?P<line>\d+):(?P<column>\d+) (?:error|warning|notice) (?P<code>[EWN]\d{3}) .+"
)


def change(project: Path, name: str, old: str, new: str) -> None:
    file = project / name
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8", newline="\n")


def broken(project: Path) -> Path:
    change(project, CLAIM, "work: vaswani2017attention", "work: vaswani2017atention")
    return project


# Help


def test_every_command_is_known_here():
    assert set(PLACES) == {*COMMANDS, "links"}


@pytest.mark.parametrize("name", PLACES)
def test_the_list_of_commands_agrees_with_their_help(name):
    """Its description is duplicated in a table, so that it can be listed without being imported."""
    command = load_command(name)
    assert command.name == name
    assert command.help.splitlines()[0] == PLACES[name].summary


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("option", ["--help", "-h"])
def test_help(cli, command, option):
    result = cli(command, option)
    assert result.code == 0
    assert f"readinglist {command}" in result.out
    assert result.err == ""


def test_help_of_all_commands(cli):
    result = cli("--help")
    assert result.code == 0
    for command in COMMANDS:
        assert re.search(rf"\b{command}\b", result.out)
    assert "Exit codes" in result.out


def test_version(cli):
    assert re.fullmatch(r"readinglist \d+\.\d+\.\d+\S*\n", cli("--version").out)


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["validate", "--nonsense"],
        ["validate", "--format", "xml"],
        ["show"],
        ["enrich", "--refresh", "soon"],
        ["explain", "E999"],
        ["quotes"],
        ["list", "--kind", "nonsense"],
        ["list", "--standing", "nonsense"],
    ],
    ids=" ".join,
)
def test_wrong_usage_exits_with_2(cli, arguments):
    result = cli(*arguments)
    assert result.code == 2
    assert result.err
    assert result.out == ""


# validate


def test_a_valid_list(cli, small_project):
    result = cli("validate", "-p", small_project)
    assert result.code == 0
    assert result.out == ""
    assert "4 entries: " in result.err
    assert "--notices" in result.err


def test_a_broken_list(cli, small_project):
    result = cli("validate", "-p", broken(small_project))
    assert result.code == 1
    (line,) = result.out.splitlines()
    assert line.startswith(f"{CLAIM}:9:11 error E203 evidence[1].work: unknown work")
    assert line.endswith("Did you mean 'vaswani2017attention'?")
    assert "1 error" in result.err


def test_notices_are_listed_on_request(cli, small_project):
    result = cli("validate", "-p", small_project, "--notices")
    assert result.code == 0
    (line,) = result.out.splitlines()
    assert line.startswith(f"{PAPER}:1:8 notice N502 ")


def test_warnings_count_only_with_strict(cli, small_project):
    record = {
        "id": "1706.03762", "title": "Attention", "authors": ["Ada Lovelace"],
        "submitted": "2017-06-12", "withdrawn": "The proof is wrong.",
        "provenance": {"route": "copy", "read": "2026-11-21", "sources": {"title": "test"}},
    }  # fmt: skip
    file = small_project / "entries/metadata/arxiv/1706.03762.json"
    file.parent.mkdir(parents=True)
    file.write_text(json.dumps(record), "utf-8")
    plain, strict = (
        cli("validate", "-p", small_project),
        cli("validate", "-p", small_project, "--strict"),
    )
    assert (plain.code, strict.code) == (0, 1)
    assert plain.out == strict.out
    assert "warning W402" in plain.out


def test_json(cli, small_project):
    result = cli("validate", "-p", broken(small_project), "--format", "json")
    assert result.code == 1
    document = json.loads(result.out)
    # Including notices.
    assert [finding["code"] for finding in document["findings"]] == ["E203", "N502"]
    assert document["counts"] == {"notice": 1, "warning": 0, "error": 1}
    assert document["findings"][0] | {"message": "", "hint": ""} == {
        "code": "E203",
        "severity": "error",
        "path": CLAIM,
        "line": 9,
        "column": 11,
        "field": "evidence[1].work",
        "message": "",
        "hint": "",
    }


def test_json_of_a_valid_list(cli, small_project):
    result = cli("validate", "-p", small_project, "-f", "json")
    assert result.code == 0
    assert json.loads(result.out)["counts"]["error"] == 0


def test_github(cli, small_project):
    result = cli("validate", "-p", broken(small_project), "-f", "github")
    assert result.code == 1
    (line,) = result.out.splitlines()
    assert line.startswith(f"::error file={CLAIM},line=9,col=11,title=E203")
    assert (
        cli("validate", "-p", small_project, "-f", "github", "--notices").out.count("::notice ")
        == 1
    )


def test_a_project_without_entries(cli, tmp_path):
    for project in (tmp_path, tmp_path / "none"):
        for command in (["validate"], ["list"], ["stats"], ["show", "x"]):
            result = cli(*command, "-p", project)
            assert result.code == 2
            assert "entries" in result.err
            assert "--project" in result.err
            assert result.out == ""


def test_a_file_that_cannot_be_read(cli, small_project):
    # There is a folder where the lock should have a file: it is skipped, and the rest of the list
    # is read.
    (small_project / "entries/metadata/arxiv/1706.03762.json").mkdir(parents=True)
    result = cli("validate", "-p", small_project)
    assert result.code == 1
    assert "1706.03762.json:1:1 error E010 it is a folder, not a file" in result.out


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read anything"
)
def test_a_file_without_read_permission(cli, small_project):
    (small_project / PAPER).chmod(0)
    result = cli("validate", "-p", small_project)
    assert result.code == 3
    assert PAPER in result.err


@pytest.mark.parametrize(
    "value", ["[/] and [bold]x[/bold] \\[", ":warning: 100%", "two\nlines", "a\x85b\u2028c", "\\"]
)
def test_markup_in_quoted_text_is_not_interpreted(cli, small_project, value):
    change(small_project, CLAIM, "kind: claim", f"kind: {json.dumps(value)}")
    result = cli("validate", "-p", small_project)
    assert result.code == 1
    (line,) = result.out.split("\n")[:-1]
    assert " ".join(re.sub("[\x85\u2028]", " ", value).split()) in " ".join(line.split())


# More than twenty faults at once


def first_with(folder, pattern, taken, count=1):
    """Entries in the folder that match the pattern and were not used before."""
    found = [
        f
        for f in sorted(folder.glob("*.yml"))
        if f not in taken and re.search(pattern, f.read_text("utf-8"), re.MULTILINE)
    ]
    assert len(found) >= count, f"{folder.name} has no {pattern}"
    taken.update(found[:count])
    return found[:count]


class Faults:
    """Puts faults into files and records where they should be reported."""

    def __init__(self, project: Path) -> None:
        self.project = project
        self.expected: set[tuple[str, str, int]] = set()

    def note(self, code: str, file: Path, line: int) -> None:
        self.expected.add((code, file.relative_to(self.project).as_posix(), line))

    def put(self, code: str, file: Path, pattern: str, line: str) -> None:
        """Replace only the first line that matches the pattern, so that no other line moves."""
        lines = file.read_text("utf-8").split("\n")
        number = next(i for i, text in enumerate(lines) if re.search(pattern, text))
        lines[number] = re.sub(pattern, lambda match: match.expand(line), lines[number], count=1)
        assert "\n" not in lines[number]
        file.write_text("\n".join(lines), "utf-8", newline="\n")
        self.note(code, file, number + 1)

    def add(self, code: str, file: Path, text: str, at: int = 1) -> None:
        """Append lines; the fault is in the given one of them."""
        old = file.read_text("utf-8").rstrip("\n") + "\n"
        file.write_text(f"{old}{text}\n", "utf-8", newline="\n")
        self.note(code, file, old.count("\n") + at)


def test_all_faults_are_reported_in_one_run_at_their_lines(cli, project):  # noqa: PLR0915 - many
    entries = project / "entries"
    assert cli("validate", "-p", project).code == 0
    faults = Faults(project)
    taken: set[Path] = set()
    papers, claims, paths, essays = (
        entries / folder for folder in ("papers", "claims", "paths", "essays")
    )

    plain = r'^arxiv: "[0-9.]+"$'
    (one,) = first_with(papers, rf"(?s){plain[:-1]}.*^mode: .*^added: ", taken)
    faults.put("E104", one, r"^mode: (\w+)$", r"mode: \1ly")
    faults.put("E101", one, r"^added:", "aded:")
    faults.put("E107", one, r"^arxiv: .*", 'arxiv: "99.99"')
    faults.add("E109", one, 'issued: "2017-13"')
    faults.add("E110", one, "url: javascript:alert(1)")
    faults.add("E108", one, 'doi: "nature14539"')
    faults.add("E103", one, "authors: Ada Lovelace")
    (one,) = first_with(papers, plain, taken)
    faults.put("E106", one, r'^arxiv: "(.*)"', r"arxiv: \1")
    (one,) = first_with(papers, r"^themes: \[", taken)
    faults.put("E201", one, r"^themes: .*", "themes: [nonsuch]")
    (one,) = first_with(papers, r"^themes: \[", taken)
    faults.put("E202", one, r"^themes: .*", "themes: [scaling/nonsuch]")
    (one,) = first_with(papers, r"^takeaway: ", taken)
    faults.add("E003", one, "takeaway: again")
    (one,) = first_with(papers, r"^builds-on: \[", taken)
    faults.put("E303", one, r"^builds-on: \[", f"builds-on: [{one.stem}, ")
    (one,) = first_with(papers, r"^tags: \[", taken)
    faults.put("E105", one, r"^tags: .*", "tags: [a, '']")
    (one,) = first_with(papers, plain, taken)
    faults.add("E002", one, "note: *a [b")
    (one,) = first_with(papers, plain, taken)
    lock = (
        entries
        / "metadata/arxiv"
        / (re.search(r'^arxiv: "(.*)"', one.read_text("utf-8"), re.MULTILINE)[1] + ".json")
    )
    lock.write_text('{\n  "id": "x",\n  oops\n}\n', "utf-8")
    faults.note("E010", lock, 3)
    one, twin = first_with(papers, plain, taken, 2)
    number = re.search(r'^arxiv: "(.*)"', one.read_text("utf-8"), re.MULTILINE)[1]
    faults.put("E301", twin, r"^arxiv: .*", f'arxiv: "{number}"')

    (one,) = first_with(
        claims, r"(?s)^  section: .*^evidence:.*^  - work: .*^relations:.*^  - claim: ", taken
    )
    faults.put("E203", one, r"^  - work: .*", "  - work: nonsuch-at-all")
    faults.put("E204", one, r"^  - claim: .*", "  - claim: nonsuch-at-all")
    faults.put("E207", one, r"^  section: .*", "  section: Nonsuch at all")
    faults.put(
        "E205", *first_with(claims, r"^  essay: ", taken), r"^  essay: .*", "  essay: nonsuch"
    )
    (one,) = first_with(claims, r"^kind: claim$", taken)
    faults.add("E111", one, "resolves-by: 2025-12-31")
    (one,) = first_with(claims, r"^kind: claim$", taken)
    change(project, one.relative_to(project).as_posix(), "\nkind: claim\n", "\n")
    faults.note("E102", one, 1)
    (one,) = first_with(claims, r"(?s)\A(?!.*^note:)", taken)
    faults.add("E208", one, 'note: "See [@nonsuch-at-all]."')
    (one,) = first_with(claims, r"(?s)^evidence:\n  - work: \w+\n    stance: supports\n", taken)
    faults.put("E104", one, r"^    stance: supports$", "    stance: suports")

    faults.put(
        "E209",
        *first_with(paths, r"^  - read: ", taken),
        r"^  - read: .*",
        "  - read: nonsuch-at-all",
    )
    faults.put(
        "E113",
        *first_with(paths, r"^    minutes: ", taken),
        r"^    minutes: .*",
        "    minutes: soon",
    )
    (one,) = first_with(essays, r"(?s)^sections:.*^      - ", taken)
    faults.put("E203", one, r"^      - .*", "      - nonsuch-at-all")

    for code, name in (
        ("E005", "papers/Bad_Name.yml"),
        ("E008", "papers/extra.txt"),
        ("E004", "claims/empty.yml"),
    ):
        file = entries / name
        file.write_text("" if code == "E004" else "tags: [x]\n", "utf-8")
        faults.note(code, file, 1)
    themes = entries / "themes.yml"
    faults.add(
        "N505", themes, "- id: lonely\n  title: Lonely\n  lead: Nobody.\n  introduction: Nobody."
    )

    assert len({code for code, _, _ in faults.expected}) >= 25
    assert len({path for _, path, _ in faults.expected}) >= 20
    result = cli("validate", "-p", project, "--notices")
    assert result.code == 1
    assert "Traceback" not in result.out + result.err
    found = set()
    for line in result.out.splitlines():
        match = LINE.fullmatch(line)
        assert match, line
        found.add((match["code"], match["path"], int(match["line"])))
    assert faults.expected - found == set()
    # The other formats say the same.
    document = json.loads(cli("validate", "-p", project, "-f", "json").out)
    assert {
        (finding["code"], finding["path"], finding["line"]) for finding in document["findings"]
    } == found
    github = cli("validate", "-p", project, "-f", "github", "--notices").out.splitlines()
    assert len(github) == len(result.out.splitlines())
    # Mistakes in some entries do not hide the others.
    assert cli("list", "-p", project, "--kind", "claim").code == 0
    assert cli("stats", "-p", project).code == 0


# In separate processes


def run(*arguments, **options):
    env = {
        key: value for key, value in os.environ.items() if key not in ("FORCE_COLOR", "NO_COLOR")
    }
    env |= {"NO_MKDOCS_2_WARNING": "1", **options.pop("env", {})}
    return subprocess.run(
        [sys.executable, "-m", "readinglist", *map(str, arguments)],
        capture_output=True,
        env=env,
        check=False,
        timeout=60,
        **options,
    )


@pytest.mark.parametrize(
    "command",
    [["validate", "--notices"], ["list"], ["stats"], ["show", "vaswani2017attention"]],
    ids=" ".join,
)
def test_no_colours_in_a_pipe(small_project, command):
    result = run(*command, "-p", broken(small_project), env={"TERM": "xterm-256color"})
    assert result.stdout
    assert b"\x1b" not in result.stdout + result.stderr


@pytest.mark.parametrize("encoding", ["ascii", "utf-8:strict"])
def test_unencodable_characters_do_not_abort_a_report(small_project, encoding):
    change(small_project, CLAIM, "kind: claim", 'kind: "sô 漢"')
    if sys.platform == "linux":
        os.link(small_project / PAPER, bytes(small_project / "entries/papers") + b"/bad\xff.yml")
    for form in ("text", "json", "github"):
        result = run(
            "validate", "-p", small_project, "-f", form, env={"PYTHONIOENCODING": encoding}
        )
        assert b"Traceback" not in result.stderr
        assert result.returncode == 1
        assert b"E104" in result.stdout


def test_a_closed_pipe(project):
    # As `readinglist list | head -1` does.
    process = subprocess.Popen(
        [sys.executable, "-m", "readinglist", "list", "-f", "json", "-p", str(project)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    process.stdout.readline()
    process.stdout.close()
    errors = process.stderr.read()
    process.stderr.close()
    assert process.wait(60) in (0, 1)
    assert b"Traceback" not in errors


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
@pytest.mark.parametrize("arguments", [("list",), ("stats", "-f", "json"), ("--version",)])
def test_output_to_a_full_disk(project, arguments):
    where = [] if "--version" in arguments else ["-p", project]
    command = [sys.executable, "-m", "readinglist", *arguments, *where]
    with Path("/dev/full").open("wb") as full:
        result = subprocess.run(
            command, stdout=full, stderr=subprocess.PIPE, check=False, timeout=60
        )
    assert result.returncode == 3
    assert b"error the output: No space left on device" in result.stderr
    assert b"Traceback" not in result.stderr
    assert b"Exception" not in result.stderr


def test_all_output_is_flushed_before_exit(project):
    """A process exits without freeing what it read, but not before its output is complete."""
    result = run("list", "-f", "json", "-p", project)
    assert result.returncode == 0
    assert len(json.loads(result.stdout)) == len(list(project.glob("entries/*/*.yml")))


# list, show, stats


def test_list(cli, small_project):
    result = cli("list", "-p", small_project)
    assert result.code == 0
    rows = [line.split("\t") for line in result.out.splitlines()]
    assert rows == [
        ["lovelace2024thoughts", "essay", "", "Thoughts"],
        ["vaswani2017attention", "paper", "2017", "arXiv:1706.03762"],
        ["objectives-matter", "claim", "", "Objectives matter most."],
        ["a-way", "path", "", "A way"],
    ]
    assert "4 of 4 entries" in result.err


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        (["--kind", "claim"], ["objectives-matter"]),
        (["--kind", "question"], []),
        (
            ["--theme", "objectives"],
            ["lovelace2024thoughts", "vaswani2017attention", "objectives-matter"],
        ),
        (["--theme", "objectives/prediction"], ["vaswani2017attention"]),
        (["--standing", "supported"], ["objectives-matter"]),
        (["--standing", "opposed"], []),
        (["LÓVELACE"], ["lovelace2024thoughts", "objectives-matter"]),
        (["ada", "thoughts"], ["lovelace2024thoughts"]),
        (["1706.03762"], ["vaswani2017attention"]),
        (["nothing-like-it"], []),
    ],
    ids=str,
)
def test_list_filters(cli, small_project, arguments, found):
    text = cli("list", "-p", small_project, *arguments)
    data = json.loads(cli("list", "-p", small_project, *arguments, "-f", "json").out)
    assert [line.split("\t")[0] for line in text.out.splitlines()] == found
    assert [item["id"] for item in data] == found
    assert f"{len(found)} of 4" in text.err


def test_list_of_an_unknown_theme(cli, small_project):
    result = cli("list", "-p", small_project, "-t", "objectivs")
    assert result.code == 2
    assert "Did you mean 'objectives'?" in result.err


def test_titles_are_printed_verbatim(cli, small_project):
    title = "A [bold]B[/] :smile: [/] C"
    change(small_project, PAPER, "themes:", f'title: "{title}"\nthemes:')
    assert f"\t{title}\n" in cli("list", "-p", small_project).out
    assert f"title {title}\n" in cli("show", "vaswani2017attention", "-p", small_project).out


@pytest.mark.parametrize(
    ("entry_id", "expected"),
    [
        (
            "vaswani2017attention",
            {
                "kind": "paper",
                "file": PAPER,
                "paths": ["a-way"],
                "claims": [{"stance": "supports", "claim": "objectives-matter"}],
                "cited_in": [
                    {"essay": "lovelace2024thoughts", "section": "Changing the objective"}
                ],
            },
        ),
        (
            "lovelace2024thoughts",
            {"kind": "essay", "title": "Thoughts", "authors": ["Ada Lovelace"]},
        ),
        (
            "objectives-matter",
            {
                "kind": "claim",
                "standing": "supported",
                "file": CLAIM,
                "quote": "the objective is what matters",
            },
        ),
        ("a-way", {"kind": "path", "title": "A way"}),
    ],
    ids=["paper", "essay", "claim", "path"],
)
def test_show(cli, small_project, entry_id, expected):
    result = cli("show", entry_id, "-p", small_project, "-f", "json")
    assert result.code == 0
    data = json.loads(result.out)
    assert data["id"] == entry_id
    assert expected.items() <= data.items()
    text = cli("show", entry_id, "-p", small_project)
    assert text.code == 0
    assert f"id {entry_id}\n" in text.out
    for value in expected.values():
        if isinstance(value, str):
            assert value in text.out


def test_show_of_an_unknown_id(cli, small_project):
    result = cli("show", "vaswani2017atention", "-p", small_project)
    assert result.code == 2
    assert "Did you mean 'vaswani2017attention'?" in result.err
    assert result.out == ""
    assert "readinglist list" in cli("show", "zzz", "-p", small_project).err


def test_stats(cli, small_project):
    data = json.loads(cli("stats", "-p", small_project, "-f", "json").out)
    assert (data["works"], data["papers"], data["essays"], data["claims"]) == (2, 1, 1, 1)
    assert data["standings"] == {"supported": 1}
    text = cli("stats", "-p", small_project)
    assert text.code == 0
    assert "works 2\n" in text.out
    assert "standings\n  supported 1\n" in text.out
    assert "  objectives 2 works, 1 claim\n" in text.out


def test_gaps(cli, small_project):
    data = json.loads(cli("stats", "--gaps", "-p", small_project, "-f", "json").out)
    assert data["papers-without-record"] == ["vaswani2017attention"]
    assert data["sections-without-claims"] == []
    text = cli("stats", "--gaps", "-p", small_project).out
    assert "papers-without-record 1\n  vaswani2017attention\n" in text


# enrich


@pytest.fixture
def records(tmp_path):
    file = tmp_path / "records[/].jsonl".replace("/", "x")
    file.write_text(
        json.dumps(
            {
                "id": "1706.03762",
                "title": "Attention",
                "authors": ["Ashish Vaswani"],
                "abstract": "Abc.",
            }
        )
        + "\n",
        "utf-8",
    )
    return file


def test_enrich(cli, small_project, records, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    result = cli("enrich", "-p", small_project, "--from", records, "--source-name", "a copy")
    assert (result.code, result.out) == (0, "1 record written, 0 unchanged, 0 not in the file\n")
    file = small_project / "entries/metadata/arxiv/1706.03762.json"
    record = json.loads(file.read_text("utf-8"))
    assert (record["title"], record["abstract"]) == ("Attention", "Abc.")
    assert record["provenance"]["read"] == "1970-01-01T00:00:00Z"
    assert set(record["provenance"]["sources"].values()) == {"a copy"}
    assert cli("enrich", "-p", small_project, "--from", records, "--source-name", "a copy").out == (
        "0 records written, 1 unchanged, 0 not in the file\n"
    )
    assert "\tAttention\n" in cli("list", "-p", small_project).out
    cli("enrich", "-p", small_project, "--from", records, "--facts-only")
    assert "abstract" not in json.loads(file.read_text("utf-8"))


def test_enrich_with_broken_lines(cli, small_project, records):
    records.write_text("{\n" + records.read_text("utf-8") + "[1]\n", "utf-8")
    result = cli("enrich", "-p", small_project, "--from", records)
    assert result.code == 1
    assert "1 record written" in result.out
    assert f"{records}:1: skipped" in result.err
    assert f"{records}:3: skipped" in result.err


def test_enrich_with_a_missing_record(cli, small_project, records):
    records.write_text("", "utf-8")
    result = cli("enrich", "-p", small_project, "--from", records)
    assert result.code == 1
    assert f"1706.03762: not in {records.name}" in result.err
    assert not (small_project / "entries/metadata").exists()


def test_enrich_from_an_unreadable_file(cli, small_project, tmp_path):
    no_text = tmp_path / "no-text.jsonl"
    no_text.write_bytes(b"\xff\xfe\n")
    for source in (tmp_path / "none.jsonl", tmp_path, no_text):
        result = cli("enrich", "-p", small_project, "--from", source)
        assert result.code == 3
        assert str(source) in result.err
        assert result.out == ""


def test_enrich_with_an_invalid_time(cli, small_project, records, monkeypatch):
    for epoch in ("soon", "9" * 30):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
        result = cli("enrich", "-p", small_project, "--from", records)
        assert result.code == 2
        assert "SOURCE_DATE_EPOCH" in result.err


# Only new findings since a revision


@pytest.fixture
def committed(small_project):
    """A list under version control, with an old mistake."""
    change(small_project, CLAIM, "locator: section 3", "locator: section 3\n    nite: x")
    for arguments in (
        ["init", "-q"],
        ["symbolic-ref", "HEAD", "refs/heads/main"],
        ["add", "."],
        ["commit", "-q", "-m", "List"],
    ):
        git(small_project, *arguments)
    return small_project


def git(folder, *arguments):
    settings = "-c user.name=A -c user.email=a@b.c -c commit.gpgsign=false".split()
    subprocess.run(["git", *settings, *arguments], cwd=folder, check=True, capture_output=True)


def codes_since(cli, project, revision="main"):
    result = cli("validate", "-p", project, "--changed-since", revision, "-f", "json")
    findings = json.loads(result.out)["findings"]
    return [
        (finding["path"], finding["code"]) for finding in findings if finding["severity"] == "error"
    ]


def test_no_new_findings(cli, committed):
    result = cli("validate", "-p", committed, "--changed-since", "main")
    assert (result.code, result.out) == (0, "")
    assert "what is new since main" in result.err
    assert cli("validate", "-p", committed).code == 1


def test_everything_in_a_changed_file_is_reported(cli, committed):
    change(committed, CLAIM, "Objectives matter most.", "Objectives matter.")
    assert codes_since(cli, committed) == [(CLAIM, "E101")]


def test_effects_of_a_change_on_other_files_are_reported(cli, committed):
    (committed / PAPER).unlink()
    found = codes_since(cli, committed)
    assert (CLAIM, "E203") in found
    assert ("entries/essays/lovelace2024thoughts.yml", "E203") in found
    assert (CLAIM, "E101") not in found
    git(committed, "checkout", "-q", "-b", "change")
    git(committed, "commit", "-qam", "Paper out")
    assert codes_since(cli, committed) == found


def test_a_removed_line_is_a_change(cli, committed):
    change(committed, PAPER, "takeaway: Attention alone is enough.\n", "")
    assert codes_since(cli, committed) == [(PAPER, "E102")]


def test_a_new_file_is_a_change(cli, committed):
    (committed / "entries/papers/new.yml").write_text("themes: [objectives]\n", "utf-8")
    assert {path for path, _ in codes_since(cli, committed)} == {"entries/papers/new.yml"}


def test_an_unknown_revision(cli, committed):
    for revision in ("nonsense", "--help", ""):
        result = cli("validate", "-p", committed, "--changed-since", revision)
        assert result.code == 2
        assert result.out == ""


# quotes


def test_quotes(cli, small_project, tmp_path):
    texts = tmp_path / "texts"
    texts.mkdir()
    text = texts / "lovelace2024thoughts.txt"

    text.write_text("So the objective is what matters.", "utf-8")
    stands = cli("quotes", "-p", small_project, "--texts", texts)
    assert (stands.code, stands.out) == (0, "")
    assert stands.err.startswith("1 quote found in 1 essay")

    text.write_text("Nothing of the kind.", "utf-8")
    for form, sign in (("text", "error E311"), ("json", '"E311"'), ("github", "title=E311")):
        fails = cli("quotes", "-p", small_project, "--texts", texts, "-f", form)
        assert fails.code == 1
        assert CLAIM in fails.out
        assert sign in fails.out


def test_quotes_that_cannot_be_checked_are_counted(cli, small_project, tmp_path):
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "lovelace2024thoughts.txt").write_text("the objective is what matters", "utf-8")
    other = (small_project / CLAIM).read_text("utf-8").replace("lovelace2024thoughts", '"[/] [x"')
    (small_project / "entries/claims/other.yml").write_text(other, "utf-8")
    result = cli("quotes", "-p", small_project, "--texts", texts)
    assert result.code == 0
    assert "1 not checked (no text of [/] [x)" in result.err


def test_quotes_without_any_text(cli, small_project, tmp_path):
    for folder in (tmp_path / "none", tmp_path):
        result = cli("quotes", "-p", small_project, "--texts", folder)
        assert result.code == 2
        assert str(folder) in result.err


# explain


def test_explain(cli):
    result = cli("explain", "e203")
    assert result.code == 0
    assert result.out.startswith("E203 (error): an unknown work\n")
    assert "unknown work 'lindqvist2023cache'. Did you mean 'lindqvist2023caches'?" in result.out
    assert "'readinglist validate --fix' fixes it." in result.out
    data = json.loads(cli("explain", "E203", "-f", "json").out)
    assert data["code"] == "E203"
    assert data["why"] in result.out
    assert data["fix"] in result.out


def test_explain_lists_every_code(cli):
    listed = cli("explain").out.splitlines()
    assert [line.split()[0] for line in listed] == [rule.code for rule in RULES]
    data = json.loads(cli("explain", "-f", "json").out)
    assert [rule["code"] for rule in data] == [rule.code for rule in RULES]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_every_code_is_explained(cli, rule):
    result = cli("explain", rule.code)
    assert result.code == 0
    assert rule.why in result.out
    assert rule.title in result.out


def test_explain_an_unknown_code(cli):
    assert "Did you mean 'E203'?" in cli("explain", "E2033").err
    assert "lists all" in cli("explain", "zzz").err


# build, serve, reference


@pytest.mark.parametrize("command", ["build", "serve"])
def test_a_folder_without_mkdocs_yml(cli, small_project, command):
    result = cli(command, "-p", small_project)
    assert result.code == 2
    assert "there is no mkdocs.yml" in result.err
    assert "'readinglist init' writes one" in result.err
    assert not (small_project / "site").exists()
    (small_project / "empty").mkdir()
    assert "name it with --project" in cli(command, "-p", small_project / "empty").err


def test_a_folder_in_place_of_an_input(cli, small_project):
    result = cli("import", "-p", small_project, small_project)
    assert result.code == 3
    assert "it is a folder, not a file\nName a file." in result.err


@pytest.mark.parametrize(
    "config",
    [
        "site_name: [",
        "plugins: [readinglist]\n",
        "site_name: X\nplugins: []\n",
        "site_name: X\nplugins: [nonsuch]\n",
    ],
    ids=["no yaml", "no name", "no plugin", "unknown plugin"],
)
def test_an_invalid_configuration(cli, small_project, config):
    (small_project / "mkdocs.yml").write_text(config, "utf-8")
    (small_project / "docs").mkdir()
    result = cli("build", "-p", small_project, "-o", small_project / "out")
    assert result.code == 2
    assert not (small_project / "out").exists()


def test_reference(cli, tmp_path):
    result = cli("reference")
    assert result.code == 0
    assert cli("reference", "--write", tmp_path / "findings.md").code == 0
    assert (tmp_path / "findings.md").read_text("utf-8") == result.out
    failed = cli("reference", "--write", tmp_path / "findings.md/none.md")
    assert failed.code == 3
    assert "none.md" in failed.err


def test_severities_are_the_words_of_the_output():
    assert [severity.word for severity in Severity] == ["notice", "warning", "error"]


# names


def test_every_mistake_in_names_is_reported_at_its_place(cli, small_project):
    file = small_project / PAPER
    file.write_text(
        file.read_text("utf-8") + "authors: [Simon Peyton Jones, {family: Ho, given: Jonathan}]\n"
        "names:\n"
        "  Simon Peyton-Jones: {family: Peyton Jones, given: Simon}\n"
        "  Jonathan Ho: {family: Ho, given: J., prefix: x}\n"
        "  Simon Peyton Jones:\n",
        "utf-8",
    )
    result = cli("validate", "-p", small_project)
    lines = result.out.splitlines()
    assert [line.split(" ", 3)[:3] for line in lines] == [
        [f"{PAPER}:6:3", "error", "E210"],
        [f"{PAPER}:7:40", "error", "E101"],
        [f"{PAPER}:8:22", "error", "E105"],
    ]
    assert "Did you mean 'Simon Peyton Jones'?" in lines[0]
