"""Edits that the checker proposes: at the exact place or not at all."""

from pathlib import Path

import pytest

from readinglist.entry.findings import Location
from readinglist.links.tell.fixes import Addition, Replacement, plan_fixes, write_fixes


def edited(tmp_path: Path, name: str, content: bytes, *edits) -> tuple[bytes, int]:
    (tmp_path / name).write_bytes(content)
    (tmp_path / name).chmod(0o640)
    mode = (tmp_path / name).stat().st_mode
    fixes = plan_fixes(tmp_path, edits)
    assert (tmp_path / name).read_bytes() == content
    write_fixes(tmp_path, fixes)
    assert (tmp_path / name).stat().st_mode == mode
    assert sorted(path.name for path in tmp_path.iterdir()) == [name]
    return (tmp_path / name).read_bytes(), len(fixes.left)


def swap(name: str, line: int, column: int, old: str, new: str) -> Replacement:
    return Replacement(Location(name, line, column), old, new)


OLD, NEW = "https://a.example/x", "https://b.example/longer/y"


@pytest.mark.parametrize(
    ("content", "at", "new", "expected"),
    [
        (f"url: {OLD}\n", (1, 6), NEW, f"url: {NEW}\n"),
        (f"\ufeffurl: {OLD}\r\na: b\r\n", (1, 6), NEW, f"\ufeffurl: {NEW}\r\na: b\r\n"),
        (f"é: 'ü'\nurl: '{OLD}'", (2, 7), NEW, f"é: 'ü'\nurl: '{NEW}'"),
        (f"l: {{code: {OLD}}}\n", (1, 11), NEW, f"l: {{code: {NEW}}}\n"),
        # Missing, or something else is there.
        (f"url: {OLD}\n", (1, 7), NEW, None),
        (f"url: {OLD}\n", (9, 1), NEW, None),
        # Would no longer be read as the same.
        (f"l: {{code: {OLD}}}\n", (1, 11), "https://b.example/a,b: {c}", None),
        (f"l: [{OLD}]\n", (1, 5), "https://b.example/a,b", None),
    ],
)
def test_edits_in_yaml(tmp_path, content, at, new, expected):
    after_, left = edited(tmp_path, "a.yml", content.encode(), swap("a.yml", *at, OLD, new))
    assert after_ == (expected or content).encode()
    assert left == (expected is None)


def test_edits_in_markdown(tmp_path):
    content = f"A [link]({OLD}) and <{OLD}>.\n"
    edits = [swap("a.md", 1, 10, OLD, NEW), swap("a.md", 1, 36, OLD, NEW)]
    after_, left = edited(tmp_path, "a.md", content.encode(), *edits)
    assert after_.decode() == content.replace(OLD, NEW)
    assert left == 0
    after_, left = edited(
        tmp_path, "a.md", content.encode(), swap("a.md", 1, 10, OLD, "https://b/)x")
    )
    assert after_ == content.encode()
    assert left == 1


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (f"url: {OLD}\nnote: x\n", f"url: {OLD}\narchive: {NEW}\nnote: x\n"),
        (f"url: {OLD}", f"url: {OLD}\narchive: {NEW}\n"),
        (f"url: >-\n  {OLD}\nnote: x\n", f"url: >-\n  {OLD}\nnote: x\narchive: {NEW}\n"),
        (f"url: {OLD}\narchive: https://c.example/\n", None),
        (f"{{url: {OLD}}}\n", None),
    ],
)
def test_adding_an_archived_copy(tmp_path, content, expected):
    addition = Addition(Location("a.yml", 1, 6), NEW)
    after_, left = edited(tmp_path, "a.yml", content.encode(), addition)
    assert after_ == (expected or content).encode()
    assert left == (expected is None)


def test_several_edits_of_one_line_all_hit_their_places(tmp_path):
    content = f"A [link]({OLD}) and <{OLD}>.\n"
    edits = [swap("a.md", 1, 36, OLD, "https://c.example/"), swap("a.md", 1, 10, OLD, NEW)]
    after_, left = edited(tmp_path, "a.md", content.encode(), *edits, edits[0])
    assert after_.decode() == f"A [link]({NEW}) and <https://c.example/>.\n"
    assert left == 0


def test_the_diff_shows_what_would_change(tmp_path):
    (tmp_path / "a.yml").write_text(f"title: A\nurl: {OLD}\n", "utf-8")
    (tmp_path / "b.yml").write_text("url: https://other.example/\n", "utf-8")
    gone = swap("b.yml", 1, 6, OLD, NEW)
    fixes = plan_fixes(tmp_path, [gone, swap("a.yml", 2, 6, OLD, NEW)])
    assert fixes.diff == (
        f"--- a/a.yml\n+++ b/a.yml\n@@ -1,2 +1,2 @@\n title: A\n-url: {OLD}\n+url: {NEW}\n"
    )
    assert (list(fixes.contents), fixes.made) == (["a.yml"], 1)
    assert [edit for edit, _ in fixes.left] == [gone]


def test_a_file_that_is_not_utf_8_is_left_alone(tmp_path):
    content = f"url: {OLD}\nnote: ".encode() + b"\xff\n"
    after_, left = edited(tmp_path, "a.yml", content, swap("a.yml", 1, 6, OLD, NEW))
    assert (after_, left) == (content, 1)
