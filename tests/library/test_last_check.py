"""Caching between two checks of a list changes only the time that they take."""

import datetime
import itertools
import json
import os
import random
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readinglist.graph.preparing import prepare
from readinglist.library import last_check, reading
from readinglist.library.last_check import check_project
from readinglist.library.lock.arxiv import record_path
from readinglist.library.lock.arxiv_records import Provenance, Record
from readinglist.site.pages.render import Pages, Site
from readinglist.values.dates import PartialDate
from readinglist.values.identifiers import ArxivId
from readinglist.values.names import Name

SITE = Site("A list", "Of things.")
READ = datetime.datetime(2026, 1, 5, tzinfo=datetime.UTC)
PAPERS = [f"p{number}" for number in range(6)]
CLAIMS = [f"c{number}" for number in range(5)]
ESSAYS = ["e0", "e1"]
ARXIV = ["2101.00001", "2101.00002", "2101.00003"]
DOIS = ["10.1234/a", "10.1234/b"]
THEMES = """\
- id: t
  title: {title}
  lead: A lead.
  introduction: About [@{cited}].
  sections:
    - {{id: s, title: Section}}
"""
#: Modification times in seconds, one later for each file written; far in the past, so that files do
#: not look recent.
TICKS = itertools.count(1_600_000_000)


def put(file, text, *, settled=True):
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")
    if settled:
        tick = next(TICKS)
        os.utime(file, (tick, tick))


def some(rng, items, most=3):
    return rng.sample(items, rng.randrange(min(most, len(items)) + 1))


def listed(items):
    return f"[{', '.join(items)}]"


def one_of(rng, good, *bad):
    """Usually one of the good values."""
    return rng.choice(bad) if bad and rng.random() < 0.08 else rng.choice(good)


def paper(rng):
    lines = [f"themes: {listed([one_of(rng, ['t', 't/s'], 'tt', 't/x')])}"]
    lines.append(f"takeaway: {one_of(rng, ['Short.', 'It cites [@p1].'], 'About [@nobody].', '')}")
    if rng.random() < 0.5:
        lines.append(f'arxiv: "{one_of(rng, ARXIV, "no id", "arXiv:2101.00001v2")}"')
    else:
        lines += ["title: A work", "authors: [Ada Lovelace, Alan Turing]"]
        lines.append(
            f'doi: "{rng.choice(DOIS)}"' if rng.random() < 0.5 else "url: https://x.example/"
        )
    lines.append(f"builds-on: {listed(some(rng, [*PAPERS, 'e0']) or ['p0'])}")
    if rng.random() < 0.2:
        lines.append("names: {Ada Lovelace: {family: Lovelace, given: Augusta}}")
    if rng.random() < 0.1:
        lines.append("mode-reason: For no mode.")
    return lines


def essay(rng):
    sections = [f"  - {{title: {title}, cites: {listed(some(rng, PAPERS) or ['p0'])}}}"
                for title in rng.choice([["One"], ["One", "Two"], ["Two"]])]  # fmt: skip
    return [
        "title: An essay", "authors: [Grace Hopper]", "url: https://e.example/", "themes: [t]",
        "takeaway: Think.", "sections:", *sections,
    ]  # fmt: skip


def claim(rng):
    works = [*PAPERS, *ESSAYS]
    lines = [
        "claim: So it is.",
        f"kind: {one_of(rng, ['claim', 'question', 'prediction'], 'guess')}",
    ]
    lines += ["themes: [t]", "source:", f"  essay: {one_of(rng, ESSAYS, 'p1', 'nobody')}"]
    lines += [f"  section: {rng.choice(['One', 'Two'])}", "  quote: So it is", "evidence:"]
    for work in some(rng, works) or ["p0"]:
        stance = rng.choice(["supports", "background"])
        proof = rng.choice(["locator: p. 1", "quote: An abstract", "quote: Something else"])
        lines += [f"  - work: {one_of(rng, [work], 'c1', 'nobody')}",
                  f"    stance: {stance}", f"    {proof}"]  # fmt: skip
    for other in some(rng, CLAIMS, 1):
        lines += ["relations:", f"  - {{claim: {other}, type: refines}}"]
    return lines


def path(rng):
    steps = [
        f"  - {{read: {entry_id}, why: It helps., minutes: 5}}"
        for entry_id in some(rng, [*PAPERS, *CLAIMS]) or ["p0"]
    ]
    return ["title: A way", "lead: In.", "steps:", *steps]


MAKERS = {"papers": paper, "essays": essay, "claims": claim, "paths": path}
PLACES = [
    *(("papers", entry_id) for entry_id in PAPERS), *(("essays", entry_id) for entry_id in ESSAYS),
    *(("claims", entry_id) for entry_id in CLAIMS), ("paths", "w"),
    # The same id in two folders, ids that differ in case, an invalid id.
    ("papers", "c1"), ("papers", "P2"), ("claims", "no_id"),
]  # fmt: skip


