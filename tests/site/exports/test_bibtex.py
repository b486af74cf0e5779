import datetime
import json
import re

import bibtexparser
import pytest
from bibtexparser.middlewares import SeparateCoAuthors, SplitNameParts
from hypothesis import assume, example, given
from hypothesis import strategies as st
from pylatexenc.latex2text import LatexNodes2Text

from readinglist.entry.model import PaperEntry
from readinglist.library.lock.arxiv_records import Provenance, Record, parse_bulk
from readinglist.library.merging import merge_paper
from readinglist.site.exports.bibtex import escape_tex, render_bibtex
from readinglist.site.exports.tex_commands import is_harmless
from readinglist.values.characters import clean
from readinglist.values.dates import PartialDate
from readinglist.values.identifiers import ArxivId, parse_arxiv_id
from readinglist.values.names import Name, parse_name

READ = PartialDate(2026, 1, 1)


def work_of(entry_id="ada2024x", record=None, **fields):
    values = {"themes": ["t"], "takeaway": "x"}
    if record:
        entry = PaperEntry.model_validate(values | {"arxiv": record.id.value} | fields)
        return merge_paper(entry_id, entry, {record.id: record})
    values |= {"title": "T", "authors": ["Ada Lovelace"], "url": "https://a.example/"}
    return merge_paper(entry_id, PaperEntry.model_validate(values | fields), {})


def read_back(text):
    """The one entry in the text as bibtexparser reads it, with its names split."""
    library = bibtexparser.parse_string(
        text, append_middleware=[SeparateCoAuthors(), SplitNameParts()]
    )
    assert library.failed_blocks == []
    assert library.comments == []
    (entry,) = library.entries
    return entry


def plain(tex):
    """What TeX would print, with formulas left as written and without braces."""
    text = LatexNodes2Text(math_mode="verbatim", strict_latex_spaces=True).latex_to_text(tex)
    return fold(text)


# A ligature and its printed form are equal, however the text was split into characters.
LIGATURES = {"—": "---", "–": "--", "“": "``", "”": "''", "‘": "`", "’": "'", "¡": "!`", "¿": "?`"}
# What pylatexenc prints for the escaped characters.
ACCENTS = {"ˆ": "^", "˜": "~"}
# Escapes that are the same in formulas and in text.
ESCAPED = {"\\%": "%", "\\&": "&", "\\#": "#"}


def fold(text):
    """Texts for comparison: without braces, and with equivalent TeX made equal."""
    text = re.sub(r"[{}]", "", text)
    for source, target in (LIGATURES | ACCENTS | ESCAPED).items():
        text = text.replace(source, target)
    return " ".join(text.split())


def balanced(value):
    """Whether the field has balanced braces for BibTeX, which also counts escaped ones."""
    depth = 0
    for char in value:
        depth += (char == "{") - (char == "}")
        if depth < 0:
            return False
    return depth == 0


def test_a_paper_of_arxiv():
    line = (
        '{"id": "1706.03762", "title": "Attention Is All You Need", "authors": ["Ashish Vaswani", '
        '"Aäron van den Oord"], "published": "2017-06-12", "primary_category": "cs.CL", '
        '"doi": "10.1000/x_y"}'
    )
    ((_, record),) = parse_bulk(iter([line]), "s", READ)
    assert render_bibtex(work_of("vaswani2017attention", record)) == (
        "@misc{vaswani2017attention,\n"
        "  title = {Attention Is All You Need},\n"
        "  author = {Vaswani, Ashish and van den Oord, Aäron},\n"
        "  year = {2017},\n"
        "  month = jun,\n"
        "  day = {12},\n"
        "  eprint = {1706.03762},\n"
        "  eprinttype = {arxiv},\n"
        "  eprintclass = {cs.CL},\n"
        "  doi = {10.1000/x_y},\n"
        "  url = {https://arxiv.org/abs/1706.03762},\n"
        "}\n"
    )


@pytest.mark.parametrize(
    ("kind", "entry_type", "field"),
    [
        ("article", "misc", "howpublished"),
        ("article-journal", "article", "journal"),
        ("book", "book", "publisher"),
        ("chapter", "inbook", "booktitle"),
        ("paper-conference", "inproceedings", "booktitle"),
        ("report", "techreport", "institution"),
        ("thesis", "phdthesis", "school"),
        ("software", "misc", "howpublished"),
    ],
)
def test_types_and_where_the_venue_goes(kind, entry_type, field):
    entry = read_back(render_bibtex(work_of(type=kind, venue="A & B")))
    assert entry.entry_type == entry_type
    assert plain(entry[field]) == "A & B"


