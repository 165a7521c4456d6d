"""Conversations: what was said before, and what somebody asks of an answer that they have. Read `conversing.py` first."""
