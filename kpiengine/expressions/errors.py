"""The one exception that leaves this package: an expression that cannot be used, explained."""

from kpiengine.errors import KpiError


class ExpressionError(KpiError):
    """A fault in an expression: what is wrong, where (column from 1 in its text, if known), what to type.

    `code` is the stable code of the diagnostic that the rule check makes of it.
    """

    def __init__(
        self,
        message: str,
        column: int | None = None,
        remedy: str | None = None,
        *,
        code: str = "KPI204",
    ) -> None:
        super().__init__(message)
        self.column = column
        self.remedy = remedy
        self.code = code

    def __str__(self) -> str:
        where = "" if self.column is None else f"column {self.column}: "
        return where + self.message + ("" if self.remedy is None else f"; {self.remedy}")

    def at(self, column: int) -> "ExpressionError":
        """The same fault placed at `column`, unless it has its place already."""
        if self.column is not None:
            return self
        return ExpressionError(self.message, column, self.remedy, code=self.code)
