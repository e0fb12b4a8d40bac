"""What the ledger must hold, as plain dictionaries; it knows no code of the ledger.

A line pays the most that was due for it since the close, because nothing is taken back.  What it pays falls due in the
first month from its own on that is not closed; what somebody owes is carried until something falls due for them.

Who is a payee, or a payee and a rule set where somebody may have lines of several.
"""

import copy


def payee_of(who):
    return who if isinstance(who, str) else who[0]


class Model:
    """Each change gives a new model; `shown` is what can be read in the database."""

    def __init__(self):
        self.newest: dict[str, dict[str, int]] = {}  # month -> who -> entitlement, None: not known
        self.runs: dict[str, int] = {}  # month -> how many different results in a row
        self.texts: dict[str, int] = {}  # month -> by which texts the newest was made
        self.closed: list[str] = []
        self.lines: dict[tuple, int] = {}  # month, who, kind -> all that its revisions pay
        self.due: dict[tuple[str, str], int] = {}  # month in which it falls due, payee -> all that does
        self.payments: dict[str, dict[str, int]] = {}  # month -> payee -> amount of the payroll file

    def copy(self):
        return copy.deepcopy(self)

    def shown(self):
        paid = {(month, payee): amount for month, rows in self.payments.items() for payee, amount in rows.items()}
        return self.form(self.lines, paid, self.payments, self.runs)

    @staticmethod
    def form(lines, paid, batches, runs):
        return tuple(tuple(sorted(found.items())) for found in (lines, paid, dict.fromkeys(batches), runs))

    def evaluated(self, month, result, texts, *, amended=False):
        made = self.copy()
        new = made.newest.get(month) != result
        if new:
            made.newest[month] = dict(result)
            made.runs[month] = made.runs.get(month, 0) + 1
        if (new and amended) or month not in made.closed:
            made.texts[month] = texts
        if new and month in made.closed:
            known = {who for of, who, kind in made.lines if (of, kind) == (month, "bonus")}
            for who in known | result.keys():
                made.pays(month, who, "bonus", max(0, (result.get(who) or 0) - made.line(month, who, "bonus")))
        return made

    def close(self, month):
        made = self.copy()
        for who, amount in made.newest[month].items():
            made.pays(month, who, "bonus", amount or 0)
        made.closed.append(month)
        return made

    def by_hand(self, month, who, amount):
        made = self.copy()
        made.pays(month, who, "manual", amount)
        return made

    def pay(self, month):
        if month in self.payments:
            return self.copy()
        made = self.copy()
        open_ = {}
        for each in [*(m for m in made.payments if m < month), month]:
            for (due, payee), amount in made.due.items():
                if due == each:
                    open_[payee] = open_.get(payee, 0) + amount
            for payee, amount in made.payments.get(each, {}).items():
                open_[payee] = open_.get(payee, 0) - amount
        made.payments[month] = {payee: amount for payee, amount in open_.items() if amount > 0}
        return made

    def line(self, month, who, kind):
        return self.lines.get((month, who, kind), 0)

    def pays(self, month, who, kind, amount):
        self.lines[month, who, kind] = self.line(month, who, kind) + amount
        due = month
        while due in self.closed:
            due = _following(due)
        self.due[due, payee_of(who)] = self.due.get((due, payee_of(who)), 0) + amount


def _following(month):
    year, number = int(month[:4]), int(month[5:])
    return f"{year + number // 12}-{number % 12 + 1:02}"