def text_of(rng, folder):
    lines = MAKERS[folder](rng)
    chance = rng.random()
    if chance < 0.05:
        lines.append("nonsense: 1")
    elif chance < 0.08:
        lines.insert(1, "themes: {")
    elif chance < 0.12:
        lines.insert(1, "# A comment, so that the quick reader leaves it to the other.")
    elif chance < 0.14:
        lines = ["- a list"]
    return "\n".join(lines) + "\n"


def record_text(rng, arxiv):
    values = {
        "abstract": rng.choice(["An abstract of it.", None]),
        "doi": rng.choice([None, *DOIS]),
    }
    if rng.random() < 0.3:
        values["withdrawn"] = "It was wrong."
    record = Record(
        ArxivId(arxiv), "A title", (Name("Lovelace", "Ada"),), Provenance("api", READ),
        submitted=PartialDate(2021, 1, 1), **values,
    )  # fmt: skip
    return "{" if rng.random() < 0.1 else json.dumps(record.as_dict())


def change(rng, root):
    """A random edit in the list."""
    entries = root / "entries"
    folder, one = rng.choice(PLACES)
    file = entries / folder / f"{one}.yml"
    settled = rng.random() < 0.8
    what = rng.random()
    if what < 0.15:
        file.unlink(missing_ok=True)
    elif what < 0.25:
        record = record_path(entries / "metadata/arxiv", ArxivId(rng.choice(ARXIV)))
        if rng.random() < 0.3:
            record.unlink(missing_ok=True)
        else:
            put(record, record_text(rng, record.stem), settled=settled)
    elif what < 0.30:
        title, cited = rng.choice(["Theme", "Matter"]), rng.choice([*PAPERS, "nobody"])
        put(entries / "themes.yml", THEMES.format(title=title, cited=cited), settled=settled)
    elif what < 0.35:
        put(entries / folder / "stray.txt", "Stray.", settled=settled)
    elif what < 0.45 and file.exists():
        file.rename(file.with_name(f"{rng.choice(PAPERS + CLAIMS)}.yml"))
    elif what < 0.5 and file.exists():
        file.touch()
    else:
        put(file, text_of(rng, folder), settled=settled)


def make(rng, root):
    shutil.rmtree(root, ignore_errors=True)
    put(root / "entries/themes.yml", THEMES.format(title="Theme", cited="p0"))
    for folder, entry_id in PLACES:
        if rng.random() < 0.8:
            put(root / "entries" / folder / f"{entry_id}.yml", text_of(rng, folder))
    for arxiv in some(rng, ARXIV):
        put(record_path(root / "entries/metadata/arxiv", ArxivId(arxiv)), record_text(rng, arxiv))


@pytest.fixture
def state(tmp_path, monkeypatch):
    """A separate state folder; even small lists are cached, and changes come by the dozen."""
    monkeypatch.setenv("READINGLIST_STATE", str(tmp_path / "state"))
    monkeypatch.setattr(last_check, "_WORTH", 3)
    return tmp_path / "state"


@pytest.fixture(scope="module")
def folder():
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


@settings(max_examples=40)
@given(seed=st.integers(0, 2**32))
def test_the_cache_gives_the_same_findings(folder, seed):
    rng = random.Random(seed)
    root = folder / "list"
    make(rng, root)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("READINGLIST_STATE", str(folder / "state"))
        # Sometimes nearly everything is saved again, sometimes nothing.
        patch.setattr(last_check, "_WORTH", rng.choice([0, 2, 12]))
        for _ in range(8):
            kept = check_project(root)
            plain = check_project(root, keep=False)
            assert kept.findings == plain.findings
            assert len(kept.library.files) == len(plain.library.files)
            for _ in range(rng.choice([0, 1, 1, 1, 2, 5])):
                change(rng, root)


@settings(max_examples=20)
@given(seed=st.integers(0, 2**32))
def test_preparing_a_list_again_gives_the_same_result(folder, seed):
    rng = random.Random(seed)
    root = folder / "list"
    make(rng, root)
    before = None
    for _ in range(6):
        again, anew = prepare(root, before=before), prepare(root)
        assert again.findings == anew.findings
        if all(
            vars(again.graph.library)[name] == vars(anew.graph.library)[name]
            for name in ("themes", "papers", "essays", "claims", "paths")
        ):
            pages, plain = Pages(again.graph, SITE), Pages(anew.graph, SITE)
            plans = plain.plan()
            assert pages.names() == list(plans)
            for name, plan in plans.items():
                found = pages.find(name)
                assert found.render() == plan.render()
                assert (found.kind, found.is_entry_like) == (plan.kind, plan.is_entry_like)
        before = again
        for _ in range(rng.choice([1, 1, 2])):
            change(rng, root)


