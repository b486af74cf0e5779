"""The index of search and browsing, as files of which a browser loads what a question needs.

    search/index.json          facets of all entries by column, and the names of the word files
    search/words/<prefix>.json words that start so, each with the rows that hold it
    search/rows/<n>.json       rows as they are shown, `CHUNK` to a file
    search/texts/<n>.json      what else a row is found by, `CHUNK` to a file, for excerpts
    search/spelling/<x>.json   words that begin with the letter x, or, as `_-x`, whose second letter
                               it is, each with its number of rows: what a misspelt word may mean
    search/more.json           facets with many values: authors, tags; and the entries' ids

Rows are numbered from 0 in the order of the entries, pages that are no entries behind them. Lists
of rows are written as differences, so that small numbers repeat and compress well. The same list
gives the same bytes. (`docs/decisions/0005-one-index.md` says why it is this project's own.)
"""

import json
import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from typing import Any

from readinglist.entry.theme_ids import theme_places
from readinglist.site.pages.browse import (
    KINDS,
    STANDINGS,
    STATUSES,
    Findable,
    Group,
    Weight,
    findables,
)
from readinglist.site.pages.render import BROWSE, Pages
from readinglist.site.pages.views import MODE_WORDS, shorten
from readinglist.values.search_words import (
    STOP_WORDS,
    address_word,
    index_words,
    speak_formulas,
)

FOLDER = "search"
INDEX = f"{FOLDER}/index.json"
MORE = f"{FOLDER}/more.json"
#: Rows in one file.
CHUNK = 10
#: A file of words is split by the next letter when it holds more postings than this.
_MAX_POSTINGS = 6000
#: The most that one word can weigh in one row.
_MAX_WEIGHT = 99
#: The most characters of a row's texts that are kept for excerpts.
_MAX_TEXT = 3000
#: The length of words that may be meant by a misspelt one.
_SPELT = range(4, 25)
#: Pages of these groups are called by their titles, and have no other text.
_TITLES_ONLY = (Group.AUTHOR, Group.TAG)

Render = Callable[[Findable], str]
#: Makes a plain text of Markdown.
Plain = Callable[[str], str]


def index_files(pages: Pages, extra: Iterable[Findable] = ()) -> dict[str, str]:
    """The files of the search's index; `extra` are pages that are not made from the list."""
    graph = pages.graph
    places = theme_places(node.theme for node in graph.themes.values())
    themes = [(place.id, place.title) for place in places]
    base = pages.site.urls.url(BROWSE)
    found = (*findables(graph), *extra)
    return build_index(found, themes, base, pages.row_renderer(), pages.plain_renderer())


def build_index(
    findables: Iterable[Findable],
    themes: Sequence[tuple[str, str]],
    base: str,
    render: Render,
    plain: Plain,
) -> dict[str, str]:
    """The files of the index by name.

    `themes` are the ids (`theme` or `theme/section`) and titles of all themes in their order.
    `render` makes the HTML of a row, whose links are relative to the page at the address `base`;
    `plain` takes the Markdown out of a text.
    """
    found = list(findables)
    entries = [one for one in found if one.facets]
    if entries != found[: len(entries)]:
        raise ValueError("entries come before other pages")
    files: dict[str, str] = {}
    for start in range(0, len(found), CHUNK):
        rows = [render(one) for one in found[start : start + CHUNK]]
        files[f"{FOLDER}/rows/{start // CHUNK}.json"] = _dump(rows)
        if any(one.group not in _TITLES_ONLY for one in found[start : start + CHUNK]):
            texts = [_text(one, plain) for one in found[start : start + CHUNK]]
            files[f"{FOLDER}/texts/{start // CHUNK}.json"] = _dump(texts)
    words = _postings(found)
    spelling = _spelling(words)
    for name, counts in spelling.items():
        files[f"{FOLDER}/spelling/{_file_stem(name)}.json"] = _dump(counts)
    shards = _split(words)
    for prefix, some in shards.items():
        files[f"{FOLDER}/words/{_file_stem(prefix)}.json"] = _dump(
            {word: words[word] for word in some}
        )
    files[MORE] = _dump(
        {
            "ids": [one.id for one in entries],
            "tags": _inverted(entries, lambda one: one.facets.tags if one.facets else ()),
            "authors": _inverted(entries, lambda one: one.facets.authors if one.facets else ()),
        }
    )
    files[INDEX] = _dump(
        {
            "size": len(found),
            "entries": len(entries),
            "chunk": CHUNK,
            "base": base,
            "words": sorted(shards),
            "spelling": sorted(spelling),
            "others": [
                [group, len(list(some))]
                for group, some in groupby(found[len(entries) :], key=lambda one: one.group)
            ],
            **_columns(entries, themes),
        }
    )
    return files


