"""Heuristics for pages that open but look wrong: soft 404, parked, home page, login. Pure.

Any of these rules can be wrong, so none of them makes a link broken. They are meant to stay silent
about real pages on such topics: a phrase counts in a title or a heading, or in the text of a page
that has little other text. `Glance` collapses whitespace to single spaces.
"""

import re
from collections.abc import Iterable
from urllib.parse import parse_qsl, urlsplit

from readinglist.links.judge.glance import Glance
from readinglist.links.verdicts import Reason

_THING = (
    r"(?:page|file|document|article|post|url|content|resource|site|blog|item|presentation|video|"
    r"project|user|profile|paper|entry|story|product|topic|thread|record|repository|paste|link)"
)
_GONE = (
    r"(?:was[ ]not[ ]found|not[ ]found|(?:could|can)[ ]?(?:not|n't)[ ]be[ ]found"
    r"|cannot[ ]be[ ]found|(?:does[ ]not|doesn't)[ ]exist|no[ ]longer[ ](?:exists?|available|here)"
    r"|(?:is|was)[ ]no[ ]longer[ ](?:available|here)|(?:is[ ]not|isn't)[ ](?:here|available|there)"
    r"|has[ ](?:been[ ])?(?:removed|deleted|gone)|(?:is[ ])?missing|unavailable|is[ ]gone)"
)
#: Matches the whole title, part of a title or heading (not merely a piece of it) of "not found"
#: pages.
_NOT_FOUND = re.compile(
    rf"""(?:(?:sorry|oops|uh[ -]?oh|whoops|error|404|hmm)\b[ :!.,…–—-]*+){{0,4}}
    (?:
        404
      | (?:http[ ])?error[ ](?:code[ ]?:?[ ]?)?404
      | (?:http[ ])?404[ ]?[:–—-]?[ ]?(?:error|page|{_THING}?[ ]?not[ ]found)
      | not[ ]found
      | (?:the[ ]|this[ ]|that[ ]|your[ ]|requested[ ]){{0,3}}{_THING}
        (?:[ ](?:that[ ])?(?:you(?:'re|[ ]are)?[ ]
        (?:looking[ ]for|requested|want(?:ed)?)))?[ ]{_GONE}
      | nothing[ ](?:was[ ])?(?:found|here)(?:[ ]here)?
      | (?:we[ ])?(?:can't|cannot|couldn't|could[ ]not)[ ](?:seem[ ]to[ ])?find[ ]
        (?:the|that|this|your)[ ]{_THING}
      | erreur[ ]404 | page[ ](?:introuvable|non[ ]trouvée|inexistante)
      | fehler[ ]404 | (?:die[ ])?seite[ ](?:wurde[ ])?nicht[ ]gefunden
      | seite[ ]existiert[ ]nicht
      | página[ ]n(?:o|ão)[ ]encontrada | pagina[ ]non[ ]trovata | pagina[ ]niet[ ]gevonden
      | nie[ ]znaleziono[ ]strony | strona[ ]nie[ ]istnieje | sidan[ ](?:hittades|finns)[ ]inte
      | siden[ ](?:ble[ ])?(?:ikke[ ]fun\w++|findes[ ]ikke) | sivua[ ]ei[ ]löy\w++
      | stránka[ ]nenalezena
      | sayfa[ ]bulunamadı | страница[ ]не[ ]найдена | 页面(?:不存在|未找到) | 找不到(?:该)?页面
      | (?:お探しの)?ページ(?:が|は)見つかりません(?:でした)? | 페이지를[ ]?찾을[ ]?수[ ]?없습니다
    )[ !.…:)(404]*""",
    re.IGNORECASE | re.VERBOSE,
)
#: What a "not found" page with little text says to its reader.
_NOT_FOUND_TEXT = re.compile(
    rf"""\b(?:the|this|that|your|requested)[ ](?:\w+[ ])?{_THING}[ ]
        (?:that[ ]|which[ ])?you(?:'re|'ve|[ ]are|[ ]were|[ ]have)?[ ]
        (?:looking[ ]for|look[ ]for|requested|want(?:ed)?|tried|trying)[^.]{{0,40}}?[ ]
        (?:or[ ]\w+[ ])?{_GONE}
      | \b(?-i:The|This|That|Your|Requested)[ ](?:\w+[ ])?{_THING}[ ]{_GONE}
      | \bwe[ ](?:can't|cannot|couldn't|could[ ]not)[ ](?:seem[ ]to[ ])?find[ ]
        (?:the[ ]|that[ ]|this[ ]|your[ ]|what[ ]you)
      | \bthere(?:'s|[ ]is)[ ](?:nothing|no[ ]page)[ ](?:here|at[ ]this[ ]address)""",
    re.IGNORECASE | re.VERBOSE,
)
#: Everything that the pattern matches contains one of these words; likewise below.
_NOT_FOUND_WORDS = (
    "found", "exist", "longer", "not here", "n't here", "not available", "n't available",
    "not there", "n't there", "removed", "deleted", "gone", "missing", "unavailable", "find the",
    "find that", "find this", "find your", "find what you", "nothing here", "nothing at this",
    "no page",
)  # fmt: skip
_LITTLE_TEXT = 600
_LONG_TEXT = 6_000

