"""Maximum lengths of values: far longer than makes sense, short enough to process.

Lengths are in characters. Longer values are finding E115; the editor schemas state the limits, too.
"""

#: A title, a venue, a quote, a place in a work.
TEXT = 5_000
#: A takeaway, a note, an introduction.
PROSE = 50_000
#: The one sentence of a claim.
SENTENCE = 2_000
#: The name of a person or a group.
NAME = 500
#: A keyword.
TAG = 100
#: The id of another entry, a theme or a section.
ID = 500
URL = 4_000
DOI = 500
ARXIV = 100
#: A volume, a number, pages, an edition.
PART = 200
#: A date, a number.
SHORT = 50
#: Items of one list. The largest collaborations have some 5,000 authors.
ITEMS = 10_000
