"""KPI3xx: data, facts and sources."""

from kpiengine.codes.code import Code

DATA: dict[str, Code] = {
    "KPI300": Code(
        "no file",
        "A source names a file that is not there, or a pattern that matches nothing. Hidden files and names that "
        "begin with _ are not matched by patterns.",
        "Check `source` in [facts.TABLE]; paths are relative to the project file.",
    ),
    "KPI301": Code(
        "not a regular file",
        "A folder, pipe, socket or device stands where a file is due.",
        "Name the file, or a pattern such as data/*.csv.",
    ),
    "KPI302": Code(
        "outside the project",
        "A symbolic link leads to a file outside the project folder.",
        "Copy the file, or set allow_outside = true in [project].",
    ),
    "KPI303": Code(
        "the file cannot be read",
        "The operating system refused, or the file is damaged: a Parquet footer or page that does not fit.",
        "Copy or export the file again.",
    ),
    "KPI304": Code(
        "changed while it was read",
        "Size, time or inode of a file differ from before the run, so its figures may be of two states.",
        "Run again when nothing writes to the file.",
    ),
    "KPI305": Code(
        "an empty file",
        "The file has no bytes or no header. That is no input, which is not the same as no contacts.",
        "Export it again; earlier results stay as they are.",
    ),
    "KPI306": Code(
        "not the declared encoding",
        "A byte is no text in the declared encoding (UTF-8 unless said otherwise). Encodings are never guessed.",
        'Declare encoding = "gb18030" or the like, or save the file as UTF-8.',
    ),
    "KPI307": Code(
        "a zero byte",
        "There is a zero byte in a text file: it is damaged, UTF-16, or no text.",
        'Export it again, or declare encoding = "utf-16".',
    ),
    "KPI308": Code(
        "a damaged gzip file",
        "A compressed file ends early or does not unpack. What could be unpacked is not used.",
        "Copy the file again.",
    ),
    "KPI309": Code(
        "a file that grows beyond reason",
        "A compressed file is more than 100 times larger when unpacked.",
        "Unpack it by hand and look at it.",
    ),
    "KPI310": Code(
        "not a CSV file",
        "A web page, workbook, archive or Parquet file stands where CSV is due.",
        "Export the data as CSV, or say which format it has.",
    ),
    "KPI311": Code(
        "a header twice",
        "Two columns of a file have one name, so it is not known which is meant.",
        "Rename or remove one of them.",
    ),
    "KPI312": Code(
        "parts with different columns",
        "Files of one table have different headers.",
        "Bring all parts to the same columns.",
    ),
    "KPI313": Code(
        "a huge cell",
        "One cell holds more than 64 kB, which is nearly always a missing quote.",
        "Look at the line that is named.",
    ),
    "KPI314": Code(
        "quotes that do not match",
        "A quoted cell never closes, or goes on after its closing quote.",
        'Write a quote inside a quoted cell twice: "".',
    ),
    "KPI315": Code(
        "parts with different types",
        "Parquet parts of one table give one column different types. Nothing is cast in silence.",
        "Write all parts with one schema.",
    ),
    "KPI317": Code(
        "a date format that cannot be used",
        "A format has an unknown directive, or lacks year, month or day.",
        'Write it like "%d/%m/%Y %H:%M:%S".',
    ),
    "KPI320": Code(
        "too many cells",
        "A row has more cells than the header. It is rejected.",
        "Look for a separator inside a cell that is not quoted.",
    ),
    "KPI321": Code(
        "too few cells",
        "A row has fewer cells than the header. It is rejected, never filled with blanks.",
        "Look for a cut line, or two cells that grew together.",
    ),
    "KPI322": Code(
        "no such table",
        "[facts.TABLE] names a table that no plugin declares, or a table is needed that has no source.",
        "Install the plugin, or write [facts.TABLE] with its source.",
    ),
    "KPI323": Code(
        "no such column",
        "A mapping or header names a column that the table or file does not have.",
        "Use one of the names in the message.",
    ),
    "KPI324": Code(
        "a column that is not mapped",
        "A column that must be given is neither mapped nor has a default.",
        "Map it in [facts.TABLE.columns].",
    ),
    "KPI325": Code(
        "a mapping that does not fit",
        "A file's column or a constant cannot become what the table's column holds.",
        "Convert it with a function such as number(x, 2), or map another column.",
    ),
    "KPI330": Code(
        "a cell that cannot be read",
        "A text is not what the column wants: digits with a currency sign, NaN, 1e5, a date in another form. The "
        "row is rejected.",
        "Mend the export, or declare the form (date_format, time_format, thousands, a function).",
    ),
    "KPI331": Code(
        "a missing cell",
        "A cell of a column that must be filled is empty. The row is rejected.",
        "Fill it, or map another column.",
    ),
    "KPI332": Code(
        "out of range",
        "A number, duration or time is outside what the column lets in. The row is rejected.",
        "Mend the export; the plugin declares the range.",
    ),
    "KPI333": Code(
        "not a listed value",
        "A text is none of the values that the column knows. The row is rejected.",
        'Translate it in the mapping: \'"voice" if x == "PHONE" else "chat"\'.',
    ),
    "KPI334": Code(
        "a row that contradicts itself",
        "Two cells of a row do not go together, such as an end before its beginning. The row is rejected.",
        "Mend the export.",
    ),
    "KPI335": Code(
        "a wall time that is skipped or comes twice",
        "When clocks change, some wall times do not exist and some exist twice. Without an offset a row with one "
        'that does not exist is rejected; with ambiguous = "reject" one with a time that comes twice too.',
        'Export with offsets; ambiguous = "first", the usual, takes the first of a time that comes twice.',
    ),
    "KPI336": Code(
        "one key with two contents",
        "Two rows have one key and differ. Taking the first or the last would be a guess about pay, so the data "
        "is refused.",
        'Find out which is right, or say rows = "versions" where newer rows replace older ones.',
    ),
    "KPI337": Code(
        "too many rejected rows",
        "More rows were rejected than the project allows; the default is none.",
        "Mend the rows, or allow some with max_rejected_rows.",
    ),
    "KPI338": Code(
        "versions without a version",
        'rows = "versions" needs a column that tells which row is newer.',
        "Map version or updated_at.",
    ),
    "KPI339": Code(
        "roster rows that overlap",
        "One agent has two roster rows for one day, so team and plan of that day are not known.",
        "End the first row on the day before the second begins.",
    ),
    "KPI340": Code(
        "ids that look alike",
        "Two ids differ only in case, width, accents' composition or blanks, and are surely one person.",
        "Write the id in one way everywhere.",
    ),
    "KPI341": Code(
        "an exclusion for what nobody measures",
        "A row of the table exclusions names a metric, or a group of metrics, that no installed plugin brings.",
        "Name ids or groups as `kpiengine metrics` lists them, with commas between, or all.",
    ),
    "KPI342": Code(
        "too few rows",
        "The files of a table have fewer rows than min_rows of its section says, or many fewer than results "
        "before were made of (max_drop_percent). A file that was cut still reads well, "
        "and bonuses on half of the calls would look like any others, so nothing is decided.",
        "Have the source written again; if the centre has become smaller, lower min_rows or allow more with "
        "max_drop_percent.",
    ),
    "KPI343": Code(
        "the data are too old",
        "The newest row of a table lies further before the end of the periods (or before now, where one still runs) "
        "than max_age of its section allows: an extract that did not run looks like quiet days. Nothing is decided.",
        "Have the extract run again; allow more with max_age where days without rows are usual.",
    ),
    "KPI344": Code(
        "the control totals do not agree",
        "The control file says how many rows each file has, what its columns sum up to or what its SHA-256 is, and the "
        "files say otherwise, or one of them is missing on either side. Something was lost, doubled or changed on the "
        "way, so nothing is decided.",
        "Have files and control file written again in one go. A control file is CSV with the columns `file` and "
        "`rows`, and where wanted `sha256` and one for each header whose sum is told; `*` as the file means all.",
    ),
}
