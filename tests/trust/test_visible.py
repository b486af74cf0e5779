"""What a terminal or GitHub's runner would obey is escaped, and never printed raw."""

import json
import re
import shutil
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readinglist.cli import console
from readinglist.cli.finding_formats import render_github, render_json, render_sarif
from readinglist.entry.findings import Finding, Location, Severity
from readinglist.entry.model import PaperEntry
from readinglist.entry.yaml.document import parse_document
from readinglist.library.lock.files import BrokenRecordError, read_record_file
from readinglist.library.schema_findings import read_record
from readinglist.values.characters import clean, drop_hidden, find_control, find_hidden
from readinglist.values.folding import MAX_SLUG, slugify
from readinglist.values.identifiers import parse_doi, parse_url
from readinglist.values.visible import dump_json, show_line, show_lines

#: Everything but printable characters and the line endings that printing itself adds.
RAW = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
NASTY = ["\x1b[31mred", "a\nb", "\r::error::x", "\x07bell", "\0", "\x9b31m", "\u202eexe", "\udcff",
         "a\u2028b", "\x7f", "\n::error file=x::y", "\ufeff"]  # fmt: skip


@given(st.text())
def test_nothing_raw_is_left(text):
    assert not RAW.search(show_line(text))
    assert "\n" not in show_line(text)
    assert not RAW.search(show_lines(text).replace("\t", ""))
    if text.isprintable():
        assert show_line(text) == text


@pytest.mark.parametrize("nasty", NASTY)
def test_findings_in_every_format(nasty, capsys):
    finding = Finding(
        "E105", Severity.ERROR, Location(f"x{nasty}.yml"), f"m{nasty}", f"h{nasty}", nasty
    )
    for text in (str(finding), render_github([finding])):
        assert not RAW.search(text)
        assert "\n" not in text
    for text in (render_json([finding]), render_sarif([finding])):
        assert not RAW.search(text)
        json.loads(text)
    assert json.loads(render_json([finding]))["findings"][0]["message"] == f"m{nasty}"
    console.print_finding(finding, console.out)
    console.out.print(console.escape(nasty))
    console.out.print(nasty, markup=False)
    console.say(nasty, nasty)
    printed = capsys.readouterr().out
    assert not RAW.search(printed.replace("\t", ""))
    if nasty != "\r::error::x" and nasty.strip().startswith("::"):
        lines = printed.splitlines()
        assert sum(line.strip().startswith("::") for line in lines) <= 1


def test_json_keeps_its_value():
    value = {"a": "\x1b\x7f\u202e\ud800é漢", "b": ["\u2028"]}
    assert json.loads(dump_json(value)) == value
    assert "é漢" in dump_json(value)


def test_commands_print_no_name_raw(enriched_project, tmp_path):
    root = tmp_path / "list"
    shutil.copytree(enriched_project, root, ignore=shutil.ignore_patterns(".cache", "site"))
    papers = root / "entries" / "papers"
    source = next(papers.glob("*.yml")).read_text("utf-8")
    for name in ("a\n::error::b", "c\x1b[31m", "d\udcff"):
        (papers / f"{name}.yml").write_text("tags: [x]\n" + source, "utf-8")
        (root / "docs" / f"{name}.md").write_text("# x\n", "utf-8")
    for command in (
        ["validate"], ["validate", "--format", "github"], ["validate", "--format", "sarif"],
        ["validate", "--format", "json"], ["fmt", "--check"], ["build"], ["list"],
    ):  # fmt: skip
        done = subprocess.run(
            [sys.executable, "-m", "readinglist", *command, "--project", str(root)],
            capture_output=True, check=False,
        )  # fmt: skip
        text = (done.stdout + done.stderr).decode("utf-8")
        assert "Traceback" not in text
        assert "a fault of readinglist" not in text
        assert not RAW.search(text.replace("\t", "")), command
        if "github" not in command:
            assert not re.search(r"^\s*::", text, re.MULTILINE), command


@pytest.mark.parametrize("char", ["\x1b", "\0", "\x07", "\x7f", "\x9b"])
def test_a_record_with_a_control_character_is_rejected(tmp_path, char):
    file = tmp_path / "record.json"
    for value in ({"title": f"a{char}b"}, {"a": [{"b": f"{char}x"}]}, {f"k{char}k": 1}):
        file.write_text(json.dumps(value, ensure_ascii=char < "\x20"), "utf-8")
        with pytest.raises(BrokenRecordError, match=f"the control character #x{ord(char):02x}"):
            read_record_file(file, dict)


