"""Points, tiers, payout and limits read aloud."""

from collections.abc import Iterator
from itertools import zip_longest

from kpiengine.rules.accumulated import accumulates
from kpiengine.rules.carried import carries
from kpiengine.rules.model.score import Points
from kpiengine.rules.model.tier import Tier
from kpiengine.rules.paying import Number, Prorate, Rate
from kpiengine.rules.plain import plain
from kpiengine.rules.read.voice import Voice

DEFAULT_MOST = 100


class Money:
    """The sentences between the KPIs and the rewards."""

    def __init__(self, reader: Voice) -> None:
        self.reader = reader
        self.rules = reader.rules
        self.say = reader.say
        self.currency = reader.rules.head.currency

    def sentences(self) -> Iterator[str]:
        """Tiers, then where the money comes from and what is done to it, in the order of the steps."""
        rules = self.rules
        yield from self.order()
        yield from (self.tier(tier, above) for tier, above in zip_longest(rules.tiers, rules.tiers[1:]))
        yield from self.source()
        yield from self.bounds()
        yield from self.differing()
        if rules.payout.prorate is not None and rules.payout.prorate.by != "none":
            yield self.prorated(rules.payout.prorate)
        yield from self.after()

    def points(self, one: Points) -> str:
        """What adds to the score or takes from it."""
        say, period = self.say, self.reader.period()
        within = "" if one.within is None else say("points within", length=self.reader.length(one.within))
        steps = []
        for step, after in zip_longest(one.steps, one.steps[1:]):
            if step.each is None:
                alone = after is not None and after.start == step.start + 1
                steps.append(say("step warn one" if alone else "step warn", n=self.nth(step.start)))
            else:
                steps.append(
                    say("step each", n=self.nth(step.start), points=f"{step.each:+f}" if step.each > 0 else step.each)
                )
        bounds = "" if one.minimum is None else say("points minimum", n=one.minimum, period=period)
        bounds += "" if one.maximum is None else say("points maximum", n=one.maximum, period=period)
        approve = "" if one.approve is None else say("points approve", who=one.approve)
        parts = {"steps": "; ".join(steps), "bounds": bounds, "approve": approve, "within": within}
        return say("points rule", name=one.id, count=self.counted(one.count), **parts)

    def nth(self, number: int) -> str:
        """1st, 41st; in Chinese the number alone."""
        text = plain(number)
        if self.reader.phrases.language != "en":
            return text
        teen = number // 10 % 10 == 1
        return text + ("th" if teen else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th"))

    # -- tiers -------------------------------------------------------------------------------------------------------

    def order(self) -> Iterator[str]:
        """By what the tiers go, where it is not the score."""
        rank, by = self.rules.rank, self.rules.score.tiers_by
        if rank is not None:
            among = self.say(f"among {rank.among or 'all'}")
            of, ties = self.reader.condition(rank.of), self.say(rank.ties)
            yield self.say("rank", of=of, among=among, ties=ties, least=rank.min_group)
        elif by not in {None, "score"}:
            yield self.say("tiers by", of=self.reader.condition(str(by)))

    def tier(self, tier: Tier, above: Tier | None) -> str:
        """From which score or place on, and what it gives."""
        name, pay = self.reader.named(tier.id, tier.title), self.pay(tier)
        if tier.top is not None:
            return self.say("tier ranked", name=name, share=self.say("share count", n=tier.top), pay=pay)
        if tier.top_percent is not None:
            share = self.say("share percent", n=plain(tier.top_percent))
            return self.say("tier ranked", name=name, share=share, pay=pay)
        under = self.say("up") if above is None else self.say("under", next=plain(above.start))
        return self.say("tier", name=name, start=plain(tier.start), under=under, pay=pay)

    def pay(self, tier: Tier) -> str:
        """The money and rewards of a tier."""
        pay = ""
        if self.rules.payout.kind == "pool":
            pay = self.say("share", multiply=plain(tier.multiply))
        elif tier.bonus is not None:
            pay = self.money_of("bonus", tier.bonus)
        elif tier.percent is not None:
            of = str(self.rules.payout.of).replace("_", " ")
            pay = self.say("percent", percent=plain(tier.percent), of=of)
        if tier.multiply != 1 and self.rules.payout.kind != "pool":
            pay += self.say("multiply", multiply=plain(tier.multiply))
        if tier.rewards:
            pay += self.say("rewards", rewards=", ".join(self.reader.reward_title(name) for name in tier.rewards))
        return pay

    def money_of(self, sentence: str, amount: Number) -> str:
        """A sentence with one amount."""
        return self.say(sentence, currency=self.currency, amount=plain(amount))

    # -- payout ------------------------------------------------------------------------------------------------------

    def source(self) -> Iterator[str]:
        """Rates and pools; the rest is said with the tiers."""
        payout = self.rules.payout
        if payout.kind == "rate":
            rates = "; ".join(self.rate(rate, after) for rate, after in zip_longest(payout.rates, payout.rates[1:]))
            cap = "" if payout.cap is None else self.money_of("at most", payout.cap)
            units = self.counted(payout.units or "")
            yield self.say("rates whole" if payout.whole else "rates", units=units, rates=rates, cap=cap)
            if accumulates(payout):
                yield self.say(f"accumulate {payout.accumulate}", period=self.reader.period())
        if payout.kind == "pool":
            tiers = self.say("pool tiers") if any(tier.multiply != 1 for tier in self.rules.tiers) else ""
            parts = {
                "per": self.say(f"pool per {payout.per or 'all'}"),
                "split": self.reader.condition(payout.split_by or ""),
                "tiers": tiers,
            }
            if payout.pool is None:
                yield self.say("pool differs", **parts)
            else:
                size = self.reader.condition(payout.pool) if isinstance(payout.pool, str) else plain(payout.pool)
                yield self.say("pool", currency=self.currency, pool=size, **parts)
            if payout.method == "divisor":
                yield self.say("divisor")
            if carries(payout):
                yield self.say("carry on", period=self.reader.period())
            yield self.say(payout.if_corrected)
        if payout.multiply != 1:
            factor = payout.multiply
            yield self.say(
                "payout multiply", factor=self.reader.condition(factor) if isinstance(factor, str) else factor
            )

    def counted(self, name: str) -> str:
        """What is counted, by its title inside a sentence."""
        title = self.reader.titles().get(name, name.replace("_", " "))
        return title[:1].lower() + title[1:]

    def rate(self, rate: Rate, after: Rate | None) -> str:
        """One stretch of units."""
        parts = {"currency": self.currency, "pay": plain(rate.pay)}
        if rate.over == 0:
            return (
                self.say("rate only", **parts)
                if after is None
                else self.say("rate first", n=plain(after.over), **parts)
            )
        if isinstance(rate.over, int):
            return self.say("rate from", n=self.nth(rate.over + 1), **parts)
        return self.say("rate over", n=plain(rate.over), **parts)

    def bounds(self) -> Iterator[str]:
        """The most and the least, and how amounts are rounded."""
        payout = self.rules.payout
        parts = {"currency": self.currency, "period": self.reader.period(), "subject": self.reader.subject()}
        if payout.cap is not None and payout.kind != "rate":
            yield self.say("cap", cap=plain(payout.cap), **parts)
        if payout.minimum is not None:
            yield self.say("minimum", minimum=plain(payout.minimum), **parts)
        if payout.decimals is not None or payout.rounding != "half_up":
            decimals = (
                ""
                if payout.decimals is None
                else self.say("decimals", decimals=self.reader.counted(payout.decimals, "decimal"))
            )
            yield self.say("rounding", how=self.say(payout.rounding), decimals=decimals)

    def differing(self) -> Iterator[str]:
        """Figures that differ by tenure, day, site or team."""
        for by in self.rules.payout.by:
            for key in ("cap", "minimum", "multiply", "pool"):
                if key not in by.keys:
                    continue
                form = "name line" if isinstance(by.lines[0].at, str) else "from line"
                lines = [self.say(form, at=line.at, value=self.value(key, line.values.get(key))) for line in by.lines]
                yield self.say(
                    "by line", what=self.say(f"by {key}"), of=self.say(f"of {by.of}"), lines="; ".join(lines)
                )

    def value(self, key: str, value: object) -> str:
        """A figure of one line."""
        if isinstance(value, str):
            return self.reader.condition(value)
        if value is None:
            return "-"
        text = plain(value)  # type: ignore[arg-type]  # a number
        return text if key == "multiply" else self.say("money", currency=self.currency, amount=text)

    def _leave(self, kind: str) -> str:
        """A kind of leave; those of the project alone are called as it calls them."""
        known = f"leave {kind}"
        return self.say(known) if self.reader.phrases.knows(known) else kind.replace("_", " ")

    def prorated(self, prorate: Prorate) -> str:
        """The share of full time."""
        names = self.say("comma").join(map(self._leave, prorate.count_as_worked))
        leave = self.say("prorate leave", leave=names) if names else ""
        most = (
            self.say("prorate most", percent=plain(prorate.max_percent))
            if leave or prorate.max_percent != DEFAULT_MOST
            else ""
        )
        rates = self.say("prorate rates") if "rates" in prorate.scale else ""
        parts = {"by": self.say(f"prorate {prorate.by}"), "period": self.reader.period()}
        return self.say("prorate", leave=leave, most=most, rates=rates, **parts)

    def lasting(self) -> str:
        """How long the budget lasts."""
        over = self.rules.payout.budget_over
        return self.reader.period() if over == "period" else self.say(f"period {over}")

    def after(self) -> Iterator[str]:
        """Budget, holdback, clawback, limits."""
        payout, limits = self.rules.payout, self.rules.limits
        if payout.budget is not None:
            parts = {"currency": self.currency, "budget": plain(payout.budget), "period": self.lasting()}
            yield self.say(f"budget {payout.if_over}", **parts)
        if payout.holdback is not None:
            until = payout.holdback.until
            said = (
                self.say("until matured")
                if isinstance(until, str)
                else self.say("until length", length=self.reader.length(until))
            )
            yield self.say("holdback", percent=plain(payout.holdback.percent), until=said)
        if payout.clawback is not None:
            claw = payout.clawback
            carry = "" if claw.carry is None else self.say("carry", length=self.reader.length(claw.carry))
            within = self.reader.length(claw.within)
            yield self.say("clawback", within=within, percent=plain(claw.max_percent), carry=carry)
        said_limits = [
            self.say(f"limit {key}", currency=self.currency, n=plain(value))
            for key in ("per_agent", "per_rule", "per_run", "change_percent")
            if (value := getattr(limits, key)) is not None
        ]
        if said_limits:
            yield self.say("limits", limits="; ".join(said_limits))
