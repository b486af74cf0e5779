"""The catalogue of findings: what each code means, why it matters, and an example of each side.

`docs/findings.md` is generated from it, and the tests run every example: the bad one gives the
code, the good one does not.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from readinglist.findings import Severity


@dataclass(frozen=True)
class Rule:
    """A code with its meaning.

    `title` completes "This finding means: …" in a few words; `why` says what would go wrong and
    what to do. `bad` and `good` map paths within the entries' folder to the content of a file, laid
    over the small sound list of `BASE`; the file that the finding is about comes first. An empty
    content removes the file.
    """

    code: str
    severity: Severity
    title: str
    why: str
    bad: Mapping[str, str]
    good: Mapping[str, str]
