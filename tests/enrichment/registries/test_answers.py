"""Registries' responses as records: titles, names, dates, notices, types."""

import datetime
import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standins.crossref import work
from standins.datacite import deposit
from standins.dblp import INFORMAL, JOURNAL, publication

from readinglist.enrichment.registries import crossref, datacite, dblp
from readinglist.enrichment.registries.answers import (
    MalformedRecordError,
    clean_text,
    parse_date_parts,
)
from readinglist.entry.vocabulary import WorkType
from readinglist.library.lock.arxiv_records import Provenance
from readinglist.library.lock.registry_records import (
    PublishedRecord,
    Registry,
    Update,
    parse_published_record,
)
from readinglist.system.http import UnsoundAnswerError
from readinglist.values.dates import PartialDate
from readinglist.values.identifiers import ArxivId
from readinglist.values.imprint import Imprint
from readinglist.values.names import Name

READ = datetime.datetime(2026, 11, 21, 6, 40, tzinfo=datetime.UTC)
DOI = "10.1000/x"
PAPER = ArxivId("1706.03762")


def of_crossref(message, doi=DOI):
    body = json.dumps({"status": "ok", "message-type": "work", "message": message}).encode()
    return crossref.parse_work(body, doi, READ, crossref.URL)


def of_datacite(attributes, doi=DOI):
    data = {"id": attributes.get("doi"), "type": "dois", "attributes": attributes}
    return datacite.parse_work(json.dumps({"data": data}).encode(), doi, READ, datacite.URL)


def of_dblp(*publications, title="Attention", authors=("Ashish Vaswani",), total=None, **status):
    hits = {"@total": str(total or len(publications)), "@sent": str(len(publications))}
    if publications:
        hits["hit"] = [{"info": info} for info in publications]
    result = {"status": {"@code": "200"}, "hits": hits, **status}
    wanted = dblp.Wanted(PAPER, title, tuple(map(dblp.parse_name, authors)))
    return dblp.parse_hits(json.dumps({"result": result}).encode(), wanted, READ, dblp.URL)


# Texts


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("Plain", "Plain"),
        ("  two\n  lines ", "two lines"),
        ("H<sub>2</sub>O and <i>E. coli</i>", "H₂O and E. coli"),
        ("<jats:italic>In situ</jats:italic> tests", "In situ tests"),
        ("R &amp; D", "R & D"),
        ("R &amp;amp; D", "R & D"),
        ("&lt;i&gt;X&lt;/i&gt; marks", "X marks"),
        ("p &lt; 0.05 and q &gt; 1", "p < 0.05 and q > 1"),
        ("if a<b and c>d", "if a<b and c>d"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        (
            'Solitons in<mml:math xmlns:mml="http://m"><mml:mi x="b">N</mml:mi></mml:math>-Coupled',
            "Solitons in N-Coupled",
        ),
        ("<mml:math><mml:mi>β</mml:mi></mml:math>Decay", "β Decay"),
        ("Schr&ouml;dinger", "Schrödinger"),
        ("a\u0007b", "a b"),
    ],
)
def test_titles_lose_their_markup(text, cleaned):
    assert clean_text(text) == cleaned


@pytest.mark.parametrize("value", [None, 3, "", "  ", "<i></i>", ["a"], "\ud800"])
def test_invalid_texts(value):
    with pytest.raises(TypeError):
        clean_text(value)


@given(st.text())
def test_cleaning_raises_nothing_else(text):
    try:
        cleaned = clean_text(text)
    except TypeError:
        return
    assert cleaned == " ".join(cleaned.split()) != ""


@pytest.mark.parametrize(
    ("value", "date"),
    [
        ({"date-parts": [[2017, 6, 12]]}, PartialDate(2017, 6, 12)),
        ({"date-parts": [[2017, 6]]}, PartialDate(2017, 6)),
        ({"date-parts": [[2017]]}, PartialDate(2017)),
        ({"date-parts": [[None]]}, None),
        ({"date-parts": [[]]}, None),
        ({"date-parts": []}, None),
        ({}, None),
    ],
)
def test_date_parts(value, date):
    assert parse_date_parts(value) == date


