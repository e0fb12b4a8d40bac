"""Which keys each section of the project file has: the one list that checking and the documentation share."""

KEYS: dict[str, tuple[str, ...]] = {
    "": (
        "format",
        "project",
        "site",
        "calendar",
        "period",
        "plan",
        "benchmark",
        "facts",
        "plugins",
        "engine",
        "outputs",
        "ledger",
        "limits",
        "approval",
        "notify",
        "mail",
    ),
    "project": (
        "name",
        "timezone",
        "language",
        "currency",
        "calendar",
        "full_time_day",
        "rules",
        "metrics",
        "allow_outside",
    ),
    "site.*": ("timezone", "currency", "calendar", "full_time_day"),
    "calendar.*": ("timezone", "hours", "holidays", "days", "peak", "on", "because"),
    "period.*": ("from", "every"),
    "plan.*": ("covers", "pays_beside"),
    "benchmark.*": ("value", "because"),
    "facts.*": (
        "source",
        "derive",
        "format",
        "encoding",
        "separator",
        "skip_lines",
        "thousands",
        "where",
        "columns",
        "names",
        "extra",
        "date_format",
        "time_format",
        "timezone",
        "ambiguous",
        "max_rejected_rows",
        "max_rejected_percent",
        "rows",
    ),
    "facts.*.extra.*": ("type", "decimals", "values", "minimum", "maximum", "required"),
    "plugins": ("allow",),
    "engine": ("name", "memory", "spill"),
    "outputs": ("folder",),
    "ledger": ("url", "exports"),
    "limits": ("per_agent", "per_run", "change_percent", "manual_per_agent", "manual_percent"),
    "approval": ("required", "approvers"),
    "notify.*": (
        *("who", "address", "mail", "chat", "webhook", "file"),
        *("hosts", "private", "language", "lines"),
    ),
    "mail": ("server", "from"),
}

# Words of other tools, and what they are called here.
SYNONYMS: dict[str, str] = {
    "tz": "timezone",
    "time_zone": "timezone",
    "zone": "timezone",
    "lang": "language",
    "file": "source",
    "files": "source",
    "path": "source",
    "glob": "source",
    "delimiter": "separator",
    "sep": "separator",
    "skip_rows": "skip_lines",
    "header_rows": "skip_lines",
    "filter": "where",
    "mapping": "columns",
    "aliases": "names",
    "dir": "folder",
    "directory": "folder",
    "memory_limit": "memory",
    "spill_folder": "spill",
    "sites": "site",
    "calendars": "calendar",
    "opening_hours": "hours",
    "working_hours": "hours",
    "business_hours": "hours",
    "holiday": "holidays",
    "peaks": "peak",
    "plans": "plan",
    "benchmarks": "benchmark",
    "periods": "period",
    "pay_period": "period",
    "pay_periods": "period",
    "fact": "facts",
    "output": "outputs",
    "plugin": "plugins",
    "database": "ledger",
    "limit": "limits",
    "approvals": "approval",
    "approver": "approvers",
    "export": "exports",
    "notifications": "notify",
    "notifier": "notify",
    "notifiers": "notify",
    "receiver": "notify",
    "receivers": "notify",
    "email": "mail",
    "smtp": "mail",
    "slack": "chat",
    "teams": "chat",
    "wecom": "chat",
    "dingtalk": "chat",
    "feishu": "chat",
    "hook": "webhook",
    "max_lines": "lines",
}


def _shape(path: tuple[str, ...]) -> str:
    """[facts.calls.extra.line] is of the shape facts.*.extra.*."""
    named = path[0] in {"site", "calendar", "period", "plan", "benchmark", "facts", "notify"}
    return ".".join("*" if i % 2 and named else part for i, part in enumerate(path))


def known(path: tuple[str, ...]) -> tuple[str, ...]:
    """The keys of the section at `path`."""
    return KEYS[_shape(path) if path else ""]


def homes(key: str) -> tuple[str, ...]:
    """The sections that do have this key."""
    key = SYNONYMS.get(key, key)
    return tuple(shape.replace("*", "NAME") for shape, names in KEYS.items() if shape and key in names)
