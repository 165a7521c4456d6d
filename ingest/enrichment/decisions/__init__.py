"""What a document decides. Read extracting.py first."""
