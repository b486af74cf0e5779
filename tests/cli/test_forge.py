"""`readinglist forms` and the answer of `readinglist from-issue`."""

from readinglist.cli.forge import COMMENT_MARK, render_answer
from readinglist.entry.findings import Finding, Location, Severity
from readinglist.intake.issues import Proposal


def test_forms_are_kept_in_step(cli, small_project):
    assert cli("forms", "--check", "-p", small_project).code == 1
    written = cli("forms", "--write", "-p", small_project)
    assert written.code == 0
    assert "written: .github/ISSUE_TEMPLATE/paper.yml" in written.out
    assert cli("forms", "--check", "-p", small_project).code == 0
    themes = small_project / "entries/themes.yml"
    themes.write_text(
        themes.read_text("utf-8").replace("{id: prediction", "{id: guessing"), "utf-8"
    )
    stale = cli("forms", "--check", "-p", small_project)
    assert stale.code == 1
    assert ".github/ISSUE_TEMPLATE/claim.yml is not up to date" in stale.out
    assert "problem.yml" not in stale.out
    for options in ([], ["--check", "--write"]):
        assert cli("forms", *options, "-p", small_project).code == 2


def test_our_forms_are_up_to_date(cli, tools):
    assert cli("forms", "--check", "-p", tools.REPOSITORY).code == 0


def test_an_answer_without_a_draft():
    answer = render_answer(Proposal(remarks=("The title is *missing*.",)), [])
    assert answer == (
        f"{COMMENT_MARK}\nNo draft was made.\n\n- The title is \\*missing\\*.\n\n"
        "Edit the description of this issue to update this comment.\n"
    )


def test_an_answer_about_a_complete_draft():
    answer = render_answer(Proposal("entries/papers/a.yml", "x"), [])
    assert "A draft was made, `entries/papers/a.yml`. Nothing is missing.\n" in answer


def test_an_answer_lists_what_is_to_do_up_to_thirty():
    place = Location("entries/papers/a.yml", 9, 1)
    findings = [
        Finding("E105", Severity.ERROR, place, f"wrong <{n}>", "Fix it.", "title" if n else "")
        for n in range(32)
    ]
    answer = render_answer(Proposal("entries/papers/a.yml", "x"), findings)
    lines = [line for line in answer.splitlines() if line.startswith("- ")]
    assert "To do:" in answer
    assert lines[0] == "- [ ] line 9, `file`: wrong \\<0\\>. Fix it. (E105)"
    assert lines[1].startswith("- [ ] line 9, `title`: ")
    assert len(lines) == 31
    assert lines[-1] == "- and 2 more"
