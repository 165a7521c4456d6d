"""Bytes to documents, one file a format: each makes a `Parsed` of a text and a path, and all of them look alike.

`registry.parse` is the way in. A parser never raises anything but UnreadableDocument, needs time in proportion to the
text, fetches nothing, and leaves the words of the file as they are.
"""
