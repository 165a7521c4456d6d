"""Who is asking, in which groups, and so what they may read."""
