"""Identifiers of works: arXiv ids, DOIs and the ids of our own entries.

`parse_…` functions accept only the canonical form and raise `ValueError` with a message and, as
second argument, a hint that says how to write it. `normal_…` functions accept other forms, too.
"""

import functools
import re
import string
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

from readinglist.values.characters import find_hidden, spell_point
from readinglist.values.limits import URL

# https://info.arxiv.org/help/arxiv_identifier.html: from 0704 to 1412 four digits, from 1501 five.
_NEW_STYLE = re.compile(r"(?P<yy>\d\d)(?P<mm>0[1-9]|1[0-2])\.(?P<number>\d{4,5})", re.ASCII)
_OLD_STYLE = re.compile(
    r"(?P<archive>[a-z]+(?:-[a-z]+)*)(?P<subject>\.[A-Z]{2})?/(?P<yy>\d\d)(?P<mm>0[1-9]|1[0-2])\d{3}",
    re.ASCII,
)
_OLD_ARCHIVES = frozenset(
    """
    acc-phys adap-org alg-geom ao-sci astro-ph atom-ph bayes-an chao-dyn chem-ph cmp-lg comp-gas
    cond-mat cs dg-ga funct-an gr-qc hep-ex hep-lat hep-ph hep-th math math-ph mtrl-th nlin
    nucl-ex nucl-th patt-sol physics plasm-ph q-alg q-bio quant-ph solv-int supr-con
    """.split()
)
_VERSION = re.compile(r"v\d+$", re.ASCII)
# https://www.doi.org/doi-handbook/HTML/doi-name-syntax.html: the prefix may have more dots, and the
# suffix may have any printable character.
_DOI = re.compile(r"10\.[0-9]{4,9}(?:\.[0-9]+)*/\S+")
_DOI_PREFIX = re.compile(
    r"^(?:(?:https?://)?(?:(?:dx\.|www\.)?doi\.org|hdl\.handle\.net)/(?:doi:)?|info:doi/|"
    r"urn:doi:|doi\s*+[:.]?\s*+(?=10\.))",
    re.IGNORECASE,
)
# DOIs ignore case, but only of ASCII letters.
_SMALL = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)
_ENTRY_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
MAX_ENTRY_ID = 80
# https://learn.microsoft.com/windows/win32/fileio/naming-a-file
_RESERVED = frozenset(
    [
        "con",
        "prn",
        "aux",
        "nul",
        "index",
        *(f"{d}{n}" for d in ("com", "lpt") for n in range(1, 10)),
    ]
)


@dataclass(frozen=True, slots=True)
class ArxivId:
    """An arXiv identifier without version, such as `1706.03762` or `hep-th/9901001`."""

    value: str

    @property
    def year(self) -> int:
        """The year of first submission, which the id itself states."""
        yy = int(self._digits()[:2])
        return 1900 + yy if "/" in self.value and yy >= 91 else 2000 + yy

    @property
    def month(self) -> int:
        """The month of first submission, 1 to 12."""
        return int(self._digits()[2:4])

    def _digits(self) -> str:
        return self.value.rpartition("/")[2]

    @property
    def abs_url(self) -> str:
        """The address of the abstract's page."""
        return f"https://arxiv.org/abs/{self.value}"

    @property
    def pdf_url(self) -> str:
        """The address of the latest version's PDF."""
        return f"https://arxiv.org/pdf/{self.value}"


# arXiv's own addresses and DOIs, and the prefixes that people write.
_ARXIV_ADDRESS = re.compile(
    r"^(?:https?://)?(?:[a-z]+\.)*arxiv\.org/(?:abs|pdf|html|e-print|format|ps|src)/",
    re.IGNORECASE,
)
_ARXIV_DOI = re.compile(
    r"^(?:https?://(?:dx\.|www\.)?doi\.org/|doi:\s*)?10\.48550/arxiv\.", re.IGNORECASE
)
_ARXIV_PREFIX = re.compile(
    r"^(?:oai:arxiv\.org:|(?:e-?print\s++)?arxiv\s*+[:.]?\s*+)", re.IGNORECASE
)
# arXiv stamps its PDFs with "arXiv:1706.03762v5 [cs.CL] 6 Dec 2017".
_STAMP = re.compile(
    r"(?<!\s)\s*+[\[(][a-z-]+(?:\.[A-Za-z-]{2,})?(?:[\])].*)?$", re.IGNORECASE | re.DOTALL
)


