"""Pages that open and are not what they were: soft 404, parked domain, home page, login. Pure.

Every rule here can be wrong, and so none of them makes a link broken. They are meant to be silent
about real pages that speak of such things: a phrase counts in a title or a heading, or in the
text of a page that says little else.
"""

import re
from html import unescape
from urllib.parse import urlsplit

from readinglist.links.verdicts import Reason

_TITLE = re.compile(r"<title[^>]*>(.*?)</title", re.IGNORECASE | re.DOTALL)
_HEADING = re.compile(r"<h1[^>]*>(.*?)</h1", re.IGNORECASE | re.DOTALL)
_UNSEEN = re.compile(
    r"<(script|style|template|noscript|svg|head)\b.*?</\1\s*>|<!--.*?-->", re.IGNORECASE | re.DOTALL
)
_TAG = re.compile(r"<[^>]*>")

#: What a title or a heading starts with on pages that stand in for one that is not there.
_NOT_FOUND_TITLE = re.compile(
    r"""^\W*(?:
        (?:error\W*)?404\b(?!\s*(?:media|fest|group))(?:\W|not|page|error|seite|$)
      | (?:http\s+)?error\s+404\b
      | (?:the\s+|this\s+|requested\s+|sorry\W+|oops\W+|uh\W?oh\W+)*
        (?:page|file|document|article|post|url|content|resource|site|blog|item)\s+
        (?:you(?:\W?re|\s+are)?\s+(?:looking\s+for|requested)\s+)?
        (?:(?:was|is|could|can|does|has|no|cannot|couldn\W?t|can\W?t|doesn\W?t|isn\W?t)\s+)*
        (?:not\s+|longer\s+|been\s+)*
        (?:found|exist|exists|available|be\s+found|removed|deleted|missing|moved\s+or\s+deleted)\b
      | not\s+found\W*(?:$|[|–—:·-])
      | nothing\s+(?:was\s+)?found\s*(?:here)?\W*(?:$|[|–—:·-])
      | (?:seite|page|pagina|página|sidan)\s+(?:nicht|non|no|not|hittades\s+inte|niet)\s*
        (?:gefunden|trouvée|trovata|encontrada|gevonden)?
    )""",
    re.IGNORECASE | re.VERBOSE,
)  # fmt: skip
_NOT_FOUND_ENDING = re.compile(
    r"[|–—:·-]\s*(?:404|page not found|not found|error 404|404 not found)\W*$", re.IGNORECASE
)
#: What the text of a page says that says little else.
_NOT_FOUND_TEXT = re.compile(
    r"""(?:page|file|document|article|post|url|content|paste|link|project|user)\s+
        (?:(?:that\s+)?you(?:\W?re|\s+are|\s+have|\W?ve)?\s+(?:looking\s+for|requested|tried)[^.]{0,40}\s)?
        (?:was\s+not\s+found|not\s+found|(?:could|can)\s*n[o\W]?t\s+be\s+found|cannot\s+be\s+found
          |does\s*n[o\W]?t\s+exist|no\s+longer\s+(?:exists?|available)|is\s+no\s+longer\s+available
          |has\s+been\s+(?:removed|deleted)|is\s+missing|may\s+have\s+(?:been\s+)?moved)
      | we\s+(?:can|could)\s*n[o\W]?t\s+find\s+(?:the|that|this|what)
      | (?:nothing|no\s+page)\s+(?:lives\s+)?(?:here|at\s+this\s+address)
      | \b404\b.{0,20}not\s+found""",
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
_LITTLE_TEXT = 600

_PARKED_HOST = re.compile(
    r"(?:^|\.)(?:hugedomains|sedoparking|sedo|parkingcrew|bodis|afternic|dan|undeveloped|"
    r"domainmarket|buydomains|parklogic|above|domainname|uniregistry|namebright)\.(?:com|net)$"
)
_PARKED_TEXT = re.compile(
    r"""(?:this|the)\s+domain(?:\s+name)?\s+(?:\S+\s+)?(?:is|may\s+be|might\s+be|has\s+been|could\s+be)\s+
        (?:now\s+|currently\s+|listed\s+)*(?:for\s+sale|available\s+for\s+(?:sale|purchase)|parked|expired)
      | \bdomain\b.{0,60}\bis\s+(?:available\s+)?for\s+sale
      | buy\s+this\s+domain | domain\s+(?:is\s+)?parked\b | parked\s+(?:free|domain|page)
      | (?:inquire|enquire|make\s+an?\s+offer)\s+(?:about|on|for)\s+this\s+domain
      | related\s+(?:searches|links)\b.{0,200}\b(?:sponsored|privacy\s+policy)
      | registered\s+(?:at|with|through)\s.{0,40}\band\s+parked
      | (?:diese|die)\s+domain\s+(?:steht|ist)\s+zum\s+verkauf""",
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
_PARKED_MARK = re.compile(
    r"sedoparking\.com|parkingcrew\.net|bodis\.com|parklogic\.com|data-adblockkey"
    r"|/_parking|parked-domain|window\.park\b",
    re.IGNORECASE,
)

_HOME_PATH = re.compile(
    r"/?(?:(?:index|default|home|main)(?:\.\w+)?/?)?|/[a-z]{2}(?:[-_][a-z]{2})?/?|/home/?",
    re.IGNORECASE,
)
_LOGIN_PATH = re.compile(
    r"(?:^|[/._-])(?:log-?in|sign-?in|log-?on|sso|saml2?|oauth2?|authenticate|authorize|auth|"
    r"signup|sign-?up|register|account/begin|checkpoint|authwall|cas|idp|wp-login|"
    r"subscribe|paywall)(?:$|[/._?-])",
    re.IGNORECASE,
)
_LOGIN_HOST = re.compile(r"^(?:login|signin|auth|sso|accounts?|idp|id|cas)\.", re.IGNORECASE)
_LOGIN_TITLE = re.compile(
    r"^\W*(?:please\s+)?(?:log\s?-?in|sign\s?-?in|log\s?-?on|anmelden|authentication required"
    r"|login required)\b|(?:^|[|–—:·-]\s*)(?:log\s?-?in|sign\s?-?in)\W*$",
    re.IGNORECASE,
)
_PASSWORD = re.compile(r"<input[^>]+type\s*=\s*[\"']?password", re.IGNORECASE)
_CHALLENGE = re.compile(
    r"<title[^>]*>\s*(?:just a moment|attention required|access denied|are you a (?:robot|human)"
    r"|verify(?:ing)? you are (?:a )?human|security check|ddos-guard|one moment, please"
    r"|please wait\W*(?:while|</)|robot check|human verification|bot verification)",
    re.IGNORECASE,
)


def read_title(html: str) -> str:
    """The title of a page, or an empty text."""
    match = _TITLE.search(html)
    return _plain(match[1]) if match else ""


def read_text(html: str, limit: int = 20_000) -> str:
    """About what a reader sees of the start of a page, on one line."""
    return _plain(_UNSEEN.sub(" ", html[: limit * 4]))[:limit]


def _plain(html: str) -> str:
    return " ".join(unescape(_TAG.sub(" ", html)).split())


def is_soft_404(html: str) -> bool:
    """Whether a page that came with a good status says that it is not there."""
    title = read_title(html)
    if _NOT_FOUND_TITLE.match(title) or _NOT_FOUND_ENDING.search(title):
        return True
    heading = _HEADING.search(html)
    text = read_text(html, 4 * _LITTLE_TEXT)
    if heading and len(text) < 4 * _LITTLE_TEXT and _NOT_FOUND_TITLE.match(_plain(heading[1])):
        return True
    return len(text) < _LITTLE_TEXT and bool(_NOT_FOUND_TEXT.search(text))


def is_parked(final_url: str, html: str) -> bool:
    """Whether the domain is for sale or holds nothing but advertisements."""
    host = urlsplit(final_url).hostname or ""
    if _PARKED_HOST.search(host) and urlsplit(final_url).path.strip("/") == "":
        return True
    text = read_text(html, 6_000)
    if len(text) < 3_000 and (_PARKED_TEXT.search(text) or _PARKED_TEXT.search(read_title(html))):
        return True
    return len(text) < _LITTLE_TEXT and bool(_PARKED_MARK.search(html[:40_000]))


def is_redirect_to_home(url: str, final_url: str) -> bool:
    """Whether an address of some page has ended at the front page of a site."""
    start, end = urlsplit(url), urlsplit(final_url)
    if _HOME_PATH.fullmatch(start.path) or url == final_url:
        return False
    if start.query and not start.path.strip("/"):
        return False
    return bool(_HOME_PATH.fullmatch(end.path)) and not end.query and not _is_short_link(url)


def _is_short_link(url: str) -> bool:
    """Whether the address is of a service whose very purpose is to lead elsewhere."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    return host in {"bit.ly", "t.co", "goo.gl", "tinyurl.com", "ow.ly", "buff.ly", "lnkd.in",
                    "youtu.be", "aka.ms", "git.io", "dub.sh", "amzn.to", "w3id.org", "purl.org",
                    "doi.org", "dx.doi.org", "hdl.handle.net", "t.me"}  # fmt: skip


def is_login(url: str, final_url: str, html: str) -> bool:
    """Whether the page wants to know first who is there."""
    start, end = urlsplit(url), urlsplit(final_url)
    if _LOGIN_PATH.search(start.path):
        return False
    if (start.hostname, start.path) != (end.hostname, end.path) and (
        _LOGIN_PATH.search(end.path) or _LOGIN_HOST.match(end.hostname or "")
    ):
        return True
    return bool(_LOGIN_TITLE.search(read_title(html))) and bool(_PASSWORD.search(html))


def is_login_address(url: str, final_url: str) -> bool:
    """Whether a redirect led to the address of a login, whatever is there."""
    return is_login(url, final_url, "")


def is_challenge(html: str) -> bool:
    """Whether the page asks for proof that no robot is there."""
    return bool(_CHALLENGE.search(html[:4_000]))


def judge_page(url: str, final_url: str, html: str) -> tuple[Reason, str] | None:
    """What is odd about a page that opened, with words for it; None for nothing."""
    if is_login(url, final_url, html):
        return Reason.LOGIN, "the page asks for a login"
    if is_challenge(html):
        return Reason.CHALLENGE, "the page asks for proof that no robot is there"
    if is_parked(final_url, html):
        return Reason.PARKED, "the domain is for sale or parked"
    if is_soft_404(html):
        title = read_title(html)
        called = f", titled '{title[:60]}'," if title else ""
        return Reason.SOFT_404, f"the page{called} says that there is no such page"
    if is_redirect_to_home(url, final_url):
        return Reason.TO_HOME, f"it leads to the front page, {final_url}"
    return None
