"""Where rows come from: files found and fingerprinted, CSV and Parquet read strictly, time made into integers.

Modules: `files` (patterns, fingerprints), `bytes_in` (bytes into text), `csv_text` and `csv_rows` (strict CSV),
`parquet` and `parquet_footer`, `raw` (what a reader hands on), `columns`, `convert` and `times` (cells into exact
integers), `engines` (the same facts on DuckDB or PySpark), `messages` (the wording of every refusal).
"""
