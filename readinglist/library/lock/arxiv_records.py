"""Records: arXiv's metadata of a paper, with the source of each field.

Two forms of bulk files are read: one JSON object per line with the fields of the API (`id`,
`title`, `authors` as a list, `published`, …), and arXiv's own bulk snapshot of its metadata
(`authors` as a single text, `authors_parsed`, `versions`; see
kaggle.com/datasets/Cornell-University/arxiv).
"""

import datetime
import email.utils
import functools
import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from readinglist.library.lock.files import check_known
from readinglist.library.lock.record_values import check_values
from readinglist.system.borders import what_is_wrong
from readinglist.values.dates import PartialDate, parse_partial_date
from readinglist.values.identifiers import ArxivId, parse_arxiv_id
from readinglist.values.markup import inline_formulas, strip_markup
from readinglist.values.names import Name, name_of_parts, parse_name
from readinglist.values.strict_json import expect_list, expect_text, load_json
from readinglist.values.tex import decode_loose_tex


@dataclass(frozen=True)
class Provenance:
    """Where a record came from.

    `route` is `api` for arXiv's own API, whose address is then in `endpoint`, and `copy` for a
    public copy of its metadata. `sources` maps each field's name to the copy that gave it. `read`
    is when the record was read, in UTC, to the second.
    """

    route: str
    read: datetime.datetime
    sources: Mapping[str, str] = field(default_factory=dict)
    endpoint: str = ""

    def __post_init__(self) -> None:
        """Reject values that no record may hold, with `ValueError`."""
        check_values(self)

    @property
    def day(self) -> PartialDate:
        """The day on which the record was read, in UTC."""
        return PartialDate(self.read.year, self.read.month, self.read.day)

    def as_dict(self) -> dict[str, Any]:
        """The provenance as the lock writes it."""
        values = {
            "route": self.route,
            "endpoint": self.endpoint,
            "read": self.read.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "sources": dict(sorted(self.sources.items())),
        }
        return {key: value for key, value in values.items() if value}


def parse_provenance(values: Mapping[str, Any]) -> Provenance:
    """The provenance in a lock file's JSON object. Raises the same errors as `parse_record`."""
    return Provenance(
        route=expect_text(values["route"]),
        read=_parse_moment(expect_text(values["read"])),
        sources={_expect_word(k): _expect_word(v) for k, v in values.get("sources", {}).items()},
        endpoint=_optional_text(values.get("endpoint")) or "",
    )


def _expect_word(value: object) -> str:
    return _known_word(value) if isinstance(value, str) else expect_text(value)


#: Cached, because the same few field and source names occur in every record.
_known_word = functools.lru_cache(maxsize=4096)(expect_text)


def _parse_moment(text: str) -> datetime.datetime:
    try:
        moment = datetime.datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"'{text}' is not a moment like 2026-11-21T06:40:00Z") from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=datetime.UTC)
    try:
        return moment.astimezone(datetime.UTC).replace(microsecond=0)
    except OverflowError:
        raise ValueError(f"'{text}' is not in the calendar") from None


@dataclass(frozen=True)
class Record:
    """The bibliographic metadata of one arXiv paper.

    Texts have single spaces. `submitted` is the date of the first version (UTC), `updated` that of
    this version, whose number is `version`. `withdrawn` is arXiv's reason if this version is a
    withdrawal. `license` is a URL. What the source did not give is None or empty.
    """

    id: ArxivId
    title: str
    authors: tuple[Name, ...]
    provenance: Provenance
    abstract: str | None = None
    submitted: PartialDate | None = None
    updated: PartialDate | None = None
    primary_category: str | None = None
    categories: tuple[str, ...] = ()
    doi: str | None = None
    journal_ref: str | None = None
    comment: str | None = None
    version: int | None = None
    license: str | None = None
    withdrawn: str | None = None

    def __post_init__(self) -> None:
        """Reject values that no record may hold, with `ValueError`."""
        check_values(self)

    def as_dict(self) -> dict[str, Any]:
        """The record as the lock writes it: plain JSON values without absent fields."""
        values: dict[str, Any] = {
            "id": self.id.value,
            "version": self.version,
            "title": self.title,
            "authors": [name.as_plain() for name in self.authors],
            "abstract": self.abstract,
            "submitted": self.submitted and str(self.submitted),
            "updated": self.updated and str(self.updated),
            "primary_category": self.primary_category,
            "categories": list(self.categories),
            "doi": self.doi,
            "journal_ref": self.journal_ref,
            "comment": self.comment,
            "license": self.license,
            "withdrawn": self.withdrawn,
            "provenance": self.provenance.as_dict(),
        }
        return {key: value for key, value in values.items() if value not in (None, [])}


