"""The sitemap (sitemaps.org/protocol.html), also read by the theme's instant navigation."""

import gzip
import io
from collections.abc import Iterable
from xml.sax.saxutils import escape

SITEMAP = "sitemap.xml"


def render_sitemap(site_url: str, urls: Iterable[str]) -> str:
    """The sitemap of pages whose addresses are relative to `site_url`; sorted, without times.

    Without a `site_url` the addresses are paths from the root. The theme's instant navigation needs
    full URLs on the host that serves the site; without them pages load in the usual way.
    """
    base = site_url or "/"
    if not base.endswith("/"):
        base += "/"
    entries = "".join(f"<url><loc>{escape(base + url)}</loc></url>\n" for url in sorted(set(urls)))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{entries}</urlset>\n'
    )


def compress(text: str) -> bytes:
    """The text gzipped, reproducibly: without a name and a time in the header."""
    buffer = io.BytesIO()
    with gzip.GzipFile(filename="", fileobj=buffer, mode="wb", mtime=0) as stream:
        stream.write(text.encode("utf-8"))
    return buffer.getvalue()