def _arxiv_core(text: str) -> str | None:
    """The bare id in a URL, a DOI, a text with `arXiv:` prefix or a versioned id; or None."""
    core = unquote(text.strip())
    if (address := _ARXIV_ADDRESS.match(core)) or _ARXIV_DOI.match(core):
        core = _ARXIV_DOI.sub("", core) if not address else core[address.end() :]
        core = core.split("?")[0].split("#")[0].rstrip("/")
    else:
        core = _ARXIV_PREFIX.sub("", core)
        core = _STAMP.sub("", core).rstrip("/")
    core = _VERSION.sub("", re.sub(r"\.pdf$", "", core, flags=re.IGNORECASE))
    return _without_subject(core) if _is_arxiv(core) else None


def is_archive(text: str) -> bool:
    """Whether the text is an archive of pre-April-2007 ids, such as `hep-th` or `math.GT`."""
    return text.partition(".")[0].lower() in _OLD_ARCHIVES


def _without_subject(text: str) -> str:
    """`math/0309136` for `math.GT/0309136`."""
    match = _OLD_STYLE.fullmatch(text)
    return text.replace(match["subject"], "", 1) if match and match["subject"] else text


def _is_arxiv(text: str) -> bool:
    if match := _NEW_STYLE.fullmatch(text):
        stamp = int(match["yy"] + match["mm"])
        wanted = 4 if stamp < 1501 else 5
        return stamp >= 704 and len(match["number"]) == wanted
    if match := _OLD_STYLE.fullmatch(text):
        return match["archive"] in _OLD_ARCHIVES and (
            match["yy"] >= "91" or match["yy"] + match["mm"] <= "0703"
        )
    return False


@functools.lru_cache(maxsize=65_536)
def parse_arxiv_id(text: str) -> ArxivId:
    """The arXiv id of a text in canonical form: no prefix, no version, no URL.

    Raises `ValueError(message, hint)` for any other text.
    """
    if _is_arxiv(text):
        plain = _without_subject(text)
        if plain != text:
            raise ValueError(f"'{text}' names a subject class", f'Write "{plain}".')
        return ArxivId(text)
    core = _arxiv_core(text)
    if core is None:
        doi = normal_doi(text)
        hint = f"It is a DOI: write doi: {doi}." if doi else (
            'Write it like "2405.04434" or, before April 2007, "hep-th/9901001".'
        )  # fmt: skip
        raise ValueError(f"'{text}' is not an arXiv id", hint)
    if _VERSION.sub("", text.strip()) == core:
        raise ValueError(
            f"'{text}' names a version", f'Write "{core}": an entry stands for every version.'
        )
    raise ValueError(f"'{text}' is not a bare arXiv id", f'Write "{core}".')


def parse_doi(text: str) -> str:
    """The DOI of a text without resolver or prefix, in lower case (ASCII letters only).

    Raises `ValueError(message, hint)` for any other text.
    """
    if hidden := find_hidden(text):
        raise ValueError(f"the DOI holds the hidden character {spell_point(hidden)}", "Remove it.")
    if _is_doi(text):
        return text.translate(_SMALL)
    core = normal_doi(text)
    if core:
        raise ValueError(f"'{text}' is not a bare DOI", f'Write "{core}".')
    hint = 'Write it like "10.1038/nature14539".'
    if arxiv := _arxiv_core(text):
        hint = f'It is an arXiv id: write arxiv: "{arxiv}".'
    raise ValueError(f"'{text}' is not a DOI", hint)


def _is_doi(text: str) -> bool:
    return bool(_DOI.fullmatch(text)) and text.isprintable() and not find_hidden(text)


def parse_dois(text: str) -> list[str]:
    """The DOIs in a text, in lower case and in order, without duplicates.

    They are separated by white space, commas or semicolons; anything else is ignored.
    """
    found = [normal_doi(part.rstrip(".")) for part in _BETWEEN_DOIS.split(text.strip())]
    return list(dict.fromkeys(doi for doi in found if doi))


def doi_url(doi: str) -> str:
    """The resolver's address of a DOI, percent-encoded where necessary."""
    return f"https://doi.org/{quote(doi, safe=_SAFE_IN_PATH)}"


_SAFE_IN_PATH = "/().;:-_~!$'*+,=@"
_BETWEEN_DOIS = re.compile(r"(?<![\s,;])[\s,;]++(?=10\.|doi:|https?:|$)", re.IGNORECASE)


def is_arxiv_doi(doi: str) -> bool:
    """Whether arXiv registered the DOI for a preprint: https://info.arxiv.org/help/doi.html."""
    return doi.lower().startswith("10.48550/")


