"""Turns results into findings, and renders them as text, JSON and Markdown."""

import datetime
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from readinglist.entry.findings import Finding, Location, Severity, count_by_severity
from readinglist.errors import StorageError
from readinglist.links.gather.targets import Expected, Place, Target
from readinglist.links.history import Standing
from readinglist.links.judge.fragments import spell_text
from readinglist.links.verdicts import Missing, Reason, Result, Verdict
from readinglist.system.borders import what_is_wrong
from readinglist.system.retry_after import spell_time
from readinglist.values.strict_json import load_json
from readinglist.values.visible import show_lines

_WARNINGS = {
    Reason.SOFT_404: "W601",
    Reason.PARKED: "W602",
    Reason.TO_HOME: "W603",
    Reason.MISSING_ANCHOR: "W604",
    Reason.MISSING_TEXT: "W604",
    Reason.MISSING_QUOTE: "W605",
    Reason.WITHDRAWN: "W606",
}
_HINTS = {
    "W601": "Look at the page; correct the link or give an archived copy.",
    "W602": "Look at the page; give an archived copy in its place.",
    "W603": "Look for the page's new address.",
    "W604": "Look for the part of the page that is meant, or leave the fragment out.",
    "W605": "Copy the quote again, or give an archived copy of the page as it was.",
    "W606": "Say so in the entry's note, or take the paper off the list.",
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """A target with its result and its standing.

    `is_new` means that the change under review added the link, so that a single broken result is
    enough. `snapshot` is an archived copy that was found for it.
    """

    target: Target
    result: Result
    standing: Standing = field(default_factory=Standing)
    is_new: bool = False
    snapshot: str = ""

    @property
    def is_dead(self) -> bool:
        """Whether the link is definitely broken, which makes it an error."""
        return self.result.verdict is Verdict.BROKEN and (self.is_new or self.standing.is_confirmed)

    @property
    def is_worth_telling(self) -> bool:
        """Whether there is anything to report."""
        return self.result.verdict is not Verdict.OK or self.result.moved_to is not None


@dataclass
class Run:
    """The results of a run: outcomes worth reporting, and counts of all verdicts.

    `unused` are findings about exclusions that the run did not use; they are only valid for a run
    over all links, or joined from all shards.
    """

    outcomes: list[Outcome] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    others: list[Finding] = field(default_factory=list)
    unused: list[Finding] = field(default_factory=list)

    def add(self, outcome: Outcome) -> None:
        """Add an outcome. Links left for lack of time are counted separately."""
        result = outcome.result
        if result.reason in (Reason.LEFT, Reason.EXCLUDED, Reason.FRESH):
            self.counts[result.reason] += 1
        if result.reason is not Reason.LEFT:
            self.counts[result.verdict] += 1
        if outcome.is_worth_telling:
            self.outcomes.append(outcome)

    @property
    def left(self) -> int:
        """How many links were left unchecked for lack of time."""
        return self.counts[Reason.LEFT]

    def findings(self) -> list[Finding]:
        """All findings, sorted by place."""
        found = [finding for outcome in self.outcomes for finding in findings_of(outcome)]
        return sorted({*found, *self.others})

    def summary(self) -> str:
        """The counts, in words."""
        parts = [f"{self.counts[verdict]} {verdict.value}" for verdict in Verdict]
        text = ", ".join(parts)
        if fresh := self.counts[Reason.FRESH]:
            text += f"; {fresh} of them known from an earlier run"
        if excluded := self.counts[Reason.EXCLUDED]:
            text += f"; {excluded} excluded"
        return f"{text}. Left unchecked: {self.left}"


def looks_offline(results: Iterable[Result]) -> bool:
    """Whether so few hosts answered that our own connection must be down."""
    asked = [result for result in results if result.attempts]
    hosts = {result.final_url.split("/")[2] for result in asked if result.final_url.count("/") >= 2}
    silent = (Reason.NO_HOST, Reason.NO_NETWORK, Reason.TIMEOUT)
    return len(hosts) >= 3 and all(
        result.status is None and result.reason in silent for result in asked
    )


def findings_of(outcome: Outcome) -> Iterator[Finding]:
    """The findings of an outcome, for each of its places."""
    result = outcome.result
    if result.reason in (Reason.LEFT, Reason.EXCLUDED):
        return
    if result.missing:
        yield from _missing(outcome)
    elif result.verdict is not Verdict.OK:
        code, severity, tail = _judge(outcome)
        hint = _hint(outcome, code)
        for place in outcome.target.places:
            message = f"{_word(code)}: {_shown(place)}: {result.detail}{tail}"
            yield Finding(code, severity, place.location, message, hint, place.field)
    if result.moved_to:
        hint = "Write the new address; 'readinglist links --fix' does."
        for place in outcome.target.places:
            message = f"moved for good: {place.written} is now {new_address(place, result)}"
            yield Finding("N603", Severity.NOTICE, place.location, message, hint, place.field)


def new_address(place: Place, result: Result) -> str:
    """The address to write for a moved link, with the fragment that the place uses."""
    target = result.moved_to or result.url
    _, hash_, fragment = place.written.partition("#")
    return target + hash_ + fragment


def _word(code: str) -> str:
    return {"E601": "dead link", "N601": "perhaps dead", "N602": "undetermined"}.get(
        code, "doubtful link"
    )


def _shown(place: Place) -> str:
    if place.field == "arxiv":
        return f"arXiv:{place.written}"
    return f"doi:{place.written}" if place.field == "doi" else place.written


def _judge(outcome: Outcome) -> tuple[str, Severity, str]:
    result, standing = outcome.result, outcome.standing
    if result.verdict is Verdict.BROKEN:
        if outcome.is_dead:
            since = standing.first_broken
            tail = f", since {spell_day(since)}" if since and standing.broken_runs > 1 else ""
            return "E601", Severity.ERROR, tail
        tail = "; it counts as dead if it is still broken in a run at least a day later"
        return "N601", Severity.NOTICE, tail
    if result.verdict is Verdict.UNKNOWN:
        runs = standing.unknown_runs
        return "N602", Severity.NOTICE, f", {runs} runs in a row" if runs > 1 else ""
    return _WARNINGS[result.reason], Severity.WARNING, ""


def _hint(outcome: Outcome, code: str) -> str:
    if outcome.snapshot:
        return f"Put this copy in its place, or under archive: {outcome.snapshot}"
    if code == "E601" and outcome.result.url.startswith(("https://arxiv.org/", "https://doi.org/")):
        return "Correct or remove it."
    if code == "E601":
        return "Correct or remove it, or look for a copy with 'readinglist links --archive'."
    if code == "N601":
        return "Run again tomorrow."
    if outcome.result.reason is Reason.UNSAFE:
        return "Links of a list lead to public addresses."
    if code == "N602":
        return "Open it in a browser; nothing fails because of it."
    return _HINTS[code]


def _missing(outcome: Outcome) -> Iterator[Finding]:
    missing = set(outcome.result.missing)
    for expected in outcome.target.expects:
        if Missing(expected.reason, expected.text) not in missing:
            continue
        code = _WARNINGS[expected.reason]
        if expected.reason is Reason.MISSING_ANCHOR:
            message = f"{outcome.target.url} has no anchor '{expected.text}'"
        elif expected.reason is Reason.MISSING_TEXT:
            url, text = outcome.target.url, spell_text(expected.text)
            message = f"{url} does not contain the text '{text}'"
        else:
            message = f"the quote is not in {outcome.target.url}"
        yield Finding(
            code, Severity.WARNING, expected.location, message, _HINTS[code], expected.field
        )


def spell_day(posix: float) -> str:
    """The day, in UTC."""
    return spell_time(posix).split(" ", maxsplit=1)[0]


# JSON, from which the runs of shards are joined


def render_run(run: Run) -> str:
    """The run as a JSON document that `parse_run` reads back."""
    findings = run.findings()
    counts = {severity.word: n for severity, n in count_by_severity(findings).items()}
    document = {
        "version": 1,
        "findings": [finding.as_dict() for finding in findings],
        "counts": counts,
        "verdicts": dict(sorted(run.counts.items())),
        "left": run.left,
        "links": [_outcome_as_dict(outcome) for outcome in run.outcomes],
        "others": [finding.as_dict() for finding in sorted(run.others)],
        "unused": [finding.as_dict() for finding in sorted(run.unused)],
    }
    return json.dumps(document, ensure_ascii=False, indent=2)


def _outcome_as_dict(outcome: Outcome) -> dict[str, Any]:
    result, standing = outcome.result, outcome.standing
    return {
        "url": result.url,
        "verdict": result.verdict.value,
        "reason": result.reason.value,
        "detail": result.detail,
        "status": result.status,
        "redirects": [list(hop) for hop in result.redirects],
        "final_url": result.final_url,
        "moved_to": result.moved_to,
        "attempts": result.attempts,
        "seconds": result.seconds,
        "checked_at": result.checked_at,
        "missing": [
            {"reason": missing.reason.value, "text": missing.text} for missing in result.missing
        ],
        "is_dead": outcome.is_dead,
        "is_new": outcome.is_new,
        "first_broken": standing.first_broken,
        "broken_runs": standing.broken_runs,
        "unknown_runs": standing.unknown_runs,
        "is_confirmed": standing.is_confirmed,
        "snapshot": outcome.snapshot,
        "places": [
            {
                **_location_as_dict(place.location),
                "field": place.field,
                "written": place.written,
                "is_exact": place.is_exact,
            }
            for place in outcome.target.places
        ],
        "expects": [
            {
                **_location_as_dict(expected.location),
                "field": expected.field,
                "reason": expected.reason.value,
                "text": expected.text,
            }
            for expected in outcome.target.expects
        ],
    }


def _location_as_dict(location: Location) -> dict[str, Any]:
    return {"path": location.path, "line": location.line, "column": location.column}


def parse_run(text: str, name: str) -> Run:
    """The run in a JSON document; errors call the document `name`.

    Raises `StorageError` if it is not the JSON of a run.
    """
    try:
        document = load_json(text)
        run = Run(counts=Counter({str(k): int(v) for k, v in document["verdicts"].items()}))
        run.outcomes = [_outcome_of(values) for values in document["links"]]
        run.others = [_finding_of(values) for values in document["others"]]
        run.unused = [_finding_of(values) for values in document.get("unused", [])]
    except Exception as error:
        raise StorageError(
            f"{name}: not the JSON of a run: {what_is_wrong(error)}",
            "Write it with 'readinglist links --format json'.",
        ) from error
    return run


def _location_of(values: Mapping[str, Any]) -> Location:
    return Location(str(values["path"]), int(values["line"]), int(values["column"]))


def _outcome_of(values: Mapping[str, Any]) -> Outcome:
    places = tuple(
        Place(_location_of(place), place["written"], place["field"], bool(place["is_exact"]))
        for place in values["places"]
    )
    expects = tuple(
        Expected(
            Reason(expected["reason"]), expected["text"], _location_of(expected), expected["field"]
        )
        for expected in values["expects"]
    )
    result = Result(
        values["url"],
        Verdict(values["verdict"]),
        Reason(values["reason"]),
        values["detail"],
        values["status"],
        tuple((int(a), str(b)) for a, b in values["redirects"]),
        values["final_url"],
        values["moved_to"],
        int(values["attempts"]),
        float(values["seconds"]),
        checked_at=float(values["checked_at"]),
        missing=tuple(
            Missing(Reason(missing["reason"]), missing["text"]) for missing in values["missing"]
        ),
    )
    standing = Standing(
        values["first_broken"],
        int(values["broken_runs"]),
        int(values["unknown_runs"]),
        is_confirmed=bool(values["is_confirmed"]),
    )
    target = Target(values["url"], places, expects)
    return Outcome(target, result, standing, bool(values["is_new"]), values["snapshot"])


def _finding_of(values: Mapping[str, Any]) -> Finding:
    return Finding(
        values["code"],
        Severity[values["severity"].upper()],
        _location_of(values),
        values["message"],
        values["hint"],
        values["field"],
    )


def join_runs(runs: Sequence[Run]) -> Run:
    """Join the runs of all shards into one. Duplicate findings are kept once."""
    joined = Run()
    for run in runs:
        joined.outcomes.extend(run.outcomes)
        joined.counts.update(run.counts)
        joined.others.extend(run.others)
    joined.outcomes.sort(key=lambda outcome: outcome.result.url)
    unused = set.intersection(*(set(run.unused) for run in runs)) if runs else set()
    joined.others = sorted({*joined.others, *unused})
    return joined


# Text


_GROUPS = (
    ("Dead", "E601"),
    ("Of the site itself", "E602 E603"),
    ("Doubtful", "W601 W602 W603 W604 W605 W606"),
    ("Settings", "W607 W608"),
    ("Moved for good", "N603"),
    ("Perhaps dead, to be checked again", "N601"),
    ("Undetermined", "N602"),
)


def group_findings(findings: Iterable[Finding]) -> list[tuple[str, list[Finding]]]:
    """The findings grouped under headings, most urgent first."""
    group_of = {code: title for title, codes in _GROUPS for code in codes.split()}
    groups: dict[str, list[Finding]] = {title: [] for title, _ in _GROUPS}
    for finding in findings:
        groups.setdefault(group_of.get(finding.code, "Settings"), []).append(finding)
    return [(title, found) for title, found in groups.items() if found]


def calls_for_action(findings: Iterable[Finding]) -> bool:
    """Whether a maintainer needs to do something, so that an issue is needed."""
    return any(finding.severity >= Severity.WARNING for finding in findings)


def render_report(run: Run, *, now: datetime.datetime, source_url: str = "") -> str:
    """The run as Markdown, for an issue.

    `source_url` is where the project's files can be viewed, such as
    `https://github.com/owner/name/blob/main/`; if given, places become links.
    """
    findings = run.findings()
    lines = [
        f"{run.summary()}. As of {now:%Y-%m-%d %H:%M} UTC.",
        "",
        _EXPLANATION,
    ]
    for title, found in group_findings(findings):
        is_long = all(finding.severity is Severity.NOTICE for finding in found)
        lines += ["", f"## {title} ({len(found)})", ""]
        if is_long:
            lines += ["<details><summary>Show</summary>", ""]
        for finding in found[:200]:
            mark = "- [ ]" if finding.severity >= Severity.WARNING else "-"
            place = _code(str(finding.location))
            if source_url:
                path = finding.location.path.replace(" ", "%20")
                place = f"[{place}]({source_url}{path}#L{finding.location.line})"
            lines.append(f"{mark} {place} {finding.code}: {_code(finding.text)}")
        if len(found) > 200:
            lines.append(f"- and {len(found) - 200} more")
        if is_long:
            lines += ["", "</details>"]
    return _shorten("\n".join(lines) + "\n")


_EXPLANATION = (
    "A link is *dead* when it was broken in two runs at least a day apart. Nothing fails because "
    "of "
    "the rest."
)
#: GitHub's limit for the text of an issue is 65,536 characters.
_LONGEST_REPORT = 60_000


def _shorten(text: str) -> str:
    # The run may come from JSON of another program.
    text = show_lines(text)
    if len(text) <= _LONGEST_REPORT:
        return text
    cut = text[:_LONGEST_REPORT].rsplit("\n", 1)[0]
    closing = "\n\n</details>" if cut.count("<details>") > cut.count("</details>") else ""
    return f"{cut}{closing}\n\nThe report is cut here: it is too long for an issue.\n"


def _code(text: str) -> str:
    """The text as inline code, so that foreign text cannot mention people or add markup."""
    plain = text.replace("`", "'")
    return f"`{plain}`"
