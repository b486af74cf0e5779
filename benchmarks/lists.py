"""Generates reading lists of any size for the other benchmarks: two papers per claim.

Texts come from a corpus, a file with one JSON object per line that has `title`, `abstract`,
`authors` and `categories`; without one they are recombined from this repository's entries. Names
are recombined from those of the texts, arXiv ids and DOIs are invented. The amount of everything
(evidence, relations, lineage, tags, authors of a work) follows the repository's own list; citations
per work and works per author are distributed as in bibliographies. Equal arguments give equal
files.
"""

import argparse
import json
import os
import random
import subprocess
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml
from texts import Texts, default_corpus, read_texts

from readinglist.entry.formatting import WIDTH
from readinglist.entry.yaml.edits import spell_scalar
from readinglist.values.folding import slugify

ROOT = Path(__file__).resolve().parents[1]
TODAY = date(2026, 11, 20)
THEMES = (
    "Attention Alignment Audio Benchmarks Compression Control Data Diffusion Evaluation Generation "
    "Graphs Inference Interfaces Interpretability Memory Objectives Optimization Planning "
    "Reasoning Representation Retrieval Robustness Scaling Vision"
).split()
SECTIONS = (
    "Foundations Methods Measurements Applications Critique Theory Tools Surveys".split()
)  # fmt: skip
TAG_STEMS = (
    "sparse dense causal neural latent linear modular robust hybrid online offline local global "
    "deep shallow discrete continuous stochastic efficient adaptive hierarchical contrastive"
).split()
TAG_HEADS = (
    "attention search models sampling planning retrieval features training kernels objectives "
    "rewards routing caching decoding embeddings prompts agents benchmarks data scaling pruning "
    "editing"
).split()


# YAML, as `readinglist fmt` writes it


def prose(key: str, text: str, indent: int = 0) -> str:
    """A field of prose, folded if its line would be too long."""
    pad = " " * indent
    flat = f"{pad}{key}: {spell_scalar(text)}"
    if len(flat) <= WIDTH:
        return flat
    lines = [f"{pad}{key}: >-"]
    line = ""
    for word in text.split(" "):
        if line and len(line) + 1 + len(word) > WIDTH - indent - 2:
            lines.append(f"{pad}  {line}")
            line = word
        else:
            line = f"{line} {word}" if line else word
    return "\n".join([*lines, f"{pad}  {line}"])


def flow(key: str, items: Sequence[str], indent: int = 0) -> str:
    """A list on one line, or one item per line if that would be too long."""
    spelt = [spell_scalar(item) for item in items]
    pad = " " * indent
    flat = f"{pad}{key}: [{', '.join(spelt)}]"
    if len(flat) <= WIDTH:
        return flat
    return "\n".join([f"{pad}{key}:", *(f"{pad}  - {item}" for item in spelt)])


# The list


@dataclass(eq=False)
class Paper:
    """A paper before it is written to files."""

    id: str
    on: date
    place: str
    arxiv: str
    abstract: list[str]


