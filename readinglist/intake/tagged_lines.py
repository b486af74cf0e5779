"""Records of tagged lines, as in RIS and PubMed's format: `AU  - Fern, Ada`.

Tags may be repeated, and a line without a tag continues the one above it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass
class TaggedRecord:
    """A record: the line on which it starts, and its tags with their texts, in order."""

    line: int
    fields: list[tuple[str, str]] = field(default_factory=list)

    def all(self, *tags: str) -> list[str]:
        """The non-empty texts of these tags, in the order of the tags given."""
        return [text for tag in tags for own, text in self.fields if own == tag and text]

    def in_order(self, *tags: str) -> list[str]:
        """The non-empty texts of these tags, in the order of the file."""
        return [text for own, text in self.fields if own in tags and text]

    def first(self, *tags: str) -> str:
        """The first non-empty text of these tags, or an empty string."""
        return next(iter(self.all(*tags)), "")


def read_records(
    text: str, tag: re.Pattern[str], start: str, end: str = ""
) -> Iterator[TaggedRecord]:
    """The records of a file; `tag` matches the start of a line, with the tag as first group.

    A record begins with the tag `start`, and ends before the next one, or at the optional tag
    `end`. Lines outside records are skipped.
    """
    record: TaggedRecord | None = None
    # Lines of the current text, joined only once: joining at each of a million would be quadratic.
    lines: list[str] = []
    for number, line in enumerate(text.split("\n"), 1):
        match = tag.match(line)
        name = match[1] if match else ""
        if match and record:
            _join(record, lines)
        if name == start or (name and name == end):
            if record:
                yield record
            record = TaggedRecord(number) if name == start else None
        if record is None:
            continue
        if match:
            lines = [line[match.end() :].strip()]
            record.fields.append((name, lines[0]))
        elif line.strip():
            lines.append(line.strip())
    if record:
        _join(record, lines)
        yield record


def _join(record: TaggedRecord, lines: list[str]) -> None:
    """Set the record's last text to these lines."""
    tag, _ = record.fields[-1]
    record.fields[-1] = tag, " ".join(lines).strip()
