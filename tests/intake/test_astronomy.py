"""Journals that NASA's ADS abbreviates by macros."""

import pytest

from readinglist.intake.astronomy import journal_of_macro


@pytest.mark.parametrize(
    ("source", "journal"),
    [
        (r"\apj", "Astrophysical Journal"),
        (r"{\apj}", "Astrophysical Journal"),
        (" {\\mnras }\n", "Monthly Notices of the Royal Astronomical Society"),
        (r"\na", "New Astronomy"),
        (r"\nat", "Nature"),
        # Letters and supplements are journals of their own.
        (r"\apjl", "Astrophysical Journal Letters"),
        # Anything else is no macro alone.
        (r"\apj Letters", ""),
        (r"The \apj", ""),
        (r"\APJ", ""),
        (r"\unknown", ""),
        ("apj", ""),
        ("\\", ""),
        ("", ""),
    ],
)
def test_only_a_macro_alone_is_a_journal(source, journal):
    assert journal_of_macro(source) == journal
