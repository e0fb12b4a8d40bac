"""Alerts read aloud."""

from collections.abc import Mapping

from kpiengine.rules.lasting import Length
from kpiengine.rules.model.alert import Alert
from kpiengine.rules.read.voice import Voice


class Alerts:
    """One sentence for each alert."""

    def __init__(self, reader: Voice) -> None:
        self.reader = reader
        self.say = reader.say

    def sentence(self, alert: Alert) -> str:
        """Whose values, how often, when, and who hears of it."""
        severities = alert.by_severity
        only = isinstance(alert.when, str)
        kind = "alert praise" if alert.kind == "praise" else f"alert {alert.severity if only else 'warning'}"
        subject = self.say(f"subject {alert.level}")
        return self.say(
            "alert",
            kind=self.say(kind),
            name=alert.id,
            subject=subject,
            period=self.every(alert),
            window="" if alert.window is None else self.say("alert window", length=self.reader.length(alert.window)),
            hours=self.say("alert hours") if alert.hours == "open" else "",
            condition=self.reader.condition(str(alert.when)) if only else self.each(severities),
            rest=self.rest(alert, subject),
            tell=self.tell(alert),
        )

    def every(self, alert: Alert) -> str:
        """15 min, week."""
        if isinstance(alert.every, Length):
            return self.reader.length(alert.every)
        return self.reader.period() if alert.every is None else self.say(f"period {alert.every}")

    def each(self, severities: Mapping[str, str]) -> str:
        """One condition for each severity."""
        said = (
            self.say("alert severity", severity=self.say(f"severity {word}"), condition=self.reader.condition(text))
            for word, text in severities.items()
        )
        return self.say("or").join(said)

    def rest(self, alert: Alert, subject: str) -> str:
        """How many cases, how often in a row, what ends it, and what an unknown value does."""
        reader, say = self.reader, self.say
        found = "" if alert.min_sample is None else say("alert few", n=alert.min_sample)
        found += "" if alert.times is None else say("alert for", times=reader.times(alert.times))
        if alert.unless is not None:
            found += say("alert unless", period=self.every(alert), condition=reader.condition(alert.unless))
        found += "" if alert.clear is None else say("alert clear", condition=reader.condition(alert.clear))
        found += "" if alert.keep_firing is None else say("alert keep", length=reader.length(alert.keep_firing))
        found += "" if alert.if_missing == "keep" else say(f"alert missing {alert.if_missing}")
        found += "" if alert.if_few == "keep" else say(f"alert few {alert.if_few}")
        if alert.quiets == "all":
            found += say("quiets all", subject=subject)
        elif alert.quiets:
            found += say("quiets some", alerts=", ".join(alert.quiets))
        return found

    def tell(self, alert: Alert) -> str:
        """Who hears of it, how often again, and what it starts."""
        found = self.say("alert to", who=", ".join(alert.notify)) if alert.notify else ""
        if alert.repeat_every is not None:
            found += self.say("alert repeat", length=self.reader.length(alert.repeat_every))
        if alert.action is not None:
            said = ((key, getattr(alert.action, key)) for key in ("course", "coach", "event"))
            found += self.say("alert action", action="; ".join(f"{key} {value}" for key, value in said if value))
        return found
