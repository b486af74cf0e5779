"""The catalogue of findings: what each code means, why it matters, and an example of each side.

`docs/findings.md` is generated from it, and the tests run every example: the bad one gives the
code, the good one does not. Works, authors and arXiv numbers of the examples are invented.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from readinglist.entry.findings import Severity


@dataclass(frozen=True)
class Rule:
    r"""A code with its meaning.

    `title` completes "This finding means: …" in a few words; `why` says what would go wrong and
    what to do. `bad` and `good` map paths within the entries' folder to the content of a file, laid
    over the small valid list `BASE`; the file that the finding is about comes first. An empty
    content removes the file. A byte that is not UTF-8 is written as a surrogate, `\udce9` for 0xE9.

    `output` is set only where `check_library` does not give the finding: it is then the line that
    another command prints, and the tests compare it with what that command finds.
    """

    code: str
    severity: Severity
    title: str
    why: str
    bad: Mapping[str, str]
    good: Mapping[str, str]
    output: str = ""
    #: What `validate --fix` does about it, a sentence; empty where there is no one right answer.
    fix: str = ""
    #: An example that is fixed, where `bad` is one that needs a decision.
    fixable: Mapping[str, str] = field(default_factory=dict)


def write_example(root: Path, files: Mapping[str, str]) -> None:
    """Write `BASE` with the files laid over it into the entries' folder of an empty project.

    Files are encoded as UTF-8 with `surrogateescape`, so that an example may hold other bytes.
    """
    for path, content in {**BASE, **files}.items():
        file = root / "entries" / path
        if content:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content.encode("utf-8", "surrogateescape"))


def rule_for(code: str) -> Rule:
    """The rule of a code. Raises `KeyError` if there is none."""
    return _BY_CODE[code]


def _record(arxiv: str, title: str, author: str, abstract: str, **more: str) -> str:
    """A file of the lock, with `more` of its fields."""
    record = {
        "id": arxiv,
        "title": title,
        "authors": [author],
        "abstract": abstract,
        "submitted": "2024-03-18",
        **more,
        "provenance": {"route": "copy", "read": "2026-11-21", "sources": {"title": "example"}},
    }
    return json.dumps(record, ensure_ascii=False, indent=2) + "\n"


_PAPER = "papers/okafor2024patience.yml"
_POST = "papers/lindqvist2023caches.yml"
_ESSAY = "essays/haddad2024plain.yml"
_CLAIM = "claims/patience-pays.yml"
_PREDICTION = "claims/caches-outgrow-weights.yml"
_PATH = "paths/first-hour.yml"
_LOCK = "metadata/arxiv/2403.99901.json"

#: A tiny valid list, over which every example is laid.
BASE: Mapping[str, str] = {
    "themes.yml": """\
- id: learning
  title: Learning
  lead: How models learn.
  introduction: What is optimised, and for how long.
  sections:
    - id: schedules
      title: Schedules
- id: serving
  title: Serving
  lead: How models answer.
  introduction: What an answer costs, and what can be kept for the next one.
  sections:
    - id: caching
      title: Caching
""",
    _PAPER: """\
arxiv: "2403.99901"
themes: [learning/schedules]
takeaway: A small learning rate, held for longer, ends at a lower loss.
""",
    _POST: """\
type: post-weblog
title: Caches All the Way Down
authors: [Maja Lindqvist]
url: https://example.org/caches
themes: [serving/caching]
takeaway: Most of what a server computes it has computed before.
""",
    _ESSAY: """\
title: Plain Methods
authors: [Nour Haddad]
url: https://example.org/plain-methods
themes: [learning]
takeaway: Try the plain method first, and give it time.
sections:
  - title: Patience
    cites: [okafor2024patience]
  - title: Memory
    cites: [lindqvist2023caches]
""",
    _CLAIM: """\
claim: Training for longer helps more than tuning for longer.
kind: claim
source:
  essay: haddad2024plain
  section: Patience
  quote: Wait before you tune.
themes: [learning/schedules]
evidence:
  - work: okafor2024patience
    stance: supports
    quote: the longest schedule won in every setting
""",
    _PREDICTION: """\
claim: By the end of 2027, servers will hold more bytes of cache than of weights.
kind: prediction
source:
  essay: haddad2024plain
  section: Memory
  quote: The cache will outgrow the model.
themes: [serving/caching]
resolves-by: 2027-12-31
""",
    _PATH: """\
title: A first hour
lead: Two texts on doing less.
steps:
  - read: haddad2024plain
    why: It states the question.
    minutes: 20
  - read: okafor2024patience
    why: It answers a part of it.
    minutes: 40
""",
    _LOCK: _record(
        "2403.99901",
        "Patience as a Hyperparameter",
        "Adaeze Okafor",
        "We compare forty learning-rate schedules on one budget of tuning; "
        "the longest schedule won in every setting.",
    ),
}


def _changed(path: str, old: str, new: str) -> dict[str, str]:
    """One file of `BASE` with a part of it replaced."""
    return {path: BASE[path].replace(old, new)}


def _added(path: str, lines: str) -> dict[str, str]:
    """One file of `BASE` with lines at its end."""
    return {path: BASE[path] + lines}


def _same(path: str) -> dict[str, str]:
    """One file of `BASE`, unchanged."""
    return {path: BASE[path]}


_RESULTS = "../results.json"
_DEAD_URL = "https://example.org/caches"


def _result(  # noqa: PLR0913 - what differs from example to example
    verdict: str = "ok",
    reason: str = "ok",
    detail: str = "",
    *,
    runs: int = 0,
    moved_to: str | None = None,
    missing: str = "",
) -> str:
    """What `readinglist links --format json` prints, cut to one link and the parts that matter."""
    place = {"path": f"entries/{_POST}", "line": 4, "column": 6, "field": "url"}
    claim = {"path": f"entries/{_PREDICTION}", "line": 6, "column": 10, "field": "source.quote"}
    lost = {"reason": reason, "text": missing}
    expected = {**(claim if reason == "missing-quote" else place), **lost}
    url = "https://example.org/plain-methods" if reason == "missing-quote" else _DEAD_URL
    link = {
        "url": url,
        "verdict": verdict,
        "reason": reason,
        "detail": detail,
        "status": 200,
        "redirects": [],
        "final_url": url,
        "moved_to": moved_to,
        "attempts": 1,
        "seconds": 0.2,
        "checked_at": 1795305600,
        "missing": [lost] if missing else [],
        "is_new": False,
        "first_broken": 1794700800 if runs else None,
        "broken_runs": runs,
        "unknown_runs": 0,
        "is_confirmed": runs > 1,
        "snapshot": "",
        "places": [{**place, "written": url, "is_exact": True}],
        "expects": [expected] if missing else [],
    }
    run = {"verdicts": {verdict: 1}, "links": [link], "others": []}
    return json.dumps(run, indent=2) + "\n"


def _link_example(result: str) -> dict[str, str]:
    """An entry with a link, and the results of a run in which the link was looked at."""
    return {_POST: BASE[_POST], _RESULTS: result}


_GOOD_LINK = _link_example(_result())
_AT_LINK = f"entries/{_POST}:4:6"
_SITE = "../site/index.html"
_LINK_SETTINGS = "../links.yml"
_EXCLUDED = """\
exclusions:
  - url: https://example.org/caches
    reason: The page is closed to robots and open to readers.
    until: {until}
