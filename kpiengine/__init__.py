"""kpiengine: metric plugins, declarative rule sets, exact scores, alerts and bonus eligibility."""

__version__ = "0.1.0"
