"""Drafts: works on their way into the list, their ids, and their rendering as entries."""

import functools
import itertools
import re
from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass, field, replace

import yaml

from readinglist.entry.forms import is_whole_number
from readinglist.entry.model import COUNT_FIELDS, Theme
from readinglist.entry.theme_ids import theme_ids
from readinglist.entry.vocabulary import Mode, WorkType
from readinglist.library.lock.arxiv_records import Record
from readinglist.library.lock.registry_records import PublishedRecord
from readinglist.values.characters import CONTROL, NO_CHARACTERS, clean, drop_hidden
from readinglist.values.dates import PartialDate
from readinglist.values.folding import slugify, strip_accents
from readinglist.values.identifiers import MAX_ENTRY_ID, ArxivId, is_arxiv_doi, parse_entry_id
from readinglist.values.imprint import NO_IMPRINT, Imprint
from readinglist.values.names import Name, may_be_cut
from readinglist.values.references import find_arxiv_id, find_identifiers, is_of_resolver

_UNWRITABLE = re.compile(f"[{CONTROL}{NO_CHARACTERS}]")
# Maximum line width of an entry. PyYAML breaks a line only after the word that exceeds its limit.
_WIDTH = 96
_YAML_WIDTH = 88


def clean_text(text: str) -> str:
    """The text on one line, with single spaces and without characters that files must not have.

    Direction overrides are also left out, since they make text read differently from what it says.
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    return " ".join(clean(_UNWRITABLE.sub(" ", text)).split())


#: The longest text that is kept in a comment, in characters.
_LONGEST_REMARK = 2_000


def shorten(text: str) -> str:
    """The text as a comment keeps it: whole, unless it is a page or more."""
    return text if len(text) <= _LONGEST_REMARK else f"{text[: _LONGEST_REMARK - 1]}…"


@dataclass(frozen=True)
class Facts:
    """What the lock says about a work, from arXiv or a registry."""

    title: str
    authors: tuple[Name, ...]
    issued: PartialDate | None = None
    venue: str = ""
    doi: str = ""
    imprint: Imprint = NO_IMPRINT


def facts_of_record(record: Record) -> Facts:
    """The facts of arXiv's record."""
    return Facts(
        record.title,
        record.authors,
        record.submitted,
        record.journal_ref or "",
        (record.doi or "").lower(),
    )


def facts_of_published(record: PublishedRecord) -> Facts:
    """The facts of a registry's record."""
    return Facts(
        record.title,
        record.authors,
        record.issued,
        record.venue or "",
        record.doi or "",
        record.imprint,
    )


