"""Sample workbooks and the scripts that make them. The same bytes come out on every machine, so one writer of XML is settled on here."""

import os

os.environ.setdefault("OPENPYXL_LXML", "False")  # where lxml is installed openpyxl would write the same parts in other bytes
