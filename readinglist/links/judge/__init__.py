"""What the page that came says about its link."""
