"""Rows into checked fact tables, with an account of every row, and the roster over time.

Modules: `load` (the stage), `mapping` and `language` (columns of a file as columns of a table), `contract` (what a
row must keep), `keys` (rows that are there twice), `parents` (columns taken over), `rejects` (rows put aside),
`roster` and `agents` (who works where and since when), `records` (what is handed on), `messages` (the wording).
"""
