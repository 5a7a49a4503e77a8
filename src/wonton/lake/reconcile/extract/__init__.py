"""Extractors: from one kind of artifact to rows, one module per kind. Pure but for `run` and `theorem`, which read."""
