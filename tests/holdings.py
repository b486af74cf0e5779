"""Three lists of strangers, made from small pieces: what a site shows depends on what they hold.

Each is a new list as `init --bare` writes it, with entries added.
"""

from pathlib import Path

from readinglist.intake.new_list import render_starter
from readinglist.intake.new_list.origin import Origin
from readinglist.values.dates import PartialDate

_SUBJECTS = ("Consensus", "Clocks", "Snapshots", "Quorums", "Gossip", "Leases", "Sharding",
             "Replication", "Recovery", "Ordering")  # fmt: skip
_PLACES = ("in Wide Networks", "Without Leaders", "Under Partitions", "for Small Groups", "at Rest")
_FAMILIES = ("Moss", "Fern", "Reed", "Sedge", "Rush", "Thyme", "Yarrow")
_NAV = """
nav:
  - Home: index.md
  - Browse: browse/index.md
  - Works:
      - All works: papers/index.md
      - structures.md
      - years/index.md
      - authors/index.md
      - tags/index.md
  - Claims:
      - claims/index.md
      - contested.md
      - questions.md
      - predictions.md
  - Essays: essays/index.md
  - Deeper:
      - Paths:
          - ./paths/index.md
  - My reading: reading.md
  - About:
      - about.md
      - policy.md
      - coverage.md
"""


def _write(folder: Path, title: str, files: dict[str, str]) -> Path:
    origin = Origin("readinglist-site")
    contents = render_starter(title, PartialDate(2026, 11, 21), origin, bare=True)
    for name, text in {**contents, **files}.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8", newline="\n")
    return folder


def write_papers(folder: Path) -> Path:
    """Fifty works with DOIs on distributed systems, and a navigation that names every list."""
    files = {
        "entries/themes.yml": """\
- id: agreement
  title: Agreement
  lead: How machines that fail come to one answer.
  introduction: Begin with [@work01].
  sections:
    - {id: proofs, title: Proofs}
    - {id: practice, title: Practice}
    - {id: later, title: Planned for later}
- id: storage
  title: Storage
  lead: How data outlive the disks that they are on.
  introduction: From single disks to many.
"""
    }
    for number in range(50):
        subject, place = _SUBJECTS[number % 10], _PLACES[number // 10]
        families = [_FAMILIES[(number + i) % 7] for i in range(1 + number % 3)]
        theme = ("agreement/proofs", "agreement/practice", "storage")[number % 3]
        files[f"entries/papers/work{number + 1:02}.yml"] = f"""\
doi: 10.1234/held.{number + 1}
title: {subject} {place}
authors: [{", ".join(f"Ada {family}" for family in families)}]
issued: {1978 + (7 * number) % 47}
venue: Journal of {subject}
themes: [{theme}]
takeaway: It shows what {subject.lower()} cost {place.lower()}.
added: 2026-{6 + number // 10:02}-{1 + number % 10:02}
"""
    settings = render_starter("x", PartialDate(2026), Origin("x"), bare=True)["mkdocs.yml"]
    files["mkdocs.yml"] = settings.replace('"x"', "Distributed systems", 1) + _NAV
    return _write(folder, "Distributed systems", files)


def write_book_club(folder: Path) -> Path:
    """Six books, with tags, and a Markdown page that says when each is read."""
    months = ("January", "February", "March", "April", "May", "June")
    files = {
        "entries/themes.yml": """\
- id: novels
  title: Novels
  lead: Long stories, read by the month.
  introduction: One book a month.
"""
    }
    rows = ""
    for number, month in enumerate(months):
        book = f"book{number + 1}"
        digits = f"97803162003{number}"
        digits = digits.ljust(12, "0")
        check = -sum(int(digit) * (1, 3)[at % 2] for at, digit in enumerate(digits)) % 10
        files[f"entries/papers/{book}.yml"] = f"""\
type: book
title: The House in {month}
authors: [Grace {_FAMILIES[number]}]
issued: {1951 + 9 * number}
publisher: Hill & Dale
isbn: "{digits}{check}"
themes: [novels]
takeaway: A family waits for {month} and is changed by it.
tags: [{("family", "weather")[number % 2]}]
added: 2026-10-{number + 1:02}
"""
        rows += f"| {month} | [@{book}] | {_FAMILIES[-1 - number]} |\n"
    files["docs/schedule.md"] = f"# Schedule\n\n| Month | Book | Host |\n|---|---|---|\n{rows}"
    return _write(folder, "Book club", files)


def write_one_entry(folder: Path) -> Path:
    """A single web page, of which neither authors nor a date are known."""
    entry = """\
type: webpage
title: How to read
url: https://reading.example/how
themes: [first-theme]
takeaway: Read twice.
"""
    return _write(folder, "A beginning", {"entries/papers/how-to-read.yml": entry})
