"""Makes the first administrator of an installation; all other accounts are made by an administrator."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from accounts.users.services import found_administration


class Command(BaseCommand):
    help = (
        "Make the first administrator and print the path of the link with which the password is set. "
        "Refuses when an active administrator exists."
    )

    def add_arguments(self, parser):
        parser.add_argument("--username", required=True)
        parser.add_argument("--email", required=True)
        parser.add_argument("--name", required=True)

    def handle(self, *args, username: str, email: str, name: str, **options):
        try:
            user, path = found_administration(username=username, email=email, name=name)
        except ValidationError as refused:
            raise CommandError(" ".join(refused.messages)) from refused
        self.stdout.write(f"Made {user.username}. Open this path in a browser within three days, once:\n{path}")
