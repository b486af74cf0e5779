"""The navigation: without empty lists, and made from what there is if mkdocs.yml has none."""

from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import PurePath
from typing import Any

from mkdocs.utils import nest_paths

#: A page's file in docs/, or a title with a page or with the items below it, as in mkdocs.yml.
NavItem = Any

#: The page of all works, whose own title would be too long.
_ALL_WORKS = {"All works": "papers/index.md"}


def without_missing(nav: Iterable[NavItem], is_missing: Callable[[str], bool]) -> list[NavItem]:
    """The navigation without list pages that the site does not have.

    A section that loses all its items goes too. `is_missing` takes a page's name.
    """
    return list(_kept(nav, is_missing))


def _kept(nav: Iterable[NavItem], is_missing: Callable[[str], bool]) -> Iterator[NavItem]:
    for item in nav:
        if isinstance(item, dict):
            kept = {title: _value(value, is_missing) for title, value in item.items()}
            kept = {title: value for title, value in kept.items() if value is not None}
            if kept or not item:
                yield kept
        elif _value(item, is_missing) is not None:
            yield item


def _value(value: NavItem, is_missing: Callable[[str], bool]) -> NavItem | None:
    """A page or what is left of a section; None for nothing."""
    if isinstance(value, list):
        kept = list(_kept(value, is_missing))
        return kept if kept or not value else None
    if isinstance(value, str):
        name = PurePath(value).as_posix()
        return None if name.endswith(".md") and is_missing(name.removesuffix(".md")) else value
    return value


def make_nav(lists: Collection[str], themes: Iterable[str], own: Iterable[str]) -> list[NavItem]:
    """A navigation of the list pages with these names, then the project's own pages.

    `themes` are the ids of the themes. `own` are the project's files in docs/; as MkDocs does
    without a navigation, each is shown by its title, and those in a folder form a section.
    """
    works = ["structures", "years/index", "authors/index", "tags/index"]
    claims = ["claims/index", "contested", "questions", "predictions"]
    # What the list does not cover is mostly about claims, or without them about works.
    (claims if "claims/index" in lists else works).append("coverage")
    theme_pages = [f"themes/{theme}.md" for theme in themes]
    all_works = [_ALL_WORKS] if "papers/index" in lists else []
    return [
        {"Home": "index.md"},
        {"Browse": "browse/index.md"},
        *(_section("Themes", theme_pages) if len(theme_pages) > 1 else theme_pages),
        *_section("Works", [*all_works, *_files(works, lists)]),
        *_section("Claims", _files(claims, lists)),
        *_section("Essays", _files(("essays/index",), lists)),
        *_section("Paths", _files(("paths/index",), lists)),
        {"My reading": "reading.md"},
        *nest_paths(own),
    ]


def _files(names: Iterable[str], lists: Collection[str]) -> list[NavItem]:
    return [f"{name}.md" for name in names if name in lists]


def _section(title: str, items: list[NavItem]) -> list[NavItem]:
    """A section, or the item itself if it is the only one; nothing for no items."""
    if len(items) > 1:
        return [{title: items}]
    return [{title: item} if isinstance(item, str) else item for item in items]
