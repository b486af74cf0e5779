import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from readinglist.site.exports.bibtex import escape_tex
from readinglist.values.tex import (
    GROUP_END,
    GROUP_START,
    HELD_COMMA,
    HELD_SPACE,
    LONGEST,
    decode_address,
    decode_loose_tex,
    decode_marked_tex,
    decode_tex,
    unmark,
)


def test_a_scale_belongs_to_its_degrees():
    assert decode_tex(r"20 \textdegree C, 5 \textdegree{} F") == "20 °C, 5 ° F"
    assert decode_tex(r"a 90\textdegree turn") == "a 90° turn"


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (r"{\'e}", "é"),
        (r"\'{e}", "é"),
        (r"\'e", "é"),
        (r"{\'{E}}cole", "École"),
        (r"{\"o}", "ö"),
        (r"\"{o}", "ö"),
        (r"{\`a} \'o", "à ó"),
        (r"\'{\i} \'\i{} {\'\i}", "í í í"),
        (r"Stra{\ss}e, Stra\ss{}e", "Straße, Straße"),
        (r"S{\o}ren, S\o ren", "Søren, Søren"),
        (r"{\aa}ngstr{\"o}m {\AA}", "ångström Å"),
        (r"\L ukasz {\L}ukasz", "Łukasz Łukasz"),
        (r"Fran\c{c}ois Fran{\c c}ois", "François François"),
        (r"{\v{S}}koda \v{s} {\v s} \v s", "Škoda š š š"),
        (r"Erd{\H o}s Erd\H{o}s", "Erdős Erdős"),
        (r"\u{g} \k{a} \={a} \.{I} \r{u} \~n", "ğ ą ā İ ů ñ"),
        (r"{\oe}uvre \ae{}", "œuvre æ"),
        (r"pages 1--20, yes---no", "pages 1–20, yes—no"),
        (r"a~b\ c\,d", "a b c d"),
        (r"``quoted'' and `once'", "“quoted” and `once'"),
        (r"O'Neill's", "O'Neill's"),
        (r"$\alpha$-divergence in $O(n^2)$", r"$\alpha$-divergence in $O(n^2)$"),
        (r"{$\beta$-{VAE}}: \textbf{a $x$ b}", r"$\beta$-VAE: a $x$ b"),
        (r"A $\frac{a & b}{c}$", r"A $\frac{a & b}{c}$"),
        (r"{BERT}: {P}re-training of {{D}eep}", "BERT: Pre-training of Deep"),
        (
            r"\textit{In vivo} {\em and} \emph{in} {\bf bold} \textsc{Caps}",
            "In vivo and in bold Caps",
        ),
        (r"\texttt{x_y} by \url{https://a.example/x_y}", "x_y by https://a.example/x_y"),
        (r"\href{https://a.example/}{the page}", "the page"),
        (r"R\&D and R&D", "R&D and R&D"),
        (r"50\% and 50% of it, C# and \#1", "50% and 50% of it, C# and #1"),
        (r"50% \% 100%", "50% % 100%"),
        (r"\$5 or $5", "$5 or $5"),
        (r"a\_b a_b", "a_b a_b"),
        (r"\{x\} \textbraceleft{}", "{x} {"),
        (r"a\textasciitilde{}b\textasciicircum{}c\textbackslash{}d", r"a~b^c\d"),
        (r"\LaTeX{} and \TeX", "LaTeX and TeX"),
        (r"x\textsuperscript{2} \textgreater{} y", "x² > y"),
        (r"hy\-phen\-ated", "hyphenated"),
        (r"{\noopsort{1990}}Foo", "Foo"),
        (r"\unknown{argument} kept", r"\unknown{argument} kept"),
        (r"Kol{\cprime}tsov", "Kolʹtsov"),
        ("two\n   lines", "two lines"),
        ("é漢字 Ł", "é漢字 Ł"),
        ("}x", "x"),
        ("{x", "x"),
        ("\\", ""),
        (r"\href{https://a.example/}", r"\href{https://a.example/}"),
        ("{" * 5000 + "x" + "}" * 5000, "x"),
        ("", ""),
    ],
)
def test_decoding(source, text):
    assert decode_tex(source) == text


@pytest.mark.parametrize(
    ("source", "url"),
    [
        ("https://a.example/c_d%20e~f#g", "https://a.example/c_d%20e~f#g"),
        ("https://a.example/{\\_}b{\\%}20c", "https://a.example/_b%20c"),
        (r"http://a.example/$\sim$ada/{\~{}}x", "http://a.example/~ada/~x"),
        (r"10.1007/978-3-642-13190-5{\_}2", "10.1007/978-3-642-13190-5_2"),
        (r"https://a.example/c\_d\%20e\~{}f\#g\&h", "https://a.example/c_d%20e~f#g&h"),
        (r"\url{https://a.example/x_y}", "https://a.example/x_y"),
        (r"{https://a.example/}", "https://a.example/"),
        (r"https://a.example/\textasciitilde{}me", "https://a.example/~me"),
    ],
)
def test_addresses_are_not_decoded(source, url):
    assert decode_address(source) == url


