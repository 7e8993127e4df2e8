"""Content Security Policy: strict for readers, loosened for the editors' admin alone."""

from csp.constants import NONCE, SELF, UNSAFE_EVAL, UNSAFE_INLINE
from csp.middleware import CSPMiddleware, PolicyParts
from django.http import HttpRequest, HttpResponseBase

# The admin's Alpine evaluates expressions and its theme sets styles; the public site does neither. The nonce lets in
# the import map of the body's editor, the one script that stands in a page.
EDITORS = {"script-src": [SELF, UNSAFE_EVAL, NONCE], "style-src": [SELF, UNSAFE_INLINE], "img-src": ["blob:"]}


class ContentSecurityPolicy(CSPMiddleware):
    """Adds the policy of CONTENT_SECURITY_POLICY, and what the admin needs beyond it under /admin/."""

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        if request.path_info.startswith("/admin/"):
            parts.update = {**(parts.update or {}), **EDITORS}
        return parts
