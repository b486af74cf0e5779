"""Text from right to left does not affect its neighbours."""

from readinglist.site.pages.direction import isolate

RTL = "הסקה סטטיסטית 2 (מבוא)"


def test_only_right_to_left_text_is_isolated():
    assert isolate("Ørsted & Łukasz") == "Ørsted &amp; Łukasz"
    assert isolate(RTL) == f"<bdi>{RTL}</bdi>"
    assert isolate("مقدمة <b>") == "<bdi>مقدمة &lt;b&gt;</bdi>"
    assert isolate(2026) == "2026"
