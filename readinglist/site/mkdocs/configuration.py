"""MkDocs' configuration: the plugin's settings, and what it changes in the other settings."""

from os.path import relpath
from pathlib import Path
from posixpath import normpath
from urllib.parse import urljoin

from markdown.extensions import Extension
from mkdocs.config import config_options
from mkdocs.config.base import Config, ValidationError
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import BasePlugin

from readinglist.entry.findings import summarise
from readinglist.entry.places import ENTRIES_FOLDER
from readinglist.errors import ReadingListError
from readinglist.intake.issue_forms import FOLDER as FORMS_FOLDER
from readinglist.library.checks.settings import (
    OTHER_SEARCHES,
    TRUTH_PROBLEM,
    check_settings,
    language_problem,
    search_problem,
    site_problem,
    theme_problem,
)
from readinglist.library.checks.site import links_out
from readinglist.library.locating import seen_from_here
from readinglist.library.settings import read_settings
from readinglist.site.mkdocs.messages import SettingsError, report
from readinglist.site.pages.forge_links import ForgeLinks
from readinglist.site.pages.render import Site
from readinglist.site.search import INDEX
from readinglist.system.outside import message_of
from readinglist.values.page_urls import Urls

THEME_FOLDER = Path(__file__).parents[1] / "theme"
STYLESHEET = "assets/readinglist/readinglist.css"
SCRIPT = "assets/readinglist/readinglist.js"
ICON = "assets/readinglist/icon.svg"
#: Material's defaults.
THEME_ICON = "assets/images/favicon.png"
#: What a page may load and run: only what comes with the site. CSS icons are `data:` images.
POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; object-src 'none'"
)


class _Truth(config_options.Type[bool]):
    """True or false."""

    def run_validation(self, value: object) -> bool:
        if not isinstance(value, bool):
            raise ValidationError(". ".join(TRUTH_PROBLEM))
        return value


class PluginConfig(Config):
    """The plugin's settings in mkdocs.yml; `library.checks.settings` reports their mistakes."""

    search = _Truth(bool, default=True)
    content_security_policy = _Truth(bool, default=False)


class _SearchConfig(Config):
    enabled = config_options.Type(bool, default=True)


class HeaderSearch(BasePlugin[_SearchConfig]):
    """Takes the place of Material's own search, so that its header shows the search button.

    It does nothing else: the dialog is in `partials/search.html`, the index in `site/search.py`.
    """


def root_of(config: MkDocsConfig) -> Path:
    """The project's folder."""
    return Path(config.config_file_path).parent if config.config_file_path else Path.cwd()


def check_config(config: MkDocsConfig) -> None:
    """Log everything that is wrong with the settings, and raise `SettingsError` for it."""
    root, file = root_of(config), Path(config.config_file_path or "")
    try:
        settings = read_settings(root, file.name) if file.name else None
    except ReadingListError as error:
        raise SettingsError(f"readinglist: {error.message}. {error.hint}") from error
    findings = list(check_settings(settings)) if settings else []
    report(findings, root)
    if findings:
        raise SettingsError(f"readinglist: {summarise(findings)}; nothing was built")
    # Settings that did not come from the file.
    for name in OTHER_SEARCHES:
        # MkDocs turns 'search' into 'material/search' if Material is the theme.
        if name in config.plugins and not isinstance(config.plugins[name], HeaderSearch):
            raise SettingsError(f"readinglist: {'. '.join(search_problem(name))}")
    if config.theme.name != "material":
        raise SettingsError(f"readinglist: {'. '.join(theme_problem(str(config.theme.name)))}")
    problem = language_problem(str(config.theme["language"]), map(Path, config.theme.dirs))
    if problem:
        raise SettingsError(f"readinglist: theme.language: {'. '.join(problem)}")
    problem = site_problem(Path(config.site_dir), root / ENTRIES_FOLDER, Path(config.docs_dir))
    if problem:
        raise SettingsError(f"readinglist: {config.site_dir}: {'. '.join(problem)}")


def check_links(config: MkDocsConfig) -> None:
    """Raise `SettingsError` for links that would bring in files from outside the project."""
    root, folders = root_of(config), [Path(config.docs_dir)]
    if config.theme.custom_dir:
        folders.append(Path(config.theme.custom_dir))
    found = []
    for folder in folders:
        for link, real in links_out(folder, root):
            message, hint = message_of(real)
            path = seen_from_here(root, relpath(link, root))
            found.append(f"{path}: {message}. {hint}")
    if found:
        raise SettingsError("\n".join(("readinglist: nothing was built", *found)))


def extend(
    config: MkDocsConfig, ours: PluginConfig, citations: Extension, *, serving: bool
) -> None:
    """Add the templates, the stylesheet, the script and the `[@id]` syntax."""
    # The project's own files in `custom_dir` take precedence over ours.
    config.theme.dirs.insert(int(bool(config.theme.custom_dir)), str(THEME_FOLDER))
    if config.theme["favicon"] == THEME_ICON:
        config.theme["favicon"] = ICON
    if STYLESHEET not in config.extra_css:
        config.extra_css.insert(0, STYLESHEET)
    if SCRIPT not in config.extra_javascript:
        config.extra_javascript.insert(0, SCRIPT)
    if ours.search:
        stand_in = HeaderSearch()
        stand_in.load_config({})
        config.plugins["material/search"] = stand_in
    if not config.repo_url:
        # A relative edit_uri without a repository would only cause warnings.
        config.edit_uri = config.edit_uri_template = None
    # For templates: where the script finds the index, and the content security policy. In a preview
    # MkDocs writes a script into each page, which a policy would block.
    config.extra["readinglist_index"] = INDEX
    asked = ours.content_security_policy and not serving
    config.extra["readinglist_policy"] = POLICY if asked else ""
    if "tables" in config.markdown_extensions:
        # Otherwise columns are aligned with inline styles.
        config.mdx_configs.setdefault("tables", {}).setdefault("use_align_attribute", True)
    config.markdown_extensions.append(citations)  # type: ignore[arg-type]


def site_of(config: MkDocsConfig) -> Site:
    """What pages need to know about the site."""
    has_forms = (root_of(config) / FORMS_FOLDER / "problem.yml").is_file()
    forms_base = (config.repo_url or "") if has_forms else ""
    forge = ForgeLinks(forms_base, edit_base(config), config.site_url or "")
    site_url = f"{config.site_url.rstrip('/')}/" if config.site_url else ""
    urls = Urls(config.use_directory_urls)
    return Site(config.site_name, config.site_description or "", urls, site_url, forge=forge)


def edit_base(config: MkDocsConfig) -> str:
    """The prefix of an entry's path in its edit link; empty without a repository."""
    if not config.repo_url or not (config.edit_uri or config.edit_uri_template):
        return ""
    edit_uri = config.edit_uri or (config.edit_uri_template or "").partition("{path")[0]
    base = urljoin(config.repo_url.rstrip("/") + "/", edit_uri)
    scheme, separator, rest = base.partition("://")
    up = Path(relpath(root_of(config), config.docs_dir)).as_posix()
    return f"{scheme}{separator}{normpath(f'{rest}/{up}')}/"
