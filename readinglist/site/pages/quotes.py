"""Quotes of evidence: where they cut a sentence, whether they were verified, where they stand."""

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote as percent_encode

from readinglist.entry.model import Citation
from readinglist.library.works import Work
from readinglist.values.folding import fold_quote

#: How a sentence ends, with closing brackets and quotation marks behind it.
_END = re.compile("[.!?…][\"'”’»)\\]]*$")
#: Signs behind which a sentence goes on.
_GOES_ON = frozenset(",;:–—-")
#: What may stand before the first letter of a sentence.
_OPENING = "\"'“‘«([…"
#: Signs of TeX, of which a page shows something else, and the runs of words between them.
_TEX = re.compile(r"[$\\]")
_PLAIN_RUN = re.compile(r"[^$\\{}~^_`]+")
#: The first of arXiv's identifiers (year and month) whose papers arXiv itself has as web pages.
_FIRST_WEB_PAGES = 2312
#: Words at either end of a long quote that a browser looks for.
_ENDS, _WHOLE = 4, 10


@dataclass(frozen=True)
class Verification:
    """Whether a quote stands where it is said to, as a word for the page.

    `is_verified` is true when the words were found in the abstract that the lock holds.
    """

    is_verified: bool
    words: str


@dataclass(frozen=True)
class Place:
    """Where a quote can be looked up: the link's text and address."""

    label: str
    url: str


def with_cuts(quote: str, text: str | None = None) -> str:
    """The quote with `…` at an end where it cuts a sentence.

    With the text that holds it, what stands before and behind it decides. Without, a small first
    letter and a sign that ends no sentence tell; where they do not, nothing is added.
    """
    before, after = _around(quote, text)
    if before is None:
        is_cut_before = quote.lstrip(_OPENING)[:1].islower() and not quote.startswith("…")
        is_cut_after = quote[-1:] in _GOES_ON
    else:
        is_cut_before = bool(before) and not _END.search(before)
        is_cut_after = bool(after) and after[0] not in ".!?" and not _END.search(quote)
    return f"{'… ' if is_cut_before else ''}{quote}{' …' if is_cut_after else ''}"


def _around(quote: str, text: str | None) -> tuple[str | None, str]:
    """What stands before and behind the quote in the text; None where it does not stand there."""
    if not text:
        return None, ""
    before, found, after = _folded(text).partition(fold_quote(quote))
    return (before.rstrip(), after.strip()) if found else (None, "")


@lru_cache(1 << 12)
def _folded(text: str) -> str:
    return fold_quote(text)


def verification_of(citation: Citation, work: Work) -> Verification:
    """What is known of a quote of the work, and from which version.

    Only the abstracts of the lock are at hand: a quote with a locator is from elsewhere in the
    work, and nobody but its contributor has checked it.
    """
    if citation.locator or not work.arxiv:
        return Verification(False, "not verified")
    if not work.abstract:
        return Verification(False, "not verified yet")
    version = _version_of(work)
    if not citation.quote or fold_quote(citation.quote) not in _folded(work.abstract):
        return Verification(False, f"not in the abstract{version}")
    return Verification(True, f"verified in the abstract{version}")


def _version_of(work: Work) -> str:
    """Which abstract the lock holds: ` of v7`, or the day of that version, or of reading it."""
    if work.version:
        return f" of v{work.version}"
    if work.updated:
        return f" of {work.updated.spoken}"
    return f", read {work.provenance.day.spoken}" if work.provenance else ""


def place_of(citation: Citation, work: Work, home: str) -> Place | None:
    """Where the quote stands, as near as an address can say; None for a work without any address.

    `home` is where a work that is not on arXiv is read: its address, or a copy of what was there.
    A paper of arXiv has its abstract on its own page. Of a passage elsewhere in it arXiv has a web
    page if the paper is from December 2023 or later, and otherwise the PDF, in which most browsers
    find no words.
    """
    if work.arxiv is None or work.withdrawn is not None:
        return Place("See it in context", _found(home, citation.quote)) if home else None
    if not citation.locator:
        return Place(
            "See it in the abstract", _found(_of_version(work, work.arxiv.abs_url), citation.quote)
        )
    year_and_month = work.arxiv.value.partition(".")[0]
    if year_and_month.isdigit() and int(year_and_month) >= _FIRST_WEB_PAGES:
        page = work.arxiv.abs_url.replace("/abs/", "/html/")
        return Place("See it in the paper", _found(_of_version(work, page), citation.quote))
    return Place("Look it up in the PDF", _of_version(work, work.arxiv.pdf_url))


def _of_version(work: Work, url: str) -> str:
    """The address of the version that the lock knows, as a later one may say it otherwise."""
    return f"{url}v{work.version}" if work.version else url


def _found(url: str, quote: str | None) -> str:
    words = _as_shown(quote) if quote else ""
    return f"{url}{'' if '#' in url else '#'}{text_fragment(words)}" if words else url


def _as_shown(quote: str) -> str:
    """The words of a quote that a page surely has as they are: of one with TeX, which pages show as
    formulas, the longest run between the formulas; empty where that tells nothing.
    """
    if not _TEX.search(quote):
        return quote
    # The words beside a formula may be parts of it.
    runs = [run.split()[1:-1] for run in _PLAIN_RUN.findall(quote)]
    longest: list[str] = max(runs, key=len, default=[])
    return " ".join(longest) if len(longest) > 2 else ""


def text_fragment(quote: str) -> str:
    """The fragment by which a browser scrolls to the quote and marks it.

    See wicg.github.io/scroll-to-text-fragment. A long quote is given by its first and last words,
    so that the address stays short.
    """
    words = quote.split()
    if len(words) <= _WHOLE:
        return f":~:text={_encoded(words)}"
    return f":~:text={_encoded(words[:_ENDS])},{_encoded(words[-_ENDS:])}"


def _encoded(words: list[str]) -> str:
    return percent_encode(" ".join(words), safe="").replace("-", "%2D")