@pytest.mark.parametrize(
    "value",
    [
        [],
        {"date-parts": 2017},
        {"date-parts": [2017]},
        {"date-parts": [["2017"]]},
        {"date-parts": [[True]]},
        {"date-parts": [[2017, 13]]},
        {"date-parts": [[2017, 2, 30]]},
        {"date-parts": [[-1]]},
        {"date-parts": [[20170]]},
        {"date-parts": [[2017, None, 3]]},
    ],
)
def test_invalid_date_parts(value):
    with pytest.raises((TypeError, ValueError)):
        parse_date_parts(value)


# Imprints

#: An ISBN and an ISSN with correct check digits.
ISBN, ISSN = "9783161484100", "0001-0782"
CHAPTER = {
    "type": "book-chapter",
    "container-title": ["Lecture Notes in Examples", "Proceedings of Examples 2017"],
    "volume": "12", "issue": "3", "page": "558–65", "article-number": "e7",
    "publisher-location": "Oslo", "edition-number": "2",
    "event": {"name": "Examples 2017"}, "language": "en",
    "ISBN": ["none", f"http://id.crossref.org/isbn/{ISBN}"], "ISSN": [ISSN, "1234-5678"],
    "editor": [{"family": "Moss", "given": "Bo"}, {"sequence": "first"}],
}  # fmt: skip
JOURNAL_OF_DEPOSIT = {
    "container": {
        "title": "Journal", "volume": "4", "issue": "2", "firstPage": "11", "lastPage": "19",
        "identifier": ISSN, "identifierType": "ISSN",
    },
    "publisher": {"name": "North Press"}, "language": "de",
    "contributors": [
        {"name": "Moss, Bo", "nameType": "Personal", "contributorType": "Editor"},
        {"name": "Oak, Cy", "nameType": "Personal", "contributorType": "DataManager"},
    ],
}  # fmt: skip


def test_the_imprint_of_a_chapter_at_crossref():
    record = of_crossref(work(DOI, "On X", "Lovelace, Ada") | CHAPTER)
    assert record.venue == "Proceedings of Examples 2017"
    assert record.imprint == Imprint(
        volume="12", issue="3", number="e7", pages="558-65", publisher="Example Press",
        place="Oslo", edition="2", series="Lecture Notes in Examples", event="Examples 2017",
        isbn=ISBN, issn=ISSN, language="en", editors=(Name("Moss", "Bo"),),
    )  # fmt: skip
    assert parse_published_record(record.as_dict()) == record


def test_the_imprint_of_an_article_at_datacite():
    record = of_datacite(deposit(DOI, "On X", "Lovelace, Ada") | JOURNAL_OF_DEPOSIT)
    assert record.imprint == Imprint(
        volume="4", issue="2", pages="11-19", publisher="North Press", issn=ISSN, language="de",
        editors=(Name("Moss", "Bo"),),
    )  # fmt: skip
    assert parse_published_record(record.as_dict()) == record


def test_the_imprint_of_an_article_at_dblp():
    info = publication("journals/x/V17", "Attention", "Ashish Vaswani", volume="3", number="9")
    (record,) = of_dblp(info).published
    assert record.imprint == Imprint(volume="3", issue="9", pages="1-10")


def test_a_preprint_has_no_imprint():
    record = of_crossref(work(DOI, "On X", "Lovelace, Ada", type="posted-content"))
    assert not record.imprint


# Crossref


def test_a_journal_article():
    record = of_crossref(work("10.1000/X", "On Examples", "Lovelace, Ada", "Turing, Alan"))
    assert record == PublishedRecord(
        Registry.CROSSREF,
        DOI,
        "On Examples",
        (Name("Lovelace", "Ada"), Name("Turing", "Alan")),
        Provenance("api", READ, {}, crossref.URL),
        kind="journal-article",
        venue="Journal of Examples",
        issued=PartialDate(2017, 6, 12),
        doi=DOI,
        url="https://doi.org/10.1000/X",
        imprint=Imprint(publisher="Example Press"),
    )
    assert record.type is WorkType.ARTICLE_JOURNAL
    assert not record.is_preprint
    assert "abstract" not in json.dumps(record.as_dict())


