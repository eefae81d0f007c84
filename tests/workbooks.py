"""Reading the workbooks that the pages offer, as a spreadsheet would."""

import io
from xml.etree import ElementTree as ET
from zipfile import ZipFile

WORKBOOK = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def read_workbook(data: bytes) -> dict[str, list[list[str]]]:
    """Each sheet as rows of text; none has a formula, and the head of each stays in sight."""
    book = ZipFile(io.BytesIO(data))

    def xml_of(part):
        return ET.fromstring(book.read(part))  # noqa: S314 - written by ourselves a moment ago

    shared = ["".join(item.itertext()) for item in xml_of("xl/sharedStrings.xml")]
    names = [sheet.get("name") for sheet in xml_of("xl/workbook.xml").iter(f"{WORKBOOK}sheet")]
    found = {}
    for n, name in enumerate(names, start=1):
        xml = xml_of(f"xl/worksheets/sheet{n}.xml")
        assert not list(xml.iter(f"{WORKBOOK}f"))
        assert xml.find(f".//{WORKBOOK}pane").get("state") == "frozen"
        found[name] = [
            [
                shared[int(cell.findtext(f"{WORKBOOK}v"))]
                if cell.get("t") == "s"
                else cell.findtext(f"{WORKBOOK}v") or ""
                for cell in row
            ]
            for row in xml.iter(f"{WORKBOOK}row")
        ]
    return found
