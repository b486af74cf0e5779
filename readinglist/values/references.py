"""References: the work that a text, such as a copied web address, refers to.

People copy arXiv ids, DOIs and addresses in many forms; here each becomes the canonical identifier.
Nothing is looked up, so only what is certain from the text itself counts as an identifier.
"""

import functools
import html
import re
import string
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

from readinglist.values.identifiers import (
    ArxivId,
    is_arxiv_doi,
    normal_arxiv_id,
    normal_doi,
    normal_url,
    parse_arxiv_id,
    parse_url,
)
from readinglist.values.limits import URL


@dataclass(frozen=True)
class Reference:
    """The identifiers of a work; at least one is set. A DOI that arXiv issues is an arXiv id."""

    arxiv: ArxivId | None = None
    doi: str | None = None
    url: str | None = None


# Sites with arXiv's papers at addresses that have the arXiv id somewhere in the path.
_ARXIV_HOSTS = re.compile(
    r"(?:.+\.)?(?:arxiv\.org|alphaxiv\.org|ar5iv\.org|arxiv-vanity\.com|scirate\.com|papers\.cool"
    r"|ar5iv\.labs\.arxiv\.org|emergentmind\.com)|huggingface\.co|hf\.co"
    r"|(?:www\.|api\.)?semanticscholar\.org"
)
# Where an id may begin in a path.
_ARXIV_IN_PATH = re.compile(
    r"(?:^|/)(?:arxiv:)?(?P<id>\d{4}\.\d{4,5}|[a-z]+(?:-[a-z]+)*(?:\.[A-Z]{2})?/\d{7})"
    r"(?:v\d+)?(?=$|[/.])",
    re.IGNORECASE,
)
_DOI_HOSTS = frozenset({"doi.org", "dx.doi.org", "www.doi.org", "hdl.handle.net"})
_DOI_IN_PATH = re.compile(r"(?:^|/)(?P<doi>10\.\d{4,9}(?:\.\d+)*/[^\s?#]+)")
_SMALL = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)
_SEVERAL = re.compile(r"10\.\d{4,9}(?:\.\d+){0,5}/[^;,\s]+")
_ANOTHER = re.compile(
    r"[;,\s]+(?:https?://(?:dx\.|www\.)?doi\.org/|doi:\s*)?10\.\d{4}", re.IGNORECASE
)
# What publishers append to a DOI in their addresses.
_VIEWS = (
    "/abstract", "/full", "/fulltext", "/html", "/pdf", "/epdf", "/epub", "/meta", "/references",
    "/figures", "/summary", "/download", ".pdf", ".full", ".full-text", ".abstract", "/",
)  # fmt: skip
_PREPRINT_VIEW = re.compile(r"v\d+(?:\.(?:full|abstract|supplementary-material)(?:-text)?)?$")
# https://www.nature.com/articles/s41586-021-03819-2: the id is the DOI's suffix.
_NATURE = re.compile(
    r"/articles/(?P<id>[sd]\d{5}-\d{3}-\d{4,5}-[\dxyz]|nature\d{4,5})(?:\.pdf)?/?$"
)
_TRACKERS = re.compile(r"^(?:utm_\w+|fbclid|gclid|ref|ref_src|source)$")


def parse_reference(text: str) -> Reference:
    """Parse an arXiv id, a DOI or a web address in any usual form.

    Raises `ValueError(message, hint)` for anything else.
    """
    text = text.strip().strip("<>\"'").strip()
    hint = "Give an arXiv id, a DOI or an address that starts with https://."
    if not text:
        raise ValueError("there is nothing to add", hint)
    if arxiv := find_arxiv_id(text):
        return Reference(arxiv=arxiv)
    if doi := find_doi(text):
        return Reference(doi=doi)
    address = text if "://" in text else f"https://{text}"
    if "://" not in text and not re.match(r"(?:[\w-]+\.)+[a-z]{2,}(?:/|$)", text, re.IGNORECASE):
        raise ValueError(f"'{text}' is not an arXiv id, a DOI or an address", hint)
    return Reference(url=parse_url(without_trackers(address)))


