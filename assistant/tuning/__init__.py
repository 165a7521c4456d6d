"""Fitting the embedder to the organisation's own words, and keeping it only where that is shown to help."""
