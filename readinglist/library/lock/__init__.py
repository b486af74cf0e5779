"""`metadata/`: what services said about the works of a list, as it is committed."""
