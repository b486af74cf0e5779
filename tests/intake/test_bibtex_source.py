"""The grammar of BibTeX: blocks, values, strings, and the lines of what is wrong."""

from bounded import run_bounded

from readinglist.intake.bibtex import parse_bibtex
from readinglist.intake.bibtex_source import MAX_VALUE


def test_exponential_strings_stay_small():
    lines = ['@string{s0 = "' + "x" * 100 + '"}']
    lines += [f"@string{{s{i + 1} = s{i} # s{i}}}" for i in range(60)]
    lines.append("@article{a, title = s60, year = 2020}")
    code = (
        "import sys\n"
        "from readinglist.intake.bibtex import parse_bibtex\n"
        "(draft,) = parse_bibtex(sys.stdin.read(), 'x.bib').drafts\n"
        "print(len(draft.title))"
    )
    printed = run_bounded(code, stdin="\n".join(lines), memory=1 << 30, seconds=30)
    assert int(printed) <= MAX_VALUE


def test_strings_are_still_joined():
    text = '@string{a = "one"}\n@article{k, title = a # { two } # "three" # 4}'
    (draft,) = parse_bibtex(text, "x.bib").drafts
    assert draft.title == "one two three4"
