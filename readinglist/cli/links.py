"""The commands that check links: `links` and `links merge`."""

from __future__ import annotations

import datetime
import ipaddress
import os
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple, NoReturn

import typer
from rich.text import Text

from readinglist.cli import link_options
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

#: The most seconds of a run for arXiv, however long the run may take.
_ARXIV_BUDGET = 300.0


@links_app.callback(invoke_without_command=True)
def links(
    context: typer.Context,
    project: Project = Path(),
    format: AsFindings = Format.TEXT,  # noqa: A002 - the option's name
    strict: link_options.Strict = False,
    site: link_options.Site = None,
    only_site: link_options.OnlySite = False,
    site_url: link_options.SiteUrl = "",
    changed_since: link_options.ChangedSince = None,
    shard: link_options.Shard = None,
    cache: link_options.Cache = None,
    fresh_for: link_options.FreshFor = 3,
    budget: link_options.Budget = 30,
    timeout: link_options.Timeout = 10,
    per_host: link_options.PerHost = 4,
    total: link_options.Total = 256,
    fix: link_options.Fix = False,
    dry_run: link_options.DryRun = False,
    archive: link_options.Archive = False,
    record: link_options.Record = False,
    report: link_options.Report = None,
    wait: Wait = True,
    issue: link_options.Issue = False,
    history: link_options.Known = None,
    archive_api: link_options.ArchiveApi = ARCHIVE_API,
    arxiv_api: link_options.ArxivApi = ARXIV_API,
    lock_only: link_options.LockOnly = False,
    contact: link_options.Contact = "",
    doi_api: link_options.DoiApi = DOI_API,
    allow_private: link_options.AllowPrivate = None,
    resolve: link_options.Resolve = None,
    ca_file: link_options.CaFile = None,
) -> None:
    """Check the links of entries, Markdown pages and the built site.

    A link is dead if it was broken in two runs at least a day apart; with --changed-since, a link
    that the change adds is dead at once. Only dead links make the command exit with 1 (with
    --strict also doubtful ones); undetermined ones never do.
    """
    from readinglist.library.reading import read_library
    from readinglist.links.policy import Policy
    from readinglist.links.tell.report import Run

    if context.invoked_subcommand:
        return
    root = project.resolve()
    cache_file = _cache_of(root, cache)
    finish = partial(
        _finish, form=format, strict=strict, report=report, issue=issue, project=project
    )
    if history is not None:
        _show_history(history, cache_file)
        return
    if dry_run and not fix:
        raise UsageError("--dry-run shows what --fix would do", "Add --fix.")
    if record and (changed_since or shard):
        raise UsageError("--record needs a run over all links", "Leave the other option out.")
    if only_site:
        found = _check_site(site or root / "site", root, site_url)
        finish(Run(others=found), with_summary=False)
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
    selection = _Selection(changed_since, _parse_shard(shard))
    library = read_library(root)
    arxiv = None if lock_only else partial(_arxiv_client, arxiv_api, contact, budget * 60)
    run = _check(library, selection, policy, cache_file, fresh_for, arxiv)
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
    finish(run)


class _Selection(NamedTuple):
    """Which links to check: those on changed lines, those of a shard, or by default all."""

    changed_since: str | None
    shard: tuple[int, int] | None


def _parse_shard(text: str | None) -> tuple[int, int] | None:
    from readinglist.links.gather.shards import parse_shard

    return parse_shard(text) if text else None