@dataclass(frozen=True)
class Draft:
    """A work that may become an entry, as its source describes it; unknown values are empty.

    `place` is where the source has it, such as `refs.bib:12`, and `key` its key there. `remarks`
    are sentences for whoever completes the entry, such as problems with the source.
    """

    title: str = ""
    authors: tuple[Name, ...] = ()
    issued: PartialDate | None = None
    venue: str = ""
    type: WorkType | None = None
    arxiv: ArxivId | None = None
    doi: str = ""
    url: str = ""
    imprint: Imprint = NO_IMPRINT
    themes: tuple[str, ...] = ()
    takeaway: str = ""
    note: str = ""
    tags: tuple[str, ...] = ()
    place: str = ""
    key: str = ""
    remarks: tuple[str, ...] = ()

    @property
    def year(self) -> int | None:
        """The year of issue, or the one in the arXiv id."""
        if self.issued:
            return self.issued.year
        return self.arxiv.year if self.arxiv else None

    @property
    def is_known_by_something(self) -> bool:
        """Whether it has a title, an identifier or an address; without one it is useless."""
        return bool(self.title or self.arxiv or self.doi or self.imprint.isbn or self.url)

    @property
    def subjects(self) -> tuple[ArxivId | str, ...]:
        """The keys of its records in the lock: the arXiv id, then the DOI."""
        return tuple(subject for subject in (self.arxiv, self.doi) if subject)

    def with_remarks(self, remarks: Iterable[str]) -> "Draft":
        """The draft with more remarks."""
        return replace(self, remarks=(*self.remarks, *map(clean_text, remarks)))

    def identified(self) -> "Draft":
        """The draft with identifiers extracted from its DOI and its address, which they replace.

        If there is an arXiv id, a publisher's page may be that of a part or a supplement, so then
        only a DOI resolver's address gives the DOI.
        """
        if not (self.doi or self.url):
            return self
        named_arxiv, named_doi = find_identifiers(self.url) if self.url else (None, None)
        arxiv = self.arxiv or find_arxiv_id(self.doi) or named_arxiv
        doi = "" if is_arxiv_doi(self.doi) else self.doi
        if not doi and named_doi and (not arxiv or is_of_resolver(self.url)):
            doi = named_doi
        is_said = (named_arxiv and named_arxiv == arxiv) or (named_doi and named_doi == doi)
        url = "" if is_said else self.url
        if (arxiv, doi, url) == (self.arxiv, self.doi, self.url):
            return self
        return replace(self, arxiv=arxiv, doi=doi, url=url)

    def described_by(self, facts: Facts) -> "Draft":
        """The draft with its empty fields filled in from the facts."""
        return replace(
            self,
            title=self.title or facts.title,
            authors=self.authors or facts.authors,
            issued=self.issued or facts.issued,
            doi=self.doi or facts.doi,
            imprint=self.imprint.filled_by(facts.imprint),
        )

    def filled_by(self, other: "Draft") -> "Draft":
        """The draft with its empty bibliographic fields filled in from another one."""
        return replace(
            self,
            title=self.title or other.title,
            authors=self.authors or other.authors,
            issued=self.issued or other.issued,
            venue=self.venue or other.venue,
            type=self.type or other.type,
            arxiv=self.arxiv or other.arxiv,
            doi=self.doi or other.doi,
            url=self.url or other.url,
            imprint=self.imprint.filled_by(other.imprint),
        )

    def beyond(self, facts: Facts) -> "Draft":
        """The draft without what the facts say: an entry has only what the lock lacks."""
        address = [f"The file has the address {self.url}"] if self.url else []
        return replace(
            self,
            title="",
            authors=(),
            issued=None,
            venue="" if facts.venue else self.venue,
            doi="" if facts.doi and self.arxiv else self.doi,
            url="",
            imprint=self.imprint.beyond(facts.imprint),
            remarks=(*self.remarks, *address),
        )


@dataclass(frozen=True)
class Remark:
    """A message about a place, such as `refs.bib:12`."""

    place: str
    message: str


#: Why such a work is left out, to follow its key.
UNKNOWN = "has no title, identifier or address"


@dataclass
class Reading:
    """The result of reading a bibliography: drafts, works left out, and other messages."""

    drafts: list[Draft] = field(default_factory=list)
    left_out: list[Remark] = field(default_factory=list)
    notes: list[Remark] = field(default_factory=list)

    def telling(self, place: str) -> Callable[[str], None]:
        """A function that adds notes about a place."""
        return lambda message: self.notes.append(Remark(place, clean_text(message)))


# Ids


_STOP_WORDS = frozenset(
    "a about an and are as at be beyond by can do does for from how in into is it its not of on or "
    "our over that the their this through to toward towards under upon using via we what when "
    "where which who why will with without der die das des le la les un une".split()
)
_GROUP_TAIL = re.compile(
    r"(?<![\s-])[\s-]++(?:AI|Team|team|Group|Collaboration|Consortium|Authors|Contributors)$"
)


