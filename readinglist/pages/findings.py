"""Findings as HTML, for the pages of a preview."""

from collections.abc import Sequence

from markupsafe import Markup

from readinglist.findings import Finding, summarise


def render_findings(findings: Sequence[Finding]) -> str:
    """A box that lists the findings; empty without findings."""
    if not findings:
        return ""
    items = Markup("").join(
        Markup("<li><code>{}</code> <strong>{} {}</strong> {}</li>").format(
            f"{finding.location}", finding.severity.word, finding.code, finding.text
        )
        for finding in findings
    )
    return str(
        Markup('<div class="rl-findings" role="alert"><p>{}</p><ul>{}</ul></div>').format(
            summarise(findings), items
        )
    )