"""
_REPORT = """\
type: report
title: Notes on Waiting
authors: [Adaeze Okafor]
url: https://example.org/waiting
themes: [learning]
takeaway: Patience is a setting like any other.
"""
_SECOND_PATH = """\
title: A first claim
lead: One claim, to begin with.
steps:
  - read: patience-pays
    why: It is short.
    minutes: 5
"""
_UNLOCKED = """\
arxiv: "2405.99902"
themes: [learning]
takeaway: Averaged weights make up for a shorter schedule.
"""
_UNLOCKED_POST = """\
title: Averages Instead of Patience
authors: [Tomás Ibarra]
url: https://example.org/averages
themes: [learning]
"""
_DRAFT = {"papers/ibarra2024averages.yml": f"draft: true\n{_UNLOCKED_POST}"}
_UNLOCKED_RECORD = _record(
    "2405.99902",
    "Averages Instead of Patience",
    "Tomás Ibarra",
    "Averaging the last weights recovers most of the gain of a longer schedule.",
)
_WITHDRAWN_RECORD = _record(
    "2405.99902",
    "Averages Instead of Patience",
    "Tomás Ibarra",
    "Averaging the last weights recovers most of the gain of a longer schedule.",
    withdrawn="The proof of the second theorem has a gap.",
)
_PUBLISHED_RECORD = _record(
    "2403.99901",
    "Patience as a Hyperparameter",
    "Adaeze Okafor",
    "On one budget of tuning, the longest schedule won in every setting.",
    doi="10.5555/schedules.2025.17",
)
_AVERAGES = """\
  - work: ibarra2024averages
    stance: mixed
    quote: recovers most of the gain of a longer schedule
"""
_SOURCE = """\
source:
  essay: haddad2024plain
  section: Patience
  quote: Wait before you tune.
