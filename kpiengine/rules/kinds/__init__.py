"""The kinds of values in a rule file: each reads strictly (no number from text, no yes from 1) and says its fault."""
