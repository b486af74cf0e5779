"""Pictures: the graph of a reading list → layouts → figures of HTML with SVG.

One module a picture. Each has a pure `lay_out_…`, which gives places in pixels without knowing any
address, and a `draw_…`, which makes a figure of it for one page. The same graph gives the same
bytes.
"""
