"""`readinglist validate`: what it reports, in which form, and since which revision."""

import json
import os
import re
import subprocess
from pathlib import Path

import pytest
from small_list import CLAIM, PAPER, broken, change

LINE = re.compile(
    r"(?P<path>\S+):(?P<line>\d+):(?P<column>\d+) (?:error|warning|notice) (?P<code>[EWN]\d{3}) .+"
)


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
