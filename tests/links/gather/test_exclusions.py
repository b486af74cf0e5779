"""`links.yml`: settings of hosts, and links that are not checked."""

import datetime

import pytest

from readinglist.links.gather.exclusions import read_exclusions

TODAY = datetime.date(2026, 11, 21)

EXCLUSIONS = """\
hosts:
  - {host: slow.example, at-once: 1, pause: 0.5}
exclusions:
  - {url: https://a.example/x, reason: r, until: 2026-12-01}
  - {url: https://a.example/private/*, reason: r, until: 2026-11-21}
  - {host: closed.example, reason: r, until: 2026-11-20}
  - {host: never.example, reason: r, until: 2026-12-01}
"""


def test_exclusions(tmp_path):
    (tmp_path / "links.yml").write_text(EXCLUSIONS, "utf-8")
    exclusions = read_exclusions(tmp_path, TODAY)
    assert exclusions.findings == []
    assert exclusions.hosts["slow.example"].pause == 0.5
    held = ["https://a.example/x", "https://a.example/private/1"]
    free = ["https://a.example/x/y", "https://a.example/private", "https://www.closed.example/",
            "https://unclosed.example/"]  # fmt: skip
    assert [url for url in held + free if exclusions.holds_for(url)] == held
    found = [*exclusions.check_expired(), *exclusions.check_unused()]
    assert [(finding.code, str(finding.location)) for finding in found] == [
        ("W607", "links.yml:6:5"), ("W608", "links.yml:7:5"),
    ]  # fmt: skip
    assert [finding.code for finding in exclusions.check_expired()] == ["W607"]


@pytest.mark.parametrize(
    ("content", "code", "place"),
    [
        ("exclusions:\n  - {url: https://a.example/, until: 2026-12-01}\n", "E102", "2:5"),
        ("exclusions:\n  - {url: https://a.example/, reason: r}\n", "E102", "2:5"),
        ("exclusions:\n  - {reason: r, until: 2026-12-01}\n", "E604", "2:5"),
        ("exclusions:\n  - {url: https://a/, host: a.b, reason: r, until: 2026-12-01}\n",
         "E604", "2:5"),
        ("exclusions:\n  - {url: 'https://*', reason: r, until: 2026-12-01}\n", "E604", "2:11"),
        ("exclusions:\n  - {host: https://a.b, reason: r, until: 2026-12-01}\n", "E604", "2:12"),
        ("exclusions:\n  - {host: a.b, reason: r, until: soon}\n", "E109", "2:35"),
        ("exclusions:\n  - {host: a.b, reason: r, until: 2028-01-01}\n", "E604", "2:35"),
        ("hosts:\n  - {host: a.b, at-once: 0}\n", "E604", "2:26"),
        ("hosts:\n  - {host: a.b, pauze: 1}\n", "E101", "2:17"),
        ("exclusions: [\n", "E002", "1:14"),
        ("- x\n", "E103", "1:1"),
    ],
)  # fmt: skip
def test_invalid_settings(tmp_path, content, code, place):
    (tmp_path / "links.yml").write_text(content, "utf-8")
    found = read_exclusions(tmp_path, TODAY).findings
    assert [(finding.code, str(finding.location)) for finding in found] == [
        (code, f"links.yml:{place}")
    ]
