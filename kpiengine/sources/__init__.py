"""Where rows come from: files found and fingerprinted, CSV and Parquet read strictly, time made into integers.

Modules: `files` (globs, fingerprints), `raw` (what a reader hands on), `csv_text` and `csv_rows` (strict CSV),
`parquet`, `convert` (text to exact numbers), `times` (text to days and instants), `engines` (the same facts on
DuckDB or PySpark), `messages` (the wording of every refusal).
"""
