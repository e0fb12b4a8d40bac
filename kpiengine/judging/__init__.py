"""What the main path puts together: a task, what it is judged on, and every result that is asked for.

`kpiengine.pipeline` calls this in order; the stages themselves are the folders below.
"""
