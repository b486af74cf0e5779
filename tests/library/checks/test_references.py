"""References to themes, works, claims, sections and authors, and citations."""

import pytest

from readinglist.entry.catalogue import BASE
from readinglist.library.checks import references

ESSAY, CLAIM, PATH = (
    BASE[name]
    for name in ("essays/haddad2024plain.yml", "claims/patience-pays.yml", "paths/first-hour.yml")
)
POST = BASE["papers/lindqvist2023caches.yml"]
ADD = "Add an entry for it first, or correct the id."


@pytest.mark.parametrize(
    ("themes", "expected"),
    [
        ("[learning, serving/caching]", []),
        ('[[learning], "", {a: b}]', []),
        ("[lerning]", [("3:10 error E201 themes[1]: unknown theme 'lerning'. "
                       "Did you mean 'learning'?")]),
        ("[learning, x/caching]", [("3:20 error E201 themes[2]: unknown theme 'x'. "
                                   "Known are learning, serving, bare.")]),
        ("[serving/cashing]", [("3:10 error E202 themes[1]: theme 'serving' has no section "
                               "'cashing'. Did you mean 'caching'?")]),
        ("[serving/x]", [("3:10 error E202 themes[1]: theme 'serving' has no section 'x'. "
                         "Known are caching, more.")]),
        ("[serving/]", [("3:10 error E202 themes[1]: theme 'serving' has no section ''. "
                        "Known are caching, more.")]),
        ("[bare/x]", ["3:10 error E202 themes[1]: theme 'bare' has no section 'x'. Write bare."]),
    ],
)  # fmt: skip
@pytest.mark.parametrize("folder", ["papers", "essays", "claims"])
def test_themes(findings, folder, themes, expected):
    files = {
        "themes.yml": BASE["themes.yml"] + "    - id: more\n    - title: T\n"
        "- {id: bare, title: B}\n- {title: nameless}\n",
        f"{folder}/a.yml": f"title: T\nurl: https://a.example\nthemes: {themes}\n",
    }
    found = findings(files, references.check_themes)
    assert found == [f"{folder}/a.yml:{line}" for line in expected]


@pytest.mark.parametrize("themes", ["# nothing\n", "- {title: T}\n"])
def test_without_themes_none_is_unknown(findings, themes):
    assert findings({"themes.yml": themes}, references.check_themes) == []


@pytest.mark.parametrize(
    ("file", "text", "expected"),
    [
        ("papers/a.yml", "builds-on: [okafor2024patience, haddad2024plain, [x], '']\n", []),
        ("papers/a.yml", "builds-on: [okafor2024patiens]\n",
         ("1:13 error E203 builds-on[1]: unknown work 'okafor2024patiens'. "
         "Did you mean 'okafor2024patience'?")),
        ("papers/a.yml", "builds-on: [nobody]\n",
         f"1:13 error E203 builds-on[1]: unknown work 'nobody'. {ADD}"),
        ("papers/a.yml", "builds-on: [first-hour]\n",
         f"1:13 error E203 builds-on[1]: unknown work 'first-hour'. {ADD}"),
        ("papers/a.yml", "builds-on: [patience-pays]\n",
         ("1:13 error E206 builds-on[1]: 'patience-pays' is a claim, and a work is needed here. "
         "Name a paper or an essay.")),
        ("essays/a.yml", "sections:\n  - cites: [haddad2024plain, nobody, [x]]\n",
         f"2:30 error E203 sections[1].cites[2]: unknown work 'nobody'. {ADD}"),
        ("claims/a.yml", "evidence:\n  - work: nobody\n  - odd\n  - {stance: mixed}\n",
         f"2:11 error E203 evidence[1].work: unknown work 'nobody'. {ADD}"),
        ("claims/a.yml", "outcome:\n  evidence:\n    - work: nobody\n",
         f"3:13 error E203 outcome.evidence[1].work: unknown work 'nobody'. {ADD}"),
        ("claims/a.yml", "source: {essay: haddad2024plain}\n", []),
        ("claims/a.yml", "source: {essay: haddad2024plane}\n",
         ("1:17 error E205 source.essay: unknown essay 'haddad2024plane'. "
         "Did you mean 'haddad2024plain'?")),
        ("claims/a.yml", "source: {essay: nobody}\n",
         f"1:17 error E205 source.essay: unknown essay 'nobody'. {ADD}"),
        ("claims/a.yml", "source: {essay: okafor2024patience}\n",
         ("1:17 error E206 source.essay: 'okafor2024patience' is not an essay. "
         "The source of a claim is one of the list's essays.")),
        ("claims/a.yml", "source: {essay: patience-pays}\n",
         ("1:17 error E206 source.essay: 'patience-pays' is not an essay. "
         "The source of a claim is one of the list's essays.")),
        ("papers/a.yml", "source: {essay: nobody}\n", []),
    ],
)  # fmt: skip
def test_works(findings, file, text, expected):
    found = findings({file: text}, references.check_works)
    assert found == ([f"{file}:{expected}"] if expected else [])


