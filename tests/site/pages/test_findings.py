"""Findings at the top of a preview's pages."""

from readinglist.entry.findings import Finding, Location, Severity
from readinglist.site.pages.findings import render_findings


def test_without_findings_there_is_nothing():
    assert render_findings([]) == ""


def test_each_finding_has_its_place_and_its_advice():
    html = render_findings(
        [
            Finding(
                "E203", Severity.ERROR, Location("a.yml", 9, 11), "unknown work 'x'", "Add it."
            ),
            Finding("W402", Severity.WARNING, Location("b.yml", 1, 1), "withdrawn"),
        ]
    )
    assert html == (
        '<div class="rl-findings" role="alert"><p>1 error, 1 warning</p><ul>'
        "<li><code>a.yml:9:11</code> <strong>error E203</strong> "
        "unknown work &#39;x&#39;. Add it.</li>"
        "<li><code>b.yml:1:1</code> <strong>warning W402</strong> withdrawn</li>"
        "</ul></div>"
    )


def test_what_an_entry_says_is_no_markup():
    odd = "<script>\x1b[31m\u202e"
    html = render_findings([Finding("E105", Severity.ERROR, Location(odd), odd, odd, odd)])
    assert "<script" not in html
    assert html.isprintable()
    assert html.count("&lt;script&gt;") == 4  # the place, the field, the message, the hint
