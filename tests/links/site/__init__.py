"""A web site on the loopback interface that misbehaves in every way that is known.

`server` speaks HTTP, `behaviours` says what each URL does and what is true of it, `samples` holds
pages that look like something else, `journal` what was asked of the server.
"""
