"""Commands that build and serve the site with MkDocs: `build` and `serve`."""

from __future__ import annotations

import contextlib
import logging
import os
import socket
import sysconfig
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from readinglist.cli.console import Project, err, escape, out, print_finding, progress
from readinglist.cli.turn import Wait, patience_of
from readinglist.entry.places import ENTRIES_FOLDER
from readinglist.errors import ReadingListError, StorageError, ToolError, UsageError
from readinglist.system.borders import DEBUG
from readinglist.system.garbage import uncollected
from readinglist.values.visible import show_lines

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig


class _VisibleFormatter(logging.Formatter):
    """Formats messages so that neither a terminal nor a GitHub runner interprets their content."""

    def format(self, record: logging.LogRecord) -> str:
        """The message; continuation lines are marked, because a name may contain a line break."""
        return "\n|  ".join(show_lines(super().format(record)).split("\n"))


@contextlib.contextmanager
def _mkdocs_log() -> Iterator[None]:
    """MkDocs' messages on standard error, as its own command line prints them."""
    from mkdocs.exceptions import Abort, ConfigurationError

    from readinglist.site.mkdocs.messages import SettingsError

    log = logging.getLogger("mkdocs")
    handler = logging.StreamHandler()
    handler.setFormatter(_VisibleFormatter("%(levelname)-7s -  %(message)s"))
    log.setLevel(logging.INFO)
    log.addHandler(handler)
    try:
        yield
    except ConfigurationError as error:
        raise UsageError(f"mkdocs.yml: {error}", "Correct it and try again.") from error
    except Abort as error:
        # MkDocs turns every failure into an Abort, whose cause is the actual error.
        if isinstance(error.__context__, SettingsError):
            raise typer.Exit(2) from error
        cause = error.__context__.__cause__ if error.__context__ else None
        err.print(escape(str(error.args[0] if error.args else "aborted")))
        raise typer.Exit(3 if isinstance(cause, StorageError) else 1) from error
    finally:
        log.removeHandler(handler)


@contextlib.contextmanager
def _others_mistakes() -> Iterator[None]:
    """Report exceptions from hooks, plugins, overrides and pages with their place, not a traceback.

    Raises `ToolError`.
    """
    from mkdocs.exceptions import MkDocsException

    try:
        yield
    except (MkDocsException, ReadingListError):
        raise
    except Exception as error:
        if os.environ.get(DEBUG) or _is_ours(error):
            raise
        raise ToolError(
            f"{_place_of(error)}{type(error).__name__}: {error}",
            "Nothing was built; the site of the last build stays as it was.",
        ) from error


def _is_ours(error: Exception) -> bool:
    """Whether it was raised in this package, so that it is our own mistake."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return Path(last.filename).is_relative_to(Path(__file__).parents[1])


def _place_of(error: Exception) -> str:
    """File and line of the project's own code or template that raised it, if any."""
    from jinja2 import TemplateSyntaxError

    places = [
        f"{os.path.relpath(frame.filename)}:{frame.lineno}: "
        for frame in traceback.extract_tb(error.__traceback__)
        if Path(frame.filename).is_file() and not _is_installed(frame.filename)
    ]
    if isinstance(error, TemplateSyntaxError) and error.filename:
        places.append(f"{os.path.relpath(error.filename)}:{error.lineno}: ")
    return places[-1] if places else ""


def _is_installed(file: str) -> bool:
    package = Path(__file__).parents[1]
    roots = (package, *map(Path, sysconfig.get_paths().values()))
    return any(Path(file).is_relative_to(root) for root in roots)


