r"""Tables of what TeX's commands print: characters, accents, units, nothing at all.

Only commands whose whole meaning is a text are listed. LaTeX's own are from its symbols list; units
are siunitx's (its manual, sections 3.4 to 3.6).
"""


def _pairs(text: str) -> dict[str, str]:
    words = text.split()
    return dict(zip(words[::2], words[1::2], strict=True))


#: A combining mark for each accent, which precedes its letter in TeX and follows it in Unicode.
ACCENTS = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", "=": "\u0304", "u": "\u0306",
    ".": "\u0307", '"': "\u0308", "h": "\u0309", "r": "\u030a", "H": "\u030b", "v": "\u030c",
    "G": "\u030f", "f": "\u0311", "U": "\u030e", "horn": "\u031b", "d": "\u0323", "c": "\u0327",
    "k": "\u0328", "b": "\u0331", "t": "\u0361", "textcommabelow": "\u0326", "textogonekcentered":
    "\u0328", "newtie": "\u0361", "capitalcedilla": "\u0327", "capitalogonek": "\u0328",
}  # fmt: skip
#: What an accent over nothing prints.
SPACING = {
    "`": "`", "'": "´", "^": "^", "~": "~", "=": "¯", "u": "˘", ".": "˙", '"': "¨", "r": "˚",
    "H": "˝", "v": "ˇ", "c": "¸", "k": "˛",
}  # fmt: skip

#: Characters by the name of their command.
SYMBOLS = _pairs(
    r"""
    AA Å aa å AE Æ ae æ OE Œ oe œ O Ø o ø L Ł l ł ss ß SS SS i ı j ȷ DH Ð dh ð TH Þ th þ DJ Đ dj đ
    NG Ŋ ng ŋ IJ Ĳ ij ĳ textschwa ə textcrh ħ textcrlambda ƛ texteng ŋ
    S § P ¶ dag † ddag ‡ copyright © pounds £ textbackslash \ textasciitilde ~ textasciicircum ^
    textunderscore _ textdollar $ textpercent % textbar | textbardbl ‖ textless < textgreater >
    textbraceleft { textbraceright } textquotesingle ' textquotedbl " textquoteleft ‘
    textquoteright ’ textquotedblleft “ textquotedblright ” quotesinglbase ‚ quotedblbase „
    guillemotleft « guillemotright » guillemetleft « guillemetright » guilsinglleft ‹
    guilsinglright › textasciigrave ` textasciiacute ´ textasciidieresis ¨ textasciimacron ¯
    textasciicaron ˇ textasciibreve ˘ textendash – textemdash — textellipsis … ldots … dots …
    textbullet • textperiodcentered · textexclamdown ¡ textquestiondown ¿ textordfeminine ª
    textordmasculine º textsection § textparagraph ¶ textdagger † textdaggerdbl ‡ textcopyright ©
    textregistered ® texttrademark ™ textservicemark ℠ textnumero № numero № textdegree ° degree °
    textcelsius ℃ textcent ¢ textsterling £ textyen ¥ texteuro € euro € EUR € textcurrency ¤
    textwon ₩ textlira ₤ textbaht ฿ textperthousand ‰ textpertenthousand ‱ textonehalf ½
    textonequarter ¼ textthreequarters ¾ textonesuperior ¹ texttwosuperior ² textthreesuperior ³
    textpm ± texttimes × textdiv ÷ textminus − textlnot ¬ textmu µ textohm Ω textmho ℧
    textestimated ℮ textfractionsolidus ⁄ textrightarrow → textleftarrow ← textuparrow ↑
    textdownarrow ↓ textvisiblespace ␣ textinterrobang ‽ textreferencemark ※ textbrokenbar ¦
    textflorin ƒ textlangle ⟨ textrangle ⟩ cprime ʹ cdprime ʺ Cprime ʹ Cdprime ʺ slash / bar |
    lbrack [ rbrack ] lbrace { rbrace } AA Å
    TeX TeX LaTeX LaTeX BibTeX BibTeX LaTeXe LaTeX2e XeTeX XeTeX LuaTeX LuaTeX AmS AMS
    alpha α beta β gamma γ delta δ epsilon ϵ varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι
    kappa κ lambda λ mu μ nu ν xi ξ pi π varpi ϖ rho ρ varrho ϱ sigma σ varsigma ς tau τ
    upsilon υ phi ϕ varphi φ chi χ psi ψ omega ω Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π
    Sigma Σ Upsilon Υ Phi Φ Psi Ψ Omega Ω textalpha α textbeta β textgamma γ textdelta δ
    textepsilon ε textkappa κ textlambda λ textmugreek μ textpi π textsigma σ texttau τ textomega ω
    upalpha α upbeta β upgamma γ updelta δ upepsilon ϵ uplambda λ upmu μ upnu ν uppi π uprho ρ
    upsigma σ uptau τ upphi ϕ upchi χ uppsi ψ upomega ω upGamma Γ upDelta Δ upOmega Ω
    pm ± mp ∓ times × div ÷ cdot · ast ∗ star ⋆ circ ∘ bullet • cap ∩ cup ∪ vee ∨ wedge ∧
    setminus ∖ oplus ⊕ otimes ⊗ odot ⊙ le ≤ leq ≤ leqslant ⩽ ge ≥ geq ≥ geqslant ⩾ ll ≪ gg ≫
    ne ≠ neq ≠ equiv ≡ sim ∼ simeq ≃ approx ≈ cong ≅ propto ∝ lesssim ≲ gtrsim ≳ subset ⊂
    supset ⊃ subseteq ⊆ supseteq ⊇ in ∈ notin ∉ ni ∋ mid ∣ parallel ∥ perp ⊥ infty ∞ partial ∂
    nabla ∇ forall ∀ exists ∃ emptyset ∅ varnothing ∅ hbar ħ hslash ℏ ell ℓ wp ℘ Re ℜ Im ℑ aleph ℵ
    prime ′ sum ∑ prod ∏ int ∫ oint ∮ surd √ neg ¬ lnot ¬ to → rightarrow → leftarrow ←
    leftrightarrow ↔ Rightarrow ⇒ Leftarrow ⇐ Leftrightarrow ⇔ longrightarrow ⟶ mapsto ↦
    uparrow ↑ downarrow ↓ langle ⟨ rangle ⟩ lfloor ⌊ rfloor ⌋ lceil ⌈ rceil ⌉ cdots ⋯ flat ♭
    natural ♮ sharp ♯ heartsuit ♡ spadesuit ♠ checkmark ✓ dagger † ddagger ‡ angle ∠ square □
    textcircledP ℗ textrecipe ℞ textopenbullet ◦ textasteriskcentered ∗ textbigcircle ○
    textdoublepipe ǂ textglotstop ʔ
    """
)

