"""The organisation's memory as objects: decisions, terms, people, reading paths, gaps. Pure, over what a caller may read."""
