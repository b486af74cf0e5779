"""`metadata/`: the committed records of what services said about the works of a list."""
