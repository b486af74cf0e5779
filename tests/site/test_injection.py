"""Untrusted markup in every field of every source must not become part of the site.

The list of this test is generated from the classes of the model and the records: every text field
gets a text that is markup in every output format, so that new fields of the model are tested
automatically. Elements and attributes of that text have unique names.
"""

import csv
import dataclasses
import datetime
import html.parser
import io
import json
import re
import typing
from collections import Counter
from urllib.parse import unquote
from xml.etree import ElementTree

import bibtexparser
import pytest
import yaml
from markdown_it import MarkdownIt
from pydantic import TypeAdapter, ValidationError

from readinglist.entry.forms import (
    ArxivField,
    ClaimId,
    DateField,
    DayField,
    EntryId,
    EssayId,
    MinutesField,
    SectionTitle,
    Tag,
    ThemeId,
    TruthField,
    WorkId,
)  # fmt: skip
from readinglist.entry.model import (
    ClaimEntry,
    EssayEntry,
    EssaySection,
    KindField,
    NameField,
    NamesField,
    PaperEntry,
    PathEntry,
    RelationField,
    ResultField,
    Schema,
    StanceField,
    Theme,
)  # fmt: skip
from readinglist.entry.vocabulary import ClaimKind
from readinglist.graph.preparing import prepare
from readinglist.intake.issue_forms import claim_form, paper_form
from readinglist.library.lock.arxiv_records import Provenance, Record
from readinglist.library.lock.registries import write_published
from readinglist.library.lock.registry_records import PublishedRecord, Registry, Update
from readinglist.values.characters import clean
from readinglist.values.dates import PartialDate
from readinglist.values.identifiers import ArxivId
from readinglist.values.imprint import Imprint
from readinglist.values.names import Name

#: The prefix of every injected element and attribute; no output format contains it otherwise.
MARK = "xpwn"
_RUN = "window.__pwned=1"
#: A text that breaks out of a cell, a tag, an attribute, a script, a field, a formula, a line.
TEXT = " ".join(
    [
        f"=1+1;=2+2 \"'> <{MARK}-a {MARK}='1' onclick={_RUN}>x</{MARK}-a>",
        f"</title></textarea></script></style></svg></math>--> <script>{_RUN}</script>",
        f"<img src=x onerror={_RUN} {MARK}> <svg onload={_RUN}> <iframe srcdoc='<script>{_RUN}'>",
        rf"$x^\operatorname{{<script>{_RUN}</script>}}$ $\text{{<{MARK}-b>}}$",
        rf"$\operatorname{{</math><{MARK}-c onclick={_RUN}>}}$ ${{\input{{x}}\write18{{id}}}}$",
        f"[a](javascript:{_RUN}) [b](https://e.example 'c\" onclick={_RUN}') `</code><{MARK}-d>`",
        f"}}, {MARK} = {{1}} @{MARK}{{a, title = {{b}}}} TY  - GEN ER  -  ::error::x %0A::error::x",
        f"{{{{ {MARK} }}}} {{% {MARK} %}} ]]> <![CDATA[ <?{MARK} ?> &lt;{MARK}-e&gt; ${{{_RUN}}}",
    ]
)
#: Where a text would be rejected: the most similar one that the field's format allows.
NEAR = (
    TEXT,
    f"xpwn' onclick={_RUN}",
    f"https://e.example/?a='onclick={_RUN}&b=\"><{MARK}-u>{{\\input}}",
    f"https://e.example/?a='onclick={_RUN}&b=%22%3E%3C{MARK}-u%3E",
    f"10.1234/a'onclick={_RUN}&(=1)",
)
#: The title of a section, which must be shorter.
SECTION = " ".join(
    [
        f"=1+1 \"'> <{MARK}-a {MARK}='1' onclick={_RUN}>x</{MARK}-a> </script></svg>",
        rf"$x^\operatorname{{<script>{_RUN}</script>}}$ {{\input{{x}}",
    ]
)
#: Characters that YAML rejects; files of other programs and issues may contain them.
CONTROLS = "\x1b[31m\x07\x00\u202e\ufffe\x7f"
RAW = f"{TEXT} {CONTROLS}"
#: Those of them that records may contain; control characters in records are a finding.
UNSEEN = "\u202e\ufffe"
RECORDED = f"{TEXT} {UNSEEN}"
#: Those that a category may contain, which must not be longer than a tag.
CATEGORY = f"=1 '\"><{MARK}-c {MARK} onclick={_RUN}><script>{_RUN}</script>{UNSEEN}"
#: Names and tags are parts of addresses, and short.
SHORT = (
    f"=A <{MARK}-n {MARK} onclick={_RUN}>",
    f"O'}}{{\\input \"><script>{_RUN}</script>",
    f"$x^\\operatorname{{<script>{_RUN}</script>}}$",
    f"@B; =1 <img src=x onerror={_RUN}>",
)
DAY = PartialDate(2026, 11, 2)
READ = Provenance("test", datetime.datetime(2026, 11, 2, tzinfo=datetime.UTC), {})


