"""Measurements of speed, as ratios taken inside one process. Run `python -m benchmarks`."""