@pytest.mark.parametrize(
    ("text", "tex"),
    [
        ("100% & #1_a", r"100\% \& \#1\_a"),
        ("a~b^c\\d", r"a\textasciitilde{}b\textasciicircum{}c\textbackslash{}d"),
        ("{x}", r"\{x\}"),
        ("a { b", r"a \textbraceleft{} b"),
        ("} {", r"\textbraceright{} \textbraceleft{}"),
        ("$x^2_1$ & y", r"$x^2_1$ \& y"),
        ("$5", r"\$5"),
        ("$5 & 10% of $6", r"\$5 \& 10\% of \$6"),
        ("$\\{1}{3}$ x", r"\textdollar{}\textbackslash{}\{1\}\{3\}\textdollar{} x"),
        ("$\\{1\\}$", r"$\{1\}$"),
        ("$\\{$", r"\textdollar{}\textbackslash{}\textbraceleft{}\textdollar{}"),
        ("é漢", "é漢"),
    ],
)
def test_escapes(text, tex):
    assert escape_tex(text) == tex
    assert balanced(tex)


COMMANDS = (
    "input include openin openout read write immediate csname endcsname catcode def edef gdef xdef "
    "let futurelet newcommand renewcommand providecommand newread newwrite special directlua "
    "latelua usepackage RequirePackage documentclass includegraphics InputIfFileExists the "
    "IfFileExists verbatiminput lstinputlisting bibliography href url expandafter noexpand string "
    "meaning jobname loop repeat makeatletter everypar aftergroup primitive pdfprimitive font "
    "scantokens char lowercase uppercase ShellEscape global advance newif undefined"
).split()
#: Commands that print a sign which otherwise has a meaning.
PRINTED = re.compile(
    r"\\text(?:backslash|dollar|asciicircum|asciitilde|braceleft|braceright)\{\}|\\[{}$_%&#]"
)


@pytest.mark.parametrize(
    "math",
    [
        *(rf"\{name}{{x}}" for name in COMMANDS),
        r"x\input /etc/passwd",
        r"\write18{id}",
        r"\text{\input{x}}",
        r"{\input{x}}",
        r"\frac{\immediate\write18{id}}{2}",
        r"^^5cinput{x}",
        r"^^^^005cinput{x}",
        r"\begin{filecontents}{x}y\end{filecontents}",
        r"\begin{document}",
        r"\begin {verbatim}",
        r"\begin x",
        r"\inputx",
        r"\@input{x}",
        r"\'a",
        "\\\n",
        r"\éinput",
    ],
)
def test_a_formula_that_does_more_than_print_is_escaped(math):
    """None of its commands remains, whatever the context."""
    for text in (f"${math}$", f"a ${math}$ b $x$", f"$a$ ${math}$"):
        for tex in (escape_tex(text), render_bibtex(work_of(title=text)).splitlines()[1]):
            assert "\\" not in PRINTED.sub("", tex), tex
            assert "^^" not in tex


@pytest.mark.parametrize(
    "math",
    [
        r"\mathcal{O}(n \log n)", r"\alpha_{i}^{2} \leq \frac{1}{2}\,x", r"\{1\}",
        r"\begin{pmatrix}a\\b\end{pmatrix}", r"\text{if } x", r"\left\lVert x \right\rVert",
        r"\operatorname{rank}", "x^2", r"\ell_1\!\;\:",
    ],
)  # fmt: skip
def test_a_formula_that_only_prints_is_kept(math):
    assert escape_tex(f"${math}$") == f"${math}$"


def test_most_formulas_of_real_texts_are_kept(corpus):
    """Commands that are not on the list are defined by the papers' authors."""
    if not corpus:
        pytest.skip("READINGLIST_DATA does not name the corpus")
    formulas = [
        formula
        for record in corpus
        for text in (record["abstract"] or "", record["title"])
        for formula in re.findall(r"\$[^$]+\$", text)
    ]
    refused = [formula for formula in formulas if not is_harmless(formula)]
    assert len(formulas) > 9000
    assert len(refused) < len(formulas) / 40


