"""How entries refer to themes: `scaling` for a whole theme, `scaling/laws` for a section."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from readinglist.entry.model import Section, Theme


@dataclass(frozen=True, slots=True)
class ThemePlace:
    """Something that entries can belong to: a theme, or one of its sections."""

    theme: Theme
    section: Section | None = None

    @property
    def id(self) -> str:
        """The id that entries use."""
        return section_id(self.theme.id, self.section.id) if self.section else self.theme.id

    @property
    def title(self) -> str:
        """The title of the section, otherwise of the theme."""
        return self.section.title if self.section else self.theme.title

    @property
    def full_title(self) -> str:
        """The title; a section's title is preceded by its theme's."""
        return f"{self.theme.title}: {self.section.title}" if self.section else self.theme.title


def theme_places(themes: Iterable[Theme]) -> Iterator[ThemePlace]:
    """The themes in order, each followed by its sections."""
    for theme in themes:
        yield ThemePlace(theme)
        yield from (ThemePlace(theme, section) for section in theme.sections)


def theme_ids(themes: Iterable[Theme]) -> list[str]:
    """The ids that entries can use, in the order of `theme_places`."""
    return [place.id for place in theme_places(themes)]


def section_id(theme: str, section: str) -> str:
    """The id that entries use for a section, from the two ids in themes.yml."""
    return f"{theme}/{section}"


def theme_of(place: str) -> str:
    """The theme's id within an id that entries use."""
    return place.partition("/")[0]