def _load_config(project: Path, **settings: Any) -> MkDocsConfig:
    """The project's mkdocs.yml. Raises `UsageError` if it is missing or has errors."""
    from mkdocs.config import load_config
    from mkdocs.exceptions import Abort

    from readinglist.library.checks.settings import check_settings
    from readinglist.library.settings import read_settings

    file = project / "mkdocs.yml"
    mkdocs_yml = read_settings(project)
    if mkdocs_yml is None:
        hint = "Go to the folder of the reading list, or name it with --project."
        if (project / ENTRIES_FOLDER).is_dir():
            hint = "'readinglist init' writes one in another folder: copy it, and change its title."
        raise UsageError(f"there is no mkdocs.yml in {project.resolve()}", hint)
    if findings := list(check_settings(mkdocs_yml)):
        for finding in findings:
            print_finding(finding, err)
        raise UsageError(f"{file} cannot be used", "Correct the settings named above.")
    try:
        return load_config(config_file=str(file), **settings)
    except Abort as error:
        # MkDocs has already logged which settings are wrong.
        raise UsageError(f"{file} cannot be used", "Correct the settings named above.") from error


def build(
    project: Project = Path(),
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="FOLDER", help="The site's folder.", show_default="site"
        ),
    ] = None,
    strict: Annotated[bool, typer.Option(help="Any warning ends the build.")] = True,
    drafts: Annotated[
        bool, typer.Option("--drafts", help="Show drafts too, which the site leaves out.")
    ] = False,
    wait: Wait = True,
) -> None:
    """Build the site. The network is never used."""
    from mkdocs.commands import build as mkdocs_build

    from readinglist.site.mkdocs.plugin import ReadingListPlugin

    settings: dict[str, Any] = {"strict": strict}
    if output:
        settings["site_dir"] = str(output.resolve())
    with _mkdocs_log():
        config = _load_config(project, **settings)
        config.plugins.on_startup(command="build", dirty=False)
        plugin = config.plugins.get("readinglist")
        if not isinstance(plugin, ReadingListPlugin):
            raise UsageError("mkdocs.yml does not name the plugin", "Add 'readinglist' to plugins.")
        plugin.with_drafts = drafts
        plugin.patience = patience_of(wait=wait)
        try:
            with progress("Stamping pages") as plugin.progress, uncollected(), _others_mistakes():
                mkdocs_build.build(config)
        finally:
            config.plugins.on_shutdown()
        site = Path(config.site_dir)
    pages = sum(name.endswith(".html") for _, _, names in os.walk(site) for name in names)
    listed, others = len(plugin.plan.plans), len(plugin.engine.markdown_pages())
    rest = pages - listed - others
    out.print(
        escape(
            f"{pages} pages in {os.path.relpath(site)}: {listed} of the list, {others} from "
            f"Markdown files, {rest} other"
        )
    )
    out.print("Look at them with: readinglist serve")


def serve(
    project: Project = Path(),
    address: Annotated[
        str, typer.Option("--address", "-a", metavar="HOST:PORT", help="The address to listen on.")
    ] = "127.0.0.1:8000",
    open_browser: Annotated[bool, typer.Option("--open", help="Open a browser.")] = False,
) -> None:
    """Serve the site, drafts included, and show changes at once.

    Entries with mistakes have their findings shown at the top of every page.
    """
    from mkdocs.commands import serve as mkdocs_serve

    _check_address(address)
    with _mkdocs_log():
        config = _load_config(project, dev_addr=address)
        try:
            mkdocs_serve.serve(
                config.config_file_path, dev_addr=address, open_in_browser=open_browser
            )
        except OSError as error:
            raise _cannot_listen(address, error) from error


def _check_address(address: str) -> None:
    """Check that the address can be listened on, before a build that takes a while.

    Raises `UsageError` if it is not an address, `StorageError` if it is in use.
    """
    from mkdocs.config.base import ValidationError
    from mkdocs.config.config_options import IpAddress

    try:
        host, port = IpAddress().validate(address)
        if not 0 <= port < 1 << 16:
            raise ValidationError(f"there is no port {port}")
    except ValidationError:
        raise UsageError(
            f"--address: '{address}' is not an address to listen on",
            "Write it like 127.0.0.1:8000.",
        ) from None
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family) as attempt:
            if os.name == "posix":
                # As the server does: a port that was closed a moment ago counts as free.
                attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            attempt.bind((host, port))
    except OSError as error:
        raise _cannot_listen(address, error) from error


def _cannot_listen(address: str, error: OSError) -> StorageError:
    return StorageError(
        f"cannot listen on {address}: {error.strerror}", "Choose another with --address."
    )