#: Symbols that are letters of words: white space after the command only ends it. After other
#: commands people intend the space that TeX would drop: `\S 2`, `\alpha particles`. But
#: nobody means one between an opening quotation mark and its word.
LETTERS = frozenset(
    """
    AA aa AE ae OE oe O o L l ss SS i j DH dh TH th DJ dj NG ng IJ ij textschwa textcrh texteng
    cprime cdprime Cprime Cdprime textquotesingle slash textquoteright textquoteleft
    textquotedblleft quotedblbase quotesinglbase guillemotleft guillemetleft guilsinglleft
    textexclamdown textquestiondown
    """.split()
)

#: Commands that print only their last argument, with their number of arguments.
PRINTS_LAST = {
    **dict.fromkeys(
        """
        textbf textit textrm textsc texttt textsf textsl textup textmd textnormal textlf textls
        emph text mbox hbox fbox makebox framebox underline uline uwave sout mkbibemph mkbibbold
        mkbibitalic mkbibacro mkbibparens bibstring url nolinkurl path
        natexlab hphantom citenamefont bibnamefont bibfnamefont NoCaseChange titlecase
        MakeSentenceCase protecting textgreek textcyrillic textlatin textswab ensuretext
        operatorname textipa textarm
        """.split(),
        1,
    ),
    "href": 2, "textcolor": 2, "colorbox": 2, "foreignlanguage": 2, "textlang": 2, "raisebox": 2,
    "scalebox": 2, "resizebox": 3, "fontsize": 2, "switchargs": 2,
}  # fmt: skip
#: Commands that print nothing, with their number of arguments: for sorting, sizes, spaces.
SILENT = {
    **dict.fromkeys(
        """
        em it bf sc tt rm sl sf up md itshape bfseries scshape ttfamily rmfamily slshape sffamily
        upshape mdseries normalfont tiny scriptsize footnotesize small normalsize large Large
        LARGE huge Huge boldmath unboldmath relax protect allowbreak nobreak unskip ignorespaces
        noindent sloppy xspace null leavevmode hfil hfill nolinebreak nopagebreak penalty
        textcompwordmark selectfont frenchspacing bibsc bibnamedelimi
        """.split(),
        0,
    ),
    **dict.fromkeys(
        """
        noopsort SortNoop noopsortname hspace vspace vphantom selectlanguage color label
        enlargethispage phantom
        """.split(),
        1,
    ),
}
#: Commands that print a space.
SPACES = frozenset(
    """
    quad qquad space enspace enskip thinspace nobreakspace newline linebreak par break thickspace
    medspace hskip
    """.split()
)
#: Control symbols: spaces of all kinds, hints for typesetting, escaped characters.
SIGNS = {
    " ": " ", "\n": " ", "\t": " ", ",": " ", ";": " ", ":": " ", ">": " ", "\\": " ", "!": "",
    "/": "", "-": "", "@": "", "&": "&", "%": "%", "#": "#", "_": "_", "{": "{", "}": "}",
    "|": "‖",
}  # fmt: skip

#: Prefixes and units of siunitx.
PREFIXES = _pairs(
    """
    yocto y zepto z atto a femto f pico p nano n micro µ milli m centi c deci d deca da hecto h
    kilo k mega M giga G tera T peta P exa E zetta Z yotta Y kibi Ki mebi Mi gibi Gi tebi Ti
    """
)
UNITS = _pairs(
    """
    metre m meter m second s gram g kilogram kg kg kg ampere A kelvin K mole mol candela cd
    hertz Hz newton N pascal Pa joule J watt W coulomb C volt V farad F ohm Ω siemens S
    weber Wb tesla T henry H lumen lm lux lx becquerel Bq gray Gy sievert Sv
    degreeCelsius °C celsius °C katal kat radian rad steradian sr minute min hour h day d
    hectare ha litre L liter L tonne t electronvolt eV eV eV dalton Da bel B decibel dB
    dB dB neper Np bit bit byte B percent % degree ° arcminute ′ arcsecond ″ angstrom Å
    bar bar barn b astronomicalunit au parsec pc lightyear ly year yr m m s s K K Hz Hz
    kHz kHz MHz MHz GHz GHz THz THz nm nm um µm mm mm cm cm km km ms ms us µs ns ns fs fs
    mV mV kV kV keV keV MeV MeV GeV GeV TeV TeV meV meV mW mW kW kW MW MW mA mA mg mg ug µg
    ml mL l L
    """
)
