from django.apps import AppConfig


class ProgramsConfig(AppConfig):
    """What is done about poverty, for whom, and whether it arrived. Its rooms are opened by later capabilities."""

    name = "programs"