"""
_SETTINGS = "../mkdocs.yml"
_SITE_SETTINGS = """\
site_name: Methods
theme: {name: material}
plugins: [readinglist]
"""
_SETTINGS_FILE = {_SETTINGS: _SITE_SETTINGS}
_TEXT = "../texts/haddad2024plain.txt"
_SAVED = "Every run teaches something.\nWait before you tune. The cache will outgrow the model.\n"

_NEAR_ID = (
    "An id with a single typing mistake, in a letter and not in a digit, is corrected if only "
    "one known id is close."
)

#: Every code that the program yields, in order.
RULES: tuple[Rule, ...] = (
    Rule(
        "E001",
        Severity.ERROR,
        "the file is not UTF-8 text",
        "Names and quotes would come out garbled, so nothing of the file is read. "
        "Save it as UTF-8 in the editor. A file of more than a megabyte is refused too.",
        bad=_changed(_POST, "Lindqvist", "Lindqvist, Zo\udceb Adler"),
        good=_changed(_POST, "Lindqvist", "Lindqvist, Zoë Adler"),
    ),
    Rule(
        "E002",
        Severity.ERROR,
        "the file is not YAML",
        "The file cannot be parsed. "
        "Most often a text that contains `: `, or that starts with a sign such as `@` or `*`, is "
        "not quoted, or a line is indented with a tab. Control characters are not allowed either.",
        bad=_changed(_POST, "Caches All the Way Down", "Caches: All the Way Down"),
        good=_changed(_POST, "Caches All the Way Down", '"Caches: All the Way Down"'),
        fix="A value on one line that contains `: `, or starts with a sign, is put in quotes.",
    ),
    Rule(
        "E003",
        Severity.ERROR,
        "a field is given twice",
        "Other readers of YAML silently keep one of the two values. "
        "Keep the one that is meant, or join the two.",
        bad=_added(_PAPER, "tags: [training]\nthemes: [learning]\n"),
        good=_added(_PAPER, "tags: [training]\n"),
    ),
    Rule(
        "E004",
        Severity.ERROR,
        "the file does not hold one set of fields",
        "An entry is one mapping of names to values. The file is empty, holds a list or a bare "
        "value, has a second document after `---`, or has a field name that is not a text. "
        "Write `name: value` lines, one entry per file.",
        bad={
            _PAPER: '- arxiv: "2403.99901"\n- themes: [learning/schedules]\n'
            "- takeaway: A small learning rate, held for longer, ends at a lower loss.\n"
        },
        good=_same(_PAPER),
    ),
    Rule(
        "E005",
        Severity.ERROR,
        "the file's name is not a safe id",
        "The file's name is the entry's id and becomes part of its address, so it must mean the "
        "same on every system. Use lower-case letters a–z, digits and single hyphens, at most 80 "
        "characters.",
        bad={"papers/Okafor_2024.yml": _REPORT},
        good={"papers/okafor2024waiting.yml": _REPORT},
    ),
    Rule(
        "E006",
        Severity.ERROR,
        "two ids differ only in case",
        "Some file systems and web servers cannot tell the two apart, so one page would replace "
        "the other. Rename one of the files.",
        bad={"paths/Patience-Pays.yml": _SECOND_PATH},
        good={"paths/first-claim.yml": _SECOND_PATH},
    ),
    Rule(
        "E007",
        Severity.ERROR,
        "two entries have the same id",
        "Ids are unique over papers, essays, claims and paths: a link gives an id without a kind. "
        "Rename one of the files.",
        bad={"paths/patience-pays.yml": _SECOND_PATH},
        good={"paths/first-claim.yml": _SECOND_PATH},
    ),
    Rule(
        "E008",
        Severity.ERROR,
        "a file that is not read",
        "The file is where entries are expected but would be ignored, and its author would wait "
        "for a page in vain. Give it the extension `.yml` and the right folder, or move it out. "
        "A link that leads out of the project is not read either, here and in `docs/`: it may lead "
        "to any file of the person who builds the list. Nor is one that leads in a circle.",
        bad={"papers/okafor2024waiting.yaml": _REPORT},
        good={"papers/okafor2024waiting.yml": _REPORT},
        fix="A file that ends in `.yaml` is renamed.",
    ),
    Rule(
        "E009",
        Severity.ERROR,
        "the nesting is endless or too deep",
        "A YAML alias contains itself, aliases multiply excessively, or values are nested more "
        "than thirty levels deep. Write the values out, without `&` and `*`.",
        bad=_added(_PAPER, "tags: &tags [training, *tags]\n"),
        good=_added(_PAPER, "tags: [training]\n"),
    ),
    Rule(
        "E010",
        Severity.ERROR,
        "a record of the lock is broken",
        "The paper's metadata cannot be read, so its page would be a stub. "
        "The lock is written by `readinglist enrich` and never by hand: run it to fetch the record "
        "again. A file written by a newer version of readinglist is left alone; upgrade in that "
        "case.",
        bad={_LOCK: '{\n  "id": "2403.99901",\n  "title": "Patience as a Hyperparameter"\n'},
        good=_same(_LOCK),
    ),
    Rule(
        "E011",
        Severity.ERROR,
        "a file in the place of a generated page",
        "Only one of the two can be part of the site. The home page, the lists and the pages of "
        "entries are generated; delete the file in `docs/`, or give it another name. The name of a "
        "list is reserved even if the site does not have the list yet, because it would be empty.",
        bad={"../docs/index.md": "# Welcome\n", **_SETTINGS_FILE},
        good={"../docs/welcome.md": "# Welcome\n", **_SETTINGS_FILE},
        output="docs/index.md:1:1 error E011 the file conflicts with the home page, which "
        "is generated. Delete it, or give it another name.",
    ),
    Rule(
        "E012",
        Severity.ERROR,
        "a setting in mkdocs.yml that cannot work",
        "The build stops at it: a name that MkDocs does not know, a list where it expects a text, "
        "a file, plugin, Markdown extension, language or icon that is not there. The plugin has "
        "two settings: `search` (`false` for none) and `content_security_policy`. The theme has to "
        "be Material, and `search` is not among the plugins, as the site has a search of its own. "
        "A `site_name` such as 2024 needs quotes; `site_url` and `repo_url` must be complete.",
        bad={
            _SETTINGS: _SITE_SETTINGS.replace("readinglist", "readinglist, search"),
            "../docs/welcome.md": "# Welcome\n",
        },
        good={_SETTINGS: _SITE_SETTINGS, "../docs/welcome.md": "# Welcome\n"},
        output="mkdocs.yml:3:24 error E012 plugins[2]: the plugin 'search' is in the way: the site "
        "has a search of its own. Use that one: remove 'search' from plugins.",
    ),
    Rule(
        "E013",
        Severity.ERROR,
        "a text that ends at a #",
        "After a space YAML takes `#` for the start of a comment, and the rest is lost: of "
        "`claim: Lesson #2 is patience` the claim is *Lesson*. Write the text in quotes. A comment "
        "has a space after its `#`.",
        bad=_added(_CLAIM, "note: Lesson #2 of the essay.\n"),
        good=_added(_CLAIM, 'note: "Lesson #2 of the essay."\n'),
        fix="The line is put in quotes if the field may contain any text.",
    ),
    Rule(
        "E101",
        Severity.ERROR,
        "a field that the schema does not know",
        "A misspelt field would be ignored silently. "
        "Correct its name; the message lists the known names if none is close.",
        bad=_added(_PAPER, "tag: [training]\n"),
        good=_added(_PAPER, "tags: [training]\n"),
        fix="A name with a single typing mistake is corrected if only one known name is close.",
    ),
    Rule(
        "E102",
        Severity.ERROR,
        "a field is missing",
        "The page needs it. Add the field. "
        "A work without arXiv id and DOI must give its title, and something to find it by: "
        "`url`, `isbn`, or at least its `publisher` or `venue`. A prediction must say by which day "
        "it can be judged.",
        bad={_PAPER: 'arxiv: "2403.99901"\nthemes: [learning/schedules]\n'},
        good=_same(_PAPER),
    ),
    Rule(
        "E103",
        Severity.ERROR,
        "a value of the wrong shape",
        "There is a list where a text is expected, or the other way round. "
        "Write it in the shape that the message names.",
        bad=_changed(_PAPER, "[learning/schedules]", "learning/schedules"),
        good=_same(_PAPER),
        fix="A single text where a list is expected becomes a list of one, unless it has a comma.",
    ),
    Rule(
        "E104",
        Severity.ERROR,
        "a word that is not in the vocabulary",
        "Fields such as `mode`, `kind`, `stance` and `type` take one of a few words, by which "
        "pages are filtered. Choose one that the message names.",
        bad=_added(_PAPER, "mode: explorative\n"),
        good=_added(_PAPER, "mode: exploratory\n"),
        fix="A word with a single typing mistake is corrected.",
        fixable=_added(_PAPER, "mode: exploratry\n"),
    ),
    Rule(
        "E105",
        Severity.ERROR,
        "a field without a value",
        "An empty field says nothing, and an empty required field counts as missing. "
        "Fill it in, or delete an optional field.",
        bad=_added(_PAPER, "note:\n"),
        good=_added(_PAPER, "note: The first paper of the list.\n"),
    ),
    Rule(
        "E106",
        Severity.ERROR,
        "a text that needs quotes",
        "Other readers of YAML take it for a number, a date or a yes/no value: the arXiv id "
        "`2301.00010` would become the number 2301.0001, another paper. Write it in quotes.",
        bad=_changed(_PAPER, '"2403.99901"', "2403.99901"),
        good=_same(_PAPER),
        fix="The text is put in quotes.",
    ),
    Rule(
        "E107",
        Severity.ERROR,
        "not a bare arXiv id",
        "The id finds the paper's record, so it is given without address, prefix and version. "
        "Write it as the message shows.",
        bad=_changed(_PAPER, "2403.99901", "https://arxiv.org/abs/2403.99901v2"),
        good=_same(_PAPER),
        fix="Address, prefix, version and subject class are removed.",
    ),
    Rule(
        "E108",
        Severity.ERROR,
        "not a bare DOI",
        "Exports and links add the resolver's address themselves. "
        "Write the DOI alone, starting with `10.`.",
        bad=_added(_POST, "doi: https://doi.org/10.5555/caches.2023\n"),
        good=_added(_POST, "doi: 10.5555/caches.2023\n"),
        fix="The resolver's address or the prefix is removed.",
    ),
    Rule(
        "E109",
        Severity.ERROR,
        "not a date",
        "Lists are sorted by date. Write year, month and day as `2024-03-18`; "
        "`issued` may stop at the month or the year.",
        bad=_added(_POST, "issued: 2023-02-30\n"),
        good=_added(_POST, "issued: 2023-02\n"),
        fix="`2023/2/14` and `2023-2-14` become `2023-02-14`.",
        fixable=_added(_POST, "issued: 2023/2/14\n"),
    ),
    Rule(
        "E110",
        Severity.ERROR,
        "not a complete web address",
        "A browser would look for it on the reading list's own site. "
        "Write the complete address, starting with `https://` or `http://`.",
        bad=_changed(_POST, "https://example.org", "example.org"),
        good=_same(_POST),
    ),
    Rule(
        "E111",
        Severity.ERROR,
        "a field that does not belong here",
        "The field only makes sense with another: `resolves-by` and `outcome` with the kind "
        "`prediction`, `opposition-sought` with the kinds `claim` and `prediction`, `mode-reason` "
        "with a `mode`. Remove it, or correct the other field.",
        bad=_added(_CLAIM, "resolves-by: 2027-12-31\n"),
        good=_same(_CLAIM),
    ),
    Rule(
        "E112",
        Severity.ERROR,
        "not a name",
        "Citations need to know which part is the family name. Write a person's name as a text or "
        "with `family` and `given`, and a group's name with `literal` alone.",
        bad=_changed(_POST, "[Maja Lindqvist]", "[{literal: Tidal Lab, family: Lab}]"),
        good=_changed(_POST, "[Maja Lindqvist]", "[{literal: Tidal Lab}]"),
    ),
    Rule(
        "E113",
        Severity.ERROR,
        "not a number of minutes",
        "The minutes of a path's steps are added up. Write a whole number from 1 to 6000.",
        bad=_changed(_PATH, "40", "about 40"),
        good=_same(_PATH),
    ),
    Rule(
        "E114",
        Severity.ERROR,
        "a day in the future",
        "`added`, `opposition-sought` and the `on` of an `outcome` say what was done or known on a "
        "day. A day more than one day ahead of the clock (in UTC, or that of `SOURCE_DATE_EPOCH`) "
        "is a mistake, and would count as the latest. Correct it. `issued` may be up to a year "
        "ahead, since journals date their issues in advance.",
        bad=_added(
            _CLAIM,
            "opposition-sought:\n"
            "  - on: 2926-11-21\n    where: Search of abstracts\n    result: None found.\n",
        ),
        good=_added(
            _CLAIM,
            "opposition-sought:\n"
            "  - on: 2026-11-21\n    where: Search of abstracts\n    result: None found.\n",
        ),
    ),
    Rule(
        "E115",
        Severity.ERROR,
        "a value that is too long",
        "No title, name or note is as long as that, and it would be a burden to anyone who reads "
        "or prints it. Shorten it. A keyword may have 100 characters, a volume or pages 200, a "
        "name 500, a claim 2,000, a title or a quote 5,000, an address 4,000, a DOI 500, a "
        "note 50,000, and a list 10,000 items.",
        bad=_added(_CLAIM, f"tags: [{'patience-' * 12}]\n"),
        good=_added(_CLAIM, "tags: [patience]\n"),
    ),
    Rule(
        "E116",
        Severity.ERROR,
        "a hidden character",
        "Two authors or keywords that look the same would be different, and a direction mark makes "
        "a name read differently. Such characters come along when text is copied from a web page "
        "or a PDF. Remove it; the surest way is to delete the text and to type it again. "
        "Joiners are accepted where a script needs them, as in Persian and Sinhala.",
        bad=_added(_CLAIM, "tags: [pati\u200bence]\n"),
        good=_added(_CLAIM, "tags: [patience]\n"),
    ),
    Rule(
        "E117",
        Severity.ERROR,
        "not an ISSN",
        "It identifies the journal or the series. Its last digit is a check digit, which shows "
        "that one of the digits is mistyped. Write a single number, like `0001-0782`.",
        bad=_added(_POST, "issn: 0001-0783\n"),
        good=_added(_POST, "issn: 0001-0782\n"),
    ),
    Rule(
        "E118",
        Severity.ERROR,
        "not a language tag",
        "Citation styles hyphenate and capitalise a title by its language. "
        "Write a BCP 47 tag, like `en`, `de` or `pt-BR`.",
        bad=_added(_POST, "language: British English\n"),
        good=_added(_POST, "language: en-GB\n"),
    ),
    Rule(
        "E119",
        Severity.ERROR,
        "not an ISBN",
        "Libraries and shops find a book by it. Its last digit is a check digit, which shows that "
        "one of the digits is mistyped. Compare it with the book; hyphens do not matter, and "
        "`readinglist fmt` writes the 13 digits.",
        bad=_added(_POST, "isbn: 978-3-16-148410-6\n"),
        good=_added(_POST, "isbn: 978-3-16-148410-0\n"),
    ),
    Rule(
        "E201",
        Severity.ERROR,
        "an unknown theme",
        "The entry would be missing from the navigation. Correct the id, or add the theme to "
        "`themes.yml`.",
        bad=_changed(_PAPER, "learning/schedules", "lerning"),
        good=_changed(_PAPER, "learning/schedules", "learning"),
        fix=_NEAR_ID,
    ),
    Rule(
        "E202",
        Severity.ERROR,
        "an unknown section of a theme",
        "The theme exists, but has no such section. Correct the part after the slash, or add the "
        "section to `themes.yml`.",
        bad=_changed(_PAPER, "learning/schedules", "learning/schedule"),
        good=_same(_PAPER),
        fix=_NEAR_ID,
    ),
    Rule(
        "E203",
        Severity.ERROR,
        "an unknown work",
        "The link would lead nowhere. Correct the id, or add an entry for the work first.",
        bad=_added(_PAPER, "builds-on: [lindqvist2023cache]\n"),
        good=_added(_PAPER, "builds-on: [lindqvist2023caches]\n"),
        fix=_NEAR_ID,
    ),
    Rule(
        "E204",
        Severity.ERROR,
        "an unknown claim",
        "The relation would lead nowhere. Correct the id, or add the other claim first.",
        bad=_added(_PREDICTION, "relations:\n  - claim: patience-pay\n    type: refines\n"),
        good=_added(_PREDICTION, "relations:\n  - claim: patience-pays\n    type: refines\n"),
        fix=_NEAR_ID,
    ),
    Rule(
        "E205",
        Severity.ERROR,
        "an unknown essay",
        "A claim is shown with the essay that makes it, and the list has no such essay. "
        "Correct the id, or add an entry for the essay first.",
        bad=_changed(_CLAIM, "haddad2024plain", "haddad2024plane"),
        good=_same(_CLAIM),
        fix=_NEAR_ID,
        fixable=_changed(_CLAIM, "haddad2024plain", "hadad2024plain"),
    ),
    Rule(
        "E206",
        Severity.ERROR,
        "an entry of the wrong kind",
        "The entry exists but cannot be used here: evidence and lineage name works, relations name "
        "claims, and the source of a claim is an essay. Name another entry, or use the field for "
        "this kind.",
        bad=_added(
            _PREDICTION,
            "evidence:\n  - work: patience-pays\n    stance: background\n",
        ),
        good=_added(_PREDICTION, "relations:\n  - claim: patience-pays\n    type: refines\n"),
    ),
    Rule(
        "E207",
        Severity.ERROR,
        "an unknown section of an essay",
        "The claim could not be shown with its section. Write the section's title exactly as in "
        "the essay's entry.",
        bad=_changed(_CLAIM, "section: Patience", "section: On patience"),
        good=_same(_CLAIM),
        fix="A title that differs in case or by a single typing mistake is corrected.",
        fixable=_changed(_CLAIM, "section: Patience", "section: patience"),
    ),
    Rule(
        "E208",
        Severity.ERROR,
        "a citation of an unknown entry",
        "`[@id]` in a Markdown text becomes a link to the entry, but no entry has this id. "
        "Correct the id. Pages of the site outside the entries' folder are checked too.",
        bad=_added(_PAPER, 'note: "Compare [@lindqvist2032caches]."\n'),
        good=_added(_PAPER, 'note: "Compare [@lindqvist2023caches]."\n'),
    ),
    Rule(
        "E209",
        Severity.ERROR,
        "a step of a path that leads nowhere",
        "Each step names a paper, an essay or a claim of the list. "
        "Correct the id, or add the entry first.",
        bad=_changed(_PATH, "okafor2024patience", "okafor2024patient"),
        good=_same(_PATH),
        fix=_NEAR_ID,
        fixable=_changed(_PATH, "okafor2024patience", "okafor2024patence"),
    ),
    Rule(
        "E210",
        Severity.ERROR,
        "a corrected name that no author has",
        "`names` maps an author's name, as the record or the entry's `authors` would show it, to "
        "its right parts. The key must match exactly, or nothing is corrected. If the record has "
        "been corrected since, remove the key.",
        bad=_added(_PAPER, "names: {A. Okafor: {family: Okafor, given: Adaeze}}\n"),
        good=_added(_PAPER, "names: {Adaeze Okafor: {family: Okafor, given: Adaeze}}\n"),
    ),
    Rule(
        "E211",
        Severity.ERROR,
        "a missing page in the navigation",
        "`nav` in `mkdocs.yml` names Markdown files in `docs/`, and the generated lists as if they "
        "were such files: `papers/index.md`, `themes/<id>.md` and the like. Pages of single "
        "entries cannot be listed. A list without anything on it may be named; the navigation "
        "shows it as soon as there are entries for it. MkDocs only warns about a missing page, "
        "which fails a strict build; `validation` in `mkdocs.yml` changes that for both.",
        bad={
            _SETTINGS: _SITE_SETTINGS + "nav:\n  - index.md\n  - themes/lerning.md\n",
            "../docs/welcome.md": "# Welcome\n",
        },
        good={
            _SETTINGS: _SITE_SETTINGS + "nav:\n  - index.md\n  - themes/learning.md\n",
            "../docs/welcome.md": "# Welcome\n",
        },
        output="mkdocs.yml:6:5 error E211 nav[2]: there is no page 'themes/lerning.md'. "
        "Did you mean 'themes/learning.md'?",
    ),
    Rule(
        "E212",
        Severity.ERROR,
        "a link to a missing page of the site",
        "A Markdown page links to a file that is neither in `docs/` nor a generated list, or to a "
        "list that is not generated because it would be empty. Entries are linked to with `[@id]`. "
        "Only the build checks anchors.",
        bad={"../docs/welcome.md": "See [the rules](how-we-read.md).\n", **_SETTINGS_FILE},
        good={"../docs/welcome.md": "See [@haddad2024plain].\n", **_SETTINGS_FILE},
        output="docs/welcome.md:1:17 error E212 the link leads to no page and no file: "
        "'how-we-read.md'. Correct it, or take the link out.",
    ),
    Rule(
        "E213",
        Severity.ERROR,
        "a reference to a draft",
        "The site leaves drafts out, so that the link would lead nowhere and a claim would rest on "
        "nothing that a reader can see. Complete the draft and delete its `draft: true`.",
        bad={**_added(_PAPER, "builds-on: [ibarra2024averages]\n"), **_DRAFT},
        good={
            **_added(_PAPER, "builds-on: [ibarra2024averages]\n"),
            "papers/ibarra2024averages.yml": _UNLOCKED_POST + "takeaway: Averages will do.\n",
        },
    ),
    Rule(
        "E301",
        Severity.ERROR,
        "two entries for one arXiv id",
        "Evidence and lineage would be split over two pages. Keep one entry, and update references "
        "to the others.",
        bad={"papers/okafor2024waiting.yml": BASE[_PAPER]},
        good={"papers/okafor2024waiting.yml": _REPORT},
    ),
    Rule(
        "E302",
        Severity.ERROR,
        "two entries for one DOI",
        "Both describe the same work, even if the letters differ in case. Keep one entry, or "
        "correct the DOI.",
        bad={
            "papers/okafor2024waiting.yml": _REPORT + "doi: 10.5555/CACHES.2023\n",
            **_added(_POST, "doi: 10.5555/caches.2023\n"),
        },
        good={
            "papers/okafor2024waiting.yml": _REPORT + "doi: 10.5555/waiting.2024\n",
            **_added(_POST, "doi: 10.5555/caches.2023\n"),
        },
    ),
    Rule(
        "E303",
        Severity.ERROR,
        "a paper that builds on itself",
        "The lineage of a paper leads to earlier works. Remove the id, or name the work that is "
        "meant.",
        bad=_added(_PAPER, "builds-on: [okafor2024patience]\n"),
        good=_added(_PAPER, "builds-on: [lindqvist2023caches]\n"),
    ),
    Rule(
        "E304",
        Severity.ERROR,
        "a circular lineage",
        "Works cannot all build on one another. Find the link that is wrong and remove it.",
        bad={
            **_added(_POST, "builds-on: [okafor2024patience]\n"),
            **_added(_PAPER, "builds-on: [lindqvist2023caches]\n"),
        },
        good={
            **_same(_POST),
            **_added(_PAPER, "builds-on: [lindqvist2023caches]\n"),
        },
    ),
    Rule(
        "E305",
        Severity.ERROR,
        "a claim without its source",
        "Every claim is one that an essay makes, and readers must be able to look it up. "
        "Add `source` with the essay, its section and a quote.",
        bad=_changed(_CLAIM, _SOURCE, ""),
        good=_same(_CLAIM),
    ),
    Rule(
        "E306",
        Severity.ERROR,
        "a quote that is not in the abstract",
        "A quote without `locator` must occur word for word in the abstract of the work's "
        "record. Copy it again, or say in `locator` where else it is.",
        bad=_changed(_CLAIM, "the longest schedule won", "the longest schedule always won"),
        good=_same(_CLAIM),
    ),
    Rule(
        "E307",
        Severity.ERROR,
        "evidence that does not say where",
        "A reader could not check it. Add a `quote` from the abstract, or a `locator` such as a "
        "section or a figure. Only evidence with the stance `background` needs neither.",
        bad=_changed(_CLAIM, "    quote: the longest schedule won in every setting\n", ""),
        good=_changed(
            _CLAIM, "quote: the longest schedule won in every setting", "locator: Figure 2"
        ),
    ),
    Rule(
        "E308",
        Severity.ERROR,
        "a claim that is related to itself",
        "A relation leads to another claim. Remove it, or name the claim that is meant.",
        bad=_added(
            _PREDICTION, "relations:\n  - claim: caches-outgrow-weights\n    type: refines\n"
        ),
        good=_added(_PREDICTION, "relations:\n  - claim: patience-pays\n    type: refines\n"),
    ),
    Rule(
        "E309",
        Severity.ERROR,
        "something is given twice",
        "The same theme, tag, work, evidence or relation would be listed and counted twice. "
        "Keep one.",
        bad=_added(_PAPER, "tags: [training, schedules, training]\n"),
        good=_added(_PAPER, "tags: [training, schedules]\n"),
        fix="A theme, tag, work or id that a list repeats is removed.",
    ),
    Rule(
        "E310",
        Severity.ERROR,
        "an essay as evidence for its own claim",
        "An essay's own statement is not evidence for its claim. Name another work, or leave the "
        "claim untested.",
        bad=_added(
            _PREDICTION,
            "evidence:\n  - work: haddad2024plain\n    stance: supports\n    locator: Memory\n",
        ),
        good=_added(
            _PREDICTION,
            "evidence:\n  - work: lindqvist2023caches\n    stance: supports\n    locator: part 2\n",
        ),
    ),
    Rule(
        "E311",
        Severity.ERROR,
        "a quote that is not in the essay",
        "The words under `source` must be the essay's own. `readinglist quotes --texts FOLDER` "
        "compares them with texts of the essays saved as `<essay id>.txt` or `.md`; other commands "
        "do not check this. Copy the words again.",
        bad={**_changed(_CLAIM, "Wait before you tune.", "Wait until you tune."), _TEXT: _SAVED},
        good={**_same(_CLAIM), _TEXT: _SAVED},
        output="entries/claims/patience-pays.yml:6:10 error E311 source.quote: the quote is not in "
        "the saved text of 'haddad2024plain'. Copy it word for word.",
    ),
    Rule(
        "E601",
        Severity.ERROR,
        "a dead link",
        "Readers cannot open it: two runs of `readinglist links` at least a day apart found that "
        "the page or the host is gone or that its certificate is bad; for a link added in a pull "
        "request, one run is enough. Correct the link, or give an archived copy; `readinglist "
        "links --archive` looks for one.",
        bad=_link_example(_result("broken", "not-found", "the server answers 404", runs=2)),
        good=_GOOD_LINK,
        output=f"{_AT_LINK} error E601 url: dead link: {_DEAD_URL}: the server answers 404, since "
        "2026-11-15. Correct or remove it, or look for a copy with 'readinglist links --archive'.",
    ),
    Rule(
        "E602",
        Severity.ERROR,
        "a link of the built site to a missing file",
        "A page names a page, a picture or another file that the site does not have. "
        "`readinglist links --site FOLDER` checks this in the built site.",
        bad={_SITE: '<a href="missing/">Next</a>\n'},
        good={_SITE: '<a href="there/">Next</a>\n', "../site/there/index.html": "<p>There.</p>\n"},
        output="site/index.html:1:1 error E602 the link missing/ leads to nothing in the site. "
        "Correct it where the page comes from, or build the site again.",
    ),
    Rule(
        "E603",
        Severity.ERROR,
        "a link of the built site to a missing anchor",
        "The page exists, but not that part of it. Correct the fragment. Checked by "
        "`readinglist links --site FOLDER`.",
        bad={_SITE: '<h1 id="top-of-it">One</h1><a href="#two">Two</a>\n'},
        good={_SITE: '<h1 id="two">Two</h1><a href="#two">Two</a>\n'},
        output="site/index.html:1:28 error E603 the link #two leads to an anchor that index.html "
        "does not have. Correct it where the page comes from.",
    ),
    Rule(
        "E604",
        Severity.ERROR,
        "a setting of the link checker that cannot work",
        "`links.yml` next to `mkdocs.yml` has settings for hosts, and links that are not checked. "
        "An exclusion names either a `url` or a `host`, and ends within a year, so that nothing is "
        "hidden forever.",
        bad={_LINK_SETTINGS: _EXCLUDED.format(until="2099-01-01")},
        good={_LINK_SETTINGS: _EXCLUDED.format(until="2026-12-31"), _RESULTS: _result()},
        output="links.yml:4:12 error E604 exclusions[1].until: the exclusion lasts until "
        "2099-01-01, "
        "which is too long. Let it end within a year, so that somebody looks again.",
    ),
    Rule(
        "W402",
        Severity.WARNING,
        "something rests on a withdrawn or retracted work",
        "The evidence no longer counts towards the standing, and nobody should be sent to read the "
        "work as if nothing had happened. `readinglist impact ID` lists what relies on a work. "
        "Name another work, remove the reference, or keep it as `background`.",
        bad={
            **_added(_CLAIM, _AVERAGES),
            "papers/ibarra2024averages.yml": _UNLOCKED,
            "metadata/arxiv/2405.99902.json": _WITHDRAWN_RECORD,
        },
        good={
            **_same(_CLAIM),
            "papers/ibarra2024averages.yml": _UNLOCKED,
            "metadata/arxiv/2405.99902.json": _WITHDRAWN_RECORD,
        },
    ),
    Rule(
        "W403",
        Severity.WARNING,
        "an address that holds an identifier",
        "From an arXiv id or a DOI the list gets title, authors, versions and notices by itself, "
        "and recognizes the work when somebody adds it again. Give the identifier instead of the "
        "address. A publisher's page may be given in addition to the DOI.",
        bad=_changed(
            _POST, "url: https://example.org/caches", "url: https://doi.org/10.5555/caches.2023"
        ),
        good=_changed(_POST, "url: https://example.org/caches", "doi: 10.5555/caches.2023"),
        fix="`url` becomes `arxiv` or `doi`; if that field is already there, `url` is removed.",
    ),
    Rule(
        "W404",
        Severity.WARNING,
        "a name that a comma may have cut in two",
        "In a list a comma parts items, so that `[Lindqvist, Maja]` names two people. Write the "
        "name as it is read, or with its comma in quotes. People and groups that really have a "
        "name of one word are written `{literal: Plato}`.",
        bad=_changed(_POST, "[Maja Lindqvist]", "[Lindqvist, Maja]"),
        good=_changed(_POST, "[Maja Lindqvist]", '["Lindqvist, Maja"]'),
    ),
    Rule(
        "W405",
        Severity.WARNING,
        "two entries that may be one work",
        "They have one address, or one title and the same authors, and nothing tells them apart: "
        "evidence and lineage would be split over two pages. Keep one entry. If they are two "
        "works, say what differs: another edition, year or type, or an address of its own, such as "
        "the part of a page (`#…`).",
        bad={"papers/okafor2024waiting.yml": _REPORT.replace("org/waiting", "org/caches")},
        good={"papers/okafor2024waiting.yml": _REPORT},
    ),
    Rule(
        "W406",
        Severity.WARNING,
        "HTML, a heading or an image in a text",
        "Titles and statements of claims are plain text. Notes and other Markdown texts have "
        "paragraphs, lists, links, emphasis and code. Anything else is shown as it is written: a "
        "page has an outline of its own, and loads nothing from elsewhere. Write it in another "
        "way.",
        bad=_added(_CLAIM, "note: A <b>bold</b> claim.\n"),
        good=_added(_CLAIM, "note: A **bold** claim.\n"),
    ),
    Rule(
        "W407",
        Severity.WARNING,
        "several paragraphs where one is shown",
        "`takeaway`, `lead`, `why` and `mode-reason` are shown as one paragraph, and pages would "
        "join their parts. Shorten the text; `note` and `introduction` may have several "
        "paragraphs.",
        bad=_changed(
            _POST,
            "takeaway: Most of what a server computes it has computed before.",
            "takeaway: |\n  Most of what a server computes it has computed before.\n\n"
            "  So it should remember it.",
        ),
        good=_changed(
            _POST,
            "takeaway: Most of what a server computes it has computed before.",
            "takeaway: Most of what a server computes it has computed before.\n"
            "note: So it should remember it.",
        ),
    ),
    Rule(
        "W601",
        Severity.WARNING,
        "a page that says that it was not found",
        "The server answers with success, but the page says otherwise. This is a guess, so nothing "
        "fails because of it.",
        bad=_link_example(
            _result("warning", "soft-404", "the page says that there is no such page")
        ),
        good=_GOOD_LINK,
        output=f"{_AT_LINK} warning W601 url: doubtful link: {_DEAD_URL}: the page says that there "
        f"is no such page. "
        "Look at the page; correct the link or give an archived copy.",
    ),
    Rule(
        "W602",
        Severity.WARNING,
        "a domain that is for sale or parked",
        "The page that was meant is gone, and the domain shows advertisements.",
        bad=_link_example(_result("warning", "parked", "the domain is for sale or parked")),
        good=_GOOD_LINK,
        output=f"{_AT_LINK} warning W602 url: doubtful link: {_DEAD_URL}: the domain is for sale "
        f"or parked. "
        "Look at the page; give an archived copy in its place.",
    ),
    Rule(
        "W603",
        Severity.WARNING,
        "a link that now leads to a front page",
        "Many sites send readers of a lost page there.",
        bad=_link_example(_result("warning", "to-home", "it leads to the front page")),
        good=_GOOD_LINK,
        output=f"{_AT_LINK} warning W603 url: doubtful link: {_DEAD_URL}: it leads to the front "
        f"page. "
        "Look for the page's new address.",
    ),
    Rule(
        "W604",
        Severity.WARNING,
        "a missing part of a page",
        "The page opens at its top, because it does not have the anchor or the text in the link.",
        bad=_link_example(_result("warning", "missing-anchor", "", missing="eviction")),
        good=_GOOD_LINK,
        output=f"{_AT_LINK} warning W604 url: {_DEAD_URL} has no anchor 'eviction'. Look for the "
        f"part of "
        "the page that is meant, or leave the fragment out.",
    ),
    Rule(
        "W605",
        Severity.WARNING,
        "a quote that is no longer on its page",
        "The essay that a claim quotes is checked together with its link, and the words are not in "
        "it. The page may have changed since.",
        bad={
            **_same(_PREDICTION),
            _RESULTS: _result(
                "warning", "missing-quote", missing="The cache will outgrow the model."
            ),
        },
        good={**_same(_PREDICTION), _RESULTS: _result()},
        output=f"entries/{_PREDICTION}:6:10 warning W605 source.quote: the quote is not in "
        "https://example.org/plain-methods. Copy the quote again, or give an archived copy of the "
        "page as it was.",
    ),
    Rule(
        "W606",
        Severity.WARNING,
        "a paper that was withdrawn",
        "arXiv keeps the page of a withdrawn paper, but not its text.",
        bad=_link_example(_result("warning", "withdrawn", "its authors have withdrawn the paper")),
        good=_GOOD_LINK,
        output=f"{_AT_LINK} warning W606 url: doubtful link: {_DEAD_URL}: its authors have "
        f"withdrawn the paper. "
        "Say so in the entry's note, or take the paper off the list.",
    ),
    Rule(
        "W607",
        Severity.WARNING,
        "an exclusion that has ended",
        "The link is checked again from that day on. Look at it; delete the exclusion, or give it "
        "another day.",
        bad={_LINK_SETTINGS: _EXCLUDED.format(until="2026-11-20")},
        good={_LINK_SETTINGS: _EXCLUDED.format(until="2026-12-31")},
        output="links.yml:2:5 warning W607 exclusions[1].until: the exclusion of "
        "https://example.org/caches has ended on 2026-11-20. Look at the link; delete the "
        "exclusion, "
        "or give it another day.",
    ),
    Rule(
        "W608",
        Severity.WARNING,
        "an exclusion that excludes nothing",
        "No link of the list matches it. Delete it, or correct the address.",
        bad={_LINK_SETTINGS: _EXCLUDED.format(until="2026-12-31").replace("caches", "cashes")},
        good={_LINK_SETTINGS: _EXCLUDED.format(until="2026-12-31")},
        output="links.yml:2:5 warning W608 exclusions[1]: the exclusion of "
        "https://example.org/cashes names no link of the list. Delete it.",
    ),
    Rule(
        "N501",
        Severity.NOTICE,
        "a quote that is not yet verified",
        "The lock has no abstract of the work to compare the quote with. Nothing is wrong; "
        "`readinglist enrich` fetches the record with its abstract.",
        bad={
            **_added(_CLAIM, _AVERAGES),
            "papers/ibarra2024averages.yml": _UNLOCKED,
        },
        good={
            **_added(_CLAIM, _AVERAGES),
            "papers/ibarra2024averages.yml": _UNLOCKED,
            "metadata/arxiv/2405.99902.json": _UNLOCKED_RECORD,
        },
    ),
    Rule(
        "N502",
        Severity.NOTICE,
        "a paper without a record",
        "The lock does not have the paper's metadata yet, so its page shows only what the entry "
        "says. Run `readinglist enrich` to fetch it.",
        bad={"papers/ibarra2024averages.yml": _UNLOCKED},
        good={
            "papers/ibarra2024averages.yml": _UNLOCKED,
            "metadata/arxiv/2405.99902.json": _UNLOCKED_RECORD,
        },
    ),
    Rule(
        "N503",
        Severity.NOTICE,
        "arXiv names another version of record than the entry",
        "The DOIs, or the years of the venues, differ, so the two cannot be the same publication. "
        "The entry takes precedence, and nothing is taken from arXiv's statement. "
        "Correct the entry if it is wrong; a paper may also have been published twice.",
        bad={**_added(_PAPER, "doi: 10.5555/patience.2024.3\n"), _LOCK: _PUBLISHED_RECORD},
        good={**_added(_PAPER, "doi: 10.5555/schedules.2025.17\n"), _LOCK: _PUBLISHED_RECORD},
    ),
    Rule(
        "N504",
        Severity.NOTICE,
        "a reference to a withdrawn or retracted work",
        "An essay may still cite it, a paper may still build on it, and it may still be "
        "background. Pages show that it is withdrawn; a note can say what follows from it.",
        bad={
            **_added(_PAPER, "builds-on: [ibarra2024averages]\n"),
            "papers/ibarra2024averages.yml": _UNLOCKED,
            "metadata/arxiv/2405.99902.json": _WITHDRAWN_RECORD,
        },
        good={
            **_same(_PAPER),
            "papers/ibarra2024averages.yml": _UNLOCKED,
            "metadata/arxiv/2405.99902.json": _WITHDRAWN_RECORD,
        },
    ),
    Rule(
        "N505",
        Severity.NOTICE,
        "a theme or section without entries",
        "Its page is empty so far. That may be planned; if not, add an entry, or remove it from "
        "`themes.yml`.",
        bad=_added("themes.yml", "    - id: batching\n      title: Batching\n"),
        good={
            **_added("themes.yml", "    - id: batching\n      title: Batching\n"),
            **_changed(_POST, "[serving/caching]", "[serving/caching, serving/batching]"),
        },
    ),
    Rule(
        "N506",
        Severity.NOTICE,
        "a formula that is not drawn",
        "Drawing a formula with very many opening delimiters, or with macros of its own, could "
        "take forever. Pages show it as written.",
        bad=_added(_CLAIM, f"note: In short, ${'(' * 24}x$.\n"),
        good=_added(_CLAIM, "note: In short, $(x)$.\n"),
    ),
    Rule(
        "N507",
        Severity.NOTICE,
        "a draft",
        "`draft: true` marks an entry that waits for curation, as `readinglist import` writes it. "
        "The preview shows it, but the site, its counts, exports and feeds leave it out. The "
        "message names what is missing. Fill it in, then delete the field.",
        bad=_DRAFT,
        good={"papers/ibarra2024averages.yml": _UNLOCKED_POST + "takeaway: Averages will do.\n"},
    ),
    Rule(
        "N508",
        Severity.NOTICE,
        "a record that no entry needs",
        "The lock holds the record of a work that no entry names: its entry was deleted, or its "
        "identifier changed. Nothing reads the file. Delete it, unless the work comes back.",
        bad={"metadata/arxiv/2405.99902.json": _UNLOCKED_RECORD},
        good={
            "metadata/arxiv/2405.99902.json": _UNLOCKED_RECORD,
            "papers/ibarra2024averages.yml": _UNLOCKED,
        },
    ),
    Rule(
        "N601",
        Severity.NOTICE,
        "a link that may be dead",
        "It was broken in one run. When a run at least a day later finds the same, it is dead "
        "(E601).",
        bad=_link_example(_result("broken", "not-found", "the server answers 404", runs=1)),
        good=_GOOD_LINK,
        output=f"{_AT_LINK} notice N601 url: perhaps dead: {_DEAD_URL}: the server answers 404; "
        "it counts as dead if it is still broken in a run at least a day later. "
        "Run again tomorrow.",
    ),
    Rule(
        "N602",
        Severity.NOTICE,
        "a link that could not be judged",
        "It is closed to robots, needs a login, is too slow or down for the moment: readers may "
        "well get the page. Nothing fails because of it.",
        bad=_link_example(_result("unknown", "not-allowed", "the server answers 403")),
        good=_GOOD_LINK,
        output=f"{_AT_LINK} notice N602 url: undetermined: {_DEAD_URL}: the server answers 403. "
        "Open it in a browser; nothing fails because of it.",
    ),
    Rule(
        "N603",
        Severity.NOTICE,
        "a page that has moved for good",
        "The server names a new address. `readinglist links --fix` writes that instead.",
        bad=_link_example(_result(moved_to="https://example.org/notes/caches")),
        good=_GOOD_LINK,
        output=f"{_AT_LINK} notice N603 url: moved for good: {_DEAD_URL} is now "
        "https://example.org/notes/caches. Write the new address; 'readinglist links --fix' does.",
    ),
)
_BY_CODE = {rule.code: rule for rule in RULES}
