"""Alembic's entry point: `upgrade.upgrade` hands over the engine."""

from alembic import context

from assistant.adapters.catalogue.schema import metadata

engine = context.config.attributes["engine"]
with engine.begin() as connection:
    if engine.dialect.name == "sqlite":
        # The driver begins no transaction before DDL: without this, a killed first start leaves half of the tables behind.
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()
