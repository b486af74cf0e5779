import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from readinglist.site.exports.bibtex import escape_tex
from readinglist.values.tex import decode_address, decode_tex


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
