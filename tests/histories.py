"""A history of entries without git, for events and feeds."""

import datetime

from readinglist.system.git.history import Change, History


class FakeHistory(History):
    """A history of texts, one day apart."""

    def __init__(self, **texts):
        self.texts = {}
        changes = {}
        for name, versions in texts.items():
            path = f"entries/claims/{name}.yml"
            changes[path] = []
            for day, text in enumerate(versions, 1):
                blob = f"{name}{day}" if text is not None else ""
                moment = datetime.datetime(2024, 5, day, 12, tzinfo=datetime.UTC)
                changes[path].append(Change(moment, blob))
                self.texts[blob] = (text or "").encode()
        super().__init__(None, {path: tuple(some) for path, some in changes.items()})

    def contents(self, blobs):
        return {blob: self.texts[blob] for blob in blobs}


def text_of(*stances):
    evidence = "".join(f"  - {{work: {work}, stance: {stance}}}\n" for work, stance in stances)
    return f"kind: claim\nevidence:\n{evidence}" if evidence else "kind: claim\n"
