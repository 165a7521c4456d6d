"""What Lore talks about: frozen dataclasses over the standard library, one noun a file.

Nothing here does I/O, and nothing here knows how a document was fetched, stored or asked for.
"""
