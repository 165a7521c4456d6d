"""Writes what the organisation knows: sources in, durable documents, chunks and vectors out."""