TEXTS = st.lists(
    st.sampled_from([*"%&#_{}\\~^\"'@=,;:()<>+!?é漢", "word", " ", "A", "BERT", "x", "1"]),
    max_size=20,
).map("".join)


@given(TEXTS)
@example("a { b")
@example("100% \\{&}")
def test_encoded_text_is_decoded_again(text):
    text = " ".join(text.split())
    assert decode_tex(escape_tex(text)) == text


@given(st.text() | TEXTS | st.lists(st.sampled_from(
    r"\href \url \frac \begin{a} \end{a} \( \) \[ \] $ $$ { } % \' \v [ ] \verb| \\ \cite a".split()
)).map("".join))  # fmt: skip
@example("$$\\")
@example("\\begin{")
def test_any_source_is_accepted(source):
    text = decode_tex(source)
    assert text == " ".join(text.split())


@pytest.mark.parametrize(
    "source", [r"\sqrt", r"\begin{array}", r"\frac", r"\textcolor", r"\begin{pmatrix}\end{pmatrix}"]
)
def test_commands_without_arguments_do_not_cut_off_a_title(source):
    assert decode_tex(f"Shade {source}").startswith("Shade")


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (r"\SI{5}{\micro\metre}", "5 µm"),
        (r"\SI[per-mode=symbol]{5}{\metre}", "5 m"),
        (r"\SI{5e-3}{\metre\per\second\squared}", "5 × 10⁻³ m s⁻²"),
        (r"\qty{1.5 +- 0.2}{\kilo\gram}", "1.5 ± 0.2 kg"),
        (r"\SI{90}{\degree}", "90°"),
        (r"\SI{5}{\arcminute} \SI{5}{\arcsecond}", "5′ 5″"),
        (r"\SI{5}{\degreeCelsius}", "5 °C"),
        (r"\SI{3.2(4)}{\per\square\metre}", "3.2(4) m⁻²"),
        (r"\num{-1.5e+10}", "−1.5 × 10¹⁰"),
        (r"\num{1E6} \num{2d3} \num{2D-3}", "1 × 10⁶ 2 × 10³ 2 × 10⁻³"),
        (r"\num{3\pm0.5} \num{~5~}", "3 ± 0.5 5"),
        (r"\ang{12;30;5} \ang{;30;} \ang{1.5}", "12°30′5″ 30′ 1.5°"),
        (r"\si{kg.m/s^2} \si{m.s^{-1}} \si{kg~m}", "kg m/s² m s⁻¹ kg m"),
        (r"\unit{\cubic\centi\metre} \unit{\metre\cubed}", "cm³ m³"),
        (r"\unit{\per\second\squared} \unit{\per\second}", "s⁻² s⁻¹"),
        (r"\unit{\square\metre\per\cubic\second}", "m² s⁻³"),
        (r"\unit{\metre{}\second}", "m s"),
        (r"\ce{H2O} \ce{Ca(OH)2} \ce{C6H12O6}", "H₂O Ca(OH)₂ C₆H₁₂O₆"),
    ],
)
def test_numbers_and_units(source, text):
    assert decode_tex(source) == text
    assert decode_loose_tex(source) == text


@pytest.mark.parametrize(
    "source",
    r"""
    \SI{x}{\metre} \SI{5}{\foo} \SI{5} \num{x} \num{1.5.x} \ang{1;2;3;4} \ang{x;1} \si{m!}
    \unit{\squared\metre} \unit{\per} \unit{\kilo} \unit{\square} \unit{\foo} \unit{} \ce{H+}
    \ce{} \ensuremath{} \texorpdfstring{a} \foo[a]{b}{c} \foo*{x} \textsuperscript \noopsort
    """.split(),
)
def test_what_is_not_known_stays_as_written(source):
    assert decode_tex(f"a {source} b") == f"a {source} b"
    assert decode_loose_tex(f"a {source} b") == f"a {source} b"


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (r"\'{abc} \'{}x \' ", "ábc ´x ´"),
        (r"\v{} \c{} \k{} \H{} \={} \.{} \u{} \r{} \^{} \~{} \`{}", "ˇ ¸ ˛ ˝ ¯ ˙ ˘ ˚ ^ ~ `"),
        (r"\'{\`{e}} \c{\i} \d{\i} \^\i \^{\j}", "è́ ı̧ ı̣ îĵ"),
        (r"\'1 \'{1a}", "´1 ´1a"),
        (r"\t{oo} \newtie{oo}", "o͡o o͡o"),
        (r"\d{u} \b{d} \h{a} \G{e} \f{i}", "ụ ḏ ả ȅ ȋ"),
        (r"\uppercase{\'e a} \lowercase{A\'E} \MakeUppercase{x} \MakeLowercase{Y}", "É A aé X y"),
        (r"\enquote{a} \mkbibquote{b} \textquote{c}", "“a” “b” “c”"),
        (r"\textsubscript{2} \mkbibsubscript{2} \mkbibsuperscript{th}", "₂ ₂ th"),
        (r"\ensuremath{ x } \texorpdfstring{$x$}{y}", "$x$ $x$"),
        (r"\alpha{}b \alpha b \ss b \ss{}b \S 2", "αb α b ßb ßb § 2"),
        (r"\textcolor{red}{x} \color{red}y \vspace{1cm}z \resizebox{a}{b}{c}", "x y z c"),
        (r"\,x\;y\quad z\par w\!v\-u\@t", "x y z wvut"),
        (r"\textbf [x]{y}", "y"),
        (r"20\degree C", "20°C"),
        (r"\$x\$ y", r"\$x\$ y"),
        (r"\$5 and $x$", "$5 and $x$"),
        (r"\$5 \$6", "$5 $6"),
        ("$ $", ""),
        (r"\'\'\'\'\'e", "é́́́́"),
    ],
)
def test_commands(source, text):
    assert decode_tex(source) == text
    assert decode_loose_tex(source) == text


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("a--b ---c ~d {e} {f", "a--b ---c ~d {e} {f"),
        ("``a'' b'' ``c", "“a” b'' ``c"),
        ("f'' and ``g''", "f'' and “g”"),
        ("a } b", "a } b"),
        (r"a \\ b \ c", r"a \\ b c"),
        (r'K"{a}hler "{b}', 'Kähler "{b}'),
        (r"$$x$$ and \[y\] and \(z\)", r"$$x$$ and \[y\] and $z$"),
        ("!`Hola", "!`Hola"),
        (r"{\bf x} {\'e}", "x é"),
        ("two  \n lines", "two lines"),
        ("\\", "\\"),
    ],
)
def test_loose_text_keeps_braces_tildes_and_dashes(source, text):
    assert decode_loose_tex(source) == text