def _text(one: Findable, plain: Plain) -> str:
    """What a row is found by beyond what it shows, as plain text: short names, notes, abstract."""
    known = [text for weight, text in one.texts if weight is Weight.NAME]
    shown = {one.summary}
    texts = [
        plain(text)
        for weight, text in one.texts
        if weight in (Weight.STATEMENT, Weight.NOTE, Weight.ABSTRACT) and text not in shown
    ]
    if known:
        texts.insert(0, f"Known as {', '.join(known)}.")
    return shorten(speak_formulas(" ".join(filter(None, texts))), _MAX_TEXT)


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _file_stem(prefix: str) -> str:
    """A file's name for a prefix, of ASCII letters and digits whatever the script."""
    return "-".join(char if char.isascii() else f"{ord(char):x}" for char in prefix)


def _postings(found: Sequence[Findable]) -> dict[str, list[int]]:
    """For each word the rows that hold it: difference of row, weight, difference, weight, …"""
    weights: dict[str, dict[int, int]] = defaultdict(dict)
    for row, one in enumerate(found):
        mine: dict[str, float] = {}
        for weight, text in one.texts:
            words = [word for word in index_words(text) if word not in STOP_WORDS]
            for place, word in enumerate(words):
                value = _weigh(weight, place, len(words))
                old = mine.get(word, 0.0)
                # A word that stands there again adds a quarter of what its first place gave.
                mine[word] = max(old, value) + min(old, value) / 4
        for address in one.addresses:
            mine[address_word(address)] = Weight.IDENTIFIER
        for word, total in mine.items():
            weights[word][row] = min(_MAX_WEIGHT, round(total))
    postings: dict[str, list[int]] = {}
    for word in sorted(weights):
        last = 0
        flat: list[int] = []
        for row, total in weights[word].items():
            flat += (row - last, total)
            last = row
        postings[word] = flat
    return postings


def _weigh(weight: Weight, place: int, length: int) -> float:
    """The weight of the word at a place of a text. A title is called by its first word, and each
    word of a short title or name says more of it.
    """
    if weight is Weight.NAME:
        return weight / math.sqrt(length)
    if weight is not Weight.TITLE:
        return float(weight)
    brevity = 1.4 if length <= 4 else 1.2 if length <= 8 else 0.9
    return weight * (1.5 if place == 0 else 1.0) * brevity


def _split(words: dict[str, list[int]]) -> dict[str, list[str]]:
    """The words by prefix, so that no file is large: one letter, or more where many words share it.

    A word that is itself the whole prefix stays in the file of that prefix.
    """
    shards: dict[str, list[str]] = {}

    def place(some: list[str], length: int) -> None:
        groups: dict[str, list[str]] = defaultdict(list)
        for word in some:
            groups[word[:length]].append(word)
        for prefix, group in groups.items():
            heavy = sum(len(words[word]) for word in group) > 2 * _MAX_POSTINGS
            longer = [word for word in group if len(word) > length]
            if heavy and longer and len(group) > 1:
                short = [word for word in group if len(word) <= length]
                if short:
                    shards[prefix] = short
                place(longer, length + 1)
            else:
                shards[prefix] = group

    place(list(words), 1)
    return shards


def _spelling(words: dict[str, list[int]]) -> dict[str, dict[str, int]]:
    """Words of letters alone with their numbers of rows, by first and by second letter.

    Who mistypes a letter gets at least one of the two right, or has left one out.
    """
    files: dict[str, dict[str, int]] = defaultdict(dict)
    for word, postings in words.items():
        if len(word) in _SPELT and word.isalpha():
            for name in (word[0], f"_{word[1]}"):
                files[name][word] = len(postings) // 2
    return files


def _inverted(
    entries: Sequence[Findable], values_of: Callable[[Findable], Iterable[str]]
) -> dict[str, list[int]]:
    """For each value the differences of its rows."""
    rows: dict[str, list[int]] = defaultdict(list)
    for row, one in enumerate(entries):
        for value in values_of(one):
            rows[value].append(row)
    return {
        value: [b - a for a, b in zip([0, *mine], mine, strict=False)]
        for value, mine in sorted(rows.items())
    }


def _columns(entries: Sequence[Findable], themes: Sequence[tuple[str, str]]) -> dict[str, Any]:
    facets = [one.facets for one in entries if one.facets]
    by_title = sorted(range(len(entries)), key=lambda row: entries[row].title.casefold())
    ranks = [0] * len(entries)
    for rank, row in enumerate(by_title):
        ranks[row] = rank
    inverted = _inverted(entries, lambda one: one.facets.themes if one.facets else ())
    modes = {str(mode): str(mode).capitalize() for mode in MODE_WORDS}

    def column(labels: dict[str, str], values: list[str]) -> dict[str, Any]:
        places = {value: place for place, value in enumerate(labels)}
        return {
            "values": list(labels.items()),
            "rows": [places[value] if value else -1 for value in values],
        }

    return {
        "kind": column(KINDS, [one.kind for one in facets]),
        "mode": column(modes, [one.mode for one in facets]),
        "standing": column(STANDINGS, [one.standing for one in facets]),
        "status": column(STATUSES, [one.status for one in facets]),
        "code": [int(one.has_code) for one in facets],
        "year": [one.year for one in facets],
        "claims": [one.claims for one in facets],
        "added": [one.added for one in facets],
        "title": ranks,
        "themes": [[key, title, inverted.get(key, [])] for key, title in themes],
    }
