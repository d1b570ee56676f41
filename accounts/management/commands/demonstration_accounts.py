"""Prints the demonstration accounts and their password."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from accounts.roles.models import RoleAssignment
from accounts.users.demonstration import create_demonstration_accounts
from accounts.users.models import User
from core.demonstration import password


class Command(BaseCommand):
    help = "Print the demonstration accounts and their password; --create makes them first."

    def add_arguments(self, parser):
        parser.add_argument("--create", action="store_true", help="make the accounts that are lacking")

    def handle(self, *args, create: bool, **options):
        if not settings.DEMONSTRATION_ALLOWED:
            raise CommandError("Demonstration accounts are not allowed here.")
        if create:
            create_demonstration_accounts()
        users = User.objects.filter(is_demonstration=True, is_active=True).order_by("pk")
        if not users:
            self.stdout.write("No demonstration accounts: this database holds its own users.")
            return
        with translation.override(settings.LANGUAGE_CODE):
            rows = [self.row(user) for user in users]
        widths = [max(len(row[index]) for row in rows) for index in range(2)]
        for name, role, place in rows:
            self.stdout.write(f"  {name:<{widths[0]}}  {role:<{widths[1]}}  {place}".rstrip())
        self.stdout.write(f"\n  Password of all of them: {password()}")

    @staticmethod
    def row(user: User) -> tuple[str, str, str]:
        """User name, role and place of one account."""
        held = RoleAssignment.objects.filter(user=user).select_related("role", "region", "department").first()
        if held is None:
            return user.username, "-", ""
        places = (str(place) for place in (held.department, held.region) if place)
        return user.username, str(held.role), " · ".join(places)
