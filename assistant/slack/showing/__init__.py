"""What Lore shows of the organisation's memory: Home, decisions, paths, digests, marks."""
