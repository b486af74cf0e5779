"""Drafts: proposed ids and rendered entries."""

import re

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from readinglist.entry.findings import Severity
from readinglist.entry.model import PaperEntry
from readinglist.entry.vocabulary import WorkType
from readinglist.entry.yaml.document import parse_document
from readinglist.intake.drafts import Draft, clean_text, dump_field, propose_id, render_draft
from readinglist.library.checks import check_library
from readinglist.library.reading import read_library
from readinglist.values.characters import drop_hidden
from readinglist.values.dates import PartialDate
from readinglist.values.identifiers import ArxivId, parse_entry_id
from readinglist.values.names import Name, parse_name

ADDED = PartialDate(2026, 11, 21)


def draft_of(title="", *authors, year=None, **values):
    issued = PartialDate(year) if year else None
    return Draft(title, tuple(map(parse_name, authors)), issued, **values)


# Ids


@pytest.mark.parametrize(
    ("draft", "entry_id"),
    [
        (
            draft_of("Attention Is All You Need", "Ashish Vaswani", year=2017),
            "vaswani2017attention",
        ),
        (draft_of("A Simple Framework", "Ting Chen", year=2020), "chen2020simple"),
        (
            draft_of("Visualizing data", "Laurens van der Maaten", year=2008),
            "maaten2008visualizing",
        ),
        (draft_of("On the Theory", "Pascal Van Hentenryck", year=2001), "vanhentenryck2001theory"),
        (draft_of("BERT: Pre-training", "Jacob Devlin", year=2018), "devlin2018bert"),
        (draft_of("Pre-training of BERT", "Jacob Devlin", year=2018), "devlin2018pretraining"),
        (draft_of("8-bit Optimizers", "Tim Dettmers", year=2021), "dettmers20218bit"),
        (draft_of("1984", "George Orwell", year=1949), "orwell1949no1984"),
        (draft_of("Über Čerenkov", "Łukasz Kaßer-Öst", year=1999), "kasserost1999uber"),
        (draft_of("DeepSeek-V3 Report", "DeepSeek-AI", year=2024), "deepseek2024deepseekv3"),
        (draft_of("Gemini", "Gemini Team, Google", year=2023), "gemini2023gemini"),
        (draft_of("Higgs", "The ATLAS Collaboration", year=2012), "atlas2012higgs"),
        (draft_of("Flux", "Black Forest Labs", year=2024), "blackforestlabs2024flux"),
        (draft_of("学习 deep nets", "李飞飞", year=2010), "2010deep"),
        (draft_of("学习", "李飞飞", year=2010), "work2010"),
        (draft_of("学习", "李飞飞", "Ada Lovelace", year=2010), "lovelace2010"),
        (draft_of("What of it", "A B"), "b"),
        (draft_of("$\\alpha$-divergence \\emph{minimisation}", "A B"), "bdivergence"),
        (draft_of("", arxiv=ArxivId("1706.03762")), "arxiv-1706-03762"),
        (draft_of("", arxiv=ArxivId("hep-th/9901001")), "arxiv-hep-th-9901001"),
        (draft_of("", doi="10.1000/x_y(z)"), "doi-10-1000-x-y-z"),
        (draft_of("", "Ada Lovelace", arxiv=ArxivId("1706.03762")), "lovelace2017"),
        (draft_of(), "work"),
    ],
)
def test_proposed_ids(draft, entry_id):
    assert propose_id(draft, ()) == entry_id
    assert parse_entry_id(entry_id)


def test_an_id_in_use_gets_a_second_word_and_then_a_letter():
    draft = draft_of("Deep Residual Learning", "Kaiming He", year=2015)
    taken = []
    for expected in ("he2015deep", "he2015deep-residual", "he2015deepb", "he2015deepc"):
        assert propose_id(draft, taken) == expected
        taken.append(expected)


def test_a_reserved_name_is_not_proposed():
    assert propose_id(draft_of("Con"), ()) == "conb"


@given(st.text(max_size=60), st.text(max_size=60), st.none() | st.integers(1, 9999))
def test_every_proposed_id_is_safe(title, author, year):
    try:
        authors = (parse_name(author),)
    except ValueError:
        authors = ()
    draft = Draft(clean_text(title), authors, PartialDate(year) if year else None)
    first = propose_id(draft, ())
    assert parse_entry_id(first) == first
    assert propose_id(draft, {first}) != first


# Entries


def read(text, path="entries/papers/x.yml"):
    document = parse_document(text.encode("utf-8"), path)
    assert document.findings == []
    return document


