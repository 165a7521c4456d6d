"""The SQL catalogue, the only truth: one file a port, over SQLAlchemy Core.

Tables are in `schema`, connections and errors in `engine`, changes of the tables in `migrations`.
"""
