"""The link checker: three verdicts, and a history kept between runs."""
