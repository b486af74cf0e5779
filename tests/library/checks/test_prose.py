"""Markdown that pages would show as it is written, and takeaways of several paragraphs."""

import json

import pytest

from readinglist.entry.catalogue import write_example
from readinglist.library.checks import check_library, prose
from readinglist.library.reading import read_library

ENTRY = "title: T\nvenue: V\nthemes: [learning]\n"


def found(folder, lines):
    write_example(folder, {"papers/fern.yml": ENTRY + lines})
    return [
        (finding.location.line, finding.code, finding.message)
        for finding in check_library(read_library(folder))
    ]


@pytest.mark.parametrize(
    ("note", "said"),
    [
        ("A <b>bold</b> word.", "'<b>' is HTML"),
        ("<div class=x>A block.</div>", "'<div class=x>' is HTML"),
        ("Two lines.<br/>Here.", "'<br/>' is HTML"),
        ("<!-- Check this. -->", "'<!--' is HTML"),
        ("CO<sub>2</sub>.", "'<sub>' is HTML"),
        ("A [link](https://a.example) <a href='https://b.example'>b</a>", "is HTML"),
        ("## Roots\n\n  Text.", "'## Roots' is a heading"),
        ("Roots\n  -----\n\n  Text.", "'Roots' is a heading"),
        ("Some ![a tree](https://a.example/t.png) here.", "'![a tree]' is an image"),
    ],
)
def test_what_pages_show_as_it_is_written(tmp_path, note, said):
    ((line, code, message),) = found(tmp_path, f"takeaway: X.\nnote: |\n  {note}\n")
    assert (line, code) == (5, "W406")
    assert said in message


@pytest.mark.parametrize(
    "note",
    [
        "Where $a<b$ and $c>d$, x <y and z> w; <https://a.example>, `<b>`, A < B.",
        "#1 of all, issue #2, and a rule below\n\n  ***\n\n  - a list\n  - of two",
        "One paragraph.\n\n  Another, of *Markdown* with [a link](https://a.example).",
        "The type Vec<T> and List<String>, a <name> in brackets.",
    ],
)
def test_what_pages_can_show(tmp_path, note):
    assert found(tmp_path, f"takeaway: X.\nnote: |\n  {note}\n") == []


@pytest.mark.parametrize(
    "takeaway",
    [
        "|\n  Trees cool a street.\n\n  So plant them.",
        # YAML joins the lines of a folded text, and of an empty line it makes a line break.
        ">-\n  Trees cool\n  a street.\n\n  So plant them.",
        "Trees cool a street.\n\n  So plant them.",
        '"Trees cool a street.\n\n  So plant them."',
    ],
)
def test_a_takeaway_of_two_paragraphs(tmp_path, takeaway):
    ((line, code, message),) = found(tmp_path, f"takeaway: {takeaway}\n")
    assert (line, code) == (4, "W407")
    assert "the second begins with 'So plant them.'" in message


@pytest.mark.parametrize(
    "takeaway", ["|\n  Trees cool\n  a street.\n", ">\n  Trees cool\n  a street.\n", "One.\n"]
)
def test_a_takeaway_of_one_paragraph_on_several_lines(tmp_path, takeaway):
    assert found(tmp_path, f"takeaway: {takeaway}\n") == []


def test_every_record_with_markdown_is_looked_at(tmp_path):
    write_example(tmp_path, {})
    file = tmp_path / "entries/claims/patience-pays.yml"
    file.write_text(f"{file.read_text('utf-8')}    note: See <i>this</i>.\n", "utf-8")
    file = tmp_path / "entries/themes.yml"
    text = file.read_text("utf-8").replace("How models learn.", '"How <b>models</b> learn."')
    file.write_text(text, "utf-8")
    codes = [(finding.code, finding.field) for finding in check_library(read_library(tmp_path))]
    assert codes == [("W406", "evidence[1].note"), ("W406", "[1].lead")]


