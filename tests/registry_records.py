"""Records as the registries' modules read them from their services' answers."""

import datetime
import json

from hypothesis import strategies as st

from readinglist.enrichment.registries import crossref, datacite, dblp
from readinglist.values.identifiers import ArxivId

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
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)