# The list, generated from the model

ARXIV = "1706.03762"
#: Fields whose values the rest of the list depends on.
FIXED = [
    (ThemeId, "t/s"), (WorkId, "w"), (EssayId, "e"), (ClaimId, "other"), (EntryId, "w"),
    (SectionTitle, SECTION), (ArxivField, ARXIV), (DateField, "2026-11-02"),
    (DayField, "2026-11-02"), (MinutesField, "45"), (KindField, "claim"), (StanceField, "opposes"),
    (RelationField, "refines"), (ResultField, "held"), (TruthField, False),
]  # fmt: skip
PARTS = ("family", "given", "particle", "suffix")
NAMES = [
    "Ada Lovelace",
    *({"literal": name} for name in SHORT),
    dict(zip(PARTS, SHORT, strict=True)),
]


def value_of(hint, example):
    """The worst value that a field of this type accepts."""
    for known, value in FIXED:
        if hint == known:
            return value
    if hint == Tag:
        return SHORT[0]
    if hint == NamesField:
        return {"Ada Lovelace": NAMES[-1]}
    parts = typing.get_args(hint)
    if type(None) in parts:
        return value_of(next(part for part in parts if part is not type(None)), example)
    inner = parts[0] if parts else hint
    if typing.get_origin(inner) is tuple:
        (of, _) = typing.get_args(inner)
        return NAMES if of == NameField else [value_of(of, example)]
    if isinstance(inner, type) and issubclass(inner, Schema):
        return entry_of(inner)
    adapter = TypeAdapter(hint)
    for text in NEAR:
        try:
            adapter.validate_python(text)
        except ValidationError:
            continue
        return text
    return yaml.safe_load(example)


def entry_of(schema, **given):
    """An entry with every field of its class."""
    hints = typing.get_type_hints(schema, include_extras=True)
    return {
        info.alias or name: given[name]
        if name in given
        else value_of(hints[name], (info.examples or [""])[0])
        for name, info in schema.model_fields.items()
    }


def without(entry, *fields):
    return {key: value for key, value in entry.items() if key not in fields}


def record_of(cls, **given):
    """A record with every field of its class."""
    hints = typing.get_type_hints(cls)
    values = {}
    for field in dataclasses.fields(cls):
        hint = hints[field.name]
        kinds = {hint, *typing.get_args(hint)}
        if field.name in given:
            values[field.name] = given[field.name]
        elif str in kinds:
            text = CATEGORY if "categor" in field.name else RECORDED
            values[field.name] = (text, text) if typing.get_origin(hint) is tuple else text
        elif Name in kinds:
            odd = [f"{name}{UNSEEN}" for name in SHORT]
            values[field.name] = (*(Name(literal=name) for name in odd), Name(*odd))
        elif PartialDate in kinds:
            values[field.name] = DAY
        elif int in kinds:
            values[field.name] = 3
        else:
            raise AssertionError(f"{cls.__name__}.{field.name}: {hint}")
    return cls(**values)


