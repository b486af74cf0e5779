"""The issue about dead links: opened, updated and closed."""

import json

import pytest

from readinglist.links.tell.issue import TITLE, update_issue


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
