"""What a document refers to. Read extracting.py first."""
