"""The settings in mkdocs.yml that concern a list, read as text with the place of each setting.

MkDocs reads the file too and stops at the first setting that it cannot use. These checks come first
and report all mistakes at once with their places; and `validate` makes them without MkDocs, which
takes longer to load than a list takes to check.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from readinglist.entry.findings import Finding
from readinglist.entry.places import ENTRIES_FOLDER, SETTINGS_FILE
from readinglist.entry.yaml.document import Document, FieldPath, Tree, read_document
from readinglist.values.folding import did_you_mean

PLUGIN = "readinglist"
#: Other search plugins must not be configured, because the site has a search of its own.
OTHER_SEARCHES = ("search", "material/search")
_THEME = "material"
#: Settings that MkDocs accepts only as complete web addresses, or empty.
_ADDRESSES = ("site_url", "repo_url")
_COMPLETE = re.compile(r"[a-z][a-z\d+.-]*://[^/?#]", re.IGNORECASE)
#: The plugin's settings.
_SWITCHES = ("search", "content_security_policy")
#: How long a chain of files may inherit settings.
_PARENTS = 10


@dataclass(frozen=True)
class Settings:
    """The settings of a project.

    `documents` are mkdocs.yml and the files it inherits from (`INHERIT`), nearest first.
    """

    root: Path
    documents: tuple[Document, ...]

    def find(self, *path: str) -> tuple[Document, Tree] | None:
        """The value of a setting and the document that holds it, or None."""
        for document in self.documents:
            value = document.node(*path)
            if value is not None:
                return document, value
        return None

    def text(self, *path: str, default: str = "") -> str | None:
        """A setting as text; None if only MkDocs can resolve it, as with `!ENV`."""
        found = self.find(*path)
        if found is None:
            return default
        document, value = found
        is_tagged = _kind_of(document, path).startswith("!")
        return value if isinstance(value, str) and not is_tagged else None

    @property
    def plugin(self) -> tuple[Document, FieldPath, Tree] | None:
        """Where the plugin is named, and its settings; None if it is not."""
        return next((plugin[1:] for plugin in self._plugins() if plugin[0] == PLUGIN), None)

    def _plugins(self) -> Iterator[tuple[str, Document, FieldPath, Tree]]:
        """Name, document, place and settings of every plugin."""
        found = self.find("plugins")
        if found is None:
            return
        document, plugins = found
        if isinstance(plugins, dict):
            yield from (
                (name, document, ("plugins", name), options) for name, options in plugins.items()
            )
        elif isinstance(plugins, list):
            for number, plugin in enumerate(plugins):
                at: FieldPath = ("plugins", number)
                if isinstance(plugin, str):
                    yield plugin, document, at, ""
                elif isinstance(plugin, dict):
                    for name, options in plugin.items():
                        yield name, document, (*at, name), options

    def check(self) -> Iterator[Finding]:
        """E012 for settings that concern the list and that the build would refuse."""
        nearest = self.documents[0]
        if not isinstance(nearest.tree, dict):
            unreadable = [
                finding for finding in nearest.findings if finding.code in ("E001", "E002")
            ]
            yield from unreadable or [
                nearest.report("E012", "expected settings", "Write them as 'name: value' lines.")
            ]
            return
        if self.find("site_name") is None:
            yield nearest.report(
                "E012", "the setting 'site_name' is missing", "Give the list's title."
            )
        yield from self._check_texts()
        yield from self._check_plugins()
        yield from self._check_theme()
        yield from self._check_folders()
        found = self.find("nav")
        if found:
            yield from _check_nav(found[0], found[1], ("nav",))

    def _check_texts(self) -> Iterator[Finding]:
        """Titles such as 2024, which YAML reads as a number, and addresses without https://."""
        for name in ("site_name", "site_description", "site_author", "copyright", *_ADDRESSES):
            found = self.find(name)
            if found is None:
                continue
            document, value = found
            kind = _kind_of(document, (name,))
            if kind.startswith("!") or not isinstance(value, str):
                continue  # only MkDocs can resolve it
            if not value or kind == "null":
                if name != "site_name":
                    continue  # as if it were not given
                problem = "expected a text", "Give the list's title."
            elif kind:
                problem = f"without quotes YAML does not read {value} as text", f'Write "{value}".'
            elif name in _ADDRESSES and not _COMPLETE.match(value):
                problem = f"'{value}' is not a complete web address", "Start it with https://."
            else:
                continue
            yield document.report("E012", *problem, at=(name,))

    def _check_plugins(self) -> Iterator[Finding]:
        if self.plugin is None:
            found = self.find("plugins")
            document = found[0] if found else self.documents[0]
            yield document.report(
                "E012",
                f"the plugin '{PLUGIN}' is not named",
                f"Add '- {PLUGIN}' to plugins.",
                at=("plugins",) if found else (),
            )
        for name, document, at, options in self._plugins():
            if name in OTHER_SEARCHES:
                yield document.report("E012", *search_problem(name), at=at)
            elif name == PLUGIN:
                yield from _check_options(document, at, options)

    def _check_theme(self) -> Iterator[Finding]:
        found = self.find("theme")
        if found and isinstance(found[1], dict):
            at: FieldPath = ("theme", "name")
            found = self.find("theme", "name") or found
        else:
            at = ("theme",)
        name = found[1] if found else "mkdocs"
        document = found[0] if found else self.documents[0]
        if isinstance(name, str) and name != _THEME and not _kind_of(document, at).startswith("!"):
            yield document.report("E012", *theme_problem(name), at=at if found else ())

    def _check_folders(self) -> Iterator[Finding]:
        docs = self.docs
        if docs is not None and not docs.is_dir():
            found = self.find("docs_dir")
            document = found[0] if found else self.documents[0]
            yield document.report(
                "E012",
                f"there is no folder '{docs.name}' for the Markdown pages",
                "Make it, or name another in docs_dir.",
                at=("docs_dir",) if found else (),
            )

        site = self.text("site_dir", default="site")
        problem = site_problem(self.root / site, self.root / ENTRIES_FOLDER, docs) if site else None
        if problem:
            document = (self.find("site_dir") or (self.documents[0],))[0]
            yield document.report("E012", *problem, at=("site_dir",))

    @property
    def docs(self) -> Path | None:
        """The folder of the Markdown pages; None if only MkDocs knows it."""
        name = self.text("docs_dir", default="docs")
        return None if name is None else self.root / name

    def warns_of(self, kind: str, what: str) -> bool:
        """Whether the build warns about something (MkDocs' `validation`), as it does by default."""
        for path in (("validation", kind, what), ("validation", what), ("validation", kind)):
            level = self.text(*path)
            if level:
                return level == "warn"
        return self.text("validation", default="warn") not in ("info", "ignore")


