"""Drafts of claims as entries."""

import pytest

from readinglist.entry.model import ClaimEntry, Theme
from readinglist.entry.vocabulary import ClaimKind, Stance
from readinglist.entry.yaml.document import parse_document
from readinglist.intake.claims import ClaimDraft, EvidenceDraft, render_claim_draft
from readinglist.library.schema_findings import read_entry
from readinglist.values.dates import PartialDate

ADDED = PartialDate(2026, 11, 21)
THEMES = [Theme.model_validate({"id": "t", "title": "T", "lead": "l", "introduction": "i"})]
WHOLE = ClaimDraft(
    "Moss needs shade: always.",
    ClaimKind.PREDICTION,
    "green2024moss",
    "On stone",
    "more shade\nthan rain",
    ("t",),
    PartialDate(2027, 12, 31),
    (
        EvidenceDraft("fern2012shade", Stance.SUPPORTS, "It is so.", "section 3", "As measured."),
        EvidenceDraft("oak2001", Stance.BACKGROUND),
    ),
    "A note.",
    ("moss", "stone"),
)


def test_a_whole_claim():
    text = render_claim_draft(WHOLE, THEMES, ADDED)
    assert text == (
        "claim: 'Moss needs shade: always.'\n"
        "kind: prediction\n"
        "source:\n"
        "  essay: green2024moss\n"
        "  section: On stone\n"
        "  quote: more shade than rain\n"
        "themes: [t]\n"
        "resolves-by: 2027-12-31\n"
        "evidence:\n"
        "  - work: fern2012shade\n"
        "    stance: supports\n"
        "    quote: It is so.\n"
        "    locator: section 3\n"
        "    note: As measured.\n"
        "  - work: oak2001\n"
        "    stance: background\n"
        "tags:\n"
        "  - moss\n"
        "  - stone\n"
        "note: A note.\n"
        "added: 2026-11-21\n"
    )
    entry = ClaimEntry.model_validate(parse_document(text.encode(), "x.yml").tree)
    assert (entry.claim, entry.source.quote) == (WHOLE.claim, "more shade than rain")


def test_what_is_unknown_is_asked_for_at_its_line():
    text = render_claim_draft(ClaimDraft("C."), THEMES, ADDED)
    lines = text.splitlines()
    _, findings = read_entry("claims", parse_document(text.encode(), "x.yml"))
    asked = {finding.field: lines[finding.location.line - 1].strip() for finding in findings}
    assert asked == {
        "kind": "kind:", "source.essay": "essay:", "source.section": "section:",
        "source.quote": "quote:", "themes": "themes:",
    }  # fmt: skip
    assert {finding.code for finding in findings} == {"E105"}
    above = lines[lines.index("kind:") - 1]
    assert above == "# One of claim, question, prediction, definition."
    assert "resolves-by" not in text
    assert "evidence" not in text


@pytest.mark.parametrize("text", ["# no comment", "- a", "a: b", "'", "x\x00\x1by", "---"])
def test_any_text_is_only_a_value(text):
    piece = EvidenceDraft(text, Stance.MIXED, text, text, text)
    draft = ClaimDraft(text, None, text, text, text, ("t",), None, (piece,), text, (text,))
    document = parse_document(render_claim_draft(draft, THEMES, ADDED).encode(), "x.yml")
    assert document.findings == []
    clean = text.replace("\x00\x1b", " ")
    assert document.text("claim") == document.text("source", "quote") == clean
    assert document.text("evidence", 0, "note") == document.text("note") == clean
    assert document.fields.keys() == {
        "claim", "kind", "source", "themes", "evidence", "tags", "note", "added",
    }  # fmt: skip