def test_a_record_with_a_backslash_or_line_endings_is_valid(tmp_path):
    file = tmp_path / "record.json"
    value = {"title": "\\u001b and \\u0000", "b": "one\ntwo\tthree\u0085four"}
    file.write_text(json.dumps(value), "utf-8")
    assert read_record_file(file, dict) == value


#: One of each kind: direction marks, zero-width spaces, format characters, tags, fillers, joiners.
HIDDEN = list(
    "\u202a\u202e\u2066\u2069\u200b\u200e\u200f\u061c\u00ad\u2060\u2063\u206f\u180e\ufeff\ufff9\u3164"
    "\uffa0\u034f\U000e0041\U000e0001\u200c\u200d\ufe0f\U000e0100"
)


@pytest.mark.parametrize("char", HIDDEN)
def test_identifiers_have_no_hidden_characters(char):
    assert find_hidden(f"a{char}b") == char
    for parse, text in ((parse_doi, f"10.1234/a{char}b"), (parse_url, f"https://a.org/{char}b")):
        with pytest.raises(ValueError, match=f"the hidden character U\\+{ord(char):04X}"):
            parse(text)


@pytest.mark.parametrize("char", ["\x7f", "\x80", "\x9b"])
def test_an_address_has_no_control_character(char):
    with pytest.raises(ValueError, match="the hidden character"):
        parse_url(f"https://a.org/{char}")


@pytest.mark.parametrize("char", HIDDEN)
@pytest.mark.parametrize(
    "field",
    ["tags: [a{}b]", "authors: [Ada L{}ovelace]", "authors: [{{literal: Te{}am}}]",
     "authors: [{{family: Lo{}velace, given: Ada}}]", "names: {{Ada: {{literal: A{}da}}}}",
     "doi: 10.1234/a{}b", "url: https://a.example/{}b", "links: {{code: https://a.example/{}b}}"],
)  # fmt: skip
def test_a_hidden_character_in_a_name_a_keyword_or_an_identifier_is_a_finding(field, char):
    document = parse_document(f"{field.format(char)}\n".encode(), "x.yml")
    _, findings = read_record(PaperEntry, document)
    text = " ".join(
        str(finding) for finding in findings if finding.code in ("E116", "E108", "E110")
    )
    assert f"holds the hidden character U+{ord(char):04X}" in text
    assert char not in text


BELONGING = [
    "علی‌رضا", "ශ්‍රී", "क्‍ष", "👩‍💻", "葛\U000e0100城", "❤️", "ᠮᠣᠩ\u180bᠭᠣᠯ", "José Müller", "شهر",
]  # fmt: skip


@pytest.mark.parametrize("text", BELONGING)
def test_characters_that_a_script_needs_are_kept(text):
    assert find_hidden(text, is_name=True) == ""
    assert drop_hidden(text) == text
    assert clean(text) == text


@pytest.mark.parametrize(
    "text", ["a\u200db", "\u200cعلی", "é\u200dé", "x\ufe0f", "a\U000e0100", "д\u200cд"]
)
def test_joiners_next_to_other_letters_count_as_hidden(text):
    assert find_hidden(text, is_name=True)
    assert find_hidden(drop_hidden(text), is_name=True) == ""


@given(st.text())
def test_hidden_characters_are_dropped(text):
    assert not find_hidden(drop_hidden(drop_hidden(text)), is_name=True)


@given(st.text())
def test_the_sets_of_characters_are_consistent(text):
    """The sets are consistent: whatever `clean` removes is also shown, except direction marks."""
    marks = re.compile("[\u00ad\u061c\u200e\u200f]")
    plain = marks.sub("", clean(text))
    assert show_lines(plain) == plain


def test_find_hidden():
    assert find_control("a\x1bb\0") == "\x1b"
    assert find_control("é漢") == ""
    assert find_hidden("שלום") == ""


@given(st.text(min_size=1, max_size=400))
def test_slugs_are_short_enough_for_a_file(text):
    slug = slugify(text)
    assert re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", slug)
    assert len(slug) <= MAX_SLUG


def test_long_names_stay_distinct():
    names = ["x" * 300, "x" * 299, "x" * 299 + "y", "漢" * 60, "漢" * 61, "字" * 60]
    assert len({slugify(name) for name in names}) == len(names)
    assert slugify("x" * MAX_SLUG) == "x" * MAX_SLUG
