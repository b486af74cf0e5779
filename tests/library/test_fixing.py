"""`validate --fix`: only unambiguous fixes, and only at the place of the finding."""

from pathlib import Path

import pytest

from readinglist.entry.catalogue import RULES, Rule, write_example
from readinglist.library.checks import check_library
from readinglist.library.fixing import FIXABLE, apply_fixes
from readinglist.library.reading import read_library
from readinglist.values.suggestions import KnownWords

PAPER = "papers/okafor2024patience.yml"
POST = "papers/lindqvist2023caches.yml"
CLAIM = "claims/patience-pays.yml"
TOP = '# Top.\narxiv: "2403.99901"\nthemes: [learning/schedules] # of themes\n'


def fix(root: Path, files: dict[str, str]):
    write_example(root, files)
    library = read_library(root)
    return apply_fixes(library, check_library(library))


def codes(root: Path) -> list[str]:
    return [finding.code for finding in check_library(read_library(root))]


def test_the_catalogue_lists_the_fixable_rules():
    assert {rule.code for rule in RULES if rule.fix} == FIXABLE
    assert all(rule.fix or not rule.fixable for rule in RULES)


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.fix], ids=lambda rule: rule.code)
def test_every_rule_with_a_fix_fixes_its_example(rule: Rule, tmp_path):
    fixes = fix(tmp_path, rule.fixable or rule.bad)
    assert [fix.finding.code for fix in fixes] == [rule.code]
    assert fixes[0].before != fixes[0].after
    assert str(fixes[0].finding.location) in str(fixes[0])
    assert codes(tmp_path) == []


@pytest.mark.parametrize("rule", [rule for rule in RULES if not rule.fix], ids=lambda r: r.code)
def test_other_rules_are_not_fixed(rule: Rule, tmp_path):
    write_example(tmp_path, rule.bad)
    before = {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()}
    library = read_library(tmp_path)
    assert apply_fixes(library, check_library(library)) == []
    assert {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()} == before


@pytest.mark.parametrize(
    ("line", "fixed"),
    [
        ("modes: structural # c", "mode: structural # c"),
        ('"tag": [a] # c', "tags: [a] # c"),
        ("mode: 'structual' # c", 'mode: "structural" # c'),
        ("mode: Exploratory", "mode: exploratory"),
        ("note: Lesson #2 of it", 'note: "Lesson #2 of it"'),
        ("venue: C #1 # c", 'venue: "C #1 # c"'),
        ("tags: training", "tags: [training]"),
        ("tags: 'a: b'", 'tags: ["a: b"]'),
        ("tags: [yes, a]", 'tags: ["yes", a]'),
        ("doi: 'https://doi.org/10.5555/A'", 'doi: "10.5555/A"'.lower()),
        ("added: 2024-3-18", "added: 2024-03-18"),
        ("builds-on: [lindqvist2023cahces]", "builds-on: [lindqvist2023caches]"),
        ("builds-on:\n  - Lindqvist2023caches # c", "builds-on:\n  - lindqvist2023caches # c"),
        ("tags:\n  - a\n  - b\n  - a\n  - c", "tags:\n  - a\n  - b\n  - c"),
        ("tags: [a, b,\n  a ]", "tags: [a, b ]"),
        ("note: It says: yes", 'note: "It says: yes"'),
        ("note: @home", 'note: "@home"'),
    ],
)
def test_only_the_place_of_the_finding_changes(line, fixed, tmp_path):
    text = f"{TOP}takeaway: T. # of the takeaway\n# Before.\n{line}\n\n\n# End.\n"
    fixes = fix(tmp_path, {PAPER: text})
    assert fixes
    assert (tmp_path / "entries" / PAPER).read_text("utf-8") == text.replace(line, fixed)
    assert codes(tmp_path) == []


@pytest.mark.parametrize(
    "line",
    [
        "builds-on: [lindqvist2024caches]",  # another year
        "builds-on: [lindqvist]",
        "tags: training, schedules",
        "tags: training and schedules",
        "mode: explorative",
        "xyz: a",
        "issued: 3/4/2024",  # March or April
        "added: 2024-02-30",
        "doi: see publisher",
        "url: example.org",
        "tags: [a, b] ]",
        "themes: [learning]",  # given twice: which of the two?
    ],
)
def test_ambiguous_mistakes_are_left_alone(line, tmp_path):
    text = f"{TOP}takeaway: T.\n{line}\n"
    assert fix(tmp_path, {PAPER: text}) == []
    assert (tmp_path / "entries" / PAPER).read_text("utf-8") == text
    assert codes(tmp_path) != []


