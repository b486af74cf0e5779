"""Quotes of evidence: truncated sentences, verification, and where to look them up."""

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote as percent_encode

from readinglist.entry.model import Citation
from readinglist.library.works import Work
from readinglist.values.folding import fold_quote

#: The end of a sentence, with closing brackets and quotation marks after it.
_END = re.compile("[.!?…][\"'”’»)\\]]*$")
#: Signs after which a sentence continues.
_GOES_ON = frozenset(",;:–—-")
#: What may come before the first letter of a sentence.
_OPENING = "\"'“‘«([…"
#: Characters of TeX, which pages show differently, and the runs of words between them.
_TEX = re.compile(r"[$\\]")
_PLAIN_RUN = re.compile(r"[^$\\{}~^_`]+")
#: The first arXiv id (year and month) for which arXiv has papers as web pages.
_FIRST_WEB_PAGES = 2312
#: Words at each end of a long quote that a browser searches for.
_ENDS, _WHOLE = 4, 10


@dataclass(frozen=True)
class Verification:
    """Whether a quote was found in its source, with the wording for the page.

    `is_verified` is true if the words were found in the lock's abstract.
    """

    is_verified: bool
    words: str


@dataclass(frozen=True)
class Place:
    """Where a quote can be looked up: a link's text and address."""

    label: str
    url: str


def with_cuts(quote: str, text: str | None = None) -> str:
    """The quote with `…` at each end that truncates a sentence.

    If the source text is given, its context decides. Otherwise a lower-case first letter, or a last
    sign that does not end a sentence, is taken as truncation.
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
    """The text before and after the quote; None if the text does not contain it."""
    if not text:
        return None, ""
    before, found, after = _folded(text).partition(fold_quote(quote))
    return (before.rstrip(), after.strip()) if found else (None, "")


@lru_cache(1 << 12)
def _folded(text: str) -> str:
    return fold_quote(text)


def verification_of(citation: Citation, work: Work) -> Verification:
    """What is known about a quote of the work, and from which version.

    Only the lock's abstracts are available: a quote with a locator is from elsewhere in the work,
    and was only checked by its contributor.
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
    """Which abstract the lock holds: ` of v7`, or the day of that version or of reading it."""
    if work.version:
        return f" of v{work.version}"
    if work.updated:
        return f" of {work.updated.spoken}"
    return f", read {work.provenance.day.spoken}" if work.provenance else ""


def place_of(citation: Citation, work: Work, home: str) -> Place | None:
    """Where the quote is, as precisely as a URL can say; None for a work without a URL.

    `home` is where a work that is not on arXiv can be read: its address, or an archived copy. An
    arXiv paper has its abstract on its own page. For a passage elsewhere in it, arXiv has a web
    page if the paper is from December 2023 or later, otherwise the PDF, where most browsers cannot
    jump to words.
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
    """The address of the version in the lock, because a later one may be worded differently."""
    return f"{url}v{work.version}" if work.version else url


def _found(url: str, quote: str | None) -> str:
    words = _as_shown(quote) if quote else ""
    return f"{url}{'' if '#' in url else '#'}{text_fragment(words)}" if words else url


def _as_shown(quote: str) -> str:
    """The words of a quote that a page certainly shows literally.

    If it contains TeX, which pages show as formulas, that is the longest run between formulas;
    empty if it is too short to be useful.
    """
    if not _TEX.search(quote):
        return quote
    # The words next to a formula may be part of it.
    runs = [run.split()[1:-1] for run in _PLAIN_RUN.findall(quote)]
    longest: list[str] = max(runs, key=len, default=[])
    return " ".join(longest) if len(longest) > 2 else ""


def text_fragment(quote: str) -> str:
    """The fragment that makes a browser scroll to the quote and highlight it.

    See wicg.github.io/scroll-to-text-fragment. A long quote is given by its first and last words to
    keep the address short.
    """
    words = quote.split()
    if len(words) <= _WHOLE:
        return f":~:text={_encoded(words)}"
    return f":~:text={_encoded(words[:_ENDS])},{_encoded(words[-_ENDS:])}"


def _encoded(words: list[str]) -> str:
    return percent_encode(" ".join(words), safe="").replace("-", "%2D")
