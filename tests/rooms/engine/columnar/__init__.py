"""Many people at once: tables in, kernels, tables out."""
