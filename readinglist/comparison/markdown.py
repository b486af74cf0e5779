"""A comparison as Markdown, for the summary of a pull request.

Everything that comes from an entry is escaped: whoever opens a pull request writes it.
"""

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence

from readinglist.comparison.changes import (
    Comparison,
    Double,
    EdgeChange,
    EntryChange,
    FallenQuote,
    RecordChange,
    StandingChange,
)
from readinglist.comparison.trees import FieldChange, texts_of
from readinglist.findings import Finding, Severity
from readinglist.markdown_escapes import escape_code, escape_markdown
from readinglist.source import Tree

#: At most so many characters of one text, and so many lines under one heading.
LONGEST_TEXT = 300
LONGEST_LIST = 100


def render_comparison(comparison: Comparison) -> str:
    """The comparison, with what a reviewer has to judge first."""
    lines = ["## What this changes", ""]
    for name in comparison.unsound:
        reach = "Entries are compared as far as they can be read; standings are those of the sound."
        lines += [f"**{_prose(name)}: there are errors.** {reach}", ""]
    if comparison.is_empty:
        return "\n".join([*lines, "Nothing that a reader of the list would notice.", ""])
    lines += [_overview(comparison), ""]
    sections: Sequence[tuple[str, Iterable[str]]] = (
        ("Standings", map(_standing, comparison.standings)),
        ("Quotes that no longer stand", map(_fallen_quote, comparison.fallen_quotes)),
        ("Said already?", map(_double, comparison.doubles)),
        ("Added", map(_added, comparison.added)),
        ("Changed", map(_changed, comparison.changed)),
        ("Removed", map(_removed, comparison.removed)),
        ("Records", map(_record, comparison.records)),
        ("New findings", _findings(comparison.new_findings)),
        ("Findings that are gone", _findings(comparison.fixed_findings)),
    )
    for title, items in sections:
        found = list(items)
        if found:
            lines += [f"### {title}", "", *_cut(found, LONGEST_LIST), ""]
    return "\n".join(lines)


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
    return ", ".join(f"{n} {one if n == 1 else many}" for n, one, many in counts if n) + "."


def _cut(items: list[str], limit: int) -> list[str]:
    rest = len(items) - limit
    return items if rest <= 0 else [*items[:limit], f"- and {rest} more"]


def _short(text: str, limit: int = LONGEST_TEXT) -> str:
    text = " ".join(text.split())
    return text if len(text) <= limit else f"{text[: limit - 1].rstrip()}…"


def _prose(text: str, limit: int = LONGEST_TEXT) -> str:
    return escape_markdown(_short(text, limit))


def _name(title: str, entry_id: str) -> str:
    """An entry as people know it: its title, and its id for those who edit it."""
    return f"*{_prose(title, 120)}* ({escape_code(entry_id)})" if title else escape_code(entry_id)


def _standing(change: StandingChange) -> str:
    return f"- {_name(change.title, change.id)}: {change.before} → **{change.after}**"


def _fallen_quote(one: FallenQuote) -> str:
    return (
        f"- {escape_code(one.claim)} quotes {escape_code(one.work)}: “{_prose(one.quote)}” "
        "is not in the abstract any more"
    )


def _double(one: Double) -> str:
    share = f"{round(one.index * 100)} % of the words are the same"
    other = _name(one.other_title, one.other)
    return f"- Is {escape_code(one.id)} this {one.kind}: {other}? ({share})"


def _added(entry: EntryChange) -> str:
    head = f"- {entry.kind} {_name(entry.title, entry.id)}"
    head += f": **{entry.standing}**" if entry.standing else ""
    if not entry.is_readable:
        return f"{head}: cannot be read yet"
    return "\n".join([head, *_details(entry, is_new=True)])


def _changed(entry: EntryChange) -> str:
    head = f"- {entry.kind} {_name(entry.title, entry.id)}"
    if entry.former_id:
        head += f", renamed from {escape_code(entry.former_id)}"
    if not entry.is_readable:
        return f"{head}: cannot be compared, one side is no YAML"
    return "\n".join([head, *_details(entry, is_new=False)])


def _removed(entry: EntryChange) -> str:
    was = f", which was {entry.standing}" if entry.standing else ""
    return f"- {entry.kind} {_name(entry.title, entry.id)}{was}"


def _details(entry: EntryChange, *, is_new: bool) -> list[str]:
    lines = [f"  - {_field(change)}" for change in entry.fields]
    lines += [f"  - {_edge(edge, is_new=is_new)}" for edge in entry.edges]
    return _cut(lines, LONGEST_LIST)