def propose_id(draft: Draft, taken: Container[str]) -> str:
    """A free id for the work: family name, year and first significant word of the title.

    If that is taken, the second such word is added, then a letter, then a number. Particles are
    left out, a group's name loses Team and the like, and names without ASCII letters are skipped. A
    work of which only an identifier is known gets an id made from that.
    """
    numbers = {
        "arxiv": draft.arxiv.value if draft.arxiv else "",
        "doi": draft.doi,
        "isbn": draft.imprint.isbn,
    }
    kind, value = next(((name, number) for name, number in numbers.items() if number), ("", ""))
    if not draft.title and not draft.authors and kind:
        first = f"{kind}-{slugify(value)}"[:MAX_ENTRY_ID].strip("-")
        candidates = _candidates(first, [], taken)
        return next(candidate for candidate in candidates if candidate not in taken)
    words = list(itertools.islice(_title_words(draft.title), 2))
    stem = f"{_family(draft)}{draft.year or ''}"
    if not re.search("[a-z]", stem) and not words:
        stem = f"work{stem}"
    first = stem + (words[0] if words else "")
    for candidate in _candidates(first, words, taken):
        if candidate not in taken and _is_safe(candidate):
            return candidate
    raise AssertionError("the numbers do not end")  # pragma: no cover


def _candidates(first: str, words: list[str], taken: Container[str]) -> Iterator[str]:
    yield first
    if len(words) > 1:
        yield f"{first}-{words[1]}"
    yield from (f"{first}{letter}" for letter in "bcdefghijklmnopqrstuvwxyz")
    # Search for the first free number by bisection, assuming that there are no gaps: trying them in
    # order would take quadratic time for a file of works with the same stem.
    low, high = 1, 2
    while f"{first}-{high}" in taken:
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if f"{first}-{middle}" in taken else (low, middle)
    yield f"{first}-{high}"


def _is_safe(text: str) -> bool:
    try:
        parse_entry_id(text)
    except ValueError:
        return False
    return True


def _family(draft: Draft) -> str:
    """The first author's family name that ASCII can spell, at most 30 letters.

    A volume without authors uses its editors.
    """
    for name in (draft.authors or draft.imprint.editors)[:3]:
        group = re.sub(r"^(?:The|the)\s+", "", name.literal.partition(",")[0])
        spelt = _ascii(name.family or _GROUP_TAIL.sub("", group))
        if spelt:
            return spelt[:30]
    return ""


def _title_words(title: str) -> Iterator[str]:
    plain = re.sub(r"\$[^$]*\$|\\[a-zA-Z]+", " ", title)
    number = ""
    for word in re.findall(r"[^\W_]+(?:['’‐-][^\W_]+)*", plain):
        spelt = _ascii(word)[:25]
        if spelt.isdecimal():
            number = number or spelt
        elif spelt and spelt not in _STOP_WORDS:
            yield spelt
    if number:
        yield f"no{number}"


def _ascii(text: str) -> str:
    """The letters and digits of the text in lower-case ASCII; empty for other scripts."""
    folded = slugify(text)
    has_ascii = re.search("[A-Za-z0-9ØøŁłĐđßÆæŒœı]", strip_accents(text))
    return folded.replace("-", "") if has_ascii else ""


# Entries


try:
    from yaml import CSafeDumper as _Dumper
except ImportError:  # PyYAML built without libyaml: same output, slower
    from yaml import SafeDumper as _Dumper  # type: ignore[assignment]


# Texts of which it is plain how the dumper writes them: words that start with a letter, DOIs,
# addresses, ranges of pages. All others are left to it, which takes ten times as long.
_USUAL = re.compile(
    r"[^\W\d_](?:[\w.,()'’/;?!&+=%:–-]| (?=[^\W_(]))*|10\.[0-9.]+/[A-Za-z0-9./_()-]+"
    r"|https?://[A-Za-z0-9./_?=&%+~-]+|[1-9][0-9]*-[0-9]+"
)
_NOT_TEXTS = frozenset("y n yes no on off true false null".split())


