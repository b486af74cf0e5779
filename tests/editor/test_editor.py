"""An editor with the YAML language server completes, explains and checks entries.

The server reads this repository's own .vscode/settings.json and schemas/, as in a fresh clone.
"""

import json

import pytest

from readinglist.entry.kinds import FOLDERS
from readinglist.entry.lookup import record_within
from readinglist.entry.model import Schema, Theme

PAPER = "entries/papers/some2024paper.yml"
CLAIM = "entries/claims/some-claim.yml"
ESSAY = "entries/essays/some2024essay.yml"
PATH = "entries/paths/some-path.yml"
SOUND = 'arxiv: "2301.00010"\nthemes: [scaling]\ntakeaway: It works.\n'


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_field_is_completed_and_explained(server, folder):
    model = FOLDERS[folder]
    offered = server.complete(f"entries/{folder}/x.yml", "¦\n")
    assert set(model.field_names()) <= set(offered)
    for info in model.model_fields.values():
        assert info.description in offered[info.alias]["documentation"]["value"]


@pytest.mark.parametrize(
    ("path", "marked", "some"),
    [
        (PAPER, "themes: [¦]\n", {"scaling", "scaling/laws", "objectives"}),
        (PAPER, "themes:\n  - sc¦\n", {"scaling", "scaling/laws"}),
        (PAPER, "builds-on: [¦]\n", {"vaswani2017attention", "lee2025thoughts"}),
        (PAPER, "mode: ¦\n", {"structural", "developmental", "exploratory"}),
        (PAPER, "type: ¦\n", {"software", "post-weblog"}),
        (PAPER, "tags: [¦]\n", {"attention", "transformers"}),
        (PAPER, "links:\n  ¦\n", {"code", "demo"}),
        (ESSAY, "sections:\n  - title: A\n    cites: [¦]\n", {"vaswani2017attention"}),
        (CLAIM, "source:\n  essay: ¦\n", {"lee2025thoughts", "oertell-two-sides"}),
        (CLAIM, "source:\n  section: ¦\n", {"Changing the objective"}),
        (CLAIM, "evidence:\n  - work: ¦\n", {"vaswani2017attention"}),
        (CLAIM, "evidence:\n  - work: vas¦\n", {"vaswani2017attention"}),
        (CLAIM, "evidence:\n  - work: x\n    stance: ¦\n", {"supports", "background"}),
        (CLAIM, "relations:\n  - claim: ¦\n", {"objective-over-architecture"}),
        (PATH, "steps:\n  - read: ¦\n", {"vaswani2017attention", "objective-over-architecture"}),
    ],
)
def test_values_are_completed(server, path, marked, some):
    assert some <= set(server.complete(path, marked))


def test_ids_are_completed_with_titles(server):
    work = server.complete(CLAIM, "evidence:\n  - work: ¦\n")["vaswani2017attention"]
    assert "Attention Is All You Need" in json.dumps(work["documentation"])
    assert work["insertText"] == "vaswani2017attention"


def test_a_title_that_looks_like_a_number_is_completed_in_quotes(server):
    assert server.complete(CLAIM, "source:\n  section: ¦\n")["2025"]["insertText"] == '"2025"'


def fields(model: type[Schema]):
    for info in model.model_fields.values():
        nested = record_within(info)
        yield info, nested


@pytest.mark.parametrize("folder", [*FOLDERS, "themes"])
def test_hovering_explains_every_field(server, folder):
    """Including those of nested records, each in a file with only that field."""
    in_list = folder == "themes"
    path = "entries/themes.yml" if in_list else f"entries/{folder}/x.yml"
    count = 0

    def hover(lines: list[str], description: str) -> None:
        nonlocal count
        count += 1
        text = "\n".join(lines) + "\n"
        text = f"- {text}".replace("\n", "\n  ") if in_list else text
        assert description in server.hover(path, text)

    for info, nested in fields(Theme if in_list else FOLDERS[folder]):
        name = info.alias
        hover([f"{name[0]}¦{name[1:]}: x"], info.description)
        for inner, _ in fields(nested) if nested else ():
            is_list = str(info.annotation).startswith("tuple")
            dash, key = "- " if is_list else "", f"{inner.alias[0]}¦{inner.alias[1:]}"
            hover([f"{name}:", f"  {dash}{key}: x"], inner.description)
    assert count > 5


def test_hovering_explains_the_words_of_a_vocabulary(server):
    text = server.hover(CLAIM, "evidence:\n  - stan¦ce: mixed\n")
    assert "Speaks against the claim." in text


# Mistakes


def messages(server, path: str, text: str) -> list[tuple[int, str]]:
    found = server.check(path, text)
    return [
        (diagnostic["range"]["start"]["line"] + 1, diagnostic["message"]) for diagnostic in found
    ]


@pytest.mark.parametrize(
    ("text", "line", "part"),
    [
        (SOUND.replace('"', ""), 1, "Incorrect type"),
        (SOUND + "mod: structural\n", 4, "mod is not allowed"),
        (SOUND + "mode: structual\n", 4, '"structural"'),
        (SOUND + "note:\n", 4, "Incorrect type"),
        (SOUND.replace("[scaling]", "scaling"), 2, "Incorrect type"),
        (SOUND.replace("2301.00010", "arXiv:2301.00010"), 1, "pattern"),
        (SOUND.replace("takeaway: It works.\n", ""), 1, '"takeaway"'),
        ("themes: [scaling]\ntakeaway: It works.\n", 1, '"title"'),
        (SOUND + "added: 21.11.2026\n", 4, "pattern"),
        (SOUND + "url: example.org\n", 4, "pattern"),
        (SOUND + "authors: [{literal: A, family: B}]\n", 4, "properties"),
    ],
)
def test_a_mistake_is_shown_at_its_line(server, text, line, part):
    found = messages(server, PAPER, text)
    assert [mistake for mistake in found if mistake[0] == line and part in mistake[1]], found


def test_a_valid_entry_with_new_ids_has_no_mistakes(server):
    assert messages(server, PAPER, SOUND) == []
    new = "themes: [brand-new]\nbuilds-on: [new2026paper]\ntags: [never-seen]\nissued: 2026\n"
    assert messages(server, PAPER, SOUND.replace("themes: [scaling]\n", new)) == []


def test_the_entries_of_this_list_have_no_mistakes(server):
    texts = {
        file.relative_to(server.folder).as_posix(): file.read_text("utf-8")
        for file in sorted((server.folder / "entries").rglob("*.yml"))
    }
    assert len(texts) > 300
    assert {path: found for path, found in server.check_all(texts).items() if found} == {}


def test_the_settings_map_every_kind_of_entry(server):
    mapped = server.settings["yaml.schemas"]
    assert set(mapped.values()) == {
        *(f"entries/{folder}/*.yml" for folder in FOLDERS),
        "entries/themes.yml",
    }
    assert all((server.folder / path).is_file() for path in mapped)
