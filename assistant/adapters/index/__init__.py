"""The index: FAISS for vectors, tantivy for words, over the catalogue's truth.

`analysis` makes text into terms, `columns` compiles a scope, `vectors` and `words` are the two halves, `generation`
writes and opens a published state, `publishing` makes the next one, and `live` adds what was committed since.
"""