@pytest.mark.parametrize(
    ("fields", "attribute", "value"),
    [
        ({"title": ["A", "Traduction"]}, "title", "A"),
        ({"title": ["", "B"]}, "title", "B"),
        ({"subtitle": ["Its Sequel"]}, "title", "On X: Its Sequel"),
        ({"title": ["On X: Its Sequel"], "subtitle": ["its sequel"]}, "title", "On X: Its Sequel"),
        ({"subtitle": []}, "title", "On X"),
        ({"author": [{"name": "The Group"}]}, "authors", (Name(literal="The Group"),)),
        ({"author": [{"family": "Li", "given": ""}]}, "authors", (Name(literal="Li"),)),
        ({"author": []}, "authors", ()),
        ({"author": None}, "authors", ()),
        ({"container_title": []}, "venue", None),
        ({"container_title": ["Long", "Other"]}, "venue", "Long"),
        (
            {"type": "proceedings-article", "container_title": ["LNCS", "ECCV 2016"]},
            "venue",
            "ECCV 2016",
        ),
        (
            {"type": "proceedings-article", "container_title": [], "event": {"name": "CVPR"}},
            "venue",
            "CVPR",
        ),
        ({"type": "posted-content", "container_title": ["Server"]}, "venue", None),
        ({"type": "posted-content"}, "is_preprint", True),
        ({"type": "posted-content"}, "type", WorkType.ARTICLE),
        ({"type": "peer-review"}, "type", None),
        ({"issued": {"date-parts": [[None]]}}, "issued", None),
        (
            {"issued": {"date-parts": [[None]]}, "published_print": {"date-parts": [[2016]]}},
            "issued",
            PartialDate(2016),
        ),
        (
            {"relation": {"is-preprint-of": [{"id-type": "doi", "id": "10.2000/Y"}]}},
            "version_of",
            ("10.2000/y",),
        ),
        (
            {"relation": {"is-preprint-of": {"id-type": "doi", "id": "10.2000/Y"}}},
            "version_of",
            ("10.2000/y",),
        ),
        (
            {"relation": {"is-preprint-of": [{"id-type": "pmid", "id": "12"}]}},
            "version_of",
            (),
        ),
        ({"relation": {"has-review": [{"id-type": "doi", "id": "10.1/r"}]}}, "version_of", ()),
    ],
)
def test_fields_of_crossref(fields, attribute, value):
    assert getattr(of_crossref(work(DOI, "On X", "Lovelace, Ada", **fields)), attribute) == value


def notice(doi, kind="retraction", date=(2020, 5, 2), **more):
    updated = {"date-parts": [list(date)]}
    return {"DOI": doi, "type": kind, "label": kind.title(), "updated": updated, **more}


@pytest.mark.parametrize(
    ("fields", "updates"),
    [
        (
            {"updated_by": [notice("10.1000/N", source="retraction-watch")]},
            (Update("retraction", "10.1000/n", PartialDate(2020, 5, 2), "retraction-watch"),),
        ),
        (
            {
                "updated_by": [
                    notice("10.1000/b", "Expression of Concern", (2019, 1)),
                    notice("10.1000/a", "correction", (2018,)),
                ]
            },
            (
                Update("correction", "10.1000/a", PartialDate(2018)),
                Update("expression_of_concern", "10.1000/b", PartialDate(2019, 1)),
            ),
        ),
        # This is the notice's own record; the notice is not what is retracted.
        ({"update_to": [notice("10.1000/other")]}, ()),
        # A publisher that registers the notice in the retracted work's own record.
        (
            {"update_to": [notice("10.1000/X")]},
            (Update("retraction", None, PartialDate(2020, 5, 2)),),
        ),
        # The same notice from the publisher and Retraction Watch.
        (
            {"updated_by": [notice("10.1000/n"), notice("10.1000/n")]},
            (Update("retraction", "10.1000/n", PartialDate(2020, 5, 2)),),
        ),
        ({"title": ["RETRACTED ARTICLE: On X"]}, (Update("retraction", source="title"),)),
        ({"title": ["Retracted: On X"]}, (Update("retraction", source="title"),)),
        ({"title": ["[Retracted] On X"]}, (Update("retraction", source="title"),)),
        ({"title": ["WITHDRAWN: On X"]}, (Update("withdrawal", source="title"),)),
        ({"title": ["Retracted Papers and Their Afterlife"]}, ()),
    ],
)
def test_notices_of_crossref(fields, updates):
    record = of_crossref(work(DOI, "On X", "Lovelace, Ada", **fields))
    assert record.updates == updates
    assert "etracted" not in record.title.replace("Retracted Papers", "")


