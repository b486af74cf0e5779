"""The reader's marks in a real browser: stored, shown, filtered by, exported, imported, cleared."""

import json
import re

import pytest

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}
KEY = "readinglist:reading"
OLD_KEY = "readinglist:progress"
PAPER = "vaswani2017attention"
CLAIM = "objective-over-architecture"
PATH = "paths/the-same-for-less/"
TIME = "2026-11-20T10:00:00.000Z"


def stored(page, key=KEY):
    return page.evaluate("key => JSON.parse(localStorage.getItem(key))", key)


def states(page):
    """The stored marks, by id."""
    return {
        entry_id: (entry.get("state"), entry.get("note"))
        for entry_id, entry in stored(page)["entries"].items()
    }


def keep(page, value, key=KEY):
    """Store what an earlier visit left behind; strings are stored unchanged."""
    text = value if isinstance(value, str) else json.dumps(value)
    page.evaluate("([key, text]) => localStorage.setItem(key, text)", [key, text])


def marks(**entries):
    return {
        "version": 1,
        "entries": {
            name.replace("_", "-"): {"changed": TIME, **entry} for name, entry in entries.items()
        },
    }


def control(page, entry_id=None):
    selector = f"[data-rl-mark='{entry_id}']" if entry_id else "[data-rl-mark]"
    return page.locator(selector)


def button(page, name, entry_id=None):
    return control(page, entry_id).get_by_role("button", name=name, exact=True)


@pytest.fixture
def open_reading(open_page):
    """The page My reading, with marks of an earlier visit."""

    def open_(left=None, **settings):
        page = open_page("reading/", **settings)
        if left is not None:
            keep(page, left)
            page.reload()
        page.wait_for_selector("[data-rl-my-reading][data-ready]")
        return page

    return open_


def said(page):
    return page.locator(".rl-reading__status").text_content()


def pressed(page, name):
    return button(page, name).get_attribute("aria-pressed") == "true"


# Marks and notes on the pages of entries


@pytest.mark.parametrize(
    "where", [f"papers/{PAPER}/", f"claims/{CLAIM}/", "essays/lee2025thoughts/"]
)
def test_an_entry_is_marked_and_unmarked(open_page, where):
    entry_id = where.split("/")[1]
    page = open_page(where)
    button(page, "To read").click()
    assert states(page) == {entry_id: ("to-read", None)}
    button(page, "Read").click()
    assert states(page) == {entry_id: ("read", None)}
    assert pressed(page, "Read")
    assert not pressed(page, "To read")
    page.reload()
    button(page, "Read").click()
    assert states(page) == {}
    assert not pressed(page, "Read")


def test_a_note_is_saved_while_typing(open_page):
    page = open_page(f"papers/{PAPER}/")
    button(page, "Note").click()
    page.keyboard.type("See <b>section 3</b> “again”")
    assert states(page) == {PAPER: (None, "See <b>section 3</b> “again”")}
    page.reload()
    page.get_by_role("button", name="Edit note").click()
    text = page.get_by_label("Note, saved in this browser")
    assert text.input_value() == "See <b>section 3</b> “again”"
    text.fill("  ")
    assert states(page) == {}


def test_marks_with_only_the_keyboard(open_page):
    page = open_page(f"claims/{CLAIM}/")
    button(page, "To read").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert states(page) == {CLAIM: ("read", None)}
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.type("Why?")
    assert states(page) == {CLAIM: ("read", "Why?")}


def test_marks_follow_instant_navigation(open_page, enriched_site):
    page = open_page("papers/")
    page.evaluate("window.stayed = true")
    link = page.locator(f".rl-row__title[href*='{PAPER}']")
    link.click()
    page.wait_for_url(f"**/papers/{PAPER}/")
    button(page, "Read", PAPER).click()
    page.go_back()
    page.wait_for_url(f"{enriched_site.url}papers/")
    row = page.locator(".rl-row", has=link)
    row.locator(".rl-row__state").wait_for()
    assert "Marked as read" in row.inner_text()
    assert page.locator(".rl-row__state").count() == 1
    assert page.evaluate("window.stayed")