def take_in(folder, command):
    """Import works from files of other programs and from issues, through the commands."""
    fields = "title journal note abstract keywords year month number pages publisher".split()
    bib = "".join(
        f"@article{{k{i}, {', '.join(f'{name} = {{{text}}}' for name in fields)},"
        f" author = {{{{{SHORT[i % 4]}}}}}, url = {{https://e.example/bib/{i}}}}}\n\n"
        for i, text in enumerate(
            # A field ends where its braces do; the rest of the text is for the parser to handle.
            (TEXT.replace("{", "").replace("}", ""), *(f"{{{name}}}" for name in SHORT), TEXT)
        )
    )
    items = [
        {
            "type": "article-journal", "URL": "https://e.example/csl/1",
            "author": [{"literal": name} for name in SHORT]
            + [dict(zip(PARTS, SHORT, strict=True))],
            "issued": {"date-parts": [[2020]], "literal": TEXT},
            **dict.fromkeys(CSL_TEXTS, RAW),
        }
    ]  # fmt: skip
    (folder / "works.bib").write_text(bib, "utf-8")
    (folder / "works.json").write_text(json.dumps(items), "utf-8")
    answers = {
        "paper": {"reference": "https://e.example/issue", "type": "report", "issued": "2001"},
        "claim": {"kind": "claim", "essay": "e", "section": SECTION,
                  "evidence": f"w | supports | {SHORT[0]} | {TEXT.replace('|', '')}"},
    }  # fmt: skip
    for kind, form in (("paper", paper_form()), ("claim", claim_form())):
        answers[kind] |= {"themes": "t", "authors": SHORT[0], "tags": SHORT[3], "quote": TEXT}
        body = "\n".join(
            f"### {question.label}\n\n{answers[kind].get(question.id, RAW)}\n"
            for question in form.questions
        )
        (folder / f"{kind}.md").write_text(body, "utf-8", newline="")
    printed = [
        command(
            "readinglist",
            "import",
            folder / name,
            "--no-draft",
            "--theme",
            "t",
            "--project",
            folder,
        )
        for name in ("works.bib", "works.json")
    ]
    printed += [
        command("readinglist", "from-issue", "--body", folder / f"{kind}.md", "--project", folder)
        for kind in answers
    ]
    for run in printed:
        assert "Traceback" not in run.stderr
        assert not set(CONTROLS.replace("[31m", "")) & set(run.stdout + run.stderr)
    # The reply to an issue is Markdown, in which untrusted text must stay text.
    for run in printed[2:]:
        html = MarkdownIt("commonmark", {"html": True}).enable("table").render(run.stdout)
        read_html(re.sub(r"<!--.*?-->", "", html))
        assert f"<{MARK}" not in html
    # A person fills in what a draft lacks.
    blanks = {"takeaway": TEXT, "title": TEXT, "authors": NAMES, "url": "https://e.example/filled"}
    for file in sorted((folder / "entries").glob("*/*.yml")):
        entry = yaml.safe_load(file.read_text("utf-8"))
        open_ = {name: blanks[name] for name, value in entry.items() if value is None}
        if open_:
            text = yaml.safe_dump(entry | open_, allow_unicode=True, sort_keys=False)
            file.write_text(text, "utf-8")
    return {file.stem for file in (folder / "entries").glob("*/*.yml")}


CSL_TEXTS = (
    "title container-title publisher note abstract keyword number version source language "
    "collection-title event genre medium annote id"
).split()


@pytest.fixture(scope="session")
def poisoned_project(tmp_path_factory, command):
    """A list with markup in every field."""
    folder = tmp_path_factory.mktemp("poisoned")
    entries = folder / "entries"
    kinds = {
        "papers/w": entry_of(PaperEntry, themes=["t/s", "t"], builds_on=["e"]),
        "papers/plain": without(entry_of(PaperEntry, builds_on=["w"]), "arxiv", "doi", "names"),
        "papers/arxiv": {
            "arxiv": "2001.00002", "themes": ["t"], "takeaway": TEXT, "builds-on": ["w"],
        },
        "papers/published": {"arxiv": "2001.00001", "themes": ["t"], "takeaway": TEXT},
        "essays/e": entry_of(
            EssayEntry, names={}, sections=[entry_of(EssaySection, title=SECTION)]
        ),
        "paths/p": entry_of(PathEntry),
    }  # fmt: skip
    for kind in ClaimKind:
        absent = () if kind is ClaimKind.PREDICTION else ("resolves-by", "outcome")
        if kind not in (ClaimKind.CLAIM, ClaimKind.PREDICTION):
            absent += ("opposition-sought",)
        kinds[f"claims/{kind}"] = without(entry_of(ClaimEntry, kind=kind.value), *absent)
    kinds["claims/other"] = without(kinds["claims/claim"], "relations")
    for name, entry in kinds.items():
        file = entries / f"{name}.yml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(yaml.safe_dump(entry, allow_unicode=True, sort_keys=False), "utf-8")
    theme = entry_of(Theme, id="t") | {"sections": [entry_of(section_class(), id="s")]}
    (entries / "themes.yml").write_text(yaml.safe_dump([theme], allow_unicode=True), "utf-8")

    arxiv = entries / "metadata" / "arxiv"
    arxiv.mkdir(parents=True)
    for number in (ARXIV, "2001.00001", "2001.00002"):
        gone = RECORDED if number == "2001.00002" else None
        record = record_of(
            Record, id=ArxivId(number), provenance=READ, doi="10.1234/a(=1)'onclick=1",
            abstract=f"{TEXT} {RECORDED}", withdrawn=gone,
        )  # fmt: skip
        file = arxiv / f"{number}.json"
        file.write_text(json.dumps(record.as_dict(), indent=2, ensure_ascii=True), "utf-8")
    update = record_of(Update, doi="10.1234/notice", kind="retraction", source=RECORDED)
    record = record_of(
        PublishedRecord, imprint=record_of(Imprint), registry=Registry.CROSSREF,
        key="10.1234/a(=1)'onclick=1",
        doi="10.1234/a(=1)'onclick=1", kind="journal-article", provenance=READ,
        url=NEAR[3], arxiv=None, version_of=("10.1234/x",), updates=(update,),
    )  # fmt: skip
    write_published(entries / "metadata", record)
    (folder / "mkdocs.yml").write_text(SETTINGS, "utf-8")
    (folder / "docs").mkdir()
    (folder / "docs" / "about.md").write_text("# About\n\n[@w] [@other]\n", "utf-8")
    before = {*kinds}
    added = take_in(folder, command)
    assert len(added) > len(before) + 5
    found = [
        str(finding) for finding in prepare(folder).findings if finding.severity.word == "error"
    ]
    assert not found, "\n".join(found)
    return folder