def _check(
    library: Library,
    selection: _Selection,
    policy: Policy,
    cache_file: Path,
    fresh_for: float,
    arxiv: Callable[[], Client] | None,
) -> Run:
    """Check the selected links; without `arxiv`, the lock answers for arXiv ids."""
    from readinglist.links.ask.identified import ApiSource, LockSource
    from readinglist.links.gather.exclusions import read_exclusions
    from readinglist.links.gather.gathering import gather_targets
    from readinglist.links.history import DAY, History
    from readinglist.links.running import check_links, choose

    root, (changed_since, shard) = library.root, selection
    exclusions = read_exclusions(root, _now().date())
    gathered = gather_targets(library, root / "docs")
    changes = read_changes(root, changed_since) if changed_since else None
    choice = choose(gathered, changes=changes, shard=shard)
    with History(cache_file, fresh_for=fresh_for * DAY) as memory:
        if memory.was_damaged:
            err.print(escape(f"{cache_file} could not be read; it was put aside as .damaged"))
        source = ApiSource(arxiv()) if arxiv else LockSource(library.lock.records)
        with progress("Checking links", choice.count) as advance:
            run = check_links(
                choice,
                policy,
                memory,
                source=source,
                exclusions=exclusions,
                progress=advance,
            )
        if not changes and not shard:
            memory.forget_all_but({target.url for target in gathered.all()})
    _check_exclusions(exclusions, run, is_part=bool(shard), is_whole=not changes)
    run.others += gathered.findings
    return run


@links_app.command("merge", cls=Command)
def merge(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE…", help="The output of 'links --format json'; - for standard input."
        ),
    ],
    project: Project = Path(),
    format: AsFindings = Format.TEXT,  # noqa: A002 - the option's name
    strict: link_options.Strict = False,
    cache: link_options.Cache = None,
    histories: Annotated[
        list[Path] | None,
        typer.Option(
            "--history", metavar="FILE", help="A shard's history, to be merged into the cache."
        ),
    ] = None,
    record: link_options.Record = False,
    report: link_options.Report = None,
    issue: link_options.Issue = False,
    wait: Wait = True,
) -> None:
    """Join the results, and the histories, of several shards."""
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
            reason = getattr(error, "strerror", None) or "not UTF-8 text"
            raise StorageError(f"cannot read {file}: {reason}") from error
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
    _finish(run, form=format, strict=strict, report=report, issue=issue, project=project)


def _cache_of(root: Path, named: Path | None) -> Path:
    """The history's file. Raises `StorageError` if a link in its path leads out of the project."""
    file = named or root / link_options.CACHE
    check_within(file.resolve(), borders_of(file, root), file)
    return file


def _check_exclusions(exclusions: Exclusions, run: Run, *, is_part: bool, is_whole: bool) -> None:
    run.others += [*exclusions.findings, *exclusions.check_expired()]
    if is_whole:
        # A single shard says nothing about unused exclusions; `merge` checks all shards.
        (run.unused if is_part else run.others).extend(exclusions.check_unused())


def _arxiv_client(base_url: str, contact: str, budget: float) -> Client:
    from readinglist.enrichment.arxiv.client import Client, service_for
    from readinglist.system.http import Fetcher

    service = service_for(base_url)
    # A server on this machine needs no pace shared with other runs.
    state = share_state() if service.gap else None
    fetcher = Fetcher(service, state, contact, min(budget, _ARXIV_BUDGET))
    return Client(fetcher, _now(), base_url=base_url)


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
    err.print(escape(f"{plural(len(dead), 'dead link')} recorded in {shown}"))


def _source_url() -> str:
    """Where GitHub shows the project's files, if this runs in one of its workflows."""
    server, name = os.environ.get("GITHUB_SERVER_URL"), os.environ.get("GITHUB_REPOSITORY")
    revision = os.environ.get("GITHUB_SHA")
    return f"{server}/{name}/blob/{revision}/" if server and name and revision else ""


def _finish(
    run: Run,
    *,
    form: Format,
    strict: bool,
    report: Path | None,
    issue: bool,
    project: Path,
    with_summary: bool = True,
) -> NoReturn:
    """Print the findings, write the report, update the issue, and exit with the exit code."""
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
    """Print what is known about a link: its standing and its last checks."""
    from readinglist.links.history import History
    from readinglist.system.retry_after import spell_time

    if not cache.is_file():
        raise UsageError(f"there is no history in {cache}", "Run 'readinglist links' first.")
    url = url.partition("#")[0]
    with History(cache) as memory:
        checks = memory.checks(url)
        standing = memory.standing(url)
    if not checks:
        raise UsageError(f"nothing is known about {url}", "Write the address as the entry has it.")
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
