"""The clock used by all commands."""

import datetime
import os

from readinglist.errors import UsageError


def read_clock() -> datetime.datetime:
    """The current time in UTC, or SOURCE_DATE_EPOCH if set (reproducible-builds.org)."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH") or datetime.datetime.now(datetime.UTC).timestamp()
    try:
        return datetime.datetime.fromtimestamp(int(epoch), datetime.UTC)
    except (ValueError, OverflowError, OSError):
        raise UsageError(
            f"SOURCE_DATE_EPOCH is '{epoch}'", "Set it to a number of seconds, or unset it."
        ) from None
