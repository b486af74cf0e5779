"""Checks of mkdocs.yml: what MkDocs, the theme and this plugin cannot use.

MkDocs reads the file too and stops at the first setting that it cannot use. These checks come first
and report all mistakes at once with their places; and `validate` makes them without MkDocs, which
takes longer to load than a list takes to check. Only the settings of other plugins and of Markdown
extensions are left to these.
"""

import functools
import importlib.util
import ipaddress
import re
from collections.abc import Callable, Iterable, Iterator
from importlib.metadata import entry_points
from pathlib import Path

from readinglist.entry.findings import Finding
from readinglist.entry.places import ENTRIES_FOLDER
from readinglist.entry.yaml.document import Document, FieldPath, Tree
from readinglist.library.settings import PLUGIN, Settings, kind_of, texts_of
from readinglist.values.suggestions import did_you_mean

#: What is wrong, and what to do.
Problem = tuple[str, str]

#: Other search plugins must not be configured, because the site has a search of its own.
OTHER_SEARCHES = ("search", "material/search")
_THEME = "material"
#: Settings that MkDocs accepts only as complete web addresses, or empty.
_ADDRESSES = ("site_url", "repo_url")
_COMPLETE = re.compile(r"[a-z][a-z\d+.-]*://[^/?#]", re.IGNORECASE)
#: The plugin's settings.
_SWITCHES = ("search", "content_security_policy")
#: MkDocs' settings by the shape of their values (mkdocs.org, "Configuration").
TEXTS = frozenset({
    *_ADDRESSES, "INHERIT", "copyright", "dev_addr", "docs_dir", "draft_docs", "edit_uri",
    "edit_uri_template", "exclude_docs", "not_in_nav", "remote_branch", "remote_name", "repo_name",
    "site_author", "site_description", "site_dir", "site_name",
})  # fmt: skip
TRUTHS = frozenset({"strict", "use_directory_urls"})
LISTS = frozenset({"extra_css", "extra_javascript", "extra_templates", "hooks", "watch"})
MAPPINGS = frozenset({"extra", "validation"})
#: Those that have a check of their own.
OTHERS = frozenset({"markdown_extensions", "nav", "plugins", "theme"})
_LEVELS = {
    "omitted_files": ("warn", "info", "ignore"),
    "not_found": ("warn", "info", "ignore"),
    "absolute_links": ("warn", "info", "ignore", "relative_to_docs"),
    "unrecognized_links": ("warn", "info", "ignore"),
    "anchors": ("warn", "info", "ignore"),
}
_INSTALL = "Install the package that brings it."
#: Folders of the theme's templates, where icons and languages are files.
_ICONS = ".icons"
_LANGUAGES = "partials/languages"
#: What is wrong with a boolean setting, and what to do.
TRUTH_PROBLEM = ("expected 'true' or 'false'", "Write one of the two, without quotes.")


def check_settings(settings: Settings) -> Iterator[Finding]:
    """E012 for every setting that the build would refuse."""
    nearest = settings.documents[0]
    if not isinstance(nearest.tree, dict):
        unreadable = [finding for finding in nearest.findings if finding.code in ("E001", "E002")]
        yield from unreadable or [
            nearest.report("E012", "expected settings", "Write them as 'name: value' lines.")
        ]
        return
    if settings.find("site_name") is None:
        yield nearest.report("E012", "the setting 'site_name' is missing", "Give the list's title.")
    for document in settings.documents:
        yield from _check_names(document)
    yield from _check_shapes(settings)
    yield from _check_plugins(settings)
    yield from _check_extensions(settings)
    yield from _check_theme(settings)
    yield from _check_files(settings)
    yield from _check_folders(settings)
    found = settings.find("nav")
    if found and not _is_left_out(*found, ("nav",)):
        yield from _check_nav(found[0], found[1], ("nav",))


def _check_names(document: Document) -> Iterator[Finding]:
    """Names that MkDocs does not know: it warns about them, and a strict build stops."""
    known = TEXTS | TRUTHS | LISTS | MAPPINGS | OTHERS
    for name in document.tree if isinstance(document.tree, dict) else ():
        if name not in known:
            hint = did_you_mean(name, known) or "What templates may use goes below 'extra'."
            yield document.report(
                "E012", f"MkDocs has no setting '{name}'", hint, at=(name,), on_key=True
            )