@pytest.mark.parametrize("size", [{"width": 1280, "height": 900}, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("where", ["papers/", f"papers/{PAPER}/", f"claims/{CLAIM}/"])
def test_nothing_moves_when_marks_are_drawn(open_page, where, size):
    """The page with its script delayed, and then released."""
    page = open_page("about/", viewport=size)
    keep(page, marks(**{PAPER: {"state": "read"}}))
    held = []

    def hold(route):
        held.append(route)

    page.route("**/reading.js", hold)
    page.goto(page.url.replace("about/", where))
    page.wait_for_load_state()
    script = """() => [...document.querySelectorAll("article .rl-row, article h2, article p")]
        .map(one => one.getBoundingClientRect()).map(box => [box.x, box.y, box.width])"""
    page.wait_for_function("() => document.readyState === 'complete'")
    while not held:
        page.wait_for_timeout(20)
    assert page.locator(".rl-row__state, .rl-marking button").count() == 0
    before = page.evaluate(script)
    for route in held:
        route.continue_()
    page.locator(".rl-row__state, .rl-marking button").first.wait_for()
    after = page.evaluate(script)
    # The status line of the control is another, hidden paragraph.
    assert [box for box in after if box[2]] == [box for box in before if box[2]]
    assert len(before) > 10
    mark = page.locator(".rl-row__state").first
    if mark.count():
        assert mark.bounding_box()["x"] >= 0
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_without_scripts_there_are_no_controls(open_page):
    page = open_page(f"papers/{PAPER}/", java_script_enabled=False)
    assert control(page).count() == 1
    assert not control(page).is_visible()
    page = open_page("reading/", java_script_enabled=False)
    assert "need JavaScript" in page.locator("article").inner_text()
    assert page.locator("article button:visible").count() == 0


# Paths


def test_a_step_marked_as_read_is_read_everywhere(open_page):
    page = open_page(PATH)
    first = page.locator(".rl-step").first
    entry_id = first.get_attribute("data-step")
    first.locator("input").check()
    assert states(page) == {entry_id: ("read", None)}
    first.locator(".rl-row__title").click()
    button(page, "Read", entry_id).wait_for()
    assert pressed(page, "Read")
    button(page, "Read").click()
    page.go_back()
    page.wait_for_url(f"**/{PATH}")
    page.locator(".rl-progress__text", has_text="Tick off").wait_for()
    assert not page.locator(".rl-step input").first.is_checked()


def test_ticks_of_older_versions_become_marks(open_page):
    page = open_page(PATH)
    ids = page.locator(".rl-step").evaluate_all("all => all.map(one => one.dataset.step)")
    keep(page, {"the-same-for-less": ids[:2], "another": [ids[0], "gone"]}, OLD_KEY)
    keep(page, marks(**{ids[0]: {"note": "mine"}}))
    page.reload()
    # Entries with a note stay unchanged; the others count as read.
    page.locator(".rl-progress__text", has_text=re.compile("^1 of")).wait_for()
    page.locator(".rl-step input").nth(2).check()
    assert states(page) == {
        ids[0]: (None, "mine"), ids[1]: ("read", None), ids[2]: ("read", None),
        "gone": ("read", None),
    }  # fmt: skip
    assert stored(page, OLD_KEY) is None
    page.locator(".rl-step input").nth(1).uncheck()
    page.reload()
    page.locator(".rl-progress__text", has_text=re.compile("^1 of")).wait_for()


# Filtering


def test_filtering_by_marks(open_page):
    page = open_page("browse/")
    left = marks(**{PAPER: {"state": "read"}, "ho2020denoising": {"state": "to-read", "note": "n"}})
    keep(page, left)

    def found(value):
        page.goto(page.url.partition("?")[0] + f"?reading={value}")
        page.wait_for_selector("[data-rl-browse][data-ready]")
        links = page.locator(".rl-browse .rl-row__title")
        shown = [href.split("/")[-2] for href in links.evaluate_all("all => all.map(a => a.href)")]
        status = page.locator(".rl-browse__status").text_content()
        total = int(re.search(r"(\d+) entries", status)[1])
        return set(shown), int(status.split()[0]), total

    assert found("read")[0] == {PAPER}
    assert found("to-read")[0] == {"ho2020denoising"}
    assert found("note")[0] == {"ho2020denoising"}
    assert found("read,to-read")[0] == {PAPER, "ho2020denoising"}
    # To read is not read yet.
    _, unread, total = found("unread")
    assert unread == total - 1
    page.goto(page.url.partition("?")[0])
    page.wait_for_selector("[data-rl-browse][data-ready]")
    page.locator("summary:text-is('My reading')").click()
    values = page.locator(".rl-facet[open] label", has_text="To read")
    values.wait_for()
    assert values.locator(".rl-n").text_content() == "1"


def test_the_filtered_list_follows_a_change_in_another_tab(open_page):
    page = open_page("browse/?reading=read")
    page.wait_for_selector("[data-rl-browse][data-ready]")
    assert page.locator(".rl-browse .rl-empty").count() == 1
    other = page.open_tab(f"papers/{PAPER}/")
    button(other, "Read").click()
    page.locator(f".rl-browse .rl-row__title[href*='{PAPER}']").wait_for()


# The page My reading


def test_marked_entries_are_listed(open_reading):
    left = marks(
        **{
            PAPER: {"state": "to-read"},
            CLAIM: {"state": "read", "note": "Against <it>"},
            "lee2025thoughts": {"note": "only a note"},
            "elsewhere2020": {"state": "read"},
        }
    )
    page = open_reading(left)
    assert page.locator(".rl-counts").text_content() == "1 to read · 2 read · 2 with a note"
    assert page.locator("article h2").all_text_contents() == ["To read", "Read", "With a note only"]
    assert "elsewhere2020 not on this list" in page.locator("article").inner_text()
    text = control(page, CLAIM).get_by_label("Note, saved in this browser")
    assert text.input_value() == "Against <it>"
    # A row that is unmarked stays, so that a mistake can be undone.
    button(page, "To read", PAPER).click()
    assert page.locator(".rl-counts").text_content() == "2 read · 2 with a note"
    button(page, "Read", PAPER).click()
    assert page.locator(".rl-counts").text_content() == "3 read · 2 with a note"


def test_without_marks_it_says_what_to_do(open_reading):
    page = open_reading()
    assert "Nothing is marked yet" in page.locator(".rl-empty").text_content()
    page.get_by_role("button", name="Export as BibTeX").click()
    assert said(page) == "No work is marked, and only works have BibTeX."
    page.get_by_role("button", name="Clear everything").click()
    assert said(page) == "There is nothing to clear."


def export(page, name):
    with page.expect_download() as download:
        page.get_by_role("button", name=name).click()
    return download.value.suggested_filename, download.value.path().read_text("utf-8")


def test_marks_are_exported_and_imported(open_reading, tmp_path):
    left = marks(**{PAPER: {"state": "read"}, CLAIM: {"state": "to-read", "note": "ä “x”\n\ny"}})
    name, text = export(open_reading(left), "Export as JSON")
    assert name == "reading.json"
    assert json.loads(text)["entries"] == left["entries"]
    file = tmp_path / name
    file.write_text(text, "utf-8")
    page = open_reading()
    page.locator("input[type=file]").set_input_files(file)
    page.locator(".rl-reading__status", has_text="2 entries imported, 2 of them new.").wait_for()
    assert stored(page) == left
    assert control(page).count() == 2
    page.locator("input[type=file]").set_input_files(file)
    page.locator(".rl-reading__status", has_text="2 entries imported, 0 of them new.").wait_for()
    assert stored(page) == left


def test_an_import_is_merged(open_reading, tmp_path):
    later, earlier = "2026-11-21T10:00:00.000Z", "2026-11-19T10:00:00.000Z"
    page = open_reading(
        marks(a={"state": "to-read", "note": "mine"}, b={"state": "to-read"}, c={"note": "kept"})
    )
    file = tmp_path / "theirs.json"
    theirs = marks(
        a={"state": "read", "note": "theirs", "changed": later},
        b={"state": "read", "note": "new", "changed": earlier},
        d={"state": "read"},
    )
    file.write_text(json.dumps(theirs), "utf-8")
    expected = {
        "a": ("read", "theirs\n\nmine"), "b": ("to-read", "new"), "c": (None, "kept"),
        "d": ("read", None),
    }  # fmt: skip
    for new in (1, 0):  # a second import changes nothing
        page.locator("input[type=file]").set_input_files(file)
        words = f"3 entries imported, {new} of them new."
        page.locator(".rl-reading__status", has_text=words).wait_for()
        assert states(page) == expected


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("not JSON", "it is not JSON"),
        ("", "it is not JSON"),
        ("[]", "it contains no reading marks"),
        ('{"entries": {}}', "it contains no reading marks"),
        ('{"version": 1, "entries": []}', "it contains no reading marks"),
        ('{"version": 1, "entries": {}}', "it is empty"),
        ('{"version": 2, "entries": {}}', "written by a newer version"),
        (json.dumps(marks(a={"state": "burnt"})), "“a”: neither read nor to read"),
        (json.dumps(marks(a={"note": 5})), "“a”: the note is not text"),
        (json.dumps(marks(a={})), "“a”: neither a mark nor a note"),
        (
            json.dumps(marks(a={"state": "read", "changed": "now"})),
            "“a”: the time of change is missing",
        ),
        (json.dumps({"version": 1, "entries": {"__proto__": {"state": "read"}}}), "“__proto__”"),
        (json.dumps({"version": 1, "entries": {"../x": None}}), "“../x”: not the id of an entry"),
    ],
)
def test_invalid_files_are_reported_and_change_nothing(open_reading, tmp_path, text, words):
    left = marks(**{PAPER: {"state": "read"}})
    page = open_reading(left)
    file = tmp_path / "bad.json"
    file.write_text(text, "utf-8")
    page.locator("input[type=file]").set_input_files(file)
    page.locator(".rl-reading__status", has_text="Nothing was imported").wait_for()
    assert words in said(page)
    assert stored(page) == left
    assert page.evaluate("({}).state") is None


