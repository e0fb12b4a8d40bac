"""Names that mean something in every condition or message, now or in a later release, so that no KPI has them."""

RESULTS = ("score", "tier")

RESERVED = frozenset(
    {
        *RESULTS,
        *("fte", "tenure_months", "tenure_days", "agent", "period", "team", "weight"),
        *("sample", "points", "target", "true", "false", "missing"),
        *("is_missing", "coalesce", "abs", "min", "max", "round", "days", "hours", "minutes", "seconds", "date"),
        *("paid_hours", "worked_hours", "worked_days", "worked_percent", "on_leave"),
        *("previous", "change", "history", "history_mean", "times", "trend"),
        *("peer_mean", "peer_median", "peer_percentile", "rank", "outlier", "outlier_high", "outlier_low"),
        *("in_calendar", "benchmark"),
    }
)
