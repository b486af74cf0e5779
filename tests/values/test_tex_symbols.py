"""What TeX's commands print."""

import unicodedata

import pytest

from readinglist.values.tex import decode_tex
from readinglist.values.tex_symbols import ACCENTS, LETTERS, PREFIXES, SPACING, SYMBOLS, UNITS

#: Unicode's names of the marks, without COMBINING.
MARKS = {
    "`": "GRAVE ACCENT", "'": "ACUTE ACCENT", "^": "CIRCUMFLEX ACCENT", "~": "TILDE", "=": "MACRON",
    "u": "BREVE", ".": "DOT ABOVE", '"': "DIAERESIS", "h": "HOOK ABOVE", "r": "RING ABOVE",
    "H": "DOUBLE ACUTE ACCENT", "v": "CARON", "G": "DOUBLE GRAVE ACCENT", "f": "INVERTED BREVE",
    "U": "DOUBLE VERTICAL LINE ABOVE", "horn": "HORN", "d": "DOT BELOW", "c": "CEDILLA",
    "k": "OGONEK", "b": "MACRON BELOW", "t": "DOUBLE INVERTED BREVE", "newtie":
    "DOUBLE INVERTED BREVE", "textcommabelow": "COMMA BELOW", "textogonekcentered": "OGONEK",
    "capitalcedilla": "CEDILLA", "capitalogonek": "OGONEK",
}  # fmt: skip
#: Unicode's names of the accents that stand alone.
ALONE = {
    "`": "GRAVE ACCENT", "'": "ACUTE ACCENT", "^": "CIRCUMFLEX ACCENT", "~": "TILDE",
    "=": "MACRON", "u": "BREVE", ".": "DOT ABOVE", '"': "DIAERESIS", "r": "RING ABOVE",
    "H": "DOUBLE ACUTE ACCENT", "v": "CARON", "c": "CEDILLA", "k": "OGONEK",
}  # fmt: skip


def test_accents_are_the_marks_of_their_names():
    assert {name: unicodedata.name(mark) for name, mark in ACCENTS.items()} == {
        name: f"COMBINING {mark}" for name, mark in MARKS.items()
    }
    assert {name: unicodedata.name(sign) for name, sign in SPACING.items()} == ALONE


def test_letters_are_symbols():
    assert set(SYMBOLS) > LETTERS


@pytest.mark.parametrize("name", sorted(LETTERS))
def test_no_space_follows_a_letter(name):
    assert decode_tex(rf"a\{name} b") == f"a{SYMBOLS[name]}b"


@pytest.mark.parametrize("name", ["S", "alpha", "copyright"])
def test_a_space_follows_another_symbol(name):
    assert decode_tex(rf"a\{name} b") == f"a{SYMBOLS[name]} b"


@pytest.mark.parametrize(
    "names",
    [
        "textbf textit textrm textsc texttt textsf textsl textup textmd textnormal textlf textls",
        "emph text mbox hbox fbox makebox framebox underline uline uwave sout mkbibemph mkbibbold",
        "mkbibitalic mkbibacro mkbibparens bibstring url nolinkurl path natexlab hphantom",
        "citenamefont bibnamefont bibfnamefont NoCaseChange titlecase MakeSentenceCase protecting",
        "textgreek textcyrillic textlatin textswab ensuretext operatorname textipa textarm",
    ],
)
def test_commands_that_print_their_argument(names):
    for name in names.split():
        assert decode_tex(rf"a \{name}{{B}} c") == "a B c", name


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (r"\href{x}{A}", "A"), (r"\textcolor{red}{A}", "A"), (r"\colorbox{red}{A}", "A"),
        (r"\foreignlanguage{german}{A}", "A"), (r"\textlang{de}{A}", "A"),
        (r"\raisebox{1ex}{A}", "A"), (r"\scalebox{2}{A}", "A"), (r"\resizebox{1}{2}{A}", "A"),
        (r"\fontsize{1}{A}", "A"), (r"\switchargs{1}{A}", "A"),
    ],
)  # fmt: skip
def test_commands_that_print_their_last_argument(source, text):
    assert decode_tex(source) == text


@pytest.mark.parametrize(
    "names",
    [
        "em it bf sc tt rm sl sf up md itshape bfseries scshape ttfamily rmfamily slshape sffamily",
        "upshape mdseries normalfont tiny scriptsize footnotesize small normalsize large Large",
        "LARGE huge Huge boldmath unboldmath relax protect allowbreak nobreak unskip ignorespaces",
        "noindent sloppy xspace null leavevmode hfil hfill nolinebreak nopagebreak penalty",
        "textcompwordmark selectfont frenchspacing bibsc bibnamedelimi",
    ],
)
def test_commands_that_print_nothing(names):
    for name in names.split():
        assert decode_tex(rf"a{{\{name} b}}c") == "abc", name


@pytest.mark.parametrize("name", (
    "noopsort SortNoop noopsortname hspace vspace vphantom selectlanguage color label "
    "enlargethispage phantom"
).split())  # fmt: skip
def test_commands_whose_argument_is_not_printed(name):
    assert decode_tex(rf"a\{name}{{B}}c") == "ac"


@pytest.mark.parametrize("name", (
    "quad qquad space enspace enskip thinspace nobreakspace newline linebreak par break thickspace "
    "medspace hskip"
).split())  # fmt: skip
def test_commands_that_print_a_space(name):
    assert decode_tex(rf"a\{name}{{}}b") == "a b"


@pytest.mark.parametrize(
    ("sign", "text"),
    [
        *((sign, "a b") for sign in (" ", "\n", "\t", ",", ";", ":", ">", "\\")),
        *((sign, "ab") for sign in "!/-@"),
        *((sign, f"a{sign}b") for sign in "&%#_{}"),
        ("|", "a‖b"),
    ],
)
def test_control_symbols(sign, text):
    assert decode_tex(f"a\\{sign}b") == text


def test_units_are_pairs_of_names_and_signs():
    assert len(UNITS) == 92
    assert len(PREFIXES) == 24
    assert (UNITS["metre"], UNITS["hertz"], UNITS["litre"], UNITS["l"]) == ("m", "Hz", "L", "L")
    assert (PREFIXES["yocto"], PREFIXES["kibi"], PREFIXES["tebi"]) == ("y", "Ki", "Ti")