def test_the_valid_part_of_a_file_is_imported(open_reading, tmp_path):
    page = open_reading()
    file = tmp_path / "half.json"
    file.write_text(json.dumps(marks(a={"state": "read"}, b={"state": "burnt"})), "utf-8")
    page.locator("input[type=file]").set_input_files(file)
    page.locator(".rl-reading__status", has_text="1 entry imported, 1 of them new.").wait_for()
    assert "Left out: “b”: neither read nor to read." in said(page)
    assert states(page) == {"a": ("read", None)}


def test_an_old_export_of_ticks_is_imported(open_reading, tmp_path):
    page = open_reading()
    file = tmp_path / "reading-progress.json"
    file.write_text(json.dumps({"the-same-for-less": [PAPER, CLAIM]}), "utf-8")
    page.locator("input[type=file]").set_input_files(file)
    page.locator(".rl-reading__status", has_text="2 entries imported").wait_for()
    assert states(page) == {PAPER: ("read", None), CLAIM: ("read", None)}


def test_works_are_exported_as_bibtex_with_notes(open_reading, enriched_site):
    notes = {
        PAPER: "Half {open & 50% $x_1$ \\ #2 ~ ^",
        "ho2020denoising": "Balanced {braces}",
        "lee2025thoughts": "",
    }
    left = marks(
        **{entry_id: {"state": "read", "note": note} for entry_id, note in notes.items()},
        **{CLAIM: {"state": "read"}},
    )
    left["entries"]["lee2025thoughts"].pop("note")
    page = open_reading(left)
    name, text = export(page, "Export as BibTeX")
    assert name == "reading.bib"
    assert said(page).startswith("3 works exported; 1 entry left out")
    bibtexparser = pytest.importorskip("bibtexparser")
    found = bibtexparser.parse_string(text)
    assert not found.failed_blocks
    entries = {entry.key: entry for entry in found.entries}
    assert set(entries) == set(notes)
    fields = {key: dict(entry.items()) for key, entry in entries.items()}
    assert fields[PAPER]["annotation"] == (
        r"Half \textbraceleft{}open \& 50\% \$x\_1\$ \textbackslash{} \#2 "
        r"\textasciitilde{} \textasciicircum{}"
    )
    assert fields["ho2020denoising"]["annotation"] == r"Balanced \{braces\}"
    assert "annotation" not in fields["lee2025thoughts"]
    # Except for the note it equals the site's own export.
    own = bibtexparser.parse_string(
        (enriched_site.folder / f"exports/papers/{PAPER}.bib").read_text("utf-8")
    ).entries[0]
    assert {k: v for k, v in fields[PAPER].items() if k != "annotation"} == dict(own.items())


