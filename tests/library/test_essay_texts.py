import pytest

from readinglist.errors import StorageError, UsageError
from readinglist.library.essay_texts import find_text, strip_markup, verify_quotes
from readinglist.library.reading import read_library

ESSAY = "lovelace2024thoughts"
QUOTE = "the objective is what matters"


@pytest.fixture
def verify(small_project, tmp_path):
    """Verify the small list's one quote against files with these contents."""
    texts = tmp_path / "texts"
    texts.mkdir()

    def run(files):
        for name, content in files.items():
            data = content if isinstance(content, bytes) else content.encode("utf-8")
            (texts / name).write_bytes(data)
        return verify_quotes(read_library(small_project), texts)

    return run


@pytest.mark.parametrize(
    "text",
    [
        f"So {QUOTE}.",
        "So the objective\nis  what\u00a0matters.",
        "the **objective** is *what* matters",
        "the [objective](https://e.example/x) is what matters",
        "the <b>objective</b> is what matters",
        "the ob\u00adjective is what matters",
    ],
)
def test_a_quote_in_the_text(verify, text):
    report = verify({f"{ESSAY}.txt": text})
    assert report.standing == {ESSAY: 1}
    assert (report.findings, report.unchecked) == ([], {})


@pytest.mark.parametrize(
    "text",
    [
        "",
        "The objective is what matters",
        "the objective is what really matters",
        "the objective is, what matters",
        "what matters is the objective",
    ],
)
def test_a_quote_not_in_the_text(verify, text):
    report = verify({f"{ESSAY}.txt": text})
    (finding,) = report.findings
    assert finding.code == "E311"
    assert finding.field == "source.quote"
    assert str(finding.location) == "entries/claims/objectives-matter.yml:7:10"
    assert (report.standing, report.unchecked) == ({}, {})


def test_an_essay_without_text_is_unchecked(verify):
    report = verify({"another.txt": QUOTE, f"{ESSAY}.pdf": QUOTE, f"{ESSAY}2.txt": QUOTE})
    assert report.unchecked == {ESSAY: 1}
    assert (report.findings, report.standing) == ([], {})


@pytest.mark.parametrize("name", [f"{ESSAY}.md", f"{ESSAY}-as-saved.txt"])
def test_names_of_texts(verify, name):
    assert verify({name: QUOTE}).standing == {ESSAY: 1}


def test_the_exact_name_takes_precedence(tmp_path):
    for name in (f"{ESSAY}-a.txt", f"{ESSAY}.txt", f"{ESSAY}-b.md"):
        (tmp_path / name).touch()
    assert find_text(tmp_path, ESSAY).name == f"{ESSAY}.txt"
    assert find_text(tmp_path, "nobody") is None


def test_a_quote_of_markup_itself(verify, small_project):
    file = small_project / "entries/claims/objectives-matter.yml"
    file.write_text(file.read_text("utf-8").replace(QUOTE, "use snake_case * 2"), "utf-8")
    assert verify({f"{ESSAY}.md": "Do use snake_case * 2 here."}).standing == {ESSAY: 1}


def test_typography_is_folded_on_both_sides(verify, small_project):
    file = small_project / "entries/claims/objectives-matter.yml"
    file.write_text(file.read_text("utf-8").replace(QUOTE, "it’s  “so” – here"), "utf-8")
    assert verify({f"{ESSAY}.txt": 'And it\'s "so" — here.'}).standing == {ESSAY: 1}


def test_a_claim_with_other_mistakes_is_still_verified(verify, small_project):
    file = small_project / "entries/claims/objectives-matter.yml"
    file.write_text(file.read_text("utf-8").replace("kind: claim", "kind: nonsense"), "utf-8")
    assert verify({f"{ESSAY}.txt": QUOTE}).standing == {ESSAY: 1}


def test_a_missing_folder(small_project, tmp_path):
    with pytest.raises(UsageError, match="no folder"):
        verify_quotes(read_library(small_project), tmp_path / "none")


def test_a_text_that_is_not_utf_8(verify):
    with pytest.raises(StorageError):
        verify({f"{ESSAY}.txt": b"\xff"})


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("a **b** _c_ `d`", "a b c d"),
        ("[a](b) ![c](d)", "a c"),
        ("snake_case 2 * 3", "snake_case 2 * 3"),
        ("a < b", "a < b"),
    ],
)
def test_stripping(text, plain):
    assert strip_markup(text) == plain