@pytest.mark.parametrize(
    ("relation", "expected"),
    [
        ("{claim: patience-pays}", ""),
        ("{type: refines}", ""),
        ("{claim: patience-pay}", ("2:13 error E204 relations[1].claim: unknown claim "
                                  "'patience-pay'. Did you mean 'patience-pays'?")),
        ("{claim: nothing}",
         f"2:13 error E204 relations[1].claim: unknown claim 'nothing'. {ADD}"),
        ("{claim: okafor2024patience}",
         ("2:13 error E206 relations[1].claim: 'okafor2024patience' is a work, and a claim is "
         "needed here. Works go under evidence.")),
        ("{claim: haddad2024plain}",
         ("2:13 error E206 relations[1].claim: 'haddad2024plain' is a work, and a claim is "
         "needed here. Works go under evidence.")),
    ],
)  # fmt: skip
def test_claims(findings, relation, expected):
    found = findings({"claims/a.yml": f"relations:\n  - {relation}\n"}, references.check_claims)
    assert found == ([f"claims/a.yml:{expected}"] if expected else [])


def test_a_good_relation_stops_nothing(findings):
    named = ("patience-pays", "nothing", "haddad2024plain")
    text = "relations:\n" + "".join(f"  - {{claim: {name}}}\n" for name in named)
    found = findings({"claims/a.yml": text}, references.check_claims)
    assert [line.split()[2] for line in found] == ["E204", "E206"]


def test_paths(findings):
    steps = "\n".join(
        f"  - read: {name}"
        for name in ("okafor2024patience", "haddad2024plain", "patience-pays", "''", "first-hour",
                     "patience-pay")
    )  # fmt: skip
    assert findings({"paths/a.yml": f"steps:\n{steps}\n  - why: x\n"}, references.check_paths) == [
        f"paths/a.yml:6:11 error E209 steps[5].read: 'first-hour' names no work or claim. {ADD}",
        (
            "paths/a.yml:7:11 error E209 steps[6].read: 'patience-pay' names no work or claim. "
            "Did you mean 'patience-pays'?"
        ),
    ]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{essay: haddad2024plain, section: ' Patience '}", ""),
        ("{essay: haddad2024plain}", ""),
        ("{section: Nothing}", ""),
        ("{essay: nobody, section: Nothing}", ""),
        ("{essay: haddad2024plain, section: Patiens}",
         ("1:43 error E207 source.section: 'haddad2024plain' has no section 'Patiens'. "
         "Did you mean 'Patience'?")),
        ("{essay: haddad2024plain, section: Other}",
         ("1:43 error E207 source.section: 'haddad2024plain' has no section 'Other'. "
         "See sections in entries/essays/haddad2024plain.yml.")),
        # Its only title cannot be read, or it has no sections at all.
        ("{essay: untitled, section: Other}", ""),
        ("{essay: empty, section: Other}", ""),
    ],
)  # fmt: skip
def test_sections_of_essays(findings, source, expected):
    files = {
        "claims/a.yml": f"source: {source}\n",
        "essays/untitled.yml": "sections:\n  - title: One\n  - cites: [x]\n",
        "essays/empty.yml": "title: T\n",
    }
    found = findings(files, references.check_essay_sections)
    assert found == ([f"claims/a.yml:{expected}"] if expected else [])


# Drafts

DRAFTS = {
    "papers/paper.yml": "draft: true\n",
    "essays/essay.yml": "draft: true\n",
    "claims/claim.yml": "draft: true\nrelations: [{claim: claim}]\n",
    "papers/ready.yml": "draft: false\n",
}


