"""Prints the results of an enrichment."""

from collections import defaultdict

from rich.text import Text

from readinglist.cli.console import err, escape, out, print_finding, seen_place
from readinglist.enrichment.arxiv.client import Outcome
from readinglist.enrichment.lock_update import Enrichment, Update
from readinglist.library.lock.arxiv_changes import Kind, TextChange
from readinglist.values.plurals import plural

# As in `git diff --word-diff`, so that they can be distinguished without colours.
_MARKS = {Kind.GONE: ("[-", "-]", "red"), Kind.NEW: ("{+", "+}", "green")}
#: How many papers are named for each reason why arXiv did not answer.
_NAMED = 3


def print_enrichment(enrichment: Enrichment, asked: int, *, check: bool) -> None:
    """Print what is new, what is wrong, and the counts. `asked` is the number of requests."""
    for update in enrichment.updates:
        if update.answer.record:
            _print_news(update)
    for update in enrichment.updates:
        if update.answer.outcome in (Outcome.MISSING, Outcome.MALFORMED):
            _print_lost(update)
    for finding in enrichment.findings:
        print_finding(finding)
    _print_unanswered(enrichment)
    _print_summary(enrichment, asked, check=check)


def _print_news(update: Update) -> None:
    """Print a record with news; records that are only new or completed are just counted."""
    record, changes = update.answer.record, update.changes
    news = list(changes.news) if changes else []
    if record and record.withdrawn and changes is None:
        news.append(f"withdrawn: {record.withdrawn}")
    if record is None or not (news or (changes and changes.texts)):
        return
    out.print(escape(f"{seen_place(update.wanted.location)} {record.id.value} {record.title}"))
    for line in news:
        out.print(Text(f"  {line}", style="bold"))
    for change in changes.texts if changes else ():
        out.print(_render_change(change))
    if changes and changes.others:
        out.print(Text(f"  also new: {', '.join(changes.others)}"))


def _render_change(change: TextChange) -> Text:
    text = Text(f"  {change.field}: ")
    between = ", " if change.field == "authors" else " "
    pieces: list[Text] = []
    for piece in change.pieces:
        if piece.kind is Kind.SKIPPED:
            if not pieces or pieces[-1].plain != "…":
                pieces.append(Text("…"))
        elif piece.kind is Kind.KEPT:
            pieces.append(Text(piece.text))
        else:
            opening, closing, style = _MARKS[piece.kind]
            pieces.append(Text(f"{opening}{piece.text}{closing}", style))
    return text + Text(between).join(pieces)


def _print_lost(update: Update) -> None:
    arxiv_id, answer = update.answer.id, update.answer
    stays = f" The record of {update.kept:%Y-%m-%d} stays." if update.kept else ""
    if answer.outcome is Outcome.MISSING:
        then = (
            f"Look at {arxiv_id.abs_url}: if it is another paper or none, correct the id; "
            "if it is there, arXiv's API lags behind, so try again tomorrow."
        )
    else:
        then = f"Compare the id with {arxiv_id.abs_url}; if it is right, try again tomorrow."
    line = f" {arxiv_id.value} is {answer.outcome}: {answer.reason}.{stays} {then}"
    out.print(Text.assemble(f"{seen_place(update.wanted.location)} ", ("error", "bold red"), line))


def _print_unanswered(enrichment: Enrichment) -> None:
    reasons = defaultdict(list)
    for update in enrichment.updates:
        if update.answer.outcome is Outcome.UNANSWERED:
            reasons[update.answer.reason].append(update)
    for reason, updates in reasons.items():
        named = ", ".join(update.answer.id.value for update in updates[:_NAMED])
        more = f" and {len(updates) - _NAMED} more" if len(updates) > _NAMED else ""
        count = plural(len(updates), "paper")
        err.print(
            Text.assemble(
                ("error", "bold red"), f" no answer for {count}: {reason} ({named}{more})"
            )
        )
    if reasons:
        err.print(
            "Their records stay as they are. Run the command again later; it continues from there."
        )


def _print_summary(enrichment: Enrichment, asked: int, *, check: bool) -> None:
    counts = ", ".join(f"{enrichment.count(outcome)} {outcome}" for outcome in Outcome)
    out.print(escape(f"{counts}; {plural(asked, 'request')}"))
    differing = sum(update.is_difference for update in enrichment.updates)
    same = sum(bool(update.answer.record) for update in enrichment.updates) - differing
    verb = "would be written" if check else "written"
    out.print(f"{plural(differing, 'record')} {verb}, {same} unchanged")
