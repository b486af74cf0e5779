"""The commands that look after links: `links` and `links merge`."""

from __future__ import annotations

import datetime
import ipaddress
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from readinglist.cli.console import (
    AsFindings,
    Format,
    Project,
    err,
    escape,
    exit_code,
    name_of_input,
    out,
    print_finding,
    progress,
    read_input,
    seen,
    seen_place,
)
from readinglist.cli.finding_formats import render_github, render_sarif
from readinglist.cli.help import SETTINGS, Command, Group
from readinglist.cli.turn import Wait, share_state, take_turn
from readinglist.enrichment.arxiv import BASE_URL as ARXIV_API
from readinglist.entry.catalogue import RULES
from readinglist.entry.findings import Finding
from readinglist.errors import StorageError, UsageError
from readinglist.links.policy import ARCHIVE_API, DOI_API
from readinglist.system.bounded_reads import LIBRARY
from readinglist.system.files import borders_of, check_within, write_whole
from readinglist.system.git.changes import read_changes
from readinglist.values.plurals import plural

if TYPE_CHECKING:
    from readinglist.enrichment.arxiv.client import Client
    from readinglist.library.library import Library
    from readinglist.links.gather.exclusions import Exclusions
    from readinglist.links.policy import Network, Policy
    from readinglist.links.tell.report import Run

links_app = typer.Typer(
    name="links",
    cls=Group,
    help="Check the links of entries, Markdown pages and the built site.",
    **SETTINGS,
)

_CACHE = Path(".cache/links.sqlite")
Strict = Annotated[bool, typer.Option("--strict", help="Warnings count as errors.")]
Cache = Annotated[
    Path | None,
    typer.Option(
        "--cache", metavar="FILE", help="The history's file.", show_default=_CACHE.as_posix()
    ),
]
Report = Annotated[
    Path | None,
    typer.Option("--report", metavar="FILE", help="Write a report in Markdown into this file."),
]
Issue = Annotated[
    bool,
    typer.Option("--issue", help="Open, update or close the issue on GitHub, with its 'gh'."),
]
Record = Annotated[
    bool,
    typer.Option("--record", help="Note dead links in entries/metadata/ for the pages."),
]


# Seconds that arXiv may take of a run, however long that is.
_ARXIV_BUDGET = 300.0