def _field(change: FieldChange) -> str:
    name = _prose(change.field, 120)
    before, after = change.before, change.after
    if before is None:
        return f"{name}: {_value(after)}"
    if after is None:
        return f"{name} removed; it was {_value(before)}"
    if isinstance(before, list) and isinstance(after, list):
        return f"{name}: {_list_change(before, after)}"
    if isinstance(before, str) and isinstance(after, str):
        return f"{name}: {_text_change(before, after)}"
    return f"{name}: {_value(before)} → {_value(after)}"


def _value(tree: Tree | None) -> str:
    texts = list(texts_of(tree))
    if isinstance(tree, str):
        return f"“{_prose(tree)}”" if " " in tree else escape_code(_short(tree))
    shown = ", ".join(escape_code(_short(text, 80)) for text in texts[:10])
    return f"{shown} and {len(texts) - 10} more" if len(texts) > 10 else shown or "nothing"


def _list_change(before: list[Tree], after: list[Tree]) -> str:
    came = [item for item in after if item not in before]
    went = [item for item in before if item not in after]
    if not came and not went:
        return f"in another order: {_value(after)}"
    parts = [
        f"{word} {_value(items)}" for word, items in (("added", came), ("removed", went)) if items
    ]
    return ", ".join(parts)


def _text_change(before: str, after: str) -> str:
    """A change of a text: both values when they are short, else the words that came and went."""
    if " " not in before and " " not in after:
        return f"{escape_code(_short(before))} → {escape_code(_short(after))}"
    old, new = before.split(), after.split()
    if len(old) + len(new) > 1000:
        return f"rewritten, {len(old)} → {len(new)} words"
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    if len(old) + len(new) <= 8 or matcher.ratio() < 0.4:
        return f"“{_prose(before)}” → “{_prose(after)}”"
    return " ".join(_word_changes(matcher, old, new))


def _word_changes(
    matcher: difflib.SequenceMatcher[str], old: list[str], new: list[str]
) -> Iterator[str]:
    for kind, i, j, k, m in matcher.get_opcodes():
        if kind == "equal":
            kept = new[k:m]
            # What stands far from any change is left out.
            if len(kept) > 12:
                kept = [*(kept[:5] if i else []), "…", *(kept[-5:] if j < len(old) else [])]
            yield escape_markdown(" ".join(kept))
            continue
        if i < j:
            yield f"~~{_prose(' '.join(old[i:j]))}~~"
        if k < m:
            yield f"**{_prose(' '.join(new[k:m]))}**"


def _edge(change: EdgeChange, *, is_new: bool) -> str:
    target = _name(change.target_title, change.target)
    before, after = change.before, change.after
    if before is None and after is not None:
        how = "" if is_new else " added"
        return f"{change.edge}{how}: {_edge_kind(after)} {target}{_edge_rest(after)}"
    if after is None and before is not None:
        return f"{change.edge} removed: {_edge_kind(before)} {target}"
    parts = []
    for name in dict.fromkeys([*(after or {}), *(before or {})]):
        was, now = (before or {}).get(name), (after or {}).get(name)
        if was != now and name in ("stance", "type"):
            parts.append(f"{_prose(was or 'nothing')} → **{_prose(now or 'nothing')}**")
        elif was != now:
            parts.append(_field(FieldChange(name, was, now)))
    return f"{change.edge} {target}: {'; '.join(parts)}"


def _edge_kind(values: Mapping[str, str]) -> str:
    return _prose(values.get("stance") or values.get("type") or "")


def _edge_rest(values: Mapping[str, str]) -> str:
    quote, locator = values.get("quote"), values.get("locator")
    text = f", “{_prose(quote)}”" if quote else ""
    return text + (f", {_prose(locator)}" if locator else "")


def _record(change: RecordChange) -> str:
    head = f"- *{_prose(change.title, 120)}* ({escape_code(change.arxiv)})"
    if not change.before and "title" in change.after:
        return f"{head}: new"
    if not change.after and "title" in change.before:
        return f"{head}: removed"
    if "withdrawn" in change.after:
        head += " **withdrawn**"
    names = dict.fromkeys([*change.after, *change.before])
    fields = (FieldChange(n, change.before.get(n), change.after.get(n)) for n in names)
    return "\n".join([head, *(f"  - {_field(one)}" for one in fields)])


def _findings(findings: list[Finding]) -> Iterator[str]:
    """Errors and warnings one by one, the worst first; notices as a number."""
    notices = 0
    for one in sorted(findings, key=lambda one: (-one.severity, one)):
        if one.severity is Severity.NOTICE:
            notices += 1
            continue
        place = escape_code(f"{one.location.path}:{one.location.line}")
        yield f"- **{one.severity.word}** {one.code} {place} {_prose(one.text)}"
    if notices:
        yield f"- {notices} {'notice' if notices == 1 else 'notices'}"
