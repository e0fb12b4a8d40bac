"""A rule set as data: frozen classes that mirror the file's headings and keys, one topic a file.

They know nothing of TOML.  Numbers are exact (`int` or `Decimal`); conditions and formulas are still text, with the
path by which the locator finds them.  What a key means is in docs/reference/rule-language.md.
"""