@dataclass
class Maker:
    """A list of `size` papers and claims, file by file."""

    size: int
    texts: Texts
    rng: random.Random
    papers: list[Paper] = field(default_factory=list)
    essays: list[tuple[str, list[str]]] = field(default_factory=list)
    claims: list[tuple[str, str]] = field(default_factory=list)
    by_place: dict[str, list[int]] = field(default_factory=dict)
    claims_by_theme: dict[str, list[int]] = field(default_factory=dict)
    ids: set[str] = field(default_factory=set)
    months: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.count = round(self.size * 2 / 3)
        themes = sorted(self.rng.sample(THEMES, min(24, max(4, round(self.size**0.5 / 8)))))
        sections = SECTIONS[: 5 if self.size <= 10_000 else 8]
        self.themes = {name.lower(): [section.lower() for section in sections] for name in themes}
        self.places = [
            f"{theme}/{section}" for theme, some in self.themes.items() for section in some
        ]
        pairs = [f"{stem}-{head}" for stem in TAG_STEMS for head in TAG_HEADS]
        self.tags = self.rng.sample(pairs, min(len(pairs), 20 + round(1.5 * self.size**0.5)))
        people = max(50, round(self.count * 1.5))
        self.people = list(dict.fromkeys(self._person() for _ in range(people)))

    def _person(self) -> str:
        return f"{self.rng.choice(self.texts.given)} {self.rng.choice(self.texts.families)}"

    def files(self) -> Iterator[tuple[str, str]]:
        """The project's files by path."""
        days = sorted(self._day() for _ in range(self.count))
        for number, day in enumerate(days):
            yield from self._paper(number, day)
        for number in range(max(2, round(self.size / 120))):
            yield self._essay(number)
        for number in range(self.size - self.count):
            yield self._claim(number)
        for number in range(2 + self.size // 2000):
            yield self._path(number)
        yield "entries/themes.yml", self._themes()

    # Random choices

    def _day(self) -> date:
        """The date of a work's first version: few are old."""
        years = min(28.0, self.rng.expovariate(1 / 6))
        day = TODAY - timedelta(days=round(years * 365.25))
        return day.replace(day=self.rng.randint(1, 28)) if day < TODAY.replace(day=1) else TODAY

    def _early(self, items: Sequence[Any], power: float) -> Any:
        """An item, earlier ones far more often, because well-known works are cited more."""
        return items[int(len(items) * self.rng.random() ** power)]

    def _some(self, items: Sequence[Any], power: float, count: int) -> list[Any]:
        """Different items, at most `count`."""
        return list(dict.fromkeys(self._early(items, power) for _ in range(count)))

    def _plain(self, longest: int = 220) -> str:
        while True:
            sentence = self.rng.choice(self.texts.plain)
            if len(sentence) <= longest:
                return sentence

    def _note(self, sentences: int, cite: Sequence[Paper] = ()) -> str:
        text = " ".join(self._plain() for _ in range(sentences))
        return f"{text} Compare [@{self.rng.choice(cite).id}]." if cite else text

    def _added(self) -> str:
        return f"added: {TODAY - timedelta(days=self.rng.randrange(700))}"

    def _tags(self, counts: Sequence[int]) -> str:
        chosen = self._some(self.tags, 2, self.rng.choice(counts))
        return flow("tags", sorted(chosen))

    def _id(self, wanted: str) -> str:
        found = wanted = wanted[:70].strip("-")
        number = 1
        while found in self.ids:
            number += 1
            found = f"{wanted}-{number}"
        self.ids.add(found)
        return found

    def _arxiv(self, day: date) -> str:
        """A new id, in the format of its time."""
        if day < date(2007, 4, 1):
            archive = self.rng.choice(("cs", "math", "hep-th", "quant-ph", "cond-mat", "astro-ph"))
            month = f"{archive}/{day:%y%m}"
            self.months[month] += 1
            return f"{month}{self.months[month]:03}"
        month = f"{day:%y%m}"
        self.months[month] += 1
        return f"{month}.{self.months[month] * 7:0{4 if day.year < 2015 else 5}}"

    # Files

    def _paper(self, number: int, day: date) -> Iterator[tuple[str, str]]:
        rng = self.rng
        title = self.texts.title(number, rng)
        authors = self._some(self.people, 1.5, min(40, rng.choice(self.texts.counts)))
        words = [word for word in slugify(title).split("-") if len(word) > 3]
        entry_id = self._id(f"{slugify(authors[0].split()[-1])}{day.year}{(words or ['work'])[0]}")
        place = self.places[number % len(self.places)]
        if number >= len(self.places):
            place = self._early(self.places, 1.5)
        has_arxiv = rng.random() < 0.75
        doi = f"10.5555/list.{number:06}" if rng.random() < (0.1 if has_arxiv else 0.4) else ""
        abstract = self.texts.abstract(number, rng) if has_arxiv else []
        arxiv = self._arxiv(day) if has_arxiv else ""
        lines = [f'arxiv: "{arxiv}"'] if arxiv else []
        if doi:
            lines.append(f"doi: {doi}")
        if not arxiv:
            if rng.random() < 0.7:
                lines.append(f"type: {rng.choice(('post-weblog', 'report', 'article-journal'))}")
            lines += [
                f"title: {spell_scalar(title)}", flow("authors", authors), f"issued: {day}",
            ]  # fmt: skip
            if rng.random() < 0.8:
                lines.append(f"venue: {rng.choice(self.tags).replace('-', ' ').title()} Letters")
            lines.append(f"url: https://example.org/{entry_id}")
        others = [
            other for other in self._some(self.places, 1, rng.choice((0, 1, 1))) if other != place
        ]
        lines.append(flow("themes", [place, *others]))
        mode = rng.choices(("developmental", "structural", "exploratory", ""), (48, 18, 7, 27))[0]
        if mode:
            lines.append(f"mode: {mode}")
            if rng.random() < 0.55:
                lines.append(prose("mode-reason", self._plain(140)))
        lines.append(prose("takeaway", self._plain()))
        cite = [self._early(self.papers, 2)] if self.papers and rng.random() < 0.15 else []
        lines.append(prose("note", self._note(rng.randint(1, 3), cite)))
        older = self.by_place.setdefault(place, [])
        if older and (wanted := rng.choices((0, 1, 2), (46, 40, 14))[0]):
            ancestors = [
                self._early(older, 2) if rng.random() < 0.4 else rng.choice(older[-30:])
                for _ in range(wanted)
            ]
            lines.append(
                flow("builds-on", [self.papers[number].id for number in sorted({*ancestors})])
            )
        lines.append(self._tags((1, 2, 2, 2, 3, 3, 4)))
        if rng.random() < 0.5:
            lines += ["links:", f"  code: https://github.com/example/{entry_id}"]
        lines.append(self._added())
        older.append(len(self.papers))
        self.papers.append(Paper(entry_id, day, place, arxiv, abstract))
        yield f"entries/papers/{entry_id}.yml", _joined(lines)
        if arxiv:
            record = self._record(arxiv, title, authors, abstract, day, doi, number)
            text = json.dumps(record, ensure_ascii=False, indent=2) + "\n"
            yield f"entries/metadata/arxiv/{arxiv}.json", text

    def _record(  # noqa: PLR0913, PLR0917 - the parts of a record
        self, arxiv: str, title: str, authors: list[str], abstract: list[str], day: date,
        doi: str, number: int,
    ) -> dict[str, Any]:  # fmt: skip
        categories = self.texts.categories[number % len(self.texts.categories)]
        values: dict[str, Any] = {
            "id": arxiv,
            "version": self.rng.randint(1, 4),
            "title": title,
            "authors": authors,
            "abstract": " ".join(abstract),
            "submitted": str(day),
            "updated": str(min(TODAY, day + timedelta(days=self.rng.randrange(400)))),
            "primary_category": categories[0],
            "categories": categories,
            "doi": doi,
            "comment": "12 pages, 4 figures" if number % 3 == 0 else "",
        }
        return {
            **{key: value for key, value in values.items() if value},
            "provenance": {
                "route": "copy",
                "read": "2026-11-20T12:00:00Z",
                "sources": {
                    key: "made up"
                    for key in sorted(values.keys() - {"id", "version"})
                    if values[key]
                },
            },
        }

    def _essay(self, number: int) -> tuple[str, str]:
        rng = self.rng
        author = self._early(self.people, 1.5)
        day = TODAY - timedelta(days=rng.randrange(30, 1500))
        title = self._title()
        entry_id = self._id(f"{slugify(author.split()[-1])}{day.year}essay")
        sections = list(dict.fromkeys(self._title() for _ in range(rng.randint(3, 7))))
        lines = [
            f"title: {spell_scalar(title)}",
            flow("authors", [author]),
            f"issued: {day}",
            f"url: https://example.org/essays/{entry_id}",
            flow("themes", [list(self.themes)[number % len(self.themes)]]),
            prose("takeaway", self._plain()),
            prose("note", self._note(2)),
            "sections:",
        ]
        for section in sections:
            lines.append(f"  - title: {spell_scalar(section)}")
            if cited := self._some(self.papers, 2, rng.randint(0, 9)):
                lines.append(flow("cites", [paper.id for paper in cited], 4))
        lines.append(self._added())
        self.essays.append((entry_id, sections))
        return f"entries/essays/{entry_id}.yml", _joined(lines)

    def _title(self) -> str:
        words = self._plain().rstrip(".!?").split()
        return " ".join(words[: self.rng.randint(3, 7)]).rstrip(",;")

    def _claim(self, number: int) -> tuple[str, str]:
        rng = self.rng
        sentence = self._plain(180)
        kind = rng.choices(("claim", "question", "prediction", "definition"), (60, 19, 13, 8))[0]
        entry_id = self._id("-".join(slugify(sentence).split("-")[:6]))
        place = rng.choice(self.places)
        theme = place.partition("/")[0]
        essay, sections = self.essays[number % len(self.essays)]
        lines = [
            prose("claim", sentence.rstrip(".!?") + ("?" if kind == "question" else ".")),
            f"kind: {kind}",
            "source:",
            f"  essay: {essay}",
            f"  section: {spell_scalar(rng.choice(sections))}",
            f"  quote: {json.dumps(self._plain(), ensure_ascii=False)}",
            flow("themes", [place]),
        ]
        if kind == "prediction":
            lines.append(f"resolves-by: {rng.randint(2024, 2030)}-12-31")
            if rng.random() < 0.15:
                work = self._early(self.papers, 2).id
                lines += ["outcome:", f"  result: {rng.choice(('held', 'failed'))}"]
                lines += ["  on: 2025-06", "  evidence:", f"    - work: {work}"]
                lines.append("      locator: section 3")
        near = [self.papers[number] for number in self.by_place.get(place, ())]
        count = rng.choices(range(8), (1, 12, 22, 33, 21, 7, 3, 1))[0]
        works = [self._early(near or self.papers, 2) for _ in range(count * 2 // 3)]
        works += [self._early(self.papers, 2) for _ in range(count - len(works))]
        edges = {paper.id: paper for paper in works}
        if edges:
            lines.append("evidence:")
        for paper in edges.values():
            lines += self._evidence(paper)
        if kind in {"claim", "prediction"} and rng.random() < 0.1:
            lines += ["opposition-sought:", f"  - on: {TODAY - timedelta(days=rng.randrange(300))}"]
            lines.append(f"    where: {spell_scalar(f'Semantic Scholar: {self._title()}')}")
            lines.append(prose("result", self._plain(140), 4))
        lines += self._relations(theme, kind)
        lines.append(self._tags((1, 2)))
        if rng.random() < 0.45:
            lines.append(prose("note", self._plain()))
        lines.append(self._added())
        self.claims_by_theme.setdefault(theme, []).append(len(self.claims))
        self.claims.append((entry_id, kind))
        return f"entries/claims/{entry_id}.yml", _joined(lines)

    def _evidence(self, paper: Paper) -> list[str]:
        rng = self.rng
        stance = rng.choices(("background", "supports", "opposes", "mixed"), (60, 28, 7, 5))[0]
        lines = [f"  - work: {paper.id}", f"    stance: {stance}"]
        if paper.abstract and rng.random() < 0.9:
            words = rng.choice(paper.abstract).split(" ")
            start = rng.randrange(max(1, len(words) - 8))
            quote = " ".join(words[start : start + rng.randint(8, 24)])
            lines.append(f"    quote: {json.dumps(quote, ensure_ascii=False)}")
        else:
            lines.append(f"    locator: {rng.choice(('section 3', 'table 2', 'whole post'))}")
        lines.append(prose("note", self._plain(160), 4))
        return lines

    def _relations(self, theme: str, kind: str) -> list[str]:
        rng = self.rng
        earlier = self.claims_by_theme.get(theme, [])
        count = rng.choices((0, 1, 2, 3), (25, 41, 27, 7))[0]
        if not earlier or not count:
            return []
        lines = ["relations:"]
        for other in self._some(earlier, 1.5, count):
            other_id, other_kind = self.claims[other]
            how = rng.choices(("agrees-with", "refines", "disagrees-with"), (50, 39, 11))[0]
            if other_kind == "question" and kind != "question":
                how = "answers"
            lines += [f"  - claim: {other_id}", f"    type: {how}"]
            lines.append(prose("note", self._plain(140), 4))
        return lines

    def _path(self, number: int) -> tuple[str, str]:
        steps = [paper.id for paper in self._some(self.papers, 2, 9)]
        steps.insert(2, self._early(self.claims, 1)[0])
        lines = [
            f"title: {spell_scalar(self._title())}", prose("lead", self._note(2)), "steps:",
        ]  # fmt: skip
        for entry_id in dict.fromkeys(steps):
            lines += [f"  - read: {entry_id}", prose("why", self._plain(), 4)]
            lines.append(f"    minutes: {self.rng.choice((4, 15, 45, 60, 90))}")
        return f"entries/paths/path-{number + 1}.yml", _joined([*lines, self._added()])

    def _themes(self) -> str:
        lines: list[str] = []
        for theme, sections in self.themes.items():
            lines += [f"- id: {theme}", f"  title: {theme.title()}"]
            lines.append(prose("lead", self._plain(140), 2))
            lines.append(prose("introduction", self._note(6, self.papers), 2))
            lines.append("  sections:")
            for section in sections:
                lines += [f"    - id: {section}", f"      title: {section.title()}"]
                lines.append(prose("lead", self._plain(100), 6))
        return _joined(lines)


def _joined(lines: list[str]) -> str:
    return "\n".join(lines) + "\n"


# The project around it


def settings(themes: Sequence[str], *, search: bool) -> str:
    """The text of a `mkdocs.yml` like this repository's, for a list with these themes."""
    text = (ROOT / "mkdocs.yml").read_text("utf-8").replace("!ENV", "")
    values = yaml.safe_load(text)
    nav: list[Any] = []
    for item in values["nav"]:
        ((name, pages),) = item.items()
        if name == "Themes":
            pages = [f"themes/{theme}.md" for theme in themes]
        if name == "About":
            pages = ["about.md", "coverage.md"]
        nav.append({name: pages})
    values |= {
        "site_name": "A list for benchmarks",
        "site_description": "Papers and claims, made up for measurements.",
        "site_url": "https://example.org/list/",
        "repo_url": "https://github.com/example/list",
        "plugins": [{"readinglist": {"search": search}}],
        "nav": nav,
    }
    return yaml.safe_dump(values, allow_unicode=True, sort_keys=False)


def make_list(  # noqa: PLR0913 - the options of the command line
    folder: Path,
    size: int,
    *,
    corpus: Path | None = None,
    seed: int = 1,
    search: bool = True,
    commit: bool = False,
) -> None:
    """Write the project of a list of `size` papers and claims to a new or empty folder.

    With `commit` it becomes a git repository with one commit, which the feeds and `validate
    --changed-since` need.
    """
    maker = Maker(size, read_texts(corpus), random.Random(seed))
    made: set[str] = set()
    for path, text in maker.files():
        file = f"{folder}/{path}"
        parent = file.rpartition("/")[0]
        if parent not in made:
            os.makedirs(parent, exist_ok=True)  # noqa: PTH103 - pathlib is slow
            made.add(parent)
        with open(file, "w", encoding="utf-8", newline="\n") as stream:  # noqa: PTH123
            stream.write(text)
    (folder / "docs").mkdir(exist_ok=True)
    (folder / "docs" / "about.md").write_text("# About\n\nA list for benchmarks.\n", "utf-8")
    (folder / ".gitignore").write_text("/site/\n/.cache/\n", "utf-8")
    (folder / "mkdocs.yml").write_text(settings(list(maker.themes), search=search), "utf-8")
    if commit:
        run_git(folder, "init", "--quiet", "--initial-branch=main")
        run_git(folder, "add", "--all")
        run_git(folder, "commit", "--quiet", "--message=A list")


def run_git(folder: Path, *arguments: str) -> None:
    """Run git in the folder, with an anonymous author."""
    who = ("-c", "user.name=Nobody", "-c", "user.email=nobody@example.org", "-c", "gc.auto=0")
    subprocess.run(["git", "-C", str(folder), *who, *arguments], check=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=1000, help="papers and claims together")
    parser.add_argument("--out", type=Path, required=True, help="a new or empty folder")
    parser.add_argument("--corpus", type=Path, default=default_corpus(), help="file of texts")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--no-search", action="store_true", help="a site without search index")
    parser.add_argument(
        "--git", action="store_true", help="make it a git repository with one commit"
    )
    options = parser.parse_args()
    if options.out.is_dir() and any(options.out.iterdir()):
        parser.error(f"{options.out} is not empty")
    options.out.mkdir(parents=True, exist_ok=True)
    make_list(
        options.out, options.entries, corpus=options.corpus, seed=options.seed,
        search=not options.no_search, commit=options.git,
    )  # fmt: skip


if __name__ == "__main__":
    main()
