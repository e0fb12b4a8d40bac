"""KPI0xx: text and TOML."""

from kpiengine.codes.code import Code

TEXT: dict[str, Code] = {
    "KPI001": Code(
        "the file cannot be read",
        "The file is missing, is a folder, or may not be read by this user.",
        "Check the path in `rules = [...]` of kpiengine.toml and the rights of the file.",
    ),
    "KPI002": Code(
        "not UTF-8",
        "Rule and project files are UTF-8. A file saved by an old editor in GBK or Latin-1 would be read wrongly, so "
        "it is not read at all.",
        "Save the file again as UTF-8.",
    ),
    "KPI003": Code(
        "too large or too deep",
        "A file over 1 MB, a line over 10,000 characters, a key of more than 16 parts or brackets nested deeper than "
        "16 are refused before parsing: no rule file needs them and a parser may spend minutes on them.",
        "Split the file, or write the key as a heading.",
    ),
    "KPI004": Code(
        "an invisible character",
        "Control characters, characters that turn the direction of writing, and invisible spaces make a file read "
        "otherwise than it looks.",
        "Delete the character; the message says where it is and which one.",
    ),
    "KPI010": Code(
        "not valid TOML",
        "The line does not follow the form `key = value` or `[heading]`.",
        "Write one `key = value` on a line; close every quote and bracket.",
    ),
    "KPI011": Code(
        "quotes of another keyboard",
        "Chinese or typographic quotes do not begin a text.",
        'Type the plain quote: `period = "month"`.',
    ),
    "KPI012": Code(
        "a full-width sign",
        "Full-width signs and digits look like the plain ones and are others.",
        "Type the plain sign: `weight = 40`.",
    ),
    "KPI013": Code(
        "a percent sign",
        "Numbers are written without %; the metric or the key says that it is a percent.",
        "`target = 88`",
    ),
    "KPI014": Code(
        "a comma in a number",
        "A comma separates values, so a number has none; the decimal sign is a point.",
        "`bonus = 1200` or `bonus = 1_200`",
    ),
    "KPI015": Code(
        "a currency sign",
        "Money is a plain number; the rule set says the currency once.",
        "`bonus = 300`",
    ),
    "KPI016": Code(
        "the form of a date",
        "A date is year, month and day with two digits each, joined by hyphens and without quotes.",
        "`from = 2026-10-01`",
    ),
    "KPI017": Code(
        "a name with other letters",
        "Keys and headings are letters a-z, digits and the underscore, so that every keyboard can type them.",
        'Put the word that people read into the title: `title = { zh = "客服" }`.',
    ),
    "KPI018": Code(
        "not a finite number",
        "`nan` and `inf` are no thresholds: every comparison with them is wrong in silence.",
        "Write a number, or leave the key out.",
    ),
    "KPI019": Code(
        "a number that is too long",
        "No target or amount needs more than 15 digits before or 9 after the point.",
        "Write the number out with the digits that it needs.",
    ),
    "KPI020": Code(
        "written twice",
        "A name or key may stand once; the later one would silently win or lose.",
        "Keep one of the two lines that the message names.",
    ),
}
