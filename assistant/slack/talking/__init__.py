"""Conversations: a post is understood, answered, and the answer said. Read `conversation.py` first."""
