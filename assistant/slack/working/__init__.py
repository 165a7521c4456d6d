"""Jobs: kept, claimed, done, and what becomes of those that fail."""
