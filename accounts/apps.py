from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AccountsConfig(AppConfig):
    """Who may do what, where, and who looked."""

    name = "accounts"

    def ready(self):
        post_migrate.connect(_after_migration, sender=self)


def _after_migration(**kwargs):
    from accounts.roles.services import synchronise_roles

    synchronise_roles()
