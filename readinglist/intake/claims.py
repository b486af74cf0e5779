"""Drafts of claims, and their rendering as entries."""

from collections.abc import Iterable
from dataclasses import dataclass

from readinglist.entry.model import Theme
from readinglist.entry.vocabulary import ClaimKind, Stance
from readinglist.intake.drafts import clean_text, dump_field, render_themes
from readinglist.values.dates import PartialDate


@dataclass(frozen=True)
class EvidenceDraft:
    """A piece of evidence; unknown values are empty."""

    work: str
    stance: Stance
    quote: str = ""
    locator: str = ""
    note: str = ""


@dataclass(frozen=True)
class ClaimDraft:
    """A claim that may become an entry; unknown values are empty."""

    claim: str
    kind: ClaimKind | None = None
    essay: str = ""
    section: str = ""
    quote: str = ""
    themes: tuple[str, ...] = ()
    resolves_by: PartialDate | None = None
    evidence: tuple[EvidenceDraft, ...] = ()
    note: str = ""
    tags: tuple[str, ...] = ()


def render_claim_draft(draft: ClaimDraft, themes: Iterable[Theme], added: PartialDate) -> str:
    """The claim's entry as YAML.

    Required fields that are unknown are written without a value, so that `validate` reports them
    with their lines.
    """
    parts = [
        dump_field("claim", clean_text(draft.claim)),
        f"kind: {draft.kind}\n" if draft.kind else f"# One of {', '.join(ClaimKind)}.\nkind:\n",
        "source:\n",
    ]
    for name in ("essay", "section", "quote"):
        value = clean_text(getattr(draft, name))
        line = dump_field(name, value) if value else f"{name}:\n"
        parts.append("".join(f"  {indented}\n" for indented in line.splitlines()))
    parts.append(render_themes(draft.themes, themes))
    if draft.resolves_by:
        parts.append(f"resolves-by: {draft.resolves_by}\n")
    if draft.evidence:
        parts.append(dump_field("evidence", [_plain(piece) for piece in draft.evidence]))
    if draft.tags:
        parts.append(dump_field("tags", [clean_text(tag) for tag in draft.tags]))
    if note := clean_text(draft.note):
        parts.append(dump_field("note", note))
    return "".join([*parts, f"added: {added}\n"])


def _plain(piece: EvidenceDraft) -> dict[str, str]:
    values = {
        "work": piece.work,
        "stance": piece.stance.value,
        "quote": piece.quote,
        "locator": piece.locator,
        "note": piece.note,
    }
    return {name: clean_text(value) for name, value in values.items() if clean_text(value)}
