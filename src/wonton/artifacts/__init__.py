"""The run directory: its layout, its formats, and the only code that writes or reads its files.

`layout` names the files, `write` puts them down whole or not at all, `read` gives them back, `versions` refuses what a
newer program wrote, `trees` packs expression trees, `compare` says whether two runs are the same run, and `schemas/`
holds the published JSON Schemas. What the numbers in the files mean is the business of `metrics` and `runs`.
"""
