"""Renders findings as HTML, for the pages of a preview."""

from collections.abc import Sequence

from markupsafe import Markup

from readinglist.entry.findings import Finding, summarise
from readinglist.values.visible import show_line


def render_findings(findings: Sequence[Finding]) -> str:
    """A box that lists the findings; empty without findings."""
    if not findings:
        return ""
    items = Markup("").join(
        Markup("<li><code>{}</code> <strong>{} {}</strong> {}</li>").format(
            show_line(str(finding.location)),
            finding.severity.word,
            finding.code,
            show_line(finding.text),
        )
        for finding in findings
    )
    return str(
        Markup('<div class="rl-findings" role="alert"><p>{}</p><ul>{}</ul></div>').format(
            summarise(findings), items
        )
    )
