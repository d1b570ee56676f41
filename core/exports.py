"""Exports: exactly what the list shows, streamed to xlsx or csv, by the columns of an import-export resource.

A resource declares a column once, for import and for export. Rows are read in pieces and written at once, so a
hundred thousand of them need no more memory than a hundred; a cell that a spreadsheet would take for a formula is
written as plain text.
"""

import csv
import re
import tempfile
from collections.abc import Iterable, Iterator

import xlsxwriter
from django.db import models
from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from import_export import resources
from import_export.fields import Field

CHUNK = 2000
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
INNER_FORMULA = re.compile(r"([,;|\t\r\n][\"']*)(?=[=+@＝＋－＠-])")


class ExportResource(resources.ModelResource):
    """Base of every noun's resource: `value_paths` names what to read from the database for each column.

    `rows(queryset, user)` yields one tuple per record, in the order of `Meta.fields`.
    """

    def columns(self) -> list[str]:
        """The column headings, in order."""
        return [str(field.column_name) for field in self.get_export_fields()]

    def rows(self, queryset: models.QuerySet, user) -> Iterator[tuple]:
        """The cells of each record. Override with a cheaper reading where the table is large."""
        fields = self.get_export_fields()
        for record in queryset.iterator(chunk_size=CHUNK):
            yield tuple(self.export_field(field, record) for field in fields)


def column(attribute: str, heading: str) -> Field:
    """A resource's column."""
    return Field(attribute=attribute, column_name=heading)


def neutral(value):
    """A csv cell that no spreadsheet runs: text that begins like a formula gets an apostrophe.

    So does what would begin a cell in a spreadsheet that expects another separator than ours.

    >>> neutral("=1+1"), neutral("Rusli"), neutral(-3), neutral("Gg. 2,=1+1")
    ("'=1+1", 'Rusli', -3, "Gg. 2,'=1+1")
    """
    if not isinstance(value, str):
        return "" if value is None else value
    return ("'" if value.startswith(FORMULA_STARTS) else "") + INNER_FORMULA.sub(r"\1'", value)


def xlsx_file(columns: list[str], rows: Iterable[tuple], footer: list[str]):
    """A temporary xlsx file, written row by row in constant memory; numbers of people stay text."""
    file = tempfile.NamedTemporaryFile(suffix=".xlsx")  # noqa: SIM115 - the response closes it
    workbook = xlsxwriter.Workbook(file.name, {"constant_memory": True, "strings_to_formulas": False})
    sheet = workbook.add_worksheet(_("Data"))
    bold = workbook.add_format({"bold": True})
    day = workbook.add_format({"num_format": "dd-mm-yyyy"})
    sheet.freeze_panes(1, 0)
    for index, heading in enumerate(columns):
        sheet.write_string(0, index, heading, bold)
    write_text, write_number, write_date = sheet._write_string, sheet._write_number, sheet.write_datetime
    for number, row in enumerate(rows, start=1):
        for index, value in enumerate(row):
            if value is None or value == "":
                continue
            if isinstance(value, str):
                write_text(number, index, value)
            elif isinstance(value, bool):
                write_text(number, index, str(value))
            elif isinstance(value, int | float):
                write_number(number, index, value)
            elif hasattr(value, "isoformat"):
                write_date(number, index, value, day)
            else:
                write_text(number, index, str(value))
    about = workbook.add_worksheet(_("About this export"))
    for index, line in enumerate(footer):
        about.write_string(index, 0, line)
    workbook.close()
    file.seek(0)
    return file


class _Echo:
    def write(self, value):
        return value


def csv_lines(columns: list[str], rows: Iterable[tuple]) -> Iterator[str]:
    """A csv file line by line, with a byte order mark so that a spreadsheet reads it as UTF-8."""
    writer = csv.writer(_Echo(), delimiter=";")
    yield "\ufeff" + writer.writerow([neutral(heading) for heading in columns])
    for row in rows:
        yield writer.writerow([neutral(value) for value in row])


def export_response(name: str, kind: str, columns, rows, footer: list[str]) -> HttpResponse:
    """The file as a download. The name carries the list and the day, never a person."""
    filename = f"{name}-{timezone.localdate():%Y%m%d}.{kind}"
    if kind == "csv":
        response = StreamingHttpResponse(csv_lines(columns, rows), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{filename}"'
    else:
        response = FileResponse(xlsx_file(columns, rows, footer), as_attachment=True, filename=filename)
    response["Cache-Control"] = "no-store"
    return response