_NAME_KEYS = ("family", "given", "particle", "suffix", "literal")


#: The fields of a record that are plain facts; the rest is text under somebody's copyright.
FACTS = frozenset(
    "title authors version submitted updated primary_category categories doi license".split()
)


def keep_facts(record: Record) -> Record:
    """The record reduced to facts: no abstract, no comment, no journal reference."""
    sources = {key: source for key, source in record.provenance.sources.items() if key in FACTS}
    provenance = replace(record.provenance, sources=sources)
    return replace(record, abstract=None, comment=None, journal_ref=None, provenance=provenance)


def parse_record(values: Mapping[str, Any]) -> Record:
    """The record in a lock file's JSON object. Raises `ValueError` saying what is wrong."""
    try:
        check_known(values, Record)
        check_known(values["provenance"], Provenance, "the record's provenance")
        return Record(
            id=parse_arxiv_id(expect_text(values["id"])),
            title=expect_text(values["title"]),
            authors=tuple(map(parse_author, expect_list(values["authors"]))),
            provenance=parse_provenance(values["provenance"]),
            abstract=_optional_text(values.get("abstract")),
            submitted=_optional_date(values.get("submitted")),
            updated=_optional_date(values.get("updated")),
            primary_category=_optional_text(values.get("primary_category")),
            categories=tuple(map(expect_text, expect_list(values.get("categories", [])))),
            doi=_optional_text(values.get("doi")),
            journal_ref=_optional_text(values.get("journal_ref")),
            comment=_optional_text(values.get("comment")),
            version=_optional_number(values.get("version")),
            license=_optional_text(values.get("license")),
            withdrawn=_optional_text(values.get("withdrawn")),
        )
    except KeyError as error:
        raise ValueError(f"the record has no field {error}") from error
    except (TypeError, AttributeError) as error:
        raise ValueError(f"the record has a field of the wrong type: {error}") from error


def parse_author(value: object) -> Name:
    """The name that `Name.as_plain` wrote as the value. Raises `TypeError` or `ValueError`."""
    if isinstance(value, dict):
        if not set(value) <= set(_NAME_KEYS) or not value:
            raise ValueError(f"an author has the fields {sorted(value)}")
        return Name(**{key: expect_text(part) for key, part in value.items()})
    return parse_name(expect_text(value))


def _optional_text(value: object) -> str | None:
    return None if value is None else expect_text(value)


def _optional_number(value: object) -> int | None:
    if value is not None and (not isinstance(value, int) or isinstance(value, bool) or value < 1):
        raise TypeError(f"expected a number from 1, found {value!r}")
    return value


def _optional_date(value: object) -> PartialDate | None:
    return None if value is None else parse_partial_date(expect_text(value)[:10])


@dataclass(frozen=True)
class UnreadableLine:
    """A line of a bulk file that could not be read as a record, and the reason."""

    number: int
    reason: str


def parse_bulk(
    lines: Iterator[str], source: str, read: datetime.datetime
) -> Iterator[tuple[int, Record | UnreadableLine]]:
    """The records of a bulk file, one JSON object per line, each with its line number from 1.

    `source` is the provenance of fields that do not state their own source. Blank lines are
    skipped; a line without a valid record raises nothing.
    """
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            values = load_json(line)
            if not isinstance(values, dict):
                raise TypeError("not a JSON object")
            build = _from_snapshot if "authors_parsed" in values else _from_api_like
            yield number, build(values, source, read)
        except Exception as error:  # noqa: BLE001 - lines come from other people
            yield number, UnreadableLine(number, what_is_wrong(error))