@links_app.callback(invoke_without_command=True)
def links(
    context: typer.Context,
    project: Project = Path(),
    format: AsFindings = Format.TEXT,  # noqa: A002 - the option's name
    strict: Strict = False,
    site: Annotated[
        Path | None,
        typer.Option(
            "--site", metavar="FOLDER", help="Check the pages of this built site as well."
        ),
    ] = None,
    only_site: Annotated[
        bool, typer.Option("--only-site", help="Check the built site alone, without network.")
    ] = False,
    site_url: Annotated[
        str,
        typer.Option(
            metavar="URL", envvar="READINGLIST_SITE_URL", help="The built site's address."
        ),
    ] = "",
    changed_since: Annotated[
        str | None,
        typer.Option(metavar="REV", help="Check only links on lines changed since a revision."),
    ] = None,
    shard: Annotated[
        str | None, typer.Option(metavar="I/N", help="Check the I-th of N parts of the links.")
    ] = None,
    cache: Cache = None,
    fresh_for: Annotated[
        float, typer.Option(metavar="DAYS", help="Days for which a good answer holds.", min=0)
    ] = 3,
    budget: Annotated[
        float, typer.Option(metavar="MINUTES", help="Time for the whole run.", min=0.01)
    ] = 30,
    timeout: Annotated[
        float, typer.Option(metavar="SECONDS", help="Time for one answer.", min=0.1)
    ] = 10,
    per_host: Annotated[
        int, typer.Option(metavar="COUNT", help="Requests at once to one host.", min=1)
    ] = 4,
    total: Annotated[
        int, typer.Option(metavar="COUNT", help="Requests at once in all.", min=1, max=1000)
    ] = 256,
    fix: Annotated[
        bool, typer.Option("--fix", help="Write new addresses in place of those that have moved.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", "--check", help="With --fix, show the edits only.")
    ] = False,
    archive: Annotated[
        bool, typer.Option("--archive", help="Look for archived copies of dead or doubtful pages.")
    ] = False,
    record: Record = False,
    report: Report = None,
    wait: Wait = True,
    issue: Issue = False,
    history: Annotated[
        str | None, typer.Option(metavar="URL", help="Show what is known of a link, and end.")
    ] = None,
    archive_api: Annotated[
        str,
        typer.Option(
            metavar="URL", envvar="READINGLIST_ARCHIVE_API", help="Where copies are asked for."
        ),
    ] = ARCHIVE_API,
    arxiv_api: Annotated[
        str,
        typer.Option(
            "--arxiv-api",
            metavar="URL",
            envvar="READINGLIST_ARXIV_URL",
            help="Where arXiv ids are asked for.",
        ),
    ] = ARXIV_API,
    lock_only: Annotated[
        bool, typer.Option("--lock-only", help="Look arXiv ids up in the lock, and do not ask.")
    ] = False,
    contact: Annotated[
        str,
        typer.Option(
            metavar="ADDRESS", envvar="READINGLIST_CONTACT", help="An address that arXiv is told."
        ),
    ] = "",
    doi_api: Annotated[
        str,
        typer.Option(metavar="URL", envvar="READINGLIST_DOI_API", help="Where DOIs are asked for."),
    ] = DOI_API,
    allow_private: Annotated[
        list[str] | None,
        typer.Option(metavar="NETWORK", help="Also connect to this network, such as 10.0.0.0/8."),
    ] = None,
    resolve: Annotated[
        list[str] | None, typer.Option(metavar="NAME=ADDRESS", help="In place of the DNS.")
    ] = None,
    ca_file: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Certificates to trust besides the system's."),
    ] = None,
) -> None:
    """Check the links of entries, Markdown pages and the built site.

    A link is dead when it was broken in two runs a day or more apart; one that a change brings,
    with --changed-since, at once. Only dead links make the command exit with 1 (with --strict also
    doubtful ones); what a checker cannot tell never does.
    """
    from readinglist.library.reading import read_library
    from readinglist.links.ask.identified import ApiSource, LockSource
    from readinglist.links.gather.exclusions import read_exclusions
    from readinglist.links.gather.gathering import gather_targets
    from readinglist.links.gather.shards import parse_shard
    from readinglist.links.history import DAY, History
    from readinglist.links.policy import Policy
    from readinglist.links.running import check_links, choose
    from readinglist.links.tell.report import Run

    if context.invoked_subcommand:
        return
    root = project.resolve()
    cache_file = _cache_of(root, cache)
    if history is not None:
        _show_history(history, cache_file)
        return
    if dry_run and not fix:
        raise UsageError("--dry-run shows what --fix would do", "Add --fix.")
    if record and (changed_since or shard):
        raise UsageError("--record needs a run over all links", "Leave the other option out.")
    if only_site:
        run = Run(others=_check_site(site or root / "site", root, site_url))
        _finish(
            run,
            format,
            strict=strict,
            report=report,
            issue=issue,
            with_summary=False,
            project=project,
        )
    policy = Policy(
        per_host=per_host,
        total=total,
        timeout=timeout,
        budget=budget * 60,
        allow_private=_networks(allow_private or []),
        resolve=_names(resolve or []),
        ca_file=ca_file,
        doi_api=doi_api,
    )
    part = parse_shard(shard) if shard else None
    library = read_library(root)
    exclusions = read_exclusions(root, _now().date())
    gathered = gather_targets(library, root / "docs")
    changes = read_changes(root, changed_since) if changed_since else None
    choice = choose(gathered, changes=changes, shard=part)
    with History(cache_file, fresh_for=fresh_for * DAY) as memory:
        if memory.was_damaged:
            err.print(escape(f"{cache_file} could not be read; it was put aside as .damaged"))
        source = (
            LockSource(library.lock.records)
            if lock_only
            else ApiSource(_arxiv_client(arxiv_api, contact, min(budget * 60, _ARXIV_BUDGET)))
        )
        with progress("Checking links", choice.count) as advance:
            run = check_links(
                choice,
                policy,
                memory,
                source=source,
                exclusions=exclusions,
                progress=advance,
            )
        if not changes and not part:
            memory.forget_all_but({target.url for target in gathered.all()})
    _check_exclusions(exclusions, run, is_part=bool(part), is_whole=not changes)
    if site:
        run.others += _check_site(site, root, site_url)
    if archive:
        _ask_archive(run, policy, archive_api)
    if (fix and not dry_run) or record:
        take_turn(root, wait=wait)
    if fix:
        _fix(root, run, dry_run=dry_run)
    if record:
        _record(library, run)
    _finish(run, format, strict=strict, report=report, issue=issue, project=project)


