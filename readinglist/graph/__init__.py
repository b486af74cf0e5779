"""What follows from the edges between entries."""
