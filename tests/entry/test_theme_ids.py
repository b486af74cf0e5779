"""The ids of themes and sections in entries."""

from readinglist.entry.model import Theme
from readinglist.entry.theme_ids import section_id, theme_ids, theme_of, theme_places

THEMES = [
    Theme.model_validate(
        {"id": theme_id, "title": theme_id.title(), "lead": "L.", "introduction": "I.", **more}
    )
    for theme_id, more in (
        ("scaling", {"sections": [{"id": "laws", "title": "Laws", "lead": "L."}]}),
        ("data", {}),
    )
]


def test_each_theme_comes_before_its_sections():
    assert theme_ids(THEMES) == ["scaling", "scaling/laws", "data"]
    assert [place.title for place in theme_places(THEMES)] == ["Scaling", "Laws", "Data"]
    assert [place.full_title for place in theme_places(THEMES)] == [
        "Scaling", "Scaling: Laws", "Data",
    ]  # fmt: skip


def test_splitting_an_id():
    assert section_id("scaling", "laws") == "scaling/laws"
    assert theme_of("scaling/laws") == theme_of("scaling") == "scaling"