def test_an_empty_draft_asks_for_every_required_field(tmp_path):
    (tmp_path / "entries/papers").mkdir(parents=True)
    (tmp_path / "entries/themes.yml").write_text(
        "- {id: a, title: A, lead: l, introduction: i, sections: [{id: b, title: B}]}\n", "utf-8"
    )
    library = read_library(tmp_path)
    text = render_draft(Draft(), library.themes, ADDED)
    assert "#   a, a/b\n" in text
    (tmp_path / "entries/papers/x.yml").write_text(text, "utf-8")
    found = [
        finding
        for finding in check_library(read_library(tmp_path))
        if finding.severity is Severity.ERROR
    ]
    lines = text.splitlines()
    assert [(finding.code, finding.field) for finding in found] == [
        ("E105", "title"), ("E105", "authors"), ("E105", "url"), ("E105", "themes"),
        ("E105", "takeaway"),
    ]  # fmt: skip
    for finding in found:
        assert lines[finding.location.line - 1] == f"{finding.field}:"
        assert finding.hint == "Fill it in."
        # The comment above says what belongs there.
        assert lines[finding.location.line - 2].startswith("#")


def test_a_complete_draft():
    draft = Draft(
        title="Notes: on #1",
        authors=(parse_name("Laurens van der Maaten"), Name("Peyton Jones", "Simon")),
        issued=PartialDate(2017, 6),
        venue="NeurIPS",
        type=WorkType.PAPER_CONFERENCE,
        arxiv=ArxivId("1706.03760"),
        doi="10.1000/x",
        url="https://a.example/#x",
        themes=("a/b", "c"),
        takeaway="It works.",
        remarks=("The file has more.",),
    )
    text = render_draft(draft, (), ADDED, ["A heading"])
    assert text.startswith(
        "# A heading\n"
        "# The file has more.\n"
        'arxiv: "1706.03760"\n'
        "doi: 10.1000/x\n"
        "type: paper-conference\n"
        "title: 'Notes: on #1'\n"
        "authors:\n"
        "  - Laurens van der Maaten\n"
        "  - family: Peyton Jones\n"
        "    given: Simon\n"
        "issued: 2017-06\n"
        "venue: NeurIPS\n"
        "url: https://a.example/#x\n"
        "themes: [a/b, c]\n"
    )
    assert text.endswith("added: 2026-11-21\n")
    entry = PaperEntry.model_validate(read(text).tree)
    assert entry.authors == draft.authors
    assert entry.takeaway == "It works."


TEXTS = (
    st.text(max_size=200)
    | st.lists(
        st.sampled_from(
            [*":#'\"{}[]&*!|>%@`-?,~=<", "\t", "\n", "\x00", "\x07", "\x85", "\u2028", "\ufeff",
             "\ud800", "\uffff", "é", "漢", "😀", " ", "no", "2017", "0x1", "null", "a", "---",
             "- "]
        ),
        max_size=12,
    ).map("".join)
)  # fmt: skip


@given(TEXTS, TEXTS, TEXTS, TEXTS)
@example("---", "...", "#", "'")
@example("2301.00010", "yes", "~", "0o7")
@example("word " * 60, "x", "\ufeff", "\U0010ffff")
def test_any_text_round_trips(title, author, venue, takeaway):
    # Names lose their invisible characters.
    shown = clean_text(drop_hidden(clean_text(author)))
    name = Name(literal=shown) if shown else None
    draft = Draft(
        title=title, authors=(name,) if name else (), venue=venue, takeaway=takeaway,
        themes=("t",), url="https://a.example/", remarks=(title,),
    )  # fmt: skip
    document = read(render_draft(draft, (), ADDED, [author, venue]))
    assert document.eaten.keys() <= {("added",)}
    assert document.text("title") == clean_text(title)
    assert (document.text("venue") or "") == clean_text(venue)
    assert document.text("takeaway") == clean_text(takeaway)
    if name:
        plain = document.node("authors", 0)
        assert plain in (name.display, {"literal": name.literal})
    for line in render_draft(draft, (), ADDED).splitlines():
        # Escaped characters make the text longer.
        assert len(line) <= 100 or " " not in line.strip()[:90] or re.search(r"\\[xuU]", line)


@pytest.mark.parametrize("text", ["a\x00b", "a\ud800b", "a\uffffb", "a\u2028b", "a\x85\tb"])
def test_forbidden_characters_are_removed(text):
    assert clean_text(text) == "a b"


def test_one_word_names_are_written_unambiguously():
    names = (parse_name("Plato"), parse_name("Aristotle"), parse_name("OpenAI"))
    text = render_draft(Draft(title="T", authors=names), (), PartialDate(2026))
    assert "authors:\n  - literal: Plato\n  - Aristotle\n  - OpenAI\n" in text


WORDS = st.from_regex(r"\A[A-Za-zé][A-Za-zé0-9.,()'’/-]{0,5}( [A-Za-z0-9.,('/-]{1,8}){0,5}\Z")


@given(WORDS | st.sampled_from(["Yes", "off", "null", "NaN", "e5", "No. 5", "a- b", "x -y"]))
def test_the_fast_path_writes_what_the_dumper_writes(text):
    quick = dump_field("title", text)
    assert quick == yaml.safe_dump({"title": text}, allow_unicode=True, width=1000)
    assert dump_field("authors", [text]).partition("\n")[2] == f"  - {quick[len('title: ') :]}"
