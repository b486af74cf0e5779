"""Pages that open and are not what they were: soft 404, parked domain, home page, login. Pure.

Every rule here can be wrong, and so none of them makes a link broken. They are meant to be silent
about real pages that speak of such things: a phrase counts in a title or a heading, or in the
text of a page that says little else.
"""

import re
from html import unescape
from urllib.parse import urlsplit

from readinglist.links.verdicts import Reason

# Bounded in every part: a page may be made to keep a pattern busy.
_TITLE = re.compile(r"<title[^<>]{0,300}>", re.IGNORECASE)
_HEADING = re.compile(r"<h1[^<>]{0,300}>", re.IGNORECASE)
_END = re.compile(r"</(?:title|h1)", re.IGNORECASE)
_UNSEEN = re.compile(r"<(script|style|template|noscript|svg|head)\b|<!--", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")

#: Parts of a title are separated so: `Page not found | Example`.
_SEPARATOR = re.compile(r"\s+[|–—·•-]+\s+|\s*[|·•»]\s*")
_THING = (
    r"(?:page|file|document|article|post|url|content|resource|site|blog|item|presentation|video|"
    r"project|user|profile|paper|entry|story|product|topic|thread|record|repository|paste|link)"
)
_GONE = (
    r"(?:was\s+not\s+found|not\s+found|(?:could|can)\s*(?:not|n't)\s+be\s+found|cannot\s+be\s+found"
    r"|(?:does\s+not|doesn't)\s+exist|no\s+longer\s+(?:exists?|available|here)"
    r"|(?:is|was)\s+no\s+longer\s+(?:available|here)|(?:is\s+not|isn't)\s+(?:here|available|there)"
    r"|has\s+(?:been\s+)?(?:removed|deleted|gone)|(?:is\s+)?missing|unavailable|is\s+gone)"
)
#: What a title, a part of it or a heading is, and not only holds, on pages that stand in for one
#: that is not there.
_NOT_FOUND = re.compile(
    rf"""(?:(?:sorry|oops|uh[\s-]?oh|whoops|error|404|hmm)\b[\s:!.,…–—-]*)*
    (?:
        404
      | (?:http\s+)?error\s+(?:code\s*:?\s*)?404
      | (?:http\s+)?404\s*[:–—-]?\s*(?:error|page|{_THING}?\s*not\s+found)
      | not\s+found
      | (?:the\s+|this\s+|that\s+|your\s+|requested\s+)*{_THING}
        (?:\s+(?:that\s+)?(?:you(?:'re|\s+are)?\s+(?:looking\s+for|requested|want(?:ed)?)))?\s+{_GONE}
      | nothing\s+(?:was\s+)?(?:found|here)(?:\s+here)?
      | (?:we\s+)?(?:can't|cannot|couldn't|could\s+not)\s+(?:seem\s+to\s+)?find\s+
        (?:the|that|this|your)\s+{_THING}
      | erreur\s+404 | page\s+(?:introuvable|non\s+trouvée|inexistante)
      | fehler\s+404 | (?:die\s+)?seite\s+(?:wurde\s+)?nicht\s+gefunden
      | seite\s+existiert\s+nicht
      | página\s+n(?:o|ão)\s+encontrada | pagina\s+non\s+trovata | pagina\s+niet\s+gevonden
      | nie\s+znaleziono\s+strony | strona\s+nie\s+istnieje | sidan\s+(?:hittades|finns)\s+inte
      | siden\s+(?:ble\s+)?(?:ikke\s+fun\w+|findes\s+ikke) | sivua\s+ei\s+löy\w+
      | stránka\s+nenalezena
      | sayfa\s+bulunamadı | страница\s+не\s+найдена | 页面(?:不存在|未找到) | 找不到(?:该)?页面
      | (?:お探しの)?ページ(?:が|は)見つかりません(?:でした)? | 페이지를\s*찾을\s*수\s*없습니다
    )[\s!.…:)(404]*""",
    re.IGNORECASE | re.VERBOSE,
)
#: What a page that says little else tells its reader.
_NOT_FOUND_TEXT = re.compile(
    rf"""\b(?:the|this|that|your|requested)\s+(?:\w+\s+)?{_THING}\s+
        (?:that\s+|which\s+)?you(?:'re|'ve|\s+are|\s+were|\s+have)?\s+
        (?:looking\s+for|look\s+for|requested|want(?:ed)?|tried|trying)[^.]{{0,40}}?\s+
        (?:or\s+\w+\s+)?{_GONE}
      | \b(?-i:The|This|That|Your|Requested)\s+(?:\w+\s+)?{_THING}\s+{_GONE}
      | \bwe\s+(?:can't|cannot|couldn't|could\s+not)\s+(?:seem\s+to\s+)?find\s+
        (?:the\s|that\s|this\s|your\s|what\s+you)
      | \bthere(?:'s|\s+is)\s+(?:nothing|no\s+page)\s+(?:here|at\s+this\s+address)""",
    re.IGNORECASE | re.VERBOSE,
)
_LITTLE_TEXT = 600

_PARKED_HOST = re.compile(
    r"(?:^|\.)(?:hugedomains|sedoparking|sedo|parkingcrew|bodis|afternic|dan|undeveloped|"
    r"domainmarket|buydomains|parklogic|above|domainname|uniregistry|namebright)\.(?:com|net)$"
)
_SALE = (
    r"(?:for\s+sale|on\s+sale|available(?:\s+for\s+(?:sale|purchase))?|parked|at\s+auction|expired"
    r"|reserved|suspended|registered|purchased\s+by)"
)
#: `HOST` is put in place of the host's own name before a text is looked at.
_PARKED_TEXT = re.compile(
    rf"""\b(?:this|the)\s+domain(?:\s+name)?(?:\s+(?:HOST|[\w-]+\.\w+))?\s+
        (?:is|may\s+be|might\s+be|could\s+be|has|has\s+been)\s+
        (?:now\s+|currently\s+|listed\s+|been\s+)*{_SALE}
      | \bHOST\s+(?:is|may\s+be|might\s+be|could\s+be|has\s+been)\s+
        (?:now\s+|currently\s+|listed\s+)*{_SALE}
      | (?:buy|get|own|purchase)\s+(?:this\s+(?:domain|name)|HOST)\b
      | (?:interested\s+in|inquire\s+about|enquire\s+about|offer\s+(?:on|for))\s+this\s+domain
      | is\s+this\s+your\s+domain | domain\s+parking\b | parked\s+(?:free|domain|for\s+free)
      | (?:web\s?page|web\s?site|site|domain)\s+(?:is\s+)?parked\b
      | sponsored\s+listings | related\s+searches\b.{{0,200}}(?:sponsored|privacy\s+policy)
      | dies(?:e|er)\s+domain(?:\s+name)?\s+(?:steht|ist|wurde)\b
      | ce\s+(?:nom\s+de\s+)?domaine\s+est\s+(?:à\s+vendre|en\s+vente)
      | este\s+dominio\s+está\s+(?:a\s+la|en)\s+venta
      | этот\s+домен\s+(?:продается|продаётся|припаркован)
      | [该此]域名 | 域名(?:已停放|出售) | このドメイン(?:は|を)""",
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
#: Titles and headings of servers that nobody has set up for the name.
_DEFAULT_PAGE = re.compile(
    r"(?:apache\d?\s+)?(?:\w+\s+)?default\s+(?:web\s*site\s+)?page(?:\W+it\s+works)?\W*"
    r"|welcome\s+to\s+nginx\W*|it\s+works!?|iis\s+windows(?:\s+server)?|domain\s+default\s+page"
    r"|(?:web\s?site|domain)\s+(?:coming\s+soon|not\s+configured|suspended|parked)",
    re.IGNORECASE,
)
_PARKED_MARK = re.compile(
    r"sedoparking\.com|parkingcrew\.net|bodis\.com|parklogic\.com|data-adblockkey"
    r"|/_parking|parked-domain|window\.park\b",
    re.IGNORECASE,
)
_PARKED_LENGTH = 1_500

_HOME_PATH = re.compile(
    r"/?(?:[a-z]{2}(?:[-_][a-z]{2})?(?:/|$))?(?:(?:index|default|home|main)(?:\.\w+)?(?:/|$)){0,2}",
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
    r"^\W*(?:please\s+)?(?:log\s?-?in|sign\s?-?in|log\s?-?on|anmelden|login required)\b"
    r"|\bauthentication\b|(?:^|[|–—:·-]\s*)(?:log\s?-?in|sign\s?-?in)\W*$",
    re.IGNORECASE,
)
_LOGIN_TEXT = re.compile(
    r"\b(?:log|sign)\s?in\s+to\s+(?:continue|see|view|watch|read|access|proceed)\b"
    r"|\byou\s+(?:need|must\s+have|do\s+not\s+have|don't\s+have)\s+(?:access|permission)\b"
    r"|\brequest\s+access\b|\byou\s+(?:must|need\s+to)\s+(?:log|sign|be\s+(?:logged|signed))\s?-?in\b",
    re.IGNORECASE,
)
_PASSWORD = re.compile(r"<input[^<>]{1,300}?type\s*=\s*[\"']?password", re.IGNORECASE)
_EMAIL = re.compile(r"<input[^<>]{1,300}?type\s*=\s*[\"']?email", re.IGNORECASE)
_CHALLENGE = re.compile(
    r"<title[^>]*>\s*(?:just a moment|attention required|access denied|are you a (?:robot|human)"
    r"|verify(?:ing)? you are (?:a )?human|security check|ddos-guard|one moment, please"
    r"|please wait\W*(?:while|</)|robot check|human verification|bot verification)",
    re.IGNORECASE,
)


def read_title(html: str) -> str:
    """The title of a page, or an empty text."""
    return _content(_TITLE, html)


def _content(tag: re.Pattern[str], html: str) -> str:
    """The text of the first such element, as far as 2,000 characters."""
    start = tag.search(html)
    end = _END.search(html, start.end(), start.end() + 2_000) if start else None
    return _plain(html[start.end() : end.start()]) if start and end else ""


def read_text(html: str, limit: int = 20_000) -> str:
    """About what a reader sees of the start of a page, on one line."""
    return _plain(_without_unseen(html[: limit * 4]))[:limit]


def _without_unseen(html: str) -> str:
    """The HTML without the elements that are not shown; of one left open only the tag is lost."""
    lower = html.lower()
    if len(lower) != len(html):  # Some capitals have longer small forms.
        lower = html
    pieces: list[str] = []
    unclosed: set[str] = set()
    position = 0
    while match := _UNSEEN.search(html, position):
        closing = f"</{match[1].lower()}" if match[1] else "-->"
        end = -1 if closing in unclosed else lower.find(closing, match.end())
        if end < 0:
            # Not looked for again, so that the time stays in proportion to the length.
            unclosed.add(closing)
        pieces.append(html[position : match.start()])
        position = match.end() if end < 0 else end + len(closing)
    return " ".join([*pieces, html[position:]])


def _plain(html: str) -> str:
    return " ".join(unescape(_TAG.sub(" ", html)).replace("’", "'").split())


def _titles(html: str) -> list[str]:
    """The title, the parts of it, and the first heading."""
    title = read_title(html)
    return [*_SEPARATOR.split(title), title, _content(_HEADING, html)]


def is_soft_404(html: str) -> bool:
    """Whether a page that came with a good status says that it is not there."""
    title, text = read_title(html), read_text(html, 4 * _LITTLE_TEXT)
    if any(_NOT_FOUND.fullmatch(part) for part in (title, *_SEPARATOR.split(title)) if part):
        return True
    words = _content(_HEADING, html)
    # A title such as `Not Found (album)` says that the heading is a name.
    is_name = len(title) > len(words) and title.casefold().startswith(words.casefold())
    if words and not is_name and len(text) < 4 * _LITTLE_TEXT and _NOT_FOUND.fullmatch(words):
        return True
    return len(text) < _LITTLE_TEXT and bool(_NOT_FOUND_TEXT.search(text))


def is_parked(url: str, final_url: str, html: str) -> bool:
    """Whether the domain is for sale, holds nothing but advertisements, or is not set up."""
    start, host = urlsplit(url).hostname or "", urlsplit(final_url).hostname or ""
    if host != start and _PARKED_HOST.search(host):
        return True
    text = read_text(html, 2 * _PARKED_LENGTH)
    if len(text) >= _PARKED_LENGTH:
        return False
    if any(_DEFAULT_PAGE.fullmatch(part) for part in _titles(html) if part):
        return True
    words = f"{read_title(html)} . {text}"
    for name in {start, host, start.removeprefix("www."), host.removeprefix("www.")} - {""}:
        words = re.sub(
            rf"(?<![\w.-]){re.escape(name)}(?![\w-])", "HOST", words, flags=re.IGNORECASE
        )
    if _PARKED_TEXT.search(words):
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


def _speaks_of(url: str, html: str) -> bool:
    """Whether the page names the old address, as one does that has taken its place."""
    path = urlsplit(url).path.strip("/")
    return "/" in path and path in read_text(html, 6_000)


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
    title = read_title(html)
    if _LOGIN_TITLE.search(title) and _PASSWORD.search(html):
        return True
    text = read_text(html, 2 * _LITTLE_TEXT)
    asks = _LOGIN_TEXT.search(text) or (_LOGIN_TITLE.match(title) and _EMAIL.search(html))
    return len(text) < _LITTLE_TEXT and bool(asks)


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
    if is_parked(url, final_url, html):
        return Reason.PARKED, "the domain is for sale or parked"
    if is_soft_404(html):
        title = read_title(html)
        called = f", titled '{title[:60]}'," if title else ""
        return Reason.SOFT_404, f"the page{called} says that there is no such page"
    if is_redirect_to_home(url, final_url) and not _speaks_of(url, html):
        return Reason.TO_HOME, f"it leads to the front page, {final_url}"
    return None