FIELD = "cs.CL}, url = {https://e.example/}, note = {"


def test_no_value_adds_a_field_or_ends_the_entry():
    """Whatever the lock has, including categories."""
    record = Record(
        ArxivId("2301.00001"), f"T{FIELD}", (Name(literal=f"N{FIELD}"),),
        Provenance("api", datetime.datetime(2027, 1, 1, tzinfo=datetime.UTC), {}),
        categories=(FIELD, "cs.LG"), journal_ref=f"J{FIELD}", abstract=f"A{FIELD} @misc{{x,}}",
    )  # fmt: skip
    values = {"arxiv": "2301.00001", "doi": "10.1234/x%y", "themes": ["t"], "takeaway": "x"}
    entry = PaperEntry.model_validate(values)
    work = merge_paper("one2023x", entry, {ArxivId("2301.00001"): record})
    text = render_bibtex(work, FIELD, with_abstract=True)
    read = read_back(text)
    assert [field.key for field in read.fields] == (
        "title author year month howpublished eprint eprinttype eprintclass doi url note abstract"
    ).split()
    assert plain(read["eprintclass"]).split() == re.sub("[{}]", "", FIELD).split()
    assert balanced(text)


def test_no_address_contains_a_command():
    # To TeX `^^5c` is a backslash, wherever a style prints the field as text.
    text = render_bibtex(work_of(doi="10.1234/^^5cinput/etc/passwd"))
    assert "doi = {10.1234/%5E%5E5cinput/etc/passwd}" in text


@pytest.mark.parametrize("text", ["a\x1b[31mb", "a\x00b", "a\x7fb", "a\u202eb", "a\ufffeb"])
def test_no_control_character_is_left(text):
    shown = render_bibtex(work_of(title=f"T {text}", venue=text), text)
    assert clean(shown) == shown


def test_capitals_that_a_style_must_keep_are_braced():
    text = render_bibtex(work_of(title="BERT and a simple word of GPT-4 with $L_2$"))
    assert "{BERT} and a simple word of {GPT-4} with $L_2$" in text


TITLES = st.lists(
    st.sampled_from(
        [*"%&#_{}\\$~^\"'@=,;:()<>+-`!?é漢", "BERT", "word", "A", " ", "$x$", "and", "--", "\\%"]
    ),
    min_size=1,
    max_size=25,
).map("".join) | st.text(st.characters(exclude_categories=["C"]))


_ON_THE_LINE = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎", "0123456789+−=()ni0123456789+−=()")


@given(TITLES)
@example("a { b")
@example("CO₂ and 10⁶")
@example("$5 & 10% of $6")
@example("$x\\$")
@example("$a_{")
@example("$²")
@example("Foo}, note = {bar")
@example("@string{x}")
def test_any_title_round_trips(title):
    title = " ".join(title.split())
    assume(title)
    text = render_bibtex(work_of(title=title))
    entry = read_back(text)
    value = entry["title"]
    assert balanced(value)
    assert [field.key for field in entry.fields] == ["title", "author", "date", "url"]
    # Formulas are left to TeX: their printed form cannot be compared.
    if "$" not in title:
        # The reader does not raise or lower digits.
        assert plain(value) == fold(title.translate(_ON_THE_LINE))
    else:
        commands = "backslash|dollar|brace(left|right)|ascii(tilde|circum)|(super|sub)script"
        shown = re.sub(rf"\W|_|text({commands})", "", value.translate(_ON_THE_LINE))
        assert shown == re.sub(r"\W|_", "", title.translate(_ON_THE_LINE))
    # No comment sign that would swallow the rest of the line.
    assert not re.search(r"(?<!\\)(?:\\\\)*[%#]", value)


def spelled(part):
    """Part of a name as text: `["van", "der"]` → `van der`."""
    return plain(" ".join(part))


def assert_author(parts, name):
    if name.literal:
        assert spelled([*parts.first, *parts.von, *parts.last, *parts.jr]) == fold(name.literal)
        assert len(parts.last) == 1
        return
    assert spelled([*parts.von, *parts.last]) == fold(name.surname)
    assert spelled(parts.first) == fold(name.given)
    assert spelled(parts.jr) == fold(name.suffix)


