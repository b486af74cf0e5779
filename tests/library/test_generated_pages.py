"""The names of generated pages, and the files that MkDocs writes."""

from readinglist.graph.preparing import prepare
from readinglist.site.pages.render import Pages, Site


def test_generated_pages_are_the_planned_ones(tools, graph_of):
    for graph in (prepare(tools.REPOSITORY).graph, graph_of({}, {}, {})):
        pages = Pages(graph, Site("", ""))
        plans = pages.plan()
        assert all(name in pages.generated for name in plans)
        lists = {name for name, plan in plans.items() if not plan.is_entry_like}
        assert pages.generated.lists == lists
        for name in ("papers/nobody", "authors/nobody", "themes/nothing", "browse/999", "nothing"):
            assert name not in pages.generated