def read_settings(root: Path, name: str = SETTINGS_FILE) -> Settings | None:
    """The settings of a project's folder; None if the file does not exist.

    Raises `StorageError` if it cannot be read.
    """
    file = root / name
    if not file.is_file():
        return None
    documents = [read_document(file, name)]
    while (parent := documents[-1].text("INHERIT")) and len(documents) < _PARENTS:
        file = file.parent / parent
        if not file.is_file():
            break  # MkDocs reports it
        documents.append(read_document(file, _relative(file, root)))
    return Settings(root, tuple(documents))


def _relative(file: Path, root: Path) -> str:
    whole = file.resolve()
    inside = whole.is_relative_to(root.resolve())
    return whole.relative_to(root.resolve()).as_posix() if inside else str(file)


def search_problem(name: str) -> tuple[str, str]:
    """What is wrong with another search plugin, and what to do."""
    return (
        f"the plugin '{name}' is in the way: the site has a search of its own",
        "Use that one: remove 'search' from plugins.",
    )


def theme_problem(name: str) -> tuple[str, str]:
    """What is wrong with another theme, and what to do."""
    return (
        f"the theme is '{name}', and the site is built on Material",
        f"Write 'theme: {{name: {_THEME}}}'.",
    )


def site_problem(site: Path, entries: Path, docs: Path | None) -> tuple[str, str] | None:
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


#: What is wrong with a boolean setting of the plugin, and what to do.
TRUTH_PROBLEM = ("expected 'true' or 'false'", "Write one of the two, without quotes.")


def _kind_of(document: Document, at: FieldPath) -> str:
    """What MkDocs reads instead of a text: a type such as `int`, or a tag such as `!ENV`."""
    return document.eaten.get(at, "")


def _check_options(document: Document, at: FieldPath, options: Tree) -> Iterator[Finding]:
    if options == "":
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
        kind = _kind_of(document, here)
        if kind.startswith("!"):
            continue
        if kind != "bool":
            yield document.report("E012", *TRUTH_PROBLEM, at=here)


def _is_text(document: Document, at: FieldPath) -> bool:
    kind = _kind_of(document, at)
    return not kind or kind.startswith("!")


def _check_nav(document: Document, node: Tree, at: FieldPath) -> Iterator[Finding]:
    """E012 for a navigation that MkDocs cannot use: not a list of pages, or of `Title: page`."""
    if not isinstance(node, list):
        yield document.report("E012", "expected a list of pages", "Start each with '- '.", at=at)
        return
    for number, item in enumerate(node):
        here: FieldPath = (*at, number)
        if isinstance(item, str) and item and _is_text(document, here):
            continue
        if isinstance(item, dict) and len(item) == 1:
            ((title, value),) = item.items()
            if isinstance(value, str):
                if not value or not _is_text(document, (*here, title)):
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


def nav_pages(settings: Settings) -> Iterator[tuple[Document, FieldPath, str]]:
    """The pages named in the navigation with their places, including external addresses."""
    found = settings.find("nav")
    if found:
        yield from ((found[0], at, text) for at, text in _texts(found[1], ("nav",)))


def _texts(node: Tree, at: FieldPath) -> Iterator[tuple[FieldPath, str]]:
    if isinstance(node, str):
        yield at, node
    elif isinstance(node, list):
        for number, item in enumerate(node):
            yield from _texts(item, (*at, number))
    else:
        for key, item in node.items():
            yield from _texts(item, (*at, key))
