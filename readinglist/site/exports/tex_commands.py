r"""Which formulas may stay TeX in an export: those of commands that only print.

A `.bib` file is read by TeX, in which a formula of a title could read files (`\input`), run
programs (`\write18`) or change what later text means (`\def`, `\catcode`, `^^`). No list of what is
dangerous is ever whole, so this is a list of what is harmless: the commands of mathematics in
LaTeX, amsmath and amssymb. Anything else is no formula, and printed as it is written.
"""

import re

_COMMANDS = frozenset(
    # Greek letters and their like.
    "alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa varkappa "
    "lambda mu nu xi omicron pi varpi rho varrho sigma varsigma tau upsilon phi varphi chi psi "
    "omega digamma Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega aleph beth gimel "
    "daleth hbar hslash ell wp Re Im partial nabla infty imath jmath emptyset varnothing forall "
    "exists nexists neg lnot top bot angle measuredangle triangle Box square blacksquare "
    "Diamond lozenge prime backprime complement eth Bbbk flat natural sharp surd clubsuit "
    "diamondsuit heartsuit spadesuit "
    # Operators and large operators.
    "pm mp times div cdot ast star circ bullet cap cup uplus sqcap sqcup vee wedge lor land "
    "setminus smallsetminus wr diamond oplus ominus otimes oslash odot dagger ddagger amalg "
    "bigcirc ltimes rtimes boxplus boxtimes bigtriangleup bigtriangledown triangleleft "
    "triangleright sum prod coprod int iint iiint oint bigcap bigcup bigsqcup bigvee bigwedge "
    "bigodot bigotimes bigoplus biguplus "
    # Relations and arrows.
    "le leq leqslant ge geq geqslant ne neq ll gg lll ggg equiv sim simeq approx approxeq cong "
    "doteq propto varpropto models vdash dashv Vdash vDash prec succ preceq succeq precsim "
    "succsim subset supset subseteq supseteq nsubseteq nsupseteq subsetneq supsetneq sqsubset "
    "sqsupset sqsubseteq sqsupseteq in ni notin mid nmid parallel nparallel perp asymp bowtie "
    "smile frown lesssim gtrsim lessgtr lessapprox gtrapprox triangleq coloneqq eqqcolon colon "
    "to gets mapsto longmapsto leftarrow rightarrow leftrightarrow Leftarrow Rightarrow "
    "Leftrightarrow longleftarrow longrightarrow longleftrightarrow Longleftarrow "
    "Longrightarrow Longleftrightarrow iff implies impliedby hookleftarrow hookrightarrow "
    "leftharpoonup leftharpoondown rightharpoonup rightharpoondown rightleftharpoons uparrow "
    "downarrow updownarrow Uparrow Downarrow Updownarrow nearrow searrow swarrow nwarrow "
    "leadsto rightsquigarrow twoheadrightarrow rightarrowtail circlearrowleft circlearrowright "
    "upharpoonright restriction xrightarrow xleftarrow not "
    # Delimiters, dots and spaces.
    "left right middle big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr Biggl Biggr bigm Bigm "
    "langle rangle lfloor rfloor lceil rceil lvert rvert lVert rVert vert Vert lbrace rbrace "
    "lbrack rbrack backslash ulcorner urcorner llcorner lrcorner dots ldots cdots vdots ddots "
    "dotsb dotsc dotsi dotsm dotso quad qquad thinspace negthinspace medspace thickspace space "
    "enspace "
    # Accents, and what goes above and below.
    "hat widehat check widecheck tilde widetilde acute grave dot ddot dddot breve bar vec "
    "mathring overline underline overbrace underbrace overrightarrow overleftarrow overset "
    "underset stackrel substack frac dfrac tfrac cfrac binom dbinom tbinom choose over sqrt "
    "boxed phantom hphantom vphantom smash limits nolimits displaystyle textstyle scriptstyle "
    "scriptscriptstyle "
    # Functions.
    "arccos arcsin arctan arg cos cosh cot coth csc deg det dim exp gcd hom inf ker lg lim "
    "liminf limsup ln log max min Pr sec sin sinh sup tan tanh injlim projlim mod bmod pmod pod "
    "operatorname "
    # Fonts.
    "mathrm mathbf mathit mathsf mathtt mathnormal mathcal mathbb mathfrak mathscr mathds "
    "boldsymbol bm pmb text textrm textbf textit textsf texttt textnormal textsc textup mbox rm "
    "bf it sf tt cal mathbin mathrel mathop mathopen mathclose mathord mathpunct mathinner bra "
    "ket braket begin end".split()
)
_ENVIRONMENTS = frozenset(
    "matrix pmatrix bmatrix Bmatrix vmatrix Vmatrix smallmatrix cases array aligned gathered "
    "split".split()
)
# Commands of one character that only print or space.
_SIGNS = frozenset(r"\,;:!>| {}%&#_$")
_COMMAND = re.compile(r"\\([A-Za-z]+|.?)", re.DOTALL)
_ENVIRONMENT = re.compile(r"\\(?:begin|end)(?:\{([A-Za-z]+)\})?")


def is_harmless(math: str) -> bool:
    """Whether a formula, with or without its dollars, does nothing but print."""
    if "\\" not in math and "^^" not in math:
        return True
    return (
        "^^" not in math
        and all(
            name in _COMMANDS or (len(name) == 1 and name in _SIGNS)
            for name in _COMMAND.findall(math)
        )
        and all(name in _ENVIRONMENTS for name in _ENVIRONMENT.findall(math))
    )