def _dump_usual(value: object, start: int) -> str | None:
    """The text as the dumper writes it behind `start` characters; None for a text left to it."""
    if not isinstance(value, str) or not _USUAL.fullmatch(value):
        return None
    if value.casefold() in _NOT_TEXTS or not (value.isascii() or max(value) < "\U00010000"):
        return None
    if ": " in value or value.endswith(":"):
        value = "'" + value.replace("'", "''") + "'"
    if start + len(value) <= _YAML_WIDTH:
        return value
    # The dumper breaks the line at the first space beyond the width.
    pieces: list[str] = []
    column = start
    for word in value.split(" "):
        if pieces and column > _YAML_WIDTH:
            pieces.append("\n  ")
            column = 2
        elif pieces:
            pieces.append(" ")
            column += 1
        pieces.append(word)
        column += len(word)
    return "".join(pieces)


def dump_field(name: str, value: object) -> str:
    """A field as YAML; a text that another reader would take for something else is quoted."""
    if isinstance(value, str):
        if usual := _dump_usual(value, len(name) + 2):
            return f"{name}: {usual}\n"
    elif isinstance(value, list) and value:
        lines = [_dump_usual(line, 4) for line in value]
        if all(line and "\n" not in line for line in lines):
            return f"{name}:\n" + "".join(f"  - {line}\n" for line in lines)
    indent = "  " if isinstance(value, list) else ""
    # libyaml needlessly escapes characters outside the basic plane, such as emoji.
    is_plain = max(str(value), default="") < "\U00010000"
    text = str(
        yaml.dump(
            {name: value}, Dumper=_Dumper if is_plain else yaml.SafeDumper, allow_unicode=True,
            width=_YAML_WIDTH - len(indent), sort_keys=False, default_flow_style=False,
        )
    )  # fmt: skip
    # Lists are indented below their field, as in other entries.
    return text.removesuffix("\n").replace("\n", f"\n{indent}") + "\n"


def render_draft(
    draft: Draft,
    themes: Iterable[Theme],
    added: PartialDate,
    heading: Iterable[str] = (),
    *,
    is_draft: bool = False,
) -> str:
    """The work's entry as YAML, with comments on what must and may be filled in.

    Required fields that are unknown are written without a value, so that `validate` reports them
    with their lines. The heading's lines become comments at the start. With `is_draft` the entry is
    marked as a draft.
    """
    lines = [_comment(line) for line in (*heading, *draft.remarks)]
    if is_draft:
        lines.append(
            "# Delete this line when the entry is complete; until then the site leaves it out.\n"
        )
        lines.append("draft: true\n")
    lines += _bibliographic_fields(draft)
    lines.append(render_themes(draft.themes, themes))
    lines.append("# One sentence that a reader should remember, in your own words (Markdown).\n")
    takeaway = clean_text(draft.takeaway)
    lines.append(dump_field("takeaway", takeaway) if takeaway else "takeaway:\n")
    lines.append("# Everything below is optional; to use a line, remove its #.\n")
    if not draft.issued and not draft.subjects:
        lines.append("# issued: date of the first version, like 2017-06-12, 2017-06 or 2017\n")
    note = clean_text(draft.note)
    ask_why = "# note: Why it is on the list, in your own words (Markdown).\n"
    lines.append(dump_field("note", note) if note else ask_why)
    lines.append(f"# mode: one of {', '.join(Mode)}\n")
    tags = [clean_text(drop_hidden(tag)) for tag in draft.tags]
    lines.append(dump_field("tags", tags) if tags else "# tags: [keyword, another keyword]\n")
    lines.append("# builds-on: [ids of the works that it develops further]\n")
    lines.append("# links: {code: https://…, project: https://…, pdf: https://…}\n")
    lines.append(f"added: {added}\n")
    return "".join(lines)


def render_themes(chosen: tuple[str, ...], themes: Iterable[Theme]) -> str:
    """The field `themes`; if none is chosen, with a comment that lists the available ones."""
    if chosen:
        return f"themes: [{', '.join(chosen)}]\n"
    lines = ["# The themes that it belongs to, like [theme, theme/section]. Available:\n"]
    lines += [_comment(f"  {', '.join(theme_ids([theme]))}", indent=4) for theme in themes]
    return "".join([*lines, "themes:\n"])


