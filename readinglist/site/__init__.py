"""The site around the pages: shell, stamp, sitemap, search. The only code that knows theme HTML."""
