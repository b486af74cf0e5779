"""The one work of a bibliography, and everything that is said about it."""

from readinglist.intake.drafts import Draft
from readinglist.intake.formats import parse_bibliography


def read_one(text: str) -> tuple[Draft, str]:
    """The draft of the only work in the text, and its remarks and notes in a row."""
    reading = parse_bibliography(text, "f")
    assert reading.left_out == []
    (draft,) = reading.drafts
    return draft, " ".join([*draft.remarks, *(note.message for note in reading.notes)])
