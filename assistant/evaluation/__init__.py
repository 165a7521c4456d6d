"""Question sets in, a table and a report out."""