@functools.lru_cache(maxsize=1024)
def find_arxiv_id(text: str) -> ArxivId | None:
    """The arXiv id in a text that is an id, an address or a DOI; None for any other text.

    Addresses of other sites count if they go by arXiv's ids.
    """
    text = text.strip()
    if len(text) > _LONGEST or not _DIGITS.search(text):
        return None
    core = normal_arxiv_id(text) or normal_arxiv_id(_in_address(unquote(text)) or "")
    return parse_arxiv_id(core) if core else None


#: Longer texts, in characters, are not references. Parsing an address takes quadratic time, because
#: its host is normalized.
_LONGEST = 2 * URL
_DIGITS = re.compile(r"\d{4}|%", re.ASCII)
_NUMBER_OF_OLD = re.compile(r"\d{7}(?:v\d+)?", re.ASCII)


def find_eprint(eprint: str, *archives: str) -> ArxivId | None:
    """The arXiv id of an eprint, which may be only the number of an old id, as in `0309136`.

    `archives` are candidates for its archive from other fields, such as `hep-th` or `math.GT`.
    """
    if found := find_arxiv_id(eprint):
        return found
    number = eprint.strip()
    if _NUMBER_OF_OLD.fullmatch(number):
        for archive in archives:
            name = archive.strip().partition(".")[0].lower()
            if found := find_arxiv_id(f"{name}/{number}"):
                return found
    return None


# Google Scholar's "arXiv preprint arXiv:1706.03762", Zotero's "arXiv:1706.03762 [cs]", DBLP's
# "abs/1706.03762".
_ARXIV_IN_TEXT = re.compile(
    r"(?:arxiv(?:\s++preprint)?\s*+(?::\s*+)?(?:arxiv\s*+:\s*+)?|^abs/)"
    r"(?P<id>\d{4}\.\d{4,5}|[a-z-]{2,10}(?:\.[A-Z]{2})?/\d{7})",
    re.IGNORECASE,
)


def find_arxiv_id_in(text: str) -> ArxivId | None:
    """The arXiv id after the word arXiv in a text such as a journal's name or a note."""
    match = _ARXIV_IN_TEXT.search(text)
    return find_arxiv_id(match["id"]) if match else None


def is_of_resolver(address: str) -> bool:
    """Whether the address is a DOI resolver's; such an address always means the whole work."""
    return _RESOLVER.match(address) is not None


_RESOLVER = re.compile(
    r"(?:https?://)?(?:(?:dx\.|www\.)?doi\.org|hdl\.handle\.net)/", re.IGNORECASE
)


def find_identifiers(address: str) -> tuple[ArxivId | None, str | None]:
    """The arXiv id and the DOI of a web address; at most one of the two."""
    arxiv = find_arxiv_id(address)
    return arxiv, None if arxiv else find_doi(address)


def _in_address(text: str) -> str | None:
    """The arXiv id in an address of arXiv or of a site that goes by its ids."""
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
    except ValueError:
        return None
    if not _ARXIV_HOSTS.fullmatch((parts.hostname or "").lower()):
        return None
    found = _ARXIV_IN_PATH.search(parts.path)
    return found["id"] if found else None


