"""The index for search and browsing, in files of which the browser loads only those it needs.

    search/index.json          facets of all entries by column, and the names of the word files
    search/words/<prefix>.json words with this prefix, each with the rows that contain it
    search/rows/<n>.json       rendered rows, `CHUNK` per file
    search/texts/<n>.json      other searchable texts of the rows, `CHUNK` per file, for excerpts
    search/spelling/<x>.json   words whose first letter (`_-x`: second letter) is x, each with its
                               number of rows: candidates for a misspelt word
    search/more.json           facets with many values: authors, tags; and the entries' ids

Rows are numbered from 0 in the order of the entries, followed by other pages. Lists of rows are
delta-encoded, so that small numbers repeat and compress well. The same list gives the same bytes.
(`docs/decisions/0005-one-index.md` says why the project has its own index.)
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
#: Rows per file.
CHUNK = 10
#: A file of words with more postings than this is split by the next letter.
_MAX_POSTINGS = 6000
#: The highest weight of one word in one row.
_MAX_WEIGHT = 99
#: The most characters of a row's texts that are stored for excerpts.
_MAX_TEXT = 3000
#: Lengths of words that are offered for misspelt ones.
_SPELT = range(4, 25)
#: Pages of these groups have only a title.
_TITLES_ONLY = (Group.AUTHOR, Group.TAG)

Render = Callable[[Findable], str]
#: Converts Markdown to plain text.
Plain = Callable[[str], str]


def index_files(pages: Pages, extra: Iterable[Findable] = ()) -> dict[str, str]:
    """The index of a site, as texts by file name; `extra` are pages not generated from the list."""
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
    """The index as texts by file name.

    `themes` are the ids (`theme` or `theme/section`) and titles of all themes, in order. `render`
    gives the HTML of a row with links relative to the address `base`; `plain` converts Markdown to
    plain text. Raises `ValueError` unless all entries come before other pages.
    """
    found = list(findables)
    entries = [findable for findable in found if findable.facets]
    if entries != found[: len(entries)]:
        raise ValueError("entries must come before other pages")
    files: dict[str, str] = {}
    for start in range(0, len(found), CHUNK):
        chunk = found[start : start + CHUNK]
        files[f"{FOLDER}/rows/{start // CHUNK}.json"] = _dump([render(row) for row in chunk])
        if any(row.group not in _TITLES_ONLY for row in chunk):
            texts = [_text(row, plain) for row in chunk]
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
            "ids": [entry.id for entry in entries],
            "tags": _inverted(entries, lambda entry: entry.facets.tags if entry.facets else ()),
            "authors": _inverted(
                entries, lambda entry: entry.facets.authors if entry.facets else ()
            ),
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
                for group, some in groupby(found[len(entries) :], key=lambda page: page.group)
            ],
            **_columns(entries, themes),
        }
    )
    return files


def _text(row: Findable, plain: Plain) -> str:
    """The searchable text that a row does not show, as plain text: short names, notes, abstract."""
    known = [text for weight, text in row.texts if weight is Weight.NAME]
    shown = {row.summary}
    texts = [
        plain(text)
        for weight, text in row.texts
        if weight in (Weight.STATEMENT, Weight.NOTE, Weight.ABSTRACT) and text not in shown
    ]
    if known:
        texts.insert(0, f"Known as {', '.join(known)}.")
    return shorten(speak_formulas(" ".join(filter(None, texts))), _MAX_TEXT)


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _file_stem(prefix: str) -> str:
    """A file name in ASCII for a prefix in any script."""
    return "-".join(char if char.isascii() else f"{ord(char):x}" for char in prefix)


def _postings(found: Sequence[Findable]) -> dict[str, list[int]]:
    """For each word the rows that contain it: row delta, weight, row delta, weight, …"""
    weights: dict[str, dict[int, int]] = defaultdict(dict)
    for row, findable in enumerate(found):
        mine: dict[str, float] = {}
        for weight, text in findable.texts:
            words = [word for word in index_words(text) if word not in STOP_WORDS]
            for place, word in enumerate(words):
                value = _weigh(weight, place, len(words))
                old = mine.get(word, 0.0)
                # Repetitions count a quarter.
                mine[word] = max(old, value) + min(old, value) / 4
        for address in findable.addresses:
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
    """The weight of the word at a place in a text.

    The first word of a title weighs more, and so do the words of short titles and names.
    """
    if weight is Weight.NAME:
        return weight / math.sqrt(length)
    if weight is not Weight.TITLE:
        return float(weight)
    brevity = 1.4 if length <= 4 else 1.2 if length <= 8 else 0.9
    return weight * (1.5 if place == 0 else 1.0) * brevity


def _split(words: dict[str, list[int]]) -> dict[str, list[str]]:
    """Group the words by prefix so that no file is large: by one letter, or more if necessary.

    A word that equals a prefix stays in the file of that prefix.
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
    """Purely alphabetic words with their numbers of rows, by first and by second letter.

    With a single typo, at least one of the two is right, or one has been left out.
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
    """For each value its rows, delta-encoded."""
    rows: dict[str, list[int]] = defaultdict(list)
    for row, entry in enumerate(entries):
        for value in values_of(entry):
            rows[value].append(row)
    return {
        value: [b - a for a, b in zip([0, *mine], mine, strict=False)]
        for value, mine in sorted(rows.items())
    }


def _columns(entries: Sequence[Findable], themes: Sequence[tuple[str, str]]) -> dict[str, Any]:
    facets = [entry.facets for entry in entries if entry.facets]
    by_title = sorted(range(len(entries)), key=lambda row: entries[row].title.casefold())
    ranks = [0] * len(entries)
    for rank, row in enumerate(by_title):
        ranks[row] = rank
    inverted = _inverted(entries, lambda entry: entry.facets.themes if entry.facets else ())
    modes = {str(mode): str(mode).capitalize() for mode in MODE_WORDS}

    def column(labels: dict[str, str], values: list[str]) -> dict[str, Any]:
        # Only the values that occur: a filter must not speak of what the list does not have.
        found = set(values)
        used = [(value, label) for value, label in labels.items() if value in found]
        places = {value: place for place, (value, _) in enumerate(used)}
        return {
            "values": used,
            "rows": [places[value] if value else -1 for value in values],
        }

    return {
        "kind": column(KINDS, [facet.kind for facet in facets]),
        "mode": column(modes, [facet.mode for facet in facets]),
        "standing": column(STANDINGS, [facet.standing for facet in facets]),
        "status": column(STATUSES, [facet.status for facet in facets]),
        "code": [int(facet.has_code) for facet in facets],
        "year": [facet.year for facet in facets],
        "claims": [facet.claims for facet in facets],
        "added": [facet.added for facet in facets],
        "title": ranks,
        "themes": [[key, title, inverted[key]] for key, title in themes if key in inverted],
        "large": [
            name
            for name in ("tag", "author")
            if any(getattr(facet, f"{name}s") for facet in facets)
        ],
    }