# Fast path: matches nearly all addresses, and nothing that `parse_url` would reject.
_USUAL_URL = re.compile(
    r"https?://[a-z0-9](?:[a-z0-9-]*)(?:\.[a-z0-9-]+)+(?:/[A-Za-z0-9/._~%+=&?#!$,;:@()*'-]*)?"
)


def parse_url(text: str) -> str:
    """The text itself if it is an absolute http or https URL that a browser would open.

    Raises `ValueError(message, hint)` otherwise.
    """
    if _USUAL_URL.fullmatch(text):
        return text
    if len(text) > URL:
        # Parsing takes quadratic time, because the host is normalized.
        raise ValueError(f"the address has {len(text):,} characters", "Give a shorter one.")
    if (hidden := find_hidden(text)) and not (hidden.isspace() or ord(hidden) < 32):
        raise ValueError(
            f"the address holds the hidden character {spell_point(hidden)}", "Remove it."
        )
    hint = "Write the whole address, starting with https:// or http://."
    if any(char.isspace() or ord(char) < 32 or char in '<>"`{}|\\^' for char in text):
        raise ValueError(f"'{text}' has a character not allowed in a URL", "Percent-encode it.")
    try:
        parts = urlsplit(text)
        port_is_sound = parts.port is None or parts.port > 0
    except ValueError:
        raise ValueError(f"'{text}' is not a URL", hint) from None
    if parts.scheme.lower() not in ("http", "https"):
        if arxiv := _arxiv_core(text):
            hint = f'It is an arXiv id: write arxiv: "{arxiv}".'
        elif doi := normal_doi(text):
            hint = f"It is a DOI: write doi: {doi}."
        what = f"has the scheme '{parts.scheme}'" if parts.scheme else "is not a full URL"
        raise ValueError(f"'{text}' {what}", hint)
    host = parts.hostname or ""
    if not port_is_sound or "." not in host or host.startswith(".") or ".." in host:
        raise ValueError(f"'{text}' has no host", hint)
    if parts.username is not None:
        raise ValueError(f"'{text}' includes a user name", "Remove it and the @.")
    return text


def normal_arxiv_id(text: str) -> str | None:
    """The canonical form of an arXiv id in any usual form, or None if the text is not one.

    Forms are an address or a DOI of arXiv's, an `arXiv:` prefix, a version, a subject class.
    """
    return _arxiv_core(text)


def normal_doi(text: str) -> str | None:
    """The DOI in lower case without resolver or prefix, or None if the text is not a DOI."""
    text = text.strip()
    core = _DOI_PREFIX.sub("", text)
    if core != text:
        if "doi.org/" in text.lower():
            core = core.partition("#")[0]
        core = unquote(core)
    return core.translate(_SMALL) if _is_doi(core) else None


_DEFAULT_PORTS = {("http", 80), ("https", 443)}
_URL_PARTS = re.compile(
    r"(?P<scheme>https?)://(?P<host>\[[^\]]*\]|[^/?#:]*)(?::(?P<port>\d*))?(?P<rest>[/?#].*)?",
    re.ASCII | re.IGNORECASE,
)


def normal_url(text: str) -> str | None:
    """The URL with lower-case scheme and host and without its scheme's default port.

    These differences never matter (RFC 3986, 6.2.2.1 and 6.2.3); everything after the host is left
    unchanged. None if `parse_url` would reject the text.
    """
    text = text.strip()
    try:
        parse_url(text)
    except ValueError:
        return None
    parts = _URL_PARTS.fullmatch(text)
    if not parts:
        return None
    scheme, host, port = parts["scheme"].lower(), parts["host"], parts["port"]
    host = host.lower() if host.isascii() else host
    if port and (scheme, int(port)) not in _DEFAULT_PORTS:
        host += f":{port}"
    return f"{scheme}://{host}{parts['rest'] or ''}"


def parse_entry_id(text: str) -> str:
    """The text itself if it is safe as an entry's id, a file name and part of a URL on any system.

    That is, lower-case ASCII letters and digits in words joined by single hyphens, at most 80
    characters, and not a name that Windows reserves. Raises `ValueError(message, hint)` otherwise.
    """
    if text in _RESERVED:
        raise ValueError(f"'{text}' is a reserved name", "Choose another.")
    if len(text) > MAX_ENTRY_ID:
        raise ValueError(
            f"the id has {len(text)} characters", f"Choose one of at most {MAX_ENTRY_ID}."
        )
    if not _ENTRY_ID.fullmatch(text):
        raise ValueError(
            f"'{text}' is not a safe id",
            "Use lower-case letters a–z, digits and single hyphens, like vaswani2017attention.",
        )
    return text
