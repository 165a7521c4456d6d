"""What is missing, stale or in conflict, and how Lore is used. Read health.py first."""
