"""Links: what the list's addresses lead to, in three verdicts and with a memory."""
