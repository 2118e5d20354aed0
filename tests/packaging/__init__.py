"""The repository as it is published, and the package as it is installed."""