def test_which_notices_count_as_retractions():
    def retraction(*kinds):
        updates = tuple(Update(kind) for kind in kinds)
        record = of_crossref(work(DOI, "On X", "Lovelace, Ada"))
        return replace(record, updates=updates).retraction

    assert retraction("correction", "retraction", "removal").kind == "retraction"
    assert retraction("withdrawal").kind == "withdrawal"
    assert retraction("correction", "expression_of_concern", "partial_retraction") is None
    assert retraction() is None


def test_an_alias_returns_the_main_record():
    message = work("10.2000/MAIN", "On X", "Lovelace, Ada", aliases=["10.1000/X"])
    record = of_crossref(message)
    assert (record.key, record.doi) == (DOI, "10.2000/main")
    with pytest.raises(UnsoundAnswerError, match=r"about 10\.2000/MAIN, not about 10\.1000/x"):
        of_crossref(message | {"aliases": []})


MALFORMED_WORKS = [
    {"title": []},
    {"title": None},
    {"title": "On X"},
    {"title": [3]},
    {"title": ["<i></i>"]},
    {"author": ["Ada"]},
    {"author": [{}]},
    {"author": [{"family": 3}]},
    {"issued": {"date-parts": [[2017, 13]]}},
    {"issued": "2017"},
    {"container_title": [3]},
    {"type": 3},
    {"relation": [1]},
    {"updated_by": [{"DOI": "10.1000/n"}]},
    {"updated_by": ["10.1000/n"]},
    {"event": "CVPR", "container_title": []},
]


@pytest.mark.parametrize("fields", MALFORMED_WORKS, ids=json.dumps)
def test_malformed_records_of_crossref(fields):
    with pytest.raises(MalformedRecordError):
        of_crossref(work(DOI, "On X", "Lovelace, Ada", **fields))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)


@given(st.sampled_from(sorted(work(DOI, "X", relation={}, updated_by=[]) | CHAPTER)), JSON)
def test_any_field_value_of_crossref_is_handled(field, value):
    message = work(DOI, "On X", "Lovelace, Ada") | {field: value}
    try:
        record = of_crossref(message)
    except (MalformedRecordError, UnsoundAnswerError):
        return
    assert parse_published_record(record.as_dict()) == record


@given(st.sampled_from(sorted(deposit(DOI, "X") | JOURNAL_OF_DEPOSIT)), JSON)
def test_any_field_value_of_datacite_is_handled(field, value):
    attributes = deposit(DOI, "On X", "Lovelace, Ada") | {field: value}
    try:
        record = of_datacite(attributes)
    except (MalformedRecordError, UnsoundAnswerError):
        return
    assert record is None or parse_published_record(record.as_dict()) == record


@given(st.sampled_from(sorted(publication("conf/x/1", "X", volume="1", number="2"))), JSON)
def test_any_field_value_of_dblp_is_handled(field, value):
    info = publication("conf/nips/V17", "Attention", "Ashish Vaswani") | {field: value}
    for record in of_dblp(info).published:
        assert parse_published_record(record.as_dict()) == record


# DataCite


def test_a_deposit():
    record = of_datacite(deposit("10.1000/X", "Code of X", "Lovelace, Ada"))
    assert record == PublishedRecord(
        Registry.DATACITE,
        DOI,
        "Code of X",
        (Name("Lovelace", "Ada"),),
        Provenance("api", READ, {}, datacite.URL),
        kind="Software",
        issued=PartialDate(2021, 3, 4),
        doi=DOI,
        url="https://example.org/deposit",
        imprint=Imprint(publisher="Zenodo"),
    )
    assert record.type is WorkType.SOFTWARE
    assert "Not ours" not in json.dumps(record.as_dict())


