"""docs/reference/metric-files.md, made from the sections that the reader uses."""

from kpiengine.metric_files.kinds import COLUMN
from kpiengine.metric_files.sections import FORMAT, SECTIONS
from kpiengine.rules.reference import key_table

PAGE = "docs/reference/metric-files.md"
_INTRODUCTION = f"""\
# Metric files

<!-- Made from kpiengine/metric_files by `make generate`; change it there. -->

A metric that no plugin brings can be written in TOML beside the rules: each file of `metrics/*.toml` (or what `metrics`
under `[project]` names) declares metrics, and tables for rows that no plugin has a table for. Rule files name such a
metric as any other, `kpiengine check` looks at these files as strictly as at rule files, and `kpiengine metrics NAME`
shows it. The keys of this release are those of format {FORMAT}.

A share of the rows of a view that a plugin brings:

```toml
format = 1

[metric.short_talks]
title = {{ en = "Short talks", zh = "短通话率" }}
unit = "%"
better = "lower"
kind = "ratio"
view = "handled_legs"
where = 'channel == "voice"'
share = 'talk_s < limit_s'
params = {{ limit_s = 20 }}
```

A table of one's own, and a metric by parts:

```toml
format = 1

[table.retention_cases]
title = {{ en = "Retention cases", zh = "挽留个案" }}
key = ["case_id"]
time = "closed_at"

[table.retention_cases.columns]
case_id = "text"
agent_id = "text"
closed_at = "instant"
outcome = {{ type = "text", values = ["saved", "lost"] }}
fee = {{ type = "number", decimals = 2, minimum = 0 }}

[metric.fee_saved]
title = {{ en = "Fees kept per case", zh = "每案保留费用" }}
unit = "EUR"
decimals = 2
better = "higher"
facts = "retention_cases"
time = "closed_at"
agent = "agent_id"
parts = {{ kept = 'sum_if(fee, outcome == "saved")', cases = 'count()' }}
value = 'kept / cases'
sample = "cases"
```

`[facts.retention_cases]` in kpiengine.toml says which files the rows come from, as for any other table.

A metric is an exact ratio of whole numbers, rounded once, half away from zero, to its `decimals`. What is not known is
not zero: a row for which a `share` is missing counts neither above nor below the line, and no cases give no value. A
metric whose table or column is not loaded is unavailable, and says so. An id that a plugin has cannot be taken.
"""


def page() -> str:
    """The text of docs/reference/metric-files.md."""
    parts = [_INTRODUCTION.rstrip("\n")]
    for section in SECTIONS:
        parts += [f"## `{section.heading}`", section.doc, key_table(section)]
    parts += ["### `table.columns`", COLUMN.doc, key_table(COLUMN)]
    return "\n\n".join(parts) + "\n"