@links_app.command("merge", cls=Command)
def merge(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE…", help="What 'links --format json' printed; - for standard input."
        ),
    ],
    project: Project = Path(),
    format: AsFindings = Format.TEXT,  # noqa: A002 - the option's name
    strict: Strict = False,
    cache: Cache = None,
    histories: Annotated[
        list[Path] | None,
        typer.Option(
            "--history", metavar="FILE", help="A shard's history, to be joined into the cache."
        ),
    ] = None,
    record: Record = False,
    report: Report = None,
    issue: Issue = False,
    wait: Wait = True,
) -> None:
    """Join the results, and the histories, of several shards into one."""
    from readinglist.library.reading import read_library
    from readinglist.links.gather.gathering import gather_targets
    from readinglist.links.history import History
    from readinglist.links.tell.report import join_runs, parse_run

    root = project.resolve()
    runs = []
    for file in files:
        try:
            text = read_input(file, most=LIBRARY).decode("utf-8")
            runs.append(parse_run(text, str(name_of_input(file))))
        except (OSError, UnicodeDecodeError) as error:
            raise StorageError(f"{file}: {getattr(error, 'strerror', error)}") from error
    run = join_runs(runs)
    if histories:
        with History(_cache_of(root, cache)) as memory:
            for file in histories:
                memory.absorb(file)
            gathered = gather_targets(read_library(root), root / "docs")
            memory.forget_all_but({target.url for target in gathered.all()})
    if record:
        take_turn(root, wait=wait)
        _record(read_library(root), run)
    _finish(run, format, strict=strict, report=report, issue=issue, project=project)


def _cache_of(root: Path, named: Path | None) -> Path:
    """The history's file. Raises `StorageError` where a link leads out of the project to it."""
    file = named or root / _CACHE
    check_within(file.resolve(), borders_of(file, root), file)
    return file


def _check_exclusions(exclusions: Exclusions, run: Run, *, is_part: bool, is_whole: bool) -> None:
    run.others += [*exclusions.findings, *exclusions.check_expired()]
    if is_whole:
        # Of one shard nothing follows; `merge` looks at all of them.
        (run.unused if is_part else run.others).extend(exclusions.check_unused())


def _arxiv_client(base_url: str, contact: str, budget: float) -> Client:
    from readinglist.enrichment.arxiv.client import Client, service_for
    from readinglist.system.http import Fetcher

    service = service_for(base_url)
    # A server on this machine has no pace that other runs would have to keep.
    state = share_state() if service.gap else None
    return Client(Fetcher(service, state, contact, budget), _now(), base_url=base_url)


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)


def _networks(texts: list[str]) -> tuple[Network, ...]:
    try:
        return tuple(ipaddress.ip_network(text, strict=False) for text in texts)
    except ValueError as error:
        raise UsageError(f"--allow-private: {error}", "Write it like 10.0.0.0/8.") from error


def _names(texts: list[str]) -> Mapping[str, str]:
    pairs = [text.partition("=") for text in texts]
    if any(not name or not equals for name, equals, _ in pairs):
        raise UsageError("--resolve takes NAME=ADDRESS", "Write it like example.org=127.0.0.1.")
    return {name: address for name, _, address in pairs}


def _check_site(folder: Path, root: Path, site_url: str) -> list[Finding]:
    from readinglist.links.built_site import check_built_site

    whole = folder.resolve()
    shown = whole.relative_to(root).as_posix() if whole.is_relative_to(root) else str(folder)
    with progress("Reading the site") as advance:
        return check_built_site(whole, shown_as=shown, site_url=site_url, progress=advance)


def _ask_archive(run: Run, policy: Policy, api: str) -> None:
    from readinglist.links.running import ask_archive

    with progress("Asking the archive") as advance:
        snapshots = ask_archive(run, policy, api=api, progress=advance)
    for url, snapshot in snapshots.found.items():
        err.print(escape(f"archived copy of {url}: {snapshot.url}"))
    for url in snapshots.none:
        err.print(escape(f"no archived copy of {url}"))
    for reason in dict.fromkeys(snapshots.failed.values()):
        count = list(snapshots.failed.values()).count(reason)
        err.print(escape(f"{count} not looked up: {reason}"))


