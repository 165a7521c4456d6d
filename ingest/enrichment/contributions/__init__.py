"""Who did what in a document. Read extracting.py first."""