def _check_shapes(settings: Settings) -> Iterator[Finding]:
    for names, check in (
        (TEXTS, _check_text),
        (TRUTHS, _check_truth),
        (LISTS, _check_list),
        (MAPPINGS, _check_mapping),
    ):
        for name in sorted(names):
            found = settings.find(name)
            if found and not kind_of(found[0], (name,)).startswith("!"):
                for problem, at in check(name, *found):
                    yield found[0].report("E012", *problem, at=at)
    found = settings.find("validation")
    if found:
        yield from _check_levels(found[0], found[1], ("validation",))


#: The problems with a setting, each with its place.
_Problems = Iterator[tuple[Problem, FieldPath]]


def _check_text(name: str, document: Document, value: Tree) -> _Problems:
    """Titles such as 2024, which YAML reads as a number, and addresses without https://."""
    kind = kind_of(document, (name,))
    if not isinstance(value, str):
        yield (("expected a text", "Write it behind the name, on one line."), (name,))
    elif not value or kind == "null":
        if name == "site_name":  # others are as if they were not given
            yield (("expected a text", "Give the list's title."), (name,))
    elif kind:
        problem = f"without quotes YAML does not read {value} as text"
        yield ((problem, f'Write "{value}".'), (name,))
    elif name in _ADDRESSES and not _COMPLETE.match(value):
        problem = f"'{value}' is not a complete web address"
        yield ((problem, "Start it with https://."), (name,))
    elif name == "dev_addr" and not _is_address(value):
        yield (
            (f"'{value}' is not an address with a port", "Write 'localhost:8000' or the like."),
            (name,),
        )


def _is_address(text: str) -> bool:
    host, _, port = text.rpartition(":")
    try:
        return bool(host == "localhost" or ipaddress.ip_address(host)) and int(port) >= 0
    except ValueError:
        return False


def _check_truth(name: str, document: Document, _: Tree) -> _Problems:
    if kind_of(document, (name,)) not in ("bool", "null"):
        yield (TRUTH_PROBLEM, (name,))


def _check_list(name: str, document: Document, value: Tree) -> _Problems:
    if _is_left_out(document, value, (name,)):
        return
    if not isinstance(value, list):
        yield (("expected a list", "Start each line with '- '."), (name,))
        return
    for number, item in enumerate(value):
        at: FieldPath = (name, number)
        is_script = name == "extra_javascript" and isinstance(item, dict) and "path" in item
        if not is_script and not (isinstance(item, str) and item and is_text(document, at)):
            yield (("expected the name of a file", "Write one behind the '- '."), at)


def _check_mapping(name: str, document: Document, value: Tree) -> _Problems:
    if not isinstance(value, dict) and not _is_left_out(document, value, (name,)):
        yield (("expected settings", "Write them indented, as 'name: value' lines."), (name,))


def _check_levels(document: Document, node: Tree, at: FieldPath) -> Iterator[Finding]:
    """What MkDocs says of pages and links that it does not find: `validation`."""
    if not isinstance(node, dict):
        return
    groups = ("nav", "links") if len(at) == 1 else ()
    for name, value in node.items():
        here: FieldPath = (*at, name)
        if isinstance(value, dict) and name in groups:
            yield from _check_levels(document, value, here)
            continue
        known = _LEVELS.get(name, _LEVELS["anchors"] if name in groups else ())
        if not known:
            hint = did_you_mean(name, (*groups, *_LEVELS)) or "Take it out."
            yield document.report(
                "E012", f"MkDocs has no setting '{name}' here", hint, at=here, on_key=True
            )
        elif not _is_left_out(document, value, here) and value not in known:
            hint = f"Write one of {', '.join(known)}."
            yield document.report("E012", "expected how MkDocs is to report it", hint, at=here)


def _is_left_out(document: Document, value: Tree, at: FieldPath) -> bool:
    """Whether the setting has no value, or one that only MkDocs can resolve."""
    kind = kind_of(document, at)
    return value == "" or kind == "null" or kind.startswith("!")


