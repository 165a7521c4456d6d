"""Slack: a colleague in the thread. Read `conversation.py` first."""
