"""The texts for generated lists: titles, abstracts and names of a corpus, or of this repository."""

import gzip
import json
import os
import random
import re
from dataclasses import dataclass
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[1]
_SENTENCE_END = re.compile(r"(?<=[.!?]) +(?=[A-Z])")
# Nothing that could be Markdown, TeX or a citation.
_PLAIN = re.compile(r"[A-Z][\w ,;.'()/-]{30,220}[.!?]")
_PERSON = re.compile(r"[^\W\d_][\w.'’-]*(?: [^\W\d_][\w.'’-]*){1,3}")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]+")


@dataclass(frozen=True)
class Texts:
    """The texts for entries. `abstracts` are split into sentences; `plain` has no markup."""

    titles: list[str]
    abstracts: list[list[str]]
    plain: list[str]
    given: list[str]
    families: list[str]
    counts: list[int]
    categories: list[list[str]]

    def title(self, number: int, rng: random.Random) -> str:
        """The title of the paper with this number; after the last one, halves of two others."""
        if number < len(self.titles):
            return self.titles[number]
        first, second = rng.choice(self.titles).split(), rng.choice(self.titles).split()
        return " ".join([*first[: (len(first) + 1) // 2], *second[len(second) // 2 :]])

    def abstract(self, number: int, rng: random.Random) -> list[str]:
        """The abstract of the paper with this number; after the last one, sentences of others."""
        if number < len(self.abstracts):
            return self.abstracts[number]
        sentences: list[str] = []
        while sum(map(len, sentences)) < 800:
            other = rng.choice(self.abstracts)
            start = rng.randrange(len(other))
            sentences += other[start : start + 3]
        return sentences


def read_texts(corpus: Path | None = None) -> Texts:
    """The texts of a corpus, or of this repository's own list."""
    if corpus is None:
        return _own_texts()
    opened = gzip.open if corpus.suffix == ".gz" else open
    with opened(corpus, "rt", encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    records = [record for record in records if record.get("abstract") and record.get("authors")]
    return _texts(
        [record["title"] for record in records],
        [_SENTENCE_END.split(_clean(record["abstract"])) for record in records],
        [record["authors"] for record in records],
        [record["categories"] for record in records],
    )


def default_corpus() -> Path | None:
    """The corpus in the folder READINGLIST_DATA, if there is one."""
    file = Path(os.environ.get("READINGLIST_DATA", "/nonexistent")) / "corpus_10k.jsonl.gz"
    return file if file.is_file() else None


def _own_texts() -> Texts:
    """The repository's own texts: its lock has no abstracts, so they are made from entries."""
    records = [
        json.loads(file.read_text("utf-8"))
        for file in sorted((ROOT / "entries" / "metadata" / "arxiv").glob("*.json"))
    ]
    said: list[str] = []
    for kind in ("papers", "claims", "essays"):
        for file in sorted((ROOT / "entries" / kind).glob("*.yml")):
            entry = yaml.load(file.read_text("utf-8"), yaml.CBaseLoader)
            said += [entry[key] for key in ("takeaway", "note", "claim") if key in entry]
            said += [edge["note"] for edge in entry.get("evidence", []) if "note" in edge]
    sentences = [
        sentence
        for text in said
        for sentence in _SENTENCE_END.split(_clean(text))
        if "[@" not in sentence
    ]
    return _texts(
        [record["title"] for record in records],
        [sentences[start : start + 9] for start in range(0, len(sentences) - 8, 3)],
        [[author for author in record["authors"] if isinstance(author, str)] for record in records],
        [record.get("categories") or ["cs.LG"] for record in records],
    )


def _texts(
    titles: list[str],
    abstracts: list[list[str]],
    authors: list[list[str]],
    categories: list[list[str]],
) -> Texts:
    names = [_clean(name).split() for some in authors for name in some if _PERSON.fullmatch(name)]
    plain = dict.fromkeys(
        sentence for some in abstracts for sentence in some if _PLAIN.fullmatch(sentence)
    )
    return Texts(
        titles=[_clean(title) for title in titles],
        abstracts=abstracts,
        plain=list(plain),
        given=sorted({" ".join(words[:-1]) for words in names if words[-2][0].isupper()}),
        families=sorted({words[-1] for words in names if len(words[-1]) > 2}),
        counts=[max(1, len(some)) for some in authors],
        categories=categories,
    )


def _clean(text: str) -> str:
    return " ".join(_CONTROL.sub(" ", text).split())
