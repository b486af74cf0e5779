"""Checks of the other sources of a site: mkdocs.yml and the pages in docs/.

The build stops at each of these problems, or warns and then stops because it is strict. MkDocs is
not needed to find them: file names show what it would take for a page.
"""

import os
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from os.path import relpath
from pathlib import Path, PurePath
from posixpath import dirname, join, normpath, splitext
from urllib.parse import unquote, urlsplit

from markdown_it import MarkdownIt

from readinglist.entry.findings import Finding, Location, Severity
from readinglist.entry.kinds import FOLDERS
from readinglist.entry.yaml.document import decode_text
from readinglist.errors import StorageError
from readinglist.library.checks.references import check_page as check_citations_of_page
from readinglist.library.checks.settings import check_settings
from readinglist.library.generated_pages import MARKDOWN, GeneratedPages, destination
from readinglist.library.library import Library
from readinglist.library.schema_findings import is_draft
from readinglist.library.settings import Settings, nav_pages, read_settings
from readinglist.system.bounded_reads import DATA, UnfitFileError, check_file, read_bounded
from readinglist.system.outside import find_links_out, message_of
from readinglist.values.citations import CITATION
from readinglist.values.page_urls import Urls
from readinglist.values.suggestions import did_you_mean

_FALSE = frozenset("n no off false".split())
_FRONT_MATTER = re.compile(r"---[ \t]*\n.*?\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
#: The fence of a code block, at the start of a line.
_FENCE = re.compile(r" {0,3}(?P<fence>`{3,}|~{3,})(?P<rest>[^\n]*)")
#: A citation that is displayed literally.
_QUOTED = re.compile(r"(?<!`)`\[@[^`\s]*\]`(?!`)")
_RAW = re.compile(r"<(?:pre|script|style|textarea|!|\?)|^ {0,3}</?[a-z]", re.MULTILINE)
#: Possible targets of links and images, in any Markdown notation; a bracket may cut one short.
_TARGET = re.compile(r"\]\(\s*(?:<([^<>\n]+)>|([^\s<>)]+))|\]:\s*(?:<([^<>\n]+)>|([^\s<>]+))")
_PARSER = MarkdownIt("commonmark")


def _without_blocks(text: str) -> str:
    """The text without code blocks; a block that is not closed stays."""
    kept: list[str] = []
    block: list[str] = []
    fence = ""
    for line in text.splitlines(keepends=True):
        found = _FENCE.match(line)
        if not fence and not found:
            kept.append(line)
            continue
        block.append(line)
        if not fence and found:
            fence = found["fence"]
        elif found and found["fence"].startswith(fence) and not found["rest"].strip("`~ \t\r"):
            block, fence = [], ""
    return "".join([*kept, *block])


@dataclass(frozen=True)
class Docs:
    """The files in the folder of Markdown pages.

    `files` are all of them by path within the folder, `shown_files` those that get into the site,
    and `pages` the Markdown files among these, sorted. Findings call the folder `shown`.
    """

    files: frozenset[str]
    shown_files: frozenset[str]
    pages: tuple[str, ...]
    shown: str


def check_site(library: Library, planned: Callable[[], Collection[str]]) -> list[Finding]:
    """Every finding about mkdocs.yml and the pages in docs/, sorted by place.

    A project without mkdocs.yml has none. `planned` returns the names of the pages of the site, as
    for `GeneratedPages`. Raises `StorageError` if a file cannot be read.
    """
    settings = read_settings(library.root)
    if settings is None:
        return []
    generated, entry_ids = pages_of(library, planned), library.ids(*FOLDERS)
    findings = [*check_settings(settings), *_check_links_out(settings)]
    docs = list_docs(settings)
    if docs is None or not isinstance(settings.documents[0].tree, dict):
        return sorted(set(findings))
    urls = Urls(settings.text("use_directory_urls", default="true") not in _FALSE)
    placed = ((file, destination(file, urls)) for file in sorted(docs.shown_files))
    taken = list(check_places(placed, docs.shown, generated, urls))
    findings += taken
    if settings.warns_of("nav", "not_found"):
        findings += _check_nav(settings, docs, generated)
    with_links = settings.warns_of("links", "not_found")
    in_the_way = {finding.location.path for finding in taken}
    folder = settings.docs or settings.root
    copied = sorted(docs.shown_files.difference(docs.pages))
    findings += check_copied((folder / name, f"{docs.shown}/{name}") for name in copied)
    for page in docs.pages:
        path = f"{docs.shown}/{page}"
        if path in in_the_way:
            continue
        text = read_page(folder / page, path)
        if isinstance(text, Finding):
            findings.append(text)
        else:
            findings += check_page(text, page, docs, entry_ids, generated, with_links=with_links)
    return sorted(set(findings))


def read_page(file: Path, path: str) -> str | Finding:
    """The text of a Markdown page, or a finding if it has none. Raises `StorageError`."""
    try:
        return decode_text(read_bounded(file, path, most=DATA), path)
    except UnfitFileError as error:
        return Finding("E001", Severity.ERROR, Location(path), error.reason, error.hint)
    except OSError as error:
        if file.is_symlink():
            reason = f"the link leads to no file: {error.strerror}"
            return Finding("E001", Severity.ERROR, Location(path), reason, "Remove it.")
        raise StorageError(f"cannot read {path}: {error.strerror}") from error


def check_copied(files: Iterable[tuple[Path, str]]) -> Iterator[Finding]:
    """E001: what stands among the files that get into the site as they are, and is no file.

    Each is a file with its path as findings name it.
    """
    for file, path in files:
        try:
            check_file(file, path)
        except UnfitFileError as error:
            yield Finding("E001", Severity.ERROR, Location(path), error.reason, error.hint)


def pages_of(library: Library, planned: Callable[[], Collection[str]]) -> GeneratedPages:
    """The pages generated for a list, including those of entries with mistakes.

    For `planned` see `GeneratedPages`.
    """
    document = library.themes_document
    themes = None
    if document is not None and isinstance(document.tree, list):
        found = [document.text(*path, "id") for path, _ in document.list_items()]
        themes = [theme_id for theme_id in found if theme_id]
    published = [
        name
        for name in FOLDERS
        if any(not is_draft(loaded.document) for loaded in library.documents(name))
    ]
    ids = {name: library.ids(name) for name in FOLDERS}
    return GeneratedPages(themes, ids, planned, published)


def list_docs(settings: Settings) -> Docs | None:
    """The files in the folder of Markdown pages; None if it does not exist or is unknown here.

    Links that lead out of the project are left out.
    """
    folder = settings.docs
    if folder is None or not folder.is_dir():
        return None
    files = []
    outside = {link for link, _ in links_out(folder, settings.root)}
    if folder in outside:
        return None
    for place, folders, names in os.walk(folder, followlinks=True):
        folders[:] = sorted(
            folder_name for folder_name in folders if Path(place, folder_name) not in outside
        )
        here = Path(place).relative_to(folder).as_posix()
        files += [
            normpath(join(here, name)) for name in sorted(names) if Path(place, name) not in outside
        ]
    left_out = _left_out(settings, files)
    pages = tuple(name for name in files if name.endswith(MARKDOWN) and name not in left_out)
    shown = relpath(folder.resolve(), settings.root.resolve())
    return Docs(frozenset(files), frozenset(files) - left_out, pages, Path(shown).as_posix())


def _left_out(settings: Settings, files: list[str]) -> frozenset[str]:
    """The files that the site does not show: hidden files, and those that settings exclude."""
    hidden = {
        name
        for name in files
        if name.startswith("templates/") or any(part[:1] == "." for part in name.split("/"))
    }
    patterns = [
        line
        for name in ("exclude_docs", "draft_docs")
        for line in (settings.text(name) or "").splitlines()
    ]
    if not patterns:
        return frozenset(hidden)
    # Importing this takes as long as checking a whole list.
    from pathspec.gitignore import GitIgnoreSpec  # noqa: PLC0415

    spec = GitIgnoreSpec.from_lines([".*", "/templates/", *patterns])
    return frozenset(spec.match_files(files))


def links_out(folder: Path, root: Path) -> Iterator[tuple[Path, Path]]:
    """The links in a source folder that lead out of the project, with their targets.

    A folder that the settings themselves put outside of the project is allowed; links in it must
    not lead out of that folder.
    """
    inside = Path(os.path.abspath(folder)).is_relative_to(os.path.abspath(root))  # noqa: PTH100
    return find_links_out(folder, root if inside else folder)


def _check_links_out(settings: Settings) -> Iterator[Finding]:
    """E008: a link that would bring files from outside the project into the site."""
    folder = settings.docs
    if folder is None or not folder.is_dir():
        return
    for link, real in links_out(folder, settings.root):
        path = Path(relpath(link, settings.root)).as_posix()
        yield Finding("E008", Severity.ERROR, Location(path), *message_of(real))


def check_places(
    docs: Iterable[tuple[str, str]], shown: str, generated: GeneratedPages, urls: Urls
) -> Iterator[Finding]:
    """E011: a file in docs/ with the same output file as a generated page.

    `docs` are such files, each with its output file in the site; `shown` names the folder.
    """
    for source, target in docs:
        name = generated.at(target, urls)
        if not name:
            continue
        what = "the home page" if name == "index" else f"the page {urls.url(name)}"
        when = "which is generated"
        if generated.is_missing(name):
            when = "which is generated as soon as the list has entries for it"
        hint = "Delete it, or give it another name."
        path = f"{shown}/{source}"
        yield Finding(
            "E011",
            Severity.ERROR,
            Location(path),
            f"the file conflicts with {what}, {when}",
            hint,
        )


def _check_nav(settings: Settings, docs: Docs, generated: GeneratedPages) -> Iterator[Finding]:
    """E211: the navigation names a page that is neither in docs/ nor generated."""
    known = docs.files | {f"{name}.md" for name in generated.lists}
    for document, at, text in nav_pages(settings):
        parts = urlsplit(text)
        name = PurePath(text).as_posix()
        if parts.scheme or parts.netloc or text.startswith("/") or name in known:
            continue
        if not text or document.eaten.get(at):
            continue  # not the name of a page: E012 reports it
        if generated.themes is None and name.startswith("themes/"):
            continue  # themes.yml cannot be read, which is already reported
        hint = did_you_mean(name, known) or f"Write {docs.shown}/{name}, or take the line out."
        if name.removesuffix(".md") in generated:
            hint = "Only lists can stand there; take the line out."
        yield document.report("E211", f"there is no page '{text}'", hint, at=at)


def check_page(  # noqa: PLR0913 - everything about a page
    text: str,
    page: str,
    docs: Docs,
    entry_ids: Collection[str],
    generated: GeneratedPages,
    *,
    with_links: bool,
) -> Iterator[Finding]:
    """E208 and E212 for the text of a Markdown page."""
    path = f"{docs.shown}/{page}"
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    front = _FRONT_MATTER.match(text)
    before = text[: front.end()].count("\n") if front else 0
    body = text[front.end() :] if front else text
    # Most pages need only a quick look; parsing one takes a hundred times as long.
    bare = _without_code(body)
    if any(match[1] not in entry_ids for match in CITATION.finditer(bare)):
        yield from check_citations_of_page(body, path, entry_ids, before)
    if with_links and any(
        "(" in target or _is_lost(target, page, docs, generated) for target in _targets(bare)
    ):
        yield from _check_links(body, path, page, docs, generated, before)


def _without_code(text: str) -> str:
    """The text without most of its code, unless HTML in it makes that uncertain."""
    bare = _QUOTED.sub("", _without_blocks(text))
    return text if _RAW.search(bare) else bare


def _targets(text: str) -> Iterator[str]:
    return (match[match.lastindex or 0] for match in _TARGET.finditer(text))


def _is_lost(target: str, page: str, docs: Docs, generated: GeneratedPages) -> bool:
    """Whether a link on a page leads to a file of the site that does not exist.

    As in MkDocs: a target without extension is not a file, and one that starts with a slash is
    ignored. The theme's own files are not searched.
    """
    parts = urlsplit(target)
    if parts.scheme or parts.netloc or target[:1] in ("/", "\\") or not parts.path:
        return False
    path = unquote(parts.path)
    if not splitext(path)[1]:
        return False
    file = normpath(join(dirname(page), path))
    name = file.removesuffix(".md")
    is_list = name != file and name in generated.lists and not generated.is_missing(name)
    is_theme = generated.themes is None and file.startswith("themes/")
    return not (file in docs.files or is_list or is_theme or file.startswith("assets/"))


def _check_links(  # noqa: PLR0913, PLR0917 - everything about a page
    text: str, path: str, page: str, docs: Docs, generated: GeneratedPages, before: int
) -> Iterator[Finding]:
    """E212, after parsing the Markdown: text in code is not a link."""
    lines = text.split("\n")
    for block in _PARSER.parse(text):
        if block.type != "inline" or not block.map:
            continue
        for child in block.children or ():
            target = str(child.attrGet("href") or child.attrGet("src") or "")
            if not target or not _is_lost(target, page, docs, generated):
                continue
            line, column = _place_of(unquote(target), lines, *block.map)
            file = normpath(join(dirname(page), unquote(urlsplit(target).path)))
            known = [*docs.files, *(f"{name}.md" for name in generated.lists)]
            hint = did_you_mean(file, known) or "Correct it, or take the link out."
            name = file.removesuffix(".md")
            if generated.is_missing(name):
                hint = "That page is generated as soon as the list has entries for it."
            elif name in generated:
                hint = f"Write [@{name.rpartition('/')[2]}] to link to an entry."
            yield Finding(
                "E212",
                Severity.ERROR,
                Location(path, before + line, column),
                f"the link leads to no page and no file: '{unquote(target)}'",
                hint,
            )


def _place_of(target: str, lines: list[str], start: int, end: int) -> tuple[int, int]:
    """Where a link's target is written: in its block, or in a definition elsewhere."""
    for numbers in (range(start, min(end, len(lines))), range(len(lines))):
        for number in numbers:
            at = unquote(lines[number]).find(target)
            if at >= 0:
                return number + 1, at + 1
    return start + 1, 1
