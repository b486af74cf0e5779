"""References: what a text such as an address from a browser's bar names.

A reader copies an arXiv id, a DOI or an address in whatever form it is in front of them; here each
becomes the canonical identifier. Nothing is looked up, so only what the text itself makes certain
is taken for an identifier.
"""

import re
import string
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

from readinglist.values.identifiers import ArxivId, parse_arxiv_id, parse_doi, parse_url


@dataclass(frozen=True)
class Reference:
    """The identifiers of a work; at least one is set. A DOI that arXiv issues is an arXiv id."""

    arxiv: ArxivId | None = None
    doi: str | None = None
    url: str | None = None


# Sites that show arXiv's papers below their arXiv ids, in any part of the path.
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
_DOI_IN_PATH = re.compile(r"(?:^|/)(?P<doi>10\.\d{4,9}/[^\s?#]+)")
_SMALL = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)
_SEVERAL = re.compile(r"10\.\d{4,9}/[^;,\s]+")
_ANOTHER = re.compile(r"[;,\s]+10\.\d{4}")
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
    """The work that a text names: an arXiv id, a DOI or a web address in any usual form.

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
        raise ValueError(f"'{text}' is neither an arXiv id nor a DOI nor an address", hint)
    return Reference(url=parse_url(without_trackers(address)))


def find_arxiv_id(text: str) -> ArxivId | None:
    """The arXiv id that the text is, or that its address or DOI names; None for another text."""
    text = unquote(text.strip())
    bare = re.sub(r"^arxiv\s*:\s*", "", text, flags=re.IGNORECASE)
    # arXiv stamps its PDFs with "arXiv:1706.03762v5 [cs.CL] 6 Dec 2017".
    if stamp := re.search(r"\[[a-z-]+(?:\.[A-Z]{2})?\]", bare, re.IGNORECASE):
        bare = bare[: stamp.start()].rstrip()
    # 10.48550/arXiv.1706.03762: https://info.arxiv.org/help/doi.html.
    if issued := re.search(r"(?:^|[/:\s])10\.48550/arxiv\.(.+)$", bare, re.IGNORECASE):
        bare = issued[1]
    for candidate in (bare, _in_address(bare)):
        if candidate and (found := _canonical_arxiv(candidate)):
            return found
    return None


def _canonical_arxiv(text: str) -> ArxivId | None:
    text = re.sub(r"\.pdf$", "", re.sub(r"[?#].*$", "", text).rstrip("/"), flags=re.IGNORECASE)
    text = re.sub(r"v\d+$", "", text)
    # The subject class of an old id, as in math.GT/0309136, is no part of it.
    text = re.sub(r"^([a-z-]+)\.[A-Z]{2}(?=/)", r"\1", text)
    try:
        return parse_arxiv_id(text)
    except ValueError:
        return None


def _in_address(text: str) -> str | None:
    """The arXiv id in an address of arXiv's or of a site that goes by its ids."""
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
    except ValueError:
        return None
    if not _ARXIV_HOSTS.fullmatch((parts.hostname or "").lower()):
        return None
    found = _ARXIV_IN_PATH.search(parts.path)
    return found["id"] if found else None


def find_doi(text: str) -> str | None:
    """The DOI that the text is, or that its address names, in lower case; None for another text."""
    # arXiv's field for the DOI may hold several.
    text = text.strip()
    text = _first_of_several(text)
    bare = re.sub(r"^(?:doi\s*:\s*|info:doi/)", "", text, flags=re.IGNORECASE)
    if bare.startswith("10."):
        return _canonical_doi(bare)
    try:
        parts = urlsplit(bare if "://" in bare else f"https://{bare}")
    except ValueError:
        return None
    host = (parts.hostname or "").lower()
    if host in _DOI_HOSTS:
        # A resolver's path is the DOI, a question mark being a part of the address.
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
        return _canonical_doi(doi)
    return None


def _first_of_several(text: str) -> str:
    """The text as far as the first DOI that another one follows; all of it where none does."""
    for match in _SEVERAL.finditer(text):
        if _ANOTHER.match(text, match.end()):
            return text[: match.end()]
    return text


def _without_view(text: str) -> str:
    """The text without all that names a view of the work at its end, such as `/full/html`."""
    # In ASCII only, where small letters are as long as capitals.
    lower = text.translate(_SMALL)
    end = len(text)
    while True:
        view = next((one for one in _VIEWS if lower.endswith(one, 0, end)), None)
        if view is None:
            slash = lower.rfind("/", 0, end)
            if not lower.endswith("/pdf", 0, max(slash, 0)):
                return text[:end]
            # A file's name behind `/pdf/`.
            view = lower[slash - len("/pdf") : end]
        end -= len(view)


def _canonical_doi(text: str) -> str | None:
    # A DOI at the end of a sentence brings the sentence's sign along.
    text = text.strip().rstrip(".,;")
    if text.endswith(")") and text.count(")") > text.count("("):
        text = text.removesuffix(")")
    try:
        doi = parse_doi(text)
    except ValueError:
        return None
    # With these arXiv names papers by their ids, so that what is left here names none.
    return None if doi.startswith("10.48550/arxiv.") else doi


def without_trackers(address: str) -> str:
    """The address without the query's fields that only say where a visitor came from."""
    head, mark, rest = address.partition("?")
    if not mark:
        return address
    query, hash_mark, fragment = rest.partition("#")
    kept = [one for one in query.split("&") if not _TRACKERS.match(one.partition("=")[0])]
    return head + ("?" + "&".join(kept) if kept else "") + hash_mark + fragment
