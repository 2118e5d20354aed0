"""Batches of new events against what is stored of everybody: the same as one run over all."""
