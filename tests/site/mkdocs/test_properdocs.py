"""properdocs, which continues MkDocs 1.x, builds the list exactly like MkDocs."""

import importlib.metadata
import re

MKDOCS = f"mkdocs-{importlib.metadata.version('mkdocs')}"
#: The only allowed difference: the name and version of the program that made a page.
PROPERDOCS = f"mkdocs-ProperDocs {importlib.metadata.version('properdocs')}"
GENERATOR = re.compile(rb'(?<=<meta name="generator" content=")[^",]+')


def generators(files):
    names = {
        GENERATOR.search(content)[0].decode()
        for name, content in files.items()
        if name.endswith(".html") and GENERATOR.search(content)
    }
    return names, {name: GENERATOR.sub(b"", content) for name, content in files.items()}


def test_every_file_is_the_same_except_for_the_programs_name(command, real_site, tools, tmp_path):
    out = tmp_path / "site"
    result = command(
        "properdocs", "build", "--strict", "-f", real_site.project / "mkdocs.yml", "-d", out,
        READINGLIST_SITE_URL=real_site.url, READINGLIST_REPO_URL=tools.REPO_URL,
    )  # fmt: skip
    assert result.returncode == 0, result.stdout + result.stderr
    theirs, by_properdocs = generators(tools.BuiltSite(out, real_site.project, real_site.url).files)
    # test_build.py compares `readinglist build` and `mkdocs build`.
    ours, by_mkdocs = generators(real_site.files)
    assert ours == {MKDOCS}
    assert theirs == {PROPERDOCS}
    assert len(by_mkdocs) > 1000
    assert sorted(by_properdocs) == sorted(by_mkdocs)
    assert [name for name, content in by_mkdocs.items() if by_properdocs[name] != content] == []