def test_a_known_field_is_never_given_twice(tmp_path):
    assert fix(tmp_path, {PAPER: f"{TOP}takeaway: T.\ntags: [a]\ntag: [b]\n"}) == []


def test_line_endings_and_byte_order_marks_are_kept(tmp_path):
    text = "\ufeff" + f"{TOP}takeaway: T.\nmode: structual\n".replace("\n", "\r\n")
    fix(tmp_path, {PAPER: text})
    data = (tmp_path / "entries" / PAPER).read_bytes()
    assert data == text.replace("structual", "structural").encode()


def test_several_fixes_in_one_file(tmp_path):
    text = f"{TOP}takeway: T.\nmode: structual\nadded: 2024/3/18\n".replace(
        '"2403.99901"', "2403.99901"
    )
    assert len(fix(tmp_path, {PAPER: text})) == 4
    assert codes(tmp_path) == []


def test_a_file_is_not_renamed_onto_another(tmp_path):
    name = PAPER.replace(".yml", ".yaml")
    assert fix(tmp_path, {name: "title: x\n"}) == []
    assert (tmp_path / "entries" / name).exists()
    assert "arxiv" in (tmp_path / "entries" / PAPER).read_text("utf-8")


def test_themes_are_fixed_too(tmp_path):
    text = "- id: learning\n  title: Learning\n  led: L\n  introduction: I\n"
    assert len(fix(tmp_path, {"themes.yml": text})) >= 1
    assert "  lead: L\n" in (tmp_path / "entries/themes.yml").read_text("utf-8")


@pytest.mark.parametrize(
    ("word", "known", "match"),
    [
        ("scalling", ["scaling"], "scaling"),
        ("scalign", ["scaling"], "scaling"),
        ("scaking", ["scaling"], "scaling"),
        ("SCALING", ["scaling", "Scalings"], "scaling"),
        ("scaling", ["scalinga", "scalingb"], None),
        ("scal", ["scaling"], None),
        ("ho2020", ["ho2021"], None),
        ("ho2020a", ["ho2020b"], None),
        ("ho2020a", ["ho2020"], None),
        ("ho2020denoisng", ["ho2020denoising"], "ho2020denoising"),
        ("ho202denoising", ["ho2020denoising"], None),
        ("tag", ["tags", "type"], "tags"),
        ("ta", ["tag"], None),
        ("", ["abcd"], None),
    ],
)  # fmt: skip
def test_certain_matches(word, known, match):
    assert KnownWords(known).find_sure(word) == match


# The command


def test_the_command(cli, small_project):
    file = small_project / "entries/papers/vaswani2017attention.yml"
    sound = file.read_text("utf-8")
    file.write_text(
        sound.replace('"1706.03762"', "arXiv:1706.03762v5 # id").replace("takeaway:", "takeway:")
        + "mode: nonsense\n",
        "utf-8",
    )
    broken = file.read_bytes()
    advised = cli("validate", "-p", small_project)
    assert "'readinglist validate --fix' fixes 2 of them." in advised.err
    assert "'readinglist explain E" in advised.err
    assert file.read_bytes() == broken
    result = cli("validate", "-p", small_project, "--fix")
    assert result.code == 1
    assert 'fixed E107 arxiv: arXiv:1706.03762v5 → "1706.03762"' in result.err
    assert "fixed E101 takeway: takeway → takeaway" in result.err
    assert "2 fixed." in result.err
    assert result.out.count("\n") == 1
    assert "E104" in result.out
    assert '"1706.03762" # id' in file.read_text("utf-8")
    again = cli("validate", "-p", small_project, "--fix")
    assert "Nothing to fix" in again.err


def test_the_output_in_the_documentation_is_real(cli, small_project):
    for file in (small_project / "entries").rglob("*.yml"):
        text = file.read_text("utf-8").replace("objectives", "scaling")
        file.write_text(text.replace("scaling-", "objectives-"), "utf-8")
    (small_project / "entries/papers/some2024paper.yml").write_text(
        "arxiv: https://arxiv.org/abs/2403.99901v2\nthemes: [scalling]\ntakeaway: T.\n", "utf-8"
    )
    printed = cli("validate", "-p", small_project, "--fix").err.splitlines()[:3]
    shown = (Path(__file__).parents[2] / "docs/editor.md").read_text("utf-8")
    assert "\n".join(["$ readinglist validate --fix", *printed]) in shown
