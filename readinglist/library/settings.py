"""The settings in mkdocs.yml, read as text with the place of each setting."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from readinglist.entry.places import SETTINGS_FILE
from readinglist.entry.yaml.document import Document, FieldPath, Tree, read_document

PLUGIN = "readinglist"
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
        is_tagged = kind_of(document, path).startswith("!")
        return value if isinstance(value, str) and not is_tagged else None

    @property
    def plugin(self) -> tuple[Document, FieldPath, Tree] | None:
        """Where the plugin is named, and its settings; None if it is not."""
        return next((named[1:] for named in self.named("plugins") if named[0] == PLUGIN), None)

    def named(self, setting: str) -> Iterator[tuple[str, Document, FieldPath, Tree]]:
        """Name, document, place and settings of every plugin or Markdown extension."""
        found = self.find(setting)
        if found is None:
            return
        document, node = found
        if isinstance(node, dict):
            yield from (
                (name, document, (setting, name), options) for name, options in node.items()
            )
        for number, item in enumerate(node if isinstance(node, list) else ()):
            at: FieldPath = (setting, number)
            if isinstance(item, str):
                yield item, document, at, ""
            elif isinstance(item, dict):
                for name, options in item.items():
                    yield name, document, (*at, name), options

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


def kind_of(document: Document, at: FieldPath) -> str:
    """What MkDocs reads instead of a text: a type such as `int`, or a tag such as `!ENV`."""
    return document.eaten.get(at, "")


def nav_pages(settings: Settings) -> Iterator[tuple[Document, FieldPath, str]]:
    """The pages named in the navigation with their places, including external addresses."""
    found = settings.find("nav")
    if found:
        yield from ((found[0], at, text) for at, text in texts_of(found[1], ("nav",)))


def texts_of(node: Tree, at: FieldPath) -> Iterator[tuple[FieldPath, str]]:
    """Every text in the value of a setting, with its place."""
    if isinstance(node, str):
        yield at, node
    elif isinstance(node, list):
        for number, item in enumerate(node):
            yield from texts_of(item, (*at, number))
    else:
        for key, item in node.items():
            yield from texts_of(item, (*at, key))
