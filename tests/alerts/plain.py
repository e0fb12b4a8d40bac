"""The life of one alert for one subject, told window by window in plain words: what the fold is held against."""

from types import SimpleNamespace


def begin():
    return SimpleNamespace(state="inactive", severity=0, history=[], since=0, until=0, last=0)


def window(rule, now, verdict, clear, end, later):  # noqa: PLR0917 -- one window of one life
    """`rule`: least, of, praise, has_clear, keep; verdict: None for a subject that is not there."""
    if rule.praise and now.state == "firing":
        now.state, now.severity, now.history = "resolved", 0, []
    if verdict is None:
        if now.state in {"firing", "recovering"}:
            now.state, now.since = "resolved", end
        else:
            now.state = "inactive"
        now.severity, now.history, now.until = 0, [], 0
        return now
    now.last = verdict
    if verdict < 0:
        return now
    now.history = [*now.history, verdict][-rule.of :]
    enough = [s for s in (1, 2, 3) if sum(v >= s for v in now.history) >= rule.least]
    proven = max(enough, default=0)
    if now.state in {"firing", "recovering"}:
        _go_on(rule, now, verdict, clear, end, later, proven)
    elif verdict and proven:
        now.state, now.severity, now.since = "firing", proven, end
    elif verdict or (rule.least < rule.of and any(now.history[-(rule.of - 1) :])):
        if now.state != "pending":
            now.since = end
        now.state = "pending"
    else:
        now.state = "inactive"
    return now


def _go_on(rule, now, verdict, clear, end, later, proven):  # noqa: PLR0917 -- as above
    if verdict:
        now.state, now.until = "firing", 0
        now.severity = proven or now.severity
        return
    if rule.has_clear and clear is None:
        return
    over = clear if rule.has_clear else True
    if not over:
        now.state, now.until = "firing", 0
        return
    if now.state == "firing":
        now.until = later(end)
    now.state = "recovering"
    if now.until <= end:
        now.state, now.severity, now.history, now.since, now.until = "resolved", 0, [], end, 0