def test_a_work_that_cannot_be_fetched_is_reported(open_reading):
    page = open_reading(marks(**{PAPER: {"state": "read"}, "ho2020denoising": {"state": "read"}}))
    page.route(f"**/exports/papers/{PAPER}.bib", lambda route: route.fulfill(status=404))
    page.get_by_role("button", name="Export as BibTeX").click()
    words = f"Nothing was exported: the BibTeX of {PAPER} could not be loaded."
    page.locator(".rl-reading__status", has_text=words).wait_for()
    page.watch.problems.clear()


def test_everything_is_cleared_after_confirmation(open_reading):
    left = marks(**{PAPER: {"state": "read", "note": "n"}})
    page = open_reading(left)
    keep(page, {"a-path": [CLAIM]}, OLD_KEY)
    clear = page.get_by_role("button", name="Clear everything…")
    clear.click()
    dialog = page.get_by_role("dialog", name="Clear everything?")
    assert "2 entries" in dialog.inner_text()
    # Cancel has the focus, and Escape cancels as well.
    assert page.evaluate("document.activeElement.textContent") == "Cancel"
    page.keyboard.press("Enter")
    assert stored(page) == left
    clear.click()
    page.keyboard.press("Escape")
    assert stored(page) == left
    clear.click()
    dialog.get_by_role("button", name="Clear everything").click()
    page.locator(".rl-reading__status", has_text="Everything was cleared.").wait_for()
    assert page.evaluate("localStorage.getItem('readinglist:reading')") is None
    assert page.evaluate("localStorage.getItem('readinglist:progress')") is None
    assert control(page).count() == 0


