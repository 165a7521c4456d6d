"""Decisions, what became of them, and what people say of them. Read book.py first."""
