"""Renders a comparison: as Markdown for the summary of a pull request, or for a terminal."""

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from readinglist.entry.findings import Finding, Severity
from readinglist.entry.yaml.document import Tree
from readinglist.graph.comparison.changes import (
    Comparison,
    Double,
    EdgeChange,
    EntryChange,
    FallenQuote,
    RecordChange,
    StandingChange,
)
from readinglist.graph.comparison.marks import MARKDOWN, Marks
from readinglist.graph.comparison.trees import FieldChange, texts_of
from readinglist.values.plurals import plural

#: The most characters of one text, and the most lines under one heading.
LONGEST_TEXT = 300
LONGEST_LIST = 100


def render_comparison(comparison: Comparison, marks: Marks = MARKDOWN) -> str:
    """The comparison, with what a reviewer has to judge first at the top."""
    return _Telling(marks).render(comparison)


@dataclass(frozen=True)
class _Telling:
    marks: Marks

    def render(self, comparison: Comparison) -> str:
        """The comparison, with what a reviewer has to judge first at the top."""
        lines = [self.marks.heading("What this changes"), ""]
        for name in comparison.unsound:
            reach = (
                "Entries are compared as far as they can be read; standings are those of the sound."
            )
            lines += [f"{self.marks.strong(f'{self._prose(name)}: there are errors.')} {reach}", ""]
        if comparison.is_empty:
            return "\n".join([*lines, "Nothing that a reader of the list would notice.", ""])
        lines += [_overview(comparison), ""]
        sections: Sequence[tuple[str, Iterable[str]]] = (
            ("Standings", map(self._standing, comparison.standings)),
            ("Quotes that no longer stand", map(self._fallen_quote, comparison.fallen_quotes)),
            ("Said already?", map(self._double, comparison.doubles)),
            ("Added", map(self._added, comparison.added)),
            ("Changed", map(self._changed, comparison.changed)),
            ("Removed", map(self._removed, comparison.removed)),
            ("Records", map(self._record, comparison.records)),
            ("New findings", self._findings(comparison.new_findings)),
            ("Findings that are gone", self._findings(comparison.fixed_findings)),
        )
        for title, items in sections:
            found = list(items)
            if found:
                lines += [self.marks.subheading(title), "", *_cut(found, LONGEST_LIST), ""]
        return "\n".join(lines)

    def _prose(self, text: str, limit: int = LONGEST_TEXT) -> str:
        return self.marks.prose(_short(text, limit))

    def _name(self, title: str, entry_id: str) -> str:
        """An entry as people know it: its title, and its id for editors."""
        shown = self.marks.code(entry_id)
        return f"{self._title(title)} ({shown})" if title else shown

    def _title(self, title: str) -> str:
        return self.marks.title(self._prose(title, 120))

    def _standing(self, change: StandingChange) -> str:
        after = self.marks.strong(change.after)
        return f"- {self._name(change.title, change.id)}: {change.before} → {after}"

    def _fallen_quote(self, fallen: FallenQuote) -> str:
        claim, work = self.marks.code(fallen.claim), self.marks.code(fallen.work)
        quote = self._prose(fallen.quote)
        return f"- {claim} quotes {work}: “{quote}” is not in the abstract any more"

    def _double(self, double: Double) -> str:
        share = f"{round(double.index * 100)} % of the words are the same"
        other = self._name(double.other_title, double.other)
        return f"- Is {self.marks.code(double.id)} this {double.kind}: {other}? ({share})"

    def _added(self, entry: EntryChange) -> str:
        head = f"- {entry.kind} {self._name(entry.title, entry.id)}"
        head += f": {self.marks.strong(entry.standing)}" if entry.standing else ""
        if not entry.is_readable:
            return f"{head}: cannot be read yet"
        return "\n".join([head, *self._details(entry, is_new=True)])

    def _changed(self, entry: EntryChange) -> str:
        head = f"- {entry.kind} {self._name(entry.title, entry.id)}"
        if entry.former_id:
            head += f", renamed from {self.marks.code(entry.former_id)}"
        if not entry.is_readable:
            return f"{head}: cannot be compared, one side is no YAML"
        return "\n".join([head, *self._details(entry, is_new=False)])

    def _removed(self, entry: EntryChange) -> str:
        was = f", which was {entry.standing}" if entry.standing else ""
        return f"- {entry.kind} {self._name(entry.title, entry.id)}{was}"

    def _details(self, entry: EntryChange, *, is_new: bool) -> list[str]:
        lines = [f"  - {self._field(change)}" for change in entry.fields]
        lines += [f"  - {self._edge(edge, is_new=is_new)}" for edge in entry.edges]
        return _cut(lines, LONGEST_LIST)

    def _field(self, change: FieldChange) -> str:
        name = self._prose(change.field, 120)
        before, after = change.before, change.after
        if before is None:
            return f"{name}: {self._value(after)}"
        if after is None:
            return f"{name} removed; it was {self._value(before)}"
        if isinstance(before, list) and isinstance(after, list):
            return f"{name}: {self._list_change(before, after)}"
        if isinstance(before, str) and isinstance(after, str):
            return f"{name}: {self._text_change(before, after)}"
        return f"{name}: {self._value(before)} → {self._value(after)}"

    def _value(self, tree: Tree | None) -> str:
        texts = list(texts_of(tree))
        if isinstance(tree, str):
            return f"“{self._prose(tree)}”" if " " in tree else self.marks.code(_short(tree))
        shown = ", ".join(self.marks.code(_short(text, 80)) for text in texts[:10])
        return f"{shown} and {len(texts) - 10} more" if len(texts) > 10 else shown or "nothing"

    def _list_change(self, before: list[Tree], after: list[Tree]) -> str:
        came = [item for item in after if item not in before]
        went = [item for item in before if item not in after]
        if not came and not went:
            return f"in another order: {self._value(after)}"
        parts = [
            f"{word} {self._value(items)}"
            for word, items in (("added", came), ("removed", went))
            if items
        ]
        return ", ".join(parts)

    def _text_change(self, before: str, after: str) -> str:
        """A changed text: both values if they are short, otherwise the words removed and added."""
        if " " not in before and " " not in after:
            return f"{self.marks.code(_short(before))} → {self.marks.code(_short(after))}"
        old, new = before.split(), after.split()
        if len(old) + len(new) > 1000:
            return f"rewritten, {len(old)} → {len(new)} words"
        matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
        if len(old) + len(new) <= 8 or matcher.ratio() < 0.4:
            return f"“{self._prose(before)}” → “{self._prose(after)}”"
        return " ".join(self._word_changes(matcher, old, new))

    def _word_changes(
        self, matcher: difflib.SequenceMatcher[str], old: list[str], new: list[str]
    ) -> Iterator[str]:
        for kind, i, j, k, m in matcher.get_opcodes():
            if kind == "equal":
                kept = new[k:m]
                # What is far from any change is left out.
                if len(kept) > 12:
                    kept = [*(kept[:5] if i else []), "…", *(kept[-5:] if j < len(old) else [])]
                yield self.marks.prose(" ".join(kept))
                continue
            if i < j:
                yield self.marks.gone(self._prose(" ".join(old[i:j])))
            if k < m:
                yield self.marks.new(self._prose(" ".join(new[k:m])))

    def _edge(self, change: EdgeChange, *, is_new: bool) -> str:
        target = self._name(change.target_title, change.target)
        before, after = change.before, change.after
        if before is None and after is not None:
            how = "" if is_new else " added"
            return f"{change.edge}{how}: {self._edge_kind(after)} {target}{self._edge_rest(after)}"
        if after is None and before is not None:
            return f"{change.edge} removed: {self._edge_kind(before)} {target}"
        parts = []
        for name in dict.fromkeys([*(after or {}), *(before or {})]):
            was, now = (before or {}).get(name), (after or {}).get(name)
            if was != now and name in ("stance", "type"):
                now_shown = self.marks.strong(self._prose(now or "nothing"))
                parts.append(f"{self._prose(was or 'nothing')} → {now_shown}")
            elif was != now:
                parts.append(self._field(FieldChange(name, was, now)))
        return f"{change.edge} {target}: {'; '.join(parts)}"

    def _edge_kind(self, values: Mapping[str, str]) -> str:
        return self._prose(values.get("stance") or values.get("type") or "")

    def _edge_rest(self, values: Mapping[str, str]) -> str:
        quote, locator = values.get("quote"), values.get("locator")
        text = f", “{self._prose(quote)}”" if quote else ""
        return text + (f", {self._prose(locator)}" if locator else "")

    def _record(self, change: RecordChange) -> str:
        head = f"- {self._title(change.title)} ({self.marks.code(change.arxiv)})"
        if not change.before and "title" in change.after:
            return f"{head}: new"
        if not change.after and "title" in change.before:
            return f"{head}: removed"
        if "withdrawn" in change.after:
            head += f" {self.marks.strong('withdrawn')}"
        names = dict.fromkeys([*change.after, *change.before])
        fields = (FieldChange(n, change.before.get(n), change.after.get(n)) for n in names)
        return "\n".join([head, *(f"  - {self._field(field)}" for field in fields)])

    def _findings(self, findings: list[Finding]) -> Iterator[str]:
        """Errors and warnings one by one, worst first; notices as a number."""
        notices = 0
        for finding in sorted(findings, key=lambda finding: (-finding.severity, finding)):
            if finding.severity is Severity.NOTICE:
                notices += 1
                continue
            place = self.marks.code(f"{finding.location.path}:{finding.location.line}")
            severity = self.marks.strong(finding.severity.word)
            yield f"- {severity} {finding.code} {place} {self._prose(finding.text)}"
        if notices:
            yield f"- {plural(notices, 'notice')}"


def _overview(comparison: Comparison) -> str:
    counts = (
        (len(comparison.added), "entry added", "entries added"),
        (len(comparison.changed), "entry changed", "entries changed"),
        (len(comparison.removed), "entry removed", "entries removed"),
        (len(comparison.standings), "standing changed", "standings changed"),
        (len(comparison.records), "record changed", "records changed"),
        (len(comparison.fallen_quotes), "quote no longer stands", "quotes no longer stand"),
        (len(comparison.doubles), "possible double", "possible doubles"),
        (len(comparison.new_findings), "new finding", "new findings"),
        (len(comparison.fixed_findings), "finding gone", "findings gone"),
    )
    return (
        ", ".join(f"{n} {singular if n == 1 else many}" for n, singular, many in counts if n) + "."
    )


def _cut(items: list[str], limit: int) -> list[str]:
    rest = len(items) - limit
    return items if rest <= 0 else [*items[:limit], f"- and {rest} more"]


def _short(text: str, limit: int = LONGEST_TEXT) -> str:
    text = " ".join(text.split())
    return text if len(text) <= limit else f"{text[: limit - 1].rstrip()}…"
