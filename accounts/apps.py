from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AccountsConfig(AppConfig):
    """Who may do what, where, and who looked."""

    name = "accounts"

    def ready(self):
        post_migrate.connect(_after_migration, sender=self)


def _after_migration(**kwargs):
    from accounts.access_log.models import AccessEvent
    from accounts.roles.services import synchronise_roles
    from core.history_guards import guard_events

    synchronise_roles()
    guard_events([AccessEvent._meta.db_table])