def section_class():
    hint = typing.get_type_hints(Theme, include_extras=True)["sections"]
    return typing.get_args(typing.get_args(hint)[0])[0]


SETTINGS = """\
site_name: A list
site_url: https://reading.example/list/
repo_url: https://github.com/example/list
theme: {name: material, font: false, features: [navigation.instant, content.tooltips]}
plugins: [readinglist]
nav: [{Home: index.md}, {Browse: browse/index.md}, {About: about.md}]
"""


@pytest.fixture(scope="session")
def poisoned_site(poisoned_project, tmp_path_factory, command, http_site, tools):
    """Its site, served without a policy, so that injected scripts would run."""
    folder = tmp_path_factory.mktemp("poisoned-site") / "site"
    result = command(
        "readinglist", "build", "--no-strict", "--project", poisoned_project, "--output", folder
    )
    assert result.returncode == 0, result.stdout + result.stderr
    return tools.BuiltSite(folder, poisoned_project, http_site(folder, policy=""))


def test_the_list_has_every_field(poisoned_project):
    """No field was left out because there was no value for it, and most contain the text."""
    graph = prepare(poisoned_project).graph
    assert graph.works["w"].title == TEXT
    assert graph.works["arxiv"].title.startswith("=1+1")
    assert graph.works["plain"].entry.venue == TEXT
    assert {*graph.claims} == {"claim", "question", "prediction", "definition", "other"}
    held = Counter(
        MARK in text
        for file in poisoned_project.rglob("entries/*/*.yml")
        for text in texts_of(yaml.safe_load(file.read_text("utf-8")))
    )
    assert held[True] > 100


def texts_of(value):
    if isinstance(value, dict):
        for key, item in value.items():
            yield str(key)
            yield from texts_of(item)
    elif isinstance(value, list):
        for item in value:
            yield from texts_of(item)
    elif isinstance(value, str):
        yield value


# The site's files


_SCRIPTED = re.compile(r"[\s\x00-\x20]*(javascript|data|vbscript):", re.IGNORECASE)


class Reader(html.parser.HTMLParser):
    """Reads HTML, and fails for injected elements, attributes and addresses."""

    def handle_starttag(self, tag, attrs):
        assert not tag.startswith(MARK), tag
        assert tag not in ("iframe", "object", "embed", "base", "form" if self.strict else MARK)
        for name, value in attrs:
            assert not name.startswith(("on", MARK)), (tag, attrs)
            assert name not in ("srcdoc", "style", "formaction"), (tag, attrs)
            assert not re.match(
                r"[\s\x00-\x20]*(javascript|data|vbscript):", value or "", re.IGNORECASE
            )
        if tag == "script":
            attributes = dict(attrs)
            kind = attributes.get("type", "")
            assert "src" in attributes or kind.startswith("application/"), attrs
            assert MARK not in attributes.get("src", "")
        assert not (tag == "img" and ("src", "x") in attrs)

    def handle_decl(self, decl):
        assert decl.lower() == "doctype html"

    def handle_comment(self, data):
        raise AssertionError(f"a comment: {data}")

    unknown_decl = handle_pi = handle_comment


