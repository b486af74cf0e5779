"""The search index's files, and the texts that an entry is found by."""

import json

import pytest

from readinglist.entry.model import PaperEntry
from readinglist.graph.preparing import prepare
from readinglist.site.pages.browse import Group, Weight, findables
from readinglist.site.pages.render import Pages, Site
from readinglist.site.search import build_index, index_files
from readinglist.values.search_words import address_word, speak_formulas

ENTRY = """\
title: Preferences without rewards
known-as: [DPO, "Llama 3"]
authors: [Jürgen Doe]
issued: 2020
url: https://www.a.example/Doe_2020.html
doi: 10.1016/S0893-6080(05)80131-5
themes: [first]
tags: [alignment]
takeaway: What to remember.
note: It costs $O(n^2)$ steps.
links: {code: https://code.example/doe}
"""


@pytest.fixture
def pages(small):
    (small / "entries/papers/doe2020.yml").write_text(ENTRY, "utf-8")
    return Pages(prepare(small).graph, Site("A list", ""))


@pytest.fixture
def files(pages):
    return {name: json.loads(text) for name, text in index_files(pages).items()}


def rows_of(files, word):
    shard = max(
        (key for key in files["search/index.json"]["words"] if word.startswith(key)), key=len
    )
    return files[f"search/words/{'-'.join(shard)}.json"].get(word)


def test_a_work_is_found_by_its_short_names_and_its_page_shows_them(pages, files):
    (work,) = [findable for findable in findables(pages.graph) if findable.group is Group.WORK]
    assert [text for weight, text in work.texts if weight is Weight.NAME] == ["DPO", "Llama 3"]
    assert rows_of(files, "dpo") == [0, Weight.NAME]
    body = str(pages.plan()["papers/doe2020"].render().body)
    assert "<dt>Known as</dt><dd><bdi>DPO</bdi>, <bdi>Llama 3</bdi></dd>" in body
    assert files["search/texts/0.json"][0].startswith("Known as DPO, Llama 3.")


def test_short_names_are_shown_after_the_title():
    names = PaperEntry.field_names()
    assert names[names.index("title") + 1] == "known-as"


@pytest.mark.parametrize(
    "address",
    [
        "https://a.example/doe_2020.html#part",
        "10.1016/S0893-6080%2805%2980131-5",
        "code.example/doe/",
    ],
)
def test_an_address_is_found_as_a_whole(files, address):
    assert rows_of(files, address_word(address)) == [0, Weight.IDENTIFIER]


def test_words_for_spelling_are_grouped_by_first_and_second_letter(files):
    spelling = files["search/index.json"]["spelling"]
    assert files["search/spelling/p.json"]["preferences"] == 1
    assert files["search/spelling/_-r.json"]["preferences"] == 1
    assert {f"search/spelling/{'-'.join(name)}.json" for name in spelling} <= set(files)
    words = {word for name, content in files.items() if "/spelling/" in name for word in content}
    assert all(len(word) > 3 and word.isalpha() for word in words)


def test_other_pages_say_what_they_are(files):
    index = files["search/index.json"]
    assert index["others"] == [["author", 1], ["tag", 1]]
    assert index["size"] == index["entries"] + 2


def test_excerpts_have_no_markup(files):
    (text, *_) = files["search/texts/0.json"]
    assert text.endswith("It costs O(n2) steps.")
    assert speak_formulas(r"$\alpha$ and $5") == "α and $5"


def test_an_index_of_nothing_has_no_words():
    files = build_index([], [], "browse/", str, str)
    assert json.loads(files["search/index.json"])["words"] == []