_PARKED_HOST = re.compile(
    r"(?:^|\.)(?:hugedomains|sedoparking|sedo|parkingcrew|bodis|afternic|dan|undeveloped|"
    r"domainmarket|buydomains|parklogic|above|domainname|uniregistry|namebright)\.(?:com|net)$"
)
_SALE = (
    r"(?:for[ ]sale|on[ ]sale|available(?:[ ]for[ ](?:sale|purchase))?|parked|at[ ]auction|expired"
    r"|reserved|suspended|registered|purchased[ ]by)"
)
#: `HOST` replaces the host's own name before a text is searched.
_PARKED_TEXT = re.compile(
    rf"""\b(?:this|the)[ ]domain(?:[ ]name)?(?:[ ](?:HOST|[\w-]+\.\w+))?[ ]
        (?:is|may[ ]be|might[ ]be|could[ ]be|has|has[ ]been)[ ]
        (?:now[ ]|currently[ ]|listed[ ]|been[ ]){{0,3}}{_SALE}
      | \bHOST[ ](?:is|may[ ]be|might[ ]be|could[ ]be|has[ ]been)[ ]
        (?:now[ ]|currently[ ]|listed[ ]){{0,3}}{_SALE}
      | (?:buy|get|own|purchase)[ ](?:this[ ](?:domain|name)|HOST)\b
      | (?:interested[ ]in|inquire[ ]about|enquire[ ]about|offer[ ](?:on|for))[ ]this[ ]domain
      | is[ ]this[ ]your[ ]domain | domain[ ]parking\b | parked[ ](?:free|domain|for[ ]free)
      | (?:web[ ]?page|web[ ]?site|site|domain)[ ](?:is[ ])?parked\b
      | sponsored[ ]listings | related[ ]searches\b.{{0,200}}(?:sponsored|privacy[ ]policy)
      | dies(?:e|er)[ ]domain(?:[ ]name)?[ ](?:steht|ist|wurde)\b
      | ce[ ](?:nom[ ]de[ ])?domaine[ ]est[ ](?:à[ ]vendre|en[ ]vente)
      | este[ ]dominio[ ]está[ ](?:a[ ]la|en)[ ]venta
      | этот[ ]домен[ ](?:продается|продаётся|припаркован)
      | [该此]域名 | 域名(?:已停放|出售) | このドメイン(?:は|を)""",
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
_PARKED_WORDS = (
    "domain", "dominio", "домен", "域名", "ドメイン", "this name", "parked", "sponsored listings",
    "related searches",
)  # fmt: skip
#: Titles and headings of servers that are not set up for the name.
_DEFAULT_PAGE = re.compile(
    r"(?:apache\d?[ ])?(?:\w+[ ])?default[ ](?:web[ ]?site[ ])?page(?:\W+it[ ]works)?\W*"
    r"|welcome[ ]to[ ]nginx\W*|it[ ]works!?|iis[ ]windows(?:[ ]server)?|domain[ ]default[ ]page"
    r"|(?:web[ ]?site|domain)[ ](?:coming[ ]soon|not[ ]configured|suspended|parked)",
    re.IGNORECASE,
)
#: Strings in the HTML of domain parking services, in lower case.
_PARKED_MARKS = (
    "sedoparking.com", "parkingcrew.net", "bodis.com", "parklogic.com", "data-adblockkey",
    "/_parking", "parked-domain", "window.park ", "window.park=", "window.park.", "window.park;",
)  # fmt: skip
_PARKED_LENGTH = 1_500

# A short path need not be a language: /ok, /go.
_LANGUAGE = (
    "ar|bg|bn|ca|cs|cy|da|de|el|en|es|et|eu|fa|fi|fr|ga|gl|he|hi|hr|hu|id|it|ja|ka|kk|ko|lt|lv|mk|"
    "ms|nb|nl|nn|no|pl|pt|ro|ru|sk|sl|sq|sr|sv|ta|th|tr|uk|ur|vi|zh"
)
_HOME_PATH = re.compile(
    rf"/?(?:(?:{_LANGUAGE})(?:[-_](?:[a-z]{{2}}|\d{{3}}|hans|hant))?(?:/|$))?"
    r"(?:(?:index|default|home|main)(?:\.\w+)?(?:/|$)){0,2}",
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
    r"^\W*(?:please[ ])?(?:log[ ]?-?in|sign[ ]?-?in|log[ ]?-?on|anmelden|login required)\b"
    r"|\bauthentication\b|(?:^|[|–—:·-][ ]?)(?:log[ ]?-?in|sign[ ]?-?in)\W*$",
    re.IGNORECASE,
)
_LOGIN_TEXT = re.compile(
    r"\b(?:log|sign)[ ]?in[ ]to[ ](?:continue|see|view|watch|read|access|proceed)\b"
    r"|\byou[ ](?:need|must[ ]have|do[ ]not[ ]have|don't[ ]have)[ ](?:access|permission)\b"
    r"|\brequest[ ]access\b"
    r"|\byou[ ](?:must|need[ ]to)[ ](?:log|sign|be[ ](?:logged|signed))[ ]?-?in\b",
    re.IGNORECASE,
)
_LOGIN_WORDS = (
    "log in", "login", "sign in", "signin", "access", "permission", "you must", "you need to",
)  # fmt: skip
_PASSWORD = re.compile(r"<input[^<>]{1,300}?type\s*=\s*[\"']?password", re.IGNORECASE)
_EMAIL = re.compile(r"<input[^<>]{1,300}?type\s*=\s*[\"']?email", re.IGNORECASE)
#: How the titles of anti-bot challenges begin.
_CHALLENGE = re.compile(
    r"just a moment|attention required|access denied|are you a (?:robot|human)"
    r"|verify(?:ing)? you are (?:a )?human|security check|ddos-guard|one moment, please"
    r"|please wait\W*(?:while|$)|robot check|human verification|bot verification",
    re.IGNORECASE,
)


def _holds(text: str, words: Iterable[str]) -> bool:
    """Whether the text contains any of the words: a cheap test before an expensive pattern."""
    return any(map(text.__contains__, words))


def is_soft_404(page: Glance) -> bool:
    """Whether a page with a success status says that it was not found."""
    if any(map(_NOT_FOUND.fullmatch, page.titles)):
        return True
    text = page.text
    if len(text) >= 4 * _LITTLE_TEXT:
        return False
    title, words = page.title, page.heading
    # In a title such as `Not Found (album)`, the heading is a name.
    is_name = len(title) > len(words) and title.casefold().startswith(words.casefold())
    if words and not is_name and _NOT_FOUND.fullmatch(words):
        return True
    return (
        len(text) < _LITTLE_TEXT
        and _holds(page.lowered, _NOT_FOUND_WORDS)
        and bool(_NOT_FOUND_TEXT.search(text))
    )


def is_parked(url: str, final_url: str, page: Glance) -> bool:
    """Whether the domain is for sale, shows only advertisements, or is not set up."""
    start, host = urlsplit(url).hostname or "", urlsplit(final_url).hostname or ""
    if host != start and (_PARKED_HOST.search(host) or _is_parking_address(url, final_url)):
        return True
    text = page.text
    # A different host's page that says this about the old domain may have much other text.
    is_brought = host != start and start in page.lowered
    if len(text) >= _PARKED_LENGTH * (4 if is_brought else 1):
        return False
    if any(map(_DEFAULT_PAGE.fullmatch, (*page.titles, page.heading))):
        return True
    words, lowered = f"{page.title} . {text}", f"{page.title.lower()} . {page.lowered}"
    names = {start, host, start.removeprefix("www."), host.removeprefix("www.")} - {""}
    names = {name for name in names if name in lowered}
    for name in names:
        words = re.sub(
            rf"(?<![\w.-]){re.escape(name)}(?![\w-])", "HOST", words, flags=re.IGNORECASE
        )
    if (names or _holds(lowered, _PARKED_WORDS)) and _PARKED_TEXT.search(words):
        return True
    return len(text) < _LITTLE_TEXT and _holds(page.html[:40_000].lower(), _PARKED_MARKS)


def _is_parking_address(url: str, final_url: str) -> bool:
    """Whether it redirected to another host's front page that was told the original domain.

    `ww38.old.example` is how parking services name the domain itself.
    """
    start, end = urlsplit(url), urlsplit(final_url)
    old = (start.hostname or "").removeprefix("www.")
    if re.fullmatch(rf"ww\d{{1,3}}\.{re.escape(old)}", end.hostname or ""):
        return True
    values = [value for _, value in parse_qsl(end.query)]
    return bool(_HOME_PATH.fullmatch(end.path)) and old in values


def _is_sent_back(url: str, final_url: str) -> bool:
    """Whether the redirect's address contains the old address as the place to return to."""
    start = urlsplit(url)
    values = [value for _, value in parse_qsl(urlsplit(final_url).query)]
    return any(
        (start.hostname or "") in value or (len(start.path) > 1 and start.path in value)
        for value in values
    )


def is_redirect_to_home(url: str, final_url: str) -> bool:
    """Whether the address of an inner page ended at the front page of a site."""
    if url == final_url:
        return False
    start, end = urlsplit(url), urlsplit(final_url)
    if _HOME_PATH.fullmatch(start.path):
        return False
    if start.query and not start.path.strip("/"):
        return False
    return bool(_HOME_PATH.fullmatch(end.path)) and not end.query and not _is_short_link(url)


def _speaks_of(url: str, page: Glance) -> bool:
    """Whether the page mentions the old address, as a page that replaced it would."""
    path = urlsplit(url).path.strip("/")
    return "/" in path and path in page.read_text(4 * _LONG_TEXT)[:_LONG_TEXT]


#: Link shorteners and redirection services.
_SHORT_LINKS = frozenset(
    "bit.ly t.co goo.gl tinyurl.com ow.ly buff.ly lnkd.in youtu.be aka.ms git.io dub.sh amzn.to "
    "w3id.org purl.org doi.org dx.doi.org hdl.handle.net t.me".split()
)


def _is_short_link(url: str) -> bool:
    """Whether the address belongs to a link shortener or redirection service."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    return host in _SHORT_LINKS


def is_login(url: str, final_url: str, page: Glance) -> bool:
    """Whether the page asks the reader to log in first."""
    if _LOGIN_PATH.search(urlsplit(url).path):
        return False
    if is_login_address(url, final_url):
        return True
    title = page.title
    if _LOGIN_TITLE.search(title) and _PASSWORD.search(page.html):
        return True
    is_elsewhere = urlsplit(url).hostname != urlsplit(final_url).hostname
    if is_elsewhere and len(page.text) < _PARKED_LENGTH and _PASSWORD.search(page.html):
        return True
    if (
        is_elsewhere
        and _is_sent_back(url, final_url)
        and (_PASSWORD.search(page.html) or _EMAIL.search(page.html) or _LOGIN_TITLE.search(title))
    ):
        return True
    if len(page.text) >= _LITTLE_TEXT:
        return False
    if _holds(page.lowered, _LOGIN_WORDS) and _LOGIN_TEXT.search(page.text):
        return True
    return bool(_LOGIN_TITLE.match(title) and _EMAIL.search(page.html))


def is_login_address(url: str, final_url: str) -> bool:
    """Whether a redirect led to a login address, whatever is on that page."""
    if url == final_url:
        return False
    start, end = urlsplit(url), urlsplit(final_url)
    if (start.hostname, start.path) == (end.hostname, end.path) or _LOGIN_PATH.search(start.path):
        return False
    return bool(_LOGIN_PATH.search(end.path) or _LOGIN_HOST.match(end.hostname or ""))


def is_challenge(page: Glance) -> bool:
    """Whether the page asks for proof that the visitor is not a robot."""
    return bool(_CHALLENGE.match(page.title))


def judge_page(url: str, final_url: str, html: str) -> tuple[Reason, str] | None:
    """What looks wrong about a page that opened, in words; None if nothing does."""
    page = Glance(html)
    if is_login(url, final_url, page):
        return Reason.LOGIN, "the page asks for a login"
    if is_challenge(page):
        return Reason.CHALLENGE, "the page asks visitors to prove that they are not robots"
    if is_parked(url, final_url, page):
        return Reason.PARKED, "the domain is for sale or parked"
    if is_soft_404(page):
        called = f", titled '{page.title[:60]}'," if page.title else ""
        return Reason.SOFT_404, f"the page{called} says that there is no such page"
    if is_redirect_to_home(url, final_url) and not _speaks_of(url, page):
        return Reason.TO_HOME, f"it leads to the front page, {final_url}"
    return None