# Storage failures


@pytest.mark.parametrize(
    "text", ["not JSON", "null", "[]", "5", '"x"', '{"version": 1}', '{"version": "1"}', "{}", ""]
)
def test_unreadable_data_is_set_aside(open_page, text):
    page = open_page(f"papers/{PAPER}/")
    keep(page, text)
    page.reload()
    button(page, "Read").click()
    assert states(page) == {PAPER: ("read", None)}
    kept = page.evaluate(
        "() => Object.entries(localStorage).filter(([key]) => key.includes(':aside:'))"
    )
    assert [item[1] for item in kept] == [text]


def test_a_broken_entry_does_not_affect_others(open_reading):
    left = marks(**{PAPER: {"state": "read"}, "broken": {"state": 7}})
    page = open_reading(left, accept_downloads=True)
    assert "cannot be read" in page.locator(".rl-notice").text_content()
    button(page, "Read", PAPER).click()
    assert states(page) == {}
    with page.expect_download() as download:
        page.get_by_role("button", name="Download them").click()
    assert json.loads(download.value.path().read_text("utf-8")) == left
    page.get_by_role("button", name="Delete them").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete them").click()
    page.locator(".rl-notice").wait_for(state="detached")


def test_marks_of_a_newer_version_are_left_alone(open_page):
    newer = {"version": 2, "entries": {PAPER: {"state": "skimmed"}}}
    page = open_page(f"papers/{PAPER}/")
    keep(page, newer)
    page.reload()
    button(page, "Read").click()
    assert "newer version" in page.locator(".rl-marking__status").text_content()
    assert stored(page) == newer
    assert not pressed(page, "Read")


