"""Issues made with a form: their answers, and the draft entries made from them.

Issues are untrusted. Only answers to known questions are used, of limited length and without
characters that files must not have. They are written as YAML values under an id that is generated
here, so nothing in an issue ever names a file.
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
from readinglist.intake.issue_forms import NO_ANSWER, Form, Question, claim_form, paper_form
from readinglist.library.library import Library
from readinglist.values.characters import drop_hidden
from readinglist.values.dates import PartialDate, parse_full_date, parse_partial_date
from readinglist.values.folding import slugify
from readinglist.values.identifiers import MAX_ENTRY_ID
from readinglist.values.likeness import find_alike, words_of
from readinglist.values.names import Name, parse_name
from readinglist.values.references import parse_reference
from readinglist.values.suggestions import KnownWords

W = TypeVar("W", bound=Word)

#: The longest body that GitHub accepts, in characters.
MAX_BODY = 65_536
#: The most authors, pieces of evidence or keywords that are used.
MAX_ITEMS = 200
#: With this Jaccard index or more, a claim may already be there.
_ALIKE = 0.4
_QUOTED = re.compile(r"[\"“„«](?P<words>.+)[\"”“»]")


@dataclass(frozen=True)
class Proposal:
    """The entry that an issue proposes: its path and text, both empty if it cannot be written.

    `remarks` are plain-text sentences for whoever filled in the form.
    """

    path: str = ""
    text: str = ""
    remarks: tuple[str, ...] = ()


@dataclass
class _Reader:
    """Converts answers to values, and collects remarks about unusable ones."""

    form: Form
    answers: Mapping[str, str]
    remarks: list[str] = field(default_factory=list)

    def text(self, question_id: str) -> str:
        """The answer on one line; empty if there is none or it is too long."""
        return " ".join(self.lines(question_id))

    def lines(self, question_id: str) -> list[str]:
        """The lines of the answer that are not blank."""
        question = self._question(question_id)
        answer = self.answers.get(question_id, "")
        if len(answer) > question.limit:
            self.remarks.append(
                f"{question.label}: more than {question.limit} characters, so it was left out."
            )
            return []
        lines = [clean_text(drop_hidden(line)) for line in answer.splitlines()]
        return [line for line in lines if line]

    def items(self, lines: list[str], question_id: str) -> list[str]:
        """The first `MAX_ITEMS` of the lines."""
        if len(lines) > MAX_ITEMS:
            label = self._question(question_id).label
            self.remarks.append(f"{label}: only the first {MAX_ITEMS} were used.")
        return lines[:MAX_ITEMS]

    def refuse(self, question_id: str, error: ValueError) -> None:
        """Add a remark on why the answer cannot be used."""
        label = self._question(question_id).label
        message, hint = (*map(str, error.args), "")[:2]
        self.remarks.append(f"{label}: {message}. {hint}".strip())

    def _question(self, question_id: str) -> Question:
        return next(question for question in self.form.questions if question.id == question_id)

    def themes(self, library: Library) -> tuple[str, ...]:
        """The chosen themes that exist in the list."""
        known = theme_ids(library.themes)
        chosen = [theme.strip() for theme in self.text("themes").split(",") if theme.strip()]
        meant = KnownWords(known)
        for theme in self.items([theme for theme in chosen if theme not in known], "themes"):
            hint = meant.suggest(theme)
            self.remarks.append(f"Themes: there is no theme '{theme}'. {hint}".strip())
        return tuple(dict.fromkeys(theme for theme in chosen if theme in known))

    def word(self, question_id: str, vocabulary: type[W]) -> W | None:
        """The chosen word of a vocabulary."""
        text = self.text(question_id)
        if not text or text == "None":
            return None
        word = {member.value: member for member in vocabulary}.get(text)
        if word is None:
            allowed = ", ".join(vocabulary)
            self.refuse(question_id, ValueError(f"'{text}' is not one of {allowed}"))
        return word

    def tags(self) -> tuple[str, ...]:
        """The keywords."""
        tags = [" ".join(tag.split()) for tag in self.text("tags").split(",")]
        return tuple(dict.fromkeys(self.items([tag for tag in tags if tag], "tags")))


def parse_answers(body: str, form: Form) -> dict[str, str]:
    """The answers by the ids of the questions; questions without an answer are absent.

    Only the first occurrence of a heading counts; a later one is part of an answer.
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
    """`paper` or `claim`, depending on the form that the issue was made with; else empty."""
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
            "Title and Authors: the list has no record of the work yet. Fill them in to give the "
            "entry a meaningful id."
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
        reader.remarks.append("Claim in one sentence: this is empty, so no draft was made.")
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
        known = {word.value: word for word in Stance}
        if stance not in known:
            allowed = ", ".join(Stance)
            reader.refuse("evidence", ValueError(f"'{stance}' is not one of {allowed}: '{line}'"))
            continue
        quote, locator = (quoted["words"], "") if quoted else ("", place)
        pieces.append(EvidenceDraft(work, known[stance], quote, locator, note))
    return pieces


def _claim_id(statement: str, library: Library) -> str:
    """A free id made of the statement's first content words."""
    taken = {loaded.id.casefold() for loaded in library.files}
    stems = words_of(statement)
    words = [word for word in slugify(statement).split("-") if word.startswith(tuple(stems))]
    stem = "-".join(words[:6] or slugify(statement).split("-")[:6])[: MAX_ENTRY_ID - 4].strip("-")
    candidates = (stem, *(f"{stem}-{number}" for number in range(2, len(taken) + 3)))
    return next(name for name in candidates if name not in taken and is_safe_key(name))