def is_text(document: Document, at: FieldPath) -> bool:
    """Whether the value is a text for MkDocs too, as far as can be seen without it."""
    kind = kind_of(document, at)
    return not kind or kind.startswith("!")


# Plugins and extensions


def _check_plugins(settings: Settings) -> Iterator[Finding]:
    found = settings.find("plugins")
    if settings.plugin is None:
        document = found[0] if found else settings.documents[0]
        yield document.report(
            "E012",
            f"the plugin '{PLUGIN}' is not named",
            f"Add '- {PLUGIN}' to plugins.",
            at=("plugins",) if found else (),
        )
    if found:
        yield from _check_named(*found, "plugins")
    for name, document, at, options in settings.named("plugins"):
        if name == PLUGIN:
            yield from _check_options(document, at, options)
        elif name in OTHER_SEARCHES:
            yield document.report("E012", *search_problem(name), at=at)
        elif _installed("mkdocs.plugins").isdisjoint((name.lstrip("/"), f"{_THEME}/{name}")):
            problem = f"the plugin '{name}' is not installed"
            hint = did_you_mean(name, _installed("mkdocs.plugins")) or _INSTALL
            yield document.report("E012", problem, hint, at=at, on_key=True)


def _check_extensions(settings: Settings) -> Iterator[Finding]:
    found = settings.find("markdown_extensions")
    if not found or _is_left_out(*found, ("markdown_extensions",)):
        return
    yield from _check_named(*found, "markdown_extensions")
    for name, document, at, _ in settings.named("markdown_extensions"):
        if name and not _is_extension(name):
            problem = f"the Markdown extension '{name}' is not installed"
            hint = did_you_mean(name, _installed("markdown.extensions")) or _INSTALL
            yield document.report("E012", problem, hint, at=at, on_key=True)


def _check_named(document: Document, node: Tree, setting: str) -> Iterator[Finding]:
    """Both settings are lists of names, or of one name with its settings; or such settings."""
    here: FieldPath = (setting,)
    if isinstance(node, str):
        if not _is_left_out(document, node, here):
            yield document.report("E012", "expected a list", "Start each line with '- '.", at=here)
        return
    items: list[tuple[FieldPath, dict[str, Tree]]] = []
    if isinstance(node, dict):
        items.append((here, node))
    for number, item in enumerate(node if isinstance(node, list) else ()):
        at: FieldPath = (setting, number)
        if isinstance(item, dict) and len(item) == 1:
            items.append((at, item))
        elif not (isinstance(item, str) and item and is_text(document, at)):
            yield document.report(
                "E012", "expected one name", "Write it behind the '- ', alone or with a ':'.", at=at
            )
    for at, item in items:
        for name, options in item.items():
            inner: FieldPath = (*at, name)
            if name == PLUGIN or isinstance(options, dict):
                continue
            if not _is_left_out(document, options, inner):
                yield document.report(
                    "E012", "expected settings", "Write them indented, below the name.", at=inner
                )


@functools.cache
def _installed(group: str) -> frozenset[str]:
    """What installed packages bring: slow, because all of them are searched."""
    return frozenset(entry.name for entry in entry_points(group=group))


def _is_extension(name: str) -> bool:
    return (
        _module_file("markdown", f"extensions/{name}.py").is_file()
        or _can_import(name)
        or name in _installed("markdown.extensions")
    )


def _module_file(package: str, name: str) -> Path:
    """Where a file of a package would be, without importing the package."""
    spec = importlib.util.find_spec(package)
    folders = (spec.submodule_search_locations if spec else None) or [""]
    return Path(folders[0], name)


def _can_import(name: str) -> bool:
    """Whether there is a module of that name, which `:` may follow with a class."""
    try:
        return importlib.util.find_spec(name.partition(":")[0]) is not None
    except Exception:  # noqa: BLE001 - importing the package that holds it may raise anything
        return False


def search_problem(name: str) -> Problem:
    """What is wrong with another search plugin, and what to do."""
    return (
        f"the plugin '{name}' is in the way: the site has a search of its own",
        "Use that one: remove 'search' from plugins.",
    )