FULL = """
const set = Storage.prototype.setItem;
Storage.prototype.setItem = function (key, value) {
  if (window.full && key.startsWith("readinglist:")) {
    throw new DOMException("full", "QuotaExceededError");
  }
  set.call(this, key, value);
};
"""


def test_full_storage_is_reported_and_nothing_is_lost(open_page, enriched_site):
    page = open_page()
    page.add_init_script(FULL)
    left = marks(**{PAPER: {"state": "to-read"}})
    keep(page, left)
    page.goto(f"{enriched_site.url}papers/{PAPER}/")
    button(page, "Read").wait_for()
    page.evaluate("window.full = true")
    button(page, "Read").click()
    assert "storage for the site is full" in page.locator(".rl-marking__status").text_content()
    assert stored(page) == left
    assert pressed(page, "To read")
    assert not pressed(page, "Read")
    page.evaluate("window.full = false")
    button(page, "Read").click()
    assert page.locator(".rl-marking__status").text_content() == ""
    assert states(page) == {PAPER: ("read", None)}
    page.goto(enriched_site.url + PATH)
    page.locator(".rl-progress__text", has_text="Tick off").wait_for()
    page.evaluate("window.full = true")
    page.locator(".rl-step input").first.click()
    page.locator(".rl-progress__text", has_text="storage for the site is full").wait_for()
    assert not page.locator(".rl-step input").first.is_checked()


def test_a_browser_without_storage_says_so(open_page, enriched_site):
    page = open_page()
    script = """Object.defineProperty(window, "localStorage", {
        get() { throw new DOMException("denied", "SecurityError"); } });"""
    # The theme stores the choice of colours there, and copes without it.
    page.add_init_script(script)
    page.goto(f"{enriched_site.url}papers/{PAPER}/")
    button(page, "Read").click()
    words = page.locator(".rl-marking__status").text_content()
    assert words == "This browser does not allow this site to store anything."
    page.watch.problems.clear()


def test_two_tabs_do_not_undo_each_other(open_page, enriched_site):
    one = open_page(f"papers/{PAPER}/")
    button(one, "Read").wait_for()
    other = one.open_tab(f"claims/{CLAIM}/")
    button(other, "To read").click()
    button(one, "Read").click()
    assert states(one) == {PAPER: ("read", None), CLAIM: ("to-read", None)}
    # The same entry in both: each shows the other's changes, and keeps the text being typed.
    other.goto(f"{enriched_site.url}papers/{PAPER}/")
    button(one, "Note").click()
    one.keyboard.type("half a")
    button(other, "Read").click()
    one.wait_for_function(
        "() => document.querySelector('[data-state=read]').ariaPressed === 'false'"
    )
    one.keyboard.type(" thought")
    assert states(other)[PAPER] == (None, "half a thought")
    other.get_by_role("button", name="Edit note").wait_for()
    # What one tab clears disappears in the other.
    other.evaluate("localStorage.clear()")
    one.wait_for_function("() => document.querySelector('[data-note]').textContent === 'Note'")