def related(kind, doi, of="DOI"):
    one = {"relationType": kind, "relatedIdentifier": doi, "relatedIdentifierType": of}
    return {"relatedIdentifiers": [one]}


@pytest.mark.parametrize(
    ("fields", "attribute", "value"),
    [
        (
            {"titles": [{"title": "S", "titleType": "Subtitle"}, {"title": "T"}]},
            "title",
            "T: S",
        ),
        (
            {"titles": [{"title": "Ü", "titleType": "TranslatedTitle"}, {"title": "T"}]},
            "title",
            "T",
        ),
        ({"creators": [{"name": "Lovelace, Ada"}]}, "authors", (Name("Lovelace", "Ada"),)),
        ({"creators": [{"name": "The Group"}]}, "authors", (Name(literal="The Group"),)),
        (
            {"creators": [{"name": "Research, Inc.", "nameType": "Organizational"}]},
            "authors",
            (Name(literal="Research, Inc."),),
        ),
        (
            {"creators": [{"name": "Ada Lovelace", "nameType": "Personal"}]},
            "authors",
            (Name("Lovelace", "Ada"),),
        ),
        ({"container": {"title": "J. Ex.", "type": "Journal"}}, "venue", "J. Ex."),
        ({"container": None}, "venue", None),
        ({"dates": []}, "issued", PartialDate(2021)),
        ({"dates": [], "publicationYear": "2021"}, "issued", PartialDate(2021)),
        ({"dates": [], "publicationYear": None}, "issued", None),
        (
            {"dates": [{"date": "2017-06-12T17:57:34Z", "dateType": "Submitted"}]},
            "issued",
            PartialDate(2017, 6, 12),
        ),
        (
            {"dates": [{"date": "2016/2018", "dateType": "Issued"}]},
            "issued",
            PartialDate(2016),
        ),
        (
            {"dates": [{"date": "last week", "dateType": "Issued"}]},
            "issued",
            PartialDate(2021),
        ),
        (related("IsVersionOf", "10.2000/Y"), "version_of", ("10.2000/y",)),
        (related("IsVersionOf", "https://doi.org/10.2000/Y"), "version_of", ("10.2000/y",)),
        (related("IsVersionOf", "1706.03762", "arXiv"), "version_of", ()),
        (related("Cites", "10.2000/Y"), "version_of", ()),
        (related("IsVersionOf", "10.1000/X"), "version_of", ()),
    ],
)
def test_fields_of_datacite(fields, attribute, value):
    assert getattr(of_datacite(deposit(DOI, "T", "Lovelace, Ada", **fields)), attribute) == value


def test_an_arxiv_doi_is_a_preprint_whatever_its_type():
    doi = "10.48550/arxiv.1706.03762"
    for kind in ("Preprint", "Text", None):
        attributes = deposit(doi, "T", "Lovelace, Ada", types={"resourceTypeGeneral": kind})
        assert of_datacite(attributes, doi).is_preprint


@pytest.mark.parametrize("state", ["registered", "draft"])
def test_a_doi_that_is_not_public_has_no_record(state):
    assert of_datacite(deposit(DOI, "T", "Lovelace, Ada", state=state)) is None


@pytest.mark.parametrize(
    "fields",
    [
        {"titles": []},
        {"titles": [{"title": "S", "titleType": "Subtitle"}]},
        {"titles": "T"},
        {"creators": ["Ada"]},
        {"creators": [{"nameType": "Personal"}]},
        {"types": "Software"},
        {"dates": ["2021"]},
        {"publicationYear": [2021], "dates": []},
        related("IsVersionOf", 3),
    ],
    ids=json.dumps,
)
def test_malformed_records_of_datacite(fields):
    with pytest.raises(MalformedRecordError):
        of_datacite(deposit(DOI, "T", "Lovelace, Ada", **fields))


# DBLP


