"""Links from pages to the forge: to edit an entry, to report a problem, to suggest an entry.

Without a repository or without its forms, the links that need them are empty, and pages omit them.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from readinglist.intake.issue_forms import form_url


@dataclass(frozen=True)
class ForgeLinks:
    """The location of the list on a forge.

    `repository` is its address, or empty if it has no issue forms. `edit_base` is the prefix of an
    entry's path for editing, or empty. `site_url` is the published site's address.
    """

    repository: str = ""
    edit_base: str = ""
    site_url: str = ""

    def edit(self, source: str | None) -> str:
        """The address for editing the entry's file."""
        return f"{self.edit_base}{source}" if self.edit_base and source else ""

    def report(self, entry_id: str, title: str, url: str) -> str:
        """The form to report a problem with an entry, whose page has this address in the site."""
        page = f"{self.site_url.rstrip('/')}/{url}" if self.site_url else ""
        return self._form("problem", f"Problem: {title}", {"entry": entry_id, "page": page})

    def report_any(self) -> str:
        """The form to report any problem."""
        return self._form("problem", "", {})

    def oppose(self, entry_id: str, title: str, url: str) -> str:
        """The form to name evidence against the claim on this page."""
        page = f"{self.site_url.rstrip('/')}/{url}" if self.site_url else ""
        return self._form("problem", f"Against: {title}", {"entry": entry_id, "page": page})

    def suggest_paper(self) -> str:
        """The form to suggest a paper."""
        return self._form("paper", "", {})

    def suggest_claim(self, essay: str = "") -> str:
        """The form to suggest a claim, optionally of this essay."""
        return self._form("claim", "", {"essay": essay})

    def _form(self, name: str, title: str, answers: Mapping[str, str]) -> str:
        if not self.repository:
            return ""
        # Forges reject URLs that are too long.
        short = title if len(title) <= 120 else f"{title[:119].rstrip()}…"
        return form_url(self.repository, name, short, answers)