def _fix(root: Path, run: Run, *, dry_run: bool) -> None:
    from readinglist.links.running import plan_edits
    from readinglist.links.tell.fixes import plan_fixes, write_fixes

    fixes = plan_fixes(root, plan_edits(run))
    if fixes.diff:
        err.print(fixes.diff, end="", markup=False)
    for edit, reason in fixes.left:
        err.print(escape(f"{seen_place(edit.location)}: not edited: {reason}"))
    edits = f"{plural(fixes.made, 'edit')} in {plural(len(fixes.contents), 'file')}"
    if dry_run:
        err.print(f"{edits}, none of them written.")
        return
    write_fixes(root, fixes)
    err.print(f"{edits}.")


def _record(library: Library, run: Run) -> None:
    from readinglist.entry.places import METADATA_FOLDER
    from readinglist.library.lock.dead_links import FILE, render_dead_links
    from readinglist.links.running import dead_links_of

    dead = dead_links_of(run, library.dead_links.links)
    file = library.folder / METADATA_FOLDER / FILE
    if not dead and not file.exists():
        return
    write_whole(file, render_dead_links(dead).encode(), within=library.root)
    shown = seen(file.relative_to(library.root).as_posix())
    err.print(escape(f"{plural(len(dead), 'dead link')} noted in {shown}"))


def _source_url() -> str:
    """Where GitHub shows the project's files, when this runs in a workflow of its."""
    server, name = os.environ.get("GITHUB_SERVER_URL"), os.environ.get("GITHUB_REPOSITORY")
    revision = os.environ.get("GITHUB_SHA")
    return f"{server}/{name}/blob/{revision}/" if server and name and revision else ""


def _finish(
    run: Run, form: Format, *, strict: bool, report: Path | None, issue: bool,
    project: Path, with_summary: bool = True,
) -> None:  # fmt: skip
    """Print the findings, write the report, see to the issue, and end with the exit code."""
    from readinglist.links.tell.issue import update_issue
    from readinglist.links.tell.report import calls_for_action, render_report

    findings = run.findings()
    _print(run, findings, form)
    text = render_report(run, now=_now(), source_url=_source_url()) if report or issue else ""
    if report:
        write_whole(report, text.encode(), within=borders_of(report, project))
    if issue:
        err.print(update_issue(text, is_due=calls_for_action(findings)), markup=False)
    if with_summary:
        err.print(escape(f"{run.summary()}."))
    raise typer.Exit(exit_code(findings, strict=strict))


def _print(run: Run, findings: list[Finding], form: Format) -> None:
    from readinglist.links.tell.report import group_findings, render_run

    if form is Format.JSON:
        print(render_run(run))
    elif form is Format.SARIF:
        print(render_sarif(findings, {rule.code: rule.title for rule in RULES}))
    elif form is Format.GITHUB:
        if findings:
            print(render_github(findings))
    else:
        for title, found in group_findings(findings):
            out.print(Text(f"{title} ({len(found)})", style="bold"))
            for finding in found:
                print_finding(finding, indent="  ")


def _show_history(url: str, cache: Path) -> None:
    """What is known of a link: its standing and its last checks."""
    from readinglist.links.history import History
    from readinglist.system.retry_after import spell_time

    if not cache.is_file():
        raise UsageError(f"there is no history in {cache}", "Run 'readinglist links' first.")
    url = url.partition("#")[0]
    with History(cache) as memory:
        checks = memory.checks(url)
        standing = memory.standing(url)
    if not checks:
        raise UsageError(f"nothing is known of {url}", "Write the address as the entry has it.")
    if standing.is_confirmed and standing.first_broken:
        out.print(f"dead, since {spell_time(standing.first_broken)}")
    elif standing.first_broken:
        out.print(f"broken, first seen {spell_time(standing.first_broken)}; not yet confirmed")
    elif standing.unknown_runs:
        out.print(f"without a verdict in {standing.unknown_runs} runs in a row")
    if standing.good_at:
        out.print(f"last good {spell_time(standing.good_at)}")
    for check in checks:
        status = f" {check.status}" if check.status else ""
        detail = f": {check.detail}" if check.detail else ""
        out.print(
            escape(
                f"{spell_time(check.checked_at)} {check.verdict} {check.reason}{status}, "
                f"{check.seconds:.1f} s{detail}"
            )
        )
