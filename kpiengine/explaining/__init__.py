"""Explaining: one agent's result redone from the record, step by step, and told as a tree or a letter.

    recorded   finds the trace of an agent and reads its row
    redo       every step again with the scalar interpreter; a number that does not come out is a defect
    story      what happened, as notes inside notes, in English or Chinese
    machine    the same as one JSON document that a program without this engine can check
    letter     plain language for the payee
    rows       the contacts behind one KPI, those that count and those that do not
    rows_shown the same as lines of text for a terminal

Nothing here changes anything; all of it works on what a run recorded.
"""
