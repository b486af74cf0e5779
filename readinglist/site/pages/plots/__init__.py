"""Pictures: the graph of a reading list → layouts → figures of HTML with SVG.

One module per picture. Each has a pure `lay_out_…`, which computes positions in pixels without
knowing any URLs, and a `draw_…`, which makes a figure from it for one page. The same graph gives
the same bytes.
"""
