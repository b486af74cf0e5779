"""Every field of a work survives export and import, in every format that supports both.

A work is exported, imported, made an entry and exported again. The formats differ in how they write
names, which has its own tests, so names here are simple.
"""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readinglist.entry.model import PaperEntry
from readinglist.entry.vocabulary import WorkType
from readinglist.intake.formats import parse_bibliography
from readinglist.library.merging import merge_paper
from readinglist.site.exports.bibtex import Dialect, render_bibliography
from readinglist.site.exports.csl import render_csl
from readinglist.site.exports.ris import render_ris
from readinglist.site.exports.selection import Cited
from readinglist.values.book_numbers import normal_isbn, normal_issn

FORMATS = {
    "bibtex": render_bibliography,
    "biblatex": lambda items: render_bibliography(items, Dialect.BIBLATEX),
    "csl": render_csl,
    "ris": render_ris,
}
#: Letters, digits and signs with a meaning in one of the formats.
TEXT = st.from_regex(r"\A[A-Z][a-zäß0-9]{1,6}( [A-Za-zé0-9&%#_:;.(]{1,6}){0,2}[a-z]\Z").filter(
    lambda text: not text.lower().startswith(("arxiv", "corr"))
)
PART = st.from_regex(r"\A[A-Z]?[1-9][0-9]{0,3}[a-z]?\Z")
NAME = st.sampled_from(["Ada Fern", "Bo Moss", "Cy van der Oak", "Élie Noor"])
NAMES = st.lists(NAME, max_size=3, unique=True)
ISBN = st.from_regex(r"\A97[89][0-9]{9}\Z").map(
    lambda digits: next(filter(normal_isbn, (f"{digits}{check}" for check in range(10))))
)
ISSN = st.from_regex(r"\A[0-9]{4}-[0-9]{3}\Z").map(
    lambda digits: next(filter(normal_issn, (f"{digits}{check}" for check in "0123456789X")))
)
DATES = st.sampled_from(["1999", "2017-06", "2017-06-12"])
FIELDS = {
    "issued": DATES, "venue": TEXT, "volume": PART, "issue": PART, "number": PART,
    "pages": st.sampled_from(["7", "1-9", "S1-S9", "1-9, 12-20"]), "publisher": TEXT, "place": TEXT,
    "edition": PART, "series": TEXT, "event": TEXT, "isbn": ISBN, "issn": ISSN,
    "language": st.sampled_from(["en", "de", "pt-BR", "eo"]), "authors": NAMES, "editors": NAMES,
}  # fmt: skip
WORKS = st.tuples(
    st.sampled_from(WorkType),
    st.fixed_dictionaries({"title": TEXT}, optional=FIELDS),
    st.booleans(),
)


def came_back(form, fields):
    """An entry's fields after an export and an import."""
    entry = PaperEntry.model_validate({**fields, "themes": ["t"], "takeaway": "x"})
    work = merge_paper("w", entry, {})
    reading = parse_bibliography(FORMATS[form]([Cited(work)]), "file")
    assert (reading.left_out, reading.notes) == ([], [])
    (draft,) = reading.drafts
    found = {
        "type": (draft.type or WorkType.ARTICLE).value,
        "title": draft.title,
        "authors": [name.display for name in draft.authors],
        "editors": [name.display for name in draft.imprint.editors],
        "issued": str(draft.issued or ""),
        "venue": draft.venue,
        "url": draft.url,
        **dict(draft.imprint.texts()),
    }
    return {name: value for name, value in found.items() if value}


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("kind", [WorkType.BOOK, WorkType.ARTICLE_JOURNAL])
def test_a_venue_named_like_the_publisher_is_kept(form, kind):
    fields = {"type": kind.value, "title": "T", "venue": "North", "publisher": "North"}
    assert came_back(form, fields) == fields


@pytest.mark.parametrize("form", FORMATS)
@given(WORKS)
@settings(max_examples=40)
def test_no_field_is_lost_in_a_round_trip(form, drawn):
    kind, fields, has_url = drawn
    fields = {"type": kind.value, **{name: value for name, value in fields.items() if value}}
    # The venue of a book is its publisher, so it may come back as that.
    if "venue" in fields and "publisher" not in fields:
        fields["publisher"] = "North Press"
    if has_url:
        fields["url"] = "https://a.example/x"
    assert came_back(form, fields) == fields
