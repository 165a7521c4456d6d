"""How an answer came about, opened later by who may know it. Read opening.py first."""
