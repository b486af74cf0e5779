"""The links of a list and of its built site."""
