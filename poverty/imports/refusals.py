"""Why a whole file is turned away: one exception with a code, a sentence and its parameters."""

from django.utils.translation import gettext_noop as _

SENTENCES: dict[str, str] = {
    "empty": _("The file is empty."),
    "too_large": _("The file is larger than %(limit)s MB. Split it into smaller files and upload them one by one."),
    "not_a_workbook": _(
        "This is not a spreadsheet. Upload an Excel file (xlsx or xls), an OpenDocument sheet (ods) or a csv file."
    ),
    "web_page": _(
        "This file carries the name of a spreadsheet but is a web page. "
        "Open it in Excel, choose Save As, Excel Workbook (xlsx), and upload the new file."
    ),
    "xml_spreadsheet": _(
        "This is an Excel 2003 XML file. Open it in Excel, choose Save As, Excel Workbook (xlsx), "
        "and upload the new file."
    ),
    "binary_workbook": _(
        "This is an Excel binary workbook (xlsb). Open it in Excel, choose Save As, Excel Workbook (xlsx), "
        "and upload the new file."
    ),
    "encrypted": _(
        "The file is protected with a password, so it cannot be read. "
        "Remove the password in Excel (File, Info, Protect Workbook) and upload the file again."
    ),
    "damaged": _("The file is damaged and cannot be opened. Open it in Excel, save it again and upload the new file."),
    "too_many_parts": _("The file holds more inner parts than any spreadsheet does. It was not opened."),
    "inflates": _("The file unpacks to far more data than a spreadsheet of 100,000 rows. It was not opened."),
    "declares_entities": _("The file contains XML declarations that a spreadsheet never needs. It was not opened."),
    "too_many_rows": _("The sheet has more than 100,000 rows. Split it into smaller files and upload them one by one."),
    "too_many_columns": _("The sheet has more than %(limit)s columns. Delete the columns that are not needed."),
    "too_much_memory": _(
        "The sheet is too big to be read. "
        "Often a single stray cell far below or to the right of the table is the cause: "
        "copy the table into a new workbook and upload that."
    ),
    "took_too_long": _(
        "Reading the file took too long and was stopped. Copy the table into a new workbook and upload that."
    ),
    "no_rows": _("The file contains no visible sheet with rows."),
    "unreadable": _(
        "The file cannot be read as a spreadsheet. Open it in Excel, save it again and upload the new file."
    ),
}


class FileRefused(Exception):
    """A file that is not taken in at all.

    The text of the exception is the code, never anything from the file.
    """

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params

    @property
    def sentence(self) -> str:
        """English source string with %(name)s places, to be translated and filled with `params`."""
        return SENTENCES[self.code]

    def __str__(self) -> str:
        return self.sentence % self.params
