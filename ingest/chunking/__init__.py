"""A document's blocks into chunks that an embedder reads whole. Pure: no I/O, no state, no randomness."""