def test_a_version_of_record():
    hits = of_dblp(
        publication("conf/nips/V17", "Attention", "Ashish Vaswani 0001", doi="10.1000/Z"),
        publication("journals/corr/V17", "Attention", "Ashish Vaswani"),
    )
    assert hits.published == [
        PublishedRecord(
            Registry.DBLP,
            "conf/nips/V17",
            "Attention",
            (Name("Vaswani", "Ashish"),),
            Provenance("api", READ, {}, dblp.URL),
            kind="Conference and Workshop Papers",
            venue="NIPS",
            issued=PartialDate(2017),
            doi="10.1000/z",
            url="https://dblp.org/rec/conf/nips/V17",
            arxiv=PAPER,
            imprint=Imprint(pages="1-10"),
        )
    ]
    assert hits.has_preprint
    assert hits.is_whole
    assert not hits.unreadable


@pytest.mark.parametrize(
    "other",
    [
        {"title": "Attention!."},
        {"title": "ATTENTION."},
        {"title": "Atten&shy;tion."},
        {"title": {"text": "Attention.", "@bibtex": "{A}ttention"}},
        {"authors": {"author": [{"text": "Vaswani, Ashish"}]}},
        {"authors": {"author": "A. Vaswani 0012"}},
        {"authors": {"author": {"text": "&Aacute;shish Vaswani"}}},
        {"venue": ["CoRR", "NIPS"]},
    ],
    ids=json.dumps,
)
def test_the_same_paper_in_another_spelling(other):
    hits = of_dblp(publication("conf/nips/V17", "Attention", "Ashish Vaswani") | other)
    assert [record.venue for record in hits.published] == ["NIPS"]
    assert not hits.unreadable


@pytest.mark.parametrize(
    "other",
    [
        {"title": "Attention Again."},
        {"authors": {"author": [{"text": "Noam Shazeer"}]}},
        {"authors": {"author": [{"text": "Ashish Vaswani"}, {"text": "Noam Shazeer"}]}},
        {"authors": {}},
        {"authors": None},
        {"type": "Editorship"},
        {"type": "Data and Artifacts"},
        {"type": INFORMAL},
        {"type": JOURNAL, "key": "journals/corr/abs-1706-03762"},
    ],
    ids=json.dumps,
)
def test_other_papers_and_preprints_are_rejected(other):
    hits = of_dblp(publication("conf/nips/V17", "Attention", "Ashish Vaswani") | other)
    assert not hits.published
    assert not hits.unreadable


def test_unreadable_hits_are_counted():
    sound = publication("conf/nips/V17", "Attention", "Ashish Vaswani")
    hits = of_dblp(sound, sound | {"title": 3}, sound | {"year": "soon"}, sound | {"key": None})
    assert (len(hits.published), hits.unreadable) == (1, 3)


def test_more_hits_than_were_sent():
    sound = publication("conf/nips/V17", "Attention", "Ashish Vaswani")
    assert not of_dblp(sound, total=2).is_whole


@pytest.mark.parametrize(
    "result",
    [
        {"status": {"@code": "500"}},
        {"hits": {}},
        {"hits": []},
        {"hits": {"@total": "1", "@sent": "1"}},
        {"hits": {"@total": "1", "@sent": "0"}},
        {"hits": {"@total": "0", "@sent": "1", "hit": [{}]}},
        {"hits": {"@total": "many", "@sent": "1", "hit": [{}]}},
        {"hits": {"@total": "1", "@sent": "1", "hit": {"info": {}}}},
    ],
    ids=json.dumps,
)
def test_responses_other_than_search_results(result):
    with pytest.raises(UnsoundAnswerError):
        of_dblp(publication("conf/nips/V17", "Attention", "Ashish Vaswani"), **result)


@pytest.mark.parametrize(
    ("title", "query"),
    [
        ("Attention Is All You Need", "Attention Is All You Need Vaswani"),
        ("GLU $\\mathcal{O}(n^2)$-free: a|b -c. d$", "GLU free a b c d Vaswani"),
        ("What's New?", "Whats New Vaswani"),
        ("Über Größe", "Über Größe Vaswani"),
    ],
)
def test_the_search_has_no_operators(title, query):
    wanted = dblp.Wanted(PAPER, title, (Name("Vaswani", "Ashish"),))
    assert dblp.search_parameters(wanted)["q"] == query