def read_html(text, *, strict=False):
    reader = Reader()
    reader.strict = strict
    reader.feed(text)
    reader.close()


def test_pages_have_no_injected_markup(poisoned_site):
    pages = [*poisoned_site.folder.rglob("*.html")]
    assert len(pages) > 30
    for file in pages:
        text = file.read_text("utf-8")
        read_html(text)
        assert not set(CONTROLS) & set(text) - set("[31m"), file
        for block in re.findall(r'<script type="application/ld\+json">(.*?)</script>', text):
            json.loads(block)


def test_the_search_index_has_no_injected_markup(poisoned_site):
    files = [*poisoned_site.folder.glob("search/**/*.json")]
    assert files
    for file in files:
        for text in texts_of(json.loads(file.read_text("utf-8"))):
            # Rows are HTML; other texts are shown as text, and must not begin with an element.
            if text.startswith("<"):
                read_html(text, strict=True)


def test_feeds_have_no_injected_markup(poisoned_site):
    atoms = [*poisoned_site.folder.rglob("*.atom")]
    assert atoms
    space = "{http://www.w3.org/2005/Atom}"
    known = set("feed id title updated published link author name entry category content".split())
    for file in atoms:
        root = ElementTree.fromstring(file.read_text("utf-8"))
        assert {element.tag.removeprefix(space) for element in root.iter()} <= known
        for content in root.iter(f"{space}content"):
            read_html(content.text, strict=True)
        feed = json.loads(file.with_suffix(".json").read_text("utf-8"))
        for item in feed["items"]:
            read_html(item["content_html"], strict=True)


def exports(site, ending):
    found = [*site.folder.glob(f"exports/**/*{ending}")]
    assert len(found) > 8
    return [(file.relative_to(site.folder).as_posix(), file.read_text("utf-8")) for file in found]


def test_no_file_for_programs_has_control_characters(poisoned_site):
    for file in poisoned_site.folder.rglob("*"):
        if file.suffix in (".bib", ".ris", ".json", ".csv", ".txt", ".atom", ".xml"):
            text = file.read_text("utf-8")
            assert clean(text) == text, file
            assert file.suffix != ".json" or "\\u001b" not in text, file


def test_cells_are_no_formulas(poisoned_site):
    for name, text in exports(poisoned_site, ".csv"):
        rows = [*csv.reader(io.StringIO(text, newline=""))]
        assert {len(row) for row in rows} == {len(rows[0])}, name
        for cell in (cell for row in rows[1:] for cell in row):
            # Some programs split cells at semicolons.
            assert not [part for part in cell.split(";") if re.match(r"\s*[=+\-@\t\r]", part)], cell


def test_bibtex_has_no_injected_fields_or_commands(poisoned_site):
    known = set(
        "title author date year month journal publisher booktitle institution school howpublished "
        "eprint eprinttype eprintclass version doi url note abstract day entrysubtype organization "
        "editor volume number issue eid pages address edition series eventtitle isbn issn "
        "language".split()
    )
    for name, text in exports(poisoned_site, ".bib"):
        library = bibtexparser.parse_string(text)
        assert not library.failed_blocks, name
        assert not library.comments, name
        ris = text_of(poisoned_site, name.replace(".bib", ".ris"))
        assert len(library.entries) == len(re.findall(r"(?m)^TY  - ", ris)), name
        for entry in library.entries:
            assert {field.key for field in entry.fields} <= known, name
        # A command that is not allowed in formulas is escaped.
        assert not re.search(r"\\(?:input|write)", text), name


def text_of(site, name):
    return (site.folder / name).read_text("utf-8")


def test_ris_has_no_injected_lines(poisoned_site):
    for name, text in exports(poisoned_site, ".ris"):
        lines = [line for line in text.split("\n") if line]
        assert all(re.match(r"[A-Z][A-Z0-9]  - ", line) for line in lines), name
        starts = sum(line.startswith("TY") for line in lines)
        assert starts == lines.count("ER  - "), name


def test_csl_json_has_only_texts(poisoned_site):
    for name, text in exports(poisoned_site, ".csl.json"):
        items = json.loads(text)
        assert items
        assert all(set(item) <= CSL_KEYS for item in items), name