@pytest.mark.parametrize(
    ("file", "text", "expected"),
    [
        ("papers/a.yml", "builds-on: [ready, paper]\n", [("1:20", "builds-on[2]", "papers/paper")]),
        ("essays/a.yml", "sections:\n  - cites: [paper]\n",
         [("2:13", "sections[1].cites[1]", "papers/paper")]),
        ("claims/a.yml", "evidence:\n  - work: essay\n",
         [("2:11", "evidence[1].work", "essays/essay")]),
        ("claims/a.yml", "outcome:\n  evidence:\n    - work: paper\n",
         [("3:13", "outcome.evidence[1].work", "papers/paper")]),
        ("claims/a.yml", "source: {essay: essay}\nrelations:\n  - claim: claim\n",
         [("1:17", "source.essay", "essays/essay"),
          ("3:12", "relations[1].claim", "claims/claim")]),
        ("paths/a.yml", "steps:\n  - read: claim\n    why: '[@paper] [@ready]'\n",
         [("2:11", "steps[1].read", "claims/claim"), ("3:10", "steps[1].why", "papers/paper")]),
        ("papers/a.yml", "draft: true\nbuilds-on: [paper]\n", []),
        ("papers/a.yml", "builds-on: [papers, ready]\ntitle: paper\n", []),
    ],
)  # fmt: skip
def test_drafts(findings, file, text, expected):
    found = findings({**DRAFTS, file: text}, references.check_drafts)
    assert found == [
        f"{file}:{at} error E213 {field}: '{draft.rpartition('/')[2]}' is a draft, which the site "
        f"leaves out. Complete it and delete its 'draft: true', see entries/{draft}.yml; or do "
        "not name it yet."
        for at, field, draft in expected
    ]


# Citations


@pytest.mark.parametrize(
    ("file", "text", "expected"),
    [
        ("papers/a.yml", "note: See [@haddad2024plain] and [@first-hour], [@patience-pays].\n", []),
        ("papers/a.yml", "title: See [@nobody].\n", []),
        ("papers/a.yml", "note: See [@nobody].\n",
         [f"1:7 error E208 note: [@nobody] names no entry. {ADD}"]),
        ("claims/a.yml", "evidence:\n  - note: See [@patience-pay].\n",
         [("2:11 error E208 evidence[1].note: [@patience-pay] names no entry. "
          "Did you mean 'patience-pays'?")]),
        ("themes.yml", BASE["themes.yml"].replace("How models learn.", "'[@nobody]'"),
         [f"3:9 error E208 [1].lead: [@nobody] names no entry. {ADD}"]),
    ],
)  # fmt: skip
def test_citations(findings, file, text, expected):
    found = findings({file: text}, references.check_citations)
    assert found == [f"{file}:{line}" for line in expected]


def test_citations_of_a_page():
    text = "# A\n\nSee [@known] and [@nobody].\n\n`[@nobody]` [@know]\n"
    found = list(references.check_page(text, "docs/a.md", ["known"], 10))
    assert [str(finding) for finding in found] == [
        f"docs/a.md:13:18 error E208 [@nobody] names no entry. {ADD}",
        "docs/a.md:15:13 error E208 [@know] names no entry. Did you mean 'known'?",
    ]
    assert str(next(references.check_page("[@x]", "a.md", iter(())))).startswith("a.md:1:1 ")


# Names


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("authors: [Ada Fern]\nnames: {Ada Fern: {family: Fern}}\n", ""),
        ("authors: [Ada Fern]\nnames: {' Ada Fern ': {family: Fern}}\n", ""),
        ("authors: [Ada Fern, Bo Moss]\nnames:\n  Ada Ferm: {family: Fern}\n",
         ("3:3 error E210 names.Ada Ferm: no author of the work is called 'Ada Ferm'. "
         "Did you mean 'Ada Fern'?")),
        ("authors: [Ada Fern, Bo Moss]\nnames: {Xu: {family: Xu}}\n",
         ("2:9 error E210 names.Xu: no author of the work is called 'Xu'. "
         "Write it as one of: Ada Fern; Bo Moss.")),
        ("authors: [[odd]]\nnames: {Xu: {family: Xu}}\n", ""),
        ("authors: [Ada Fern]\nnames: [Xu]\n", ""),
        ("names: {Xu: {family: Xu}}\n", ""),
        ('arxiv: "odd"\nnames: {Xu: {family: Xu}}\n', ""),
        ('arxiv: "2405.00001"\nnames: {Xu: {family: Xu}}\n', ""),
        ('arxiv: "2403.99901"\nnames: {Adaeze Okafor: {family: Okafor}}\n', ""),
        ('arxiv: "2403.99901"\nnames: {Xu: {family: Xu}}\n',
         ("2:9 error E210 names.Xu: no author of the work is called 'Xu'. "
         "Write it as one of: Adaeze Okafor.")),
    ],
)  # fmt: skip
@pytest.mark.parametrize("folder", ["papers", "essays"])
def test_corrected_names(findings, folder, text, expected):
    found = findings({f"{folder}/a.yml": text}, references.check_names)
    assert found == ([f"{folder}/a.yml:{expected}"] if expected else [])
