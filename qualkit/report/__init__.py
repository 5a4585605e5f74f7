"""The report: one HTML file that a team can read offline and check.

How it is made, in four steps that know nothing of each other's insides:

1. `summary` turns a `Study` into a `Page`: plain frozen values, with everything redacted and every name replaced.
   It is the only step that sees the source. `voices` is its gatekeeper: no text enters a page but through it.
2. `render` writes the page through the Jinja templates beside it (`templates/*.html`, `.css`, `.js`), with every
   value escaped, under a content-security policy that names its one style sheet and its one script by their hashes.
3. `manifest` lists each quote by permalink, position and hash, and each count; a seal over all bytes closes the file.
4. `verify` reads a report back, derives every quote and count again, renders again, and names the first difference.

The same study gives the same bytes: the file holds no time of writing and no path.
"""

from __future__ import annotations

from qualkit.report.verification import Verification, verify
from qualkit.report.write import write_report

__all__ = ["Verification", "verify", "write_report"]
