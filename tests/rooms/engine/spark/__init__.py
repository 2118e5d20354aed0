"""Tests of what is done with Apache Spark: one session, two workers, four tries of a task."""
