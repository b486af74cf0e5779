"""Records of tagged lines, as RIS and PubMed's format have them: `AU  - Fern, Ada`.

Nothing is dropped: tags may come again, and a line without a tag goes on with the one above it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass
class TaggedRecord:
    """A record: the line on which it starts, and its tags with their texts in order."""

    line: int
    fields: list[tuple[str, str]] = field(default_factory=list)

    def all(self, *tags: str) -> list[str]:
        """The texts of these tags that are not empty, those of the first tag first."""
        return [text for tag in tags for own, text in self.fields if own == tag and text]

    def first(self, *tags: str) -> str:
        """The first text of these tags, or an empty one."""
        return next(iter(self.all(*tags)), "")


def read_records(
    text: str, tag: re.Pattern[str], start: str, end: str = ""
) -> Iterator[TaggedRecord]:
    """The records of a file; `tag` matches the start of a line, its first group being the tag.

    A record begins with the tag `start`, and ends before the next one, or at the tag `end`, which
    may be missing. Lines outside of records are passed over.
    """
    record: TaggedRecord | None = None
    # The lines of the last text, which are joined once: of a million each join would copy them all.
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
    """Put the lines of the record's last text together."""
    tag, _ = record.fields[-1]
    record.fields[-1] = tag, " ".join(lines).strip()
