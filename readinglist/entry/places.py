"""The locations of a list's files within its folder."""

SETTINGS_FILE = "mkdocs.yml"
#: The folder of the list within the project.
ENTRIES_FOLDER = "entries"
#: Within the folder of the list: works, and all that have entries of their own.
WORK_FOLDERS = ("papers", "essays")
ENTRY_FOLDERS = (*WORK_FOLDERS, "claims", "paths")
THEMES_FILE = "themes.yml"
#: Within the folder of the list: what services said about its works.
METADATA_FOLDER = "metadata"
