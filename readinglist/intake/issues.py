"""Issues made with a form: their answers, and the draft entry that is made of them.

Whoever writes an issue is a stranger. What is taken from it are answers to known questions, each of
bounded length, cleaned of what no file may hold; they are written as values by the writer of
drafts, under an id that is made here. Nothing of the issue ever names a file.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from readinglist.entry.theme_ids import theme_ids
from readinglist.entry.vocabulary import ClaimKind, Stance, Word, WorkType
from readinglist.intake.claims import ClaimDraft, EvidenceDraft, render_claim_draft
from readinglist.intake.drafts import Draft, Reading, clean_text, is_safe_key
from readinglist.intake.filing import locked_facts, plan_filing
from readinglist.intake.issue_forms import NO_ANSWER, Form, claim_form, paper_form
from readinglist.library.library import Library
from readinglist.values.characters import drop_hidden
from readinglist.values.dates import PartialDate, parse_full_date, parse_partial_date
from readinglist.values.folding import did_you_mean, slugify
from readinglist.values.identifiers import MAX_ENTRY_ID
from readinglist.values.likeness import find_alike, words_of
from readinglist.values.names import Name, parse_name
from readinglist.values.references import parse_reference

W = TypeVar("W", bound=Word)

#: GitHub takes no longer body.
MAX_BODY = 65_536
#: More authors, pieces of evidence or keywords than this are left out.
MAX_ITEMS = 200
#: From this share of common words on, a claim may be there already.
_ALIKE = 0.4
_QUOTED = re.compile(r"[\"“„«](?P<words>.+)[\"”“»]")


@dataclass(frozen=True)
class Proposal:
    """The entry that an issue proposes: its file and text, or neither when it must not be written.

    `remarks` are sentences for whoever filled in the form, in plain text.
    """

    path: str = ""
    text: str = ""
    remarks: tuple[str, ...] = ()


@dataclass
class _Reader:
    """Answers on their way to values; what cannot be used is remembered as a remark."""

    form: Form
    answers: Mapping[str, str]
    remarks: list[str] = field(default_factory=list)

    def text(self, question_id: str) -> str:
        """The answer on one line; empty when there is none or it is too long."""
        return " ".join(self.lines(question_id))

    def lines(self, question_id: str) -> list[str]:
        """The lines of the answer that hold something."""
        question = next(one for one in self.form.questions if one.id == question_id)
        answer = self.answers.get(question_id, "")
        if len(answer) > question.limit:
            self.remarks.append(
                f"{question.label}: more than {question.limit} characters, so it was left out."
            )
            return []
        lines = [clean_text(drop_hidden(line)) for line in answer.splitlines()]
        return [line for line in lines if line]

    def items(self, lines: list[str], question_id: str) -> list[str]:
        """At most as many lines as are allowed."""
        if len(lines) > MAX_ITEMS:
            label = next(one.label for one in self.form.questions if one.id == question_id)
            self.remarks.append(f"{label}: only the first {MAX_ITEMS} were taken.")
        return lines[:MAX_ITEMS]

    def refuse(self, question_id: str, error: ValueError) -> None:
        """Remember why the answer cannot be used."""
        label = next(one.label for one in self.form.questions if one.id == question_id)
        message, hint = (*map(str, error.args), "")[:2]
        self.remarks.append(f"{label}: {message}. {hint}".strip())

    def themes(self, library: Library) -> tuple[str, ...]:
        """The chosen themes that the list has."""
        known = theme_ids(library.themes)
        chosen = [one.strip() for one in self.text("themes").split(",") if one.strip()]
        for one in self.items([one for one in chosen if one not in known], "themes"):
            hint = did_you_mean(one, known)
            self.remarks.append(f"Themes: there is no theme '{one}'. {hint}".strip())
        return tuple(dict.fromkeys(one for one in chosen if one in known))

    def word(self, question_id: str, vocabulary: type[W]) -> W | None:
        """The chosen word of a vocabulary."""
        text = self.text(question_id)
        if not text or text == "None":
            return None
        word = {one.value: one for one in vocabulary}.get(text)
        if word is None:
            allowed = ", ".join(vocabulary)
            self.refuse(question_id, ValueError(f"'{text}' is not one of {allowed}"))
        return word

    def tags(self) -> tuple[str, ...]:
        """The keywords."""
        tags = [" ".join(one.split()) for one in self.text("tags").split(",")]
        return tuple(dict.fromkeys(self.items([tag for tag in tags if tag], "tags")))


def parse_answers(body: str, form: Form) -> dict[str, str]:
    """The answers by the ids of the questions; those that were not given are absent.

    A heading counts the first time it comes; what looks like it later belongs to an answer.
    """
    by_heading = {f"### {question.label}": question.id for question in form.questions}
    answers: dict[str, list[str]] = {}
    current: list[str] | None = None
    for line in body[:MAX_BODY].replace("\r\n", "\n").split("\n"):
        question_id = by_heading.get(line.rstrip())
        if question_id is not None and question_id not in answers:
            current = answers[question_id] = []
        elif current is not None:
            current.append(line)
    texts = {question_id: "\n".join(lines).strip() for question_id, lines in answers.items()}
    return {name: text for name, text in texts.items() if text and text != NO_ANSWER}


def find_kind(body: str) -> str:
    """`paper` or `claim`, by the form that the issue was made with; empty for neither."""
    lines = {line.rstrip() for line in body[:MAX_BODY].splitlines()}
    return next((form.name for form in (paper_form(), claim_form()) if form.mark in lines), "")


def propose_entry(body: str, kind: str, library: Library, added: PartialDate) -> Proposal:
    """The entry that an issue proposes; `kind` is `paper` or `claim`."""
    form = claim_form() if kind == "claim" else paper_form()
    reader = _Reader(form, parse_answers(body, form))
    return (_propose_claim if kind == "claim" else _propose_paper)(reader, library, added)


def _propose_paper(reader: _Reader, library: Library, added: PartialDate) -> Proposal:
    draft = Draft(
        title=reader.text("title"),
        authors=tuple(_names(reader)),
        venue=reader.text("venue"),
        type=reader.word("type", WorkType),
        themes=reader.themes(library),
        takeaway=reader.text("takeaway"),
        note=reader.text("note"),
        tags=reader.tags(),
    )
    if issued := reader.text("issued"):
        try:
            draft = replace(draft, issued=parse_partial_date(issued))
        except ValueError as error:
            reader.refuse("issued", error)
    try:
        reference = parse_reference(reader.text("reference"))
    except ValueError as error:
        reader.refuse("reference", error)
        if not draft.title:
            return Proposal(remarks=tuple(reader.remarks))
    else:
        draft = replace(
            draft, arxiv=reference.arxiv, doi=reference.doi or "", url=reference.url or ""
        )
    facts = locked_facts(library, [draft])
    if not draft.title and not facts:
        reader.remarks.append(
            "Title and Authors: the list has no record of the work yet. With them the entry gets a "
            "telling name."
        )
    plan = plan_filing(library, Reading([draft]), facts, added)
    remarks = (*reader.remarks, *(note.message for note in plan.notes))
    if plan.twins:
        twin = plan.twins[0].match
        return Proposal(remarks=(*remarks, f"It {twin.message}, so no draft was made."))
    (filed,) = plan.filed
    return Proposal(filed.path, filed.text, remarks)


def _names(reader: _Reader) -> list[Name]:
    names = []
    for line in reader.items(reader.lines("authors"), "authors"):
        try:
            names.append(parse_name(line))
        except ValueError as error:
            reader.refuse("authors", error)
    return names


def _propose_claim(reader: _Reader, library: Library, added: PartialDate) -> Proposal:
    statement = reader.text("claim")
    if not statement:
        reader.remarks.append("Claim in one sentence: there is nothing, so no draft was made.")
        return Proposal(remarks=tuple(reader.remarks))
    draft = ClaimDraft(
        claim=statement,
        kind=reader.word("kind", ClaimKind),
        essay=reader.text("essay"),
        section=reader.text("section"),
        quote=reader.text("quote"),
        themes=reader.themes(library),
        evidence=tuple(_evidence(reader)),
        note=reader.text("note"),
        tags=reader.tags(),
    )
    if day := reader.text("resolves-by"):
        try:
            draft = replace(draft, resolves_by=parse_full_date(day))
        except ValueError as error:
            reader.refuse("resolves-by", error)
    known = {claim_id: words_of(entry.claim) for claim_id, entry in library.claims.items()}
    for pair in find_alike({"": words_of(statement)}, known, _ALIKE)[:3]:
        reader.remarks.append(
            f"Is it the claim '{pair.other}'? “{library.claims[pair.other].claim}”"
        )
    claim_id = _claim_id(statement, library)
    path = (library.folder / "claims" / f"{claim_id}.yml").relative_to(library.root).as_posix()
    return Proposal(path, render_claim_draft(draft, library.themes, added), tuple(reader.remarks))


def _evidence(reader: _Reader) -> list[EvidenceDraft]:
    pieces = []
    for line in reader.items(reader.lines("evidence"), "evidence"):
        work, stance, place, note = (*(part.strip() for part in line.split("|", 3)), "", "", "")[:4]
        quoted = _QUOTED.fullmatch(place)
        known = {one.value: one for one in Stance}
        if stance not in known:
            allowed = ", ".join(Stance)
            reader.refuse("evidence", ValueError(f"'{stance}' is not one of {allowed}: '{line}'"))
            continue
        quote, locator = (quoted["words"], "") if quoted else ("", place)
        pieces.append(EvidenceDraft(work, known[stance], quote, locator, note))
    return pieces


def _claim_id(statement: str, library: Library) -> str:
    """An id of the statement's first telling words that no file of the list has."""
    taken = {loaded.id.casefold() for loaded in library.files}
    telling = words_of(statement)
    words = [
        word
        for word in slugify(statement).split("-")
        if word in telling or any(word.startswith(one) for one in telling)
    ]
    stem = "-".join(words[:6] or slugify(statement).split("-")[:6])[: MAX_ENTRY_ID - 4].strip("-")
    candidates = (stem, *(f"{stem}-{number}" for number in range(2, len(taken) + 3)))
    return next(one for one in candidates if one not in taken and is_safe_key(one))
