"""What to ask next. Read suggester.py first."""
