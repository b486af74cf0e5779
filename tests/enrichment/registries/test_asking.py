"""Which registry is asked, at which pace and address, and what its answer means."""

import pytest

from readinglist.enrichment.registries.asking import Asking, Settings
from readinglist.errors import UsageError
from readinglist.library.lock.registry_records import (
    Registry,
)

CROSSREF, DATACITE, DBLP = Registry
DOI = "10.1000/x"


def test_rates_apply_to_services_but_not_to_this_machine():
    real = Asking(Settings())
    here = Asking(Settings(urls=dict.fromkeys(Registry, "http://127.0.0.1:9/api/")))
    assert [real.fetcher(registry).service.gap for registry in Registry] == [1.0, 1.0, 2.0]
    assert [here.fetcher(registry).service.gap for registry in Registry] == [0.0, 0.0, 0.0]
    assert here.settings.url(DBLP) == "http://127.0.0.1:9/api"


@pytest.mark.parametrize(
    "url", ["api.example.org", "ftp://api.example.org", "https://", "http://x:y", "https://a/?b"]
)
def test_invalid_addresses(url):
    with pytest.raises(UsageError):
        Asking(Settings(urls={CROSSREF: url})).look_up_doi(DOI)


def test_a_doi_that_no_source_can_have():
    with pytest.raises(ValueError, match="could have"):
        Asking(Settings(sources=(DBLP,))).look_up_doi(DOI)