# Words for the thing that is withdrawn.
_THIS = (
    r"(?:this|the|our)\s+(?:present\s+|current\s+|arxiv\s+)?(?:paper|article|pre-?print|e-?print|"
    r"manuscript|submission|work|note|report|draft|letter|document|study|thesis|survey|version)"
)
_IS = r"(?:is|was|are|has|have|had)(?:\s+(?:been|being|now|hereby|temporarily|permanently))*"
_DRAWN = r"withdr(?:awn|wan|awed)\b"
# A paper can also be withdrawn from a conference, and stay on arXiv.
_NOT_ELSEWHERE = r"(?!\s+from\s+(?!(?:the\s+)?arxiv))"
# Sentences that state a withdrawal without naming what was withdrawn.
_ALONE = (
    r"(?:(?:the\s+)?(?:paper|article|pre-?print|manuscript|submission)\s+)?(?:temporarily\s+)?"
    rf"{_DRAWN}(?=\s*(?:$|[.,:;!(\u2013-]|by\b|due\b|because\b|since\b|as\b|for\b|owing\b|until\b|"
    r"pending\b|after\b|at\s+the\s+request\b))"
)
_WITHDRAWAL = re.compile(
    rf"(?:{_THIS}\s+{_IS}\s+{_DRAWN}{_NOT_ELSEWHERE}"
    rf"|(?:authors?|we|i)\s+(?:have\s+|has\s+)?withdr(?:awn?|ew)\s+{_THIS}{_NOT_ELSEWHERE}"
    r"|this\s+withdraw(?:al)?\s+request\b"
    rf"|{_THIS}\s+{_IS}\s+removed\s+by\s+(?:the\s+)?arxiv\b)",
    re.IGNORECASE,
)
_WITHDRAWN_ALONE = re.compile(rf"\W*(?:arxiv admin note\W+)?{_ALONE}", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[.;!?])\s+")
_HYPOTHETICAL = re.compile(r"\b(?:if|unless|until|whether|once)\s+$", re.IGNORECASE)


def withdrawal_reason(comment: str | None, abstract: str | None) -> str | None:
    """The withdrawal statement in the comment or the abstract, or None if there is none.

    arXiv has no field for it: a withdrawal is a version without a text, and its reason is in the
    comment (https://info.arxiv.org/help/withdraw.html) or, for older papers, at the start of the
    abstract. Withdrawals from elsewhere, of another paper, or in the future do not count. If both
    have one, the longer text is returned.
    """
    reasons = []
    sentences = _SENTENCE.split(comment or "")
    for number, sentence in enumerate(sentences):
        match = _WITHDRAWAL.search(sentence)
        if match and _HYPOTHETICAL.search(sentence[: match.start()]):
            match = None
        if match or _WITHDRAWN_ALONE.match(sentence):
            reasons.append(" ".join(sentences[number:]))
            break
    first = _SENTENCE.split((abstract or "").strip())[0]
    match = _WITHDRAWAL.search(first)
    if (match and not first[: match.start()].strip(" *([\"'")) or _WITHDRAWN_ALONE.match(first):
        reasons.append(first)
    return max(reasons, key=len) if reasons else None


# Control characters, which neither HTML nor XML allows.
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")
# Surrogates, which JSON can spell but UTF-8 cannot encode.
_SURROGATE = re.compile("[\ud800-\udfff]")


def fold_text(text: str) -> str | None:
    """The text with single spaces and without control characters, or None if nothing is left."""
    return " ".join(_CONTROL.sub(" ", text).split()) or None


def read_prose(text: str) -> str | None:
    r"""The text of a title, an abstract or a comment as written by arXiv's authors, or None.

    TeX commands are decoded, formulas stay: `K\"ahler` is `Kähler`. Angle brackets are literal.
    """
    folded = fold_text(text)
    return (decode_loose_tex(folded) or None) if folded else None


def read_title(text: str) -> str | None:
    """As `read_prose`, with all formulas inline and without HTML, which some authors copied."""
    prose = read_prose(strip_markup(text))
    return inline_formulas(prose) if prose else None


def decode_record(record: Record) -> Record:
    """The record with TeX decoded; locks from earlier versions still contain it."""
    texts = (record.title, record.abstract, record.comment, record.journal_ref, record.withdrawn)
    if not any(text and ("\\" in text or "``" in text) for text in texts):
        return record
    title, abstract, comment, journal_ref, withdrawn = (
        decode_loose_tex(text) if text else text for text in texts
    )
    return replace(
        record,
        title=inline_formulas(title or record.title),
        abstract=abstract,
        comment=comment,
        journal_ref=journal_ref,
        withdrawn=withdrawn,
    )


def _prose(value: object) -> str | None:
    cleaned = _clean(value)
    return read_prose(cleaned) if cleaned else None


def _title(value: object) -> str | None:
    cleaned = _clean(value)
    return read_title(cleaned) if cleaned else None


