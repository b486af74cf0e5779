"""Which works a selection contains, in which order, and with which notes."""

from types import SimpleNamespace

import pytest

from readinglist.site.exports.files import ExportFormat, formats_of
from readinglist.site.exports.selection import (
    ALL,
    has_works,
    join_notes,
    names_of_selections,
    select,
)


def ids(graph, name):
    return [item.work.id for item in select(graph, name)]


def test_which_works_belong_to_a_selection(graph):
    assert ids(graph, ALL) == ["old", "new", "preprint", "e", "undated"]
    assert ids(graph, "papers/new") == ["new"]
    assert ids(graph, "essays/e") == ["e"]
    assert ids(graph, "cited-in/e") == ["new", "old"]
    assert ids(graph, "themes/t") == ids(graph, ALL)
    assert ids(graph, "themes/t/s") == ["old"]
    assert ids(graph, "paths/p") == ["new", "e"]
    assert [ids(graph, name) for name in ("claims/bare", "claims/x", "themes/x", "x", "x/y")] == [
        []
    ] * 5


def test_notes_say_why_a_work_is_included(graph):
    assert [item.note for item in select(graph, "claims/c")] == [
        "Supports (section 2): “C.” Mixed: “C.”",
        "Opposes: “C.”",
    ]
    (outcome,) = select(graph, "claims/came-true")
    assert outcome.note == "Shows what became of it (table 1): “C.”"
    assert [item.note for item in select(graph, "cited-in/e")] == [
        "Cited in “One”.",
        "Cited in “One”. Cited in “Two”.",
    ]
    assert [item.note for item in select(graph, "paths/p")] == ["Step 1.", "Step 2: “C.”"]


def test_names_of_selections_are_those_of_select(graph):
    empty = [name for name in names_of_selections(graph) if not select(graph, name)]
    assert empty == ["claims/bare"]
    assert formats_of(graph, "claims/bare") == ()
    assert formats_of(graph, "papers/old") == tuple(ExportFormat)


def test_a_selection_has_works_or_none(graph):
    for name in (*names_of_selections(graph), "claims/nobody", "all/x", ""):
        assert has_works(graph, name) is bool(select(graph, name)), name


def test_a_section_is_not_that_of_another_theme(graph):
    assert select(graph, "themes/t/nothing") == ()
    assert select(graph, "themes/x/s") == ()


@pytest.mark.parametrize(
    ("void", "note", "joined"),
    [
        ("", "", ""),
        ("", "A note.", "A note."),
        ("Withdrawn", "", "Withdrawn"),
        ("Withdrawn", "A note.", "Withdrawn. A note."),
        ("Withdrawn: wrong.", "A note.", "Withdrawn: wrong. A note."),
        ("Really withdrawn?", "A note.", "Really withdrawn? A note."),
    ],
)
def test_the_note_begins_with_what_became_of_the_work(void, note, joined):
    work = SimpleNamespace(is_void=bool(void), void_note=void)
    assert join_notes(work, note) == joined
