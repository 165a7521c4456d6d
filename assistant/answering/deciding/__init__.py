"""Answers about decisions, from the decision book."""