def _clean(value: object) -> str | None:
    """The text with normalized white space and decoded entities, or None if it is empty.

    Raises `ValueError` for a text that cannot be stored in a file.
    """
    if not isinstance(value, str):
        return None
    if _SURROGATE.search(value):
        raise ValueError("a text holds half a character, a lone surrogate")
    return fold_text(html.unescape(value))


def _from_api_like(values: Mapping[str, Any], source: str, read: datetime.datetime) -> Record:
    crosscheck = values.get("crosscheck") or {}
    names = {
        "title": crosscheck.get("title_from"),
        "authors": crosscheck.get("authors_from"),
        "abstract": crosscheck.get("abstract_source") or values.get("abstract_from"),
        "submitted": crosscheck.get("published_from"),
        "primary_category": crosscheck.get("primary_category_from"),
        "categories": crosscheck.get("categories_from") or crosscheck.get("primary_category_from"),
        "comment": crosscheck.get("comment_from"),
    }
    submitted = _optional_date(values.get("published"))
    updated = _optional_date(values.get("updated"))
    primary = _clean(values.get("primary_category"))
    categories = tuple(expect_text(c) for c in expect_list(values.get("categories") or []))
    if primary and not categories:
        categories = (primary,)
    abstract, comment = _prose(values.get("abstract")), _prose(values.get("comment"))
    record = {
        "abstract": abstract,
        "submitted": submitted,
        "updated": updated,
        "primary_category": primary,
        "categories": categories,
        "doi": _clean(values.get("doi")),
        "journal_ref": _prose(values.get("journal_ref")),
        "comment": comment,
        "withdrawn": withdrawal_reason(comment, abstract),
    }
    present = {"title", "authors", *(key for key, value in record.items() if value)}
    return Record(
        id=parse_arxiv_id(expect_text(values["id"])),
        title=_require(_title(values["title"]), "title"),
        authors=_authors(values["authors"]),
        provenance=Provenance(
            "copy",
            read,
            {key: _clean(names.get(key)) or source for key in sorted(present)},
        ),
        **record,  # type: ignore[arg-type]
    )


def _authors(names: object) -> tuple[Name, ...]:
    if not isinstance(names, list) or not names:
        raise ValueError("the record has no authors")
    return tuple(parse_name(_require(_title(name), "authors")) for name in names)


def _require(text: str | None, name: str) -> str:
    if not text:
        raise ValueError(f"the record has no {name}")
    return text


def _from_snapshot(values: Mapping[str, Any], source: str, read: datetime.datetime) -> Record:
    """A line of arXiv's bulk snapshot; `authors_parsed` holds [family, given, suffix, …]."""
    names = []
    for parts in values["authors_parsed"]:
        family, given, suffix, *_ = (_title(part) or "" for part in parts)
        if family or given:
            has_letter = any(map(str.isalpha, family + given))
            names.append(
                name_of_parts(family, given, suffix=suffix)
                if has_letter
                else Name(literal=family or given)
                if not (family and given)
                else Name(family, given, suffix=suffix)
            )
    if not names:
        raise ValueError("the record has no authors")
    versions = [_version_date(version) for version in values.get("versions") or ()]
    categories = tuple(str(values.get("categories") or "").split())
    abstract, comment = _prose(values.get("abstract")), _prose(values.get("comments"))
    record = {
        "abstract": abstract,
        "submitted": versions[0] if versions else None,
        "updated": versions[-1] if versions else None,
        "primary_category": categories[0] if categories else None,
        "categories": categories,
        "doi": _clean(values.get("doi")),
        "journal_ref": _prose(values.get("journal-ref")),
        "comment": comment,
        "version": len(versions) or None,
        "license": _clean(values.get("license")),
        "withdrawn": withdrawal_reason(comment, abstract),
    }
    present = {"title", "authors", *(key for key, value in record.items() if value)}
    return Record(
        id=parse_arxiv_id(expect_text(values["id"])),
        title=_require(_title(values["title"]), "title"),
        authors=tuple(names),
        provenance=Provenance("copy", read, dict.fromkeys(sorted(present), source)),
        **record,  # type: ignore[arg-type]
    )


def _version_date(version: Mapping[str, str]) -> PartialDate:
    moment = email.utils.parsedate_to_datetime(version["created"])
    # Times without a zone are UTC, not this machine's local time.
    moment = moment.astimezone(datetime.UTC) if moment.tzinfo else moment
    return PartialDate(moment.year, moment.month, moment.day)