def test_very_long_and_very_deep_texts_are_left():
    long = r"\'e" + " " * LONGEST
    assert decode_tex(long) == decode_loose_tex(long) == decode_marked_tex(long) == r"\'e"
    at_most = r"\'e" + " " * (LONGEST - 3)
    assert decode_tex(at_most) == decode_loose_tex(at_most) == decode_marked_tex(at_most) == "é"


def test_what_braces_hold_together_is_marked():
    marked = decode_marked_tex(r"{Ada, of B} and {\'E}c {C\'edric {de, la} D}")
    assert marked == (
        f"{GROUP_START}Ada{HELD_COMMA}{HELD_SPACE}of{HELD_SPACE}B{GROUP_END} and Éc "
        f"{GROUP_START}Cédric{HELD_SPACE}de{HELD_COMMA}{HELD_SPACE}la{HELD_SPACE}D{GROUP_END}"
    )
    assert unmark(marked) == "Ada, of B and Éc Cédric de, la D"
    assert decode_marked_tex("plain  text") == "plain text"
    assert decode_marked_tex(f"a{HELD_COMMA}b{{c}}") == f"ab{GROUP_START}c{GROUP_END}"
    assert decode_marked_tex(r"\$5 {}x") == f"$5 {GROUP_START}{GROUP_END}x"
    assert decode_tex(f"a{HELD_SPACE}{{b}}") == "ab"


@pytest.mark.parametrize(
    ("source", "url"),
    [
        ("https://a.example/ https://b.example/", "https://a.example/ https://b.example/"),
        (r"{{https://a.example/x\_y}}", "https://a.example/x_y"),
        (r"{a}{b}_c", "{a}{b}_c"),
        (r"\path{https://a.example/{x}y} and more", "https://a.example/{x}y"),
        (r"\href{https://a.example/a\_b}{text}", "https://a.example/a_b"),
        (r"\nolinkurl{https://a.example/}", "https://a.example/"),
        (r"a\~{}b {\textasciitilde}c \textasciitilde d {\~}e \string~f", "a~b ~c ~d ~e ~f"),
        (r"a\textunderscore{}b \textunderscore c", "a_b _c"),
        (r"a\allowbreak{}b\linebreak c\-d\/e\slash f", "abcde/f"),
        (r"a\$b {\$}c \&d", "a$b $c &d"),
        (r"a$\sim$b \ensuremath{\sim}c", "a~b ~c"),
    ],
)
def test_what_tex_needs_in_an_address(source, url):
    assert decode_address(source) == url


def test_only_a_few_accents_stand_on_one_letter():
    assert decode_tex(r"\'" * 5 + "e") == "é" + "\u0301" * 4
    assert decode_tex(r"\'" * 6 + "e") == "´" * 5 + "é"


@pytest.mark.parametrize("formula", ["$a_{b}$", r"\(a_{b}\)", r"\[a_{b}\]", "$$a_{b}$$"])
def test_every_form_of_a_formula_is_left_as_it_is(formula):
    assert decode_tex(f"{{A}} {formula} {{B}}").startswith("A ")
    assert "a_{b}" in decode_tex(f"{{A}} {formula} {{B}}")


def test_ligatures():
    assert decode_tex("``a'' !`b?`c") == "“a” ¡b¿c"
