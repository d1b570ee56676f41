"""Forms that end in a service: what the service refuses stands beside the fields."""

from django.core.exceptions import ValidationError


class ServiceFormMixin:
    """For form screens: calls a service and puts what it refuses beside the fields."""

    def attempt(self, form, service, **arguments):
        """The service's result, or None with the form's errors filled."""
        try:
            return service(by=self.request.user, **arguments)
        except ValidationError as refused:
            fields = getattr(refused, "error_dict", None)
            if fields is None:
                form.add_error(None, refused)
                return None
            for name, errors in fields.items():
                form.add_error(name if name in form.fields else None, errors)
            return None
