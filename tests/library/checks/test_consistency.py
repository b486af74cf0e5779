"""Consistency of the ids of themes and entries."""

from readinglist.library.checks import check_library
from readinglist.library.reading import read_library

THEMES = """\
- title: A theme whose id was forgotten
  lead: A lead.
  introduction: An introduction.
  sections: [{id: part, title: A part, lead: Its lead.}]
- id: data
  title: Data
  lead: A lead.
  introduction: An introduction.
  sections: [{id: sources, title: Sources, lead: Its lead.}]
"""


def test_empty_sections_are_reported_only_in_valid_themes(tmp_path):
    (tmp_path / "entries/papers").mkdir(parents=True)
    (tmp_path / "entries/themes.yml").write_text(THEMES, "utf-8")
    (tmp_path / "entries/papers/doe2020.yml").write_text("themes: [data]\n", "utf-8")
    found = [
        finding.message
        for finding in check_library(read_library(tmp_path))
        if finding.code == "N505"
    ]
    assert found == ["no entry belongs to the section 'data/sources'"]
