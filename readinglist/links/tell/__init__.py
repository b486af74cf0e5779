"""Reports of link checks, and the fixes they propose."""