def _check_options(document: Document, at: FieldPath, options: Tree) -> Iterator[Finding]:
    if _is_left_out(document, options, at):
        return
    if not isinstance(options, dict):
        yield document.report(
            "E012",
            "expected settings of the plugin",
            "Write '- readinglist: {search: true}'.",
            at=at,
        )
        return
    for name in options:
        here = (*at, name)
        if name not in _SWITCHES:
            hint = did_you_mean(name, _SWITCHES) or f"Known are {', '.join(_SWITCHES)}."
            yield document.report(
                "E012", f"the plugin has no setting '{name}'", hint, at=here, on_key=True
            )
            continue
        kind = kind_of(document, here)
        if kind.startswith("!"):
            continue
        if kind != "bool":
            yield document.report("E012", *TRUTH_PROBLEM, at=here)


# The theme


def _check_theme(settings: Settings) -> Iterator[Finding]:
    found = settings.find("theme")
    if found and isinstance(found[1], dict):
        at: FieldPath = ("theme", "name")
        found = settings.find("theme", "name") or found
    else:
        at = ("theme",)
    name = found[1] if found else "mkdocs"
    document = found[0] if found else settings.documents[0]
    if kind_of(document, at).startswith("!"):
        return
    if not isinstance(name, str):
        name = "mkdocs"
    if name != _THEME:
        yield document.report("E012", *theme_problem(name), at=at if found else ())
        return
    folders = list(_template_folders(settings))
    found = settings.find("theme", "locale")
    if found and not isinstance(found[1], str):
        yield found[0].report(
            "E012", "expected a language", "Write a code such as en.", at=("theme", "locale")
        )
    found = settings.find("theme", "language")
    if found and (language := settings.text("theme", "language")):
        problem = language_problem(language, folders)
        if problem:
            yield found[0].report("E012", *problem, at=("theme", "language"))
    yield from _check_palette(settings)
    yield from _check_icons(settings, folders)


def _template_folders(settings: Settings) -> Iterator[Path]:
    """The folders of templates, the project's own first."""
    if own := settings.text("theme", "custom_dir"):
        yield settings.root / own
    yield _module_file(_THEME, "templates")


def theme_problem(name: str) -> Problem:
    """What is wrong with another theme, and what to do."""
    return (
        f"the theme is '{name}', and the site is built on Material",
        f"Write 'theme: {{name: {_THEME}}}'.",
    )


def language_problem(language: str, folders: Iterable[Path]) -> Problem | None:
    """What is wrong with a language for which no folder of templates has texts, and what to do."""
    if any((folder / _LANGUAGES / f"{language}.html").is_file() for folder in folders):
        return None
    return (
        f"Material has no language '{language}'",
        "Write a code such as en, de or pt-BR.",
    )


def _check_palette(settings: Settings) -> Iterator[Finding]:
    found = settings.find("theme", "palette")
    at: FieldPath = ("theme", "palette")
    if not found or isinstance(found[1], dict) or _is_left_out(*found, at):
        return
    document, palette = found
    if not isinstance(palette, list):
        yield document.report(
            "E012", "expected the settings of a palette", "Write 'scheme: default' below it.", at=at
        )
        return
    for number, item in enumerate(palette):
        here: FieldPath = (*at, number)
        if not isinstance(item, dict):
            yield document.report(
                "E012", "expected the settings of a palette", "Write '- scheme: default'.", at=here
            )
        elif isinstance(toggle := item.get("toggle"), dict) and "icon" in toggle:
            continue
        elif "toggle" in item and not _is_left_out(document, item["toggle"], (*here, "toggle")):
            yield document.report(
                "E012",
                "expected an icon and a name",
                "Write 'icon: material/brightness-4' and 'name: …' below it.",
                at=(*here, "toggle"),
            )


def _check_icons(settings: Settings, folders: list[Path]) -> Iterator[Finding]:
    """Icons that are not among the theme's templates."""
    for document, name, at in _icons(settings):
        if not any((folder / _ICONS / f"{name}.svg").is_file() for folder in folders):
            yield document.report(
                "E012",
                f"Material has no icon '{name}'",
                "Write a name such as material/brightness-4 or fontawesome/brands/github.",
                at=at,
            )


