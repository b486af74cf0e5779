"""The publishing workflow: from a push to the files that Pages serves."""

from workflows.forge import PAGES


def test_a_push_publishes_the_site(forge, any_list):
    commit = forge.publish(any_list)
    done = forge.run("pages.yml", "push", {"after": commit, "before": "0" * 40, "deleted": False})
    assert done.ok, done
    assert set(done.jobs) == {"Build", "Publish"}
    served = forge.store / "pages"
    home = (served / "index.html").read_text("utf-8")
    assert f'<link rel="canonical" href="{PAGES}/">' in home
    assert "https://git.example/trees/list" in home
    assert (served / "papers/fern2012shade/index.html").is_file()
    assert f"<loc>{PAGES}/" in (served / "sitemap.xml").read_text("utf-8")
    # Nothing needed is hidden: the artifact has no file that starts with a dot.
    built = {file.name for file in served.rglob("*")}
    assert not any(name.startswith(".") for name in built)


def test_a_list_with_mistakes_is_not_published(forge, new_list):
    forge.publish(new_list)
    (forge.clone / "entries/papers/fern2012shade.yml").write_text("title: [", "utf-8")
    commit = forge.commit("A mistake", "main")
    done = forge.run("pages.yml", "push", {"after": commit, "before": "0" * 40, "deleted": False})
    assert done.failed == ["Build the site"]
    assert "Publish" not in done.jobs
    assert not (forge.store / "pages").exists()
