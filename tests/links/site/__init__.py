"""A web site on the loopback interface that misbehaves in every known way.

`server` speaks HTTP, `behaviours` defines what each URL does and which verdict is right, `samples`
has pages that look like something else, `journal` records requests.
"""