CSL_KEYS = set(
    "id type title author issued status publisher container-title archive archive_location number "
    "version abstract DOI URL note volume issue page publisher-place edition collection-title "
    "event-title ISBN ISSN language editor".split()
)


def test_llms_txt_has_no_injected_links_or_elements(poisoned_site):
    text = text_of(poisoned_site, "llms.txt")
    assert f"<{MARK}" not in text
    addresses = re.findall(r"\]\((\S+?)\)", text)
    assert addresses
    assert all(address.startswith("https://reading.example/list/") for address in addresses)
    assert all(re.match(r"[#>-] |[A-Z#]|$", line) for line in text.splitlines())


def test_no_file_name_is_injected(poisoned_site):
    for file in poisoned_site.folder.rglob("*"):
        name = file.relative_to(poisoned_site.folder).as_posix()
        assert re.fullmatch(r"[\w./,=&%-]+", unquote(name)), name
        assert "<" not in name


# The output of commands


@pytest.mark.parametrize(
    "arguments",
    [
        ("validate", "--notices"),
        ("validate", "--notices", "--format", "github"),
        ("validate", "--notices", "--format", "json"),
        ("stats",),
        ("show", "w"),
        ("impact", "w"),
        ("export", "--all"),
        ("export", "--all", "--format", "ris"),
        ("export", "--all", "--format", "csv"),
        ("export", "--all", "--format", "json"),
    ],
)
def test_commands_print_no_injected_control_characters_or_annotations(
    poisoned_project, command, arguments
):
    result = command("readinglist", *arguments, "--project", poisoned_project, GITHUB_ACTIONS="")
    assert result.returncode == 0, result.stderr
    for text in (result.stdout, result.stderr):
        assert not set("\x1b\x07\x00\u202e\ufffe\x7f") & set(text)
        if "github" in arguments:
            continue
        assert not [line for line in text.splitlines() if line.startswith("::")]


# In a browser


#: Whether anything injected is on the page, or has run.
LOOK = f"""() => [
  window.__pwned ?? 0,
  [...document.querySelectorAll("*")].filter((one) => one.localName.startsWith("{MARK}")
    || one.matches("iframe, [src=x]")
    || [...one.attributes].some(({{ name }}) => name.startsWith("{MARK}") || name.startsWith("on"))
  ).map((one) => one.outerHTML),
]"""


@pytest.mark.browser
def test_nothing_injected_runs_or_shows_in_a_browser(browser, poisoned_site):
    context = browser.new_context()
    context.set_default_timeout(30_000)
    page = context.new_page()
    page.on("dialog", lambda dialog: dialog.dismiss())
    files = sorted(poisoned_site.folder.rglob("*.html"))
    for file in files:
        page.goto(f"{poisoned_site.url}{file.relative_to(poisoned_site.folder).as_posix()}")
        assert page.evaluate(LOOK) == [0, []], file
    # Untrusted titles, which the theme's script can show as HTML.
    page.goto(f"{poisoned_site.url}papers/w/")
    page.wait_for_function("() => window.document$")
    for element in page.locator("article [title]").all()[:8]:
        element.dispatch_event("mouseenter")
        element.dispatch_event("focusin")
    page.wait_for_timeout(300)
    assert page.evaluate(LOOK) == [0, []]
    # The search's own rows, and those of Browse.
    page.keyboard.press("/")
    page.keyboard.type(MARK)
    page.locator(".rl-search__results li").first.wait_for()
    assert page.evaluate(LOOK) == [0, []]
    page.goto(f"{poisoned_site.url}browse/?q={MARK}")
    page.locator("[data-rl-browse][data-ready] .rl-row").first.wait_for()
    for group in page.locator("details.rl-facet").all():
        group.evaluate("one => { one.open = true }")
    page.wait_for_timeout(300)
    assert page.evaluate(LOOK) == [0, []]
    # An address sent by an attacker.
    evil = "%3Cimg%20src%3Dx%20onerror%3Dwindow.__pwned%3D1%3E"
    for path in (f"browse/?q={evil}&tag={evil}&years={evil}#{evil}", f"papers/w/?q={evil}#{evil}"):
        page.goto(f"{poisoned_site.url}{path}")
        page.wait_for_timeout(300)
        assert page.evaluate(LOOK) == [0, []]
    context.close()