@pytest.mark.parametrize(
    "name",
    [
        Name("Lovelace", "Ada"),
        Name("Maaten", "Laurens", "van der"),
        Name("Ho", "Jonathan", suffix="Jr."),
        Name("Gogh", particle="van"),
        Name("Foo Bar"),
        Name(literal="Gemini Team"),
        Name(literal="Smith and Sons, Inc."),
        Name(literal="Research & Development"),
        Name("Müller-Lüdenscheidt", "Özge"),
        Name("and", "Rock"),
        Name("Last", "First and Second"),
        Name("Comma, The", "A."),
        Name("飞飞", "李"),
        Name("O'Neil", "Conan {the}"),
    ],
    ids=str,
)
def test_names(name):
    parts = {key: value for key, value in vars(name).items()
             if value and key in Name.__dataclass_fields__}  # fmt: skip
    work = work_of(authors=["Before Him", parts, "After Him"])
    authors = read_back(render_bibtex(work))["author"]
    assert len(authors) == 3
    assert_author(authors[1], name)


# No word starts with a special character: bibtexparser 2.1.0 drops a backslash directly after
# "and".
WORDS = st.sampled_from(
    "Ada Lovelace van der de Ho Jr. III Team and And AI R&D a_b x% a{b c} d\\e 李 "
    "Łukasz D'Arcy , ,".split()
)


@given(st.lists(st.lists(WORDS, min_size=1, max_size=5).map(" ".join), min_size=1, max_size=4))
def test_any_list_of_authors_round_trips(texts):
    names = [parse_name(name) for name in texts if any(c.isalpha() for c in name)]
    assume(names)
    given_parts = [
        {
            key: value
            for key, value in vars(name).items()
            if value and key in Name.__dataclass_fields__
        }
        for name in names
    ]
    entry = read_back(render_bibtex(work_of(authors=given_parts)))
    assert balanced(" ".join(" ".join(a.first + a.von + a.last + a.jr) for a in entry["author"]))
    assert len(entry["author"]) == len(names)
    for parts, name in zip(entry["author"], names, strict=True):
        printed = spelled([*parts.first, *parts.von, *parts.last, *parts.jr])
        assert sorted(printed.replace(" ", "")) == sorted(fold(name.display).replace(" ", ""))


def test_dates_and_addresses():
    entry = read_back(
        render_bibtex(work_of(issued="2017-06-12", url="https://a.example/b%20c?d&e#f_g"))
    )
    assert entry["year"] == "2017"
    assert entry["month"] == "jun"
    assert entry["url"].replace("\\%", "%") == "https://a.example/b%20c?d&e#f_g"
    assert "month" not in read_back(render_bibtex(work_of(issued="2017"))).fields_dict
    assert "year" not in read_back(render_bibtex(work_of())).fields_dict


def test_a_work_without_any_address_has_no_url():
    entry = PaperEntry.model_validate(
        {"title": "T", "authors": ["A B"], "themes": ["t"], "takeaway": "x"}
    )
    work = merge_paper("x", entry, {})
    assert work.url == ""
    assert "url" not in read_back(render_bibtex(work)).fields_dict


def test_a_thousand_real_records(corpus):
    if not corpus:
        pytest.skip("READINGLIST_DATA does not name the corpus")
    # Those with TeX in their titles and with odd names first, then the others in order.
    odd = [r for r in corpus if re.search(r"[\\${}%&#_^~]", r["title"]) or len(r["authors"]) > 40]
    chosen = [*odd, *(r for r in corpus if r not in odd)][:1000]
    assert len(chosen) == 1000
    for values in chosen:
        record = _record(values)
        if record is None:
            continue
        work = work_of(f"x{values['id'].replace('/', '-')}", record)
        entry = read_back(render_bibtex(work))
        assert entry["eprint"] == values["id"]
        assert entry["year"] == str(work.year)
        assert balanced(entry["title"])
        if not re.search(r"[\\$]", work.title):
            assert plain(entry["title"]) == fold(work.title)
        assert len(entry["author"]) == len(work.authors)
        for parts, name in zip(entry["author"], work.authors, strict=True):
            if not re.search(r"[\\$]", name.display):
                assert_author(parts, name)


def _record(values):
    ((_, record),) = parse_bulk(iter([json.dumps(values)]), "corpus", READ)
    assert record.id == parse_arxiv_id(values["id"]), record
    return record