@functools.lru_cache(maxsize=1024)
def find_doi(text: str) -> str | None:
    """The DOI, in lower case, of a text that is a DOI or an address; None for any other text."""
    # arXiv's DOI field may hold several.
    text = text.strip()
    if len(text) > _LONGEST:
        return None
    text = _first_of_several(text)
    bare = re.sub(
        r"^(?:doi\s*+[:.]?\s*+|info:doi/|urn:doi:)(?=10\.)", "", text, flags=re.IGNORECASE
    )
    if bare.startswith("10."):
        return _canonical_doi(bare)
    try:
        parts = urlsplit(bare if "://" in bare else f"https://{bare}")
    except ValueError:
        return None
    host = (parts.hostname or "").lower()
    if host in _DOI_HOSTS:
        # A resolver's path is the DOI; a question mark starts the query.
        return _canonical_doi(unquote(parts.path.lstrip("/")))
    if host in ("nature.com", "www.nature.com") and (found := _NATURE.search(parts.path)):
        return _canonical_doi(f"10.1038/{found['id']}")
    query = parse_qs(parts.query)
    for name in ("doi", "id"):
        if (values := query.get(name)) and values[0].startswith("10."):
            return _canonical_doi(_without_view(values[0]))
    if found := _DOI_IN_PATH.search(unquote(parts.path)):
        doi = _without_view(found["doi"])
        if host.endswith(("biorxiv.org", "medrxiv.org")):
            doi = _PREPRINT_VIEW.sub("", doi)
        if host == "academic.oup.com":
            # The page's own number follows the DOI.
            head, _, number = doi.rpartition("/")
            doi = head if number.isdecimal() and "/" in head[:-1] else doi
        return _canonical_doi(doi)
    return None


def _first_of_several(text: str) -> str:
    """The text up to the end of the first DOI that another one follows, or all of it."""
    for match in _SEVERAL.finditer(text):
        if _ANOTHER.match(text, match.end()):
            return text[: match.end()]
    return text


def _without_view(text: str) -> str:
    """The text without trailing names of views, such as `/full/html`."""
    # Only ASCII, so that the lengths agree.
    lower = text.translate(_SMALL)
    end = len(text)
    while True:
        view = next((view for view in _VIEWS if lower.endswith(view, 0, end)), None)
        if view is None:
            slash = lower.rfind("/", 0, end)
            if not lower.endswith("/pdf", 0, max(slash, 0)):
                return text[:end]
            # A file name after `/pdf/`.
            view = lower[slash - len("/pdf") : end]
        end -= len(view)


_BRACKETS = {")": "(", "]": "[", ">": "<", "}": "{"}


def _canonical_doi(text: str) -> str | None:
    # A DOI at the end of a sentence, or in brackets, brings signs along.
    text = text.strip()
    if "&" in text:
        # As web pages have it: 49:8&lt;693::AID-ASI4&gt;3.0.CO;2-O.
        text = html.unescape(text)
    text = text.rstrip(".,;\"'")
    while (opening := _BRACKETS.get(text[-1:])) and text.count(text[-1]) > text.count(opening):
        text = text[:-1].rstrip(".,;")
    # Some sources percent-encode it: 10.1002/%28SICI%29…
    doi = normal_doi(unquote(text) if text.startswith("10.") else text)
    # arXiv's DOIs contain arXiv ids; one that `find_arxiv_id` did not recognise is malformed.
    return None if doi is None or is_arxiv_doi(doi) else doi


def without_trackers(address: str) -> str:
    """The address without query parameters that only track where a visitor came from."""
    address, hash_mark, fragment = address.partition("#")
    head, _, query = address.partition("?")
    kept = [field for field in query.split("&") if not _TRACKERS.match(field.partition("=")[0])]
    return head + ("?" + "&".join(kept) if query and kept else "") + hash_mark + fragment


def fold_url(url: str) -> str:
    """The address without what seldom tells two pages apart, or nothing for what is none.

    That is: the scheme, `www.`, the scheme's own port, a slash at the end, the fragment, what
    counts visitors, the order of the query, and escapes of characters that need none.
    """
    try:
        parts = urlsplit(without_trackers(normal_url(url) or url))
        port = parts.port
    except ValueError:
        return ""
    host = (parts.hostname or "").rstrip(".").removeprefix("www.")
    if not host:
        return ""
    path = unquote(parts.path).rstrip("/")
    query = "&".join(sorted(unquote(parts.query).split("&")))
    return f"{host}{f':{port}' if port else ''}{path}{f'?{query}' if query else ''}"
