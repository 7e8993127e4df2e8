"""The OpenAPI document, its page, and what each kind of problem means. No key is needed to read them."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from syndication import addresses, parameters, problems

an_hour = method_decorator(cache_control(public=True, max_age=3600), name="get")


@an_hour
class Schema(SpectacularAPIView):
    """The document as YAML, or as JSON by the header Accept or `?format=json`."""

    http_method_names = ["get", "head"]

    @extend_schema(exclude=True)
    def get(self, request: Request) -> Response:
        parameters.read(request, "format")
        return super().get(request)


@an_hour
class Docs(SpectacularSwaggerSplitView):
    """Swagger UI over the document. Its script comes from an address of its own, as the site's policy demands."""

    http_method_names = ["get", "head"]
    url_name = "api-schema"
    template_name = "syndication/docs.html"


@an_hour
class Problem(APIView):
    """What a kind of problem means: the address that its `type` names."""

    http_method_names = ["get", "head"]
    authentication_classes = ()
    permission_classes = (AllowAny,)

    @extend_schema(exclude=True)
    def get(self, request: Request, name: str) -> HttpResponse:
        if name not in problems.KINDS:
            raise problems.Problem("not-found", f"There is no kind of problem named “{name}”.")
        kind = problems.KINDS[name]
        body = {"type": addresses.problem(name), "title": kind.title, "status": kind.status, "meaning": kind.meaning}
        return JsonResponse(body, json_dumps_params={"ensure_ascii": False})


@csrf_exempt
def unknown(request: HttpRequest, rest: str) -> HttpResponse:
    """404 for whatever else lies under the API, so that a program never gets a page made for readers."""
    hint = "" if request.path.endswith("/") else " Addresses of this API end with a slash."
    problem = problems.Problem("not-found", f"There is nothing at {request.path}.{hint}")
    return problems.answer(problem, request.path)
