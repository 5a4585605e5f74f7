"""The report: one HTML file that a team can read offline and check.

How it is made, in steps that know nothing of each other's insides:

1. `summary` turns a `Study` into a `Page`: plain frozen values, with everything redacted and every name replaced.
   It is the only step that sees the source. `voices` is its gatekeeper: no text enters a page but through it.
   `evidence`, `background`, `charts` and `coreq` say what there is; `marks` what lies on a passage.
2. `layout` decides which passages stand as HTML; `block` packs all of them for the scripts, which search them and
   open those for which there is no room.
3. `render` writes the page through the Jinja templates beside it (`templates/*.html`, `.css`, `.js`), with every
   value escaped, under a content-security policy that names its style sheet, its script and plotly's
   (`vendor/`, kept compressed) by their hashes. Charts are drawn from the cells of the tables below them.
4. `manifest` lists each quote by permalink, position and hash, each count and each chart's cells; a seal over all
   bytes closes the file.
5. `verify` reads a report back (`readback`), compares it with its own manifest and seal (`against_itself`), derives every
   quote and count again, renders again, and names the first difference (`against_source`). `compare_reports` sets two
   reports side by side (`compare`); its page is made from its manifest alone (`comparison_file`), and `verify` compares the
   two again (`against_reports`).

The same study gives the same bytes: the file holds no time of writing and no path.
"""

from __future__ import annotations

from qualkit.report.compare import compare_reports
from qualkit.report.verification import verify
from qualkit.report.verified import Verification
from qualkit.report.write import write_report

__all__ = ["Verification", "compare_reports", "verify", "write_report"]
