"""The issue about dead links: opened, updated and closed."""

import json
import os

import pytest

from readinglist.errors import NetworkError, ToolError
from readinglist.links.tell.issue import TITLE, run_gh, update_issue


class Gh:
    """Remembers its requests, like GitHub would."""

    def __init__(self, issues):
        self.issues = issues
        self.calls = []

    def __call__(self, arguments, text):
        self.calls.append((tuple(arguments[:2]), text))
        if arguments[:2] == ["issue", "list"]:
            return json.dumps(self.issues)
        return "https://github.example/1\n" if arguments[1] == "create" else ""


@pytest.mark.parametrize(
    ("issues", "is_due", "calls"),
    [
        ([], False, []),
        ([], True, ["label create", "issue create"]),
        ([{"number": 7, "title": TITLE}], True, ["issue edit"]),
        ([{"number": 7, "title": TITLE}], False, ["issue edit", "issue close"]),
        ([{"number": 3, "title": "A link of mine"}], True, ["label create", "issue create"]),
    ],
)
def test_the_issue_is_opened_updated_and_closed(issues, is_due, calls):
    gh = Gh(issues)
    assert update_issue("report", is_due=is_due, run=gh)
    assert [" ".join(call) for call, _ in gh.calls] == ["issue list", *calls]
    assert all(text == "report" for call, text in gh.calls if call[1] == "edit")


def test_without_gh_it_is_named(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ToolError, match="there is no gh"):
        run_gh(["issue", "list"], "")


@pytest.mark.skipif(os.name == "nt", reason="a script is no program there")
def test_what_gh_says_is_passed_on(monkeypatch, tmp_path):
    gh = tmp_path / "gh"
    gh.write_text(
        '#!/bin/sh\necho "not logged in" >&2\n[ "$1" = issue ] || exit 4\nread x; echo "$2 $x"\n'
    )
    gh.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert run_gh(["issue", "edit"], "ä\n") == "edit ä\n"
    with pytest.raises(NetworkError, match="gh label create: not logged in"):
        run_gh(["label", "create", "links"], "")


def test_the_oldest_of_several_issues_is_kept_up_to_date():
    gh = Gh([{"number": 12, "title": TITLE}, {"number": 9, "title": TITLE}])
    assert update_issue("report", is_due=True, run=gh) == "updated issue 9"
    assert update_issue("report", is_due=False, run=gh) == "closed issue 9"