@pytest.mark.parametrize(
    ("title", "hint"),
    [
        ('"In <i>vivo</i> &amp; CO<sub>2</sub>"', 'Write "In vivo & CO₂".'),
        ('"M&uuml;ller at 5&nbsp;%"', 'Write "Müller at 5 %".'),
        ("'The type Vec<T>, $a<b>c$ and AT&T;'", None),
    ],
)
def test_html_in_a_title(tmp_path, title, hint):
    entry = f"title: {title}\nvenue: V\nthemes: [learning]\ntakeaway: X.\n"
    write_example(tmp_path, {"papers/fern.yml": entry})
    found = [
        (finding.location.line, finding.location.column, finding.hint)
        for finding in check_library(read_library(tmp_path))
        if finding.code == "W406"
    ]
    assert found == ([(1, 8, hint)] if hint else [])


# Single texts


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("x <span\nclass=y>z</span>", "'<span class=y>' is HTML, which pages show as it is written",
         "Write Markdown, like *this*; or `code` if the tag itself is meant."),
        ("# " + "x" * 38, f"'# {'x' * 38}' is a heading, which pages show as it is written",
         "Write it as a paragraph, in **bold** if need be."),
        ("# " + "x" * 39, f"'# {'x' * 37}…' is a heading, which pages show as it is written",
         "Write it as a paragraph, in **bold** if need be."),
        ("One.\n\nTwo\n===", "'Two' is a heading, which pages show as it is written",
         "Write it as a paragraph, in **bold** if need be."),
        ("a ![](x.png)", "'![]' is an image, which pages do not load",
         "Link to it instead: [what it shows](https://…)."),
        ("</div>", "'</div>' is HTML, which pages show as it is written",
         "Write Markdown, like *this*; or `code` if the tag itself is meant."),
        ("a <BR />", "'<BR />' is HTML, which pages show as it is written",
         "Write Markdown, like *this*; or `code` if the tag itself is meant."),
        # The first of several.
        ("a ![i](x.png) <b>b</b>\n\n# H", "'![i]' is an image, which pages do not load",
         "Link to it instead: [what it shows](https://…)."),
    ],
)  # fmt: skip
def test_what_is_said_about_it(text, message, hint):
    assert prose._find_unshown(text) == (message, hint)


@pytest.mark.parametrize(
    "text",
    [
        "a <b and c> d", "<em class>", "<x-tag>", "<https://a.example>", "$<b>$", "`<b>`", "#tag",
        "####### seven", "[a](b.png)", "a\n***\nb", "<!doctype x>",
    ],
)  # fmt: skip
def test_what_is_nothing_of_the_kind(text):
    assert prose._find_unshown(text) is None


@pytest.mark.parametrize(
    ("text", "second"),
    [
        ("One.\n\nTwo.", "Two."),
        ("One\n  \n Two.", "Two."),
        ("One!\nTwo.", "Two."),
        ("One?”)\nTwo.", "Two."),
        ("One… \nTwo.", "Two."),
        ("One.**\nTwo " + "x" * 40, "Two " + "x" * 35 + "…"),
        ("One\nTwo.", None),
        ("One, e.g.\n Two.", None),
        ("One.", None),
        ("\n\nOne.\n\n", None),
    ],
)
@pytest.mark.parametrize("field", ["lead", "mode-reason", "takeaway", "why", "note"])
def test_several_paragraphs(findings, text, second, field):
    said = findings({"papers/a.yml": f"{field}: {json.dumps(text)}\n"}, prose.check_prose)
    assert said == (
        [
            (
                f"papers/a.yml:1:{len(field) + 3} warning W407 {field}: several paragraphs, which "
                f"pages join; the second begins with '{second}'. Shorten it to one paragraph; a "
                "'note' may have several."
            )
        ]
        if second and field != "note"
        else []
    )


def test_only_titles_and_markdown_are_looked_at(findings):
    html = "'<b>x</b>'"
    lines = [
        f"title: {html}", f"tags: [{html}]", f"note: {html}", f"links: {{why: {html}}}",
        f"steps: [[{{introduction: {html}, x: {html}}}]]",
    ]  # fmt: skip
    said = findings({"papers/a.yml": "\n".join(lines) + "\n"}, prose.check_prose)
    assert [line.split()[3] for line in said] == [
        "title:", "note:", "links.why:", "steps[1][1].introduction:",
    ]  # fmt: skip
