"""The HTTP interface: a JSON API under `/v1`, and pages for people. `app.create_app` puts it together."""