@functools.lru_cache(maxsize=256)
def _comment(text: str, indent: int = 2) -> str:
    """The text as comment lines, wrapped to an entry's width."""
    lead = " " * (len(text) - len(text.lstrip()))
    words = clean_text(text).split(" ")
    lines: list[str] = []
    line = f"# {lead}"
    for word in words:
        if len(line) + len(word) > _WIDTH and line.strip("# "):
            lines.append(line.rstrip())
            line = "#" + " " * (indent + 1)
        line += f"{word} "
    return "\n".join([*lines, line.rstrip()]) + "\n"


def spell_fields(draft: Draft) -> dict[str, str]:
    """The bibliographic fields of the draft as YAML by name, in an entry's order."""
    return dict(_spelt(draft))


def _spelt(draft: Draft) -> Iterator[tuple[str, str]]:
    if draft.arxiv:
        yield "arxiv", f'arxiv: "{draft.arxiv.value}"\n'
    if draft.doi:
        yield "doi", dump_field("doi", draft.doi)
    if draft.type:
        yield "type", f"type: {draft.type.value}\n"
    if title := clean_text(draft.title):
        yield "title", dump_field("title", title)
    for role, names in (("authors", draft.authors), ("editors", draft.imprint.editors)):
        if names:
            yield role, dump_field(role, _plain_names(names))
    if draft.issued:
        yield "issued", f"issued: {draft.issued}\n"
    if venue := clean_text(draft.venue):
        yield "venue", dump_field("venue", venue)
    for name, text in draft.imprint.texts():
        is_number = name in COUNT_FIELDS and is_whole_number(text)
        yield name, f"{name}: {text}\n" if is_number else dump_field(name, clean_text(text))
    if draft.url:
        yield "url", dump_field("url", draft.url)


def _bibliographic_fields(draft: Draft) -> Iterator[str]:
    """The fields as YAML, and a comment in place of each important one that is missing."""
    fields = spell_fields(draft)
    is_identified = bool(draft.arxiv or draft.doi)
    for name in ("arxiv", "doi", "type"):
        yield fields.pop(name, "")
    if not (draft.type or is_identified):
        yield _comment(f"If it is not an article, add type: {', '.join(WorkType)}.")
    if "title" in fields:
        yield fields.pop("title")
    elif not is_identified:
        yield "# The title, exactly as on the work.\ntitle:\n"
    if "authors" in fields:
        yield fields.pop("authors")
    elif not is_identified and not draft.imprint.editors:
        yield "# The authors, like [Ada Lovelace, Bo Moss]; a group: {literal: …}.\n"
        yield "authors:\n"
    yield from fields.values()
    has_place = draft.url or draft.venue or draft.imprint.isbn or draft.imprint.publisher
    if not (is_identified or has_place):
        yield "# Where to read it: an address that starts with https://.\nurl:\n"


def _plain_names(names: Iterable[Name]) -> list[str | dict[str, str]]:
    """The names as written in an entry; one that could be half a name is marked as literal."""
    found = [_plain(name) for name in names]
    for i, (first, second) in enumerate(itertools.pairwise(found)):
        if isinstance(first, str) and isinstance(second, str) and may_be_cut(first, second):
            found[i] = {"literal": first}
    return found


def _plain(name: Name) -> str | dict[str, str]:
    plain = name.as_plain()
    if isinstance(plain, str):
        return clean_text(drop_hidden(plain))
    return {key: clean_text(drop_hidden(part)) for key, part in plain.items()}


def is_safe_key(key: str) -> bool:
    """Whether a bibliography's key can be used unchanged as an entry's id."""
    return len(key) <= MAX_ENTRY_ID and _is_safe(key)
