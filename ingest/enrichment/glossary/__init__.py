"""Terms and acronyms that a document defines. Read extracting.py first."""
