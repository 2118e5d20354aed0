"""Tables of databases: SQLite, DuckDB, and a real PostgreSQL server."""
