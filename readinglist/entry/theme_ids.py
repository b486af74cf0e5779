"""How entries name themes: `scaling` for a whole theme, `scaling/laws` for a section of it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from readinglist.entry.model import Section, Theme


@dataclass(frozen=True, slots=True)
class ThemePlace:
    """What an entry can belong to: a theme, or one of its sections."""

    theme: Theme
    section: Section | None = None

    @property
    def id(self) -> str:
        """What entries write."""
        return section_id(self.theme.id, self.section.id) if self.section else self.theme.id

    @property
    def title(self) -> str:
        """The title of the section, or else of the theme."""
        return self.section.title if self.section else self.theme.title

    @property
    def full_title(self) -> str:
        """The title, that of a section behind its theme's."""
        return f"{self.theme.title}: {self.section.title}" if self.section else self.theme.title


def theme_places(themes: Iterable[Theme]) -> Iterator[ThemePlace]:
    """The themes in their order, each followed by its sections."""
    for theme in themes:
        yield ThemePlace(theme)
        yield from (ThemePlace(theme, section) for section in theme.sections)


def theme_ids(themes: Iterable[Theme]) -> list[str]:
    """The ids that entries can write, in the order of `theme_places`."""
    return [place.id for place in theme_places(themes)]


def section_id(theme: str, section: str) -> str:
    """What entries write for a section, from the two ids in themes.yml."""
    return f"{theme}/{section}"


def theme_of(place: str) -> str:
    """The theme's own id in what an entry writes."""
    return place.partition("/")[0]