def test_invalid_pages(folder):
    make(random.Random(1), folder / "list")
    pages = Pages(prepare(folder / "list").graph, SITE)
    for name in (
        "",
        "papers",
        "papers/nobody",
        "claims/p0",
        "essays/p0",
        "authors/nobody",
        "x/y/z",
    ):
        assert pages.find(name) is None


@pytest.fixture
def sound(tmp_path):
    """A valid list of eight papers."""
    root = tmp_path / "list"
    put(root / "entries/themes.yml", THEMES.format(title="Theme", cited="p0"))
    for number in range(8):
        put(
            root / f"entries/papers/p{number}.yml",
            f"title: T{number}\nauthors: [Ada Lovelace]\nurl: https://x.example/{number}\n"
            f"themes: [t/s]\ntakeaway: Number {number}.\n"
            + (f"builds-on: [p{number - 1}]\n" if number else ""),
        )
    return root


@pytest.fixture
def opened(monkeypatch):
    """The paths of the documents that are opened."""
    paths = []
    read = reading.read_document

    def note(file, path, like=None):
        paths.append(path)
        return read(file, path, like)

    monkeypatch.setattr(reading, "read_document", note)
    return paths


@pytest.mark.usefixtures("state")
def test_only_changed_files_are_opened(sound, opened):
    assert check_project(sound).findings == []
    assert len(opened) == 9
    opened.clear()
    again = check_project(sound)
    assert opened == ["entries/themes.yml"]
    assert again.opened == 0
    put(sound / "entries/papers/p3.yml", "title: T\n")
    opened.clear()
    again = check_project(sound)
    assert opened == ["entries/themes.yml", "entries/papers/p3.yml"]
    assert {finding.location.path for finding in again.findings} == {"entries/papers/p3.yml"}
    # Entries that are not needed are not read; the changed one has a mistake.
    assert set(again.library.papers) == {"p4"}, "p4 names the changed one"


def test_a_preview_opens_only_changed_files(sound, opened):
    before = prepare(sound)
    put(sound / "entries/papers/p3.yml", "title: Other\n")
    opened.clear()
    after = prepare(sound, before=before)
    assert opened == ["entries/themes.yml", "entries/papers/p3.yml"]
    assert after.graph.works["p3"] is before.graph.works["p3"], "its last sound form"
    assert after.graph.works["p2"] is before.graph.works["p2"]
    assert {finding.location.path for finding in after.findings} == {"entries/papers/p3.yml"}
    opened.clear()
    again = prepare(sound, before=after)
    assert opened == ["entries/themes.yml"]
    assert again.findings == after.findings, "an unsound entry goes on being reported"


def test_a_very_recent_file_is_opened_again(sound, opened):
    before = prepare(sound)
    put(sound / "entries/papers/p3.yml", "title: Other\n", settled=False)
    middle = prepare(sound, before=before)
    opened.clear()
    prepare(sound, before=middle)
    assert "entries/papers/p3.yml" in opened


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda _: b"", id="empty"),
        pytest.param(lambda data: data[: len(data) // 2], id="cut"),
        pytest.param(lambda data: data[:200] + bytes([data[200] ^ 1]) + data[201:], id="a-bit"),
        pytest.param(lambda data: os.urandom(len(data)), id="noise"),
        pytest.param(lambda data: data[:32], id="nothing-behind-the-seal"),
    ],
)
def test_a_damaged_cache_is_rebuilt(sound, state, damage):
    put(sound / "entries/papers/p3.yml", "title: T\n")
    findings = check_project(sound).findings
    (file,) = (state / "checked").iterdir()
    whole = file.read_bytes()
    file.write_bytes(damage(whole))
    again = check_project(sound)
    assert again.findings == findings
    assert again.opened == len(again.library.files), "as if for the first time"
    assert file.read_bytes() == whole


def test_the_cache_is_specific_to_version_and_list(sound, state, monkeypatch):
    check_project(sound)
    monkeypatch.setattr(last_check, "_code", lambda: b"another version")
    assert check_project(sound).opened == 8
    (file,) = (state / "checked").iterdir()
    moved = sound.with_name("moved")
    sound.rename(moved)
    file.rename(last_check._file(moved, "list"))
    assert check_project(moved).opened == 8


@pytest.mark.usefixtures("state")
def test_another_day_checks_everything(sound, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1800000000")
    check_project(sound)
    assert check_project(sound).opened == 0
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1800086400")
    assert check_project(sound).opened == 8


def test_an_unwritable_state_folder_is_not_an_error(sound, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("READINGLIST_STATE", str(tmp_path / "file"))
    assert check_project(sound).findings == check_project(sound).findings == []


def test_caching_can_be_disabled(sound, state):
    check_project(sound, keep=False)
    assert not state.exists()


def test_no_half_written_files_remain(sound, state, monkeypatch):
    def fail(*_):
        raise OSError("no room")

    monkeypatch.setattr(os, "replace", fail)
    check_project(sound)
    assert list((state / "checked").iterdir()) == []
