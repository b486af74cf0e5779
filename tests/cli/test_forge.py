"""`readinglist forms` and the answer of `readinglist from-issue`."""


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
