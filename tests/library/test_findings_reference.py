"""Texts about findings: the reference, and a code explained in a terminal."""

import re
from pathlib import Path

import pytest

from readinglist.entry.catalogue import RULES, rule_for
from readinglist.library.findings_reference import render_reference, render_rule

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def reference():
    return render_reference()


def test_the_reference_is_up_to_date(reference):
    file = REPOSITORY / "docs/findings.md"
    assert file.read_text("utf-8") == reference, (
        "docs/findings.md is out of date: run 'readinglist reference --write docs/findings.md'"
    )


def test_a_hint_is_a_sentence_of_its_own(reference):
    assert "is missing. Add it." in reference


def test_a_code_is_explained_with_its_examples_and_its_message():
    text = render_rule(rule_for("E203"))
    assert text.startswith("E203 (error): an unknown work\n\n")
    assert text.index("Not so:") < text.index("The message:") < text.index("But so:")
    (message,) = [line for line in text.splitlines() if ":" in line and " error E203 " in line]
    # As the checks of the bad example print it.
    assert message.startswith("    entries/")
    assert "Did you mean" in message
    assert not [line for line in text.splitlines() if line != line.rstrip()]


def test_a_code_that_can_be_fixed_says_so():
    fixable = next(rule for rule in RULES if rule.fix)
    assert render_rule(fixable).endswith(f"'readinglist validate --fix' fixes it. {fixable.fix}")
    other = next(rule for rule in RULES if not rule.fix)
    assert "--fix" not in render_rule(other)


def test_bytes_that_are_not_text_are_shown_as_escapes(reference):
    for text in (render_rule(rule_for("E001")), reference):
        assert re.search(r"\\x[89a-f][0-9a-f]", text)
        text.encode("utf-8")


def test_every_code_has_a_row_and_a_section(reference):
    for rule in RULES:
        assert f"| [{rule.code}](#{rule.code.lower()}) | {rule.severity.word} | " in reference
        assert f"\n## {rule.code}\n" in reference