def _icons(settings: Settings) -> Iterator[tuple[Document, str, FieldPath]]:
    """Every icon named in the settings, with its place."""
    for path in (("theme", "icon"), ("theme", "palette"), ("extra", "social")):
        found = settings.find(*path)
        if not found or _is_left_out(*found, path):
            continue
        document, node = found
        for at, value in texts_of(node, path):
            is_icon = "icon" in at[1:] and value and is_text(document, at)
            if is_icon:
                yield document, value, at


# Files and folders


def _check_files(settings: Settings) -> Iterator[Finding]:
    """Files that settings name and that do not exist."""
    tests: dict[str, tuple[Callable[[Path], bool], str]] = {
        "hooks": (Path.is_file, "file"),
        "watch": (Path.exists, "file or folder"),
    }
    for name, (exists, what) in tests.items():
        found = settings.find(name)
        if not found or not isinstance(found[1], list) or _is_left_out(*found, (name,)):
            continue
        document, items = found
        for number, item in enumerate(items):
            at: FieldPath = (name, number)
            if not isinstance(item, str) or not item or kind_of(document, at):
                continue
            if not exists(settings.root / item):
                yield document.report(
                    "E012", f"there is no {what} '{item}'", "Make it, or take the line out.", at=at
                )
    own = settings.text("theme", "custom_dir")
    found = settings.find("theme", "custom_dir")
    if own and found and not (settings.root / own).is_dir():
        yield found[0].report(
            "E012",
            f"there is no folder '{own}' for templates",
            "Make it, or take the line out.",
            at=("theme", "custom_dir"),
        )
    last = settings.documents[-1]
    parent = last.text("INHERIT")
    if parent and is_text(last, ("INHERIT",)) and not kind_of(last, ("INHERIT",)):
        yield last.report(
            "E012",
            f"the settings of '{parent}' cannot be inherited: there is no such file",
            "Correct its name, or take the line out.",
            at=("INHERIT",),
        )


def _check_folders(settings: Settings) -> Iterator[Finding]:
    docs = settings.docs
    if docs is not None and not docs.is_dir():
        found = settings.find("docs_dir")
        document = found[0] if found else settings.documents[0]
        yield document.report(
            "E012",
            f"there is no folder '{docs.name}' for the Markdown pages",
            "Make it, or name another in docs_dir.",
            at=("docs_dir",) if found else (),
        )

    site, root = settings.text("site_dir", default="site"), settings.root
    problem = site_problem(root / site, root / ENTRIES_FOLDER, docs) if site else None
    if problem:
        document = (settings.find("site_dir") or (settings.documents[0],))[0]
        yield document.report("E012", *problem, at=("site_dir",))


def site_problem(site: Path, entries: Path, docs: Path | None) -> Problem | None:
    """What is wrong with the output folder of a site, which a build replaces, and what to do.

    It must neither contain nor be inside of the site's sources, after links are resolved.
    """
    for what, folder in (("the entries", entries), ("the Markdown pages", docs)):
        if folder is not None and _overlap(site, folder):
            return f"the site would replace {what}", "Choose another folder for the site."
    return None


def _overlap(one: Path, other: Path) -> bool:
    one, other = one.resolve(), other.resolve()
    return one.is_relative_to(other) or other.is_relative_to(one)


# The navigation


def _check_nav(document: Document, node: Tree, at: FieldPath) -> Iterator[Finding]:
    """E012 for a navigation that MkDocs cannot use: not a list of pages, or of `Title: page`."""
    if not isinstance(node, list):
        yield document.report("E012", "expected a list of pages", "Start each with '- '.", at=at)
        return
    for number, item in enumerate(node):
        here: FieldPath = (*at, number)
        if isinstance(item, str) and item and is_text(document, here):
            continue
        if isinstance(item, dict) and len(item) == 1:
            ((title, value),) = item.items()
            if isinstance(value, str):
                if not value or not is_text(document, (*here, title)):
                    yield document.report(
                        "E012",
                        f"'{title}' names no page",
                        "Write the name of a Markdown file behind it.",
                        at=(*here, title),
                    )
                continue
            yield from _check_nav(document, value, (*here, title))
            continue
        yield document.report(
            "E012",
            "expected the name of a page, or one title with its page",
            "Write '- about.md' or '- About: about.md'.",
            at=here,
        )
