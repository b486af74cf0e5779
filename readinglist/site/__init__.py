"""The site around the pages: shells, stamping, sitemap, search. Only this code knows theme HTML."""
