"""The shapes of requests and responses under `/v1`, a file for each group of resources."""
